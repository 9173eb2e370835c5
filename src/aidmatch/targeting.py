"""Whom a call is meant for: soft, it feeds relevance and never decides (the standard's *ciblage*)."""

from typing import Literal, Self

from pydantic import model_validator

from aidmatch.company import Company, Trade, known_trades
from aidmatch.nomenclatures import activities
from aidmatch.value import Value

Targeted = Literal["yes", "no", "unknown"]


class Targeting(Value):
    """Whom the call is meant for: soft, it feeds relevance and never decides."""

    naf: tuple[Trade, ...] = ()
    naf_excluding: tuple[Trade, ...] = ()
    nomenclature: Literal["naf-rev2", "naf-2025"] = "naf-rev2"
    sectors: tuple[str, ...] = ()
    """In the source's words."""
    inferred: bool = False
    """The codes are ours, drawn from the words."""

    @property
    def is_specific(self) -> bool:
        """Whether any trade is named by its code."""
        return bool(self.naf or self.naf_excluding)

    def rule(self) -> str:
        """The codes alone, as JSON: two calls that aim at the same trades share it."""
        return self.model_dump_json(exclude={"sectors", "inferred"}, exclude_defaults=True)

    @model_validator(mode="after")
    def _known(self) -> Self:
        known_trades(self.naf, self.nomenclature, "naf")
        known_trades(self.naf_excluding, self.nomenclature, "naf_excluding")
        return self


def targeted(targeting: Targeting, company: Company) -> Targeted:
    """Whether a call is meant for the company's trade; soft, never part of the answer."""
    if not targeting.is_specific:
        return "yes"
    code = company.naf if targeting.nomenclature == "naf-rev2" else company.naf_2025
    if code is None:
        return "unknown"
    above = activities.ancestors(code, targeting.nomenclature)
    if any(excluded in above for excluded in targeting.naf_excluding):
        return "no"
    if not targeting.naf or any(included in above for included in targeting.naf):
        return "yes"
    below = any(code in activities.ancestors(included, targeting.nomenclature) for included in targeting.naf)
    return "unknown" if below else "no"
