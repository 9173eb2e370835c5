"""Cumul des aides: what is left of the de minimis ceilings, and which aids may stand together on which costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aidmatch.cumulate._counter import REGULATIONS as REGULATIONS
from aidmatch.cumulate._counter import Ceiling as Ceiling
from aidmatch.cumulate._counter import Entry as Entry
from aidmatch.cumulate._counter import Headroom as Headroom
from aidmatch.cumulate._counter import ceilings as ceilings
from aidmatch.cumulate._counter import headroom as headroom
from aidmatch.cumulate._counter import leaves_on as leaves_on
from aidmatch.cumulate._counter import ledger as ledger

if TYPE_CHECKING:
    from aidmatch.cumulate._together import Aid as Aid
    from aidmatch.cumulate._together import Limit as Limit
    from aidmatch.cumulate._together import Regime as Regime
    from aidmatch.cumulate._together import Together as Together
    from aidmatch.cumulate._together import together as together


def __getattr__(name: str) -> Any:
    """What judges several aids is loaded when it is asked for: a shortlist needs the counter alone."""
    if name not in ("Aid", "Limit", "Regime", "Together", "together"):
        raise AttributeError(name)
    from aidmatch.cumulate import _together

    return getattr(_together, name)
