"""Where a company is: its seat, its other establishments."""

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from aidmatch.identity import Siret, digits
from aidmatch.nomenclatures import territories
from aidmatch.value import Day, Refusal, Value, no_such_code


def _territory(prefix: str) -> Any:
    def check(raw: str) -> str:
        code = raw.removeprefix(f"{prefix}-").upper()
        if not territories.exists(f"{prefix}-{code}"):
            named = [found for found in territories.find(raw) if found.startswith(f"{prefix}-")]
            if len(named) == 1:
                return named[0].removeprefix(f"{prefix}-")
            if named:
                raise Refusal("several places have the name {raw}: {codes:places}", raw=raw, codes=tuple(named))
            near = territories.nearest(f"{prefix}-{code}")
            raise no_such_code(raw, near)
        return code

    return AfterValidator(check)


class Place(Value):
    """A place, known down to the commune or only to the department or region."""

    commune: Annotated[str, digits(5), _territory("COM")] | None = None
    """INSEE code of the commune (66136, 2A004), or its name where only one has it; a postcode is not one."""
    department: Annotated[str, digits(2), _territory("DEP")] | None = None
    """INSEE code (66, 2A), or its name."""
    region: Annotated[str, digits(2), _territory("REG")] | None = None
    """INSEE code (76), or its name."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "FR"
    """ISO 3166-1 alpha-2."""
    nuts: Annotated[str, Field(pattern=r"^[A-Z]{2}[0-9A-Z]{0,3}$")] | None = None
    """NUTS code, for a place outside France (ES511)."""

    @property
    def code(self) -> str:
        """The finest territory code known: commune, department, region, NUTS, else the country."""
        if self.commune:
            return f"COM-{self.commune}"
        if self.department:
            return f"DEP-{self.department}"
        if self.region:
            return f"REG-{self.region}"
        if self.nuts:
            return f"NUTS-{self.nuts}"
        return "PAYS-99100" if self.country == "FR" else f"NUTS-{self.country}"

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        finest = self.code
        for given in (self.department and f"DEP-{self.department}", self.region and f"REG-{self.region}"):
            if given and given not in territories.ancestors(finest):
                raise Refusal("{finest} is not in {given}", finest=finest, given=given)
        if self.country != "FR" and (self.commune or self.department or self.region):
            raise Refusal("commune, department and region are French codes; abroad give country and nuts")
        return self


class Establishment(Value):
    """A place of activity other than the seat."""

    siret: Siret | None = None
    place: Place
    opened: Day | None = None


_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{2,3}")
"""A NUTS region of the second level, or one inside it."""
_WIDER = re.compile(r"[A-Z]{2}[0-9A-Z]?")
"""A country, or a group of regions: which region is not told."""


def region_of(place: Place) -> str | None:
    """The region a place is in: a French region's code, or abroad the NUTS region of the second level."""
    if place.country != "FR":
        return region_named(place.country, place.nuts)
    return next((code for code in sorted(territories.ancestors(place.code)) if code.startswith("REG-")), None)


def region_named(country: str, written: str | None) -> str | None:
    """The region written as a code or a name, as `region_of` gives it where it is known; else as it is written."""
    if not written:
        return None
    if country != "FR":
        nuts = written.strip().upper()
        if _WIDER.fullmatch(nuts):
            return None
        return f"NUTS-{nuts[:4]}" if _NUTS.fullmatch(nuts) else f"{country} {written.strip().casefold()}"
    codes = (f"REG-{written.strip().removeprefix('REG-')}", *territories.find(written))
    known = (code for code in codes if code.startswith("REG-") and territories.exists(code))
    return next(known, f"FR {written.strip().casefold()}")
