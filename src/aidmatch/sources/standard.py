"""The words of the national standard *dispositif-aide* (Etalab, v0.2.0 of 8 June 2026), and ours for them.

No source, but what the reader and the writer of the standard share: the vocabularies of its columns, and the
sentences by which its structured columns are also said in the text `eligibilite`, so that a person reads all the
conditions there and a reader does not take the same condition twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aidmatch.call import Instrument
from aidmatch.company import Audience
from aidmatch.nomenclatures import legal_forms
from aidmatch.window import WindowKind

BAR = "|"
"""Separates the values of a list."""

FRANCE = "PAYS-99100"

INSTRUMENTS: Mapping[str, Instrument] = {
    "prêt": "loan",
    "avantage fiscal": "tax_credit",
    "financement": "grant",
    "formation": "training",
    "étude": "advice",
    "conseil": "advice",
    "assistance": "advice",
    "information": "advice",
}
"""By type of aid. Of several types the first here speaks: money before advice, so that the « financement|étude » of a
subsidised diagnosis is a grant. The types come from an open list kept outside the schema; one not here is a grant."""

AID_TYPES: Mapping[Instrument, str] = {
    "grant": "financement",
    "repayable_advance": "financement",
    "loan": "prêt",
    "guarantee": "financement",
    "tax_credit": "avantage fiscal",
    "exemption": "avantage fiscal",
    "equity": "financement",
    "prize": "financement",
    "training": "formation",
    "advice": "conseil",
    "in_kind": "assistance",
    "cluster_funding": "financement",
}
"""Type of aid an instrument is written as; several instruments share one."""

AUDIENCES: Mapping[str, tuple[Audience, ...]] = {
    "professionnels": ("company",),
    "particuliers": ("person",),
    "associations": ("association", "cluster"),
    "secteur public": ("public_body", "research"),
}
"""By « cible ». A cluster is an association by its form and a research body mostly public: reading the word narrowly
would turn them away without the source saying so."""

ROLES = {"funder": "financeur", "operator": "instructeur", "neither": "diffuseur"}

MICRO_ENTREPRENEUR = "Microentrepreneur"
"""A legal form in the standard's list, a regime here."""

EVERY_SECTOR = "tous secteurs d'activité"
"""What the schema asks to write when no trade is meant."""

EVERY_SECTOR_TOO = frozenset({EVERY_SECTOR, "tous secteurs", "tous secteurs d'activités", "tous les secteurs"})
"""The ways it is met, apostrophes straight and in lower case."""

OPEN_TO_ALL = "Toutes les entreprises, sans condition de taille, d’ancienneté ni d’activité."
SEE_SOURCE = "voir la source"
"""After the name of a rule that no column holds and no words say; a reader leaves such a line as it is."""
NOT_STATED = "Conditions non précisées par la source."

WINDOWS: Mapping[WindowKind, str] = {
    "permanent": "Dépôt toute l’année.",
    "until_exhausted": "Dépôt jusqu’à épuisement de l’enveloppe.",
    "forecast": "Dispositif annoncé, pas encore ouvert.",
    "suspended": "Dispositif suspendu.",
    "closed": "Dispositif clos, sans date de réouverture connue.",
    "ended": "Dispositif arrêté.",
}
"""What the two dates cannot say of a window, said in the text: with no closing a reader would take a closed call for
an open one."""

SIZES = ("MIC", "PME", "ETI", "GE")
"""INSEE categories (decree 2008-1354 of 18 December 2008, art. 3), smallest first."""


def several(cell: str) -> list[str]:
    """The values of a list, without blanks or empty ones."""
    return [part.strip() for part in cell.split(BAR) if part.strip()]


def joined(values: Iterable[str]) -> str:
    """A list as a cell; a bar inside a value becomes a slash."""
    return BAR.join(dict.fromkeys(" ".join(value.replace(BAR, "/").split()) for value in values))


def stated(row: Mapping[str, str]) -> dict[str, str]:
    """The sentence each structured eligibility column of a row makes, by column."""
    sentences = {
        "eligibilite_effectif_minimal": "Effectif minimal : {} salariés.",
        "eligibilite_effectif_maximal": "Effectif maximal : {} salariés.",
        "eligibilite_categorie_taille_entreprise": "Catégories d’entreprises admises (INSEE) : {}.",
        "eligibilite_annees_existence_minimal": "Années d’existence au minimum : {}.",
        "eligibilite_forme_juridique": "Formes juridiques admises : {}.",
        "eligibilite_forme_juridique_exclusions": "Formes juridiques exclues : {}.",
    }
    return {
        column: sentence.format(", ".join(several(row[column])))
        for column, sentence in sentences.items()
        if row.get(column)
    }


def is_micro_entrepreneur(form: str) -> bool:
    """Whether a « forme juridique » is the micro-entrepreneur regime, under any of its names."""
    return "".join(letter for letter in form.casefold() if letter.isalpha()) in {
        "microentrepreneur",
        "microentreprise",
        "autoentrepreneur",
        "autoentreprise",
    }


def is_known_form(form: str) -> bool:
    """Whether a short name of a legal form can be judged."""
    return legal_forms.codes_of(form) is not None or bool(legal_forms.may_hide_under(form))


def short_name(form: str) -> str | None:
    """The short name of a legal form given as a code or a name; None when only the code says it."""
    if is_known_form(form):
        return form
    names = (own for own in legal_forms.short_names() if own.codes == (form,) and not own.may_hide_under)
    return next((own.name for own in names), None)
