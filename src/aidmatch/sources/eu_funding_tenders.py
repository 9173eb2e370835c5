"""EU Funding & Tenders Portal: the European Commission's calls, by the search index behind its portal.

An index without a contract (version 2.151 seen in 2026). What was seen there:

- Filters are parts of a multipart form, each with its own JSON content type; sent otherwise they are ignored without
  a word. So what comes is checked against what was asked.
- Left-overs of a former index (`SEDIA_PRD_CENTRICITY`), update notices (type 6) and translations come among the
  topics: they are dropped. The status of the index may be stale, so the dates decide.
- Every value of `metadata` is a list of texts; `actions` and `budgetOverview` are JSON in a text, the latter for all
  topics of the call. A joint undertaking repeats the budget of the whole call on each topic.
- Topics close at 17:00, Brussels time, though the index says midnight UTC.

Reuse of the Commission's documents (Decision 2011/833/EU), CC BY 4.0, the source named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from aidmatch.call import Amounts, Body, Call, Condition, Origin, Selection
from aidmatch.criteria.consortium import Consortium
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.errors import Changed
from aidmatch.nomenclatures import eu_actions
from aidmatch.sources import _eu_dates
from aidmatch.sources._base import Aside, Note, at_most, call_id
from aidmatch.sources._eu_budget import budget_of
from aidmatch.sources._html import one_line, page, plain, sentences
from aidmatch.sources._options import texts
from aidmatch.sources._protocol import About, Asked, Batch, Proof, Record
from aidmatch.value import Refusal, say

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher

SOURCE = "eu-funding-tenders"
LICENCE = "CC BY 4.0 (European Commission, Decision 2011/833/EU)"
PORTAL = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/topic-details/{id}"
INDEX = "SEDIA"
SIZE = 100
"""Results a page: the most it gives."""
MOST_PAGES = 300
FORTHCOMING, OPEN, CLOSED = "31094501", "31094502", "31094503"
TOPIC, EXTERNAL, CASCADE = "1", "2", "8"
HOUSEKEEPING = re.compile(r"(cenTags|ccmTags|es[A-Z]{2}_|es_)")
"""Fields of the index about itself: bulky, and another at each refresh."""
PARTNERS = re.compile(
    r"consorti|derogat|single (legal )?entit|sole (applicant|beneficiar)|mono-?beneficiar|partners", re.IGNORECASE
)
"""Words of a topic that sets its own partners: the programme's rule then stands back."""

ABOUT = About(
    title="EU Funding & Tenders Portal",
    home="https://ec.europa.eu/info/funding-tenders/opportunities/portal/",
    licence=LICENCE,
    attribution="© European Union, Funding & Tenders Portal",
    proof=Proof("recorded", date(2026, 9, 1)),
    url="https://api.tech.ec.europa.eu/search-api/prod/rest/search",
)


def fetch(fetcher: Fetcher, asked: Asked) -> Iterator[Batch]:
    """Topics open and forthcoming, in English, page by page.

    Options: `types` (grant topics `1`, external action `2` and cascade funding `8` by default); `programmes`, codes
    of the portal (all by default); `text`, words.
    """
    from aidmatch.fetch import expect

    types, parts = _parts(asked)
    met: set[str] = set()
    left = 0
    for number in range(1, MOST_PAGES + 1):
        params = {
            "apiKey": INDEX,
            "text": str(asked.options.get("text", "***")),
            "pageSize": SIZE,
            "pageNumber": number,
        }
        answer = expect(fetcher.post(asked.url or str(ABOUT.url), params=params, files=parts)).json()
        results = answer.get("results") if isinstance(answer, dict) else None
        total = answer.get("totalResults") if isinstance(answer, dict) else None
        if not isinstance(results, list) or not isinstance(total, int):
            raise Changed(say("a page of topics was expected"))
        _obeyed(results, types)
        wanted = [_record(one) for one in results if _is_call(one, types) and _first(one, "status") != CLOSED]
        fresh = {record.id: record for record in wanted if record.id not in met}
        met.update(fresh)
        # What is dropped, or comes twice, is counted by the index and not by us.
        left += len(results) - len(fresh)
        yield Batch(tuple(fresh.values()), max(total - left, 0))
        if not results or number * SIZE >= total:
            return


