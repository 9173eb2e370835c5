"""What a funding plan must hold, each as a formula, the sum it gives today, and the words that go with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.dossier._terms import Terms


class Check(NamedTuple):
    """One line; `{}` stands for its own cell in the conditions."""

    label: str
    formula: str
    value: float
    nothing: tuple[str, bool, str]
    """Why there is nothing to check yet: a condition, whether it holds today, and the words."""
    holds: tuple[str, bool, str]
    """What must hold, whether it does today, and the words when it does not."""
    form: str = "counted"


class Today(NamedTuple):
    """What the sheet counts before anything is filled in."""

    aid: float | None
    costs: int
    """All of them."""
    eligible: int
    """Those that the call pays for."""


def checks(words: Wording, told: Terms, at: Mapping[str, str], today: Today, yes: str) -> Iterator[Check]:
    """The lines; `at`: the cell of each term and sum, `yes`: what a choice says."""
    aid, costs = today.aid or 0, today.costs
    unbounded = words.text("no limit told")
    unknown = (f'{at["aid"]}=""', today.aid is None, words.text("to see once this aid is known"))
    yield Check(
        words.text("Costs left to fund"),
        f"={at['costs']}-{at['funding']}",
        costs - aid,
        (f"{at['costs']}=0", not costs, words.text("to see once the costs are known")),
        ("{}=0", costs == aid, words.text("costs and funding must be equal")),
    )
    value = aid / today.eligible if today.eligible else 0
    beyond = words.text("above the rate of this aid: ask whether they may stand together")
    yield Check(
        words.text("Public aid on the same costs, share of the eligible costs"),
        f'=IF({at["eligible"]}=0,0,SUMIF({at["same"]},"{yes}",{at["aids"]})/{at["eligible"]})',
        value,
        unknown,
        (f"{{}}<={at['rate']}+0.000001", told.rate is None or value <= told.rate + 1e-6, beyond),
        "rate",
    )
    yield Check(
        words.text("De minimis aid of this plan"),
        f'=SUMIF({at["small"]},"{yes}",{at["aids"]})',
        aid if told.left is not None else 0,
        (f'{at["left"]}=""', told.left is None, unbounded),
        (f"{{}}<={at['left']}", True, words.text("above what is left: such an aid fails whole")),
    )
    under = words.text("under the smallest eligible costs: no file is taken")
    yield Check(
        words.text("Eligible costs"),
        f"={at['eligible']}",
        today.eligible,
        (f'{at["costs_floor"]}=""', told.costs_floor is None, unbounded),
        (f"{{}}>={at['costs_floor']}", today.eligible >= (told.costs_floor or 0), under),
    )
    none = words.text("by the terms above nothing can be granted")
    yield Check(words.text("This aid"), f"=N({at['aid']})", aid, unknown, ("{}>0", aid > 0, none))
    short = words.text("own means under the least share")
    yield Check(
        words.text("Own means, share of the costs"),
        f"=IF({at['costs']}=0,0,{at['own']}/{at['costs']})",
        0,
        (f'{at["own_share"]}=""', told.own_share is None, unbounded),
        (f"{{}}>={at['own_share']}-0.000001", not told.own_share, short),
        "rate",
    )
