"""The columns of the extension « professionnels » -> hard criteria and targeting.

Its eligibility columns are hard, its « ciblage » columns soft; an empty cell is no restriction; exclusions win. What
cannot be judged stays in words, as the sentence the column makes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from aidmatch import company
from aidmatch.call import AnyOf, Condition, Targeting
from aidmatch.criteria.age import Age
from aidmatch.criteria.audience import Audience
from aidmatch.criteria.headcount import Headcount
from aidmatch.criteria.legal_form import LegalForm
from aidmatch.criteria.micro_entrepreneur import MicroEntrepreneur
from aidmatch.nomenclatures import activities, legal_forms, size_categories
from aidmatch.sources import standard
from aidmatch.sources._base import Note, alike, is_every_section
from aidmatch.value import say

SOLE_TRADER = "1"

Row = Mapping[str, str]


class Rules(NamedTuple):
    """What the columns ask."""

    criteria: tuple[Condition, ...]
    prose: tuple[str, ...]


def rules_of(row: Row, as_of: date | None, note: Note) -> Rules:
    """The criteria of a row; `as_of` is the day it was last changed, for the INSEE categories of that day."""
    sentences = standard.stated(row)
    criteria: list[Condition] = []
    prose: list[str] = []
    for found in (
        _audience(row, note),
        _headcount(row, as_of, sentences, note),
        _age(row, sentences, note),
        _forms(row, sentences),
    ):
        criteria.extend(found.criteria)
        prose.extend(found.prose)
    return Rules(tuple(criteria), tuple(prose))


def _audience(row: Row, note: Note) -> Rules:
    targets = [alike(target) for target in standard.several(row.get("cibles", ""))]
    unknown = [target for target in targets if target not in standard.AUDIENCES]
    if unknown:
        note("cibles", say("no such value: {names:text}", names=", ".join(unknown)))
        return Rules((), (f"Bénéficiaires : {', '.join(targets)}.",))
    within: tuple[company.Audience, ...] = tuple(
        audience for target in dict.fromkeys(targets) for audience in standard.AUDIENCES[target]
    )
    if not within or set(targets) == set(standard.AUDIENCES):
        return Rules((), ())
    return Rules((Audience(kind="audience", within=within),), ())


def _number(row: Row, column: str, note: Note) -> int | None:
    """A whole number; None when the cell is empty or holds none, and then it is noted."""
    cell = row.get(column, "")
    if not cell:
        return None
    try:
        number = float(cell)
    except ValueError:
        number = -1
    if number < 0 or not number.is_integer():
        note(column, say("a whole number was expected, not {given:text}", given=cell))
        return None
    return int(number)


def _headcount(row: Row, as_of: date | None, sentences: Mapping[str, str], note: Note) -> Rules:
    columns = ("eligibilite_effectif_minimal", "eligibilite_effectif_maximal")
    least, most = (_number(row, column, note) for column in columns)
    prose = [
        sentences[column]
        for column, number in zip(columns, (least, most), strict=True)
        if number is None and column in sentences
    ]
    if least is not None and most is not None and least > most:
        note(columns[0], say("min is above max"))
        return Rules((), tuple(sentences[column] for column in columns))
    column = "eligibilite_categorie_taille_entreprise"
    categories = {category.upper() for category in standard.several(row.get(column, ""))}
    if categories and categories != set(standard.SIZES):
        prose.append(sentences[column])
        ceiling = _ceiling(categories, as_of)
        if ceiling is not None and (least is None or least <= ceiling):
            most = ceiling if most is None else min(most, ceiling)
    if least is None and most is None:
        return Rules((), tuple(prose))
    return Rules((Headcount(kind="headcount", min=least, max=most),), tuple(prose))


def _ceiling(categories: set[str], as_of: date | None) -> int | None:
    """The headcount over which a company is surely in none of the categories; None when none is sure."""
    limits = [size_categories.fewer_than(category, as_of) for category in categories]
    known = [limit for limit in limits if limit is not None]
    return max(known) - 1 if known and len(known) == len(limits) else None


def _age(row: Row, sentences: Mapping[str, str], note: Note) -> Rules:
    column = "eligibilite_annees_existence_minimal"
    years = _number(row, column, note)
    if years is None:
        return Rules((), (sentences[column],) if column in sentences else ())
    return Rules((Age(kind="age", min_years=years),) if years else (), ())


def _forms(row: Row, sentences: Mapping[str, str]) -> Rules:
    """A list of admitted forms is judged when every name is known; of those left out, each known name is."""
    column = "eligibilite_forme_juridique"
    admitted, regime = _names(row.get(column, ""))
    left_out, regime_out = _names(row.get(f"{column}_exclusions", ""))
    prose: list[str] = []
    criteria: list[Condition] = []
    if not all(map(standard.is_known_form, admitted)):
        prose.append(sentences[column])
        admitted, regime = (), False
    unknown = [form for form in left_out if not standard.is_known_form(form)]
    if unknown:
        prose.append(standard.stated({f"{column}_exclusions": standard.joined(unknown)})[f"{column}_exclusions"])
    known = tuple(form for form in left_out if form not in unknown)
    if any(SOLE_TRADER in (legal_forms.codes_of(form) or ()) for form in admitted):
        regime = False
    if regime and admitted:
        form = LegalForm(kind="legal_form", within=admitted)
        criteria.append(AnyOf(kind="any_of", branches=((form,), (_regime(accepted=True),))))
        admitted, regime = (), False
    if admitted or known:
        criteria.append(LegalForm(kind="legal_form", within=admitted, excluding=known))
    if regime:
        criteria.append(_regime(accepted=True))
    if regime_out:
        criteria.append(_regime(accepted=False))
    return Rules(tuple(criteria), tuple(prose))


def _regime(*, accepted: bool) -> MicroEntrepreneur:
    return MicroEntrepreneur(kind="micro_entrepreneur", accepted=accepted)


def _names(cell: str) -> tuple[tuple[str, ...], bool]:
    """The legal forms of a list, and whether the micro-entrepreneur regime is among them."""
    names = tuple(dict.fromkeys(standard.several(cell)))
    forms = tuple(name for name in names if not standard.is_micro_entrepreneur(name))
    return forms, len(forms) < len(names)


def targeting_of(row: Row, note: Note) -> Targeting:
    """The trades meant, in the nomenclature that knows most of the codes."""
    cells = {column: standard.several(row.get(column, "")) for column in ("ciblage_naf", "ciblage_naf_exclusions")}
    given = [activities.normalise(code) or code for codes in cells.values() for code in codes]
    nomenclature = max(activities.NOMENCLATURES, key=lambda name: sum(activities.exists(code, name) for code in given))
    lists = [_codes(codes, column, nomenclature, note) for column, codes in cells.items()]
    labels = [_folded(activities.label(code, nomenclature)) for code in lists[0]]
    sectors = [
        sector
        for sector in standard.several(row.get("ciblage_secteur_activite", ""))
        if alike(sector) not in standard.EVERY_SECTOR_TOO
    ]
    if [_folded(sector) for sector in sectors] == list(dict.fromkeys(labels)):
        sectors = []
    return Targeting(
        naf=() if is_every_section(lists[0], nomenclature) else lists[0],
        naf_excluding=lists[1],
        nomenclature="naf-2025" if nomenclature == activities.NAF_2025 else "naf-rev2",
        sectors=tuple(dict.fromkeys(sectors)),
    )


def _codes(codes: Sequence[str], column: str, nomenclature: str, note: Note) -> tuple[str, ...]:
    normal = [activities.normalise(code) or code for code in codes]
    unknown = [code for code in normal if not activities.exists(code, nomenclature)]
    if unknown:
        note(column, say("no such activity code: {codes:text}; the others are kept", codes=", ".join(unknown)))
    return tuple(dict.fromkeys(code for code in normal if code not in unknown))


def _folded(label: str) -> str:
    return alike(standard.joined([label]))
