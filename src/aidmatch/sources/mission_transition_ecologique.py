"""Mission Transition écologique (ADEME, DGE): the programme file of the State's service for companies.

A JSON list of programmes whose keys are French phrases. Where a rule is structured (`eligibilityData`), it is the
rule: headcount, micro-entrepreneur regime, regions. The texts for people beside it are read for what no structured
field holds (years, turnover, legal form), and a record that comes without its rules is read in its texts alone. The
NAF sections are targeting: the service itself calls them « secteurs principalement concernés » and leaves them out of
its own eligibility. The first and last days of validity are both days on which one may apply.

Confidence is high where rule and text agree, as both are the publisher's own, and medium where a text sets a size
or an area that the rule does not have. The file does not say on which day it was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from aidmatch.call import Amounts, Body, Call, Condition, Instrument, Level, Origin, Step, Targeting
from aidmatch.criteria.headcount import Headcount
from aidmatch.criteria.micro_entrepreneur import MicroEntrepreneur
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.sources._base import (
    Aside,
    Note,
    Reading,
    at_most,
    call_id,
    french_day,
    gather,
    is_every_section,
    json_list,
    kind_of,
    text_of,
)
from aidmatch.sources._long_list import items_of
from aidmatch.sources._markdown import one_line, plain
from aidmatch.sources._programme_texts import Rules, said, territory
from aidmatch.sources._protocol import About, Asked, Batch, Proof, Record
from aidmatch.value import Refusal, Value, say
from aidmatch.window import Window

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher

SOURCE = "mission-transition-ecologique"
PREFIX = "mte"
PAGE = "https://mission-transition-ecologique.beta.gouv.fr/aides-entreprise/{id}"
LICENCE = "Mission Transition écologique (ADEME, DGE) ; licence des données non précisée dans le fichier"
DIFFERS = "Le texte de la fiche pose une taille ou un territoire que sa règle n’a pas."

INSTRUMENTS: dict[str, Instrument] = {
    "étude": "advice",
    "financement": "grant",
    "formation": "training",
    "prêt": "loan",
    "avantage fiscal": "tax_credit",
}
"""By « nature de l'aide »; an « étude » is a diagnosis by an adviser, paid for in part or in whole."""


def _day(raw: object) -> object:
    """dd/mm/yyyy, whatever the reader's country."""
    if not isinstance(raw, str):
        return raw
    try:
        return french_day(raw)
    except ValueError as error:
        raise Refusal("a date such as 31/12/2026 was expected, not {given:text}", given=raw) from error


