"""A letter to one member -> its sentences, in the member's language. No markup stands in them."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from aidmatch.compose import Asked, Item, Letter
from aidmatch.formats._letter_items import Telling, lost_of, source_name, worded_item
from aidmatch.formats._plain import plain
from aidmatch.formats._wording import Wording
from aidmatch.worded import WordedLetter, WordedQuestion, WordedReply


class Sender(NamedTuple):
    """Who writes: a cluster and its coordinator."""

    name: str
    """The cluster's name."""
    person: str | None = None
    email: str | None = None
    phone: str | None = None


def worded(
    words: Wording, letter: Letter, sender: Sender, *, word: str | None = None, troubles: Sequence[str] = ()
) -> WordedLetter:
    """The letter, ready to be kept and to take any form. `word` is the coordinator's, on top."""
    company = letter.company
    name = plain(company.name)
    code = code_of(letter.week, company.id)
    telling = Telling(words, letter.at)
    lines = tuple(worded_item(telling, item) for item in letter.lines)
    reader = next((reader.name for reader in company.readers if reader.name), None)
    return WordedLetter(
        language=words.language,
        kind=letter.kind,
        week=letter.week,
        company=company.id,
        code=code,
        at=letter.at.replace(microsecond=0).isoformat(),
        subject=subject(words, letter, name),
        name=name,
        greeting=words.text("Hello {name:text},", name=reader) if reader else words.text("Hello,"),
        opening=tuple(_opening(words, letter, sender, word)),
        items=tuple(worded_item(telling, item) for item in letter.items),
        lines_heading=words.text("Also for you") if lines else "",
        lines=lines,
        rest=_rest(words, letter),
        lost_heading=words.text("No longer possible") if letter.lost else "",
        lost=tuple(lost_of(telling, gone) for gone in letter.lost),
        questions_heading=_asking(words, letter.questions),
        questions=tuple(_question(words, one) for one in letter.questions),
        replies=tuple(_replies(words, letter, code)) if sender.email else (),
        reply_to=sender.email,
        troubles=tuple(plain(one) for one in troubles),
        signature=tuple(
            plain(line)
            for line in (sender.person, sender.name if sender.person != sender.name else None, sender.phone)
            if line
        ),
        foot=tuple(_foot(words, letter, sender)),
        sender=plain(sender.name),
        stop=_reply(words.text("Stop these letters"), f"[{code}] STOP", words.text("Please stop these letters."))
        if sender.email
        else None,
        labels=_labels(words),
    )


def code_of(week: str, company: str) -> str:
    """W48-7K3QM: the week, and five signs that tell the member to the coordinator and to nobody else."""
    mark = b32encode(hashlib.sha256(f"{week} {company}".encode()).digest())[:5].decode()
    return f"{week.partition('-')[2]}-{mark}"


def subject(words: Wording, letter: Letter, name: str) -> str:
    """« 2 aides pour Studio X, une à déposer avant le 12 décembre »."""
    told = (*letter.items, *letter.lines)
    if letter.kind == "flash" and told:
        return words.text("A new aid for {name}: {title:text}", name=name, title=told[0].sight.call.title)
    if not told:
        if letter.lost:
            return words.plural(
                "{name}: an aid is no longer possible",
                "{name}: {n} aids are no longer possible",
                len(letter.lost),
                name=name,
            )
        return words.text("Nothing new this week for {name}", name=name)
    count = words.plural("{n} aid for {name}", "{n} aids for {name}", len(told), name=name)
    closings = sorted(one.pick.now.offer.closings[0] for one in told if _is_due(one, letter.at))
    if not closings:
        return count
    day = _short(words, closings[0].date())
    if len(told) == 1:
        return words.text("{count}, to hand in by {day}", count=count, day=day)
    return words.text("{count}, one to hand in by {day}", count=count, day=day)


FAR = timedelta(days=92)
"""A deadline further away is no reason to open a letter today."""


def _is_due(item: Item, at: datetime) -> bool:
    offer = item.pick.now.offer
    return offer.state == "open" and bool(offer.closings) and offer.closings[0] - at < FAR


def _short(words: Wording, day: date) -> str:
    """12 décembre: the year goes without saying."""
    return words.date(day).rsplit(" ", 1)[0]


