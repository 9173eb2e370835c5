"""What the budget counts with: the call's terms, the law above them, what de minimis leaves, and the sum they give."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.grant import LENT

if TYPE_CHECKING:
    from aidmatch.dossier import Dossier


class Terms(NamedTuple):
    """What the sheet starts from, by name; None where nobody told."""

    costs_ceiling: int | None
    costs_floor: int | None
    rate: float | None
    ceiling: int | None
    floor: int | None
    own_share: float | None
    left: int | None
    """De minimis aid left at most; None where the aid is not known to be de minimis."""
    by_law: frozenset[str] = frozenset()
    """The terms that the law gives, as the sheet gives none or a higher one."""
    is_whole: bool = False
    """Granted of right: all of it or nothing, when it would pass what is left."""


def terms(kit: Dossier) -> Terms:
    """The call's terms, the ceilings of the law over them, and what the ledger leaves."""
    amounts, ledger = kit.call.amounts, kit.ledger
    lent = kit.call.instrument in LENT
    left = ledger.room.high if ledger.room is not None and ledger.is_of_call and not lent else None
    law = kit.worth.grant.law
    rate, ceiling, own_share = amounts.intensity, amounts.ceiling, amounts.own_share
    by_law = set()
    if law is not None and law.is_rule:
        if rate is None or law.high < rate:
            rate = law.high
            by_law.add("rate")
        if law.most is not None and (ceiling is None or law.most[1] < ceiling):
            ceiling = law.most[1]
            by_law.add("ceiling")
        if law.own_share is not None and (own_share is None or law.own_share > own_share):
            own_share = law.own_share
            by_law.add("own_share")
    whole = kit.call.selection.by == "of_right" and kit.call.instrument == "tax_credit"
    floors = (ceiling, amounts.floor, own_share, left)
    return Terms(amounts.costs_ceiling, amounts.costs_floor, rate, *floors, frozenset(by_law), whole)


def aid(told: Terms, costs: int | None) -> int | None:
    """The most this aid can be; None while the rate or the costs are not known."""
    if told.rate is None or not costs:
        return None
    if told.costs_floor is not None and costs < told.costs_floor:
        return 0
    base = costs if told.costs_ceiling is None else min(costs, told.costs_ceiling)
    most = min(one for one in (floor(told.rate * base + 1e-6), told.ceiling) if one is not None)
    if told.left is not None and told.left < most:
        most = 0 if told.is_whole else told.left
    return 0 if told.floor is not None and most < told.floor else most


def formula(told: Terms, places: dict[str, str]) -> str:
    """The same as a formula of the sheet, by the places of its terms and of the eligible costs."""
    rate, most, left, eligible = (places[name] for name in ("rate", "ceiling", "left", "eligible"))
    costs_floor, least = places["costs_floor"], places["floor"]
    base = f'IF({places["costs_ceiling"]}="",{eligible},MIN({eligible},{places["costs_ceiling"]}))'
    rated = f'MIN(ROUNDDOWN({rate}*{base}+0.000001,0),IF({most}="",10^12,{most}))'
    free = f'IF({left}="",10^12,{left})'
    capped = f"IF({free}<{rated},0,{rated})" if told.is_whole else f"MIN({rated},{free})"
    # An empty cell counts as nothing: no floor is one of zero.
    counted = f"IF(OR({eligible}<N({costs_floor}),{capped}<N({least})),0,{capped})"
    return f'=IF(OR({rate}="",{eligible}=0),"",{counted})'
