"""Territoire: regions of now and before 2016, departments by name or number, groupings of communes, overseas.

A name alone says nothing: « la Région Bretagne soutient… » names who pays. It is a condition after words of place
(« implantée en », « dont le siège est »), right after whoever applies (« PME d'Occitanie »), or as a list under a
heading on territory. Words of a project's place ask where the project is. Zones (QPV, FRR, ZRR, AFR) stay prose.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pkgutil import get_data

from aidmatch.extractors._frame import subject
from aidmatch.extractors._mention import GOES_ON, Mention, runs
from aidmatch.extractors._passages import Passage
from aidmatch.nomenclatures import territories

_FRANCE = "PAYS-99100"
_PLACED = re.compile(
    r"\b(?:(?:dont|ayant|avoir|disposer d'|disposant d'|possedant|avec|et|a) ?)?"
    r"(?:(?:le|la|leur|son|un|d'un|votre|au moins un) )*"
    r"(?P<seat>siege(?: social)?(?:,? (?:et/ou|ou|et) (?:(?:a minima |au moins )?(?:un |leur |son |d'un "
    r"|l')?)(?:etablissements?|site|agence)[a-z ]{0,30}?)?"
    r"|etablissements?(?: (?:secondaires?|principal|stables?|ou (?:le |leur )?siege(?: social)?))*)?"
    r" ?(?:(?:est|sont|soit|doit etre|doivent etre|etre) )?"
    r"(?P<verb>situee?s?|implantee?s?|installee?s?|localisee?s?|basee?s?|etablie?s?|domiciliee?s?|sise?s?"
    r"|immatriculee?s?|"
    r"exercant(?: (?:leur|une|son) activite(?: principale)?)?|exercent(?: leur activite)?|presente?s?|realisee?s?"
    r"|se derouler?|se deroulent|"
    r"mis(?:e?s)? en oeuvre|residant|ayant leur activite|localisation|implantation)?"
    r" ?(?:physiquement |principalement )?"
    r"(?:dans|sur|en|a|au|aux|hors)? ?(?:(?:le|la|les|l'un des|l'une des|un des) )?"
    r"(?:(?:territoires?|ressort|perimetre|regions?|departements?)(?: (?:administratif|geographique|regional"
    r"|suivante?s?))? ?:? ?)?"
    r"(?:(?:de la |du |des |de l'|de |d'|en )?(?:regions? |departements? (?:de la |du |des |de l'|de |d')?)?)"
    r"(?:la |le |les |l')?$"
)
_ZONE = re.compile(
    r"\b(?:qpv|frr|zrr|zfu\w*|afr|zones?|quartiers? prioritaires?|bassins?|communes? rurales?|vallee|parc naturel)\b"
)
_PROJECT = re.compile(
    r"\b(?:projets?|operations?|travaux|investissements?|installations?|actions?|realisee?s?"
    r"|derouler?|deroulent|mis(?:es?)? en oeuvre|chantiers?|tournages?)\b"
)
_FIRM = re.compile(
    r"\b(?:entreprises?|societes?|pme|tpe|eti|structures?|associations?|studios?|artisans?|startups?|start-ups?)"
    r"(?: [a-z]+elles?| [a-z]+s)? (?:de |d'|du |des |de la |de l'|en )(?:la |l')?"
    r"(?:(?:region |departement )(?:de la |de l'|de |du |des |d')?)?$"
)
_GROUPING = re.compile(
    r"\b(?:(?:metropole|communaute de communes|communaute d'agglomeration|communaute urbaine|agglomeration)"
    r" (?:de |du |des |d'|de la |de l')?[a-z'][a-z' -]{2,40}|[a-z][a-z-]{2,30} (?:metropole|agglomeration))"
)
_NUMBERS = re.compile(
    r"\bdepartements? ?(?:suivants? ?)?:? ?(?P<list>(?:\(?(?:\d{2,3}|2[ab])\)?(?:, ?| et | ou |/|-)?){1,30})"
)
_PARENTHESIS = re.compile(r" ?\((?:\d{2,3}|2[ab])\)")
_EXCEPTION = re.compile(
    r"\b(?:hors|sauf|excepte|a l'exception (?:de|du|des|d')"
    r"|a l'exclusion (?:de|du|des|d')) ?(?:la |le |l'|les )?(?:regions? )?$"
)


def find(passage: Passage) -> Iterator[Mention]:
    """Territories in which the applicant, or the project, must be."""
    text = passage.text
    is_list = passage.topic == "place"
    names = list(_names()[0].finditer(text))
    if is_list or "departement" in text:
        names = sorted((*names, *_names()[1].finditer(text)), key=lambda name: (name.start(), -name.end()))
        names = [
            name for place, name in enumerate(names) if not any(name.start() < other.end() for other in names[:place])
        ]
    yield from _groupings(passage)
    several = len({codes for name in names if (codes := _codes(name[0]))}) > 1
    for run in runs(names, text):
        start, end = run[0].start(), run[-1].end()
        behind = _PARENTHESIS.match(text, end)
        end = behind.end() if behind else end
        codes = tuple(dict.fromkeys(code for name in run for code in _codes(name[0])))
        if several and codes == (_FRANCE,):
            # « Immatriculée en France et implantée en Grand Est »: the narrower one says it.
            continue
        mention = _mention(passage, start, end, codes, is_list=is_list)
        if mention is not None:
            yield mention
    for read in _NUMBERS.finditer(text):
        numbers = re.findall(r"\d{2,3}|2[ab]", read["list"])
        codes = tuple(f"DEP-{number.upper()}" for number in numbers)
        if all(map(territories.exists, codes)):
            mention = _mention(
                passage, read.start(), read.start("list") + len(read["list"].rstrip(" ,-/")), codes, is_list=is_list
            )
            if mention is not None:
                yield mention


def _groupings(passage: Passage) -> Iterator[Mention]:
    for read in _GROUPING.finditer(passage.text):
        words = read[0].split(" ")
        for size in range(len(words), 1, -1):
            phrase = " ".join(words[:size])
            codes = [code for code in territories.find(phrase) if code.startswith("EPCI-")]
            if len(codes) == 1:
                mention = _mention(
                    passage, read.start(), read.start() + len(phrase), tuple(codes), is_list=passage.topic == "place"
                )
                if mention is not None:
                    yield mention
                break


def _mention(passage: Passage, start: int, end: int, codes: tuple[str, ...], *, is_list: bool) -> Mention | None:
    """The territories as a condition, where the words before them make it one; None where they do not."""
    text = passage.text
    low = max(0, start - 160)
    placed = next((match for match in _PLACED.finditer(text, low, start) if match["seat"] or match["verb"]), None)
    excepted = _EXCEPTION.search(text, low, start)
    begins = start
    about = True
    project = False
    if placed is not None:
        begins = placed.start() + len(placed[0]) - len(placed[0].lstrip())
        named = subject(text[:begins])
        project = bool(_PROJECT.search(text[max(0, begins - 120) : start]))
        if named is False and not project:
            return None
    elif _FIRM.search(text, low, start):
        about = False
    elif not (excepted or (is_list and not re.search(r"[a-z]{3}", _left_of(text, start)))):
        return None
    if _ZONE.search(text, begins, start):
        return None
    if codes == (_FRANCE,) and not placed:
        return None
    if not excepted and GOES_ON.match(text, end):
        # A list of which one name is not known would shut out whoever is there: « Bretagne, Pays basque ».
        return Mention(begins, end, "perimeter.place", None)
    if project:
        # Where the project must be is not where the company is: a person judges it with the funder.
        return Mention(begins, end, "perimeter.project", None)
    fields: dict[str, object] = {"kind": "perimeter", "within": codes}
    barred: dict[str, object] = {"kind": "perimeter", "except": codes}
    if (
        placed is not None
        and placed["seat"]
        and placed["seat"].startswith("siege")
        and "etablissement" not in placed["seat"]
        and "site" not in placed["seat"]
    ):
        fields["places"] = barred["places"] = ("seat",)
    return Mention(begins, end, "perimeter.place", fields, barred, about=about)


def _left_of(text: str, start: int) -> str:
    """What stands before a bare list, its own articles and prepositions left out."""
    return re.sub(
        r"\b(?:region|regions|departement|departements|les|des|la|en|dans|sur|de|du|aux|et)\b", "", text[:start]
    )


def _codes(name: str) -> tuple[str, ...]:
    plain = re.sub(r"[^a-z0-9]+", " ", name).strip()
    return _table()[plain]


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Every name, letters alone, and its codes."""
    lines = csv.reader((get_data("aidmatch.extractors", "data/places.csv") or b"").decode().splitlines()[1:])
    found = {row[0]: tuple(row[1].split()) for row in lines}
    for kind, own in _codes_listed():
        code = f"{kind}-{own}"
        plain = re.sub(r"[^a-z0-9]+", " ", _folded(territories.label(code))).strip()
        for written in {plain, plain.removeprefix("la "), plain.removeprefix("le "), plain.removeprefix("l ")}:
            if written != "reunion" or kind == "REG":
                found.setdefault(written, (code,))
    found["france"] = (_FRANCE,)
    return found