def _opening(words: Wording, letter: Letter, sender: Sender, word: str | None) -> list[str]:
    told = [plain(line) for line in word.splitlines() if line.strip()] if word else []
    count = len(letter.items) + len(letter.lines)
    if letter.kind == "welcome":
        told.append(
            words.text(
                "{sender:text} keeps watch over public aids for its members and writes to you on Mondays, only about "
                "those within your reach.",
                sender=sender.name,
            )
        )
        if count:
            told.append(words.plural("Here is the best one open now.", "Here are the best ones open now.", count))
        told.append(_known(words, letter))
    elif letter.kind == "urgent":
        told.append(words.text("This cannot wait for Monday's letter."))
    elif letter.kind == "flash":
        told.append(words.text("This has just come out and seems to be for you."))
    if letter.is_empty:
        told.append(words.text("Nothing new for you this week: what we told you still stands."))
    return told


def _known(words: Wording, letter: Letter) -> str:
    """What the choice rests on, to be corrected."""
    company = letter.company
    facts = []
    if company.seat is not None:
        facts.append(words.place(company.seat.code))
    if company.naf is not None:
        facts.append(plain(words.naf(company.naf)))
    if company.headcount is not None:
        facts.append(words.people((company.headcount.low, company.headcount.high)))
    if company.legal_form is not None:
        facts.append(plain(words.form(company.legal_form)))
    if not facts:
        return words.text("We know little about you yet: answer the questions below, in one line each.")
    return words.text("What we know of you: {facts}. Tell us what is wrong.", facts=" ; ".join(facts))


def _rest(words: Wording, letter: Letter) -> str:
    if not letter.counted:
        return ""
    return words.plural(
        "{n} more aid seems to suit you; it will come in the next letters.",
        "{n} more aids seem to suit you; they will come in the next letters.",
        letter.counted,
    )


def _asking(words: Wording, questions: Sequence[Asked]) -> str:
    if not questions:
        return ""
    return words.plural("One question", "{n} questions", len(questions))


def _question(words: Wording, asked: Asked) -> WordedQuestion:
    count = asked.alone or asked.calls
    settles = (
        words.plural("your answer settles {n} aid", "your answer settles {n} aids", count)
        if asked.alone
        else words.plural(
            "{n} aid waits for it, among other answers", "{n} aids wait for it, among other answers", count
        )
    )
    return WordedQuestion(asked.kind, words.say(asked.question), settles)


def _replies(words: Wording, letter: Letter, code: str) -> list[WordedReply]:
    told = (*letter.items, *letter.lines)
    numbered = [f"{place}. {plain(item.sight.call.title)}" for place, item in enumerate(told, start=1)]
    replies = []
    if told:
        keep = words.text("Keep the line it is about:") if len(told) > 1 else ""
        body = "\n".join(line for line in (keep, *numbered) if line)
        replies = [
            _reply(label, f"[{code}] {label}", body)
            for label in (words.text("I am interested"), words.text("Not for us"))
        ]
    if letter.questions:
        label = words.text("My answer")
        body = "\n".join(f"{words.say(one.question)}\n> " for one in letter.questions)
        replies.append(_reply(label, f"[{code}] {label}", body))
    return replies


def _reply(label: str, subject_: str, body: str) -> WordedReply:
    return WordedReply(label, subject_, body)


def _foot(words: Wording, letter: Letter, sender: Sender) -> list[str]:
    shown = [item.sight.call.origin for item in (*letter.items, *letter.lines)]
    sources = sorted({source_name(origin.source) for origin in shown})
    told = [
        words.text(
            "{sender:text} writes to you as to each of its members, from the profile it keeps of your company. The "
            "choice is made by rules that may be shown to you; the funder alone decides.",
            sender=sender.name,
        )
    ]
    if sources:
        told.append(words.text("Aids known from: {sources}.", sources=", ".join(sources)))
    told.append(
        words.text("To correct your profile, see what is held of you or stop these letters, answer this message.")
    )
    return told


def _labels(words: Wording) -> dict[str, str]:
    return {
        "why": words.text("Why you"),
        "confirm": words.text("To confirm"),
        "worth": words.text("What one may get"),
        "until": words.text("By when"),
        "step": words.text("Next step"),
        "contact": words.text("Contact"),
        "link": words.text("Read the official page"),
        "reply": words.text("Answer in one click"),
        "troubles": words.text("Not up to date"),
        "closing": words.text("Deadline"),
        "calendar": words.text("Deadlines of public aids"),
    }
