"""Les-aides.fr: the business aids of the chambers of commerce (CCI), behind a personal key.

Known from its documentation and its clients only; no recorded answer. An aid is found by a search for a trade and a
field of need, and its page is read with the number of that search. What the API asks for:

- The key goes in a header, never in the address; 720 calls a day. A run keeps to its budget, and says so.
- A search gives 200 aids at most: one with more is split by field, then by means, then by department.
- Region numbers are those from before 2016: a present region is asked as the former ones it is made of.
- « Contenu produit par Les-aides.fr » is shown with each aid, whose text is not altered; no open licence is stated.

It has no dates and no amounts but in its texts: whether an aid is open is not known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from aidmatch.call import Amounts, Body, Call, Instrument, Level, Origin
from aidmatch.errors import Changed, Refused
from aidmatch.markup import text_of_html
from aidmatch.nomenclatures import former_regions
from aidmatch.sources._base import Note, at_most, call_id, kind_of
from aidmatch.sources._html import one_line, page, plain
from aidmatch.sources._options import numbers, texts, wrong
from aidmatch.sources._prose import Prose, aimed_at, prose
from aidmatch.sources._protocol import About, Asked, Batch, Proof, Record
from aidmatch.value import Value, say
from aidmatch.window import Window

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher

SOURCE = "les-aides"
SITE = "https://les-aides.fr"
ATTRIBUTION = "Contenu produit par Les-aides.fr"
KEY = "AIDMATCH_LES_AIDES_KEY"
BUDGET = 720
"""Calls a day, by its terms."""
REFUSED, NOTHING, TOO_MANY = 403, 404, 429

ABOUT = About(
    title="Les-aides.fr",
    home=SITE,
    licence=f"{ATTRIBUTION} ; licence non précisée, non redistribuable",
    attribution=ATTRIBUTION,
    proof=Proof("reconstructed"),
    url="https://api.les-aides.fr",
    keys=(KEY,),
    key_from=SITE,
    by_default=False,
)

INSTRUMENTS: dict[int, Instrument] = {
    833: "grant",
    827: "loan",
    822: "equity",
    845: "tax_credit",
    840: "exemption",
    837: "in_kind",
}
"""By number of the means (« moyen »); the first an aid has, in this order, is its main one. 827 is advances, loans
and guarantees together."""

LEVELS: dict[str, Level] = {"E": "european", "N": "national"}
"""By « implantation »; T is a territory, without saying how large."""


def _listed(raw: object) -> object:
    """A list, whatever stands for an empty or a single one."""
    if raw in (None, ""):
        return ()
    return raw if isinstance(raw, list | tuple) else (raw,)


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Part(Value):
    """A part of an answer; what is not read is left where it is."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class Address(_Part):
    """A service to write to; the person named there is not read."""

    email: str | None = None
    telephone: str | None = None
    web: str | None = None


class Organism(_Part):
    """The body behind the aid."""

    sigle: str = ""
    raison_sociale: str = ""
    adresses: Annotated[tuple[Address, ...], BeforeValidator(_listed)] = ()


class Criteria(_Part):
    """Who may, and who may not."""

    pour: Texts = ()
    contre: Texts = ()


class Aid(_Part):
    """An aid's page."""

    numero: Annotated[str, Field(min_length=1)]
    nom: Annotated[str, Field(min_length=1)]
    sigle: str | None = None
    implantation: str | None = None
    uri: str | None = None
    aps: bool | None = None
    moyens: Annotated[tuple[int, ...], BeforeValidator(_listed)] = ()
    resume: str | None = None
    auteur: str | None = None
    organisme: Organism | None = None
    objet: str | None = None
    conditions: str | None = None
    montants: str | None = None
    conseils: str | None = None
    references: str | None = None
    restrictions: Texts = ()
    particularites: Texts = ()
    criteres: Criteria = Criteria()


