"""PME: the size classes a text names, TPE, PME, ETI.

In prose « PME » is the EU size class, counted with holdings and two closed years (criterion `sme`). Under a heading on
size alone (« Taille de l'entreprise : PME ») the word names a band of headcount and nothing more, as the forms behind
such fields do, so that only the headcount is held against it. « ETI » is an INSEE category that no one criterion
decides: what is sure, that a company above its highest headcount is outside, is read, and the sentence stays prose too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._frame import SIZE
from aidmatch.extractors._mention import Fields, Mention, runs
from aidmatch.extractors._passages import Passage
from aidmatch.nomenclatures import figures, size_categories

_SIZE = re.compile(
    r"\b(?:(?P<micro>tpe|tres petites? entreprises?(?: \(tpe\))?)"
    r"|(?P<sme>pme(?:[-/ ]pmi)?|pmi|(?:micro,? |tres petites?,? )?petites? (?:et|ou"
    r"|,) ?moyennes? entreprises?(?: \(pme\))?)"
    r"|(?P<small>petites? entreprises?)|(?P<medium>(?:entreprises? )?moyennes? entreprises?)"
    r"|(?P<mid>eti|entreprises? de taille intermediaire(?: \(eti\))?)"
    r"|(?P<large>grandes? entreprises?|grands? groupes?)"
    r"|(?P<regime>micro-? ?entreprises?))\b"
)
_SENSE = re.compile(
    r",? ?\(?(?:(?:au sens|selon|telles? que definies?)[^.;)]{0,80}?(?:europeen\w*|communautaire|commission"
    r"|n ?° ?651/2014|2003/361(?:/ce)?|rgec|union europeenne)(?: du \d+ \w+ \d{4})?|au sens communautaire)\)?"
)
_BY_WORD: dict[str, tuple[str, ...]] = {
    "micro": ("micro",),
    "regime": ("micro",),
    "small": ("micro", "small"),
    "medium": ("medium",),
    "sme": ("micro", "small", "medium"),
}
_ALL = ("micro", "small", "medium", "midcap", "large")


def find(passage: Passage) -> Iterator[Mention]:
    """Size classes, a list of them as one mention."""
    text = passage.text
    words = [
        word
        for word in _SIZE.finditer(text)
        if word.lastgroup != "regime" or SIZE.search(text[: word.start()] + " ¦ " + text[word.end() :])
    ]
    for run in runs(words, text):
        sense = _SENSE.match(text, run[-1].end())
        named = {word.lastgroup or "" for word in run}
        end = sense.end() if sense else run[-1].end()
        # « ETI » is held by its headcount alone; what the category asks beside stays for a person.
        is_partial = bool(named & {"mid", "large"})
        asked, barred = _asked(named, by_heads=passage.topic == "size"), _barred(named)
        yield Mention(run[0].start(), end, "sme.class", asked, barred, noun=True, partial=is_partial)


def _asked(named: set[str], *, by_heads: bool) -> Fields | None:
    if "large" in named:
        return None
    if "mid" in named:
        return _below_large() if named & {"sme", "micro"} else None
    classes = tuple(size for size in _ALL if any(size in _BY_WORD[word] for word in named))
    if not by_heads:
        return {"kind": "sme", "classes": classes}
    if classes[0] != "micro":
        return None
    limit = figures.latest(f"sme.{classes[-1]}.awu")
    return {"kind": "headcount", "max": int(limit.value) - 1} if limit else None


def _barred(named: set[str]) -> Fields | None:
    if "large" in named:
        if named != {"large"}:
            return None
        return _below_large()
    if "mid" in named or "medium" in named:
        return None
    out = {size for word in named for size in _BY_WORD[word]}
    return {"kind": "sme", "classes": tuple(size for size in _ALL if size not in out)}


def _below_large() -> Fields | None:
    """All categories but the largest, by the headcount they stay under."""
    limit = size_categories.fewer_than("ETI")
    return {"kind": "headcount", "max": limit - 1} if limit else None
