"""How many members a call reaches, without a name: what a coordinator sends to a funder.

Any count from one to four is masked; where a masked count could be worked out from those shown, the next
smallest are masked with it. Groups of fewer than five members are counted together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from math import inf
from typing import NamedTuple

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.masked import MASKED, OTHER, SMALLEST, Counts, masked
from aidmatch.match import ANSWERS, terms_of
from aidmatch.nomenclatures import activities, territories
from aidmatch.settle import Replies, match_settled

_SIZES = ((1, "0"), (10, "1-9"), (50, "10-49"), (250, "50-249"))


class Reach(NamedTuple):
    """Counts of members; None where masked."""

    call: str
    title: str
    members: int | None
    answers: Counts
    """By answer."""
    turned_away_by: Counts
    """By kind of criterion: how many members it turns away, alone or with others."""
    groups: Mapping[str, Mapping[str, Counts]]
    """By `territory` (department), `trade` (NAF division) and `size` (people): answers by group."""


def reach(
    call: Call, companies: Iterable[Company], at: datetime, replies: Callable[[str], Replies] = lambda _: {}
) -> Reach:
    """Count the members a call, published or only drafted, would reach; `replies`: what was answered, by member."""
    terms = terms_of(call, at)
    answers: Counter[str] = Counter()
    away: Counter[str] = Counter()
    groups: dict[str, dict[str, Counter[str]]] = {"territory": {}, "trade": {}, "size": {}}
    for company in companies:
        found = match_settled(terms, company, at, replies(company.id))
        answers[found.answer] += 1
        away.update(found.failed)
        for by, group in (("territory", _territory(company)), ("trade", _trade(company)), ("size", _size(company))):
            groups[by].setdefault(group, Counter())[found.answer] += 1
    told = masked({answer: answers[answer] for answer in ANSWERS})
    return Reach(
        call.id,
        call.title,
        answers.total() if answers.total() >= SMALLEST else MASKED,
        told,
        _turned_away(away, told),
        {by: _masked_groups(_merged(held), told) for by, held in groups.items()},
    )


def _turned_away(away: Counter[str], told: Counts) -> dict[str, int | None]:
    """Members turned away by kind: all masked with the count of the ineligible, which they would bound."""
    hidden = told["ineligible"] is MASKED
    ordered = sorted(away.items(), key=lambda one: (-one[1], one[0]))
    if hidden:
        ordered.sort()
    return {kind: MASKED if hidden or count < SMALLEST else count for kind, count in ordered}


def _territory(company: Company) -> str:
    """The department's code, "abroad" or "unknown"."""
    if company.seat is None:
        return "unknown"
    code = company.seat.code
    if code.startswith("NUTS-"):
        return "abroad"
    held = sorted(above for above in territories.ancestors(code) if above.startswith("DEP-"))
    return held[0] if held else "unknown"


def _trade(company: Company) -> str:
    """The NAF rév. 2 division, or "unknown"."""
    if company.naf is None:
        return "unknown"
    above = activities.ancestors(company.naf, "naf-rev2")
    return next((code for code in above if len(code) == 2 and code.isdigit()), company.naf)


def _size(company: Company) -> str:
    """A band of people employed, or "unknown" when the number or its band straddles two."""
    span = company.headcount
    if span is None:
        return "unknown"
    low, high = _band(span.low), _band(inf if span.high is None else span.high)
    return low if low == high else "unknown"


def _band(people: float) -> str:
    return next((name for below, name in _SIZES if people < below), "250+")


def _merged(groups: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """The groups of five members or more as they are; the smaller ones together, with the next to make five."""
    ordered = sorted(groups.items(), key=lambda one: (one[1].total(), one[0]))
    together: Counter[str] = Counter()
    while ordered and (ordered[0][1].total() < SMALLEST or 0 < together.total() < SMALLEST):
        together.update(ordered.pop(0)[1])
    return {**dict(ordered), **({OTHER: together} if together else {})}


def _place(group: str) -> tuple[bool, int, str]:
    """Where a group stands: sizes by size, the others by name, what is not known last."""
    sizes = [name for _, name in _SIZES]
    return group in ("unknown", OTHER), sizes.index(group) if group in sizes else len(sizes), group


def _masked_groups(groups: Mapping[str, Counter[str]], told: Counts) -> dict[str, dict[str, int | None]]:
    """Each answer masked down the groups; whole where its sum over them is masked."""
    names: Sequence[str] = sorted(groups, key=_place)
    columns: dict[str, Mapping[str, int | None]] = {}
    for answer in ANSWERS:
        column = {name: groups[name][answer] for name in names}
        columns[answer] = dict.fromkeys(names, MASKED) if told[answer] is MASKED else masked(column)
    return {name: {answer: columns[answer][name] for answer in ANSWERS} for name in names}