def fetch(fetcher: Fetcher, asked: Asked) -> Iterator[Batch]:
    """The aids found for each trade, with their pages.

    Options: `naf`, codes of trades, with or without a dot (needed); `domaines`, numbers of fields (all by default);
    `departements`, codes; `regions`, present codes of the INSEE (`76`); `budget`, calls for one run (720 at most).
    """
    trades = [code.replace(".", "") for code in texts(asked, "naf")]
    if not trades:
        raise wrong(asked, "naf", say('the trades to ask for were expected, such as naf = ["62.01Z"]'))
    service = _Service(fetcher, asked)
    met: set[str] = set()
    places = _places(asked)
    domains = list(numbers(asked, "domaines")) or service.numbers("domaines")
    for trade, place in product(trades, places):
        for search, found in service.search({"ape": trade, **place}, domains):
            for own in found:
                if own not in met:
                    met.add(own)
                    record = service.page(search, own)
                    # One at a time: what is read is kept, whatever comes of the next.
                    yield Batch((record,) if record else ())
    if service.cut:
        raise Refused(say("more than 200 aids for {searches:number} searches, even split", searches=service.cut))


def _places(asked: Asked) -> list[dict[str, Any]]:
    """Where to search: departments, former regions of those asked for, or everywhere."""
    departments = [{"departement": code.removeprefix("DEP-")} for code in texts(asked, "departements")]
    try:
        regions = [{"region": former} for code in texts(asked, "regions") for former in former_regions.of(code)]
    except LookupError as error:
        raise wrong(asked, "regions", say("the code of a present region was expected, such as 76")) from error
    return [*departments, *regions] or [{}]


class _Service:
    """The API, its calls counted."""

    def __init__(self, fetcher: Fetcher, asked: Asked) -> None:
        self.fetcher, self.base, self.key = fetcher, (asked.url or str(ABOUT.url)).rstrip("/"), asked.keys.get(KEY, "")
        self.left = min((*numbers(asked, "budget"), BUDGET))
        self.cut = 0
        """Searches with too many aids that cannot be split further."""
        self._lists: dict[str, list[Any]] = {}

    def search(self, params: dict[str, Any], domains: list[int]) -> Iterator[tuple[int, list[str]]]:
        """Each search's number and aids, split until it is whole."""
        answer = self._read("/aides/", {**params, "domaine": json.dumps(domains, separators=(",", ":"))})
        if answer is None:
            return
        if not isinstance(answer, dict) or not isinstance(answer.get("idr"), int):
            raise Changed(say("an answer to a search was expected"))
        if not answer.get("depassement"):
            listed = answer.get("dispositifs")
            if not isinstance(listed, list):
                raise Changed(say("an answer to a search was expected"))
            yield answer["idr"], [str(one["numero"]) for one in listed if isinstance(one, dict) and one.get("numero")]
            return
        narrower = list(self._narrower(params, domains))
        self.cut += not narrower
        for own, fewer in narrower:
            yield from self.search(own, fewer)

    def _narrower(self, params: dict[str, Any], domains: list[int]) -> Iterable[tuple[dict[str, Any], list[int]]]:
        """One field at a time, then one means, then one department."""
        if len(domains) > 1:
            return [(params, [one]) for one in domains]
        if "moyen" not in params:
            return [({**params, "moyen": one}, domains) for one in self.numbers("moyens")]
        if "departement" not in params and "region" not in params:
            return [({**params, "departement": code}, domains) for code in self._codes("departements", "departement")]
        return []

    def numbers(self, name: str) -> list[int]:
        """A list of the service, which is the authority."""
        return [int(code) for code in self._codes(name, "numero")]

    def _codes(self, name: str, field: str) -> list[Any]:
        if name not in self._lists:
            found = self._read(f"/liste/{name}", {})
            if not isinstance(found, list) or not all(isinstance(one, dict) and one.get(field) for one in found):
                raise Changed(say("a list was expected"))
            self._lists[name] = [one[field] for one in found]
        return self._lists[name]

    def page(self, search: int, number: str) -> Record | None:
        """An aid's page, by the search it was found by; None when it has gone since."""
        found = self._read("/aide/", {"requete": search, "dispositif": number})
        if found is None:
            return None
        if not isinstance(found, dict):
            raise Changed(say("the page of an aid was expected"))
        return Record(number, json.dumps(found, ensure_ascii=False).encode())

    def _read(self, path: str, params: dict[str, Any]) -> Any:
        """An answer; None when there is nothing."""
        from aidmatch.fetch import expect

        if self.left <= 0:
            what = say("the calls of the day are used up")
            raise Refused(what, say("ask for fewer trades at once; the rest can be read tomorrow"))
        self.left -= 1
        headers = {"X-IDC": self.key, "Accept": "application/json"}
        reply = self.fetcher.get(self.base + path, params=params, headers=headers)
        if reply.status == NOTHING:
            return None
        if reply.status == REFUSED:
            told = reply.json()
            words = str(told.get("exception") if isinstance(told, dict) else "")[:200]
            raise Refused(say("{source:text} refuses: {words:text}", source=ABOUT.title, words=words), status=REFUSED)
        return expect(reply).json()


