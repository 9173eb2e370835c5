"""A company, its places, accounts, holdings, projects and past aid; an applicant is one with a project.

Almost every field is optional: a missing fact is unknown, never no.
"""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from aidmatch.nomenclatures import activities, legal_forms, territories
from aidmatch.value import Day, Euros, Refusal, Share, Slug, Value, no_such_code

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

Stage = Literal["idea", "creation", "seed", "development", "growth", "transmission"]
"""Moments of a company or project: idée, création, amorçage, développement, croissance, transmission."""

Audience = Literal["company", "association", "cluster", "research", "person", "public_body"]
"""What asks: entreprise, association, grappe ou pôle, organisme de recherche, personne physique, public."""

SaidBy = Literal["head", "register", "accounts", "list", "estimate"]
"""Who said a fact: the company's head, a public register, filed accounts, a member list, our estimate."""

TaxRegime = Literal["corporate_tax", "income_tax", "micro", "not_taxed"]
"""Impôt sur les sociétés, impôt sur le revenu au réel, micro-fiscal, non soumise à l'impôt."""

Regulation = Literal["general", "sgei", "agriculture", "fisheries"]
"""The de minimis regulation an aid was granted under."""


def _digits(width: int) -> BeforeValidator:
    """A code that YAML read as a number gets its leading zeros back."""
    return BeforeValidator(
        lambda raw: f"{raw:0{width}d}" if isinstance(raw, int) and not isinstance(raw, bool) else raw
    )


def _siren(text: str) -> str:
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siren

    compact = siren.compact(text)
    try:
        siren.validate(compact)
    except ValidationError as error:
        raise Refusal("a SIREN has nine digits and a right check digit") from error
    if not int(compact):
        raise Refusal("a SIREN of zeros passes the checksum but belongs to nobody")
    return compact


def _siret(text: str) -> str:
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siret

    compact = siret.compact(text)
    try:
        siret.validate(compact)
    except ValidationError as error:
        raise Refusal("a SIRET has fourteen digits and right check digits") from error
    _siren(compact[:9])
    return compact


Siren = Annotated[str, _digits(9), AfterValidator(_siren)]
"""Nine digits, Luhn (INSEE); zeros refused."""

Siret = Annotated[str, _digits(14), AfterValidator(_siret)]
"""Fourteen digits, Luhn on 14 and on the first nine; La Poste's own rule is known to the library."""


def _territory(prefix: str) -> Any:
    def check(raw: str) -> str:
        code = raw.removeprefix(f"{prefix}-").upper()
        if not territories.exists(f"{prefix}-{code}"):
            named = [found for found in territories.find(raw) if found.startswith(f"{prefix}-")]
            if len(named) == 1:
                return named[0].removeprefix(f"{prefix}-")
            if named:
                raise Refusal("several places have the name {raw}: {codes:places}", raw=raw, codes=tuple(named))
            near = territories.nearest(f"{prefix}-{code}")
            raise no_such_code(raw, near)
        return code

    return AfterValidator(check)


