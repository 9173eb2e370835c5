"""What a register says of a company: facts as our files write them, and hints that are no facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from aidmatch.value import Message


class Profile(NamedTuple):
    """One company of a register."""

    siren: str
    facts: Mapping[str, Any]
    """Fields of `Company`, as a data file writes them; each is valid by itself. What is not said is not there."""
    on: Mapping[str, date]
    """By field, the day the fact was true: the headcount of a band is that of its year, not of today."""
    is_ceased: bool = False
    ceased_on: date | None = None
    is_masked: bool = False
    """Its head asked that it be shown in part only (diffusion partielle): what the register hides stays hidden."""
    size_class: str | None = None
    """INSEE's catégorie d'entreprise (PME, ETI, GE): that of the whole group, and never the European class."""
    size_class_year: int | None = None
    had_de_minimis: bool | None = None
    """It received de minimis aid, how much and when not said; None or False says nothing of what it did not receive."""
    notes: tuple[Message, ...] = ()
    """What was left out or is to be looked at, and why."""

    def said(self, field: str) -> dict[str, Any]:
        """The provenance of a fact, as a data file writes it."""
        # A day of its own: one that stands twice in a YAML file would be written as a reference to the first.
        return {"by": "register", "on": date.fromordinal(self.on[field].toordinal())}


class Candidate(NamedTuple):
    """A company found by its name, to choose from."""

    siren: str
    name: str
    commune: str | None
    """INSEE code of its seat."""
    naf: str | None
