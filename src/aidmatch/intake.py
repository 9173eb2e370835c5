"""A text that was read, and what a person adds -> a new call, as a file of its own; none is written that is not valid.

What the text states for sure is a criterion with its words; a condition in prose stays one, quoted; the rest describes
the call. What a person gives stands in place of what was read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from aidmatch import written
from aidmatch.call import Amounts, Call
from aidmatch.datafiles import Raw, id_of, problems_of
from aidmatch.documents import Document, visible
from aidmatch.errors import DataError, Problem
from aidmatch.value import say
from aidmatch.whole import write_whole

if TYPE_CHECKING:
    from aidmatch.extractors import Fact, Reading

SCHEMA_LINE = "# yaml-language-server: $schema=../schemas/call.schema.json\n"

LONGEST_DESCRIPTION = 3_000
"""Signs of the rest of the text that are kept to describe the call."""


def draft(document: Document | None, given: Mapping[str, Any], taken: Iterable[str], as_of: date) -> dict[str, Any]:
    """The fields of a call file: what a person gave (by field) over what the text says; what neither says is left out.

    `taken` are the ids on file; `as_of` is the day the text is read.
    """
    facts: dict[str, Any] = read_facts(document.text) if document else {}
    if document is not None and document.title:
        facts["title"] = at_most(document.title, _LONGEST_TITLE)
    said = {field: _seen(value) for field, value in given.items() if value not in (None, "", [], (), {})}
    asked = said.get("criteria", [])
    # Of the kinds a person gives, what was read is no longer needed.
    kinds = {criterion["kind"] for criterion in asked}
    facts["criteria"] = [*asked, *(one for one in facts.get("criteria", ()) if one["kind"] not in kinds)]
    title = str(said.get("title") or facts.get("title") or "")
    read = (one for one in facts.get("conditions", ()) if one.casefold() != title.casefold())
    facts["conditions"] = list(dict.fromkeys((*read, *said.get("conditions", ()))))
    facts["amounts"] = {**facts.get("amounts", {}), **said.get("amounts", {})}
    merged = ("criteria", "conditions", "amounts", "origin")
    facts |= {field: value for field, value in said.items() if field not in merged}
    funders = facts.get("funders") or [{}]
    window = facts.setdefault("window", {"kind": "unknown"})
    facts.setdefault("kind", written.kind(title) or _KINDS.get(window["kind"], "call_for_projects"))
    facts.setdefault("instrument", "prize" if facts["kind"] == "contest" else written.instrument(title))
    places = [code for one in facts["criteria"] if one["kind"] == "perimeter" for code in one.get("within", ())]
    facts.setdefault("level", written.level_of(tuple(places)))
    facts.setdefault("id", id_of(title, taken, "call"))
    origin = said.get("origin", {})
    confidence = "medium" if origin.get("url") else "low"
    facts["origin"] = {"source": funders[0].get("name"), "read_on": as_of, "confidence": confidence, **origin}
    order = list(Call.model_fields)
    return {field: facts[field] for field in sorted(facts, key=order.index) if facts[field] not in (None, "", [], {})}


def _seen(value: Any) -> Any:
    """What was given, in signs that are seen: people paste titles too."""
    if isinstance(value, str):
        return visible(value).strip()
    if isinstance(value, Mapping):
        return {key: _seen(inner) for key, inner in value.items()}
    return [_seen(inner) for inner in value] if isinstance(value, list | tuple) else value


_LONGEST_TITLE = 300

_KINDS = {"permanent": "standing", "until_exhausted": "standing", "unknown": "standing"}
"""The kind of call by its window, where the title does not name it; one with dates is a call for projects."""


def read_facts(text: str) -> dict[str, Any]:
    """What a text says, by field of a call."""
    from aidmatch.extractors import basis, read

    reading = read(text)
    sentences = list(dict.fromkeys((*reading.conditions, *_wishes(reading))))
    few = len(sentences) <= _FEW
    conditions = [one for one in sentences if (few or _ASKS.search(one)) and not _OFFERS.match(one)]
    rest = [one for one in sentences if one not in set(conditions)]
    facts: dict[str, Any] = {
        "description": at_most(" ".join(rest), LONGEST_DESCRIPTION),
        "criteria": [_on_one_line(one.model_dump(exclude_defaults=True, by_alias=True)) for one in reading.criteria],
        "conditions": conditions,
        "targeting": _targeting(reading),
        "amounts": {},
    }
    for fact in reading.facts:
        _note(facts, fact)
    rests = basis([text])
    if rests.articles:
        facts["aid_regime"] = "gber"
        facts["amounts"] = {**facts["amounts"], "articles": list(rests.articles)}
        if rests.aim is not None:
            facts["amounts"]["aim"] = rests.aim
    return facts


def _on_one_line(criterion: dict[str, Any]) -> dict[str, Any]:
    """A criterion whose words may come from several lines of the text."""
    return {**criterion, "words": " ".join(criterion["words"].split())} if criterion.get("words") else criterion


def _targeting(reading: Reading) -> dict[str, Any]:
    """The trades the call is meant for, where the text does not say only those."""
    aimed = [one for one in reading.targeting if one.kind == "activity" and one.nomenclature == "naf-rev2"]
    naf = list(dict.fromkeys(code for one in aimed for code in one.within))
    out = list(dict.fromkeys(code for one in aimed for code in one.excluding))
    sectors = list(dict.fromkeys(" ".join(one.words.split()) for one in aimed if one.words))
    return {"naf": naf, "naf_excluding": out, "sectors": sectors, "inferred": True} if naf or out else {}


def _wishes(reading: Reading) -> list[str]:
    """What the text would rather have, and is not about trades: for a person, in its words."""
    return [" ".join(one.words.split()) for one in reading.targeting if one.kind != "activity" and one.words]


def _note(facts: dict[str, Any], fact: Fact) -> None:
    """What the text says of the call itself; of two that say one thing the first stands."""
    values = dict(fact.values)
    if fact.kind == "amounts":
        told = {name: value for name, value in values.items() if name in Amounts.model_fields}
        facts["amounts"] = {**told, **facts["amounts"]}
    elif fact.kind == "documents":
        facts["documents"] = [*facts.get("documents", ()), " ".join(fact.words.split())]
    elif fact.kind == "deadlines" and "closes" in values:
        days = {name: value for name, value in values.items() if name in ("opens", "closes")}
        facts.setdefault("window", {"kind": "dated", **days})


_FEW = 3
"""Sentences: a text so short is a list of conditions, none of which describes the call."""

_OFFERS = re.compile(
    r"(?:montants?|taux|plafonds?|calendrier|dates?|délais?|dépenses?|coûts?|financement|versement|modalités|contacts?|"
    r"objectifs?|nature de l['’]aide|pièces|documents|amounts?|deadlines?|costs?)\b[^:.]{0,60} : ",
    re.IGNORECASE,
)
"""A sentence under such a heading says what is offered and how, not to whom."""

_ASKS = re.compile(
    r"éligib|eligib|admissib|bénéficiair|benefici|candida|demandeur|applicant|porteur|condition|critère|criteri|exig|"
    r"requi[st]|obligat|doi(?:t|vent)\b|devr(?:a|ont)\b|must\b|shall\b|peu(?:t|vent)\b|may\b|exclu|\bhors\b|\bsauf\b|"
    r"réserv|uniquement|exclusiv|only\b|justifi|à jour|s['’]engag|au moins|au plus|au minimum|au maximum|"
    r"moins de|plus de|at least|at most|entreprise|société|structure|salarié|effectif|\bPME\b|\bTPE\b|\bETI\b|"
    r"consortium|partenaire|innova|implant|siège|création|autofinance|fonds propres|minimis|label|\bprojets? ",
    re.IGNORECASE,
)
"""Words of a sentence that may ask something of the applicant or the project: rather one point too many to confirm."""


def at_most(text: str, most: int) -> str:
    """A text cut at a word when it is too long for its field."""
    import textwrap

    return text if len(text) <= most else textwrap.shorten(text, most, placeholder=" …")


class RefusedCall(DataError):
    """Facts that do not make a valid call, each with its field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(say("the call is not valid as given"))
        self.problems = problems