def _folded(name: str) -> str:
    from aidmatch.extractors._text import fold

    return fold(name).text


@cache
def _codes_listed() -> tuple[tuple[str, str], ...]:
    from aidmatch.nomenclatures._gazetteer import codes

    regions = [("REG", own) for own in codes("REG")]
    return (*regions, *(("DEP", own) for own in codes("DEP")))


@cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Names that are a territory wherever they stand, and names that are common words too (« Nord », « Manche »)."""
    compound = {name for name in _table() if " " in name or name in _ALONE}
    return _pattern(compound), _pattern(set(_table()) - compound)


_ALONE = frozenset(
    """bretagne normandie occitanie corse guadeloupe martinique guyane mayotte france paca alsace lorraine aquitaine
    limousin auvergne bourgogne picardie paris gironde herault savoie vaucluse finistere morbihan moselle vendee isere
    calvados essonne yonne dordogne correze aveyron cantal jura vosges charente mayenne sarthe""".split()  # noqa: SIM905
)


def _pattern(names: set[str]) -> re.Pattern[str]:
    written = (
        "[-' ]{1,2}".join(map(re.escape, name.split())) for name in sorted(names, key=lambda own: (-len(own), own))
    )
    return re.compile(rf"(?<![a-z-])(?:{'|'.join(written)})(?![a-z]|-[a-z])")
