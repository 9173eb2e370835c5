"""A cluster's week -> the sentences of its coordinator's letter. No markup stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aidmatch.compose import Awaited, Barren, Fit, Offer, Overview, ToPhone
from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.formats._wording import Wording
from aidmatch.journal.awaited import Doubt, Unsent

MOST = 20
"""Lines of a part; the others are counted."""


class Line(NamedTuple):
    """One thing to know, or to do."""

    text: str
    head: str = ""
    """What it is about: a member, a call."""
    mark: str = ""
    """What stands before it: a day, « nouveau »."""
    reach: str = ""
    """Whom to ask for, where it is known."""
    email: str = ""
    url: str | None = None


class Part(NamedTuple):
    """A part of the letter."""

    id: str
    """For programs, and for links within the page."""
    heading: str
    lines: tuple[Line, ...]
    rest: str = ""
    """How many more there are, or what to do; else empty."""


class WordedOverview(NamedTuple):
    """The coordinator's letter."""

    language: str
    subject: str
    name: str
    """The cluster."""
    day: str
    facts: str
    """« 34 adhérents, 12 lettres »."""
    parts: tuple[Part, ...]
    foot: str


class Beside(NamedTuple):
    """What the letter tells beside what was counted."""

    name: str
    """The cluster's."""
    letters: int | None = None
    """Letters of the week; None: not written yet."""
    unsent: Sequence[Unsent] = ()
    doubts: Sequence[tuple[str, Doubt]] = ()
    """With the member's name."""
    troubles: Sequence[str] = ()


def worded(words: Wording, seen: Overview, beside: Beside) -> WordedOverview:
    """The letter, ready to take any form; parts with nothing to say are left out."""
    parts = (
        Part("phone", words.text("Whom to phone this week"), *_phone(words, seen)),
        Part("awaited", words.text("What is awaited"), *_awaited(words, seen, beside)),
        Part("calls", words.text("Calls that fit many members"), *_calls(words, seen)),
        Part("closings", words.text("Closings of the next 60 days"), *_cut(words, _closings(words, seen))),
        Part("check", words.text("To check before telling members"), *_cut(words, _checks(words, seen))),
        Part("barren", words.text("Members that nothing fits today"), *_cut(words, _barrens(words, seen))),
        Part("sources", words.text("Sources that failed"), tuple(Line(plain(one)) for one in beside.troubles)),
        Part("stale", words.text("Data gone stale"), tuple(_stale(words, seen))),
    )
    number = seen.week.partition("-W")[2].lstrip("0")
    return WordedOverview(
        words.language,
        words.text("Week {week}: your letter", week=number),
        plain(beside.name),
        words.date(seen.at.date()),
        _facts(words, seen, beside),
        tuple(part for part in parts if part.lines or part.rest),
        words.text(
            "Internal: names members, not to be passed on. Counts are those of aidmatch match; who stands behind one: "
            "aidmatch members CALL."
        ),
    )


def _facts(words: Wording, seen: Overview, beside: Beside) -> str:
    told = [words.plural("{n} member", "{n} members", seen.members)]
    if beside.letters is not None:
        told.append(words.plural("{n} letter this week", "{n} letters this week", beside.letters))
    if seen.unread:
        told.append(words.plural("{n} without an e-mail address", "{n} without an e-mail address", seen.unread))
    if seen.silent:
        told.append(words.plural("{n} asked for no letters", "{n} asked for no letters", seen.silent))
    return ", ".join(told)


def _cut(words: Wording, lines: Iterator[Line]) -> tuple[tuple[Line, ...], str]:
    held = tuple(lines)
    more = len(held) - MOST
    return held[:MOST], words.plural("and {n} more", "and {n} more", more) if more > 0 else ""


def _phone(words: Wording, seen: Overview) -> tuple[tuple[Line, ...], str]:
    lines = tuple(
        Line(
            _why(words, one, seen),
            plain(one.company.name),
            reach=next((plain(reader.name) for reader in one.company.readers if reader.name), ""),
            email=next((reader.email for reader in one.company.readers), ""),
            url=one.now.offer.card.url,
        )
        for one in seen.phone
    )
    if not lines:
        return (), words.text("Nobody: nothing closes for a member this week that the letters do not say in time.")
    if not seen.phone_more:
        return lines, ""
    return lines, words.plural(
        "{n} more member could be phoned; its letter says the same.",
        "{n} more members could be phoned; their letters say the same.",
        seen.phone_more,
    )


def _why(words: Wording, one: ToPhone, seen: Overview) -> str:
    offer = one.now.offer
    told = {"title": offer.card.title, "until": _until(words, offer, seen)}
    if one.why == "closes":
        text = words.text("“{title:text}” closes before the next letter, {until}", **told)
    elif one.why == "followed":
        text = words.text("follows “{title:text}”, {until}", **told)
    elif one.why == "best":
        text = words.text("“{title:text}” is new and suits it very well, {until}", **told)
    else:
        text = words.text("no e-mail address: tell it by phone of “{title:text}”, {until}", **told)
    if one.is_followed and one.why != "followed":
        text = words.text("{text}; followed", text=text)
    if one.is_late:
        text = words.plural(
            "{text}; what is to be had first takes {n} day",
            "{text}; what is to be had first takes {n} days",
            offer.prepares,
            text=text,
        )
    if one.more:
        text = words.plural(
            "{text}; {n} more call to speak of", "{text}; {n} more calls to speak of", one.more, text=text
        )
    return text


