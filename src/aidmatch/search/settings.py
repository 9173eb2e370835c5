"""The settings of the search, from `data/weights.toml`: what a field, a repeat, a synonym or a common word is worth."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from aidmatch.search._tables import text_of


class FieldWeight(NamedTuple):
    """What one field of a call is worth."""

    weight: float
    """Times a word of the description."""
    usual: float
    """Usual length, in terms."""
    length: float
    """0 to 1: how much a longer text dilutes its words (b of BM25)."""


class Scoring(NamedTuple):
    """How a word's occurrences in a call become an impact, and how its rarity becomes information."""

    saturation: float
    joined: float
    phrase: float
    translated: float
    common_from: float
    common_to: float
    faded: float
    common_least_calls: int


class Asking(NamedTuple):
    """How a need is widened, and cut."""

    thesaurus: float
    other_language: float
    phrase: float
    near: float
    near_least_likeness: float
    near_least_likeness_sound: float
    near_sound: float
    near_least_letters: int
    near_most: int
    near_most_words: int
    most_looked_up: int
    most_scored: int
    most_postings: int


class Feedback(NamedTuple):
    """How a need learns further words from the calls that answer it best."""

    calls: int
    words: int
    gist: int
    share: float


class Weights(NamedTuple):
    """All settings; each is documented in `data/weights.toml`."""

    fields: Mapping[str, FieldWeight]
    scoring: Scoring
    asking: Asking
    feedback: Feedback
    relevance_scale: float


@cache
def weights() -> Weights:
    """The settings that ship with the package."""
    table = tomllib.loads(text_of("weights.toml"))
    return Weights(
        fields={name: FieldWeight(**values) for name, values in table["fields"].items()},
        scoring=Scoring(**table["scoring"]),
        asking=Asking(**table["asking"]),
        feedback=Feedback(**table["feedback"]),
        relevance_scale=table["relevance"]["scale"],
    )
