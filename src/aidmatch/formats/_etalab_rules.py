"""The criteria of a call -> the eligibility columns of the national standard, and in words what these cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.call import AnyOf
from aidmatch.criteria.activity import Activity
from aidmatch.criteria.age import Age
from aidmatch.criteria.audience import Audience
from aidmatch.criteria.headcount import Headcount
from aidmatch.criteria.legal_form import LegalForm
from aidmatch.criteria.micro_entrepreneur import MicroEntrepreneur
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.criteria.prose import Prose
from aidmatch.formats import _words
from aidmatch.formats._wording import Wording
from aidmatch.nomenclatures import territories
from aidmatch.sources import standard

if TYPE_CHECKING:
    from aidmatch.call import Call, Condition

ANYWHERE = Perimeter.model_fields["places"].default


class Rules(NamedTuple):
    """What the columns hold of a call's criteria, and what they do not."""

    cells: dict[str, str]
    sentences: list[str]
    """In words, the criteria no column holds."""
    lost: set[str]
    """Their kinds."""
    activity: Activity | None
    """The hard list of trades, when there is one alone."""


def rules_of(call: Call) -> Rules:
    """Each criterion to its column; several of one kind where one column can say them together."""
    rules = Rules({}, [], set(), _only_activity(call))
    perimeters = [one for one in call.criteria if isinstance(one, Perimeter)]
    rules.cells.update(_area(perimeters[0] if perimeters else None))
    audiences = [one for one in call.criteria if isinstance(one, Audience)]
    rules.cells.update(_audience(audiences))
    rules.lost.update(_widened(perimeters, audiences, rules.cells["cibles"]))
    rules.cells.update(_bounds(call.criteria))
    left = [one for one in call.criteria if not _is_held(one, perimeters)]
    rest = _forms(rules.cells, left)
    for criterion in rest:
        if isinstance(criterion, Prose):
            rules.sentences.append(criterion.text)
            continue
        rules.lost.add(criterion.kind)
        name = _french().term(_words.CRITERIA, criterion.kind)
        told = criterion.words or standard.SEE_SOURCE
        rules.sentences.append(f"{name[:1].upper()}{name[1:]} : {told}")
    return rules


def _widened(perimeters: Sequence[Perimeter], audiences: Sequence[Audience], targets: str) -> set[str]:
    """Kinds whose column, as it must be filled in, says something else than the call does."""
    told = {nature for target in standard.several(targets) for nature in standard.AUDIENCES[target]}
    natures = set.intersection(*(set(one.within) for one in audiences)) if audiences else set()
    where = any(one.within for one in perimeters)
    return {kind for kind, differs in (("perimeter", not where), ("audience", told != natures)) if differs}


def _french() -> Wording:
    return Wording("fr")


def _only_activity(call: Call) -> Activity | None:
    found = [one for one in call.criteria if isinstance(one, Activity)]
    return found[0] if len(found) == 1 else None


def _is_held(criterion: Condition, perimeters: Sequence[Perimeter]) -> bool:
    """Whether the columns other than the legal form say the whole of a criterion."""
    match criterion:
        case Perimeter():
            return criterion is perimeters[0] and set(criterion.places) == set(ANYWHERE)
        case Audience():
            return True
        case Headcount():
            return criterion.ruler == "headcount"
        case Age():
            return _years(criterion) is not None and criterion.under is None and criterion.min_closed_years is None
    return False


def _area(perimeter: Perimeter | None) -> dict[str, str]:
    """The territories; the column is required, so that a call that names none is written as France."""
    within = _written(perimeter.within) if perimeter else ()
    excluding = _written(perimeter.excluding) if perimeter else ()
    return {
        "eligibilite_geographique": standard.joined(within or (standard.FRANCE,)),
        "eligibilite_geographique_exclusions": standard.joined(excluding),
    }


def _written(codes: Iterable[str]) -> tuple[str, ...]:
    """The same area in codes that end in digits where that can be: both departments of Corsica are their region."""
    listed = list(dict.fromkeys(codes))
    if {"DEP-2A", "DEP-2B"} <= set(listed):
        listed[min(listed.index("DEP-2A"), listed.index("DEP-2B"))] = "REG-94"
    numbered = {code for code in listed if code.partition("-")[2].isdigit()}
    kept = [code for code in listed if code in numbered or numbered.isdisjoint(territories.ancestors(code))]
    return tuple(dict.fromkeys(kept))


def _audience(audiences: Sequence[Audience]) -> dict[str, str]:
    """The targets common to every rule; the calls on file are for companies where none is told."""
    common = [
        target
        for target, natures in standard.AUDIENCES.items()
        if audiences and all(not set(natures).isdisjoint(audience.within) for audience in audiences)
    ]
    return {"cibles": standard.joined(common or ("professionnels",))}


def _bounds(criteria: Iterable[Condition]) -> dict[str, str]:
    """Headcount and years of existence: several rules together are their strictest bounds."""
    criteria = list(criteria)
    heads = [one for one in criteria if isinstance(one, Headcount) and one.ruler == "headcount"]
    numbers = {
        "eligibilite_effectif_minimal": max((one.min for one in heads if one.min is not None), default=None),
        "eligibilite_effectif_maximal": min((one.max for one in heads if one.max is not None), default=None),
        "eligibilite_annees_existence_minimal": max(
            (years for one in criteria if isinstance(one, Age) and (years := _years(one)) is not None), default=None
        ),
    }
    return {column: str(number) for column, number in numbers.items() if number is not None}


def _years(age: Age) -> int | None:
    """The least age from creation, in whole years; None when the rule has none, or one the column cannot say."""
    if age.counted_from != "created" or age.least is None or age.least % 12:
        return None
    return age.least // 12


def _forms(cells: dict[str, str], left: Sequence[Condition]) -> list[Condition]:
    """Legal forms by their short names, the micro-entrepreneur regime among them; gives back what does not go in."""
    admitted: list[tuple[str, ...]] = []
    excluded: list[str] = []
    rest: list[Condition] = []
    for criterion in left:
        within, excluding = _names(criterion)
        if within is None or excluding is None or (within and admitted):
            rest.append(criterion)
            continue
        admitted.extend([within] if within else [])
        excluded.extend(excluding)
    if admitted:
        cells["eligibilite_forme_juridique"] = standard.joined(admitted[0])
    if excluded:
        cells["eligibilite_forme_juridique_exclusions"] = standard.joined(excluded)
    return rest


def _names(criterion: Condition) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """The forms a criterion admits and leaves out, as names; None where it says something else or has no name."""
    match criterion:
        case LegalForm():
            return _short(criterion.within), _short(criterion.excluding)
        case MicroEntrepreneur(accepted=True):
            return (standard.MICRO_ENTREPRENEUR,), ()
        case MicroEntrepreneur():
            return (), (standard.MICRO_ENTREPRENEUR,)
        case AnyOf(branches=((LegalForm() as form,), (MicroEntrepreneur(accepted=True),))) if not form.excluding:
            within = _short(form.within)
            return within and (*within, standard.MICRO_ENTREPRENEUR), ()
    return None, None


def _short(forms: Iterable[str]) -> tuple[str, ...] | None:
    names = tuple(standard.short_name(form) for form in forms)
    return tuple(name for name in names if name) if all(names) else None
