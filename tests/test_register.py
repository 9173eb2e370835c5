"""`companies add SIREN` and `companies refresh`: what is written, what is never overwritten, what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.conftest import SHARED, STUDIO, Run, Workspace
from tests.registries.units import SIREN, SIRET, answer, unit
from tests.replay import Replay, ok, serving, status

MINE = "data/companies/studio-exemple-fictif.yaml"


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        server.routes["/search"] = [ok(answer(unit()))]
        yield server


@pytest.fixture
def place(workspace: Workspace, web: Replay) -> Workspace:
    workspace.write("aidmatch.toml", f'[registries.recherche-entreprises]\nurl = "{web.url("")}"\n')
    return workspace


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    from aidmatch import fetch

    monkeypatch.setattr(fetch.Patience, "__new__", lambda cls, *_: tuple.__new__(cls, (2, 0.01, 0.05)))


def on_file(place: Workspace, name: str = MINE) -> Any:
    return YAML(typ="safe").load((place.path / name).read_text("utf-8"))


class TestAdd:
    def test_a_siren_is_a_whole_company(self, run: Run, place: Workspace) -> None:
        done = run("companies", "add", f"{SIREN[:3]} {SIREN[3:6]} {SIREN[6:]}", at=place)
        assert done.code == 0, done.err
        text = (place.path / MINE).read_text("utf-8")
        assert "headcount: {by: register, on: 2024-12-31}" in text
        assert "naf: {by: register, on: 2026-11-22}" in text
        assert "&" not in text
        (shown,) = json.loads(run("companies", "show", "studio-exemple-fictif", "--format", "json", at=place).out)[
            "companies"
        ]
        assert (shown["siren"], shown["siret"], shown["naf"], shown["seat"]["commune"]) == (
            SIREN,
            SIRET,
            "58.21Z",
            "66136",
        )
        assert run("check", at=place).code == 0

    def test_nothing_of_the_answer_is_kept_but_the_facts(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/search"] = [ok(answer(unit(sigle="TEMOIN-SECRET")))]
        assert run("companies", "add", SIREN, at=place).code == 0
        for path in place.path.rglob("*"):
            assert not path.is_file() or b"TEMOIN-SECRET" not in path.read_bytes(), path
        assert not list(place.path.rglob("http.sqlite*"))

    def test_what_is_typed_is_said_by_who_types_it(self, run: Run, place: Workspace) -> None:
        assert run("companies", "add", SIREN, "--headcount", "14", "--need", "un prototype", at=place).code == 0
        record = on_file(place)
        assert (record["headcount"], record["needs"]) == (14, ["un prototype"])
        assert "headcount" not in record["provenance"]
        assert "naf" in record["provenance"]

    def test_another_establishment_leads_to_the_seat(self, run: Run, place: Workspace) -> None:
        done = run("companies", "add", "99900123300025", at=place)
        assert done.code == 0, done.err
        assert "another establishment" in done.err
        assert on_file(place)["siret"] == SIRET

    def test_hints_are_told_and_not_written(self, run: Run, place: Workspace, web: Replay) -> None:
        hints = {"categorie_entreprise": "ETI", "complements": {"a_aide_minimis": True}}
        web.routes["/search"] = [ok(answer(unit(**hints, nombre_etablissements_ouverts=3)))]
        done = run("companies", "add", SIREN, at=place)
        for words in ("not the European size", "who holds it", "de minimis", "does not say where"):
            assert words in done.err
        record = on_file(place)
        assert not {"holdings", "aid_received", "establishments"} & set(record)
        assert "ETI" not in str(record)

    def test_the_establishments_elsewhere_keep_a_call_open(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/search"] = [ok(answer(unit(nombre_etablissements_ouverts=3)))]
        place.call("ailleurs", criteria="[{kind: perimeter, within: [REG-11]}]")
        assert run("companies", "add", SIREN, at=place).code == 0
        (pair,) = map(json.loads, run("match", "--format", "ndjson", at=place).out.splitlines())
        assert (pair["answer"], pair["unknown"]) == ("to_complete", ["perimeter"])

    def test_a_ceased_one_is_not_added(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/search"] = [ok(answer(unit(etat_administratif="C", date_fermeture="2024-12-31")))]
        done = run("companies", "add", SIREN, at=place)
        assert done.code == 2
        assert "ceased" in done.err
        assert not (place.path / MINE).exists()

    def test_a_hidden_one_keeps_its_mask(self, run: Run, place: Workspace, web: Replay) -> None:
        mask = "[NON-DIFFUSIBLE]"
        hidden = {"nom_complet": mask, "nom_raison_sociale": mask, "statut_diffusion": "P"}
        web.routes["/search"] = [ok(answer(unit(**hidden)))]
        done = run("companies", "add", SIREN, at=place)
        assert done.code == 0
        assert "do not prospect" in done.err
        assert on_file(place, f"data/companies/non-diffusible-{SIREN}.yaml")["name"] == f"{mask} {SIREN}"

    def test_one_on_file_is_not_added_again(self, run: Run, place: Workspace) -> None:
        assert run("companies", "add", SIREN, at=place).code == 0
        done = run("companies", "add", SIRET, at=place)
        assert done.code == 2
        assert "companies refresh studio-exemple-fictif" in done.err

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ((SIREN, "--offline"), "--offline"),
            (("--from-name", "exemple", "--offline"), "--offline"),
            (("999001234",), "check digits"),
            ((), "--from-name"),
            ((SIREN, "--from-name", "exemple"), "--from-name"),
        ],
    )
    def test_refused_before_anything_is_asked(
        self, words: tuple[str, ...], told: str, run: Run, place: Workspace, web: Replay
    ) -> None:
        done = run("companies", "add", *words, at=place)
        assert done.code == 2
        assert told in done.err
        assert web.asked == []

    def test_a_name_asks_nothing(self, run: Run, place: Workspace, web: Replay) -> None:
        assert run("companies", "add", "Studio Nouveau", "--offline", at=place).code == 0
        assert web.asked == []

    def test_an_unknown_number(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/search"] = [ok(answer())]
        assert run("companies", "add", SIREN, at=place).code == 2

    @pytest.mark.usefixtures("impatient")
    @pytest.mark.parametrize("fault", [status(429), status(400), ok(b"<html></html>", "text/html")])
    def test_a_register_that_fails_adds_nothing(self, fault: Any, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/search"] = [fault]
        done = run("companies", "add", SIREN, at=place)
        assert done.code == 4
        assert "Error" in done.err
        assert not (place.path / MINE).exists()


class TestByName:
    def test_without_a_terminal_the_sirens_are_named(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/search"] = [ok(answer(unit(), unit(siren="999004567")))]
        done = run("companies", "add", "--from-name", "exemple", at=place)
        assert (done.code, done.out) == (2, "")
        assert SIREN in done.err
        assert "999004567" in done.err
        assert "Perpignan" in done.err

    def test_on_a_terminal_one_is_chosen(
        self, run: Run, place: Workspace, web: Replay, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import click

        from aidmatch.cli import _register

        monkeypatch.setattr(_register, "is_interactive", lambda: True)
        monkeypatch.setattr(click, "prompt", lambda *_args, **_more: 2)
        found, chosen = unit(siren="999004567"), unit()
        web.routes["/search"] = [ok(answer(found, chosen)), ok(answer(chosen))]
        assert run("companies", "add", "--from-name", "exemple", at=place).code == 0
        assert on_file(place)["siren"] == SIREN

    def test_nothing_found(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/search"] = [ok(answer())]
        done = run("companies", "add", "--from-name", "exemple", at=place)
        assert done.code == 2
        assert "exemple" in done.err

    def test_an_escape_sequence_does_not_act(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/search"] = [ok(answer(unit(nom_raison_sociale="EX\x1b[31mEMPLE [bold]")))]
        done = run("companies", "add", "--from-name", "exemple", at=place)
        assert "\x1b" not in done.err
        assert "[bold]" in done.err


class TestRefresh:
    def test_a_second_time_nothing_is_written(self, run: Run, place: Workspace) -> None:
        assert run("companies", "add", SIREN, at=place).code == 0
        before = (place.path / MINE).read_bytes()
        done = run("companies", "refresh", at=place)
        assert done.code == 0
        assert "nothing new" in done.out
        assert (place.path / MINE).read_bytes() == before

    def test_what_the_register_said_follows_it(self, run: Run, place: Workspace, web: Replay) -> None:
        assert run("companies", "add", SIREN, at=place).code == 0
        moved = {**unit()["siege"], "commune": "34172"}
        later = unit(siege=moved, tranche_effectif_salarie="12", annee_tranche_effectif_salarie="2025")
        web.routes["/search"] = [ok(answer(later))]
        done = run("companies", "refresh", at=place, day="2026-12-20")
        assert "instead of" in done.out
        record = on_file(place)
        assert (record["seat"], record["headcount"]) == ({"commune": "34172"}, {"band": "12", "year": 2025})
        assert str(record["provenance"]["headcount"]["on"]) == "2025-12-31"
        assert str(record["provenance"]["naf"]["on"]) == "2026-12-20"

    def test_a_new_year_joins_those_told_before(self, run: Run, place: Workspace, web: Replay) -> None:
        assert run("companies", "add", SIREN, at=place).code == 0
        web.routes["/search"] = [ok(answer(unit(finances={"2025": {"ca": 900000, "resultat_net": 1}})))]
        assert run("companies", "refresh", at=place).code == 0
        assert [(str(year["closed_on"]), year["turnover"]) for year in on_file(place)["accounts"]] == [
            ("2024-12-31", 812345),
            ("2025-12-31", 900000),
        ]

    def test_what_others_said_stays_and_is_shown(self, run: Run, place: Workspace) -> None:
        text = (
            STUDIO.replace("headcount: 12", "headcount: 45")
            .replace("58.21Z", "62.01Z  # APE d’usage")
            .replace('"66136"', '"34172"')
            + f'siren: "{SIREN}"\nprovenance: {{headcount: {{by: head, on: 2026-11-01}}}}\n'
        )
        place.company("studio", text)
        done = run("companies", "refresh", "studio", at=place)
        assert done.code == 0
        for field in ("headcount", "NAF code", "seat", "created on"):
            assert any(field in line and "left as it is" in line for line in done.out.splitlines()), done.out
        record = on_file(place, "data/companies/studio.yaml")
        assert (record["headcount"], record["naf"], record["seat"]) == (45, "62.01Z", {"commune": "34172"})
        assert str(record["created"]) == "2020-03-01"
        assert record["name"] == "Studio Exemple (fictif)"
        assert (record["naf_2025"], record["open_establishments"]) == ("58.21Y", 1)
        assert set(record["provenance"]) == {"headcount", "siret", "naf_2025", "open_establishments", "accounts"}
        assert "# APE d’usage" in (place.path / "data/companies/studio.yaml").read_text("utf-8")

    def test_what_may_both_be_true_is_no_difference(self, run: Run, place: Workspace) -> None:
        place.company("studio", STUDIO.replace("2020-03-01", "2019-04-30") + f'siren: "{SIREN}"\n')
        assert "left as it is" not in run("companies", "refresh", at=place).out

    def test_a_dry_run_writes_nothing(self, run: Run, place: Workspace) -> None:
        path = place.company("studio", STUDIO + f'siren: "{SIREN}"\n')
        before = path.read_bytes()
        done = run("companies", "refresh", "--dry-run", at=place)
        assert "open establishments: 1" in done.out
        assert path.read_bytes() == before

    def test_one_that_ceased_is_said(self, run: Run, place: Workspace, web: Replay) -> None:
        assert run("companies", "add", SIREN, at=place).code == 0
        web.routes["/search"] = [ok(answer(unit(etat_administratif="C", date_fermeture="2026-10-31")))]
        assert "ceased on 31 October 2026" in run("companies", "refresh", at=place).out

    def test_a_line_of_an_imported_list(self, run: Run, place: Workspace) -> None:
        place.write("data/companies/membres.jsonl", json.dumps({"id": "un", "name": "Un (fictif)", "siren": SIREN}))
        assert run("companies", "refresh", at=place).code == 0
        record = json.loads((place.path / "data/companies/membres.jsonl").read_text("utf-8"))
        assert (record["name"], record["naf"]) == ("Un (fictif)", "58.21Z")
        assert record["provenance"]["headcount"] == {"by": "register", "on": "2024-12-31"}

    def test_one_without_a_siren_is_left_aside_or_refused(self, run: Run, place: Workspace, web: Replay) -> None:
        place.company("studio", STUDIO)
        assert run("companies", "refresh", at=place).code == 0
        assert run("companies", "refresh", "studio", at=place).code == 2
        assert web.asked == []

    def test_offline_is_refused(self, run: Run, place: Workspace) -> None:
        assert run("companies", "refresh", "--offline", at=place).code == 2

    @pytest.mark.usefixtures("impatient")
    def test_a_register_that_fails_leaves_the_rest_for_later(self, run: Run, place: Workspace, web: Replay) -> None:
        for place_, number in enumerate((SIREN, "999004567", "999007891")):
            place.company(f"c{place_}", f'id: c{place_}\nname: C{place_} (fictif)\nsiren: "{number}"\n')
        web.routes["/search"] = [ok(answer(unit())), status(429)]
        done = run("companies", "refresh", at=place)
        assert done.code == 3
        assert "2 companies" in done.err
        assert on_file(place, "data/companies/c0.yaml")["naf"] == "58.21Z"

    def test_a_no_to_one_lets_the_others_be_read(self, run: Run, place: Workspace, web: Replay) -> None:
        place.company("a", 'id: a\nname: A (fictif)\nsiren: "999004567"\n')
        place.company("b", f'id: b\nname: B (fictif)\nsiren: "{SIREN}"\n')
        web.routes["/search"] = [status(400), ok(answer(unit()))]
        assert run("companies", "refresh", at=place).code == 3
        assert on_file(place, "data/companies/b.yaml")["naf"] == "58.21Z"


@pytest.mark.parametrize(
    "table", ["registries = 1", "[registries]\nx = 1", "[registries.x]\nkey = 1", "[registries.x]\nurl = 1"]
)
def test_a_wrong_setting_is_named(table: str, run: Run, place: Workspace) -> None:
    place.write("aidmatch.toml", table + "\n")
    done = run("companies", "add", SIREN, at=place)
    assert done.code == 2
    assert "registries" in done.err


@pytest.mark.shared
def test_every_recorded_company_is_added_or_refused_as_ceased(run: Run, place: Workspace, web: Replay) -> None:
    samples = SHARED / "sources" / "recherche-entreprises" / "samples"
    documents = [json.loads(path.read_text("utf-8")) for path in sorted(samples.glob("*.json"))]
    records = {one["siren"]: one for each in documents if isinstance(each, dict) for one in each["results"]}
    assert len(records) >= 10
    for siren, record in records.items():
        web.routes["/search"] = [ok(answer(record))]
        done = run("companies", "add", siren, at=place, day="2026-11-26")
        assert done.code == (2 if record["etat_administratif"] == "C" else 0), done.err
    assert run("companies", "check", at=place).code == 0
    assert not any("dirigeants" in asked for asked in web.asked)


def test_a_list_is_enriched(run: Run, place: Workspace, tmp_path: Any) -> None:
    file = tmp_path / "adherents.csv"
    file.write_text(f"Nom;SIREN;Effectif\nStudio Exemple (fictif);{SIREN};40\nSans numéro (fictif);;3\n", "utf-8")
    done = run("companies", "import", file, "--enrich", at=place)
    assert done.code == 0, done.err
    lines = (place.path / "data/companies/adherents.jsonl").read_text("utf-8").splitlines()
    first, second = map(json.loads, lines)
    # What the register alone says is written; what the list says stays the list's.
    assert (first["naf"], first["provenance"]["naf"]["by"]) == ("58.21Z", "register")
    assert (first["headcount"], first["provenance"]["headcount"]["by"]) == (40, "list")
    assert "naf" not in second
    before = lines
    assert run("companies", "import", file, at=place).code == 0
    assert (place.path / "data/companies/adherents.jsonl").read_text("utf-8").splitlines() == before
