"""The codes of aides-entreprises -> what they surely ask, and in words what they ask less surely.

`effectif` is the source's own list of headcount bands, empty for no limit. Editors tick it beside a text that may say
more or otherwise: a bound is kept only where the text names neither a size beyond it nor a number of people of its
own (readers of prose take that). An upper bound beside « PME » or « TPE » counts annual work units, as these classes
do (Recommendation 2003/361/EC, annex, art. 5). `age_entreprise` tells under from over 3 years and sets no rule:
it is ticked « - de 3 ans » on aids to who takes over an old company.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from aidmatch.call import Instrument
from aidmatch.criteria.headcount import Headcount
from aidmatch.sources._base import alike

SIZES: Mapping[str, str] = {
    "1": "-5",
    "2": "-10",
    "3": "10-49",
    "4": "50-249",
    "5": "250 et plus",
    "6": "250 et plus",
}
"""Label of each code of `effectif`; the CSV has the labels."""

AGES: Mapping[str, str] = {"1": "- de 3 ans", "2": "+ de 3 ans"}

INSTRUMENTS: Mapping[str, Instrument] = {
    "subvention": "grant",
    "avance": "repayable_advance",
    "prêt": "loan",
    "garantie": "guarantee",
    "crédit d'impôt": "tax_credit",
    "exonération": "exemption",
    "allègement": "exemption",
    "participation": "equity",
    "capital": "equity",
    "prix": "prize",
    "concours": "prize",
    "formation": "training",
    "accompagnement": "advice",
    "conseil": "advice",
}
"""By the beginning of a word of « nature »; of several the first here speaks."""

SMALL = re.compile(
    r"\bTPE\b|\bPME\b|\bTPI\b|\bPMI\b|micro-?\s?entrepr|\bpetites?\b|\bmoyennes?\b|\bartisan|ind[ée]pendant"
    r"|auto-?entrepr|start-?up|jeunes? pousse|\bETI\b|taille interm[ée]diaire|cr[ée]at(?:eur|ion)"
)
"""Sizes that may lie under a least headcount; a mid-cap may employ fewer than its band, by its turnover."""
LARGE = re.compile(r"\bETI\b|taille interm[ée]diaire|[Gg]rands? (?:groupes?|comptes?)|[Gg]randes?\b|\bGE\b")
ANY = re.compile(r"\btailles?\b[^.;]{0,40}\b(?:confondu|indiff)|\btoutes? (?:les )?tailles?\b|\bquel.{0,30}\btaille")
CLASS = re.compile(r"\bTPE\b|\bPME\b|\bPMI\b|\b[Pp]etites?\b|\b[Mm]oyennes?\b|[Mm]icro-?\s?entreprise")
COUNTED = re.compile(r"\d\s*(?:salari|personnes?\b|employ|collaborat|ETP\b|UTA\b|emplois?\b|effectif)|\beffectifs?\b")


EXCLUDES = re.compile(
    r"\b(?:pas|in|non[ -])\s?éligibles?\b|\bexclu|\bsauf\b|\bhors\b|\bne (?:peu|son)[vt]", re.IGNORECASE
)
"""A line that leaves something out."""


class Size(NamedTuple):
    """What the bands ask."""

    rule: Headcount | None
    words: str | None
    """The bands as the source names them, where no rule says them all."""


def size_of(codes: Sequence[str], text: str) -> Size:
    """The headcount asked by the codes or labels of `effectif`, beside the text on who may apply."""
    labels = list(dict.fromkeys(SIZES.get(code, code) for code in codes))
    words = f"Effectif, selon la source : {', '.join(labels)}." if labels else None
    bands = [_band(label) for label in labels]
    known = [band for band in bands if band is not None]
    if not labels or len(known) < len(bands) or labels == [SIZES["1"]]:
        # « -5 » alone may stand for « micro-entreprise », whose number is another.
        return Size(None, words)
    least = min(low for low, _ in known)
    most = max((high for _, high in known if high is not None), default=0)
    has_end = all(high is not None for _, high in known)
    own = ANY.search(text) or COUNTED.search(text)
    floor = least if least and not own and LARGE.search(text) and not SMALL.search(text) else None
    ceiling = most if has_end and not own and CLASS.search(text) and not LARGE.search(text) else None
    said = bool(floor) is bool(least) and (ceiling is not None) is has_end and _is_whole(known)
    if floor is None and ceiling is None:
        return Size(None, None if said else words)
    ruler: Literal["awu", "headcount"] = "headcount" if ceiling is None else "awu"
    rule = Headcount(kind="headcount", min=floor, max=ceiling, ruler=ruler, words=", ".join(labels))
    return Size(rule, None if said else words)


def age_words(codes: Sequence[str]) -> str | None:
    """The age asked, in words; None for every age."""
    labels = list(dict.fromkeys(AGES.get(code, code) for code in codes))
    every = not labels or set(AGES.values()) <= set(labels)
    return None if every else f"Âge de l’entreprise, selon la source : {', '.join(labels)}."


def instrument_of(natures: Sequence[str]) -> Instrument:
    """The instrument the natures name; a grant when they name none."""
    words = alike(" ".join(natures))
    return next((ours for word, ours in INSTRUMENTS.items() if re.search(rf"\b{word}", words)), "grant")


def _band(label: str) -> tuple[int, int | None] | None:
    """The bounds a label writes, both included."""
    if found := re.fullmatch(r"-\s?(\d+)", label):
        return 0, int(found[1]) - 1
    if found := re.fullmatch(r"(\d+)\s?[-à]\s?(\d+)", label):
        return int(found[1]), int(found[2])
    if found := re.fullmatch(r"(\d+) et plus|\+\s?(\d+)", label):
        return int(found[1] or found[2]), None
    return None


def _is_whole(bands: Sequence[tuple[int, int | None]]) -> bool:
    """Whether no headcount between the bands is left out."""
    reached: int | None = None
    for low, high in sorted(bands, key=lambda band: band[0]):
        if reached is not None and low > reached + 1:
            return False
        if high is None:
            return True
        reached = max(reached or 0, high)
    return True


def several(cell: str) -> list[str]:
    """The labels of a cell that joins them by commas; one inside a label is followed by a small letter."""
    return [part.strip() for part in re.split(r",\s*(?![a-zà-ÿ\s])", cell) if part.strip()]
