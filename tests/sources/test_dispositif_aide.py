"""Files in the national standard: a small payload with the columns in alphabetical order, its values invented."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from aidmatch.call import Call
from aidmatch.sources import IMPORTERS
from aidmatch.sources._base import Reading
from aidmatch.targeting import Targeting

PAYLOAD = Path(__file__).parent / "dispositif-aide" / "payload.csv"
REAL = Path(__file__).parents[3] / "shared/sources/dispositif-aide/samples"

read = IMPORTERS["dispositif-aide"]


@pytest.fixture(scope="module")
def calls() -> dict[str | None, Call]:
    return {call.origin.id: call for call in read(PAYLOAD, PAYLOAD.name).calls}


WHOLE = "0b6a3c1e-1111-4a6b-9a55-5a1f0c3d2e01"
CORE = {"id": "x-1", "titre": "Aide", "cibles": "professionnels", "eligibilite_geographique": "REG-76"}


def _rules(call: Call) -> list[str]:
    return [condition.rule() for condition in call.criteria]


def _reading(tmp_path: Path, *rows: dict[str, object]) -> Reading:
    path = tmp_path / "aides.json"
    path.write_text(json.dumps(rows), "utf-8")
    return read(path, path.name)


def _only(tmp_path: Path, **cells: object) -> Call:
    (call,) = _reading(tmp_path, {**CORE, **cells}).calls
    return call


def test_eligibility_columns_are_hard_criteria(calls: dict[str | None, Call]) -> None:
    assert _rules(calls[WHOLE]) == [
        '{"kind":"perimeter","within":["REG-94","DEP-2A","COM-2A004"],"except":["DEP-2B"]}',
        '{"kind":"audience","within":["company","association","cluster"]}',
        '{"kind":"headcount","min":10,"max":249}',
        '{"kind":"age","min_years":2}',
        (
            '{"kind":"any_of","branches":[[{"kind":"legal_form","within":["SARL","SAS"]}],'
            '[{"kind":"micro_entrepreneur","accepted":true}]]}'
        ),
        '{"kind":"legal_form","except":["SNC"]}',
    ]


def test_targeting_columns_are_soft(calls: dict[str | None, Call]) -> None:
    targeting = calls[WHOLE].targeting
    assert (targeting.naf, targeting.naf_excluding) == (("C", "13.1", "13.20Z"), ("13.20Z",))
    assert targeting.sectors == ("textile", "artisanat")


def test_trades_of_the_text_aim_where_no_column_names_one(tmp_path: Path) -> None:
    text = "Secteurs principalement concernés : A|J\nToutes tailles"
    assert _only(tmp_path, eligibilite=text).targeting == Targeting(naf=("A", "J"), inferred=True)
    assert _only(tmp_path, eligibilite=text, ciblage_naf="58.21Z").targeting == Targeting(naf=("58.21Z",))
    assert _only(tmp_path, eligibilite="Tous secteurs d’activité").targeting == Targeting()


def test_section_v_makes_a_list_one_of_naf_2025(calls: dict[str | None, Call]) -> None:
    targeting = calls["fil-2"].targeting
    assert (targeting.naf, targeting.nomenclature, targeting.sectors) == (("K", "V"), "naf-2025", ())


def test_what_cannot_be_judged_stays_in_words(calls: dict[str | None, Call]) -> None:
    assert calls[WHOLE].conditions == (
        "L’atelier file la laine",
        "Le métier est neuf.",
        "Catégories d’entreprises admises (INSEE) : MIC, PME.",
        "Formes juridiques exclues : SICA.",
    )


def test_an_insee_category_only_turns_away_who_is_surely_too_big(tmp_path: Path) -> None:
    column = "eligibilite_categorie_taille_entreprise"
    assert '{"kind":"headcount","max":9}' in _rules(_only(tmp_path, **{column: "MIC"}))
    assert '{"kind":"headcount","max":4999}' in _rules(_only(tmp_path, **{column: "ETI|PME"}))
    assert len(_rules(_only(tmp_path, **{column: "ETI|GE"}))) == len(_rules(_only(tmp_path)))
    assert _only(tmp_path, **{column: "MIC|PME|ETI|GE"}).conditions == ()


def test_javascript_literals_are_read(calls: dict[str | None, Call]) -> None:
    call = calls[WHOLE]
    assert [body.name for body in call.funders] == ["Caisse du Fil"]
    assert call.operator is not None
    assert (call.operator.name, call.operator.siren) == ("L'Atelier", None)
    assert call.origin.note == (
        "Autres porteurs : Mairie du Fil\nBase juridique : Arrêté n° 12 https://exemple.fr/arrete\n"
        "Demande de paiement du dispositif FIL001."
    )


def test_an_unreadable_cell_is_kept_as_text(calls: dict[str | None, Call]) -> None:
    assert calls["fil-4"].origin.note == "Porteurs : Caisse du Fil, sans doute"


def test_midnight_in_paris_is_the_whole_day_it_begins(calls: dict[str | None, Call]) -> None:
    assert calls[WHOLE].window.opens == date(2026, 2, 1)
    assert calls[WHOLE].window.closes == datetime.fromisoformat("2026-12-31T17:00:00+01:00")
    assert calls["fil-2"].window.closes == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("cell", "closes"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("31/12/2026", date(2026, 12, 31)),
        ("2026-12-31T23:59:59+01:00", date(2026, 12, 31)),
        ("2026-12-31T12:00:00", datetime.fromisoformat("2026-12-31T12:00:00+01:00")),
    ],
)
def test_other_ways_to_write_a_closing(tmp_path: Path, cell: str, closes: date | datetime) -> None:
    window = _only(tmp_path, date_cloture=cell).window
    assert window.closings()[0].time_given is isinstance(closes, datetime)
    assert window.closes == closes


def test_no_closing_is_not_open_for_ever(tmp_path: Path) -> None:
    assert _only(tmp_path).window.kind == "unknown"


def test_an_unknown_territory_leaves_the_row_aside(tmp_path: Path) -> None:
    for column in ("eligibilite_geographique", "eligibilite_geographique_exclusions"):
        reading = _reading(tmp_path, {**CORE, column: "REG-76|REG-99"})
        assert reading.calls == []
        assert [problem.field for problem in reading.problems] == [f"1.{column}"]


def test_a_territory_not_given_is_to_be_checked(calls: dict[str | None, Call]) -> None:
    assert "Territoire non précisé dans le fichier." in calls["fil-4"].conditions
    assert "perimeter" not in {condition.kind for condition in calls["fil-4"].criteria}


@pytest.mark.parametrize(
    ("admitted", "rules"),
    [
        ("EI|Microentrepreneur|SAS", ['{"kind":"legal_form","within":["EI","SAS"]}']),
        ("Micro-entrepreneur", ['{"kind":"micro_entrepreneur","accepted":true}']),
        ("SAS|SICA", []),
    ],
)
def test_legal_forms(tmp_path: Path, admitted: str, rules: list[str]) -> None:
    call = _only(tmp_path, eligibilite_forme_juridique=admitted)
    assert _rules(call)[2:] == rules
    assert call.conditions == (() if rules else ("Formes juridiques admises : SAS, SICA.",))


def test_campaign_marks_leave_the_address(calls: dict[str | None, Call]) -> None:
    assert calls[WHOLE].url == "https://exemple.fr/aide?page=2"


def test_a_producer_known_to_be_wrong_is_of_low_confidence(tmp_path: Path) -> None:
    url = "https://mission-transition-ecologique.beta.gouv.fr/aides-entreprise/x?utm_campaign=openData"
    assert _only(tmp_path, url_source=url).origin.confidence == "low"
    assert _only(tmp_path).origin.confidence == "medium"


def test_each_trouble_is_named_by_line_and_column() -> None:
    reading = read(PAYLOAD, "payload.csv")
    assert (reading.read, len(reading.calls)) == (6, 3)
    assert [(problem.line, problem.field) for problem in reading.problems] == [
        (6, "eligibilite_geographique"),
        (7, "date_mise_a_jour"),
        (7, "eligibilite_effectif_maximal"),
        (7, "porteurs"),
        (7, "date_cloture"),
        (8, "id"),
        (9, "id"),
    ]


def test_json_and_csv_say_the_same(tmp_path: Path) -> None:
    with PAYLOAD.open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, object]] = [dict(row) for row in csv.DictReader(file)]
    for row in rows:
        row["cibles"] = str(row["cibles"]).split("|")
    assert _reading(tmp_path, *rows).calls == read(PAYLOAD, "payload.csv").calls


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_a_byte_order_mark(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "aides.csv"
    lines = [separator.join(CORE), separator.join(CORE.values())]
    path.write_text("\r\n".join(lines), "utf-8-sig")
    assert [call.id for call in read(path, path.name).calls] == ["da-x-1"]


@pytest.mark.parametrize("data", [b"", b"\xe9\xe8,titre", b"a,b\n1,2\n", b'id,titre\n"x,y\n', b"id,titre\nx,y,z\n"])
def test_a_file_that_is_none_is_a_problem(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "aides.csv"
    path.write_bytes(data)
    reading = read(path, path.name)
    assert reading.calls == []
    assert reading.problems


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
def test_real_files_are_read_whole() -> None:
    for path in REAL.glob("*.csv"):
        reading = read(path, path.name)
        assert (reading.problems, len(reading.calls)) == ([], reading.read)
    in_order, sorted_ = "dispositif-aide-professionnels.exemple.csv", "exemple-complet.csv"
    assert read(REAL / in_order, "").calls == read(REAL / sorted_, "").calls


def test_swapped_dates_of_a_doubtful_producer_close_nothing(tmp_path: Path) -> None:
    url = "https://mission-transition-ecologique.beta.gouv.fr/aides-entreprise/laine"
    window = _only(tmp_path, url_source=url, date_cloture="2026-02-06T23:00:00Z").window
    assert (window.kind, window.closes) == ("unknown", None)
    assert _only(tmp_path, url_source=url, date_cloture="2025-12-31T23:00:00Z").window.closes == date(2026, 1, 1)
