"""Aides-territoires: the form of an aid, and what the labels of its lists mean."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from aidmatch.call import Instrument, Level
from aidmatch.company import Audience as Nature
from aidmatch.value import Value

NATURES: dict[str, tuple[Nature, ...]] = {
    "Entreprise privée": ("company",),
    "Entreprises privées": ("company",),
    "Association": ("association",),
    "Associations": ("association",),
    "Particulier": ("person",),
    "Agriculteur": ("company", "person"),
    "Recherche": ("research",),
    "Commune": ("public_body",),
    "Intercommunalité / Pays": ("public_body",),
    "Département": ("public_body",),
    "Région": ("public_body",),
    "Collectivité d’outre-mer à statut particulier": ("public_body",),
    "Etablissement public dont services de l'Etat": ("public_body",),
    "Entreprise publique locale (Sem, Spl, SemOp)": ("public_body", "company"),
}
"""By the label of the audience. A farmer, or a company of local bodies, is a company of one sort: the words say so."""

NARROW = ("Agriculteur", "Entreprise publique locale (Sem, Spl, SemOp)")

INSTRUMENTS: tuple[tuple[int, str, Instrument], ...] = (
    (1, "Subvention", "grant"),
    (3, "Avance récupérable", "repayable_advance"),
    (2, "Prêt", "loan"),
    (4, "Certificat d'économie d'énergie (CEE)", "grant"),
    (5, "Autre aide financière", "grant"),
    (6, "Ingénierie technique", "advice"),
    (7, "Ingénierie financière", "advice"),
    (8, "Ingénierie Juridique / administrative", "advice"),
)
"""By the number and the label of the type; the first an aid has is its main one."""

SCALES: dict[str, tuple[str, Level | None]] = {
    "commune": ("COM-", "local"),
    "epci": ("EPCI-", "local"),
    "département": ("DEP-", "departmental"),
    "région": ("REG-", "regional"),
    "pays": ("PAYS-", "national"),
    "continent": ("", "european"),
    "ad-hoc": ("", None),
}
"""By the label of the scale: what the code of such a territory begins with."""

NATURE_OF_COSTS: dict[str, Literal["investment", "running_costs"]] = {
    "dépenses d'investissement": "investment",
    "dépenses de fonctionnement": "running_costs",
}

RECURRENCES: dict[str, Literal["permanent", "one_off"]] = {"Permanente": "permanent", "Ponctuelle": "one_off"}


def _listed(raw: object) -> object:
    return () if raw is None else raw


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Figure = Annotated[float, Field(allow_inf_nan=False)]


class _Part(Value):
    """A part of an answer; what is not read is left where it is."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class Type(_Part):
    """A type of aid."""

    id: int
    name: str = ""


class Aid(_Part):
    """An aid, as published."""

    id: Annotated[str, Field(min_length=1)]
    url: str = ""
    name: Annotated[str, Field(min_length=1)]
    name_initial: str | None = None
    short_title: str | None = None
    financers: Texts = ()
    instructors: Texts = ()
    programs: Texts = ()
    description: str | None = None
    eligibility: str | None = None
    perimeter: str | None = None
    perimeter_scale: str | None = None
    perimeter_code: str | None = None
    mobilization_steps: Texts = ()
    origin_url: str | None = None
    application_url: str | None = None
    categories: Texts = ()
    project_references: Texts = ()
    is_call_for_project: bool | None = None
    targeted_audiences: Texts = ()
    aid_types: Texts = ()
    aid_types_full: Annotated[tuple[Type, ...], BeforeValidator(_listed)] = ()
    is_charged: bool | None = None
    destinations: Texts = ()
    start_date: date | None = None
    predeposit_date: date | None = None
    submission_deadline: date | None = None
    subvention_rate_lower_bound: Figure | None = None
    subvention_rate_upper_bound: Figure | None = None
    subvention_comment: str | None = None
    loan_amount: Figure | None = None
    recoverable_advance_amount: Figure | None = None
    other_financial_aid_comment: str | None = None
    contact: str | None = None
    recurrence: str | None = None
    project_examples: str | None = None
    import_data_url: str | None = None
    import_data_mention: str | None = None
    import_share_licence: str | None = None
    european_aid: str | None = None
