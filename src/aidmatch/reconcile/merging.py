"""Several origins of one call -> the call: for each field the best-standing origin that says something.

Standing: what a person wrote in `data/calls`, then the funder's own source, then an aggregator; among equals those of
low confidence last, then the freshest, the most confident, the smallest id. What the others say is not lost:
every origin is kept, and what they disagree on is shown.

Rules that exclude are not mixed: those of the best origin stand whole, as two portals' lists together would be a
conjunction that neither wrote. Where another origin of equal standing states another rule of the same kind, either
suffices, and the conflict is shown: nobody is refused on the word of one portal against another's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from aidmatch.call import Amounts, Call, Conflict, Origin, Selection, Told
from aidmatch.condition import AnyOf, Condition
from aidmatch.reconcile.grouping import Group
from aidmatch.reconcile.likeness import page
from aidmatch.window import SHUT, Window

AGGREGATORS = frozenset({"aides-entreprises", "aides-territoires", "les-aides", "mission-transition-ecologique"})
"""Sources that tell of other bodies' calls."""

AGGREGATING_HOSTS = frozenset(
    {
        "aides-entreprises.fr",
        "aides-territoires.beta.gouv.fr",
        "les-aides.fr",
        "mission-transition-ecologique.beta.gouv.fr",
    }
)
"""Their sites: a file in the national standard may be the funder's own, or the export of one of these."""

CURATED, OFFICIAL, AGGREGATOR = range(3)

_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}


def standing(call: Call, curated: Collection[str]) -> int:
    """How near to the funder the call's origin is, the best as 0; what a person corrected is as what a person wrote."""
    if call.id in curated or call.origin.corrected is not None:
        return CURATED
    address = page(call.origin.url)
    host = address.address.split("/", 1)[0] if address else ""
    told_by_others = call.origin.source.casefold() in AGGREGATORS or host in AGGREGATING_HOSTS
    return AGGREGATOR if told_by_others else OFFICIAL


def merge(group: Group, curated: Collection[str] = frozenset()) -> Call:
    """One call of a group. Its id is that of the best standing, and does not change with the day it was read."""
    if len(group.calls) == 1:
        return group.calls[0]

    def stands(call: Call) -> tuple[int, bool]:
        # A record known to be doubtful is no better for being fresh: an export made today of swapped dates.
        return standing(call, curated), call.origin.confidence == "low"

    def rank(call: Call) -> tuple[tuple[int, bool], int, int, str]:
        read_on = call.origin.read_on or date.min
        return stands(call), -read_on.toordinal(), _CONFIDENCE[call.origin.confidence], call.id

    calls = sorted(group.calls, key=rank)
    best = min(calls, key=lambda call: (stands(call), call.id))
    equal = [call for call in calls if standing(call, curated) == standing(calls[0], curated)]
    fields: dict[str, Any] = {name: _first(calls, name) for name in _FREE if _first(calls, name) is not None}
    ruling = next((call for call in calls if _rules(call)), calls[0])
    fields["criteria"] = _criteria(ruling, equal if ruling in equal else [ruling])
    fields |= {name: getattr(ruling, name) for name in ("conditions", "open_to_all")}
    origins = tuple(dict.fromkeys(origin for call in calls for origin in _origins(call)))
    return calls[0].model_copy(
        update={
            **fields,
            "id": best.id,
            "origin": calls[0].origin,
            "origins": origins,
            "conflicts": _conflicts(calls),
        }
    )


_TAKEN_WHOLE = frozenset({"id", "origin", "origins", "conflicts", "criteria", "conditions", "open_to_all"})

_FREE = tuple(name for name in Call.model_fields if name not in _TAKEN_WHOLE)
"""Fields of which the first origin that says something is taken."""

_SILENT: tuple[Any, ...] = (None, (), "", Amounts(), Selection())


def _first(calls: Sequence[Call], name: str) -> Any:
    """The value of the first call that has one; a window of unknown dates is none."""
    values = [getattr(call, name) for call in calls]
    told = [value for value in values if value not in _SILENT and not _is_unknown(value)]
    return (told or values)[0]


def _is_unknown(value: object) -> bool:
    return isinstance(value, Window) and value.kind == "unknown" and not value.closings()


def _rules(call: Call) -> bool:
    return bool(call.criteria or call.conditions or call.open_to_all)


def _criteria(ruling: Call, equals: Sequence[Call]) -> tuple[Condition, ...]:
    """The rules of one origin, each kind an alternative where an equal states it otherwise."""
    found: list[Condition] = []
    for kind in dict.fromkeys(rule.kind for rule in ruling.criteria):
        mine = _of_kind(ruling, kind)
        branches = {_asked(mine): mine}
        for call in equals:
            theirs = _of_kind(call, kind)
            if theirs:
                branches.setdefault(_asked(theirs), theirs)
        if len(branches) == 1 or kind == "any_of":
            found += mine
        else:
            found.append(AnyOf(kind="any_of", branches=tuple(branches.values())))
    return tuple(found)


def _of_kind(call: Call, kind: str) -> tuple[Any, ...]:
    return tuple(rule for rule in call.criteria if rule.kind == kind)


def _asked(rules: Sequence[Any]) -> tuple[str, ...]:
    """What rules ask, whatever words they were read in."""
    return tuple(sorted(rule.rule() for rule in rules))


def _origins(call: Call) -> tuple[Origin, ...]:
    return call.origins or (call.origin.model_copy(update={"call": call.id}),)


def _closes(call: Call) -> str | None:
    closings = call.window.closings()
    return closings[-1].at.date().isoformat() if closings else None


def _shut(call: Call) -> str | None:
    """Whether files are taken at all, as far as the window says without a date."""
    if call.window.kind in SHUT:
        return "closed"
    return None if call.window.kind in ("unknown", "forecast") else "open"


def _amount(name: str) -> Callable[[Call], str | None]:
    def told(call: Call) -> str | None:
        value = getattr(call.amounts, name)
        return None if value is None else str(value)

    return told


_COMPARED: tuple[tuple[str, Callable[[Call], str | None]], ...] = (
    ("window.kind", _shut),
    ("window.closes", _closes),
    ("origin.status", lambda call: call.origin.status if call.origin.status != "unknown" else None),
    ("instrument", lambda call: call.instrument),
    ("aid_regime", lambda call: call.aid_regime),
    *((f"amounts.{name}", _amount(name)) for name in ("floor", "ceiling", "intensity", "costs_floor", "costs_ceiling")),
)
"""Fields that people act on, and what an origin says of them; None where it says nothing."""


def _conflicts(calls: Sequence[Call]) -> tuple[Conflict, ...]:
    found: list[Conflict] = []
    for field, said in _COMPARED:
        told = [(call, said(call)) for call in calls]
        values = {value for _, value in told if value is not None}
        if len(values) > 1:
            found.append(
                Conflict(field=field, told=tuple(_told(call, value) for call, value in told if value is not None))
            )
    for kind in sorted({rule.kind for call in calls for rule in call.criteria}):
        asked = {call.id: _asked(_of_kind(call, kind)) for call in calls if _of_kind(call, kind)}
        if len(set(asked.values())) > 1:
            found.append(
                Conflict(field=f"criteria.{kind}", told=tuple(_told(call, None) for call in calls if call.id in asked))
            )
    return tuple(found)


def _told(call: Call, value: str | None) -> Told:
    return Told(call=call.id, source=call.origin.source, value=value)
