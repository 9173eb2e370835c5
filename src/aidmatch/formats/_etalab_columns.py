"""One call -> its cells in the national standard, and what these cannot hold."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from aidmatch.formats._etalab_rules import Rules, rules_of
from aidmatch.nomenclatures import activities
from aidmatch.sources import standard
from aidmatch.sources._base import kind_of

if TYPE_CHECKING:
    from aidmatch.call import Body, Call, Targeting

NAMESPACE = uuid5(NAMESPACE_URL, "urn:aidmatch:calls")
"""The space our UUIDs (version 5) are made in; changing it would give every call another identity."""

PARIS = ZoneInfo("Europe/Paris")

PITCH, DESCRIPTION = 180, 5000
"""Characters the schema allows."""

_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")

WITHOUT_COLUMN = (
    "level",
    "contact",
    "amounts",
    "aid_regime",
    "stages",
    "themes",
    "consortium",
    "documents",
    "steps",
    "selection",
)
"""Fields of a call that no column holds."""


def row_of(call: Call, as_of: datetime) -> tuple[dict[str, str], set[str]]:
    """The cells, and the names of what they cannot hold."""
    rules = rules_of(call)
    lost = set(rules.lost)
    lost.update(field for field in WITHOUT_COLUMN if getattr(call, field) != type(call).model_fields[field].default)
    if call.level == "national" and rules.cells["eligibilite_geographique"] == standard.FRANCE:
        lost.discard("level")
    if standard.INSTRUMENTS[standard.AID_TYPES[call.instrument]] != call.instrument:
        lost.add("instrument")
    if kind_of(call.title) != call.kind:
        lost.add("kind")
    description = call.description or call.summary or call.title
    cells = {
        "id": str(uuid5(NAMESPACE, call.id)),
        "titre": _line(call.title),
        "promesse": cut(_line(call.summary or ""), PITCH),
        "description": cut(_text(description), DESCRIPTION),
        "types_aides": standard.AID_TYPES[call.instrument],
        "porteurs": _bodies(call),
        "programmes_parents": standard.joined(standard.several(call.programme or "")),
        "url_source": _address(call.url or ""),
        **rules.cells,
        **_dates(call, as_of, lost),
        **_targeting(call.targeting, rules, lost),
    }
    if len(cells["promesse"]) < len(_line(call.summary or "")) or len(cells["description"]) < len(_text(description)):
        lost.add("long_text")
    if call.url and not cells["url_source"]:
        lost.add("url")
    cells["eligibilite"] = _eligibility(call, cells, rules)
    return cells, lost


def cut(text: str, most: int) -> str:
    """The text when it fits, else its longest beginning that ends a sentence, or at worst a word."""
    if len(text) <= most:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, most + 1) if end.end() <= most]
    if ends:
        return text[: ends[-1]].rstrip()
    word = text.rfind(" ", 0, most - 1)
    return text[: word if word > 0 else most - 1].rstrip() + "…"


def _text(text: str) -> str:
    """Text without control characters; lines stay."""
    return _UNSEEN.sub("", text).strip()


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _eligibility(call: Call, cells: dict[str, str], rules: Rules) -> str:
    """All the conditions for a person to read, those the columns hold included, one a line."""
    lines = [*standard.stated(cells).values(), *map(_line, rules.sentences), *map(_line, call.conditions)]
    if call.window.kind in standard.WINDOWS:
        lines.append(standard.WINDOWS[call.window.kind])
    if call.open_to_all:
        lines.append(standard.OPEN_TO_ALL)
    return "\n".join(f"• {line}" for line in dict.fromkeys(lines) if line) or f"• {standard.NOT_STATED}"


def _bodies(call: Call) -> str:
    """Funders and operator with their roles; with neither, the source as the one that makes the aid known."""
    roles: dict[tuple[str, str | None], list[str]] = {}
    named: Sequence[tuple[Body, str]] = [(body, standard.ROLES["funder"]) for body in call.funders]
    if call.operator:
        named = [*named, (call.operator, standard.ROLES["operator"])]
    for body, role in named:
        held = roles.setdefault((body.name, body.siren), [])
        if role not in held:
            held.append(role)
    if not roles:
        roles[(call.origin.source, None)] = [standard.ROLES["neither"]]
    bodies = [{"nom": name, "siren": siren or "", "roles": held} for (name, siren), held in roles.items()]
    return json.dumps(bodies, ensure_ascii=False)


def _address(url: str) -> str:
    """The address in the characters a URI allows; empty when it is none of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    return quote(parts._replace(netloc=host).geturl(), safe=":/?#[]@!$&'()*+,;=%~")


def _dates(call: Call, as_of: datetime, lost: set[str]) -> dict[str, str]:
    """Opening, last closing and update, each as a date-time with its offset."""
    window = call.window
    opening, closings = window.opening(), window.closings()
    updated = call.origin.read_on or as_of.astimezone(PARIS).date()
    cells = {"date_mise_a_jour": datetime.combine(updated, time(), PARIS).isoformat()}
    if opening is not None:
        cells["date_ouverture"] = opening.isoformat(timespec="seconds")
    if closings:
        at = closings[-1].at
        if at.astimezone(PARIS).time() == time():
            # Midnight would be read as the whole of the day it begins.
            at -= timedelta(seconds=1)
        cells["date_cloture"] = at.isoformat(timespec="seconds")
    if window.cut_offs:
        lost.add("cut_offs")
    if window.second_stage:
        lost.add("second_stage")
    if window.counts or window.recurrence or window.note:
        lost.add("window")
    return cells


def _targeting(targeting: Targeting, rules: Rules, lost: set[str]) -> dict[str, str]:
    """NAF rév. 2 by its codes, NAF 2025 by its labels, and the trades in words.

    A hard list of trades, which no column holds, is written as the targeting of a call that has none.
    """
    naf, excluding, nomenclature = targeting.naf, targeting.naf_excluding, targeting.nomenclature
    if not targeting.is_specific and rules.activity is not None:
        naf, excluding, nomenclature = (
            rules.activity.within,
            rules.activity.excluding,
            rules.activity.nomenclature,
        )
    labels = [activities.label(code, nomenclature) for code in naf]
    cells: dict[str, str] = {}
    sectors = list(targeting.sectors)
    if nomenclature == activities.REV2:
        cells = {"ciblage_naf": standard.joined(naf), "ciblage_naf_exclusions": standard.joined(excluding)}
        sectors = sectors or labels
    elif naf or excluding:
        lost.add("naf-2025")
        sectors += labels
    return {**cells, "ciblage_secteur_activite": standard.joined(sectors) or standard.EVERY_SECTOR}
