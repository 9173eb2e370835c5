"""A call: what is offered, to whom, until when, and where that is known from.

The fields follow the French open standard *dispositif-aide-professionnels* v0.2.0 and go beyond it. Its
eligibility columns are hard criteria here, its *ciblage* columns are targeting; exclusions win.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from aidmatch.company import Stage
from aidmatch.condition import AnyOf as AnyOf
from aidmatch.condition import Condition as Condition
from aidmatch.targeting import Targeting as Targeting
from aidmatch.value import Day, Euros, Refusal, Share, Slug, Value
from aidmatch.window import Window

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


Aim = Literal[
    "regional",
    "sme_investment",
    "sme_advice",
    "fairs",
    "start_up",
    "fundamental_research",
    "industrial_research",
    "experimental_development",
    "feasibility_study",
    "sme_innovation",
    "innovation_advice",
    "process_innovation",
    "training",
    "environment",
    "energy_efficiency",
    "renewable_energy",
    "other_energy",
    "circular_economy",
    "environmental_study",
    "culture",
    "audiovisual",
    "audiovisual_cross_border",
    "script",
]
"""What the block exemption (RGEC) lets an aid pay for, an article each; art. 25, 41 and 54 have several."""


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
    """Years covered; of a loan or a guarantee, how long it runs."""
    aim: Aim | None = None
    """What the block exemption lets it pay for, when the source names the article: its highest intensity is checked."""
    articles: tuple[Annotated[str, Field(pattern=r"^\d{1,2}( bis)?$")], ...] = ()
    """Articles of the block exemption (RGEC) the source names, such as 25 or 38 bis; several aims may share one."""
    own_share: Share | None = None
    """Least share of the costs to pay from one's own means."""
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


class Correction(Value):
    """What a person overruled in the call as it was read."""

    file: str
    """The overlay, relative to the workspace."""
    fields: tuple[str, ...] = ()
    """Fields of the call that are no longer as read."""
    why: str | None = None
    on: Day | None = None
    """The day the person saw it."""
    idle: tuple[str, ...] = ()
    """What the overlay takes away and the call does not have: the source may have changed."""


class Origin(Value):
    """Where the call is known from."""

    source: str
    """The portal, publisher or file."""
    id: str | None = None
    """The source's own id."""
    url: str | None = None
    read_on: Day | None = None
    """The day the facts were read there."""
    licence: str | None = None
    confidence: Confidence = "medium"
    status: Literal["open", "closed", "ended", "unknown"] | None = None
    """What the source said of it on that day."""
    note: str | None = None
    """Doubts and disagreements between sources."""
    corrected: Correction | None = None
    """Set by the program where an overlay stands over the call; no data file gives it."""
    call: Slug | None = None
    """The call's id as this source alone gives it, where several sources make one call."""


class Told(Value):
    """What one origin says of a field."""

    call: Slug
    """The call's id as this source alone gives it."""
    source: str
    value: str | None = None
    """As the data write it; None where it is a rule, too long to repeat."""


class Conflict(Value):
    """A field of which the origins of one call say different things."""

    field: str
    """Dotted: `window.closes`, `criteria.headcount`."""
    told: tuple[Told, ...]
    """The one that stands comes first."""


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
    """The best standing of the places it is known from."""
    origins: tuple[Origin, ...] = ()
    """All of them, the best first, where there are several."""
    conflicts: tuple[Conflict, ...] = ()
    """What they disagree on."""

    @property
    def url(self) -> str | None:
        """The page to send people to."""
        return self.origin.url