class Place(Value):
    """A place, known down to the commune or only to the department or region."""

    commune: Annotated[str, _digits(5), _territory("COM")] | None = None
    """INSEE code of the commune (66136, 2A004), or its name where only one has it; a postcode is not one."""
    department: Annotated[str, _digits(2), _territory("DEP")] | None = None
    """INSEE code (66, 2A), or its name."""
    region: Annotated[str, _digits(2), _territory("REG")] | None = None
    """INSEE code (76), or its name."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "FR"
    """ISO 3166-1 alpha-2."""
    nuts: Annotated[str, Field(pattern=r"^[A-Z]{2}[0-9A-Z]{0,3}$")] | None = None
    """NUTS code, for a place outside France (ES511)."""

    @property
    def code(self) -> str:
        """The finest territory code known: commune, department, region, NUTS, else the country."""
        if self.commune:
            return f"COM-{self.commune}"
        if self.department:
            return f"DEP-{self.department}"
        if self.region:
            return f"REG-{self.region}"
        if self.nuts:
            return f"NUTS-{self.nuts}"
        return "PAYS-99100" if self.country == "FR" else f"NUTS-{self.country}"

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        finest = self.code
        for given in (self.department and f"DEP-{self.department}", self.region and f"REG-{self.region}"):
            if given and given not in territories.ancestors(finest):
                raise Refusal("{finest} is not in {given}", finest=finest, given=given)
        if self.country != "FR" and (self.commune or self.department or self.region):
            raise Refusal("commune, department and region are French codes; abroad give country and nuts")
        return self


class Establishment(Value):
    """A place of activity other than the seat."""

    siret: Siret | None = None
    place: Place
    opened: Day | None = None


class Span(Value):
    """A number, or the band it lies in, with the year it was counted."""

    low: Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)]
    high: Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)] | None = None
    """None when the band has no upper end."""
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    """Counted on 31 December of that year."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        """Accept 12, "10-19", "250+", {value: 12, year: 2025} and a Sirene band {band: "11", year: 2024}."""
        if isinstance(raw, bool):
            raise Refusal("a number or a band such as 12, 10-19 or 250+ was expected")
        if isinstance(raw, int | float):
            return {"low": raw, "high": raw}
        if isinstance(raw, str):
            return _span_of_text(raw)
        if isinstance(raw, dict) and "value" in raw:
            rest = {key: value for key, value in raw.items() if key != "value"}
            return {"low": raw["value"], "high": raw["value"], **rest}
        if isinstance(raw, dict) and "band" in raw:
            from aidmatch.nomenclatures import headcount_bands

            band = headcount_bands.band(str(raw["band"]))
            if band is None:
                raise no_such_code(str(raw["band"]), None)
            rest = {key: value for key, value in raw.items() if key != "band"}
            return {"low": band.low, "high": band.high, **rest}
        return raw

    @classmethod
    def __get_pydantic_json_schema__(cls, core: "CoreSchema", handler: "GetJsonSchemaHandler") -> "JsonSchemaValue":
        """What editors accept: the short forms too."""
        whole = handler.resolve_ref_schema(handler(core))
        fields = whole["properties"]
        either = {"type": "object", "additionalProperties": False}
        year = {"year": fields["year"]}
        return {
            "description": whole.get("description", ""),
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": r"^[\d ,.]+([-–][\d ,.]+|\+)?$", "examples": ["10-19", "250+"]},
                {**either, "properties": {"value": {"type": "number", "minimum": 0}, **year}, "required": ["value"]},
                {**either, "properties": {"band": {"type": "string"}, **year}, "required": ["band"]},
                {**either, "properties": fields, "required": ["low"]},
            ],
        }

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high is not None and self.high < self.low:
            raise Refusal("the upper end of a band is below its lower end")
        return self


def _span_of_text(raw: str) -> dict[str, float | None]:
    text = raw.replace(" ", "").replace("–", "-").replace(",", ".")
    try:
        if text.endswith("+"):
            return {"low": float(text[:-1]), "high": None}
        low, _, high = text.partition("-")
        return {"low": float(low), "high": float(high or low)}
    except ValueError as error:
        raise Refusal("a number or a band such as 12, 10-19 or 250+ was expected") from error


class Accounts(Value):
    """One closed year."""

    closed_on: Day
    """Last day of the year closed."""
    months: Annotated[int, Field(ge=1, le=24)] = 12
    turnover: Euros | None = None
    """Before tax (HT)."""
    balance_total: Euros | None = None
    awu: Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)] | None = None
    """Annual work units of that year (Recommendation 2003/361/EC, annex, art. 5)."""
    equity: Annotated[int, Field(ge=-(10**13), le=10**13)] | None = None
    capital: Euros | None = None
    """Subscribed capital, premium included."""


class Award(Value):
    """An aid received: the day the right arose, not the payment (Regulation (EU) 2023/2831, art. 3(3))."""

    granted_on: Day
    amount: Euros
    """Gross grant equivalent."""
    de_minimis: Regulation | None = None
    """The de minimis regulation, or None for any other aid."""
    funder: str | None = None
    call: Slug | None = None


class Holding(Value):
    """A share held in the company, or that it holds in another."""

    side: Literal["parent", "subsidiary"] = "parent"
    name: str | None = None
    siren: Siren | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "FR"
    share: Share
    """Capital or votes, whichever is higher."""
    controls: bool | None = None
    """Majority of votes, or dominant influence: linked whatever the share."""
    holder: Literal["enterprise", "person", "public_body", "exempt_investor"] = "enterprise"
    """An exempt investor is one of Recommendation 2003/361/EC, annex, art. 3(2): venture capital, business
    angels under 1.25 M EUR, universities, regional funds, small local authorities."""
    accounts: tuple[Accounts, ...] = ()
    """The other firm's closed years, its own linked firms included."""
    aid_received: tuple[Award, ...] | None = None
    """De minimis aid received by a linked firm; None when not known."""


class Partner(Value):
    """A partner of a project."""

    name: str | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "FR"
    region: str | None = None
    audience: Audience = "company"


class Project(Value):
    """What the company wants money for."""

    id: Slug
    title: str
    description: str | None = None
    place: Place | None = None
    costs: Euros | None = None
    """Eligible costs expected, before tax."""
    nature: Literal["investment", "project", "running_costs"] | None = None
    stage: Stage | None = None
    themes: tuple[str, ...] = ()
    state: Literal["not_started", "started", "done"] | None = None
    """Started means a signed order or a deposit paid; a non-binding quote is no start (GBER, art. 2(23))."""
    started_on: Day | None = None
    partners: tuple[Partner, ...] | None = None
    """None when not described; empty when alone."""


class Said(Value):
    """Who said a fact, and when."""

    by: SaidBy | None = None
    on: Day | None = None


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
    legal_form: Annotated[str, _digits(1)] | None = None
    """INSEE catégorie juridique (5710), its level 1 or 2, or a usual short name (SAS)."""
    roles: tuple[Audience, ...] = ()
    """What it is beyond what its legal form says: a cluster, a research body."""
    economic_activity: bool | None = None
    """For an association: does it sell goods or services? Then it is an enterprise in the EU sense."""
    naf: str | None = None
    """APE code in NAF rév. 2 (58.21Z), or a level above it."""
    naf_2025: str | None = None
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
        for field, code, nomenclature in (("naf", self.naf, "naf-rev2"), ("naf_2025", self.naf_2025, "naf-2025")):
            if code is not None and not activities.exists(code, nomenclature):
                near = activities.nearest(code)
                raise no_such_code(code, near, field)
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
