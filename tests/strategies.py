"""Companies, projects and rules for property tests, drawn from the same small pools so that they meet.

A company is drawn whole first (its *truth*, every fact of which agrees with the others), then some facts are
hidden: left out, or said less precisely. So two companies can be one and the same, known more or less well.
What a law of "learning" may not do is add something: another establishment, another closed year, another role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from hypothesis import strategies as st

from aidmatch.company import Accounts, Applicant, Award, Company, Establishment, Holding, Partner, Place, Project, Span
from aidmatch.criteria import SHELF, Criterion
from aidmatch.value import months_after

AS_OF = date(2026, 11, 22)

PLACES = (
    {"commune": "66136"},
    {"commune": "66195"},
    {"commune": "34172"},
    {"commune": "75056"},
    {"commune": "2A004"},
    {"country": "ES", "nuts": "ES511"},
)
TERRITORIES = ("REG-76", "REG-94", "DEP-66", "DEP-2A", "COM-66136", "PAYS-99100", "EU-27", "NUTS-ES511", "NUTS-ES5")
NAF = ("58.21Z", "58.11Z", "59.11A", "62.01Z", "62.02A", "94.99Z", "01.11Z")
NAF_RULES = ("58.21Z", "58.21", "58.2", "58", "J", "62", "59.11A", "A", "94.99Z")
NAF_2025 = ("58.21Z", "62.10Y", "59.11Z", "01.11Y")
NAF_2025_RULES = ("58.21Z", "58", "62.10Y", "K", "J")
FORMS = ("1000", "5498", "5499", "5710", "5720", "6540", "7210", "8410", "9150", "9220", "9300")
FORM_RULES = ("1", "5", "57", "5710", "5498", "9220", "92", "SAS", "SARL", "SCOP", "association")
STAFF = (0, 1, 5, 8, 9, 10, 11, 12, 20, 45, 49, 50, 60, 199, 210, 240, 249, 250, 260, 300, 320, 700, 760)
MONEY = (0, 500_000, 1_900_000, 2_000_000, 2_100_000, 10_000_000, 11_000_000, 43_000_000, 45_000_000, 50_000_000)
MONEY_TOO = (*MONEY, 52_000_000, 150_000_000, 200_000_000)
LABELS = ("jei", "esus", "qualiopi", "cir")
STAGES = ("idea", "creation", "seed", "development", "growth", "transmission")
AUDIENCES = ("company", "association", "cluster", "research", "person", "public_body")
REGIMES = ("corporate_tax", "income_tax", "micro", "not_taxed")
REGULATIONS = ("general", "sgei", "agriculture", "fisheries")
COUNTRIES = ("FR", "ES", "US")
CLASSES = ("micro", "small", "medium", "midcap", "large")
TOLD = tuple(
    {"by": by, "on": on} for by in ("head", "register", None) for on in (date(2024, 5, 2), date(2026, 9, 1), None)
)

PROVENANCE = (
    "headcount",
    "naf",
    "accounts",
    "holdings",
    "seat",
    "establishments",
    "projects",
    "debts_paid",
    "in_difficulty",
    "aid_received",
    "controlled_outside_eu",
)

DAYS = st.dates(date(2015, 1, 1), AS_OF)
DRIFT = st.sampled_from((1.0, 0.85, 0.96, 1.04, 1.19))
"""How far an earlier year, or work units, may lie from the figure they stand beside (the margin `near_a_ceiling`)."""


class Learning(NamedTuple):
    """One and the same applicant, known less and known better."""

    less: Applicant
    more: Applicant


class Facts(NamedTuple):
    """Everything true of a company, and the same facts as they may be told less well."""

    truth: dict[str, Any]
    vague: dict[str, Any]


def _some(pool: tuple[Any, ...], *, least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some of a pool, in any order, none twice."""
    return (
        st.lists(st.sampled_from(pool), min_size=least, max_size=most, unique=True).map(tuple) if pool else st.just(())
    )


