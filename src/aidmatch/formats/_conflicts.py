"""What the origins of one call disagree on, in a sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from aidmatch.formats import _words
from aidmatch.formats._plain import plain

if TYPE_CHECKING:
    from aidmatch.call import Call, Told
    from aidmatch.formats._wording import Wording

_COMMON = "criteria."


def sentences(words: Wording, call: Call) -> Iterator[str]:
    """« date de clôture : 31 décembre 2026 (portail A) ; 30 juin 2026 (portail B) », the value that stands first."""
    for conflict in call.conflicts:
        if conflict.field.startswith(_COMMON):
            yield words.text(
                "{field}: {sources:text} state different conditions",
                field=words.term(_words.CRITERIA, conflict.field.removeprefix(_COMMON)),
                sources=", ".join(plain(told.source) for told in conflict.told),
            )
        else:
            yield words.text(
                "{field}: {told}",
                field=words.term(_words.CONFLICTING, conflict.field),
                told=" / ".join(
                    words.text("{value} ({source:text})", value=_value(words, conflict.field, told), source=told.source)
                    for told in conflict.told
                ),
            )


def _value(words: Wording, field: str, told: Told) -> str:
    value = told.value or ""
    match field:
        case "window.closes":
            return words.date(date.fromisoformat(value))
        case "window.kind" | "origin.status":
            return words.term(_words.STATUSES, value)
        case "instrument":
            return words.term(_words.INSTRUMENTS, value)
        case "aid_regime":
            return words.term(_words.REGIMES, value)
        case "amounts.intensity":
            return words.text("{rate:share}", rate=float(value))
    return words.text("{amount:euros}", amount=int(value))