def _parts(asked: Asked) -> tuple[tuple[str, ...], dict[str, tuple[str, str, str]]]:
    types = texts(asked, "types", (TOPIC, EXTERNAL, CASCADE))
    terms: list[dict[str, list[str]]] = [
        {"type": list(types)},
        {"status": [FORTHCOMING, OPEN]},
        {"DATASOURCE": [INDEX]},
    ]
    if programmes := texts(asked, "programmes"):
        terms.append({"frameworkProgramme": list(programmes)})
    asks = {
        "query": {"bool": {"must": [{"terms": term} for term in terms]}},
        "languages": ["en"],
        "sort": {"field": "sortStatus", "order": "ASC"},
    }
    return types, {name: ("blob", json.dumps(part), "application/json") for name, part in asks.items()}


def _obeyed(results: list[Any], types: tuple[str, ...]) -> None:
    """Refuse a page that does not obey the filters: without them the index gives hundreds of thousands of records."""
    astray = [one for one in results if _first(one, "type") not in types or _first(one, "status") == CLOSED]
    if results and len(astray) * 2 > len(results):
        raise Changed(say("the filters were ignored: {count:number} results are others", count=len(astray)))


def _is_call(found: Any, types: tuple[str, ...]) -> bool:
    """A record of the present index, in English, of a type asked for."""
    return (
        (_first(found, "DATASOURCE") or INDEX) == INDEX
        and _first(found, "type") in types
        and (_first(found, "language") or "en") == "en"
    )


def _record(found: Any) -> Record:
    """A topic by its code, another call by the index's own reference, less the language at its end."""
    metadata = {name: value for name, value in found["metadata"].items() if not HOUSEKEEPING.match(name)}
    body = {"reference": found.get("reference"), "url": found.get("url"), "metadata": metadata}
    return Record(_own_id(found), json.dumps(body, ensure_ascii=False).encode())


def _own_id(found: Any) -> str:
    own = _first(found, "identifier") if _first(found, "type") == TOPIC else None
    reference = re.sub(r"[a-z]{2}$", "", str(found.get("reference") or ""))
    return own or reference or _first(found, "identifier") or "?"


def _first(found: Any, name: str) -> str | None:
    """The first value of a field of a record; None when there is none, whatever its form."""
    values = _all(found, name)
    return values[0] if values else None


def _all(found: Any, name: str) -> tuple[str, ...]:
    metadata = found.get("metadata") if isinstance(found, dict) else None
    given = metadata.get(name) if isinstance(metadata, dict) else None
    values = given if isinstance(given, list) else [] if given is None else [given]
    return tuple(str(value).strip() for value in values if value is not None and str(value).strip())


def call_of(body: object, note: Note) -> Call:
    """One topic as a call."""
    if not isinstance(body, dict) or not isinstance(body.get("metadata"), dict):
        raise Refusal("a topic was expected")
    if not _is_call(body, (TOPIC, EXTERNAL, CASCADE)):
        note("DATASOURCE", say("a left-over of the index, a notice or a translation"))
        raise Aside
    own, type_ = _own_id(body), _first(body, "type") or TOPIC
    title = one_line(_first(body, "title") or _first(body, "callTitle"))
    if not title:
        raise Refusal("a title was expected", field="title")
    programme = _programme(_first(body, "frameworkProgramme"))
    dates = _eu_dates.of(
        actions=_first(body, "actions"),
        model=_first(body, "deadlineModel"),
        starts=_all(body, "startDate"),
        deadlines=_all(body, "deadlineDate"),
        at_five=type_ == TOPIC,
        forthcoming=_first(body, "status") == FORTHCOMING,
        note=note,
    )
    budget = budget_of(_first(body, "budgetOverview"), _first(body, "identifier") or own, note)
    action = " ".join((_first(body, "typesOfAction") or "").split())
    rule = _rule(action, programme, dates.last)
    conditions = _conditions(body, type_)
    together = rule if rule and rule.min_partners and not any(map(PARTNERS.search, conditions)) else None
    if together and not conditions:
        conditions = ("The topic's own conditions were not in the index: it may set other partners.",)
    is_prize = "prize" in action.casefold()
    told = (f"Type of action: {action}" if action else "", f"Procedure: {_first(body, 'deadlineModel') or 'not told'}")
    return Call(
        id=call_id("eu", own),
        title=at_most(f"{title} ({own})" if type_ == TOPIC else title, 300),
        description=_description(body, told),
        kind="contest" if is_prize else "call_for_projects",
        instrument="prize" if is_prize else "grant",
        level="european",
        programme=programme,
        funders=(Body(name="European Union"),),
        language="en",
        window=dates.window,
        amounts=Amounts(
            floor=budget.floor,
            ceiling=budget.ceiling,
            intensity=rule.intensity if rule else None,
            nature=("project",),
            note="\n".join(filter(None, (*budget.notes, _rate_note(rule)))) or None,
        ),
        # Money run directly by the Commission is no State aid; that which projects hand on may be.
        aid_regime="none" if type_ == TOPIC else None,
        criteria=_criteria(type_, together),
        conditions=conditions,
        themes=_themes(body),
        consortium="required" if together else None,
        selection=Selection(by="jury", envelope=budget.envelope),
        origin=Origin(
            source=SOURCE,
            id=own,
            url=page(str(body.get("url") or _first(body, "url") or "")) or PORTAL.format(id=own),
            licence=LICENCE,
            confidence="high" if type_ == TOPIC else "medium",
            status={OPEN: "open", CLOSED: "closed"}.get(_first(body, "status") or "", "unknown"),
            note=f"Call {_first(body, 'callIdentifier')}" if _first(body, "callIdentifier") else None,
        ),
    )


