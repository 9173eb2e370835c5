"""Legal forms: the INSEE « catégorie juridique », in levels of one, two and four digits, and the names of aid texts.

A short name (« SARL », « SCOP ») stands for several codes, and some forms do not show in the code at all: a SCIC is a
SARL, a SAS or a SA; a single-member SAS is often listed as 5710. ``codes_of`` gives the codes that surely are the form,
``may_hide_under`` those under which it may also be found, ``caveat`` what to tell people. The micro-entrepreneur regime
is no legal form. Source: INSEE, catégories juridiques (``data/sources.csv``).
"""

from functools import cache
from typing import NamedTuple

from . import _tables


class ShortName(NamedTuple):
    """A usual name of aid texts, and the INSEE codes it stands for."""

    name: str
    codes: tuple[str, ...]
    may_hide_under: tuple[str, ...]
    caveat: str
    """In French, for people; empty when there is none."""


@cache
def _names() -> dict[str, str]:
    return {code: name for table in ("legal_form_levels", "legal_forms") for code, name in _tables.rows(table)}


def exists(code: str) -> bool:
    """Is this a code of one, two or four digits of the list?"""
    return code in _names()


def ancestors(code: str) -> tuple[str, ...]:
    """The code and the levels above it: 5710, 57, 5."""
    if not exists(code):
        raise LookupError(f"unknown legal form {code!r}")
    return tuple(code[:length] for length in (4, 2, 1) if length <= len(code))


def label(code: str) -> str:
    """The French name of a code, at any level."""
    if not exists(code):
        raise LookupError(f"unknown legal form {code!r}")
    return _names()[code]


def labels() -> dict[str, str]:
    """The French name of each code, the widest codes first."""
    return dict(sorted(_names().items(), key=lambda one: len(one[0])))


@cache
def _short_names() -> dict[str, ShortName]:
    return {
        _plain(name): ShortName(name, tuple(codes.split()), tuple(hidden.split()), caveat)
        for name, codes, hidden, caveat in _tables.rows("legal_form_names")
    }


def _plain(name: str) -> str:
    """« S.A.R.L. », « sarl » and « SARL » are one name; a plural is the singular."""
    folded = _tables.folded(name.replace(".", ""))
    return " ".join(word.removesuffix("s") if len(word) > 4 else word for word in folded.split())


def short_names() -> tuple[ShortName, ...]:
    """The names used in aid texts, in alphabetical order."""
    return tuple(_short_names().values())


def codes_of(short_name: str) -> tuple[str, ...] | None:
    """The code prefixes that surely are this form (« SA »: 55, 56); None when the name is unknown or in no code."""
    known = _short_names().get(_plain(short_name))
    return (known.codes or None) if known else None


def may_hide_under(short_name: str) -> tuple[str, ...]:
    """Other code prefixes under which a company of this form may be listed: there, the answer is unknown."""
    known = _short_names().get(_plain(short_name))
    return known.may_hide_under if known else ()


def caveat(short_name: str) -> str:
    """What the codes do not tell about this form, in French; empty when nothing."""
    known = _short_names().get(_plain(short_name))
    return known.caveat if known else ""


def nearest(code_or_name: str) -> str | None:
    """A valid code or short name close to what was written; None when nothing is close."""
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import Levenshtein

    asked = code_or_name.strip()
    if asked.isdigit():
        same_length = [code for code in _names() if len(code) == len(asked)] or list(_names())
        return min(
            same_length,
            key=lambda code: (Levenshtein.distance(code, asked), abs(int(code) - int(asked)), code),
        )
    hit = process.extractOne(_plain(asked), _short_names().keys(), scorer=fuzz.ratio, score_cutoff=70)
    if hit:
        return _short_names()[hit[0]].name
    labels = {code: _tables.folded(name) for code, name in _names().items()}
    close = process.extractOne(_tables.folded(asked), labels, scorer=fuzz.ratio, score_cutoff=75)
    return close[2] if close else None
