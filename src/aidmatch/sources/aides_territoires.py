"""Aides-territoires: the State's catalogue of aids for local bodies, of which a good share is open to companies.

Its API (version 1.8, as of 2026) wants a key, exchanged for a token of 24 hours. Seen in its answers:

- The server keeps a page for the day under the search and the page number, not the page size: one fixed size is
  asked, and a search that gives fewer aids than it counts is asked again in another order, which it keeps apart.
- The address it gives for the next page loses repeated parameters: page addresses are made here.
- Aids name their territory; only a name that one territory of that scale has becomes a code. A hand-made area (a
  LEADER group, say) stays in words.
- Nothing is structured on size, age, trade or legal form: all that is in the text of `eligibility`.

Licence Ouverte 2.0; an aid that came from elsewhere carries a mention of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from aidmatch.call import Amounts, Body, Call, Condition, Instrument, Level, Origin
from aidmatch.criteria.audience import Audience
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.errors import Changed, Refused
from aidmatch.markup import text_of_html
from aidmatch.nomenclatures import territories
from aidmatch.sources._base import Note, at_most, call_id, kind_of
from aidmatch.sources._html import contact, one_line, page, plain
from aidmatch.sources._options import texts
from aidmatch.sources._prose import aimed_at, prose
from aidmatch.sources._protocol import About, Asked, Batch, Proof, Record
from aidmatch.sources._territorial_aid import (
    INSTRUMENTS,
    NARROW,
    NATURE_OF_COSTS,
    NATURES,
    RECURRENCES,
    SCALES,
    Aid,
)
from aidmatch.value import say
from aidmatch.window import Window

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher, Reply

SOURCE = "aides-territoires"
SITE = "https://aides-territoires.beta.gouv.fr"
LICENCE = "Licence Ouverte 2.0"
KEY = "AIDMATCH_AIDES_TERRITOIRES_KEY"
SIZE = 50
"""Aids a page: the server's own number, so that pages it kept for others are of the same size."""
MOST_PAGES = 1_000
ORDERS = (None, "publication_date", "submission_deadline")
"""Orders the same search is asked in, while aids are missing."""
AUDIENCES = ("private-sector", "association")
"""Whom the aids asked for are meant for, unless the settings say otherwise."""
UNAUTHORISED = 401

ABOUT = About(
    title="Aides-territoires",
    home=SITE,
    licence=LICENCE,
    attribution="Aides-territoires (beta.gouv.fr)",
    proof=Proof("recorded", date(2025, 6, 1)),
    url=f"{SITE}/api/",
    keys=(KEY,),
    key_from=SITE,
)


def fetch(fetcher: Fetcher, asked: Asked) -> Iterator[Batch]:
    """The aids of the audiences asked for, page by page.

    Options: `audiences`, slugs of the service (companies and associations by default); `perimeter`, the service's own
    number of a territory; `search`, words.
    """
    service = _Service(fetcher, (asked.url or str(ABOUT.url)).rstrip("/"), asked.keys.get(KEY, ""))
    met: set[str] = set()
    for order in ORDERS:
        count = 0
        for number in range(1, MOST_PAGES + 1):
            answer = service.read("/aids/", {**_search(asked), "page": number, **({"orderBy": order} if order else {})})
            results, told = answer.get("results"), answer.get("count")
            if not isinstance(results, list) or not isinstance(told, int):
                raise Changed(say("a page of aids was expected"))
            count = told
            fresh = [record for record in map(_record, results) if record.id not in met]
            met.update(record.id for record in fresh)
            yield Batch(tuple(fresh), count)
            # Never for ever, whatever the next page is said to be.
            if not results or not answer.get("next") or number * SIZE > 2 * (count + SIZE):
                break
        if len(met) >= count:
            return


def _search(asked: Asked) -> dict[str, Any]:
    perimeter = asked.options.get("perimeter")
    words = asked.options.get("search")
    return {
        "organization_type_slugs[]": list(texts(asked, "audiences", AUDIENCES)),
        "itemsPerPage": SIZE,
        **({"perimeter_id": str(perimeter)} if perimeter else {}),
        **({"keyword": str(words)} if words else {}),
    }


def _record(found: object) -> Record:
    if not isinstance(found, dict) or not found.get("id"):
        raise Changed(say("a page of aids was expected"))
    return Record(str(found["id"]), json.dumps(found, ensure_ascii=False).encode())