def _rule(action: str, programme: str | None, day: date | None) -> eu_actions.Action | None:
    """The programme's own rules for the type of action; joint undertakings may set others."""
    names = {
        "Research and Innovation Actions": "RIA",
        "Innovation Actions": "IA",
        "Coordination and Support Actions": "CSA",
    }
    short = names.get(action.removeprefix("HORIZON "))
    return eu_actions.action(short, programme or "", day) if short and day else None


def _rate_note(rule: eu_actions.Action | None) -> str:
    if rule is None or rule.intensity is None:
        return ""
    return f"Rate for a firm as the programme sets it ({rule.article}), unless the topic says otherwise."


def _criteria(type_: str, rule: eu_actions.Action | None) -> tuple[Condition, ...]:
    """Union-wide, save external action, whose countries are those of its guidelines."""
    criteria: list[Condition] = []
    if type_ != EXTERNAL:
        criteria.append(Perimeter(kind="perimeter", within=("EU-27",)))
    if rule and rule.min_partners:
        criteria.append(
            Consortium(
                kind="consortium",
                min_partners=rule.min_partners,
                min_countries=rule.min_countries,
                source=f"{rule.source}, {rule.article}",
            )
        )
    return tuple(criteria)


def _conditions(body: Any, type_: str) -> tuple[str, ...]:
    """The eligibility conditions in the portal's words: of its standard sections, countries and other conditions."""
    text = plain(_first(body, "topicConditions"))
    sections = re.split(r"^(?=\d[a-z]?\. )", text, flags=re.MULTILINE)
    chosen = [one for one in sections if re.match(r"\d[a-z]?\. [^\n]*eligib", one, re.IGNORECASE)]
    told = [sentence for one in chosen or [text] for sentence in sentences("\n".join(one.splitlines()[bool(chosen) :]))]
    if type_ == EXTERNAL:
        told.append("External action of the Union: the eligible countries and applicants are in its guidelines.")
    if type_ == CASCADE:
        told.append("Cascade funding: the project that gives the grant sets who may apply.")
    return tuple(dict.fromkeys(told))


def _description(body: Any, told: tuple[str, ...]) -> str | None:
    parts = [plain(_first(body, "descriptionByte")), one_line(_first(body, "destinationDescription"))]
    parts += [plain(_first(body, "missionDetails")), "\n".join(filter(None, told))]
    return "\n\n".join(filter(None, parts)) or None


def _themes(body: Any) -> tuple[str, ...]:
    """Keywords and tags, without the codes that stand first among the keywords."""
    codes = {_first(body, "identifier"), _first(body, "callIdentifier")}
    words = (*_all(body, "keywords"), *_all(body, "tags"))
    return tuple(dict.fromkeys(" ".join(one.split()) for one in words if one not in codes))


def _programme(code: str | None) -> str | None:
    """The programme's name; a code that is not known stays out."""
    import csv
    from importlib.resources import files

    text = files("aidmatch.sources").joinpath("data/eu_programmes.csv").read_text(encoding="utf-8")
    return {row["code"]: row["programme"] for row in csv.DictReader(text.splitlines())}.get(code or "")
