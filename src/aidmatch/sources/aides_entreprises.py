"""Aides-entreprises.fr (ISM, DGE): the reference base of public aids to companies, as open files and as an API.

Licence Ouverte; the source asks to be named « Aides-entreprises.fr / ISM ». The stock file is read by default, JSON or
CSV, and needs no key. With the two keys the API tells which aids are online today and their texts, and the stock only
lends it what the list of the API leaves out (territories, natures, funders): the stock was seen seven weeks late.

Oddities, as documented on 27 September 2026: the CSV is in Windows-1252; « PME tous secteurs » stands on nearly every
aid; `%mini%` stands for a sentence on the de minimis rule; `couverture_geo` says territorial for aids open to all of
France, so that the territories speak first; several cut-offs stand in the text beside one wrong `date_fin`. An aid
that is no longer online is not read, and one that has vanished from the file is over. People named as contacts are
never kept: only what a funding body publishes of itself is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aidmatch.call import Amounts, Body, Call, Condition, Level, Origin
from aidmatch.condition import AnyOf
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.markup import text_of_html
from aidmatch.sources._aides_entreprises_area import FRANCE, Area, area_of, level_of
from aidmatch.sources._aides_entreprises_codes import EXCLUDES, age_words, instrument_of, several, size_of
from aidmatch.sources._aides_entreprises_dates import window_of
from aidmatch.sources._aides_entreprises_files import HOME, STOCK, fetch_aids, is_online, read_aids
from aidmatch.sources._base import Aside, Note, Reading, alike, at_most, call_id, gather, kind_of
from aidmatch.sources._html import one_line, plain, sentences
from aidmatch.sources._prose import Prose, aimed_at, prose
from aidmatch.sources._protocol import About, Asked, Batch, Proof
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher

SOURCE = "aides-entreprises"
PREFIX = "ae"
PAGE = f"{HOME}/aide/{{id}}"
LICENCE = "Licence Ouverte ; Aides-entreprises.fr / ISM"
MINI = "%mini%"
DE_MINIMIS = "Aide soumise à la règle de minimis."

ABOUT = About(
    title="Aides-entreprises",
    home=HOME,
    licence="Licence Ouverte",
    attribution="Aides-entreprises.fr / ISM",
    proof=Proof("reconstructed", date(2026, 9, 27)),
    url=STOCK,
    keys=("AIDES_ENTREPRISES_ID", "AIDES_ENTREPRISES_KEY"),
    keys_needed=False,
    key_from="https://data.aides-entreprises.fr",
)

EVERY_PROFILE = "pme tous secteurs"
EVERY_PROJECT = "toutes les aides"
TRADES = frozenset(
    {
        "artisanat",
        "commerce de proximité",
        "hôtellerie-restauration-tourisme",
        "culture-médias",
        "autres services, professions libérales",
        "industrie",
        "agro-alimentaire",
    }
)
"""Profiles that name a trade; an aid with all of them means none in particular."""

SIZES = frozenset({"headcount", "sme"})
"""Kinds of conditions the bands of `effectif` speak of too."""

GROUPS = {"handicapes": "Handicap", "femmes": "Femmes", "seniors": "Seniors", "jeunes": "Jeunes"}
LEVELS: Mapping[str, Level] = {
    "2": "national",
    "aide nationale": "national",
    "3": "european",
    "aide européenne": "european",
}


def fetch(fetcher: Fetcher, asked: Asked) -> Iterator[Batch]:
    """The aids online; settings: `url` of the stock, `territories` of its table, `api` of the service."""
    return fetch_aids(fetcher, asked, ABOUT.keys)


def read(path: Path, shown: str) -> Reading:
    """Every aid of a stock file, JSON or CSV, as a call."""
    records, trouble = read_aids(path, shown)
    reading = gather(shown, records, call_of)
    return reading if trouble is None else reading._replace(problems=[*reading.problems, trouble])


def call_of(record: object, note: Note) -> Call:
    """One aid as a call."""
    aid = _aid(record, note)
    own, title = _text(aid, "id_aid"), one_line(_text(aid, "aid_nom"))
    texts = {field: plain(_text(aid, field)) for field in ("aid_objet", "aid_operations_el", "aid_montant")}
    who = [plain(_text(aid, field)) for field in ("aid_benef", "aid_conditions")]
    is_minimis = any(MINI in text for text in (*texts.values(), *who))
    area = _area(aid)
    checked = _day(_text(aid, "aid_validation"))
    size = size_of(several(_text(aid, "effectif")), "\n".join((title, *who)))
    natures = _labels(aid, "natures", "typ_libelle")
    page = PAGE.format(id=own)
    source = next(_links(aid, "source"), None)
    criteria: list[Condition] = []
    if area.within:
        criteria.append(Perimeter(kind="perimeter", within=area.within))
    if size.rule is not None:
        criteria.append(size.rule)
    read_in = _read(aid, {condition.kind for condition in criteria})
    told = [area.words, size.words, age_words(several(_text(aid, "age_entreprise")))]
    is_project = any(alike(nature).startswith("appel à projet") for nature in natures)
    return Call(
        id=call_id(PREFIX, own),
        title=at_most(title, 300),
        summary=at_most(" ".join(texts["aid_objet"].split("\n")[0].split()), 300) or None,
        description=_description(aid, texts),
        kind="call_for_projects" if is_project else kind_of(title),
        instrument=instrument_of(natures),
        level=LEVELS.get(_text(aid, "couverture_geo")) or level_of(area.within),
        funders=tuple(Body(name=name) for name in _labels(aid, "financeurs", "org_nom")),
        contact=_contact(aid),
        window=window_of(
            _text(aid, "date_fin"), "\n".join((texts["aid_objet"], texts["aid_operations_el"], *who)), checked, note
        ),
        amounts=Amounts(note=_unmarked(texts["aid_montant"]) or None),
        aid_regime="de_minimis" if is_minimis else None,
        criteria=(*criteria, *read_in.criteria),
        conditions=tuple(dict.fromkeys((*filter(None, told), *_prose(who, read_in, texts["aid_operations_el"])))),
        targeting=aimed_at(read_in, _sectors(aid)),
        themes=_themes(aid),
        origin=Origin(
            source=SOURCE,
            id=own,
            url=source or page,
            read_on=checked,
            licence=LICENCE,
            confidence="medium",
            note=f"Fiche : {page}" if source else None,
        ),
    )


def _aid(record: object, note: Note) -> Mapping[str, Any]:
    if not isinstance(record, dict):
        note("", say("a record with fields was expected"))
        raise Aside
    if None in record or "None" in record:
        note("", say("more cells than columns"), say("look for a quote that is not closed"))
        raise Aside
    for field in ("id_aid", "aid_nom"):
        if not _text(record, field):
            note(field, say("this field is missing"))
            raise Aside
    if not is_online(record):
        note("status", say("no longer online at the source; the record is left aside"))
        raise Aside
    return record


def _read(aid: Mapping[str, Any], held: Collection[str]) -> Prose:
    """What the texts on who may apply say, the kinds that a code holds left to it."""
    who = [text_of_html(_unmarked(_text(aid, field))) for field in ("aid_benef", "aid_conditions")]
    found = prose([("Bénéficiaires", who[:1]), (None, who[1:])], held)
    if not several(_text(aid, "effectif")):
        return found
    # Beside the bands the editor ticked, a size in the text is for a person: « TPE » stands on aids that go further.
    apart = [one for one in found.criteria if isinstance(one, AnyOf) or one.kind in SIZES]
    told = tuple(f"Taille, selon le texte : {one.words}." for one in apart if one.words)
    kept = tuple(one for one in found.criteria if one not in apart)
    return found._replace(criteria=kept, conditions=(*found.conditions, *told))


def _prose(who: list[str], read_in: Prose, operations: str) -> list[str]:
    """The conditions no reader took, in the source's words; of the operations, those it leaves out."""
    left_out = [line for line in sentences(_unmarked(operations)) if EXCLUDES.search(line)]
    return [*(read_in.conditions if any(who) else ["Bénéficiaires non précisés par la source."]), *left_out]


