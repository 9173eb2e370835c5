"""A company and its projects; an applicant is a company with one of them.

Almost every field is optional: a missing fact is unknown, never no.
"""

from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from aidmatch.accounts import Accounts as Accounts
from aidmatch.accounts import AidNature as AidNature
from aidmatch.accounts import Award as Award
from aidmatch.accounts import Holding as Holding
from aidmatch.accounts import Regulation as Regulation
from aidmatch.accounts import Span as Span
from aidmatch.identity import Siren, Siret, digits
from aidmatch.identity import Trade as Trade
from aidmatch.identity import known_trades as known_trades
from aidmatch.nomenclatures import activities, legal_forms
from aidmatch.place import Establishment as Establishment
from aidmatch.place import Place as Place
from aidmatch.value import Day, Euros, Refusal, Share, Slug, Value, no_such_code

Stage = Literal["idea", "creation", "seed", "development", "growth", "transmission"]
"""Moments of a company or project: idée, création, amorçage, développement, croissance, transmission."""

Audience = Literal["company", "association", "cluster", "research", "person", "public_body"]
"""What asks: entreprise, association, grappe ou pôle, organisme de recherche, personne physique, public."""

SaidBy = Literal["head", "register", "accounts", "list", "estimate"]
"""Who said a fact: the company's head, a public register, filed accounts, a member list, our estimate."""

TaxRegime = Literal["corporate_tax", "income_tax", "micro", "not_taxed"]
"""Impôt sur les sociétés, impôt sur le revenu au réel, micro-fiscal, non soumise à l'impôt."""


CostItem = Literal["staff", "equipment", "premises", "services", "intangible", "travel", "training", "running"]
"""Postes de dépenses: personnel, matériel, locaux et travaux, prestations, immatériel (droits, brevets, logiciels),
déplacements et salons, formation, autres frais de fonctionnement."""


class Partner(Value):
    """A partner of a project."""

    name: str | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "FR"
    region: str | None = None
    audience: Audience = "company"
    share: Share | None = None
    """Its part of the project's costs; what the partners leave is the company's own."""
    sme: bool | None = None
    """SME in the EU sense, where it was told."""


class Project(Value):
    """What the company wants money for."""

    id: Slug
    title: str
    description: str | None = None
    place: Place | None = None
    costs: Euros | None = None
    """Eligible costs expected, before tax."""
    costs_by: dict[CostItem, Euros] = Field(default_factory=dict)
    """The same by item, as far as it is known how they split."""
    nature: Literal["investment", "project", "running_costs"] | None = None
    stage: Stage | None = None
    themes: tuple[str, ...] = ()
    state: Literal["not_started", "started", "done"] | None = None
    """Started means a signed order or a deposit paid; a non-binding quote is no start (GBER, art. 2(23))."""
    started_on: Day | None = None
    partners: tuple[Partner, ...] | None = None
    """None when not described; empty when alone."""

    @model_validator(mode="after")
    def _shared_out(self) -> Self:
        if sum(one.share or 0 for one in self.partners or ()) > 1 + 1e-9:
            raise Refusal("the partners bear more than the whole of the costs", field="partners")
        return self

    @model_validator(mode="before")
    @classmethod
    def _sum_of_items(cls, raw: Any) -> Any:
        """Costs told by item alone come to their sum."""
        items = raw.get("costs_by") if isinstance(raw, dict) else None
        if not isinstance(items, dict) or not items or raw.get("costs") is not None:
            return raw
        whole = sum(one for one in items.values() if isinstance(one, int))
        return {**raw, "costs": whole}

    @model_validator(mode="after")
    def _items_within(self) -> Self:
        if self.costs is not None and sum(self.costs_by.values()) > self.costs:
            raise Refusal("the items come to more than the costs", field="costs_by")
        return self


class Said(Value):
    """Who said a fact, and when."""

    by: SaidBy | None = None
    on: Day | None = None
    mark: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")] | None = None
    """What an import leaves with a fact: a value that no longer bears it was corrected by hand."""