@st.composite
def _place(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, str] | None]:
    place = draw(st.sampled_from(PLACES))
    if place.get("commune", "").startswith("66"):
        return place, draw(st.sampled_from(({"department": "66"}, {"region": "76"}, {"country": "FR"}, None)))
    return place, draw(st.sampled_from(({"country": place.get("country", "FR")}, None)))


@st.composite
def _awards(draw: st.DrawFn) -> tuple[Award, ...]:
    one = st.builds(
        Award,
        granted_on=DAYS,
        amount=st.sampled_from((5_000, 40_000, 100_000, 200_000, 300_000)),
        de_minimis=st.sampled_from((*REGULATIONS, "general", None)),
    )
    return tuple(draw(st.lists(one, max_size=3)))


@st.composite
def _accounts(draw: st.DrawFn, awu: float, first: date) -> tuple[tuple[Accounts, ...], tuple[Accounts, ...]]:
    """One to four years in a row, the earlier ones near the last, and the same with figures left out."""
    last = {"awu": awu, "turnover": draw(st.sampled_from(MONEY_TOO)), "balance_total": draw(st.sampled_from(MONEY_TOO))}
    told, vague = [], []
    for back in range(draw(st.integers(1, 4))):
        closed_on = months_after(date(2025, 12, 31), -12 * back)
        if closed_on < first:
            break
        figures: dict[str, Any] = dict(last)
        if back:
            figures = {name: amount * draw(DRIFT) for name, amount in last.items()}
            figures |= {name: int(figures[name]) for name in ("turnover", "balance_total")}
        hidden = draw(_some(("awu", "turnover", "balance_total")))
        capital = draw(st.sampled_from((None, 10_000)))
        rest: dict[str, Any] = {
            "closed_on": closed_on,
            "equity": draw(st.sampled_from((None, 2_000, 40_000))),
            "capital": capital,
        }
        told.append(Accounts(**rest | figures))
        vague.append(Accounts(**rest | figures | dict.fromkeys(hidden)))
    return tuple(told), tuple(vague)


@st.composite
def _holding(draw: st.DrawFn, side: str) -> tuple[Holding, Holding]:
    holder = draw(st.sampled_from(("enterprise", "enterprise", "person", "public_body", "exempt_investor")))
    share = draw(st.sampled_from((0.1, 0.25, 0.3, 0.5, 0.51, 1.0)))
    controls = True if share > 0.5 else draw(st.sampled_from((False, False, True)))
    awu = draw(st.sampled_from((0, 5, 40, 200, 400)))
    told, less = draw(_accounts(float(awu), date(2000, 1, 1)))
    truth: dict[str, Any] = {
        "side": side,
        "holder": "enterprise" if side == "subsidiary" else holder,
        "share": share,
        "controls": controls,
        "country": draw(st.sampled_from(COUNTRIES)),
        "accounts": told[:1],
        "aid_received": draw(_awards()),
    }
    silent = share > 0.5 or not controls or (share >= 0.25 and truth["holder"] != "exempt_investor")
    vague = truth | {
        "controls": None if silent else controls,
        "accounts": less[:1],
        "aid_received": draw(st.sampled_from((None, truth["aid_received"]))),
    }
    return Holding(**truth), Holding(**vague)


@st.composite
def _holdings(draw: st.DrawFn, sides: tuple[str, ...]) -> tuple[tuple[Holding, ...], tuple[Holding, ...] | None]:
    drawn = draw(st.lists(st.sampled_from(sides).flatmap(_holding), max_size=2)) if sides else []
    truth, vague = tuple(told for told, _ in drawn), tuple(less for _, less in drawn)
    return truth, draw(st.sampled_from((None, vague)))


def _abroad(holding: Holding) -> bool:
    return holding.side == "parent" and bool(holding.controls) and holding.country == "US"


