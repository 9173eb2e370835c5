"""A call: what is offered, to whom, until when, and where that is known from.

The fields follow the French open standard *dispositif-aide-professionnels* v0.2.0 and go beyond it. Its
eligibility columns are hard criteria here, its *ciblage* columns are targeting; exclusions win.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from aidmatch.company import Applicant, Stage
from aidmatch.criteria import AnyCriterion, Criterion
from aidmatch.nomenclatures import activities
from aidmatch.value import Euros, Refusal, Share, Slug, Value, no_such_code
from aidmatch.verdict import Verdict, any_of
from aidmatch.window import Window

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

Kind = Literal["call_for_projects", "expression_of_interest", "standing", "contest"]
"""Appel à projets, appel à manifestation d'intérêt, guichet permanent, concours."""

Instrument = Literal[
    "grant",
    "repayable_advance",
    "loan",
    "guarantee",
    "tax_credit",
    "exemption",
    "equity",
    "prize",
    "training",
    "advice",
    "in_kind",
    "cluster_funding",
]
"""Nature de l'aide."""

Level = Literal["european", "national", "regional", "departmental", "local"]

Confidence = Literal["high", "medium", "low"]

class Amounts(Value):
    """What one may get, before tax."""

    floor: Euros | None = None
    ceiling: Euros | None = None
    typical: Euros | None = None
    """What is usually granted, where sourced."""
    intensity: Share | None = None
    """Highest share of the eligible costs."""
    costs_floor: Euros | None = None
    """Smallest eligible costs."""
    costs_ceiling: Euros | None = None
    costs: tuple[str, ...] = ()
    """Eligible costs, in words."""
    nature: tuple[Literal["investment", "project", "running_costs"], ...] = ()
    years: Annotated[int, Field(ge=1)] | None = None
    """Years covered."""
    note: str | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Amounts:
        if self.floor is not None and self.ceiling is not None and self.floor > self.ceiling:
            raise Refusal("the floor is above the ceiling", field="floor")
        return self


class Body(Value):
    """A body behind the call."""

    name: str
    siren: str | None = None
    public: bool = True


class Step(Value):
    """Something to have before applying: an approval, a number, a self-test, a first talk."""

    what: str
    days: Annotated[int, Field(ge=0)] | None = None
    """Days it takes, where known."""


class Selection(Value):
    """How one is chosen."""

    by: Literal["of_right", "first_come", "jury"] | None = None
    envelope: Euros | None = None
    success_rate: Share | None = None
    """Past success rate, where sourced."""


class Targeting(Value):
    """Whom the call is meant for: soft, it feeds relevance and never decides."""

    naf: tuple[str, ...] = ()
    naf_excluding: tuple[str, ...] = ()
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
    def _known(self) -> Targeting:
        for code in (*self.naf, *self.naf_excluding):
            if not activities.exists(code, self.nomenclature):
                near = activities.nearest(code)
                raise no_such_code(code, near, "naf")
        return self


class Origin(Value):
    """Where the call is known from."""

    source: str
    """The portal, publisher or file."""
    id: str | None = None
    """The source's own id."""
    url: str | None = None
    read_on: date | None = None
    """The day the facts were read there."""
    licence: str | None = None
    confidence: Confidence = "medium"
    status: Literal["open", "closed", "ended", "unknown"] | None = None
    """What the source said of it on that day."""
    note: str | None = None
    """Doubts and disagreements between sources."""


class AnyOf(Value):
    """An alternative: one branch is enough, and a branch may be several conditions together."""

    kind: Literal["any_of"]
    branches: Annotated[tuple[tuple[Branch, ...], ...], Field(min_length=2)]
    words: str | None = None
    source: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        """A branch of one condition may be written without its list."""
        if isinstance(raw, dict) and isinstance(raw.get("branches"), list | tuple):
            branches = [[branch] if not isinstance(branch, list | tuple) else branch for branch in raw["branches"]]
            return {**raw, "branches": branches}
        return raw

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """What editors accept: a branch of one condition without its list."""
        schema = handler.resolve_ref_schema(handler(core))
        branch = schema["properties"]["branches"]["items"]
        schema["properties"]["branches"]["items"] = {"anyOf": [branch, branch["items"]]}
        return schema

    @property
    def members(self) -> tuple[Criterion, ...]:
        """Every criterion of every branch, in order."""
        return tuple(criterion for branch in self.branches for criterion in branch)

    def read(self, applicant: Applicant, as_of: date) -> tuple[Any, ...]:
        """The tuple of its branches' keys."""
        return tuple(criterion.read(applicant, as_of) for criterion in self.members)

    def judge(self, key: tuple[Any, ...]) -> Verdict:
        """The nearest branch speaks."""
        keys = iter(key)
        return any_of(tuple(criterion.judge(next(keys)) for criterion in branch) for branch in self.branches)

    def check(self, applicant: Applicant, as_of: date) -> Verdict:
        """The verdict on an applicant."""
        return self.judge(self.read(applicant, as_of))

    def rule(self) -> str:
        """The alternative without its quotations, as JSON."""
        unquoted = {"words": True, "source": True}
        within = {"branches": {"__all__": {"__all__": unquoted}}}
        return self.model_dump_json(exclude={**unquoted, **within}, exclude_defaults=True, by_alias=True)


Branch = AnyCriterion
Condition = Annotated[AnyCriterion | AnyOf, Field(discriminator="kind")]


class Call(Value):
    """A dispositif d'aide, of any kind."""

    id: Slug
    title: Annotated[str, Field(min_length=1, max_length=300)]
    summary: Annotated[str, Field(max_length=300)] | None = None
    """One sentence."""
    description: str | None = None
    kind: Kind
    instrument: Instrument
    level: Level | None = None
    programme: str | None = None
    funders: tuple[Body, ...] = ()
    operator: Body | None = None
    """With whom the file is handed in."""
    contact: str | None = None
    language: Literal["fr", "en", "other"] = "fr"
    """Language the source states its conditions in."""
    window: Window
    amounts: Amounts = Amounts()
    aid_regime: Literal["de_minimis", "gber", "notified", "none"] | None = None
    """State-aid basis; None when not stated."""
    criteria: tuple[Condition, ...] = ()
    """A conjunction."""
    conditions: tuple[str, ...] = ()
    """Conditions only a person can check, quoted."""
    open_to_all: bool = False
    """The source says in words that size, age and trade do not matter."""
    targeting: Targeting = Targeting()
    stages: tuple[Stage, ...] = ()
    themes: tuple[str, ...] = ()
    consortium: Literal["none", "optional", "required"] | None = None
    documents: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    selection: Selection = Selection()
    origin: Origin

    @property
    def url(self) -> str | None:
        """The page to send people to."""
        return self.origin.url
