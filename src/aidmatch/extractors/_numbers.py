"""Numbers as French texts write them: « 1 500 », « 1,5 M€ », « trois », « 200 K€ »."""

from __future__ import annotations

import re
from decimal import Decimal

WORDS = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "onze": 11,
    "douze": 12,
    "quinze": 15,
    "dix-huit": 18,
    "vingt": 20,
    "vingt-quatre": 24,
    "trente": 30,
    "trente-six": 36,
    "quarante": 40,
    "cinquante": 50,
    "cent": 100,
    "deux cent cinquante": 250,
    "cinq cents": 500,
}
_SPELT = "|".join(sorted(WORDS, key=len, reverse=True))

DIGITS = r"\d{1,3}(?:[ .]\d{3}(?!\d)){1,4}|\d{1,12}"
"""A whole number in digits, its thousands apart or not."""

COUNT = rf"(?:{DIGITS}|(?:{_SPELT})\b)"
"""A whole number, in digits or spelt out."""

_SCALE = r"k|m|mds?|milliers?|mille|millions?|milliards?"
MONEY = (
    rf"(?:{DIGITS})(?:,\d{{1,3}})? ?(?:(?:{_SCALE})\b ?(?:d'|de )?)?(?:€|euros?\b|eur\b)"
    rf"|(?:{DIGITS})(?:[,.]\d{{1,3}})? ?(?:k€|m€|md€|mds€|ke\b|me\b|meur\b|keur\b)"
)
"""An amount in euros."""

_MONEY = re.compile(
    rf"(?P<number>(?:{DIGITS})(?:[,.]\d{{1,3}})?) ?(?P<scale>milliards?|millions?|milliers?|mille|mds?|m|k)?"
)


def count(text: str) -> int:
    """The whole number written; ValueError when none is."""
    if text in WORDS:
        return WORDS[text]
    return int(text.replace(" ", "").replace(".", ""))


def euros(text: str) -> int:
    """The amount written, in whole euros; ValueError when none is."""
    read = _MONEY.match(text)
    if read is None:
        raise ValueError(text)
    number = read["number"]
    if re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?", number):
        number = number.replace(" ", "").replace(".", "")
    value = Decimal(number.replace(" ", "").replace(",", "."))
    return int(value * 10 ** _power(read["scale"] or ""))


def _power(scale: str) -> int:
    if scale.startswith(("md", "milliard")):
        return 9
    if scale in ("m", "million", "millions"):
        return 6
    return 3 if scale else 0
