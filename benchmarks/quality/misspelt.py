"""Words of titles typed wrong: whether the search still finds what the right word finds."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from statistics import fmean as mean

from aidmatch import search as full_text
from aidmatch.call import Call
from aidmatch.search import weights
from benchmarks.quality.search_engine import Engine
from benchmarks.tables import table

SEED = 20261126
MISSPELT = 200
"""Words typed wrong."""

HABITS = (("tion", "sion"), ("ph", "f"), ("qu", "k"), ("eau", "o"), ("en", "an"), ("mm", "m"), ("ss", "s"))
"""What is heard one way and may be written another."""


def report(calls: Sequence[Call]) -> tuple[str, dict[str, float]]:
    """Words of titles typed wrong, alone: whether the first call found is one that the right word finds."""
    engine, deaf = (
        Engine(calls, settings)
        for settings in (weights(), weights()._replace(asking=weights().asking._replace(near_sound=0.0)))
    )
    rng = Random(SEED)  # noqa: S311 - drawn again the same, not secret
    words = sorted(
        {
            term.surface.lower()
            for call in calls
            for term in full_text.terms(call.title)
            if term.surface.isalpha() and len(term.surface) >= 6
        }
    )
    typed = [(word, _slip(word, rng)) for word in rng.sample(words, min(MISSPELT, len(words)))]
    heard = [(word, written) for word in words if (written := _by_ear(word)) != word]
    rows: list[tuple[str | int, ...]] = []
    figures: dict[str, float] = {}
    for name, pairs in (("one slip of the keyboard", typed), ("written as heard", heard)):
        shares = [mean(_still(one, word, wrong) for word, wrong in pairs) for one in (engine, deaf)]
        rows.append((name, len(pairs), *(f"{share:.3f}" for share in shares)))
        figures[f"search.misspelt.{name.split()[-1]}"] = shares[0]
    told = "Words of the demo calls' titles typed wrong: share whose first call is one that the right word finds.\n\n"
    return told + table(("", "words", "spelling and sound", "spelling alone"), rows), figures


def _slip(word: str, rng: Random) -> str:
    """A letter dropped, doubled, wrong or swapped, but not the first."""
    place, kind = rng.randrange(1, len(word) - 1), rng.randrange(4)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return before + ("", letter * 2, rng.choice("aeinrstlu"), after[0] + letter)[kind] + after[kind == 3 :]


def _by_ear(word: str) -> str:
    """As one might write what one hears: the first two of a few habits that change the word."""
    changed = 0
    for heard, written in (
        ("tion", "sion"),
        ("ph", "f"),
        ("qu", "k"),
        ("eau", "o"),
        ("en", "an"),
        ("mm", "m"),
        ("ss", "s"),
    ):
        if changed < 2 and heard in word[1:]:
            word, changed = word[0] + word[1:].replace(heard, written, 1), changed + 1
    return word


def _still(engine: Engine, word: str, wrong: str) -> bool:
    found = engine.search(wrong)
    settings = engine.settings._replace(feedback=engine.settings.feedback._replace(share=0.0))
    held = full_text.score(full_text.query(word), engine.postings.lookup, engine.postings.calls, settings=settings)
    right = {engine.ids[ordinal] for ordinal, _ in held.best(engine.postings.calls)}
    return bool(found) and found[0] in right
