"""A text cut into passages: one sentence or one item of a list each, with the heading it stands under.

The heading decides what a sentence means: « Moins de 10 salariés » under « Ne sont pas éligibles : » is the contrary of
the same words under « Conditions : », and says nothing of the applicant under « Dépenses éligibles : ». Where the reach
of a heading is not clear, its passages are *unclear*, and what they say stays prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from aidmatch.extractors._text import Folded

Scene = Literal["conditions", "who", "excluded", "aside", "unclear"]
"""Conditions that add up; a list of those who may apply, any of them; a list of those who may not; no matter of the
applicant (costs, selection, a case); a heading whose reach is not clear."""

Topic = Literal["size", "place", "sector", "age", "form", "project"]
"""What the heading is about, which tells how to take a bare word."""


class Heading(NamedTuple):
    """What a heading makes of the lines under it."""

    scene: Scene
    topic: Topic | None = None


class Passage(NamedTuple):
    """One sentence, or one item of a list."""

    text: str
    """Folded."""
    start: int
    """Where it begins in the whole folded text."""
    scene: Scene
    topic: Topic | None
    group: int
    """Items of one list share it."""
    is_heading: bool = False
    under: tuple[int, int] | None = None
    """Where its heading stands in the folded text; None without one."""


LONGEST_HEADING = 160

EXCLUDED = re.compile(
    r"\b(?:(?:(?:ne |n')(?:sont|est|seront|sera|peuvent|peut|pourront|pourra) (?:(?:donc|pas|plus|etre|ni) ){0,3}"
    r"(?:eligible|beneficier|beneficiaire|pretendre|candidater|concern|admis|retenu|ouvert|destine|accessible"
    r"|postuler)\w*)"
    r"|(?:ne s'adresse|ne concerne)(?:nt)? pas"
    r"|(?:sont |est |seront )?(?:non[ -](?:eligibles?|admis|admises?|admissibles?|concernee?s?)|ineligibles?"
    r"|exclu(?:s|e|es)?)\b)"
)
"""A sentence, or a heading, that says who may not apply."""
_TURNED_AWAY = re.compile(r"\b(?:exclusions?|(?:ne|n').{1,30}\bpas)\b")
_WHO = re.compile(
    r"\b(?:beneficiaires?|qui peut|sont eligibles?|est eligible|peuvent (?:en )?(?:beneficier|candidater|deposer|"
    r"pretendre|participer|solliciter|y pretendre)|publics?\b|cibles?\b|pour qui|a qui|s'adresse|(?:est"
    r"|sont) destine|"
    r"(?:est|sont) ouvert|(?:entreprises?|structures?|organismes?|candidats?|demandeurs?|porteurs?(?: de projets?)?)"
    r" (?:eligibles?|concernee?s?|admis|admises)|eligibles? :?$|est reserve|sont concernee?s)"
)
_ASIDE = re.compile(
    r"\b(?:depenses?|couts?|frais|assiette|montants?|taux|plafonds?|modalites?|calendriers?|selections?|notations?|"
    r"evaluations?|engagements?|obligations?|priorit\w+|objectifs?|versements?|pieces?|documents?|contacts?"
    r"|demarches?|"
    r"procedures?|cumuls?|projets?|operations?|actions?|travaux|investissements?|thematiques?|volets?|axes?|etapes?|"
    r"en cas|dans le cas|lorsque|si|pour les?|pour l'|exemples?|bonifications?|majorations?|prestations?|"
    r"equipements?|vehicules?|duree (?:du|de l'|de la)|recommandations?|attention|nota|remarques?|a noter|"
    r"materiels?|logements?|formations?|financements?)\b"
)
_ALTERNATIVES = re.compile(
    r"\b(?:l'une? (?:au moins )?des|au moins (?:une?|l'une?|deux|trois)\b|au choix|soit\b|une des conditions|ou bien"
    r"|alternati)"
)
_CONDITIONS = re.compile(
    r"\b(?:conditions?|criteres?|eligibilite|prerequis|pre-requis|doit|doivent|devra|devront|etre)\b"
)
_TOPICS: tuple[tuple[re.Pattern[str], Topic], ...] = (
    (re.compile(r"\b(?:taille|effectifs?|nombre de salaries)\b"), "size"),
    (
        re.compile(
            r"\b(?:geographi\w+|territoires?|localisation|implantation|zones?|perimetre|regions? concernees?)\b"
        ),
        "place",
    ),
    (
        re.compile(
            r"\b(?:secteurs?|sectoriel\w*|activites? (?:concernee|eligible|exclue)s?|codes? (?:naf|ape)|filieres?"
            r"|secteur d'activite)\b"
        ),
        "sector",
    ),
    (re.compile(r"\b(?:anciennete|annees? d'(?:activite|existence)|duree d'existence|age de l'entreprise)\b"), "age"),
    (re.compile(r"\b(?:formes? juridiques?|statuts? juridiques?)\b"), "form"),
)
_BULLET = re.compile(r"(?:[•\->+o]|\d{1,2}[.)]|[a-z][.)]|\([a-z0-9]\)) +|[•>]")
_INLINE = re.compile(r"([^:\n]{3,110}?) ?: +(?=\S)")
_END = re.compile(r"[.!?;](?:\"|\))? +(?=\S)|;| (?=• )")
_ABBREVIATION = re.compile(
    r"(?:^|[ ('])(?:art|arts|n|no|cf|ex|m|mm|mme|st|ste|env|p|pp|al|tel|av|bd|min|max|reg|dir|ref|st|vol|chap|app"
    r"|approx|[a-z])\.$"
)


_OF_A_PROJECT = re.compile(
    r"(?:les? |l')?(?:projets?|operations?|travaux|investissements?)(?: presentee?s?)? (?:doi(?:ven)?t|devr(?:a|ont))"
)
"""« Les projets doivent : »: what follows is asked of them, and of the applicant only when it must not have begun."""
_LABEL = re.compile(r" (?=(?:[a-z']+ ){0,6}?(?:eligibles?|eligibilite)(?: [a-z']+){0,6} ?: )")
"""Where a label such as « Aires géographiques éligibles : » begins in the middle of a line."""


def heading(text: str) -> Heading | None:
    """What a heading means; None when it is none that is known."""
    if _is_case(text):
        return Heading("aside")
    if _OF_A_PROJECT.fullmatch(text):
        return Heading("conditions", "project")
    topic = next((topic for pattern, topic in _TOPICS if pattern.search(text)), None)
    if _ALTERNATIVES.search(text):
        return Heading("aside", topic)
    if EXCLUDED.search(text) or _TURNED_AWAY.search(text):
        # « Dépenses exclues » says nothing of who applies, « Secteurs exclus » does.
        return Heading("aside" if _ASIDE.search(text) and topic is None else "excluded", topic)
    if topic is not None:
        return Heading("aside" if re.search(r"\b(?:depenses?|taux|montants?)\b", text) else "conditions", topic)
    # « Conditions d'éligibilité » wins over the « projet » that may follow; costs win over everything.
    if _ASIDE.search(text) and not re.match(
        r"(?:porteurs?|beneficiaires?|qui peut|autres? conditions?|a qui|pour qui)\b", text
    ):
        return Heading("aside")
    if _WHO.search(text):
        return Heading("who")
    if _CONDITIONS.search(text):
        return Heading("conditions")
    return None


class _Place:
    """Where in the lists of a text one stands: the heading above, and how far it reaches."""

    def __init__(self, base: Heading) -> None:
        self.base = base
        self.here = base
        self.title: tuple[int, int] | None = None
        self.group = 0
        self.items = 0
        self.bulleted = False
        self.after_blank = False

    def under(self, named: Heading, title: tuple[int, int]) -> None:
        """A heading begins."""
        self.here, self.title = named, title
        self.items, self.after_blank = 0, False
        self.group += 1

    def item(self, *, is_item: bool) -> None:
        """A line under it: past the end of the list the heading reaches no further, or not surely."""
        if self.items and self.here.scene in ("excluded", "who"):
            if self.bulleted and not is_item:
                self.here, self.title = self.base, None
                self.group += 1
            elif not self.bulleted and self.after_blank:
                self.here = Heading("unclear", self.here.topic)
                self.group += 1
        if self.here.scene == "conditions" or not self.items:
            self.bulleted = is_item
        self.items += 1
        self.after_blank = False
        if self.here.scene != "who":
            self.group += 1


def passages(folded: Folded, given: str, above: Heading | None) -> Iterator[Passage]:
    """Every passage of the text, in order; together they hold all of it but blanks and bullets."""
    place = _Place(above or Heading("conditions"))
    start = 0
    for line in folded.text.split("\n"):
        begin, start = start, start + len(line) + 1
        body = line.strip(" ")
        if not body:
            place.after_blank = place.items > 0
            continue
        begin += len(line) - len(line.lstrip(" "))
        mark = _BULLET.match(body)
        if mark and mark.end() < len(body):
            begin += mark.end()
            body = body[mark.end() :]
        title = body.rstrip(" :")
        is_closing = body.endswith(":") or (mark is None and _is_title(body))
        named = heading(title) if is_closing and len(body) <= LONGEST_HEADING else None
        if title and (body.endswith(":") or named is not None):
            # A heading that is none of those known is a sentence too: « Toute PME de Bretagne : » says something.
            is_known = named is not None and named.scene != "conditions"
            scene: Scene = "aside" if is_known else place.base.scene
            place.group += 1
            yield Passage(title, begin, scene, None, place.group, is_known)
            place.under(named or place.base, (begin, begin + len(title)))
            continue
        place.item(is_item=mark is not None)
        for low, high in _labelled(folded, given, body, begin):
            yield from _line(folded, given, body[low:high], begin + low, place)


def _labelled(folded: Folded, given: str, body: str, begin: int) -> Iterator[tuple[int, int]]:
    """The parts of a line of labels, « Éligibilité sectorielle : … Aires éligibles : … »; else the whole line."""
    cuts = [0]
    first = _INLINE.match(body)
    own = heading(first[1]) if first else None
    is_form = own is not None and own.scene == "conditions" and own.topic is not None
    for label in _LABEL.finditer(body) if is_form and "exclu" not in body else ():
        if given[folded.starts[begin + label.end()]].isupper() and label.end() - cuts[-1] > 1:
            cuts.append(label.end())
    for low, high in zip(cuts, [*cuts[1:], len(body)], strict=True):
        yield low, len(body[:high].rstrip(" ")) if high < len(body) else high


def _line(folded: Folded, given: str, body: str, begin: int, place: _Place) -> Iterator[Passage]:
    """The passages of a line, which may bear a heading of its own: « Sont exclus : les SCI »."""
    inline = _INLINE.match(body)
    own = heading(inline[1]) if inline and "http" not in inline[1] else None
    if own is None or inline is None:
        yield from _sentences(folded, given, body, begin, place.here, place.group, place.title)
        return
    if own.scene == "aside" or place.here.scene in ("aside", "unclear"):
        scene: Scene = "unclear" if place.here.scene == "unclear" else "aside"
        yield from _sentences(folded, given, body, begin, Heading(scene), place.group, place.title)
        return
    if place.here.scene == "excluded":
        own = Heading("excluded" if own.scene == "conditions" else "unclear", own.topic)
    place.group += 1
    yield Passage(inline[1], begin, "aside", None, place.group, is_heading=True)
    place.group += 1
    title = (begin, begin + len(inline[1]))
    yield from _sentences(folded, given, body[inline.end() :], begin + inline.end(), own, place.group, title)
    place.group += 1


def _sentences(
    folded: Folded,
    given: str,
    body: str,
    begin: int,
    under: Heading,
    group: int,
    title: tuple[int, int] | None,
) -> Iterator[Passage]:
    """The sentences of a line; a full stop ends one where a capital follows."""
    last = 0
    pieces: list[tuple[int, int]] = []
    for end in _END.finditer(body):
        if end[0][0] == ".":
            following = given[folded.starts[begin + end.end()]]
            if following.islower() or _ABBREVIATION.search(body, max(0, end.start() - 12), end.start() + 1):
                continue
        pieces.append((last, end.end()))
        last = end.end()
    pieces.append((last, len(body)))
    sentence = 0
    for low, high in pieces:
        text = body[low:high]
        stripped = text.strip(" ;•")
        if not stripped:
            continue
        place = begin + low + text.index(stripped)
        scene: Scene = under.scene
        if sentence and scene in ("who", "excluded") and not body[low - 2 : low].strip().endswith(";"):
            # The second sentence of an item comments on it, or begins something else.
            scene = "unclear"
        sentence += 1
        yield Passage(stripped, place, scene, under.topic, group, under=title)


def _is_title(body: str) -> bool:
    """A line of a few words without an end is a title when it is one that is known."""
    return len(body) <= 60 and body[-1] not in ".,;" and _TITLE.fullmatch(body) is not None


_TITLE = re.compile(
    r"(?:les |nos |vos )?(?:beneficiaires?(?: eligibles?)?|qui peut en beneficier ?\??|pour qui ?\??"
    r"|public(?:s)? (?:cible|vise|eligible|concerne)s?|"
    r"conditions?(?: d'(?:eligibilite|acces|attribution|octroi|obtention))?|criteres? (?:d'eligibilite|de selection)|"
    r"(?:autres )?conditions? (?:d'eligibilite|particulieres?)|exclusions?|(?:entreprises?|beneficiaires?"
    r"|structures?) (?:non eligibles?|ineligibles?|exclu(?:e|es|s))|"
    r"secteurs? exclus|depenses (?:non )?eligibles?|depenses exclues|projets? eligibles?|montants?(?: de l'aide)?"
    r"|taux(?: d'aide)?|calendrier|modalites?.{0,30}|"
    r"pieces a fournir|documents? a fournir|demarches?|engagements?|objectifs?|contacts?)"
)


def _is_case(body: str) -> bool:
    return re.match(r"(?:pour|si|en cas|dans le cas|lorsqu|cas|volet|axe|option|hypothese)\b", body) is not None