def _until(words: Wording, offer: Offer, seen: Overview) -> str:
    kind = offer.card.window_kind
    if not offer.closings or kind in ("permanent", "until_exhausted"):
        return words.term(_words.WINDOW_KINDS, kind)
    closing = offer.closings[0]
    left = words.text("D-{days}", days=(closing.date() - seen.at.date()).days)
    return words.text("to hand in by {day} ({left})", day=words.date(closing.date()), left=left)


def _awaited(words: Wording, seen: Overview, beside: Beside) -> tuple[tuple[Line, ...], str]:
    """What is in a person's hands first, then the answers."""
    lines = [
        Line(
            words.plural(
                "{n} letter is not known to have left. If you sent it: aidmatch digest sent --week {week}",
                "{n} letters are not known to have left. If you sent them: aidmatch digest sent --week {week}",
                one.released + one.drafts,
                week=one.week,
            ),
            words.text("Week {week}", week=one.week),
        )
        for one in beside.unsent
    ]
    for name, doubt in beside.doubts:
        text = (
            words.text(
                "letter of week {week} refused by the mail server: {why:text}", week=doubt.week, why=doubt.why or ""
            )
            if doubt.state == "refused"
            else words.text("nobody can tell whether the letter of week {week} arrived: ask", week=doubt.week)
        )
        lines.append(Line(text, plain(name)))
    answers = [
        Line(
            words.text(
                "{questions} Asked since {day:date}",
                questions=" ".join(plain(one.text) for one in asked),
                day=asked[0].since.date(),
            ),
            plain(asked[0].company.name),
        )
        for asked in _by_member(seen.awaited)
    ]
    lines += answers[: max(MOST - len(lines), 0)]
    more = len(beside.unsent) + len(beside.doubts) + len(answers) - len(lines)
    return tuple(lines), words.plural("and {n} more", "and {n} more", more) if more > 0 else ""


def _by_member(awaited: Sequence[Awaited]) -> list[list[Awaited]]:
    """What each member was asked, the longest awaited first."""
    held: dict[str, list[Awaited]] = {}
    for one in sorted(awaited, key=lambda one: (one.since, one.company.id)):
        held.setdefault(one.company.id, []).append(one)
    return list(held.values())


def _calls(words: Wording, seen: Overview) -> tuple[tuple[Line, ...], str]:
    lines = tuple(
        Line(
            _counts(words, one),
            plain(one.offer.card.title),
            words.text("new") if one.is_new else "",
            url=one.offer.card.url,
        )
        for one in seen.calls
    )
    more = seen.calls_more
    return lines, words.plural("and {n} more", "and {n} more", more) if more else ""


def _counts(words: Wording, one: Fit) -> str:
    told = [words.plural("{n} member", "{n} members", one.members)]
    if one.others:
        told.append(words.plural("{n} of another trade", "{n} of other trades", one.others))
    if one.asking:
        told.append(words.plural("{n} for want of an answer", "{n} for want of an answer", one.asking))
    return ", ".join(told)


def _closings(words: Wording, seen: Overview) -> Iterator[Line]:
    for one in seen.closings:
        members = words.plural("{n} member", "{n} members", one.members)
        yield Line(members, plain(one.offer.card.title), words.date(one.at.date()), url=one.offer.card.url)


UNFIT: Mapping[str, str] = {
    "undated": _words.term("no date known"),
    "stale": _words.term("record not checked for a long time"),
    "low_confidence": _words.term("record of low confidence"),
    "no_contact": _words.term("neither link nor contact"),
}
"""Why a call is not told before a person looked at it."""


def _checks(words: Wording, seen: Overview) -> Iterator[Line]:
    for one in seen.to_check:
        why = ", ".join(words.term(UNFIT, reason) for reason in one.offer.unfit)
        members = words.plural("would be told to {n} member", "would be told to {n} members", one.members)
        yield Line(f"{why}, {members}", plain(one.offer.card.title), url=one.offer.card.url)


def _barrens(words: Wording, seen: Overview) -> Iterator[Line]:
    for one in seen.barren:
        yield Line(_barren(words, one), plain(one.company.name))


def _barren(words: Wording, one: Barren) -> str:
    if one.question is not None and one.question.alone:
        return words.plural(
            "its answer would settle {n} call: {question}",
            "its answer would settle {n} calls: {question}",
            one.question.alone,
            question=words.say(one.question.question),
        )
    if one.refusing:
        kinds = [f"{words.term(_words.CRITERIA, kind.kind)} ({words.number(kind.calls)})" for kind in one.refusing]
        return words.text("what turns it away most: {kinds}", kinds=", ".join(kinds))
    if one.question is not None:
        return words.text("first question to ask: {question}", question=words.say(one.question.question))
    return words.text("no call is open that letters may tell")


def _stale(words: Wording, seen: Overview) -> Iterator[Line]:
    stale = seen.stale
    if stale.members:
        kinds = [f"{words.term(_words.CRITERIA, kind)} ({words.number(count)})" for kind, count in stale.facts]
        yield Line(
            words.plural(
                "{n} member has facts to ask again: {kinds}",
                "{n} members have facts to ask again: {kinds}",
                stale.members,
                kinds=", ".join(kinds),
            )
        )
    if stale.calls:
        yield Line(
            words.plural(
                "{n} call not checked for a long time: aidmatch check",
                "{n} calls not checked for a long time: aidmatch check",
                stale.calls,
            )
        )
