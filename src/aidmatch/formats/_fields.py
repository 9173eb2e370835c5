"""The fields of a call and their values, as people read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.formats._words import term

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording

FIELDS: Mapping[str, str] = {
    "title": term("title"),
    "summary": term("summary"),
    "description": term("description"),
    "kind": term("kind of call"),
    "instrument": term("nature"),
    "level": term("level"),
    "programme": term("programme"),
    "funders": term("funders"),
    "contact": term("contact"),
    "language": term("language"),
    "aid_regime": term("aid regime"),
    "criteria": term("conditions"),
    "conditions": term("conditions in words"),
    "open_to_all": term("open to all"),
    "window.kind": term("kind of window"),
    "window.opens": term("opening"),
    "window.closes": term("closing"),
    "window.cut_offs": term("filing dates"),
    "window.second_stage": term("second stage"),
    "amounts.ceiling": term("ceiling"),
    "amounts.floor": term("floor"),
    "amounts.intensity": term("rate of aid"),
    "amounts.costs": term("eligible costs"),
    "amounts.note": term("amounts"),
    "targeting.naf": term("trades aimed at"),
    "targeting.sectors": term("sectors aimed at"),
    "stages": term("stages"),
    "themes": term("themes"),
    "documents": term("documents"),
    "steps": term("steps"),
}
"""Names people read; a field without one goes by its own."""

LONGEST = 60
"""Letters of a value shown in a list."""

_TERMS: Mapping[str, Mapping[str, str]] = {
    "kind": _words.KINDS,
    "instrument": _words.INSTRUMENTS,
    "level": _words.LEVELS,
    "aid_regime": _words.REGIMES,
    "window.kind": _words.WINDOW_KINDS,
}


EUROS = frozenset({f"amounts.{one}" for one in ("floor", "ceiling", "typical", "costs_floor", "costs_ceiling")})


def name(words: Wording, field: str) -> str:
    """A field's name."""
    return words.term(FIELDS, field)


def shown(value: Any) -> str:
    """A value as the data files write it, in one short line."""
    if value is None:
        return "–"
    text = plain(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def said(words: Wording, field: str, value: Any) -> str:
    """A value in words, where it has some; in one short line."""
    if field in _TERMS and isinstance(value, str):
        return words.term(_TERMS[field], value)
    if field == "criteria" and isinstance(value, list):
        kinds = dict.fromkeys(str(rule.get("kind")) for rule in value if isinstance(rule, Mapping))
        return shown(", ".join(words.term(_words.CRITERIA, kind) for kind in kinds))
    if field == "themes" and isinstance(value, list):
        return shown(", ".join(words.term(_words.THEMES, one) for one in value))
    if field in EUROS and isinstance(value, (int, float)):
        return words.euros(value)
    if field == "amounts.intensity" and isinstance(value, (int, float)):
        return words.share(value)
    if isinstance(value, list):
        return shown(" · ".join(_in_list(one) for one in value))
    if isinstance(value, bool):
        return words.text("yes") if value else words.text("no")
    if isinstance(value, str):
        try:
            return words.date(date.fromisoformat(value))
        except ValueError:
            return shown(value)
    return shown(value)


def _in_list(value: Any) -> str:
    """An item of a list: itself, or the words that name it."""
    if isinstance(value, Mapping):
        return str(value.get("name") or value.get("what") or json.dumps(value, ensure_ascii=False))
    return str(value)
