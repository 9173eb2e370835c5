"""`--if FIELD=VALUE`: a company as it would be, and what that changes; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aidmatch.cli._session import Session
    from aidmatch.company import Company
    from aidmatch.formats.supposing import News
    from aidmatch.sift import Sifter

IF = Annotated[
    list[str] | None,
    typer.Option(
        "--if",
        metavar=_("FIELD=VALUE"),
        help=_(
            "Suppose a fact, without saving it; may be repeated. As companies set, and establishment=REG-93, "
            "partner=ES, project.costs=80000, turnover=250000."
        ),
        show_default=False,
    ),
]


def suppose(session: Session, company: Company, terms: Sequence[str]) -> Company:
    """The company with what is supposed; what cannot be is told."""
    from aidmatch.suppose import RefusedTerm, supposed

    try:
        return supposed(company, terms, session.at.date())
    except RefusedTerm as error:
        session.tell_problems(error.problems)
        raise


def news_of(
    session: Session,
    sifter: Sifter,
    today: Company,
    then: Company,
    terms: Sequence[str],
    shown: Sequence[int],
    wanted: int,
) -> News:
    """What is new, better, worse or gone against today, among the calls that are not closed."""
    from aidmatch.formats.supposing import News
    from aidmatch.match import ANSWERS
    from aidmatch.sift import bitset

    calls = (session.catalogue.taking_files(session.at) | bitset(shown)) & wanted
    before = {row.ordinal: row.answer for row in sifter.rows(today, calls)}
    after = {row.ordinal: row.answer for row in sifter.rows(then, calls)}
    marks = {}
    for ordinal, answer in after.items():
        was, is_now = ANSWERS.index(before[ordinal]), ANSWERS.index(answer)
        if was != is_now:
            marks[ordinal] = "new" if before[ordinal] == "ineligible" else "better" if is_now < was else "worse"
    changed = {card.ordinal: card for card in session.cards(only=sorted(marks))}
    gone = tuple(card for ordinal, card in changed.items() if after[ordinal] == "ineligible")
    unseen = tuple(card for ordinal, card in changed.items() if marks[ordinal] == "new" and ordinal not in shown)
    for card in gone:
        marks[card.ordinal] = "gone"
    return News(tuple(terms), marks, gone, unseen)
