"""Ancienneté: a least or highest age of the company, or a number of closed years.

« Au moins 3 ans d'activité » and « plus de 3 ans » are met on the third anniversary; « moins de 8 ans » fails on the
eighth. Closed years (« deux bilans clos ») are another count, so that « 3 ans ou deux bilans » is a choice of the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Fields, Mention
from aidmatch.extractors._numbers import COUNT, count
from aidmatch.extractors._passages import Passage

_SPAN = rf"(?P<n>{COUNT}) (?P<unit>ans?|annees?|mois)"
_LEAST = r"(?:au moins|plus de|au minimum|minimum|a minima|superieure?s? (?:ou egale? )?a|d'au moins)"
_LIFE = r"(?:d'(?:activite|existence|anciennete|exercice|age)|de (?:vie|creation)|revolus)"
_CLOSED = (
    rf"(?:(?:au moins |minimum |avoir cloture |disposer d'|presenter )*(?P<closed>{COUNT}) "
    r"(?:(?:derniers? |premiers? )?(?:bilans?|exercices?)(?: comptables?| fiscaux| fiscal)*(?: (?:clos|clotures?"
    r"|valides?|publies?))?|liasses? fiscales?)"
    r"(?: (?:clos|clotures?|couvrant [^,.;]{0,60}))?)"
)
_OLD = re.compile(
    rf"\b(?:(?P<least>{_LEAST}) {_SPAN} (?:{_LIFE})"
    rf"|(?:anciennete|duree d'existence|duree d'activite)(?: (?:est|minimale?|minimum|de|d'|doit etre"
    rf"|superieure?))* ?(?P<least2>{_LEAST}|de|:)? ?(?P<n2>{COUNT}) (?P<unit2>ans?|mois)(?P<tail2> (?:minimum"
    rf"|au moins|au minimum))?)\b"
    rf"(?: ou (?:de )?{_CLOSED})?"
)
_SINCE = re.compile(
    rf"\b(?:(?:creee?s?|immatriculee?s?|constituee?s?|existant|existe|existent|en activite|exercant|exerce"
    rf"|implantee?s?|active?s?)(?: [a-z]+){{0,2}} )?"
    rf"depuis (?P<how>au moins|plus de|moins de|minimum)? ?{_SPAN}(?: (?:au moins|minimum|revolus))?\b"
)
_AGED = re.compile(
    rf"\b(?P<how>agees? de (?:plus|moins) de|(?:ayant|de|existant depuis|d'une anciennete de)? ?(?:plus|moins) de"
    rf"|d'au moins) {_SPAN}(?: {_LIFE})?"
)
_YEARS = re.compile(rf"\b{_CLOSED}")
_FIRM = re.compile(
    r"\b(?:entreprises?|societes?|structures?|pme|tpe|start-?ups?|jeunes pousses|associations?"
    r"|exploitations?)(?: [a-z-]+){0,2} ?$"
)
_MOST = 200
_MOST_CLOSED = 20


def find(passage: Passage) -> Iterator[Mention]:
    """Bounds on the age, and closed years."""
    text = passage.text
    yield from _least(text)
    for read in _SINCE.finditer(text):
        if read.start() and read[0].startswith("depuis"):
            continue
        yield _sided(read, "age.since", under=read["how"] == "moins de")
    for read in _AGED.finditer(text):
        is_first = passage.topic == "age" and not read.start()
        if is_first or read["how"].startswith("age") or _FIRM.search(text[: read.start()]):
            yield _sided(read, "age.bound", under="moins de" in read["how"])
        elif not read.start():
            # « moins de 5 ans », of nobody named: no condition, but a second case of one that stands before it.
            yield _sided(read, "age.bound", under="moins de" in read["how"])._replace(hard=False, partial=True)
    for read in _YEARS.finditer(text):
        is_asked = re.search(r"au moins|minimum|cloture|dispos|present", text[: read.end()])
        number = count(read["closed"])
        if is_asked and 0 < number <= _MOST_CLOSED and re.search(r"clos|clotur|comptable|bilan|liasse", read[0]):
            yield Mention(read.start(), read.end(), "age.closed_years", {"kind": "age", "min_closed_years": number})


def _least(text: str) -> Iterator[Mention]:
    """« Au moins 3 ans d'activité », or so many closed years."""
    for read in _OLD.finditer(text):
        if read["n2"] and not (read["least2"] or read["tail2"]):
            continue
        number, unit = count(read["n"] or read["n2"]), read["unit"] or read["unit2"]
        least = _bound("min", number, unit)
        if least is None:
            continue
        if read["closed"]:
            closed: Fields = {"kind": "age", "min_closed_years": count(read["closed"])}
            either: Fields = {"kind": "any_of", "branches": ((least,), (closed,))}
            yield Mention(read.start(), read.end(), "age.or_closed_years", either, about=True)
        else:
            yield Mention(read.start(), read.end(), "age.least", least, _bound("under", number, unit), about=True)


def _sided(read: re.Match[str], rule: str, *, under: bool) -> Mention:
    asked, barred = ("under", "min") if under else ("min", "under")
    number, unit = count(read["n"]), read["unit"]
    return Mention(read.start(), read.end(), rule, _bound(asked, number, unit), _bound(barred, number, unit))


def _bound(side: str, number: int, unit: str) -> Fields | None:
    if not 0 < number <= _MOST:
        return None
    return {"kind": "age", f"{side}_{'months' if unit == 'mois' else 'years'}": number}
