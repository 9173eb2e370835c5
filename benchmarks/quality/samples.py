"""The real samples of `../shared` as calls, with the fields that tell calls apart: title, funder, place, dates, page.

Where a source's own reader stands on the shelf it is used; the others are read here, as far as reconciling looks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from aidmatch.call import Body, Call, Origin
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.nomenclatures import territories
from aidmatch.sources import IMPORTERS
from aidmatch.sources._base import at_most, call_id, kind_of
from aidmatch.window import Window

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


class Sample(NamedTuple):
    """A record of the samples."""

    file: str
    """Relative to the shared folder."""
    record: str
    """The source's own id."""
    hash: str
    """Of what the record says, so that a label never stands on other words than those that were read."""
    call: Call


def samples() -> dict[tuple[str, str], Sample]:
    """Every record by its place; of a record seen in two files of one source, the first stands."""
    found: dict[tuple[str, str], Sample] = {}
    for sample in _all():
        found.setdefault((sample.file, sample.record), sample)
    return found


def _all() -> Iterator[Sample]:
    for file, source in READERS.items():
        path = SHARED / file
        for call in IMPORTERS[source](path, path.name).calls:
            said = [call.title, call.url, call.window.model_dump(mode="json"), [body.name for body in call.funders]]
            yield Sample(file, call.origin.id or call.id, _hash(said), call)
    seen: set[tuple[str, str]] = set()
    for file, (records, told) in FILES.items():
        for raw in records(json.loads(_text(SHARED / file))):
            facts = told(raw)
            prefix = file.split("/")[1] if file.startswith("sources/") else "facts"
            name = f"{prefix}-{facts.record}"
            if (prefix, facts.record) in seen and prefix == "aides-territoires":
                continue
            seen.add((prefix, facts.record))
            yield Sample(file, facts.record, _hash(raw), _call(name, prefix, facts))


def _text(path: Path) -> str:
    text = path.read_text("utf-8")
    return f"[{','.join(line for line in text.splitlines() if line)}]" if path.suffix == ".jsonl" else text


def _hash(said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Facts(NamedTuple):
    """What a record says, as far as reconciling looks."""

    record: str
    title: str
    funders: tuple[str, ...] = ()
    url: str | None = None
    places: tuple[str, ...] = ()
    closes: str | None = None
    programme: str | None = None
    read_on: str | None = None


def _call(name: str, prefix: str, facts: Facts) -> Call:
    closes = _day(facts.closes)
    places = tuple(code for code in facts.places if territories.exists(code))
    return Call(
        id=call_id("s", name),
        title=at_most(facts.title, 300),
        kind=kind_of(facts.title),
        instrument="grant",
        programme=facts.programme,
        funders=tuple(Body(name=funder) for funder in facts.funders if funder),
        window=Window(kind="dated", closes=closes) if closes else Window(kind="unknown"),
        criteria=(Perimeter(kind="perimeter", within=places),) if places else (),
        origin=Origin(source=prefix, id=facts.record, url=facts.url or None, read_on=_day(facts.read_on)),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _aides_territoires(raw: Mapping[str, Any]) -> Facts:
    names = (str(raw.get("perimeter") or "")).split(" (")[0]
    code = territories.nearest(names) if raw.get("perimeter_scale") in ("Région", "Département", "Pays") else None
    return Facts(
        str(raw["id"]),
        raw["name"],
        tuple(raw.get("financers") or ()),
        raw.get("origin_url"),
        (code,) if code else (),
        raw.get("submission_deadline"),
        next(iter(raw.get("programs") or ()), None),
        raw.get("date_updated"),
    )


def _derived(raw: Mapping[str, Any]) -> Facts:
    places = () if "ALL" in raw["deps"] else tuple(f"DEP-{code}" for code in raw["deps"])
    return Facts(
        raw["id"],
        raw["nom"],
        (),
        raw["source"],
        places,
        raw["fin"],
        read_on=raw["_live"]["validation"],
    )


def _stock(raw: Mapping[str, Any]) -> Facts:
    told = raw["complements"]
    links = told.get("source") or [{}] if isinstance(told, dict) else [{}]
    return Facts(
        raw["id_aid"],
        raw["aid_nom"],
        (),
        links[0].get("lien"),
        (),
        raw["date_fin"],
        read_on=raw["aid_validation"],
    )


def _fact(raw: Mapping[str, Any]) -> Facts:
    return Facts(
        raw["slug"],
        raw["title"],
        (raw["funder"],),
        raw["url"],
        tuple(raw["perimeter"] or ()),
        raw["close_date"],
        raw["programme"],
        raw["source_date"],
    )


def _ademe(raw: Mapping[str, Any]) -> Facts:
    return Facts(
        raw["id"],
        raw["titre"],
        ("ADEME",),
        raw["url_agir"].replace(": ", ":"),
        (),
        raw["date_fin"],
        None,
        raw["date_derniere_modification"],
    )


def _region(raw: Mapping[str, Any]) -> Facts:
    return Facts(raw["reference"], raw["title"], ("Région Île-de-France",), None, ("REG-11",), read_on=raw["date"])


def _culture(raw: Mapping[str, Any]) -> Facts:
    return Facts(
        str(raw["id"]),
        raw["title"],
        ("Ministère de la Culture",),
        raw["url"].replace(": ", ":"),
        (),
        raw.get("deadline"),
        None,
        raw["modificationDate"],
    )


def _topic(raw: Mapping[str, Any]) -> Facts:
    told = raw["metadata"]
    return Facts(
        raw["reference"],
        next(iter(told.get("title") or ()), None) or raw.get("summary") or raw["reference"],
        ("Commission européenne",),
        raw["url"],
        ("EU-27",),
        next(iter(told.get("deadlineDate") or ()), None),
        next(iter(told.get("identifier") or told.get("callIdentifier") or ()), None),
    )


READERS: Mapping[str, str] = {
    "sources/mission-transition-ecologique/samples/programs.json": "mission-transition-ecologique",
    "sources/dispositif-aide/samples/data_gouv_export.csv": "dispositif-aide",
}

Told = Callable[[Mapping[str, Any]], Facts]


def _whole(content: Any) -> list[Any]:
    return list(content)


def _results(content: Any) -> list[Any]:
    return list(content["results"])


TERRITOIRES = "sources/aides-territoires/samples/aids_"
EUROPE = "sources/eu-funding-tenders/samples/search_"

FILES: Mapping[str, tuple[Callable[[Any], list[Any]], Told]] = {
    "facts/calls.jsonl": (_whole, _fact),
    f"{TERRITOIRES}seven_results.json": (_results, _aides_territoires),
    f"{TERRITOIRES}category-50_association.json": (_results, _aides_territoires),
    f"{TERRITOIRES}private-person_dept-83.json": (_results, _aides_territoires),
    "sources/aides-entreprises/samples/derived_catalogue_2026-09-27.excerpt.json": (
        lambda content: list(content["aides"]),
        _derived,
    ),
    "sources/aides-entreprises/samples/aides_stock.reconstructed.json": (_whole, _stock),
    "sources/autres/samples/ademe_agir.json": (lambda content: list(content["ListeDispositifs"]), _ademe),
    "sources/autres/samples/ile_de_france_guide_des_aides.json": (_whole, _region),
    "sources/autres/samples/ministere_de_la_culture.json": (_whole, _culture),
    f"{EUROPE}page_2026.excerpt.json": (_results, _topic),
    f"{EUROPE}text_AI_no-filter.json": (_results, _topic),
    f"{EUROPE}by-identifier_no-filter.json": (_results, _topic),
}