def call_of(body: object, note: Note) -> Call:
    """One aid as a call."""
    del note
    aid = Aid.model_validate(body)
    name = one_line(aid.nom)
    body_name = one_line((aid.organisme.raison_sociale if aid.organisme else "") or aid.sigle)
    said = prose([(None, [text_of_html(aid.conditions or "")])])
    return Call(
        id=call_id("cci", aid.numero),
        title=at_most(name, 300),
        summary=at_most(one_line(aid.resume), 300) or None,
        description=_description(aid),
        kind="call_for_projects" if aid.aps else kind_of(name),
        instrument=_instrument(aid, name),
        level=LEVELS.get(aid.implantation or ""),
        funders=(Body(name=body_name),) if body_name else (),
        contact=_contact(aid),
        window=Window(kind="unknown"),
        amounts=Amounts(note=plain(aid.montants) or None),
        criteria=said.criteria,
        conditions=_conditions(aid, body_name, said),
        targeting=aimed_at(said, ()),
        origin=Origin(
            source=SOURCE,
            id=aid.numero,
            url=page(aid.uri) or SITE,
            licence=ATTRIBUTION,
            confidence="medium",
            note=f"{ATTRIBUTION} ; auteur : {one_line(aid.auteur)}" if aid.auteur else ATTRIBUTION,
        ),
    )


def _instrument(aid: Aid, name: str) -> Instrument:
    if 827 in aid.moyens and "garantie" in name.casefold():
        return "guarantee"
    return next((form for number, form in INSTRUMENTS.items() if number in aid.moyens), "in_kind")


def _conditions(aid: Aid, body_name: str, said: Prose) -> tuple[str, ...]:
    """What is said of who may apply and no reader took: no field is a rule by itself."""
    told = [
        # The territory is that of the body; it has no code, and a search elsewhere may find the aid too.
        *([f"Aide territoriale ({body_name})"] if aid.implantation == "T" else []),
        *said.conditions,
        *(f"Pour : {one_line(one)}" for one in aid.criteres.pour),
        *(f"Contre : {one_line(one)}" for one in aid.criteres.contre),
        *(f"Restriction : {one_line(one)}" for one in aid.restrictions),
        *(f"Particularité : {one_line(one)}" for one in aid.particularites),
    ]
    if not said.criteria and not told:
        told.append("Bénéficiaires non précisés par la source.")
    return tuple(dict.fromkeys(told))


def _description(aid: Aid) -> str | None:
    parts = [plain(aid.objet), plain(aid.conseils), plain(aid.references)]
    return "\n\n".join(filter(None, parts)) or None


def _contact(aid: Aid) -> str | None:
    """The service's own addresses."""
    found = [
        part
        for address in (aid.organisme.adresses if aid.organisme else ())
        for part in (address.email, address.telephone, page(address.web))
        if part and part.strip()
    ]
    return ", ".join(dict.fromkeys(found)) or None
