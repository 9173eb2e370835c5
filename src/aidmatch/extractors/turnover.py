"""Chiffre d'affaires: bounds on the turnover, alone or as an alternative to the balance-sheet total."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Mention
from aidmatch.extractors._money import bound, bounds, contrary, fields
from aidmatch.extractors._passages import Passage

_WHAT = r"(?:chiffres? d'affaires?(?: \(ca\))?|\bca\b)"
_OF = (
    r"(?: (?:annuel|global|moyen|ht|hors taxes?|net|consolide|total|realise|(?:de l'annee"
    r"|du dernier exercice(?: clos)?|annuel ht)))*"
    r"(?: (?:est|soit|doit etre|devra etre|etant|qui est|de|d'un montant))? ?"
)
_BALANCE = r"(?:(?:le |un |leur |d'un |du )?(?:total (?:de |du )?bilan|bilan(?: annuel| total)?(?: de| d')?))"
_HT = r"(?: (?:ht|hors taxes?|de ca|de chiffre d'affaires|par an|annuels?))*"
_AFTER = re.compile(rf"{_WHAT}{_OF}{bound('a')}{_HT}(?: et {bound('b')}{_HT})?")
_BEFORE = re.compile(rf"\b{bound('a')} (?:de |d'|en )(?:{_WHAT}){_HT}")
_EITHER = re.compile(
    rf"(?:{_WHAT}{_OF}{bound('a')}|{bound('c')} de {_WHAT}){_HT},? (?:et/)?ou (?:un |d'un |dont le |de |le )?"
    rf"(?:{_BALANCE}{_OF}{bound('b')}|{bound('d')} de {_BALANCE}){_HT}"
)
_SAME = re.compile(rf"{_WHAT}(?: annuel)? ou (?:un |le |leur )?{_BALANCE}{_OF}{bound('a')}{_HT}")


def find(passage: Passage) -> Iterator[Mention]:
    """Bounds on the turnover."""
    text = passage.text
    if "chiffre" not in text and "ca" not in text:
        return
    for read in _EITHER.finditer(text):
        turnover = bounds(read, "a") or bounds(read, "c")
        balance = bounds(read, "b") or bounds(read, "d")
        if turnover and balance:
            yield _either(read, turnover, balance)
    for read in _SAME.finditer(text):
        both = bounds(read, "a")
        if both:
            yield _either(read, both, both)
    for read in _AFTER.finditer(text):
        told = _both(bounds(read, "a"), bounds(read, "b"))
        if told:
            yield _bounded(read, *told)
    for read in _BEFORE.finditer(text):
        told = bounds(read, "a")
        if told:
            yield _bounded(read, *told)


Bounds = tuple[int | None, int | None]


def _both(first: Bounds | None, second: Bounds | None) -> Bounds | None:
    """« supérieur à 10 M€ et inférieur à 5 milliards »: one bound from each."""
    if first is None or second is None:
        return first
    low, high = first[0] or second[0], first[1] or second[1]
    is_pair = (first[0] is None) != (second[0] is None)
    return (low, high) if is_pair and low is not None and high is not None and low <= high else None


def _bounded(read: re.Match[str], low: int | None, high: int | None) -> Mention:
    asked, barred = fields("turnover", low, high), contrary("turnover", low, high)
    return Mention(read.start(), read.end(), "turnover.bound", asked, barred, about=True)


def _either(
    read: re.Match[str], turnover: tuple[int | None, int | None], balance: tuple[int | None, int | None]
) -> Mention:
    branches = ((fields("turnover", *turnover),), (fields("balance", *balance),))
    return Mention(
        read.start(), read.end(), "turnover.or_balance", {"kind": "any_of", "branches": branches}, about=True
    )
