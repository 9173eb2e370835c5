"""Déclaration de PME: the figures of the Commission's form (2003/C 118/03), and what was taken into account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from aidmatch.company import Company
from aidmatch.nomenclatures import figures
from aidmatch.nomenclatures.figures import Figure
from aidmatch.reckoning import Step, rows
from aidmatch.size import CEILINGS, Line, Sizing, is_unclosed
from aidmatch.value import say

Kind = Literal["autonomous", "partner", "linked", "unknown"]
"""Type of enterprise, as the form's first box asks."""


class Form(NamedTuple):
    """What stands in the form's boxes."""

    kind: Kind
    line: Line
    """The figures in all."""
    closed_on: date | None
    is_estimate: bool
    has_changed: bool | None
    """Whether the last year alone would give another class than the year before; None when not known."""


def form(company: Company, sizing: Sizing, as_of: date) -> Form:
    """The boxes of the form."""
    ties = {line.tie for line in sizing.lines}
    whole = next((line for line in sizing.lines if line.tie == "total"), sizing.lines[0])
    is_open = "perhaps_linked" in ties or any(gap == "holdings" for gap, _ in sizing.gaps)
    kind: Kind = (
        "linked" if "linked" in ties else "unknown" if is_open else "partner" if "partner" in ties else "autonomous"
    )
    changed = None if sizing.untold or len(sizing.classes) > 1 else sizing.by_last_year != sizing.classes
    return Form(kind, whole, sizing.last_year, is_unclosed(company, as_of), changed)


def ceilings(as_of: date) -> tuple[tuple[str, tuple[Figure, Figure, Figure]], ...]:
    """Each class with its ceilings: work units, turnover, balance total."""
    found = []
    for size in CEILINGS:
        held = rows(*(figures.figure(f"sme.{size}.{ruler}", as_of) for ruler in ("awu", "turnover", "balance_total")))
        if len(held) == 3:
            found.append((size, (held[0], held[1], held[2])))
    return tuple(found)


def notes(company: Company, sizing: Sizing, as_of: date) -> Iterator[Step]:
    """How the figures came about, a sentence a rule that had a say."""
    yield from _counted(sizing)
    ties = {line.tie for line in sizing.lines}
    if "linked" in ties:
        yield Step(say("linked firms count whole"), rows(figures.figure("sme.linked_share", as_of)))
    if "partner" in ties:
        yield Step(
            say(
                "partner firms, held for {share:share} or more, count pro rata",
                share=_share("sme.partner_share", as_of),
            ),
            rows(figures.figure("sme.partner_share", as_of)),
        )
    if "perhaps_linked" in ties:
        yield Step(say("a firm may be linked: nobody said who has the majority of the votes, or decides"), (), True)
    yield from _holders(company, as_of)
    if sizing.public:
        yield Step(
            say("public bodies hold {share:share} or more: no SME", share=_share("sme.public_share", as_of)),
            rows(figures.figure("sme.public_share", as_of)),
        )
    yield from _years(company, sizing, as_of)


def _share(key: str, as_of: date) -> float:
    row = figures.figure(key, as_of)
    return float(row.value) if row else 1.0


def _counted(sizing: Sizing) -> Iterator[Step]:
    match sizing.counted:
        case "accounts":
            yield Step(say("work units of the closed year"))
        case "awu":
            yield Step(say("work units as the company counts them"))
        case "headcount":
            near = rows(figures.latest("near_a_ceiling"))
            margin = float(near[0].value) if near else 0.0
            what = say("people stand for work units, give or take {margin:share}", margin=margin)
            yield Step(what, near, is_doubt=True)
        case None:
            yield Step(say("neither work units nor people on file"), (), True)


def _holders(company: Company, as_of: date) -> Iterator[Step]:
    """What the holders that are no enterprises change."""
    held = company.holdings or ()
    if any(one.holder == "exempt_investor" for one in held):
        what = say(
            "exempt investors (venture capital, regional funds, universities, business angels under {angels:euros} in "
            "all, communes under {budget:euros} of budget and {people:number} inhabitants) make no partner firm, "
            "unless they control",
            angels=_amount("sme.business_angels", as_of),
            budget=_amount("sme.local_authority_budget", as_of),
            people=_amount("sme.local_authority_inhabitants", as_of),
        )
        keys = ("sme.business_angels", "sme.local_authority_budget", "sme.local_authority_inhabitants")
        yield Step(what, rows(*(figures.figure(key, as_of) for key in keys)))
    if any(one.side == "sister" for one in held):
        what = say("a firm of the same persons is linked on the same or an adjacent market alone")
        yield Step(what, rows(figures.figure("sme.linked_share", as_of)))


def _amount(key: str, as_of: date) -> int:
    row = figures.figure(key, as_of)
    return int(row.value) if row else 0


def _years(company: Company, sizing: Sizing, as_of: date) -> Iterator[Step]:
    """Which years count."""
    if is_unclosed(company, as_of):
        yield Step(say("no closed year yet: an estimate in good faith, given with the file"), (), True)
        return
    if company.merged_on is not None and company.merged_on <= as_of:
        what = say("merged or taken over on {day:date}: the class changes at once", day=company.merged_on)
        yield Step(what)
        return
    if sizing.untold:
        yield Step(say("the year before is not on file: a class changes after two closed years in a row"), (), True)
    elif sizing.by_last_year != sizing.classes:
        what = say(
            "by the last year alone: {sizes:sizes}; a class changes after two closed years in a row",
            sizes=tuple(size for size in (*CEILINGS, "large") if size in sizing.by_last_year),
        )
        yield Step(what)
