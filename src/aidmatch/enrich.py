"""A company on file, and what a register says of it -> what to write, and what differs.

Only what the register said before, or what nobody said, is written. A fact of anybody else is theirs: where it and the
register cannot both be true, that is told and nothing is changed. What the register says no more stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from aidmatch.company import Accounts, Company
from aidmatch.nomenclatures import activities, territories

if TYPE_CHECKING:
    from aidmatch.place import Place
    from aidmatch.registries._profile import Profile

REGISTER = "register"


class Difference(NamedTuple):
    """A fact on file, and what the register says of it."""

    field: str
    held: Any
    """None when nobody said it."""
    found: Any


class Enriched(NamedTuple):
    """What comes of asking the register."""

    changes: Mapping[str, Any]
    """By dotted name, as `amend.change` takes them; the provenance of each included."""
    new: tuple[Difference, ...]
    """What they change."""
    differing: tuple[Difference, ...]
    """What others said and the register contradicts: left as it is."""


def enrich(company: Company, profile: Profile) -> Enriched:
    """Compare a company with its profile."""
    found = Company.model_validate({"id": company.id, **profile.facts})
    changes: dict[str, Any] = {}
    new: list[Difference] = []
    differing: list[Difference] = []
    for field, written in profile.facts.items():
        held, said = getattr(company, field), getattr(found, field)
        ours = company.said(field)[0] == REGISTER
        if field == "accounts" and ours:
            said = _joined(held, said)
            written = [year.model_dump(exclude_defaults=True) for year in said]  # noqa: PLW2901 - the whole list
        if held in (None, ()) or (ours and held != said):
            changes[field] = written
            new.append(Difference(field, held or None, said))
        elif not ours:
            if not _AGREES.get(field, _same)(held, said):
                differing.append(Difference(field, held, said))
            continue
        told = profile.said(field)
        if field in changes or company.said(field)[1] != told["on"]:
            # Said again: it is known to hold on that day too.
            changes[f"provenance.{field}"] = told
    return Enriched(changes, tuple(new), tuple(differing))


def _joined(held: tuple[Accounts, ...], found: tuple[Accounts, ...]) -> tuple[Accounts, ...]:
    """The years the register told before, and the one it tells now."""
    years = {year.closed_on.year: year for year in held}
    # A year told without its turnover takes away none that was told before.
    years |= {
        year.closed_on.year: year for year in found if year.turnover is not None or year.closed_on.year not in years
    }
    return tuple(years[year] for year in sorted(years))


def _same(held: Any, found: Any) -> bool:
    return bool(held == found)


def _near(held: Place, found: Place) -> bool:
    """Whether one place is inside the other, or is the other."""
    return held.code in territories.ancestors(found.code) or found.code in territories.ancestors(held.code)


def _overlap(held: Any, found: Any) -> bool:
    """Whether one number of people may be in both bands."""
    return (held.high is None or held.high >= found.low) and (found.high is None or found.high >= held.low)


def _one_form(held: str, found: str) -> bool:
    return held.startswith(found) or found.startswith(held)


def _one_trade(nomenclature: str) -> Callable[[str, str], bool]:
    return lambda held, found: held in activities.ancestors(found, nomenclature)


def _one_account(held: tuple[Accounts, ...], found: tuple[Accounts, ...]) -> bool:
    """Whether the year the register tells is on file with its turnover; an older one is no contradiction."""
    (told,) = found
    same = [year for year in held if year.closed_on.year == told.closed_on.year]
    if not same:
        return all(year.closed_on > told.closed_on for year in held)
    return told.turnover is None or any(year.turnover in (None, told.turnover) for year in same)


_AGREES: Mapping[str, Callable[[Any, Any], bool]] = {
    # What people call themselves is theirs.
    "name": lambda _held, _found: True,
    "seat": _near,
    "headcount": _overlap,
    "legal_form": _one_form,
    "naf": _one_trade(activities.REV2),
    "naf_2025": _one_trade(activities.NAF_2025),
    "accounts": _one_account,
}
"""When what is on file and what the register says may both be true."""