def valid(facts: Mapping[str, Any]) -> Call:
    """The call the facts make; each that is refused is told with its field."""
    name = f"{facts.get('id')}.yaml"
    try:
        return Call.model_validate(dict(facts))
    except ValidationError as error:
        raise RefusedCall(list(problems_of(error, Call, name, Raw(dict(facts), None)))) from error


def add(folder: Path, call: Call) -> Path:
    """Write a new call as a YAML file of its own; one that exists is never written over."""
    path = folder / f"{call.id}.yaml"
    if path.exists():
        raise DataError(say("{file:text} exists already", file=path.name))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, [yaml_of(call).encode()])
    except OSError as error:
        raise DataError(
            say("{path:text} cannot be written: {error:text}", path=str(path), error=error.strerror or str(error)),
            say("check the free space and who may write there"),
        ) from error
    return path


def yaml_of(call: Call) -> str:
    """The call as a person would write its file, the schema for editors named first."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    record = call.model_dump(exclude_defaults=True, by_alias=True)
    # Said even where it is the usual one: it is the first thing to put right.
    record["origin"]["confidence"] = call.origin.confidence
    yaml.dump(_kept(record, 0), text)
    return SCHEMA_LINE + text.getvalue()


def _kept(value: Any, depth: int) -> Any:
    """A value in the library's own types: what is short stands on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import FoldedScalarString, LiteralScalarString

    if isinstance(value, str):
        if "\n" in value:
            return LiteralScalarString(value)
        return FoldedScalarString(value) if len(value) > _ONE_LINE and " " in value else value
    if isinstance(value, Mapping):
        if "kind" in value:
            value = {key: value[key] for key in sorted(value, key=_QUOTED.__contains__)}
        made: Any = CommentedMap((key, _kept(inner, depth + 1)) for key, inner in value.items())
        is_short = depth > 0 and _length(value) <= _ONE_LINE
    elif isinstance(value, list | tuple):
        made = CommentedSeq(_kept(inner, depth + 1) for inner in value)
        # On one line the library writes a record of one field without its braces.
        records = [inner for inner in value if isinstance(inner, Mapping)]
        is_short = _length(value) <= _ONE_LINE and not any(depth < 2 or len(inner) == 1 for inner in records)
    else:
        return value
    if is_short:
        made.fa.set_flow_style()
    return made


_WIDTH = 110
_ONE_LINE = 80

_QUOTED = ("words", "source")
"""Last in a criterion, as in the files of the house."""


def _length(value: Any) -> int:
    """About the signs a value takes; a sentence takes a line of its own."""
    if isinstance(value, Mapping):
        return sum(len(str(key)) + 4 + _length(inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return sum(2 + _length(inner) for inner in value)
    text = str(value)
    return _ONE_LINE + 1 if "\n" in text or len(text.split()) > 7 else len(text)
