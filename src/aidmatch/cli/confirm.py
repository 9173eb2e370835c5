"""`aidmatch confirm COMPANY CALL POINT yes|no`: what the funder or the head answered on a point left to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from aidmatch.cli._choose import choose_call, choose_company
from aidmatch.cli._lines import put
from aidmatch.cli._session import Session, refuse
from aidmatch.formats._plain import plain
from aidmatch.formats._sentences import spoken as _
from aidmatch.match import terms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aidmatch.journal.answers import Answer
    from aidmatch.settle import Point

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_(
        "Note what the funder or the head answered on a point left to a person; the point is settled until the call's "
        "words change."
    ),
    epilog=_("Example: aidmatch confirm brumequille contrat-innovation-occitanie 2 yes --by 'Région Occitanie'"),
)
def confirm(
    company: Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)],
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    point: Annotated[
        str,
        typer.Argument(
            metavar=_("POINT"), help=_("The number that explain shows, or some of its words."), show_default=False
        ),
    ],
    answer: Annotated[
        str | None, typer.Argument(metavar=_("yes|no"), help=_("What was answered."), show_default=False)
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help=_("Who said it."))] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar=_("DATE"), help=_("The day it was said; today by default."))
    ] = None,
    for_all: Annotated[bool, typer.Option("--for-all", help=_("It holds for every member."))] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help=_("Take the answer back."))] = False,
) -> None:
    """Settle one point."""
    from aidmatch.cli._noting import day_of, require_own, writing
    from aidmatch.journal import answers
    from aidmatch.settle import Reply, point_of, points_of

    session = Session()
    words = session.wording
    require_own(session)
    asked = choose_company(session, company)
    ordinal = choose_call(session, call)
    wanted = session.catalogue.call(ordinal)
    found = session.memory.match(ordinal, terms_of(wanted, session.at), asked)
    chosen = _point(session, points_of(found), point)
    key = point_of(chosen.condition)
    reply = None
    if withdraw:
        if answer is not None:
            refuse("--withdraw takes no answer", "leave out: {answer:text}", answer=answer)
    else:
        is_yes = _is_yes(answer)
        if not (by and by.strip()):
            refuse("who said it?", "name them with --by")
        quote = _words_of(session, chosen)
        reply = Reply(is_yes, " ".join(by.split()), day_of(session, on), quote, for_all=for_all)
    noted = answers.Answer(None if for_all else asked.id, wanted.id, key, reply)
    with writing(session) as journal:
        is_new = answers.note(journal, noted, session.at)
    if withdraw and not is_new:
        _nothing_to_take_back(session.memory.replies_on(ordinal, asked.id).get(key) is not None)
    if not session.wanted.quiet:
        _tell(session, noted, chosen, is_new=is_new)
    if for_all:
        session.note(words.text("It holds for every member."))
    session.finish()


def _is_yes(typed: str | None) -> bool:
    from aidmatch.typed import NO, YES

    if typed is None:
        refuse("yes or no was expected", "for example: aidmatch confirm COMPANY CALL 1 yes --by WHO")
    word = typed.strip().casefold()
    if word not in YES | NO:
        refuse("{typed:text}: yes or no was expected", typed=typed)
    return word in YES


def _point(session: Session, points: Sequence[Point], typed: str) -> Point:
    """The point named by its number, or by words that no other point has."""
    from aidmatch.search.stems import fold

    if not points:
        refuse(
            "no point is left to a person: the machine decides them all",
            "a fact is put right with: aidmatch companies set",
        )
    if typed.strip().isdecimal():
        met = [one for one in points if one.number == int(typed)]
    else:
        told = {one.number: fold(" ".join(_all_words(session, one).split())) for one in points}
        met = [one for one in points if fold(" ".join(typed.split())) in told[one.number]]
    if len(met) != 1:
        session.note("\n".join(f"  {one.number}. {plain(_words_of(session, one))}" for one in (met or points)))
        if met:
            refuse("several points have these words: {typed:text}", "give the number of one", typed=typed)
        refuse("no such point: {typed:text}", "give the number of one of those above", typed=typed)
    return met[0]


def _words_of(session: Session, point: Point) -> str:
    """The words a point is shown in: the source's own where there are."""
    text = getattr(point.condition, "text", None) or point.condition.words
    if text:
        return str(text)
    return session.wording.say(point.verdict.question or point.verdict.reason)


def _all_words(session: Session, point: Point) -> str:
    from aidmatch.formats import _words

    kind = session.wording.term(_words.CRITERIA, point.verdict.kind)
    return f"{kind} {session.wording.say(point.verdict.reason)} {_words_of(session, point)}"


def _nothing_to_take_back(other: bool) -> NoReturn:
    if other:
        refuse(
            "the answer on this point was noted otherwise: for this member, or for all", "add or leave out --for-all"
        )
    refuse("nobody answered on this point")


def _tell(session: Session, noted: Answer, point: Point, *, is_new: bool) -> None:
    words = session.wording
    quote = _words_of(session, point)
    if noted.reply is None:
        told = words.text("taken back: “{quote:text}”", quote=quote)
    elif noted.reply.is_yes:
        told = words.text("yes to “{quote:text}”, according to {who:text}", quote=quote, who=noted.reply.source)
    else:
        told = words.text("no to “{quote:text}”, according to {who:text}", quote=quote, who=noted.reply.source)
    told = told[:1].upper() + told[1:]
    put(told if is_new else words.text("{what} (as before)", what=told))
