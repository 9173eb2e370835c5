"""`aidmatch flash CALL`: the day a call comes out, one short letter to each member concerned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from aidmatch.cli._choose import choose_call
from aidmatch.cli._lines import put
from aidmatch.cli._session import Session, refuse
from aidmatch.errors import DONE
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.cli._mailing import Mailing, Written
    from aidmatch.company import Company
    from aidmatch.compose import Offer
    from aidmatch.match import Nearness

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Write one short letter about one call to each member it fits, the day it comes out."),
    epilog=_("Examples: aidmatch flash media-devvgim-2027 --preview · aidmatch flash cnc-fajv --group studios"),
)
def flash(
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    cluster: Annotated[str | None, typer.Option("--cluster", help=_("Only members of this cluster."))] = None,
    group: Annotated[str | None, typer.Option("--group", help=_("Only members of this group."))] = None,
    member: Annotated[
        list[str] | None, typer.Option("--member", "-m", help=_("Only this member; may be repeated."))
    ] = None,
    week: Annotated[
        str | None, typer.Option("--week", metavar=_("WEEK"), help=_("Week, as 2026-W48; this one else."))
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help=_("Look only: nothing is kept."))] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar=_("DIR"), help=_("Write a file a letter into this folder."))
    ] = None,
    send: Annotated[bool, typer.Option("--send", help=_("Send the letters that were released."))] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help=_("You checked it: write even if it has no date, or is old or unsure."))
    ] = False,
) -> None:
    """The letters about one call."""
    from aidmatch.cli._journal import journal_of, writing
    from aidmatch.cli._letter_forms import Form, to_folder
    from aidmatch.cli._mailing import Mailing, members, week_asked
    from aidmatch.cli.digest import send_letters
    from aidmatch.formats import letter_list
    from aidmatch.journal import letters

    session = Session()
    if send and preview:
        refuse("--send and --preview do not go together")
    asked = week_asked(session, week)
    ordinal = choose_call(session, call)
    which = session.cards(only=[ordinal])[0].id
    who = members(session, cluster, group, member)
    keep = not (preview or session.workspace.is_starter)
    with writing(session) if keep else journal_of(session, write=False) as journal:
        mailing = Mailing(session, journal, asked)
        _refuse_unfit(session, mailing.desk(session.wording).offers[which], anyway=anyway)
        circles = _circles(session, ordinal, who)
        wanted = _wanted(mailing, who, which, circles, named=bool(member))
        written = list(mailing.flash(wanted.asked, which, keep=keep, anyway=anyway))
        if keep and journal is not None:
            _withdraw(mailing, who, which, written)
            if send and session.letters.digest.auto_send:
                letters.release(journal, [one.id for one in written if one.id is not None], session.at)
                written = [one._replace(is_released=True) for one in written]
        _tell(session, circles, wanted, written)
        if written:
            letter_list.table(session.out, session.wording, asked, written)
        if out is not None:
            to_folder(session, asked, written, (Form.HTML, Form.EML), out, is_all=False)
            if keep and journal is not None:
                letters.note_folder(journal, out.resolve())
        code = send_letters(session, journal, written) if send and journal is not None else DONE
    if code != DONE:
        raise typer.Exit(code)
    session.finish()


def _refuse_unfit(session: Session, offer: Offer, *, anyway: bool) -> None:
    """A call that letters would not tell is told on a person's word only; one that is closed never."""
    title = offer.card.title
    if offer.state == "closed":
        refuse(
            "{title:text} is closed: nobody can hand in a file",
            "if its date is wrong, correct it in data/overlays/{call:text}.yaml",
            title=title,
            call=offer.id,
        )
    if offer.is_tellable or anyway:
        return
    from aidmatch.formats.overview_sentences import UNFIT

    why = ", ".join(session.wording.term(UNFIT, one) for one in offer.unfit)
    refuse(
        "{title:text} is not to be told before somebody checked it: {why:text}",
        "correct it in data/overlays/{call:text}.yaml, or write all the same with --anyway",
        title=title,
        why=why,
        call=offer.id,
    )


class Wanted(NamedTuple):
    """Who is written to, and how many are not and why."""

    asked: Sequence[Company]
    told: int
    """Earlier letters told them."""
    silent: int
    """They asked for no letters."""
    dropped: int
    """The coordinator took the call out of their letters."""


def _circles(session: Session, ordinal: int, who: Sequence[Company]) -> Mapping[str, Nearness]:
    """How near each member is, as `members` says."""
    from aidmatch.match import nearness, terms_of

    terms = terms_of(session.catalogue.call(ordinal), session.at)
    return {company.id: nearness(session.memory.match(ordinal, terms, company)) for company in who}


def _wanted(
    mailing: Mailing, who: Sequence[Company], call: str, circles: Mapping[str, Nearness], *, named: bool
) -> Wanted:
    """The members it is meant for; one of another trade only where it is named."""
    from aidmatch.cli._mailing import is_written_to

    asked, told, silent, dropped = [], 0, 0, 0
    for company in who:
        if circles[company.id] != "in" and not (named and circles[company.id] == "other_trade"):
            continue
        before = mailing.history(company.id).told.get(call)
        if not is_written_to(company):
            silent += 1
        elif call in mailing.review.dropped(company.id):
            dropped += 1
        elif before is not None and before.seen.answer == "fits" and not _has_flash(mailing, company.id, call):
            told += 1
        else:
            asked.append(company)
    return Wanted(asked, told, silent, dropped)


def _has_flash(mailing: Mailing, company: str, call: str) -> bool:
    """Whether it is this week's flash that told it: then it is listed as it stands."""
    from aidmatch.journal import letters

    held = letters.kept(mailing.journal, mailing.week, company) if mailing.journal else ()
    return any(one.kind == "flash" and one.about == call for one in held)


def _withdraw(mailing: Mailing, who: Sequence[Company], call: str, written: Sequence[Written]) -> None:
    """Take away drafts of an earlier run to members it no longer concerns."""
    from aidmatch.journal import letters

    reached = {one.company.id for one in written}
    for company in who:
        if company.id not in reached and mailing.journal is not None:
            letters.withdraw(mailing.journal, mailing.week, "flash", company.id, call)


def _tell(session: Session, circles: Mapping[str, Nearness], wanted: Wanted, written: Sequence[Written]) -> None:
    """How many it concerns, how many are near, and who is not written to."""
    words, counts = session.wording, Counter(circles.values())
    away, step, other = counts["one_answer_away"], counts["one_condition_away"], counts["other_trade"]
    told = [
        words.plural("{n} member concerned", "{n} members concerned", counts["in"]),
        words.plural("{n} one answer away", "{n} one answer away", away) if away else "",
        words.plural("{n} one condition away", "{n} one condition away", step) if step else "",
        words.plural("{n} of another trade", "{n} of other trades", other) if other else "",
    ]
    put(f"{', '.join(filter(None, told))}.")
    left = [
        words.plural("{n} was told already", "{n} were told already", wanted.told) if wanted.told else "",
        words.plural("{n} asked for no letters", "{n} asked for no letters", wanted.silent) if wanted.silent else "",
        words.plural("you took the call out for {n}", "you took the call out for {n}", wanted.dropped)
        if wanted.dropped
        else "",
    ]
    if any(left):
        put(words.text("Not written to: {why}.", why=", ".join(filter(None, left))))
    if not written and not wanted.told:
        session.note(words.text("Nobody to write to. Who is near, and what they lack: aidmatch members CALL"))