class _Service:
    """The API, its token renewed once when it has expired."""

    def __init__(self, fetcher: Fetcher, base: str, key: str) -> None:
        self.fetcher, self.base, self.key = fetcher, base, key
        self.token: str | None = None

    def read(self, path: str, params: dict[str, Any]) -> dict[str, Any]:
        from aidmatch.fetch import expect

        fresh = self.token is None
        reply = self._ask(path, params)
        if reply.status == UNAUTHORISED and not fresh:
            self.token = None
            reply = self._ask(path, params)
        answer = expect(reply).json()
        if not isinstance(answer, dict):
            raise Changed(say("a page of aids was expected"))
        return answer

    def _ask(self, path: str, params: dict[str, Any]) -> Reply:
        self.token = self.token or self._connect()
        # The key itself is never sent here: the server would answer with the token instead of the data.
        return self.fetcher.get(self.base + path, params=params, headers={"Authorization": f"Bearer {self.token}"})

    def _connect(self) -> str:
        from aidmatch.fetch import expect

        reply = self.fetcher.post(f"{self.base}/connexion/", headers={"X-AUTH-TOKEN": self.key})
        if reply.status == UNAUTHORISED:
            what = say("{source:text} does not know this key", source=ABOUT.title)
            fix = say("ask for one at {where:text}", where=str(ABOUT.key_from))
            raise Refused(what, fix, status=reply.status)
        answer = expect(reply).json()
        token = answer.get("token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]+", token):
            raise Changed(say("a token was expected"))
        return token


def call_of(body: object, note: Note) -> Call:
    """One aid as a call."""
    aid = Aid.model_validate(body)
    types = [(one.id, one.name) for one in aid.aid_types_full] or [(0, name) for name in aid.aid_types]
    area, level = _area(aid)
    audience, unknown = _audience(aid.targeted_audiences)
    for label in unknown:
        note("targeted_audiences", say("no such audience: {label:text}", label=label))
    said = prose([(None, [text_of_html(aid.eligibility or "")])], {condition.kind for condition in (*area, *audience)})
    return Call(
        id=call_id("at", aid.id),
        title=at_most(one_line(aid.name), 300),
        summary=at_most(one_line(aid.name_initial or aid.short_title), 300) or None,
        description=_description(aid),
        kind="call_for_projects" if aid.is_call_for_project else kind_of(aid.name),
        instrument=_instrument(types),
        level="european" if aid.european_aid == "european" else level,
        programme=", ".join(re.sub(r"^[^\w]+", "", one) for one in aid.programs) or None,
        funders=tuple(Body(name=name) for name in aid.financers),
        operator=Body(name=aid.instructors[0]) if aid.instructors else None,
        contact=contact(aid.contact),
        window=_window(aid, note),
        amounts=_amounts(aid, types),
        criteria=(*area, *audience, *said.criteria),
        conditions=(*_unnamed(aid, named=bool(area), unknown=bool(unknown)), *said.conditions),
        targeting=aimed_at(said, ()),
        themes=tuple(dict.fromkeys((*aid.categories, *aid.project_references))),
        origin=Origin(
            source=SOURCE,
            id=aid.id,
            url=page(aid.origin_url) or (SITE + aid.url if aid.url.startswith("/") else None),
            licence=LICENCE if aid.import_share_licence != "unknown" else "Licence de la fiche d’origine inconnue",
            confidence="medium",
            note=_mention(aid),
        ),
    )


def _area(aid: Aid) -> tuple[tuple[Condition, ...], Level | None]:
    """The area as a code, when one territory of that scale, and only one, has the name."""
    start, level = SCALES.get((aid.perimeter_scale or "").casefold(), ("", None))
    named = [code for code in territories.find(aid.perimeter or "") if start and code.startswith(start)]
    # Which code a name stands for is not told by another one of the same name elsewhere.
    if len(named) != 1:
        return (), level
    # The service does not say whether the seat or the project must be there: one of them is enough.
    return (
        Perimeter(
            kind="perimeter",
            within=tuple(named),
            places=("seat", "establishment", "project"),
            words=f"Périmètre : {aid.perimeter}",
        ),
    ), level