@st.composite
def company_facts(draw: st.DrawFn) -> Facts:
    """A whole company, and each of its facts less well told."""
    truth: dict[str, Any] = {"id": draw(st.sampled_from(("atelier", "studio", "labo"))), "name": "Société fictive"}
    vague: dict[str, Any] = {}

    def both(field: str, told: Any, *less: Any) -> None:
        truth[field] = told
        vague[field] = draw(st.sampled_from((None, *less)))

    form = draw(st.sampled_from(FORMS))
    both("legal_form", form, form[:1], form[:2] if form != "1000" else "1")
    naf = draw(st.sampled_from(NAF))
    both("naf", naf, naf[:5], naf[:4], naf[:2])
    both("naf_2025", draw(st.sampled_from(NAF_2025)))
    heads = draw(st.sampled_from(STAFF))
    awu = heads * draw(DRIFT)
    year = draw(st.sampled_from((2023, 2025, None)))
    bands = (
        Span(low=heads // 2, high=heads * 2, year=year),
        Span(low=max(0, heads - 3), high=heads + 5, year=year),
        Span(low=heads, high=None, year=year),
    )
    both("headcount", Span(low=heads, high=heads, year=year), *bands)
    both("awu", Span(low=awu, high=awu), Span(low=awu / 2, high=awu + 3))
    first = date(draw(st.integers(2014, 2025)), 12, 31)
    both("first_closed_year", first)
    both("created", draw(st.dates(date(first.year - 1, 1, 1), date(first.year, 12, 1))))
    told, less = draw(_accounts(awu, first))
    truth["accounts"] = told
    vague["accounts"] = () if len(told) == 1 and draw(st.booleans()) else less
    truth["merged_on"] = draw(st.sampled_from((None, None, date(2025, 6, 1))))
    holdings, fewer = draw(_holdings(() if form == "1000" else ("parent", "parent", "subsidiary")))
    truth["holdings"], vague["holdings"] = holdings, fewer
    both("controlled_outside_eu", any(map(_abroad, holdings)) or draw(st.booleans()))
    both("micro_entrepreneur", draw(st.booleans()) if form in ("1000", "5498") else False)
    both("economic_activity", draw(st.booleans()))
    both("tax_regime", draw(st.sampled_from(REGIMES)))
    labels = draw(_some(LABELS))
    both("labels", labels)
    truth["labels_refused"] = draw(_some(tuple(label for label in LABELS if label not in labels)))
    both("debts_paid", draw(st.booleans()))
    both("in_difficulty", draw(st.booleans()))
    both("aid_received", draw(_awards()))
    truth["stages"], vague["stages"] = draw(_some(STAGES, least=1)), ()
    truth["roles"] = draw(_some(("cluster", "research"), most=1))
    seat, near = draw(_place())
    truth["seat"], vague["seat"] = Place(**seat), Place(**near) if near else None
    listed = draw(st.lists(_place(), max_size=2))
    opened = [draw(st.sampled_from((None, date(2020, 1, 1), date(2027, 1, 1)))) for _ in listed]
    truth["establishments"] = tuple(
        Establishment(place=Place(**place), opened=day) for (place, _), day in zip(listed, opened, strict=True)
    )
    imprecise = tuple(
        Establishment(place=Place(**(less or {})), opened=day) for (_, less), day in zip(listed, opened, strict=True)
    )
    vague["establishments"] = draw(st.sampled_from(("unknown", imprecise)))
    truth["provenance"] = {field: draw(st.sampled_from(TOLD)) for field in draw(_some(PROVENANCE, most=6))}
    return Facts(truth, vague)


@st.composite
def project_facts(draw: st.DrawFn, stages: tuple[str, ...] = STAGES) -> Facts:
    """A whole project, and each of its facts less well told."""
    place, near = draw(_place())
    state = draw(st.sampled_from(("not_started", "started", "done")))
    begun = DAYS if state != "not_started" else st.dates(months_after(AS_OF, 1), date(2027, 12, 31))
    partner = st.builds(
        Partner,
        country=st.sampled_from(COUNTRIES),
        audience=st.sampled_from(("company", "research", "association")),
        share=st.sampled_from((None, 0.1, 0.3)),
        sme=st.sampled_from((None, True, False)),
    )
    truth: dict[str, Any] = {
        "place": Place(**place),
        "costs": draw(st.sampled_from((10_000, 60_000, 250_000, 2_000_000))),
        "stage": draw(st.sampled_from(stages)),
        "state": state,
        "started_on": draw(begun),
        "partners": tuple(draw(st.lists(partner, max_size=3))),
    }
    vague = dict.fromkeys(truth) | {"place": Place(**near) if near else None}
    return Facts({"id": "projet", "title": "Projet fictif"} | truth, vague)


def _known(facts: Facts, hidden: frozenset[str]) -> dict[str, Any]:
    return facts.truth | {field: facts.vague[field] for field in hidden}


def _part_of(names: Iterable[str]) -> st.SearchStrategy[frozenset[str]]:
    """Any subset, each as likely as another."""
    ordered = sorted(names)
    return st.integers(0, 2 ** len(ordered) - 1).map(
        lambda bits: frozenset(name for place, name in enumerate(ordered) if bits >> place & 1)
    )


@st.composite
def companies(draw: st.DrawFn) -> Company:
    """A company of which more or less is known."""
    facts = draw(company_facts())
    known = _known(facts, draw(_part_of(facts.vague)))
    known["projects"] = tuple(draw(st.lists(projects(), max_size=2, unique_by=lambda project: project.id)))
    return Company(**known)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A project of which more or less is known."""
    facts = draw(project_facts())
    known = _known(facts, draw(_part_of(facts.vague)))
    return Project(**known | {"id": draw(st.sampled_from(("projet", "autre", "troisieme")))})


@st.composite
def applicants(draw: st.DrawFn) -> Applicant:
    """A company, alone or for a project."""
    return Applicant(draw(companies()), draw(st.none() | projects()))


@st.composite
def learnings(draw: st.DrawFn) -> Learning:
    """An applicant known less and known better: gaps filled and bands narrowed, nothing added."""
    facts = draw(company_facts())
    planned = draw(project_facts(facts.truth["stages"]))
    hidden, hidden_of_project = draw(_part_of(facts.vague)), draw(_part_of(planned.vague))
    still, still_of_project = draw(_part_of(hidden)), draw(_part_of(hidden_of_project))
    described = draw(st.sampled_from(((False, False), (False, True), (True, True))))
    less, more = (
        Applicant(Company(**_known(facts, fields)), Project(**_known(planned, of_project)) if told else None)
        for fields, of_project, told in (
            (hidden, hidden_of_project, described[0]),
            (still, still_of_project, described[1]),
        )
    )
    return Learning(less, more)


def _bounds(pool: tuple[int, ...]) -> st.SearchStrategy[dict[str, Any]]:
    one = st.sampled_from(pool)
    return st.one_of(
        one.map(lambda least: {"min": least}),
        one.map(lambda most: {"max": most}),
        st.tuples(one, one).map(lambda pair: {"min": min(pair), "max": max(pair)}),
    )


def _in_and_out(pool: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    lists = st.tuples(_some(pool), _some(pool, most=2)).filter(lambda pair: bool(pair[0] or pair[1]))
    return lists.map(lambda pair: {"within": pair[0], "except": pair[1]})


def _options(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of the fields, one at least, for rules whose every field is optional."""
    return st.fixed_dictionaries({}, optional=fields).filter(lambda chosen: any(chosen.values()))


def _age() -> st.SearchStrategy[dict[str, Any]]:
    bounds = st.sampled_from(
        (
            {"min_years": 1},
            {"min_years": 3, "min_months": 6},
            {"under_years": 8},
            {"min_years": 1, "under_years": 5},
            {"min_closed_years": 2},
            {"min_closed_years": 3, "under_years": 8},
        )
    )
    return st.tuples(bounds, st.sampled_from(("created", "first_closed_year"))).map(
        lambda drawn: {**drawn[0], "counted_from": drawn[1]}
    )


def _de_minimis() -> st.SearchStrategy[dict[str, Any]]:
    amount = st.sampled_from((0, 5_000, 60_000, 150_000, 300_000, 500_000))
    ordered = st.tuples(amount, amount).map(lambda pair: {"smallest": min(pair), "largest": max(pair)})
    return st.tuples(ordered | amount.map(lambda most: {"largest": most}), st.sampled_from(REGULATIONS)).map(
        lambda drawn: {**drawn[0], "regulation": drawn[1]}
    )


def _activity() -> st.SearchStrategy[dict[str, Any]]:
    return _in_and_out(NAF_RULES) | _in_and_out(NAF_2025_RULES).map(lambda rule: {**rule, "nomenclature": "naf-2025"})


def _perimeter() -> st.SearchStrategy[dict[str, Any]]:
    kinds = _some(("seat", "establishment", "project"), least=1)
    return st.tuples(_in_and_out(TERRITORIES), kinds).map(lambda drawn: {**drawn[0], "places": drawn[1]})


def _headcount() -> st.SearchStrategy[dict[str, Any]]:
    rulers = st.sampled_from(("headcount", "awu"))
    return st.tuples(_bounds(STAFF), rulers).map(lambda drawn: {**drawn[0], "ruler": drawn[1]})


FIELDS: dict[str, Callable[[], st.SearchStrategy[dict[str, Any]]]] = {
    "perimeter": _perimeter,
    "activity": _activity,
    "headcount": _headcount,
    "sme": lambda: st.fixed_dictionaries({}, optional={"classes": _some(CLASSES, least=1, most=5)}),
    "turnover": lambda: _bounds(MONEY_TOO),
    "balance": lambda: _bounds(MONEY_TOO),
    "age": _age,
    "legal_form": lambda: _in_and_out(FORM_RULES),
    "micro_entrepreneur": lambda: st.fixed_dictionaries({"accepted": st.booleans()}),
    "audience": lambda: st.fixed_dictionaries({"within": _some(AUDIENCES, least=1)}),
    "ownership": lambda: _options(eu_control=st.booleans(), independent=st.booleans()),
    "tax_regime": lambda: st.fixed_dictionaries({"within": _some(REGIMES, least=1)}),
    "label": lambda: _options(any_of=_some(LABELS), none_of=_some(LABELS)),
    "de_minimis": _de_minimis,
    "works_start": lambda: st.fixed_dictionaries(
        {"rule": st.sampled_from(("before_application", "after_receipt", "after_complete", "after_decision"))}
    ),
    "stage": lambda: st.fixed_dictionaries({"within": _some(STAGES, least=1)}),
    "consortium": lambda: _options(
        min_partners=st.integers(1, 4),
        min_countries=st.integers(1, 3),
        research_body=st.booleans(),
        min_regions=st.integers(1, 3),
        min_sme_share=st.sampled_from((0.3, 1.0)),
        sme_share_of=st.sampled_from(("partners", "costs")),
        unlinked=st.booleans(),
        max_share=st.sampled_from((0.4, 0.7)),
        # What a share is counted of asks for nothing by itself.
    ).filter(lambda fields: any(value for name, value in fields.items() if name != "sme_share_of")),
    "standing": lambda: _options(debts_paid=st.booleans(), not_in_difficulty=st.booleans()),
    "prose": lambda: st.fixed_dictionaries({"text": st.sampled_from(("Le projet est innovant.", "Être adhérent."))}),
}
"""How a rule of each kind is filled in."""


def criteria(kind: str | None = None) -> st.SearchStrategy[Criterion]:
    """A rule of one kind, or of any."""
    if kind is None:
        return st.sampled_from(sorted(SHELF)).flatmap(criteria)
    return FIELDS[kind]().map(lambda fields: SHELF[kind](kind=kind, **fields))
