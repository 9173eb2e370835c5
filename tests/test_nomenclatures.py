"""The code lists, asked as the rooms above ask them."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import unicodedata
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from aidmatch.nomenclatures import (
    activities,
    eu_actions,
    figures,
    former_regions,
    headcount_bands,
    legal_forms,
    territories,
)

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "aidmatch" / "nomenclatures" / "data"
TABLES = sorted(DATA.glob("*.csv"))


def table(path: Path) -> tuple[list[str], list[list[str]]]:
    header, *lines = csv.reader(path.read_text(encoding="utf-8").splitlines())
    return header, lines


# Tables


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_sorted_whole_and_small(path: Path) -> None:
    header, lines = table(path)
    assert b"\r" not in path.read_bytes()
    assert path.stat().st_size < 2_000_000
    assert lines == sorted(lines)
    assert all(len(line) == len(header) for line in lines)
    by_two = {"union_members", "nomenclatures_in_force"}
    keys = [tuple(line[:2]) if path.stem in by_two else line[0] for line in lines]
    if path.stem == "priorities":
        keys = [(line[0], line[1], line[3]) for line in lines]
    if path.stem == "regional_areas":
        keys = [(line[0], line[2]) for line in lines]
    if path.stem == "eu_actions":
        keys = [(line[0], line[1], line[5]) for line in lines]
    if path.stem in {"figures", "gber"}:
        keys = [(line[0], line[3]) for line in lines]
    assert len(keys) == len(set(keys))


def test_every_table_names_its_source_and_the_day_it_was_checked() -> None:
    header, lines = table(DATA / "sources.csv")
    assert {line[0] for line in lines} == {path.stem for path in TABLES} - {"sources"}
    for line in lines:
        row = dict(zip(header, line, strict=True))
        assert all(row.values()), row
        assert date.fromisoformat(row["checked_on"]) <= date(2026, 12, 31)


# Territories


def test_a_commune_is_in_everything_above_it() -> None:
    assert territories.ancestors("COM-66136") == {
        "COM-66136",
        "EPCI-200027183",
        "DEP-66",
        "REG-76",
        "PAYS-99100",
        "EU-27",
    }


@pytest.mark.parametrize(
    ("commune", "grouping", "inside"),
    [
        ("COM-66037", "EPCI-200027183", True),
        ("COM-66050", "EPCI-200027183", False),  # Claira, next to Perpignan
        ("COM-31069", "EPCI-243100518", True),
        ("COM-31254", "EPCI-243100518", False),  # Labège is of the Sicoval
        ("COM-34154", "EPCI-243400017", False),  # Mauguio
        ("COM-06152", "EPCI-200030195", False),  # Valbonne
    ],
)
def test_an_epci_is_a_list_of_communes(commune: str, grouping: str, inside: bool) -> None:
    assert territories.could_be_in(commune, grouping) is inside


def test_corsica() -> None:
    assert {"DEP-2A", "REG-94"} <= territories.ancestors("COM-2A004")
    assert territories.could_be_in("COM-2B033", "DEP-2B") is True
    assert territories.could_be_in("COM-2B033", "DEP-2A") is False
    assert territories.could_be_in("REG-94", "COM-2A004") is None
    assert not territories.exists("DEP-20")


def test_an_epci_across_regions_is_surely_in_neither() -> None:
    aire = "EPCI-200030435"  # Landes (Nouvelle-Aquitaine) and Gers (Occitanie)
    assert territories.ancestors(aire) == {aire, "PAYS-99100", "EU-27"}
    assert {"DEP-40", "DEP-32", "REG-75", "REG-76"} <= territories.overlaps(aire)
    assert territories.could_be_in(aire, "REG-76") is None
    assert territories.could_be_in("DEP-32", aire) is None
    assert territories.could_be_in("DEP-33", aire) is False
    assert aire in territories.overlaps("REG-76")


def test_an_epci_across_departments_of_one_region_is_in_the_region() -> None:
    aix_marseille = "EPCI-200054807"  # Bouches-du-Rhône, Var and Vaucluse
    assert "REG-93" in territories.ancestors(aix_marseille)
    assert "DEP-13" not in territories.ancestors(aix_marseille)
    assert territories.could_be_in(aix_marseille, "DEP-83") is None


def test_a_department_wholly_in_an_epci() -> None:
    assert territories.could_be_in("DEP-92", "EPCI-200054781") is True
    assert territories.could_be_in("DEP-91", "EPCI-200054781") is None
    assert territories.could_be_in("COM-93001", "EPCI-200054781") is True


@pytest.mark.parametrize(
    ("district", "city", "department"),
    [
        ("COM-13201", "COM-13055", "DEP-13"),
        ("COM-75104", "COM-75056", "DEP-75"),
        ("COM-69383", "COM-69123", "DEP-69"),
    ],
)
def test_an_arrondissement_is_in_its_city(district: str, city: str, department: str) -> None:
    assert {city, department} <= territories.ancestors(district)
    assert territories.could_be_in(city, district) is None
    assert territories.could_be_in(district, "COM-66136") is False


def test_a_former_commune_is_in_the_present_one() -> None:
    assert "COM-59545" in territories.ancestors("COM-02285")  # Escaufourt changed department
    assert "DEP-02" not in territories.ancestors("COM-02285")
    assert territories.label("COM-02285") == "Escaufourt"
    assert territories.label("COM-01003").endswith("(ancienne commune 01003)")


def test_paris_is_one_commune_and_one_department() -> None:
    assert territories.could_be_in("DEP-75", "COM-75056") is True
    assert territories.could_be_in("REG-04", "DEP-974") is True
    assert territories.could_be_in("REG-11", "DEP-75") is None


def test_overseas() -> None:
    for own in ("975", "977", "978", "986", "987", "988"):
        assert {f"COM-{own}", f"DEP-{own}", "PAYS-99100"} <= territories.ancestors(f"DEP-{own}")
        assert ("EU-27" in territories.ancestors(f"COM-{own}")) is (own == "978")
    assert territories.could_be_in("COM-97801", "EU-27") is True
    assert territories.could_be_in("COM-98818", "EU-27") is False
    assert {"REG-01", "PAYS-99100", "EU-27"} <= territories.ancestors("DEP-971")
    assert territories.could_be_in("PAYS-99100", "EU-27") is None


def test_abroad() -> None:
    assert territories.ancestors("NUTS-ES511") == {
        "NUTS-ES511",
        "NUTS-ES51",
        "NUTS-ES5",
        "NUTS-ES",
        "PAYS-99134",
        "EU-27",
    }
    assert territories.could_be_in("NUTS-ES511", "NUTS-ES3") is False
    assert territories.could_be_in("PAYS-99134", "NUTS-ES51") is None
    assert territories.could_be_in("NUTS-ES511", "REG-76") is False
    assert territories.could_be_in("NUTS-FRJ15", "DEP-66") is None
    assert territories.could_be_in("NUTS-FRJ15", "COM-98818") is False
    assert "EU-27" not in territories.ancestors("PAYS-99140")
    assert territories.country("ES") == "PAYS-99134"
    assert territories.country("UK") == territories.country("gb") == "PAYS-99132"
    assert territories.iso2("NUTS-EL30") == "GR"
    assert territories.iso2("COM-66136") == "FR"
    assert not territories.exists("NUTS-ES5111")
    assert not territories.exists("NUTS-ZZ1")


def test_the_united_kingdom_left_on_a_day() -> None:
    left = date(2020, 2, 1)
    assert territories.in_union("PAYS-99132", left - timedelta(days=1))
    assert not territories.in_union("PAYS-99132", left)
    members = {code for code, *_ in table(DATA / "union_members.csv")[1]}
    assert sum(territories.in_union(f"PAYS-{code}", date(2026, 11, 22)) for code in members) == 27
    assert "PAYS-99132" not in territories.overlaps("EU-27")


def test_may_be_is_what_overlaps_without_containing() -> None:
    """``could_be_in`` and ``overlaps`` say the same of every listed pair."""
    countries = ["PAYS-99100", "EU-27", "PAYS-99134"]
    regions = [f"REG-{own}" for own in ("76", "75", "94", "04", "11")]
    departments = [f"DEP-{own}" for own in ("66", "32", "2A", "75", "92", "91", "974", "988")]
    groupings = [f"EPCI-2000{own}" for own in ("27183", "30435", "54807", "54781", "57867")]
    communes = [f"COM-{own}" for own in ("66136", "66050", "13055", "75056", "93001", "59545", "97801", "98818", "988")]
    parts = ["COM-13201", "COM-02285"]
    codes = [*countries, *regions, *departments, *groupings, *communes, *parts]
    for place in codes:
        sure, perhaps = territories.ancestors(place), territories.overlaps(place)
        assert not sure & perhaps
        for target in codes:
            expected = True if target in sure else None if target in perhaps else False
            assert territories.could_be_in(place, target) is expected, (place, target)
        for above in sure:
            assert territories.ancestors(above) <= sure, (place, above)


def test_every_commune_climbs_to_its_region() -> None:
    header, lines = table(DATA / "communes.csv")
    assert header[0] == "code"
    for code, *_ in lines[::97]:
        kinds = {above.partition("-")[0] for above in territories.ancestors(f"COM-{code}")}
        assert {"COM", "DEP", "REG", "PAYS"} <= kinds


def test_labels_keep_their_accents() -> None:
    assert territories.label("REG-76") == "Occitanie"
    assert territories.label("DEP-66") == "Pyrénées-Orientales"
    assert territories.label("COM-66172") == "Saint-Estève"
    assert territories.label("COM-66136") == "Perpignan"
    assert territories.label("PAYS-99100") == "France entière"
    assert territories.label("EU-27") == "Union européenne"
    assert territories.label("NUTS-ES511") == "Espagne (NUTS ES511)"


def test_a_name_is_found_however_it_is_written() -> None:
    assert territories.find("PYRENEES ORIENTALES") == ("DEP-66",)
    assert territories.find("St-Estève") == ("COM-66172",)
    assert territories.find("Perpignan Méditerranée Métropole") == ("EPCI-200027183",)
    assert territories.find("Paris") == ("DEP-75", "COM-75056")
    assert territories.find("Atlantide") == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ocitanie", "REG-76"),
        ("REG-OCC", "REG-76"),
        ("REG-77", "REG-76"),
        ("DEP-2a", "DEP-2A"),
        ("DEP-1", "DEP-01"),
        ("66136", "COM-66136"),
        ("EPCI-200027184", "EPCI-200027183"),
        ("PAYS-Espagne", "PAYS-99134"),
        ("", None),
        ("zzzzqq", None),
    ],
)
def test_a_wrong_code_gets_a_suggestion(written: str, meant: str | None) -> None:
    assert territories.nearest(written) == meant


def test_an_unknown_code_is_refused() -> None:
    for code in ("REG-7", "COM-66999", "DEP-99", "EPCI-1", "66136", "", "VILLE-66136", "PAYS-99999"):
        assert not territories.exists(code)
        with pytest.raises(LookupError):
            territories.ancestors(code)


def test_a_postcode_is_not_a_commune() -> None:
    communes = territories.communes_of_postcode("34980")
    assert len(communes) == 5
    assert "COM-34255" in communes
    assert territories.communes_of_postcode("66000") == ("COM-66136",)
    assert territories.communes_of_postcode("00000") == ()


def test_regions_and_departments_do_not_read_the_communes() -> None:
    program = (
        "from aidmatch.nomenclatures import _cog, territories\n"
        "territories.ancestors('DEP-66'); territories.label('REG-76'); territories.could_be_in('DEP-66', 'REG-76')\n"
        "territories.ancestors('EPCI-200027183'); territories.exists('DEP-2A')\n"
        "assert not _cog.commune.cache_info().currsize and not _cog.communes_of.cache_info().currsize\n"
        "territories.ancestors('COM-66136')\n"
        "assert not _cog.former_communes.cache_info().currsize\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


# Activities


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("5821Z", "58.21Z"),
        ("58.21Z", "58.21Z"),
        (" 58.21 z", "58.21Z"),
        ("58", "58"),
        ("58.2", "58.2"),
        ("582", "58.2"),
        ("j", "J"),
        ("58.2Z", None),
        ("W", None),
        ("5", None),
        ("logiciel", None),
        ("", None),
    ],
)
def test_an_activity_code_is_read_leniently(written: str, code: str | None) -> None:
    assert activities.normalise(written) == code


def test_the_five_levels() -> None:
    assert activities.ancestors("58.21Z", "naf-rev2") == ("58.21Z", "58.21", "58.2", "58", "J")
    assert activities.ancestors("58", "naf-rev2") == ("58", "J")
    assert activities.ancestors("J", "naf-rev2") == ("J",)
    assert activities.label("58.21Z", "naf-rev2") == "Édition de jeux électroniques"
    assert activities.label("58", "naf-rev2") == "Édition"


def test_naf_rev2_is_whole() -> None:
    _, lines = table(DATA / "naf_rev2.csv")
    lengths = [len(line[0]) for line in lines]
    assert [lengths.count(length) for length in (1, 2, 4, 5, 6)] == [21, 88, 272, 615, 732]
    assert all(set(activities.ancestors(code, "naf-rev2")) <= {line[0] for line in lines} for code, *_ in lines)


def test_a_section_letter_depends_on_the_nomenclature() -> None:
    assert activities.exists("V", "naf-2025")
    assert not activities.exists("V", "naf-rev2")
    assert activities.section("62.01Z", "naf-rev2") == "J"
    assert activities.section("62.10Y", "naf-2025") == "K"
    assert activities.section("64", "naf-rev2") == "K"
    assert activities.section("64", "naf-2025") == "L"
    _, lines = table(DATA / "naf_2025.csv")
    assert "".join(line[0] for line in lines if len(line[0]) == 1) == "ABCDEFGHIJKLMNOPQRSTUV"


def test_naf_2025_below_its_divisions_is_read_by_its_form() -> None:
    assert activities.exists("62.10Y", "naf-2025")
    assert activities.label("62.10Y", "naf-2025") == activities.label("62", "naf-2025")
    assert not activities.exists("6210Y", "naf-2025")
    assert not activities.exists("45.11Z", "naf-2025")  # division 45 is gone
    assert not activities.exists("62.10Y", "naf-rev2")


def test_the_official_nomenclature_changes_on_new_years_day() -> None:
    assert activities.current(date(2026, 12, 31)) == "naf-rev2"
    assert activities.current(date(2027, 1, 1)) == "naf-2025"
    with pytest.raises(LookupError):
        activities.current(date(1990, 1, 1))


def test_a_wrong_activity_gets_a_suggestion() -> None:
    assert activities.nearest("58.21Y") in {"58.21", "58.21Z"}
    assert activities.nearest("programation informatique") in {"62.01", "62.01Z"}
    assert activities.nearest("zzzzqq") is None
    with pytest.raises(LookupError):
        activities.label("58.99Z", "naf-rev2")


# Legal forms and bands


def test_legal_forms() -> None:
    assert legal_forms.ancestors("5710") == ("5710", "57", "5")
    assert legal_forms.label("5") == "Société commerciale"
    assert legal_forms.label("5499").startswith("Société à responsabilité limitée")
    assert all(legal_forms.exists(level) for code in ("1000", "9220", "6540") for level in legal_forms.ancestors(code))
    assert legal_forms.nearest("5711") == "5710"
    assert legal_forms.nearest("Asociation") == "association"
    with pytest.raises(LookupError):
        legal_forms.label("5711")


def test_every_legal_form_has_its_levels() -> None:
    for code, _ in table(DATA / "legal_forms.csv")[1]:
        assert legal_forms.exists(code[:2])
        assert legal_forms.exists(code[:1])


def test_short_names_of_aid_texts() -> None:
    assert legal_forms.codes_of("SARL") == legal_forms.codes_of("S.A.R.L.") == ("54",)
    assert legal_forms.codes_of("SA") == ("55", "56")
    assert legal_forms.codes_of("Associations") == legal_forms.codes_of("association")
    for name in legal_forms.short_names():
        assert all(legal_forms.exists(code) for code in (*name.codes, *name.may_hide_under)), name
        assert name.codes or name.caveat, name


def test_a_scic_does_not_show_in_its_code() -> None:
    assert legal_forms.codes_of("SCIC") is None
    assert "5710" in legal_forms.may_hide_under("SCIC")
    assert "demander" in legal_forms.caveat("SCIC")
    assert legal_forms.codes_of("micro-entrepreneur") is None


def test_headcount_bands() -> None:
    assert len(headcount_bands.bands()) == 16
    ten = headcount_bands.band("11")
    assert ten is not None
    assert (ten.low, ten.high) == (10, 19)
    last = headcount_bands.band("53")
    assert last is not None
    assert (last.low, last.high) == (10_000, None)
    none = headcount_bands.band("NN")
    assert none is not None
    assert none.high == 0
    assert headcount_bands.band("1") is None
    assert headcount_bands.band("") is None
    bounds = [(own.low, own.high) for own in headcount_bands.bands() if own.low]
    assert all(high is not None and high + 1 == low for (_, high), (low, _) in pairwise(bounds))


# Figures


@pytest.mark.parametrize(
    ("key", "day", "before", "after"),
    [
        ("de_minimis.general", date(2024, 1, 1), 200_000, 300_000),
        ("de_minimis.sgei", date(2024, 1, 1), 500_000, 750_000),
        ("de_minimis.agriculture", date(2024, 12, 16), 20_000, 50_000),
        ("de_minimis.fisheries", date(2026, 1, 1), 30_000, 40_000),
        ("de_minimis.period", date(2031, 1, 1), 36, None),
        ("sme.midcap.awu", date(2025, 5, 21), None, 750),
    ],
)
def test_a_figure_changes_on_its_day(key: str, day: date, before: int | None, after: int | None) -> None:
    values = [figures.figure(key, on) for on in (day - timedelta(days=1), day)]
    assert [own and own.value for own in values] == [before, after]


def test_the_sme_ceilings() -> None:
    on = date(2026, 11, 22)
    values = {
        size: [
            own.value
            for ruler in ("awu", "turnover", "balance_total")
            if (own := figures.figure(f"sme.{size}.{ruler}", on))
        ]
        for size in ("micro", "small", "medium")
    }
    assert values == {
        "micro": [10, 2_000_000, 2_000_000],
        "small": [50, 10_000_000, 10_000_000],
        "medium": [250, 50_000_000, 43_000_000],
    }


def test_every_figure_is_read_by_a_rule() -> None:
    """A ceiling that nothing reads would age unseen."""
    code = "".join(path.read_text(encoding="utf-8") for path in Path(figures.__file__).parents[1].rglob("*.py"))
    named = {
        re.sub(r"\\{[^}]*\\}", "[a-z0-9_]+", re.escape(text))
        for text in re.findall(r'"([a-z_]+(?:\.[a-z_{}]+)*)"', code)
    }
    for key in {own.key for own in figures.figures()}:
        assert any(re.fullmatch(pattern, key) for pattern in named), key


def test_every_figure_has_its_proof() -> None:
    for own in figures.figures():
        assert own.article, own.key
        assert own.source, own.key
        assert own.checked_on, own.key
        assert own.mark in {"S", "s", "U"}, own.key
        assert own.unit in {
            "EUR",
            "AWU",
            "share",
            "years",
            "months",
            "inhabitants",
            "flag",
            "people",
            "ratio",
            "days",
            "files",
            "steps",
        }, own.key
        assert own.valid_to is None or own.valid_from <= own.valid_to, own.key


def test_the_values_of_a_figure_do_not_overlap() -> None:
    for key in {own.key for own in figures.figures()}:
        held = figures.history(key)
        for older, newer in pairwise(held):
            assert older.valid_to is not None, key
            assert older.valid_to < newer.valid_from, key


def test_a_misspelt_figure_is_not_a_missing_one() -> None:
    with pytest.raises(LookupError):
        figures.figure("de_minimis.genral", date(2026, 1, 1))


# The tool


def test_the_tables_are_rebuilt_from_their_inputs(tmp_path: Path) -> None:
    labels = tmp_path / "labels"
    out = tmp_path / "out"
    labels.mkdir()
    out.mkdir()
    naf, legal, bands = "sections-codes-NAF.json", "natures-juridiques.json", "tranches-effectifs.json"
    (labels / naf).write_text(json.dumps({"A": "Agriculture"}), encoding="utf-8")
    (labels / legal).write_text(
        json.dumps({"9220": "Association&nbsp;déclarée ", "1000": "Individuel"}), encoding="utf-8"
    )
    (labels / bands).write_text(
        json.dumps({"NN": "Aucun", "42": "1 000 à 1\u202f999 salariés", "53": "10 000 salariés et plus"}),
        encoding="utf-8",
    )
    package = tmp_path / "package" / "data"
    package.mkdir(parents=True)
    commune = {"type": "commune-actuelle", "departement": "2A", "codesPostaux": ["20000"]}
    entries = {
        "communes": [
            {**commune, "code": "2A900", "nom": "Une", "anciensCodes": ["2A902"]},
            {**commune, "code": "2A901", "nom": "Deux"},
        ],
        "departements": [{"code": "2A", "nom": "Sud", "region": "94"}],
        "regions": [{"code": "94", "nom": "Corse"}],
        "epci": [{"code": "1", "type": "CC", "nom": "CC", "membres": [{"code": "2A901"}]}],
        "ept": [],
    }
    for name, held in entries.items():
        (package / f"{name}.json").write_text(json.dumps(held), encoding="utf-8")
    command = [sys.executable, str(ROOT / "tools" / "build_nomenclatures.py"), "--out", str(out)]
    subprocess.run([*command, "--labels", str(labels), "--territories", str(package.parent)], check=True)
    assert table(out / "legal_forms.csv")[1] == [["1000", "Individuel"], ["9220", "Association déclarée"]]
    assert [line[:3] for line in table(out / "headcount_bands.csv")[1]] == [
        ["42", "1000", "1999"],
        ["53", "10000", ""],
        ["NN", "0", "0"],
    ]
    assert table(out / "communes.csv")[1] == [
        ["2A900", "Une", "", "2A902", "20000"],
        ["2A901", "Deux", "1", "", "20000"],
    ]
    assert table(out / "groupings.csv")[1] == [["1", "CC", "CC", "2A", "", ""]]
    assert table(out / "former_communes.csv")[1] == [["2A902", "", "2A900"]]


# European actions


@pytest.mark.parametrize("day", [date(2021, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2027, 12, 31)])
def test_a_type_of_action_has_one_rule_on_each_day_of_the_programme(day: date) -> None:
    found = {name: eu_actions.action(name, "Horizon Europe", day) for name in ("RIA", "IA", "CSA")}
    rules = {name: (one.min_partners, one.min_countries, one.intensity) for name, one in found.items() if one}
    assert rules == {"RIA": (3, 3, 1.0), "IA": (3, 3, 0.7), "CSA": (None, None, 1.0)}
    assert eu_actions.action("IA", "Horizon Europe", date(2028, 1, 1)) is None


# Regions before 2016


def test_the_departments_of_a_former_region_lie_in_the_present_one() -> None:
    """Two tables made apart: numbers of former regions here, their departments where places are read in prose."""
    _, departments = table(DATA / "departments.csv")
    region_of = {code: region for code, _name, region, *_ in departments}
    _, places = table(DATA.parents[1] / "extractors" / "data" / "places.csv")
    grounds = {name: codes.split() for name, codes, source in places if "avant 2016" in source}
    _, lines = table(DATA / "former_regions.csv")
    merged = {_folded(name): present for code, name, present in lines if code != present}
    told = {
        name: {region_of[code.removeprefix("DEP-")] for code in codes}
        for name, codes in grounds.items()
        if name in merged
    }
    assert told == {name: {present} for name, present in merged.items()}


def test_every_region_has_its_former_numbers() -> None:
    _, lines = table(DATA / "regions.csv")
    # Collectivities (975, 977…) are no regions of the law.
    assert all(former_regions.of(code) for code, _name in lines if len(code) == len("76"))


def _folded(name: str) -> str:
    bare = unicodedata.normalize("NFD", name.casefold())
    return re.sub(r"[^a-z]+", " ", re.sub("[\u0300-\u036f]", "", bare))