def _audience(labels: Sequence[str]) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
    """Who may apply; nobody is left out while a label is not known."""
    known = {label.replace("'", "’"): natures for label, natures in NATURES.items()}
    found = [known.get(label.replace("'", "’")) for label in labels]
    unknown = tuple(label for label, natures in zip(labels, found, strict=True) if natures is None)
    within = tuple(dict.fromkeys(nature for natures in found for nature in natures or ()))
    if not within or unknown:
        return (), unknown
    return (Audience(kind="audience", within=within, words=f"Public visé : {', '.join(labels)}"),), ()


def _unnamed(aid: Aid, *, named: bool, unknown: bool) -> tuple[str, ...]:
    """The fields that no code holds, for a person to check."""
    told = []
    if not aid.perimeter:
        told.append("Territoire non précisé par la source.")
    elif not named:
        told.append(f"Périmètre : {aid.perimeter}")
    if not aid.targeted_audiences and not plain(aid.eligibility):
        told.append("Bénéficiaires non précisés par la source.")
    labels = aid.targeted_audiences
    only_narrow = "company" not in {NATURES[one][0] for one in labels if one in NATURES and one not in NARROW}
    if labels and (unknown or (only_narrow and set(labels) & set(NARROW))):
        told.append(f"Public visé : {', '.join(labels)}")
    return tuple(told)


def _instrument(types: list[tuple[int, str]]) -> Instrument:
    given = {number for number, _ in types} | {name for _, name in types}
    return next((form for number, name, form in INSTRUMENTS if {number, name} & given), "in_kind")


def _window(aid: Aid, note: Note) -> Window:
    """With no deadline it is open all year where the recurrence says so, else not known."""
    opens, closes = aid.start_date, aid.submission_deadline
    if opens and closes and opens > closes:
        note("start_date", say("the closing is before the opening"))
        opens = None
    told = [f"Récurrence : {aid.recurrence}" if aid.recurrence and aid.recurrence not in RECURRENCES else ""]
    if aid.predeposit_date:
        told.append(f"Pré-dépôt avant le {aid.predeposit_date:%d/%m/%Y}")
    return Window(
        kind="dated" if closes else "permanent" if aid.recurrence == "Permanente" else "unknown",
        opens=opens,
        closes=closes,
        recurrence=RECURRENCES.get(aid.recurrence or ""),
        note=" ; ".join(filter(None, told)) or None,
    )


def _amounts(aid: Aid, types: list[tuple[int, str]]) -> Amounts:
    """The highest rate and the amount; an amount lent is the ceiling only where the aid is a loan."""
    low, high = aid.subvention_rate_lower_bound, aid.subvention_rate_upper_bound
    told = [
        f"Taux : de {low:g} à {high:g} %" if low and high else f"Taux : {low or high:g} %" if low or high else "",
        f"Prêt : {aid.loan_amount:g} €" if aid.loan_amount else "",
        f"Avance récupérable : {aid.recoverable_advance_amount:g} €" if aid.recoverable_advance_amount else "",
        one_line(aid.subvention_comment),
        one_line(aid.other_financial_aid_comment),
        "Accompagnement payant" if aid.is_charged else "",
        f"Types d’aide : {', '.join(name for _, name in types)}" if len(types) > 1 else "",
    ]
    form = _instrument(types)
    lent = {"loan": aid.loan_amount, "repayable_advance": aid.recoverable_advance_amount}.get(form)
    costs = (NATURE_OF_COSTS.get(one.replace("’", "'").casefold()) for one in aid.destinations)
    return Amounts(
        ceiling=int(lent) if lent else None,
        intensity=high / 100 if high and 0 < high <= 100 and form == "grant" else None,
        nature=tuple(dict.fromkeys(one for one in costs if one)),
        note="\n".join(filter(None, told)) or None,
    )


def _description(aid: Aid) -> str | None:
    parts = [plain(aid.description)]
    if aid.mobilization_steps:
        parts.append(f"Avancement du projet : {', '.join(aid.mobilization_steps)}")
    if aid.instructors[1:]:
        parts.append(f"Autres instructeurs : {', '.join(aid.instructors[1:])}")
    if page(aid.application_url):
        parts.append(f"Candidater : {page(aid.application_url)}")
    if aid.project_examples:
        parts.append(f"Exemples de projets :\n{plain(aid.project_examples)}")
    return "\n\n".join(filter(None, parts)) or None


def _mention(aid: Aid) -> str | None:
    """The words a third party asks to show."""
    parts = [one_line(aid.import_data_mention), page(aid.import_data_url) or ""]
    return " ".join(filter(None, parts)) or None
