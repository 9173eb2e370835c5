"""Base juridique: the article of the block exemption (RGEC) that the aid rests on, where the text names it.

« Au titre de l'article 17 du RGEC », « RGEC, article 54 », « régime exempté relatif aux aides à la formation ». A theme
names no article, nor does a regime that holds several (« aides en faveur des PME », « recherche, développement et
innovation »): what the aid pays for is then not told. An article that is only spoken of (« au sens de l'article 2 ») or
is one case of several says nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Told
from aidmatch.extractors._passages import Passage
from aidmatch.nomenclatures import articles

_RGEC = (
    r"(?:rgec\b|reglement general d'exemption(?: par categories?)?(?: \(rgec\))?"
    r"|(?:reglement )?(?:\(?(?:ue|ce)\)? ?)?(?:n ?[°o]? ?)?651/2014\b(?: (?:de la commission )?du 17 juin 2014)?)"
)
_NUMBER = r"\d{1,2}(?![\d/])(?: ?bis\b|a\b)?"
_ARTICLES = rf"\bart(?:icles?|s?\.) ?(?P<numbers>{_NUMBER}(?:(?: ?, | et | a | ou | et/ou )(?:l'article )?{_NUMBER})*)"
_NAMED = (
    re.compile(rf"{_ARTICLES}(?:(?!\barticle|\breglement|\bregime).){{0,40}}? \(?(?:du|des?|au) {_RGEC}"),
    re.compile(rf"{_RGEC}[ ,:(;-]{{1,4}}(?:(?:en|a|dans|sur|par) )?(?:(?:son|ses|les?|l') ?)?{_ARTICLES}"),
)
_REGIME = re.compile(
    r"\bregime\b(?: cadre|-cadre)?(?: d'aides?)?(?:(?!\bregime|\bzone)(?:[^.;]|\.(?= ?\d))){0,80}?"
    r"\b(?:relatif aux |d'|des )?aides? (?:a |au |en faveur de |pour )?(?:la |l'|les )?"
    r"(?P<what>finalite regionale|formation\b|culture et|oeuvres audiovisuelles)"
)
_OF_REGIME = {"finalite regionale": "14", "formation": "31", "culture et": "53", "oeuvres audiovisuelles": "54"}
"""Regimes that bear the name of one article of the regulation; every other holds several."""

_NUMBERED = re.compile(r"\bsa[. ]{0,2}\d{2}")
_MORE = re.compile(r"(?: \(afr\))? ?(?:,|et|/|ainsi que) (?:aux|des|d'|a |au|les?|la|l'|en faveur)")
"""« relatif aux aides à la formation et à l'emploi »: more than one article."""

_RESTS = re.compile(
    r"\b(?:au titre|sur (?:la )?base|en application|fonde|relev|base juridique|exempt|conform|dans le cadre|en vertu"
    r"|regime|respect|encadr|prise? en|plafon|intensite|taux|adosse)"
)
_SPOKEN_OF = re.compile(
    r"\bau sens d|\bdefini|\bhors\b|\bne rel|\bn'est pas|\bne (?:sont|s'appli)|\bexclu|\bsauf\b|\bexcept|\bsi\b|\bs'il"
    r"|\blorsqu|\ben cas\b|\bselon\b|\bsoit\b|\bpeu(?:t|vent)\b|\bpourr|\beventuel|\bnotamment\b|\ble cas echeant"
    r"|\bminimis\b|\bou\b|\bexemple|\bnotifie[es]?\b"
)
"""Words that make of an article a case, an example or a definition."""
_OF_RESEARCH = {
    "fundamental_research": re.compile(r"\brecherche fondamentale"),
    "industrial_research": re.compile(r"\brecherche industrielle"),
    "experimental_development": re.compile(r"\bdeveloppement experimental"),
    "feasibility_study": re.compile(r"\betudes? de faisabilite"),
}
WORTH_A_LOOK = re.compile(r"rgec|651/2014|exemption par|r[ée]gime", re.IGNORECASE)
"""Without one of these in the text as given there is nothing to read."""


def find(passage: Passage) -> Iterator[Told]:
    """The articles, joined by a bar, and the aim where the words leave one alone."""
    text = passage.text
    if WORTH_A_LOOK.search(text) is None or passage.scene == "excluded":
        return
    named = [read for pattern in _NAMED for read in pattern.finditer(text)]
    if named:
        yield from _of_articles(text, named)
        return
    regimes = list(_REGIME.finditer(text))
    alone = text.count("regime") == 1 and len(_NUMBERED.findall(text)) < 2
    if len(regimes) == 1 and alone and not _SPOKEN_OF.search(text) and not _MORE.match(text, regimes[0].end()):
        read = regimes[0]
        article = _OF_REGIME[read["what"]]
        yield Told(read.start(), read.end(), "regime.named", (("articles", article), *_aim((article,), text)))


def _of_articles(text: str, named: list[re.Match[str]]) -> Iterator[Told]:
    """What articles of the regulation say, when the sentence rests the aid on them."""
    around = text
    for read in named:
        around = around.replace(read[0], " ")
    if _SPOKEN_OF.search(around) or not (_RESTS.search(text) or _is_label(around)):
        return
    cited = dict.fromkeys(number for read in named for number in _numbers(read["numbers"]))
    if not cited or not all(map(articles.is_known, cited)):
        return
    start, end = min(read.start() for read in named), max(read.end() for read in named)
    yield Told(start, end, "regime.article", (("articles", "|".join(cited)), *_aim(tuple(cited), text)))


def _is_label(around: str) -> bool:
    """« RGEC, article 54 » alone, or after a title of a few words: « Base juridique : »."""
    return len(re.findall(r"[a-z]{3,}", around)) <= _TITLE


_TITLE = 3


def _numbers(written: str) -> list[str]:
    """« 38 bis et 41 » -> 38 bis, 41; « 17 a 19 » -> 17, 18, 19."""
    found: list[str] = []
    for first, last in _RANGE.findall(written):
        found += [str(number) for number in range(int(first), int(last))]
    return found + [f"{number} bis" if more else number for number, more in _ONE.findall(written)]


_RANGE = re.compile(r"(\d{1,2}) a (?:l'article )?(\d{1,2})")
_ONE = re.compile(r"(\d{1,2})( ?bis|a\b)?")


def _aim(cited: tuple[str, ...], text: str) -> tuple[tuple[str, str], ...]:
    """The one aim of the articles; of the four kinds of research, the one the sentence names."""
    aims = {aim for article in cited for aim in articles.aims_of(article)}
    if len(aims) > 1 and len(cited) == 1:
        aims = {aim for aim in aims if aim in _OF_RESEARCH and _OF_RESEARCH[aim].search(text)}
    return (("aim", aims.pop()),) if len(aims) == 1 else ()
