"""The shelf of eligibility rules: one file a rule, each its own page."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from aidmatch.criteria._base import Criterion as Criterion
from aidmatch.criteria.activity import Activity
from aidmatch.criteria.age import Age
from aidmatch.criteria.audience import Audience
from aidmatch.criteria.balance import Balance
from aidmatch.criteria.consortium import Consortium
from aidmatch.criteria.de_minimis import DeMinimis
from aidmatch.criteria.headcount import Headcount
from aidmatch.criteria.label import Label
from aidmatch.criteria.legal_form import LegalForm
from aidmatch.criteria.micro_entrepreneur import MicroEntrepreneur
from aidmatch.criteria.ownership import Ownership
from aidmatch.criteria.perimeter import Perimeter as Perimeter
from aidmatch.criteria.prose import Prose as Prose
from aidmatch.criteria.sme import Sme
from aidmatch.criteria.stage import Stage
from aidmatch.criteria.standing import Standing
from aidmatch.criteria.tax_regime import TaxRegime
from aidmatch.criteria.turnover import Turnover
from aidmatch.criteria.works_start import WorksStart

SHELF: dict[str, type[Criterion]] = {
    "perimeter": Perimeter,
    "activity": Activity,
    "headcount": Headcount,
    "sme": Sme,
    "turnover": Turnover,
    "balance": Balance,
    "age": Age,
    "legal_form": LegalForm,
    "micro_entrepreneur": MicroEntrepreneur,
    "audience": Audience,
    "ownership": Ownership,
    "tax_regime": TaxRegime,
    "label": Label,
    "de_minimis": DeMinimis,
    "works_start": WorksStart,
    "stage": Stage,
    "consortium": Consortium,
    "standing": Standing,
    "prose": Prose,
}
"""By kind, which is the name of the rule's file."""

AnyCriterion = Annotated[
    Perimeter
    | Activity
    | Headcount
    | Sme
    | Turnover
    | Balance
    | Age
    | LegalForm
    | MicroEntrepreneur
    | Audience
    | Ownership
    | TaxRegime
    | Label
    | DeMinimis
    | WorksStart
    | Stage
    | Consortium
    | Standing
    | Prose,
    Field(discriminator="kind"),
]
"""A rule of the shelf, told apart by its kind."""
