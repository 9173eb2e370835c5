"""What a person adds to the files, and the highest intensity of the law in that case."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from aidmatch.areas import Site
from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.intensity import Case, Highest, Zone, aims_of, among
from aidmatch.size import possible_classes


class Asked(NamedTuple):
    """What a person adds to the files: costs, and facts that only the project knows."""

    costs: int | None = None
    zone: Zone | None = None
    site: Site | None = None
    """Where the project is, by the lists; what `zone` says goes before."""
    collaboration: bool | None = None
    cross_border: bool | None = None
    disadvantaged: bool | None = None
    innovative: bool | None = None
    years: float | None = None
    """How long the loan runs."""
    secured: bool | None = None


def law_of(call: Call, company: Company, as_of: date, told: Asked) -> Highest | None:
    """The highest intensity of the block exemption, when the call says what it pays for."""
    aims = aims_of(call.amounts)
    if not aims:
        return None
    sizes = possible_classes(company, as_of).classes
    site = told.site
    case = Case(
        sizes,
        collaboration=told.collaboration,
        zone=told.zone or (site.zone if site else None),
        department=site.department if site else None,
        cross_border=told.cross_border,
        disadvantaged=told.disadvantaged,
        innovative=told.innovative,
    )
    return among(aims, case, as_of)
