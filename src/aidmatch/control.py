"""Who controls whom: linked firms, partner firms, and the rest.

Recommendation 2003/361/EC, annex, art. 3: a *linked* firm holds the majority of the votes or a dominant influence,
a *partner* firm a quarter or more without being linked. The single undertaking of the de minimis regulations is the
linked group alone (Regulation (EU) 2023/2831, art. 2(2)).
"""

from __future__ import annotations

from datetime import date

from aidmatch.company import Company, Holding
from aidmatch.nomenclatures import figures

SOLE_TRADER = "1"
"""INSEE legal forms of natural persons."""


def holdings_of(company: Company) -> tuple[Holding, ...] | None:
    """The shares held in a company and by it; None when nobody told.

    There is no capital to hold in a sole trader, and what the trader owns elsewhere is a person's.
    """
    if company.holdings is None and (company.legal_form or "").startswith(SOLE_TRADER):
        return ()
    return company.holdings


def is_linked(holding: Holding, as_of: date) -> bool | None:
    """Whether a holding links the two firms: True surely, False surely not, None when nobody told.

    More than half links, and so does control at any share. Without a word on control, a share under a quarter is
    presumed to give none, and so is that of an exempt investor, who does not meddle in the management (art. 3(3)).
    A sister firm, held by the same persons, is linked on the same or an adjacent market alone.
    """
    held = _gives_control(holding, as_of)
    if holding.side != "sister" or held is False:
        return held
    return False if holding.adjacent_market is False else (held and holding.adjacent_market)


def is_of_undertaking(holding: Holding, as_of: date) -> bool | None:
    """Whether the firm shares the counter of the de minimis aid.

    Narrower than the links of the SME test: a link through natural persons does not count (art. 2(2), « through one or
    more other enterprises »).
    """
    if holding.side == "sister" or holding.holder in ("person", "public_body"):
        return False
    return is_linked(holding, as_of)


def _gives_control(holding: Holding, as_of: date) -> bool | None:
    if holding.controls or holding.share > share("sme.linked_share", as_of):
        return True
    if holding.controls is False or holding.holder == "exempt_investor":
        return False
    return False if holding.share < share("sme.partner_share", as_of) else None


def share(key: str, as_of: date) -> float:
    """A dated share of the law; 1 before it was in force, so that nothing reaches it."""
    found = figures.figure(key, as_of)
    return float(found.value) if found else 1.0
