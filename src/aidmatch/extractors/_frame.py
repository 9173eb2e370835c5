"""The words around a condition: those that add nothing, and those that make it no condition at all.

A sentence is *closed* when all that is left beside what was read are words of the first sort. Only then is it read
whole; any other word leaves it in prose as well.
"""

from __future__ import annotations

import re
from pkgutil import get_data

_WORD = re.compile(r"[a-z0-9&%€@]+")

FRAME = frozenset((get_data("aidmatch.extractors", "data/frame.txt") or b"").decode().split())
"""Words that add nothing to a condition: articles, verbs of being and having, names for whoever applies."""

DANGER = re.compile(
    r"\b(?:si|lorsque|lorsqu'|quand|selon|suivant (?:le|la|les)|en fonction|en cas|dans le cas|prioritair\w*"
    r"|priorite|"
    r"priorisees?|privilegi\w*|preference|preferentiel\w*|notamment|par exemple|tels? que|telles? que|bonus|bonif\w*|"
    r"major(?:e|ee|es|ees|ation|ations)\b|taux|plafonn\w*|plafonds?|derog\w*|modalites?|specifiques?|renforce\w*"
    r"|complementaires?|differente?s?|toutefois|cependant|neanmoins|"
    r"exceptionnel\w*|a titre|recommand\w*|souhaitable|idealement|de preference|en moyenne|moyenne|environ"
    r"|objectif\w*|"
    r"vis(?:e|ent) a|permet\w*|remise|gratuit\w*|tarif\w*|factur\w*|forfait\w*|cofinanc\w*|prise? en charge|"
    r"pour cent|jusqu'a \d+ ?%|\d+ ?%|rembours\w*|majeure partie|peut-etre|le cas echeant|eventuel\w*|"
    r"anciennement|avant le|simplifi\w*|obligation de|tenues? de|soumis\w* a|au-dela|au dela|sauf|excepte|"
    r"volets?|axes?|options?|tranches?|a defaut|sinon|parmi|dont au moins|dont \d+|ou non)\b"
    r"|%|\?"
)
"""Words that make a bound a case, a wish or a rate rather than a condition."""

ELIGIBLE = re.compile(
    r"\b(?:eligibles?|beneficiaires?|s'adress\w+|reservee?s?|destinee?s?|ouverte?s?|accessibles?|concern(?:e|ent|ee"
    r"|ees|es)|"
    r"beneficier|candidater|pretendre|postuler|doivent|doit|devra|devront|etre|avoir|ayant|cible|vise|peuvent|"
    r"s'agi\w+|dedie\w*|soutien\w*|accompagne\w*|toute?s?)\b"
)
"""Words by which a sentence says who may apply."""

_NOT_THE_APPLICANT = (
    r"depenses?|couts?|frais|assiette|montants?|aides?|subventions?|primes?|prets?|taux|investissements?|budgets?"
    r"|projets?|"
    r"operations?|actions?|travaux|formations?|stagiaires?|emplois?|recrutements?|embauches?|creations?|postes?|"
    r"communes?|habitants?|collectivites?|logements?|chiffres?|parts?|surfaces?|vehicules?|groupes?|equipes?|"
    r"partenaires?|clients?|fournisseurs?|sous-traitants?|prestataires?|experts?|intervenants?|participants?"
    r"|marches?|"
    r"financements?|emprunts?|diagnostics?|bilans? carbone|etudes?|contrats?|produits?|equipements?|materiels?|"
    r"installations?|bati\w+|locaux|etudiants?|jeunes|demandeurs? d'emploi|consortiums?|membres?|dirigeants?|"
    r"exportations?|devis|durees?|renouvellements?|versements?|dossiers?|conventions?|maison-mere|filiales?"
)
_APPLICANT = (
    r"entreprises?|societes?|structures?|pme|tpe|eti|pmi|etablissements?|employeurs?|organismes?|candidats?"
    r"|demandeurs?|"
    r"beneficiaires?|porteurs?(?: de projets?)?|exploitations?|associations?|start-?ups?|jeunes pousses|vous|"
    r"cooperatives?|artisans?|commerces?|commercants?|industries?|industriels?|studios?|cabinets?|effectifs?|taille"
)
_SUBJECT = re.compile(rf"\b(?:(?P<no>{_NOT_THE_APPLICANT})|(?P<yes>{_APPLICANT}))\b")


def is_closed(text: str) -> bool:
    """Whether nothing is said here but words that add nothing."""
    return all(word in FRAME for word in _WORD.findall(text))


def subject(text: str) -> bool | None:
    """Whether the last thing named is the applicant: True, False, or None when nothing is named."""
    named = list(_SUBJECT.finditer(text[-200:]))
    return named[-1]["yes"] is not None if named else None


SIZE = re.compile(
    r"\b(?:petites? et moyennes?|petites? entreprises?|moyennes?|pme|tpe|eti|europeen\w*|communautaire|2003/361"
    r"|651/2014"
    r"|moins de \d+ (?:salaries|personnes))\b"
)
"""Words beside which « micro-entreprise » is the size class, not the tax regime."""


def says_nothing(text: str) -> bool:
    """Whether a passage in which nothing was read is a title, or names an applicant at most.

    « Avoir un an d'existence » has no other words than those that add nothing, and says something all the same.
    """
    words = _WORD.findall(text)
    return len(words) <= (_NAME if starts_with_applicant(text) else _TITLE) and is_closed(text)


_NAME, _TITLE = 3, 2
"""Words of the longest name for whoever applies, « toutes les entreprises », and of a bare title, « Conditions »."""

_NAMED = re.compile(
    rf"(?:(?:les|des|aux|une?|l'|toute?s?|tous) ?)*(?:{_APPLICANT}"
    r"|collectivites?|communes|epci|syndicats|laboratoires?|universites?|particuliers?|personnes?|micro-?|auto-?"
    r"|tres petites|petites|sas|sarl|sa\b|sci|scop|scic|eurl|poles?|clusters?|grappes?|professionnels?|organismes?"
    r"|fondations?|mutuelles?|gie|acteurs?)"
)


def starts_with_applicant(text: str) -> bool:
    """Whether an item of a list names a sort of applicant, rather than go on with what is above it."""
    return _NAMED.match(text) is not None
