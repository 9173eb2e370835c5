"""Qui peut légalement financer quoi: whether a funder may give such an aid at all. A note, never a verdict.

CGCT, art. L. 1511-2: the Region alone defines and grants aid to companies, and may delegate to communes and their
groupings, not to departments. Art. L. 1511-3: communes and groupings alone for business premises; they may delegate the
granting to the department. A department remains free in culture, tourism, farming and health. A sheet that says
otherwise was misread, or is an old one.
"""

from __future__ import annotations

from datetime import date

from aidmatch.call import Call
from aidmatch.nomenclatures import figures
from aidmatch.reckoning import Step, rows
from aidmatch.value import say

_FREE = frozenset(
    {"audiovisual", "creation", "immersive", "music", "publishing", "animation", "culture", "tourism", "health"}
)
"""Themes in which a department may help companies."""

_MONEY = frozenset({"grant", "repayable_advance", "loan", "guarantee"})


def doubt(call: Call, as_of: date) -> Step | None:
    """Why the funder may not be the one who grants it; None when nothing speaks against it."""
    if call.instrument not in _MONEY or not _is_for_companies(call):
        return None
    if call.level == "departmental" and _FREE.isdisjoint(call.themes):
        if "real-estate" in call.themes:
            what = say("a department grants aid to premises only when communes delegated it: to be checked")
            return Step(what, rows(figures.figure("funding.premises_local", as_of)), is_doubt=True)
        what = say("a department may not help companies directly, but for a few fields: to be checked with it")
        return Step(what, rows(figures.figure("funding.department_direct", as_of)), is_doubt=True)
    return None


def _is_for_companies(call: Call) -> bool:
    audiences = [one for rule in call.criteria if rule.kind == "audience" for one in getattr(rule, "within", ())]
    return not audiences or "company" in audiences
