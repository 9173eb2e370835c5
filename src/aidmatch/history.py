"""A call and all that was seen of it -> where each field comes from, since when, and when it was last seen.

Nothing of it is kept twice: the store has every version of every record with its run, and of several portals' records
made one, the value that stands is that of the first origin that says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from aidmatch.call import Call, Correction, Origin
from aidmatch.catalogue.remembered import Trail
from aidmatch.fields import Field, differing, flat, same, told

Kind = Literal["new", "changed", "reread", "gone", "back"]

OURS = frozenset({"id", "origin", "origins", "conflicts"})
"""Fields that are about the record, not the aid."""


class Teller(NamedTuple):
    """One of the places a call is known from."""

    origin: Origin
    own: Call | None
    """The call as this place alone gives it."""
    trail: Trail | None
    """None for a data file, of which only the present form is known."""
    file: str | None
    """The data file, relative to the workspace."""

    @property
    def seen(self) -> datetime | date | None:
        """When it was last seen there."""
        return self.trail.seen if self.trail else self.origin.read_on


class Standing(NamedTuple):
    """A field of the call, and where its value comes from."""

    name: str
    """Dotted: `window.closes`."""
    value: Any
    teller: Teller | None
    """None where no place gives this very value."""
    correction: Correction | None
    """The overlay, where a person overruled what was read."""
    since: datetime | date | None
    run: int | None
    """The run that first saw the value."""
    by: Literal["source", "reader", "person", "file"] | None
    """Who made it so: the source; the program, which learnt to read it otherwise; a person's overlay; a data file."""

    @property
    def seen(self) -> datetime | date | None:
        """When it was last seen."""
        if self.correction is not None:
            return self.correction.on
        return self.teller.seen if self.teller else None


class Step(NamedTuple):
    """What a run saw of one record."""

    at: datetime
    run: int
    source: str
    record: str
    kind: Kind
    fields: tuple[Field, ...] = ()


def standings(call: Call, tellers: Sequence[Teller]) -> list[Standing]:
    """Every field that is set, in the model's order; `tellers` are its places, the best first."""
    found: list[Standing] = []
    for top, value in told(call).items():
        if top not in OURS:
            for teller, correction, held in _tellers_of(top, value, tellers):
                found += (_standing(name, one, teller, correction) for name, one in flat({top: held}).items())
    return found


def _tellers_of(
    top: str, value: Any, tellers: Sequence[Teller]
) -> Iterator[tuple[Teller | None, Correction | None, Any]]:
    """Who gives the value of a field; several where it was put together from what each says."""
    for teller in tellers:
        correction = teller.origin.corrected
        if correction is not None and top in correction.fields:
            yield teller, correction, value
            return
        if teller.own is not None and same(told(teller.own).get(top), value):
            yield teller, None, value
            return
    apart = [(one, told(one.own)[top]) for one in tellers if top == "criteria" and one.own and one.own.criteria]
    if apart:
        yield from ((teller, None, held) for teller, held in apart)
    else:
        yield None, None, value


def _standing(name: str, value: Any, teller: Teller | None, correction: Correction | None) -> Standing:
    if correction is not None:
        return Standing(name, value, teller, correction, correction.on, None, "person")
    if teller is None:
        return Standing(name, value, None, None, None, None, None)
    if teller.trail is None:
        return Standing(name, value, teller, None, None, None, "file")
    first = None
    for version in reversed(teller.trail.versions):
        if not same(flat(told(version.call)).get(name), value):
            break
        first = version
    if first is None:
        return Standing(name, value, teller, None, None, None, None)
    return Standing(name, value, teller, None, first.at, first.run, first.cause)


def steps(trails: Sequence[Trail]) -> list[Step]:
    """What each run saw that was not so before, in the order of time."""
    found: list[Step] = []
    for trail in trails:
        place = trail.source, trail.record
        returns = {moment.run for moment in trail.moments if moment.kind == "back"}
        before: Call | None = None
        for version in trail.versions:
            kind: Kind = "reread" if version.cause == "reader" else "changed"
            kind = "new" if before is None else "back" if version.run in returns else kind
            fields = differing(before, version.call) if before is not None else ()
            found.append(Step(version.at, version.run, *place, kind, fields))
            returns.discard(version.run)
            before = version.call
        alone = (one for one in trail.moments if one.kind == "gone" or one.run in returns)
        found += (Step(one.at, one.run, *place, one.kind) for one in alone)
    return sorted(found, key=lambda one: (one.at, one.run, one.source, one.record))