def _texts(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else () if raw is None else raw


Day = Annotated[date, BeforeValidator(_day)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Yes = Annotated[bool, BeforeValidator(lambda raw: raw is True or raw == "oui")]


class _Record(Value):
    """A part of the file; what is not read is left where it is."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class Who(_Record):
    """The structured rules on the company."""

    sections: tuple[str, ...] = Field((), alias="allowedNafSections")
    regions: Texts = Field((), alias="allowedRegion")
    least: int | None = Field(None, alias="minEmployees")
    most: int | None = Field(None, alias="maxEmployees")
    no_micro_entrepreneur: bool = Field(False, alias="excludeMicroentrepreneur")


class Validity(_Record):
    """First and last day, both included."""

    start: Day | None = None
    end: Day | None = None


class Structured(_Record):
    """`eligibilityData`."""

    company: Who
    validity: Validity = Validity()
    objectives: tuple[str, ...] = Field((), alias="priorityObjectives")


class Conditions(_Record):
    """The same rules as texts for people, and others."""

    size: Texts = Field((), alias="taille de l'entreprise")
    area: Texts = Field((), alias="secteur géographique")
    sector: Texts = Field((), alias="secteur d'activité")
    age: Texts = Field((), alias="nombre d'années d'activité")
    other: Texts = Field((), alias="autres critères d'éligibilité")


class Link(_Record):
    """A page to go to."""

    text: str = Field("", alias="texte")
    url: str = Field("", alias="lien")


class Stage(_Record):
    """A step of the application."""

    description: str
    links: tuple[Link, ...] = Field((), alias="liens")


class Programme(_Record):
    """One programme, as published."""

    id: Annotated[str, Field(min_length=1)]
    title: str = Field(alias="titre")
    promise: str = Field("", alias="promesse")
    description: str = ""
    long_description: str = Field("", alias="description longue")
    url: str | None = None
    nature: Literal["étude", "financement", "formation", "prêt", "avantage fiscal"] = Field(alias="nature de l'aide")
    operator: str | None = Field(None, alias="opérateur de contact")
    others: Texts = Field((), alias="autres opérateurs")
    contact: str | None = Field(None, alias="contact question")
    steps: tuple[Stage, ...] = Field((), alias="objectifs")
    funding: str | None = Field(None, alias="montant du financement")
    loan: str | None = Field(None, alias="montant du prêt")
    loan_length: str | None = Field(None, alias="durée du prêt")
    relief: str | None = Field(None, alias="montant de l'avantage fiscal")
    cost: str | None = Field(None, alias="coût de l'accompagnement")
    length: str | None = Field(None, alias="durée de l'accompagnement")
    opens: Day | None = Field(None, alias="début de validité")
    closes: Day | None = Field(None, alias="fin de validité")
    suspended: Yes = Field(False, alias="aide temporairement indisponible")
    texts: Conditions | None = Field(None, alias="conditions d'éligibilité")
    variants: tuple[dict[str, Any], ...] = Field((), alias="champs conditionnels")
    rules: Structured | None = Field(None, alias="eligibilityData")
    """None in a record that gives its texts alone."""

    @model_validator(mode="after")
    def _stated(self) -> Self:
        if self.rules is None and self.texts is None:
            raise Refusal("this field is missing", field="eligibilityData")
        return self


ABOUT = About(
    title="Mission Transition écologique",
    home="https://mission-transition-ecologique.beta.gouv.fr",
    licence=LICENCE,
    attribution="Mission Transition écologique (ADEME, DGE)",
    proof=Proof("recorded", date(2026, 6, 12)),
    url="https://raw.githubusercontent.com/betagouv/mission-transition-ecologique/main/libs/data/static/programs.json",
)


def fetch(fetcher: Fetcher, asked: Asked) -> Iterator[Batch]:
    """The programmes, in one answer; those that ended come too."""
    from aidmatch.fetch import expect

    reply = expect(fetcher.get(asked.url or str(ABOUT.url)))
    found = items_of(reply, say("a list of programmes was expected"))
    records = tuple(record_of(one, place) for place, one in enumerate(found, start=1))
    del reply
    yield Batch(records, len({record.id for record in records}))


def record_of(found: object, place: int) -> Record:
    """A programme by its id; one without keeps its place in the list, and will be refused under it."""
    own = found.get("id") if isinstance(found, dict) else None
    return Record(str(own or f"#{place}"), json.dumps(found, ensure_ascii=False).encode())


def read(path: Path, shown: str) -> Reading:
    """Every programme of the file as a call."""
    text, trouble = text_of(path, shown)
    records, trouble = json_list(text, shown) if trouble is None else ([], trouble)
    if trouble is not None:
        return Reading([], [trouble], 0)
    return gather(shown, ((None, record) for record in records), call_of, Programme)


def call_of(record: object, note: Note) -> Call:
    """One programme as a call."""
    programme = Programme.model_validate(record)
    who = programme.rules.company if programme.rules else None
    area = _area(who.regions, note) if who else ()
    texts = programme.texts or Conditions()
    told = said(
        Rules(who.least, who.most, who.no_micro_entrepreneur, area) if who else None,
        size=texts.size,
        area=texts.area,
        sector=texts.sector,
        age=texts.age,
        other=(*texts.other, *_variants(programme, "Eligib", "Éligib", "Autres critères")),
    )
    return Call(
        id=call_id(PREFIX, programme.id),
        title=at_most(programme.title, 300),
        summary=at_most(programme.promise, 300) or None,
        description=_description(programme),
        kind=kind_of(programme.title),
        instrument=INSTRUMENTS[programme.nature],
        level=_level(programme, told.criteria if who is None else _criteria(who, area)),
        operator=Body(name=programme.operator) if programme.operator else None,
        contact=_contact(programme),
        window=_window(programme),
        amounts=Amounts(note=_amounts(programme)),
        criteria=(*(_criteria(who, area) if who else ()), *told.criteria),
        conditions=told.conditions,
        open_to_all=told.open_to_all,
        targeting=Targeting(naf=() if is_every_section(who.sections) else who.sections, sectors=told.sectors)
        if who
        else told.targeting,
        themes=programme.rules.objectives if programme.rules else (),
        steps=tuple(Step(what=_step(stage)) for stage in programme.steps),
        origin=Origin(
            source=SOURCE,
            id=programme.id,
            url=programme.url or PAGE.format(id=programme.id),
            licence=LICENCE,
            confidence="medium" if told.differs or who is None else "high",
            note=DIFFERS if told.differs else None,
        ),
    )


def _area(names: Sequence[str], note: Note) -> tuple[str, ...]:
    """The regions named, as codes; one that is not known would make the area another, so the record is left aside."""
    codes = {name: territory(name) for name in names}
    unknown = [name for name, code in codes.items() if code is None]
    if unknown:
        what = say("no such territory: {names:text}", names=", ".join(unknown))
        note("eligibilityData.company.allowedRegion", what, say("the record is left aside rather than widened"))
        raise Aside
    return tuple(dict.fromkeys(code for code in codes.values() if code))


def _criteria(who: Who, area: tuple[str, ...]) -> tuple[Condition, ...]:
    criteria: list[Condition] = []
    if area:
        criteria.append(Perimeter(kind="perimeter", within=area))
    if who.least is not None or who.most is not None:
        criteria.append(Headcount(kind="headcount", min=who.least, max=who.most))
    if who.no_micro_entrepreneur:
        criteria.append(MicroEntrepreneur(kind="micro_entrepreneur", accepted=False))
    return tuple(criteria)


def _window(programme: Programme) -> Window:
    """With no last day the service keeps a programme open; one it marks unavailable is suspended, dates or not."""
    validity = programme.rules.validity if programme.rules else Validity()
    opens = validity.start or programme.opens
    closes = validity.end or programme.closes
    if programme.suspended:
        return Window(kind="suspended", opens=opens, closes=closes, note="Aide temporairement indisponible.")
    return Window(kind="dated" if closes else "permanent", opens=opens, closes=closes)


def _level(programme: Programme, criteria: tuple[Condition, ...]) -> Level | None:
    if (programme.operator or "").startswith("Région"):
        return "regional"
    return None if any(condition.kind == "perimeter" for condition in criteria) else "national"


def _contact(programme: Programme) -> str | None:
    """An address or a page; the word « formulaire » means the form on the service's own page."""
    if programme.contact == "formulaire":
        return PAGE.format(id=programme.id)
    return (programme.contact or "").removeprefix("mailto:") or None


def _description(programme: Programme) -> str | None:
    parts = [plain(programme.description), plain(programme.long_description)]
    if programme.others:
        parts.append(f"Autres opérateurs : {', '.join(programme.others)}.")
    told = ("Montant", "Eligib", "Éligib", "Autres critères")
    keys = {key for variant in programme.variants for key in variant if not key.startswith(told)}
    parts.extend(_variants(programme, *keys))
    return "\n\n".join(part for part in parts if part) or None


def _amounts(programme: Programme) -> str | None:
    lines = [
        f"{label} : {one_line(text)}"
        for label, text in (
            ("Montant du financement", programme.funding),
            ("Montant du prêt", programme.loan),
            ("Durée du prêt", programme.loan_length),
            ("Montant de l’avantage fiscal", programme.relief),
            ("Coût de l’accompagnement", programme.cost),
            ("Durée de l’accompagnement", programme.length),
        )
        if text
    ]
    return "\n".join([*lines, *_variants(programme, "Montant")]) or None


def _variants(programme: Programme, *beginnings: str) -> list[str]:
    """« Champs conditionnels »: what changes with the region or the size, under the condition it changes on."""
    lines = []
    for variant in programme.variants:
        joined = {"une de ces conditions": " ou ", "toutes ces conditions": " et "}
        when = next((word.join(variant[key]) for key, word in joined.items() if key in variant), "")
        for key, value in variant.items():
            if key.startswith(beginnings) and key not in joined:
                told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
                lines.append(one_line(f"Si {when} : {key} : {told}"))
    return lines


def _step(stage: Stage) -> str:
    links = ", ".join(f"{link.text} : {link.url}" if link.text else link.url for link in stage.links if link.url)
    text = one_line(stage.description)
    return f"{text} ({links})" if links else text
