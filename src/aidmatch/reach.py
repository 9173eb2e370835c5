"""How many members a call reaches, without a name: what a coordinator sends to a funder.

Any count from one to four is masked; where a masked count could be worked out from the others, the next
smallest is masked with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.match import ANSWERS, match
from aidmatch.nomenclatures import activities, territories

SMALLEST = 5
"""A group under it is masked."""

MASKED = None
"""What stands for a masked count."""

Counts = Mapping[str, int | None]

_SIZES = ((1, "0"), (10, "1-9"), (50, "10-49"), (250, "50-249"))


class Reach(NamedTuple):
    """Counts of members; None where masked."""

    call: str
    title: str
    members: int
    answers: Counts
    """By answer."""
    turned_away_by: Counts
    """By kind of criterion: how many members it turns away, alone or with others."""
    groups: Mapping[str, Mapping[str, Counts]]
    """By `territory` (department), `trade` (NAF division) and `size` (people): answers by group."""


def reach(call: Call, companies: Iterable[Company], at: datetime) -> Reach:
    """Count the members a call, published or only drafted, would reach."""
    answers: Counter[str] = Counter()
    away: Counter[str] = Counter()
    groups: dict[str, dict[str, Counter[str]]] = {"territory": {}, "trade": {}, "size": {}}
    for company in companies:
        found = match(call, company, at)
        answers[found.answer] += 1
        away.update(found.failed)
        for by, group in (("territory", _territory(company)), ("trade", _trade(company)), ("size", _size(company))):
            groups[by].setdefault(group, Counter())[found.answer] += 1
    return Reach(
        call.id,
        call.title,
        answers.total(),
        _masked({answer: answers[answer] for answer in ANSWERS}),
        {kind: count if count >= SMALLEST else MASKED for kind, count in sorted(away.items(), key=lambda one: (-one[1], one[0]))},
        {by: _masked_groups(held) for by, held in groups.items()},
    )


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
    low, high = _band(span.low), _band(span.high if span.high is not None else span.low)
    return low if low == high else "unknown"


def _band(people: float) -> str:
    return next((name for below, name in _SIZES if people < below), "250+")


def _masked(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts from one to four masked, and the next smallest where one alone would be."""
    hidden = {key for key, count in counts.items() if 0 < count < SMALLEST}
    if len(hidden) == 1:
        others = [key for key, count in counts.items() if count and key not in hidden]
        hidden.update(sorted(others, key=lambda key: (counts[key], key))[:1])
    return {key: MASKED if key in hidden else count for key, count in counts.items()}


def _masked_groups(groups: Mapping[str, Counter[str]]) -> dict[str, dict[str, int | None]]:
    """Each answer masked down the groups, as its sum over them is known."""
    names: Sequence[str] = sorted(groups, key=lambda name: (name == "unknown", name))
    columns = {answer: _masked({name: groups[name][answer] for name in names}) for answer in ANSWERS}
    return {name: {answer: columns[answer][name] for answer in ANSWERS} for name in names}