class Reader(Value):
    """Who reads the company's letters."""

    email: Annotated[str, Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+$")]
    name: str | None = None
    language: Literal["fr", "en"] = "fr"
    consent: bool | None = None


class Company(Value):
    """A company, an association, a sole trader or the cluster itself."""

    id: Slug
    name: Annotated[str, Field(min_length=1, max_length=200)]
    siren: Siren | None = None
    siret: Siret | None = None
    """SIRET of the seat."""
    national_id: str | None = None
    """VAT or national number, for a company abroad."""
    legal_form: Annotated[str, digits(1)] | None = None
    """INSEE catégorie juridique (5710), its level 1 or 2, or a usual short name (SAS)."""
    roles: tuple[Audience, ...] = ()
    """What it is beyond what its legal form says: a cluster, a research body."""
    economic_activity: bool | None = None
    """For an association: does it sell goods or services? Then it is an enterprise in the EU sense."""
    naf: Trade | None = None
    """APE code in NAF rév. 2 (58.21Z), or a level above it."""
    naf_2025: Trade | None = None
    """APE code in NAF 2025, official from 1 January 2027."""
    seat: Place | None = None
    establishments: tuple[Establishment, ...] | Literal["unknown"] | None = None
    """None: not given, so the seat alone is looked at, and said to be; "unknown" when written so."""
    open_establishments: Annotated[int, Field(ge=0)] | None = None
    """How many the register counts open, seat included."""
    headcount: Span | None = None
    """People employed. Never copied into `awu`."""
    awu: Span | None = None
    """Annual work units (UTA) of the company alone."""
    micro_entrepreneur: bool | None = None
    """The tax and social regime; nothing to do with the EU micro enterprise."""
    created: Day | None = None
    first_closed_year: Day | None = None
    """Last day of the first year closed."""
    accounts: tuple[Accounts, ...] = ()
    holdings: tuple[Holding, ...] | None = None
    """None when not known; empty when the company is held by persons alone and holds nothing."""
    merged_on: Day | None = None
    """Day of a merger or takeover: the two-year rule does not protect it."""
    controlled_outside_eu: bool | None = None
    tax_regime: TaxRegime | None = None
    labels: tuple[str, ...] | None = None
    """Labels and approvals held (jei, esus, qualiopi…); None when not asked."""
    labels_refused: tuple[str, ...] = ()
    """Those it is known not to hold."""
    debts_paid: bool | None = None
    """Tax and social debts paid, or a plan agreed."""
    in_difficulty: bool | None = None
    """Undertaking in difficulty in the sense of GBER art. 2(18)."""
    stages: tuple[Stage, ...] = ()
    themes: tuple[str, ...] = ()
    description: str | None = None
    needs: tuple[str, ...] = ()
    """In the head's own words."""
    offers: tuple[str, ...] = ()
    """Skills, patents, equipment it would share."""
    projects: tuple[Project, ...] = ()
    aid_received: tuple[Award, ...] | None = None
    """None when not known; empty when none was received."""
    aid_received_in_part: bool = False
    """There may be aid that `aid_received` does not hold."""
    provenance: dict[str, Said] = Field(default_factory=dict)
    """By field name: who said it and when."""
    clusters: tuple[Slug, ...] = ()
    groups: tuple[str, ...] = ()
    readers: tuple[Reader, ...] = ()
    website: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _codes(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        given = dict(raw)
        form = given.get("legal_form")
        if isinstance(form, str) and not form.strip().isdigit():
            codes = legal_forms.codes_of(form)
            if codes is None:
                near = legal_forms.nearest(form)
                raise no_such_code(form, near, "legal_form")
            given["legal_form"] = _common_prefix(codes)
        return given

    @model_validator(mode="after")
    def _known_codes(self) -> Self:
        known_trades((self.naf,), activities.REV2, "naf")
        known_trades((self.naf_2025,), activities.NAF_2025, "naf_2025")
        if self.legal_form is not None and not legal_forms.exists(self.legal_form):
            near = legal_forms.nearest(self.legal_form)
            raise no_such_code(self.legal_form, near, "legal_form")
        if self.siren and self.siret and not self.siret.startswith(self.siren):
            raise Refusal("the SIRET does not begin with the company's SIREN", field="siret")
        unknown = sorted(set(self.provenance) - set(type(self).model_fields))
        if unknown:
            raise no_such_code(", ".join(unknown), None, "provenance")
        return self

    def said(self, field: str) -> tuple[SaidBy | None, date | None]:
        """Who said a fact, and the day it was true."""
        told = self.provenance.get(field)
        return (told.by, told.on) if told else (None, None)

    def project(self, id: str | None) -> Project | None:  # noqa: A002 - the field's name
        """Its project of that id."""
        return next((one for one in self.projects if one.id == id), None)

    @property
    def is_abroad(self) -> bool:
        """Whether its seat is known to be outside France."""
        return self.seat is not None and self.seat.country != "FR"

    @property
    def last_accounts(self) -> Accounts | None:
        """The most recent closed year."""
        return max(self.accounts, key=lambda year: year.closed_on, default=None)


def _common_prefix(codes: tuple[str, ...]) -> str:
    first, last = min(codes), max(codes)
    size = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:size] or first


class Applicant(NamedTuple):
    """Who asks: a company, and the project it asks for, if one is described."""

    company: Company
    project: Project | None = None


def applicants(company: Company) -> tuple[Applicant, ...]:
    """One applicant a project; the company alone when it has described none."""
    if not company.projects:
        return (Applicant(company),)
    return tuple(Applicant(company, project) for project in company.projects)