def _area(aid: Mapping[str, Any]) -> Area:
    """The territories; an aid the source calls national, with none, is for France."""
    named = _nested(aid, "territoires")
    if not named:
        named = [{"ter_libelle": label} for label in several(_text(aid, "territoires"))]
    if named:
        return area_of(named)
    level = LEVELS.get(_text(aid, "couverture_geo"))
    return Area((FRANCE,), None) if level == "national" else Area((), "Territoire non précisé par la source.")


def _sectors(aid: Mapping[str, Any]) -> tuple[str, ...]:
    profiles = [one for one in _labels(aid, "profils", "tut_libelle") if alike(one) != EVERY_PROFILE]
    return () if {alike(one) for one in profiles} >= TRADES else tuple(one.rstrip("*") for one in profiles)


def _themes(aid: Mapping[str, Any]) -> tuple[str, ...]:
    projects = [one for one in _labels(aid, "projets", "proj_libelle") if alike(one) != EVERY_PROJECT]
    return (*projects, *(group for field, group in GROUPS.items() if _text(aid, field) == "1"))


def _description(aid: Mapping[str, Any], texts: Mapping[str, str]) -> str | None:
    parts = [_unmarked(texts[field]) for field in ("aid_objet", "aid_operations_el")]
    named = {"formulaire": "Formulaire", "reglement": "Règlement", "dispositif": "Dispositif"}
    parts.extend(f"{label} : {link}" for field, label in named.items() for link in _links(aid, field))
    return "\n\n".join(part for part in parts if part) or None


def _contact(aid: Mapping[str, Any]) -> str | None:
    """What the first funding body publishes of itself; an e-mail address may be a person's and is left out."""
    for one in _nested(aid, "financeurs"):
        if told := [_text(one, field) for field in ("org_site", "org_telephone") if _text(one, field)]:
            return ", ".join(told)
    return None


def _labels(aid: Mapping[str, Any], kind: str, field: str) -> tuple[str, ...]:
    """The labels of an index, each once; in the CSV they are one cell."""
    nested = _nested(aid, kind)
    found = [_text(one, field) for one in nested] if nested else several(_text(aid, kind))
    return tuple(dict.fromkeys(one_line(label) for label in found if label))


def _nested(aid: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    index = aid.get("cache_indexation")
    for holder in (aid, index if isinstance(index, dict) else {}):
        found = holder.get(kind)
        if isinstance(found, list):
            return [one for one in found if isinstance(one, dict)]
    return []


def _links(aid: Mapping[str, Any], kind: str) -> Iterator[str]:
    """The addresses of a complement; the CSV holds the first kind alone, in a cell."""
    complements = aid.get("complements")
    found = complements.get(kind) if isinstance(complements, dict) else None
    given = [_text(one, "lien") for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    if kind == "source":
        given.extend(_text(aid, "complements_sources").replace(",http", " http").split())
    for link in given:
        try:
            parts = urlsplit(link)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc:
            yield link


def _unmarked(text: str) -> str:
    return text.replace(MINI, DE_MINIMIS)


def _text(aid: Mapping[str, Any], field: str) -> str:
    """A field as text; an object or a list is none."""
    value = aid.get(field)
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
