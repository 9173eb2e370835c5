"""The national standard, written: valid under its published schema, and read back to what its columns hold."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from aidmatch.call import Call
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.formats import etalab
from aidmatch.formats._etalab_columns import cut
from aidmatch.sources import IMPORTERS
from aidmatch.sources._base import Reading

from .strategies import FORM_RULES, NAF_RULES, criteria

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 22, 9, tzinfo=PARIS)
SHARED = Path(__file__).parents[2] / "shared/sources"


def call_of(**fields: Any) -> Call:
    return Call.model_validate(
        {
            "id": "aide-au-fil",
            "title": "Aide au fil",
            "kind": "standing",
            "instrument": "grant",
            "window": {"kind": "unknown"},
            "origin": {"source": "essai"},
            **fields,
        }
    )


def row_of(call: Call) -> dict[str, str]:
    (row,) = etalab.export([call], AT, as_is=True).rows
    return row


def area(*codes: str, excluding: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"criteria": [{"kind": "perimeter", "within": codes, "except": excluding}]}


def written(tmp_path: Path, data: bytes, suffix: str) -> Path:
    path = tmp_path / f"aides.{suffix}"
    path.write_bytes(data)
    return path


def read_back(path: Path) -> Reading:
    return IMPORTERS["dispositif-aide"](path, path.name)


def faults(path: Path, schema: dict[str, Any]) -> list[Any]:
    frictionless = pytest.importorskip("frictionless")
    resource = frictionless.Resource(
        path=path.name, basepath=str(path.parent), schema=frictionless.Schema.from_descriptor(schema)
    )
    found: list[Any] = frictionless.validate(resource).flatten(["rowNumber", "fieldName", "note"])
    return found


LONG = "Une phrase entière, avec ses accents. " * 200
FULL: tuple[Call, ...] = (
    call_of(),
    call_of(id="corse-entiere", **area("DEP-2B", "DEP-2A", "DEP-13")),
    call_of(id="europe", **area("EU-27", "PAYS-99134", "EPCI-200027183", excluding=("COM-66136", "REG-988"))),
    call_of(
        id="tout-dit",
        title="Appel à projets « Fil », 2ᵉ relève",
        summary="Financez votre métier à tisser. " * 8,
        description=LONG,
        kind="call_for_projects",
        instrument="repayable_advance",
        programme="Plan Laine | Fonds du fil",
        funders=[{"name": "Caisse du Fil", "siren": "111222333"}],
        operator={"name": "Caisse du Fil", "siren": "111222333"},
        window={
            "kind": "cut_offs",
            "opens": date(2026, 2, 1),
            "cut_offs": [datetime(2026, 6, 30, 17, tzinfo=PARIS), date(2026, 12, 31)],
        },
        conditions=["Le métier est neuf.", "Sur\ndeux lignes."],
        criteria=[
            {"kind": "headcount", "min": 10},
            {"kind": "headcount", "max": 249},
            {"kind": "age", "min_months": 24},
            {"kind": "legal_form", "within": ["57", "SARL"], "except": ["SNC"]},
            {"kind": "micro_entrepreneur", "accepted": False},
            {"kind": "audience", "within": ["company", "cluster"]},
            {"kind": "turnover", "max": 2_000_000, "words": "moins de 2 M€ de chiffre d’affaires"},
            {"kind": "sme"},
            {"kind": "activity", "within": ["13"]},
            {"kind": "any_of", "branches": [{"kind": "age", "under_years": 8}, {"kind": "label", "any_of": ["jei"]}]},
        ],
        targeting={"naf": ["A", "58.21Z"], "naf_excluding": ["01"]},
        amounts={"ceiling": 50_000},
        origin={"source": "essai", "url": "https://exemple.fr/aide été?x=1|2", "read_on": "2026-05-04"},
    ),
)
REFUSED: tuple[Call, ...] = (
    call_of(id="corse-du-sud", **area("DEP-2A")),
    call_of(id="ajaccio", **area("REG-76", "COM-2A004")),
    call_of(id="sauf-la-haute-corse", **area("PAYS-99100", excluding=("DEP-2B",))),
    call_of(id="barcelone", **area("NUTS-ES511")),
)


def test_the_default_file_is_valid_under_the_published_schema(tmp_path: Path) -> None:
    export = etalab.export([*FULL, *REFUSED], AT)
    assert len(export.rows) == len(FULL)
    assert [problem.file for problem in export.left_out] == [call.id for call in REFUSED]
    assert faults(written(tmp_path, etalab.to_csv(export.rows), "csv"), etalab.schema()) == []
    assert faults(written(tmp_path, etalab.to_json(export.rows), "json"), etalab.schema()) == []


def test_the_file_as_is_is_valid_under_the_patched_schema_only(tmp_path: Path) -> None:
    export = etalab.export([*FULL, *REFUSED], AT, as_is=True)
    assert (len(export.rows), export.left_out) == (len(FULL) + len(REFUSED), [])
    path = written(tmp_path, etalab.to_csv(export.rows), "csv")
    assert faults(path, etalab.patched_schema()) == []
    assert len(faults(path, etalab.schema())) == len(REFUSED)


def test_the_patched_schema_differs_by_the_two_patterns_alone() -> None:
    published, patched = etalab.schema(), etalab.patched_schema()
    changed = [new["name"] for old, new in zip(published["fields"], patched["fields"], strict=True) if old != new]
    assert changed == list(etalab.TERRITORIES)
    for field in patched["fields"]:
        if field["name"] in etalab.TERRITORIES:
            field["constraints"]["pattern"] = r"^[A-Z]+-\d+(\|[A-Z]+-\d+)*$"
    assert patched == published


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published schema is not here")
def test_the_schema_shipped_is_the_published_one() -> None:
    path = SHARED / "dispositif-aide/schema/dispositif-aide-professionnels.schema.json"
    assert json.loads(path.read_bytes()) == etalab.schema()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not here")
def test_real_calls_are_valid_under_the_published_schema(tmp_path: Path) -> None:
    path = SHARED / "mission-transition-ecologique/samples/programs.json"
    calls = IMPORTERS["mission-transition-ecologique"](path, path.name).calls
    calls += read_back(SHARED / "dispositif-aide/samples/data_gouv_export.csv").calls
    export = etalab.export(calls, AT)
    assert len(export.rows) == len(calls)
    assert faults(written(tmp_path, etalab.to_csv(export.rows), "csv"), etalab.schema()) == []


def test_both_departments_of_corsica_are_their_region() -> None:
    row = row_of(FULL[1])
    assert row["eligibilite_geographique"] == "REG-94|DEP-13"


@pytest.mark.parametrize(
    ("codes", "cell"),
    [
        (("REG-94", "DEP-2A"), "REG-94"),
        (("COM-2A004", "PAYS-99100"), "PAYS-99100"),
        (("DEP-66", "REG-76", "DEP-2A"), "DEP-66|REG-76|DEP-2A"),
    ],
)
def test_a_territory_the_schema_refuses_goes_when_another_listed_holds_it(codes: tuple[str, ...], cell: str) -> None:
    assert row_of(call_of(**area(*codes)))["eligibilite_geographique"] == cell


def test_what_the_columns_hold_and_what_they_cannot() -> None:
    export = etalab.export([FULL[3]], AT)
    (row,) = export.rows
    held = {
        "types_aides": "financement",
        "porteurs": '[{"nom": "Caisse du Fil", "siren": "111222333", "roles": ["financeur", "instructeur"]}]',
        "programmes_parents": "Plan Laine|Fonds du fil",
        "url_source": "https://exemple.fr/aide%20%C3%A9t%C3%A9?x=1%7C2",
        "cibles": "professionnels|associations",
        "eligibilite_geographique": "PAYS-99100",
        "date_ouverture": "2026-02-01T00:00:00+01:00",
        "date_cloture": "2026-12-31T23:59:59+01:00",
        "date_mise_a_jour": "2026-05-04T00:00:00+02:00",
        "eligibilite_effectif_minimal": "10",
        "eligibilite_effectif_maximal": "249",
        "eligibilite_annees_existence_minimal": "2",
        "eligibilite_forme_juridique": "SAS|SARL",
        "eligibilite_forme_juridique_exclusions": "SNC|Microentrepreneur",
        "ciblage_naf": "A|58.21Z",
        "ciblage_naf_exclusions": "01",
    }
    assert {column: row[column] for column in held} == held
    assert "moins de 2 M€ de chiffre d’affaires" in row["eligibilite"]
    assert "• Sur deux lignes." in row["eligibilite"]
    kinds = ("activity", "any_of", "audience", "perimeter", "sme", "turnover")
    lost = (*kinds, "amounts", "cut_offs", "instrument", "long_text")
    assert export.lost == dict.fromkeys(lost, 1)


def test_required_columns_are_never_empty() -> None:
    row = row_of(FULL[0])
    required = [field["name"] for field in etalab.schema()["fields"] if field.get("constraints", {}).get("required")]
    assert all(row[column] for column in required)
    assert row["ciblage_secteur_activite"] == "tous secteurs d'activité"


def test_naf_2025_goes_by_its_label() -> None:
    export = etalab.export([call_of(targeting={"naf": ["K"], "nomenclature": "naf-2025"})], AT)
    (row,) = export.rows
    assert row["ciblage_naf"] == ""
    assert "logici" in row["ciblage_secteur_activite"] or "informati" in row["ciblage_secteur_activite"].casefold()
    assert export.lost["naf-2025"] == 1


def test_the_id_is_a_uuid_of_ours_that_never_changes() -> None:
    row = row_of(FULL[0])
    assert UUID(row["id"]).version == 5
    assert row["id"] == row_of(call_of(title="Autre titre"))["id"] != row_of(FULL[1])["id"]


def test_a_closing_at_midnight_ends_the_day_before(tmp_path: Path) -> None:
    row = row_of(call_of(window={"kind": "dated", "closes": "2026-12-31T00:00:00+01:00"}))
    assert row["date_cloture"] == "2026-12-30T23:59:59+01:00"
    assert read_back(written(tmp_path, etalab.to_csv([row]), "csv")).calls[0].window.closes == date(2026, 12, 30)


def test_text_is_cut_at_a_sentence() -> None:
    assert cut("Une phrase. Une autre.", 15) == "Une phrase."
    assert cut("Sans aucun point ici", 12) == "Sans aucun…"
    assert cut("x" * 30, 10) == "x" * 9 + "…"
    assert cut("Court", 10) == "Court"


WORDS = st.sampled_from(("Le métier est neuf.", "Le fil est long", "« Être » adhérent, à jour", "50 % de laine", "A|B"))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
# Not the hour that spring skips: no source writes it, and no two programs read it alike.
MOMENTS = DAYS | st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(PARIS),
    allow_imaginary=False,
).map(lambda at: at.replace(second=0, microsecond=0))
WINDOWS = st.one_of(
    MOMENTS.map(lambda closes: {"kind": "dated", "opens": date(2025, 12, 1), "closes": closes}),
    st.sampled_from(("permanent", "until_exhausted", "forecast", "suspended", "closed", "ended", "unknown")).map(
        lambda kind: {"kind": kind}
    ),
)
BODIES = st.builds(lambda name, siren: {"name": name, "siren": siren}, WORDS, st.sampled_from((None, "111222333")))


def _some(pool: tuple[str, ...], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(pool), min_size=least, max_size=3, unique=True)


HELD_FORMS = tuple(form for form in FORM_RULES if not form[0].isdigit())
HELD_RULES = (
    st.tuples(_some(("REG-76", "DEP-66", "COM-34172", "PAYS-99134", "DEP-2A"), 1), _some(("COM-75056",))).map(
        lambda codes: {"kind": "perimeter", "within": codes[0], "except": codes[1]}
    ),
    st.sampled_from((["company"], ["company", "association", "cluster"], ["person"])).map(
        lambda within: {"kind": "audience", "within": within}
    ),
    st.tuples(st.integers(0, 50), st.integers(51, 900) | st.none()).map(
        lambda bounds: {"kind": "headcount", "min": bounds[0], "max": bounds[1]}
    ),
    st.integers(1, 9).map(lambda years: {"kind": "age", "min_years": years}),
    st.tuples(_some(HELD_FORMS, 1), _some(("SNC", "GIE"))).map(
        lambda forms: {"kind": "legal_form", "within": forms[0], "except": forms[1]}
    ),
    st.just({"kind": "micro_entrepreneur", "accepted": False}),
)
"""Rules the columns hold whole, in the order they are read back."""


@st.composite
def held_calls(draw: st.DrawFn) -> Call:
    """Calls of which the columns hold everything drawn."""
    rules: list[Any] = [draw(rule) for rule in HELD_RULES[:2]]
    rules += [draw(rule) for rule in HELD_RULES[2:] if draw(st.booleans())]
    naf = draw(_some(tuple(code for code in NAF_RULES if code in ("58.21Z", "62", "59.11A", "A"))))
    programme = draw(st.none() | st.sampled_from(("France 2030", "Plan Laine | Fonds du fil")))
    return call_of(
        title=draw(WORDS),
        summary=draw(st.none() | WORDS.map(lambda words: f"Pitch : {words}")),
        description=draw(st.none() | WORDS.map(lambda words: f"Texte\nsur deux lignes : {words}")),
        instrument=draw(st.sampled_from(("grant", "loan", "tax_credit", "training", "advice"))),
        level="national" if rules[0]["within"] == ["PAYS-99100"] else None,
        programme=programme,
        funders=draw(st.lists(BODIES, max_size=2, unique_by=lambda body: body["name"])),
        operator=draw(st.none() | BODIES),
        window=draw(WINDOWS),
        conditions=draw(st.lists(WORDS, max_size=3, unique=True)),
        open_to_all=draw(st.booleans()),
        criteria=rules,
        targeting={"naf": naf, "sectors": draw(_some(("laine", "métiers d’art", "textile, habillement")))},
        origin={"source": "essai", "url": draw(st.none() | st.just("https://exemple.fr/a?b=c")), "read_on": draw(DAYS)},
    )


NOT_A_COLUMN: Any = {"id": True, "origin": {"source", "id", "confidence", "note"}, "language": True}


def held(call: Call) -> dict[str, Any]:
    """What the columns hold of a call."""
    return call.model_dump(exclude=NOT_A_COLUMN)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(call=held_calls())
@pytest.mark.parametrize("form", ["csv", "json"])
def test_export_then_import_is_the_identity_on_what_the_columns_hold(tmp_path: Path, form: str, call: Call) -> None:
    write = etalab.to_csv if form == "csv" else etalab.to_json
    export = etalab.export([call], AT, as_is=True)
    reading = read_back(written(tmp_path, write(export.rows), form))
    (again,) = reading.calls
    assert reading.problems == []
    assert export.lost == {}
    closed, opened = again.window.closings(), again.window.opening()
    assert (closed, opened) == (_closings(call), call.window.opening())
    assert held(again) | {"window": None} == held(call) | {"window": None}
    assert again.window.kind == call.window.kind
    assert again.origin.id == row_of(call)["id"]


def _closings(call: Call) -> tuple[Any, ...]:
    """A closing at midnight is the end of the day before."""
    closes = call.window.closes
    if isinstance(closes, datetime) and closes.time() == datetime.min.time():
        return call.window.model_copy(update={"closes": date.fromordinal(closes.toordinal() - 1)}).closings()
    return call.window.closings()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rules=st.lists(criteria(), max_size=5))
def test_any_call_is_written_once_and_for_all(tmp_path: Path, rules: list[Any]) -> None:
    """Reading a row back and writing it again gives the same row, its id apart, which is another call's."""
    call = call_of(criteria=[rule.model_dump(by_alias=True) for rule in rules], operator={"name": "Caisse du Fil"})
    row = row_of(call)
    # Two rules that nobody meets together: the row says so, and is told when it is read.
    least, most = (row[f"eligibilite_effectif_{bound}"] for bound in ("minimal", "maximal"))
    assume(least in (None, "") or most in (None, "") or int(least) <= int(most))
    reading = read_back(written(tmp_path, etalab.to_csv([row]), "csv"))
    (again,) = reading.calls
    assert reading.problems == []
    assert row_of(again) | {"id": ""} == row | {"id": ""}
    held_areas = [rule for rule in again.criteria if isinstance(rule, Perimeter)]
    assert len(held_areas) == 1


@given(rules=st.lists(criteria("perimeter"), min_size=1, max_size=1))
def test_no_area_is_ever_widened(rules: list[Perimeter]) -> None:
    call = call_of(criteria=[rule.model_dump(by_alias=True) for rule in rules])
    export = etalab.export([call], AT)
    asked = set(rules[0].within) | set(rules[0].excluding)
    refused = {code for code in asked if code in {"DEP-2A", "NUTS-ES511", "NUTS-ES5"}}
    for row in export.rows:
        written_codes = set(row["eligibilite_geographique"].split("|"))
        assert written_codes <= set(rules[0].within) or (not rules[0].within and written_codes == {"PAYS-99100"})
    if export.left_out:
        assert refused
