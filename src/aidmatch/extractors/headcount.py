"""Effectif: bounds on the people employed, or on annual work units, in any of the usual turns.

« Moins de 50 salariés » is at most 49 and « plus de 50 » at least 51: each word at its value. « Entre 20 et 250 », « de
20 à 250 », « jusqu'à », « au plus », « à partir de » and « 50 salariés minimum » hold their bounds. ETP and UTA are
work units, counted by another ruler than people. A number of jobs to create or of people to train is no headcount.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from aidmatch.extractors._mention import Fields, Mention
from aidmatch.extractors._numbers import COUNT, count
from aidmatch.extractors._passages import Passage

_UNIT = (
    r"(?P<unit>salaries?(?:\(e\)s|\(es\)|·es|\.es|-es)?(?:/etp)?|salarie\(e\)s|employes?|personnes(?: salariees"
    r"| employees)?|"
    r"collaborateurs?|equivalents? temps[ -]pleins?|etp|unites? de travail(?: par)? an(?:nuel(?:le)?s?)?"
    r"|uta)\b(?P<etp> \(?(?:etp|en equivalents? temps[ -]pleins?|equivalents? temps[ -]pleins?)\)?)?"
)
_BOUND = re.compile(
    r"\b(?:"
    rf"entre (?P<from>{COUNT}) (?:salaries? )?et (?P<to>{COUNT})"
    rf"|(?:de|compris(?:e)?s? entre) (?P<from2>{COUNT}) (?:salaries? )?(?:a|et) (?P<to2>{COUNT})"
    rf"|(?:strictement )?(?P<under>moins de|inferieure?s? a|en dessous de|sous le seuil de) (?P<n1>{COUNT})"
    rf"|(?P<most>jusqu'a|au plus|au maximum|maximum|max\.?|inferieure?s? ou egale?s? a|n'excedant pas"
    rf"|ne depassant pas|"
    rf"ne depass\w+ pas|dans la limite de|pas plus de) (?P<n2>{COUNT})"
    rf"|(?:strictement )?(?P<over>plus de|superieure?s? a|depassant|au-dessus de) (?P<n3>{COUNT})"
    rf"|(?P<least>au moins|a partir de|minimum|au minimum|a minima|superieure?s? ou egale?s? a|min\.?"
    rf"|des) (?P<n4>{COUNT})"
    rf"|(?P<bare>{COUNT})"
    rf") {_UNIT}(?P<after> (?:au |et )?(?:maximum|minimum|au plus|au moins|a minima|et plus|ou plus|et moins"
    rf"|ou moins|max\b|min\b))?"
)
_STATED = re.compile(
    r"\beffectifs?(?: (?:total|global|salarie|moyen|de l'entreprise|de la structure|maximal|minimal|maximum"
    r"|minimum)\w*)* ?"
    r"(?:(?:est |doit etre |etant |:)? ?)"
    rf"(?:(?P<under>inferieure? a|de moins de|< ?) ?(?P<n1>{COUNT})|(?P<most>inferieure? ou egale? a|n'excedant pas"
    rf"|ne depassant pas|ne depasse pas|<= ?|≤ ?) ?(?P<n2>{COUNT})"
    rf"|(?P<over>superieure? a|de plus de|> ?) ?(?P<n3>{COUNT})|(?P<least>superieure? ou egale? a|d'au moins|>= ?"
    rf"|≥ ?) ?(?P<n4>{COUNT})"
    rf"|(?:compris entre|entre|de) (?P<from>{COUNT}) (?:et|a) (?P<to>{COUNT}))(?: (?:salaries?|personnes|etp"
    rf"|employes))?\b"
)
_LARGEST = 1_000_000


def find(passage: Passage) -> Iterator[Mention]:
    """Bounds on the headcount."""
    last = 0
    for read in sorted((*_STATED.finditer(passage.text), *_BOUND.finditer(passage.text)), key=_place):
        if read.start() < last:
            continue
        bounds = _bounds(read)
        if bounds is None:
            continue
        last = read.end()
        groups = read.groupdict()
        units = f"{groups.get('unit') or ''}{groups.get('etp') or ''}"
        if units.startswith("personnes") and passage.topic != "size" and groups.get("unit") == "personnes":
            # « un groupe de 5 à 12 personnes » is hardly ever a headcount.
            stated = re.search(
                r"(?:effectif|employant|emploie|employer|entreprises?|pme|structures?|societes?)(?: de| d')? ?$",
                passage.text[: read.start()],
            )
            if stated is None:
                continue
        ruler = "awu" if re.search(r"etp|equivalent|unites? de|uta", units or read[0]) else "headcount"
        low, high = bounds
        yield Mention(
            read.start(),
            read.end(),
            "headcount.bound",
            _fields(low, high, ruler),
            _barred(low, high, ruler),
            about=read.re is _STATED,
        )


def _place(read: re.Match[str]) -> tuple[int, int]:
    return read.start(), -read.end()


def _bounds(read: re.Match[str]) -> tuple[int | None, int | None] | None:
    groups = read.groupdict()

    def number(name: str) -> int | None:
        return count(groups[name]) if groups.get(name) else None

    low, high = number("from"), number("to")
    if low is None:
        low, high = number("from2"), number("to2")
    if low is not None and high is not None:
        return (low, high) if low <= high <= _LARGEST else None
    after = groups.get("after") or ""
    if groups.get("bare"):
        return _trailing(number("bare"), after)
    return None if after else _leading(number)


def _trailing(bare: int | None, after: str) -> tuple[int | None, int | None] | None:
    """« 50 salariés maximum »"""
    if re.search(r"maximum|au plus|et moins|ou moins|max", after):
        return None, bare
    return (bare, None) if after else None


def _leading(number: Callable[[str], int | None]) -> tuple[int | None, int | None] | None:
    """« moins de 50 salariés », « jusqu'à », « plus de », « au moins »"""
    under, most, over = number("n1"), number("n2"), number("n3")
    if under is not None:
        return (None, under - 1) if under else None
    if most is not None:
        return None, most
    return (over + 1 if over is not None else number("n4")), None


def _fields(low: int | None, high: int | None, ruler: str) -> Fields | None:
    if (low or high or 0) > _LARGEST:
        return None
    if low is not None and high is None and low == 0:
        return None
    return {"kind": "headcount", "min": low, "max": high, "ruler": ruler}


def _barred(low: int | None, high: int | None, ruler: str) -> Fields | None:
    """The contrary bound; a span barred leaves two, which no one condition says."""
    if low is not None and high is None and 0 < low <= _LARGEST:
        return {"kind": "headcount", "max": low - 1, "ruler": ruler}
    if high is not None and low in (None, 0) and high < _LARGEST:
        return {"kind": "headcount", "min": high + 1, "ruler": ruler}
    return None
