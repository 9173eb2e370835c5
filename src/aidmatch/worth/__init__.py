"""What one may get from a call for a project: the costs it pays for, the area the project lies in, then law and sheet.

Every command that names an amount for a company asks here, so that no two of them name different ones: which of the
project's costs count (`paid`) and which regional-aid area its place is in (`areas`) are settled before `grant` counts.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.areas import site
from aidmatch.grant import Asked, Grant, grant
from aidmatch.intensity import aims_of, depends_on_zone
from aidmatch.reckoning import Step
from aidmatch.value import say
from aidmatch.worth._paid import ITEMS as ITEMS
from aidmatch.worth._paid import REST as REST
from aidmatch.worth._paid import Paid as Paid
from aidmatch.worth._paid import hangs_on_split as hangs_on_split
from aidmatch.worth._paid import item_named as item_named
from aidmatch.worth._paid import items_in as items_in
from aidmatch.worth._paid import items_of as items_of
from aidmatch.worth._paid import paid as paid
from aidmatch.worth._told import costs_told as costs_told
from aidmatch.worth._told import sum_told as sum_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aidmatch.call import Call
    from aidmatch.company import Company, CostItem, Project
    from aidmatch.nomenclatures.regional_areas import Area


class Worth(NamedTuple):
    """What one may get, and the costs it was counted on."""

    grant: Grant
    pays: Paid
    costs: int | None = None
    """All the costs of the project: those asked about, else those on file."""
    split: Mapping[CostItem, int] = MappingProxyType({})
    """The same by item, as far as it is known how they split."""


def worth(
    call: Call,
    company: Company,
    project: Project | None,
    areas: Iterable[Area],
    as_of: date,
    asked: Asked | None = None,
) -> Worth:
    """What a company may get; `areas`: the list of the workspace. Costs that are asked about are all taken to count."""
    told = asked or Asked()
    if hangs_on_place(call, as_of):
        told = told._replace(site=site(project.place if project else None, areas, as_of))
    pays = paid(call, project) if told.costs is None else Paid(told.costs, None)
    counted = project and project.model_copy(update={"costs": pays.costs})
    found = grant(call, company, counted, as_of, told)
    if told.costs is not None or project is None or project.costs is None:
        return Worth(found, pays, told.costs)
    return Worth(_of_the_whole(found, pays, project.costs), pays, project.costs, project.costs_by)


def hangs_on_place(call: Call, as_of: date) -> bool:
    """Whether what the law allows hangs on the regional-aid area of the project."""
    return depends_on_zone(aims_of(call.amounts), as_of)


def _of_the_whole(found: Grant, pays: Paid, whole: int) -> Grant:
    """The same, with what the aid does not pay for told, and left to be paid from elsewhere."""
    if pays.is_apart:
        what = say("none of the project's costs, {whole:euros}, is among those it pays for", whole=whole)
        return found._replace(steps=(Step(what, is_doubt=True), *found.steps))
    if pays.costs is None or pays.costs == whole:
        return found
    items = tuple(item for item in ITEMS if item in (pays.items or ()))
    what = say("of the project's costs, {whole:euros}, it pays for these: {items:items}", whole=whole, items=items)
    rest = whole - pays.costs
    own = found.own and (found.own[0] + rest, found.own[1] + rest)
    return found._replace(steps=(Step(what), *found.steps), own=own)
