"""Members going out and coming back, two lists becoming one, and some of the members only."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from aidmatch.company import Company
from aidmatch.formats import _words
from aidmatch.formats._wording import Wording
from aidmatch.formats.sheet import Sheet, csv_text, xlsx
from aidmatch.roster.alike import siren_of
from aidmatch.roster.columns import columns
from aidmatch.roster.outgoing import FIELDS
from aidmatch.roster.pairing import pairs
from aidmatch.roster.texts import NOTHING
from tests.conftest import ROOT, Run, Workspace
from tests.strategies import companies
from tests.test_members_import import SIREN, SIRET, files, listed, members


def on_file(place: Workspace) -> dict[str, Company]:
    """Every member of the JSON lines of a workspace."""
    found = {}
    for path in (place.path / "data/companies").glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            company = Company.model_validate_json(line)
            found[company.id] = company
    return found


class TestSheet:
    CELLS = (
        "=1+1",
        "+33 6",
        "@x",
        "-1",
        'x"y',
        "http://x.example.org",
        "0012",
        12,
        1.5,
        date(2026, 12, 31),
        None,
        "a\nb",
    )

    def test_texts_stay_texts_in_a_workbook(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(xlsx([Sheet("Adhérents", [f"c{n}" for n in range(len(self.CELLS))], [self.CELLS])]))
        page = openpyxl.load_workbook(path)["Adhérents"]
        kinds = [cell.data_type for cell in page[2]]
        assert kinds == ["s", "s", "s", "s", "s", "s", "s", "n", "n", "d", "n", "s"]
        assert page.freeze_panes == "A2"
        read = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1]
        assert read == ["" if cell is None else cell for cell in self.CELLS]

    def test_the_same_rows_are_the_same_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sheets = [Sheet("A", ["x"], [["1"], [date(2026, 1, 1)]], choices={0: ("oui", "non")})]
        first = xlsx(sheets)
        monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
        assert xlsx(sheets) == first

    def test_in_csv_nothing_acts(self) -> None:
        rows = list(csv.reader(io.StringIO(csv_text(["x"], [["=1"], ["'=1"], ["'a"]]).decode("utf-8-sig"))))
        assert rows == [["x"], ["'=1"], ["''=1"], ["'a"]]

    def test_what_a_workbook_cannot_hold(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(
            xlsx([Sheet("a/b:c*" * 9, ["\x00"], [["x" * 40_000, "\x0b", date(1850, 1, 1)]]), Sheet("", [], [])])
        )
        (first, _) = CalamineWorkbook.from_path(path).sheet_names
        row = CalamineWorkbook.from_path(path).get_sheet_by_name(first).to_python()[1]
        assert len(str(row[0])) == 32_767
        assert row[2] == "1850-01-01"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_heading_of_an_export_is_known(language: Literal["fr", "en"]) -> None:
    words = Wording(language)
    headings = [words.term(_words.MEMBERS, field).capitalize() for field in FIELDS]
    found = columns(headings, {})
    assert [(one.heading, one.field) for one in found] == list(zip(headings, FIELDS, strict=True))
    assert all(one.is_sure for one in found)


TEXT = (
    st.text(
        st.one_of(st.sampled_from("abcéà=+-@'|;,\"[]{}0123 \n"), st.characters(categories=["L", "N", "P", "S"])),
        max_size=20,
    )
    .map(lambda text: "\n".join(" ".join(part.split()) for part in text.split("\n")).strip())
    .filter(lambda text: text.casefold() not in NOTHING)
)
"""Texts of any kind, but for what people write where they know nothing, and runs of blanks."""


@st.composite
def whole(draw: st.DrawFn) -> Company:
    """A company with all that a file may say, names and texts of any kind."""
    facts = draw(companies()).model_dump(mode="json", exclude_defaults=True, by_alias=True)
    for project in facts.get("projects", ()):
        project["title"] = draw(TEXT)
    word = TEXT.map(lambda text: " ".join(text.split())).filter(bool)
    facts["name"] = draw(word)
    facts["description"] = draw(st.none() | TEXT)
    for field in ("needs", "offers", "groups"):
        facts[field] = draw(st.lists(word, max_size=3, unique=True))
    facts["clusters"] = draw(st.lists(st.sampled_from(("un", "deux.trois", "A_b")), max_size=2, unique=True))
    facts["website"] = draw(st.none() | word)
    facts["siret"] = draw(st.sampled_from((None, SIRET)))
    facts["siren"] = draw(st.sampled_from((None, SIREN))) or (SIREN if facts["siret"] else None)
    reader = st.fixed_dictionaries(
        {"email": st.sampled_from(("a@un.example.org", "B@deux.example.org", "c+d@x.example.org"))},
        optional={
            "name": word,
            "language": st.sampled_from(("fr", "en")),
            "consent": st.sampled_from((True, False, None)),
        },
    )
    facts["readers"] = draw(st.lists(reader, max_size=3, unique_by=lambda one: one["email"]))
    return Company.model_validate({name: value for name, value in facts.items() if value is not None})


def _apart(company: Company, number: int) -> dict[str, Any]:
    """A company that no other drawn beside it can be taken for, somebody having said its name."""
    told = company.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    told["id"], told["name"] = f"c{number}", f"{told['name']} {number}x"
    told["provenance"] = {**told.get("provenance", {}), "name": {"by": "head"}}
    return told if number == 0 else {name: value for name, value in told.items() if name not in ("siren", "siret")}


class TestExport:
    @settings(suppress_health_check=list(HealthCheck), max_examples=8, phases=[Phase.explicit, Phase.generate])
    @given(
        drawn=st.lists(whole(), min_size=1, max_size=4),
        suffix=st.sampled_from((".xlsx", ".csv", ".jsonl")),
        language=st.sampled_from(("fr", "en")),
    )
    def test_what_goes_out_comes_back(
        self,
        drawn: list[Company],
        suffix: str,
        language: str,
        run: Run,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        told = [_apart(company, number) for number, company in enumerate(drawn)]
        assume(
            unicodedata.normalize("NFC", json.dumps(told, ensure_ascii=False)) == json.dumps(told, ensure_ascii=False)
        )
        folder = tmp_path_factory.mktemp("export")
        here, there = Workspace(folder / "here"), Workspace(folder / "there")
        for place in (here, there):
            (place.path / "data/calls").mkdir(parents=True)
        here.write("data/companies/a.jsonl", "".join(f"{json.dumps(one)}\n" for one in told).encode())
        file = folder / f"out{suffix}"
        assert run("companies", "export", "-o", file, "--lang", language, at=here).code == 0
        done = run("companies", "import", file, "--lang", language, at=there)
        assert done.code == 0, done.err
        back = [one.model_dump(mode="json", exclude_defaults=True, by_alias=True) for one in on_file(there).values()]
        assert back == told

    @pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".jsonl"])
    def test_the_demo_members(self, suffix: str, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        here = Workspace(tmp_path / "here")
        (here.path / "data/calls").mkdir(parents=True)
        for path in (ROOT / "data/companies").glob("*.yaml"):
            here.write(f"data/companies/{path.name}", path.read_bytes())
        file = tmp_path / f"out{suffix}"
        assert run("companies", "export", "-o", file, at=here).code == 0
        before = file.read_bytes()
        done = run("companies", "import", file, at=workspace)
        assert done.code == 0
        assert not {"Kept without", "Left aside", "Not sure"} & {
            line.partition(":")[0] for line in done.err.splitlines()
        }
        again = tmp_path / f"again{suffix}"
        assert run("companies", "export", "-o", again, at=workspace).code == 0
        if suffix != ".jsonl":
            assert again.read_bytes() == before
        # And into the workspace that it comes from: nothing to say.
        done = run("companies", "import", file, at=here)
        assert "New: 0; changed: 0" in done.out, done.out + done.err
        assert "Kept against" not in done.err

    def test_a_form_that_is_not_known(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        done = run("companies", "export", "-o", tmp_path / "a.pdf", at=small)
        assert (done.code, ".xlsx" in done.err) == (2, True)


class TestCircle:
    @pytest.fixture
    def place(self, small: Workspace) -> Workspace:
        small.company("a", "id: a\nname: A (fictif)\nclusters: [nord]\ngroups: [Collège Jeu]\nheadcount: 12\n")
        small.company("b", "id: b\nname: B (fictif)\nclusters: [nord, sud]\ngroups: [Image]\nheadcount: 12\n")
        return small

    @pytest.mark.parametrize(
        ("words", "kept"),
        [
            (["--cluster", "nord"], {"a", "b"}),
            (["--cluster", "SUD"], {"b"}),
            (["--group", "college jeu"], {"a"}),
            (["--group", "Image", "--group", "Collège Jeu"], {"a", "b"}),
            (["--cluster", "sud", "--group", "Collège Jeu"], set()),
        ],
    )
    def test_some_of_the_members(self, words: list[str], kept: set[str], run: Run, place: Workspace) -> None:
        told = json.loads(run("companies", "list", *words, "--format", "json", at=place).out)
        assert {one["id"] for one in told["companies"]} == kept
        told = json.loads(run("members", "jeu-ouvert", *words, "--format", "json", at=place).out)
        assert {one["company"] for one in told["members"]} == kept
        lines = run("match", *words, "--format", "ndjson", at=place).out.splitlines()
        assert {json.loads(line)["company"] for line in lines} == kept

    def test_reach_counts_them_only(self, run: Run, place: Workspace) -> None:
        for number in range(6):
            place.company(f"n{number}", f"id: n{number}\nname: N (fictif)\ngroups: [Édition]\nheadcount: 12\n")
        told = json.loads(run("reach", "jeu-ouvert", "--group", "édition", "--format", "json", at=place).out)
        assert told["members"] == 6

    def test_a_name_that_nobody_has(self, run: Run, place: Workspace) -> None:
        done = run("companies", "list", "--group", "Jeux", at=place)
        assert done.code == 2
        assert "Collège Jeu, Image" in done.err


def firm(id_: str, name: str, **facts: Any) -> Company:
    return Company.model_validate({"id": id_, "name": name, **facts})


PERPIGNAN, MONTPELLIER = {"commune": "66136"}, {"commune": "34172"}
OTHER = "552100554"

SURE = [
    ({"name": "Studio Brume", "siren": SIREN}, {"name": "Autre enseigne", "siret": SIRET}),
    ({"name": "S.A.S. Étoile Filante", "seat": PERPIGNAN}, {"name": "ETOILE FILANTE", "seat": PERPIGNAN}),
    (
        {"name": "Films de l’Étang", "website": "https://www.etang.example.org/"},
        {"name": "Les Films de l'Etang SARL", "website": "etang.example.org", "seat": MONTPELLIER},
    ),
]
DOUBTFUL = [
    ({"name": "Étoile Filante", "seat": PERPIGNAN}, {"name": "Étoile Filante", "seat": MONTPELLIER}),
    ({"name": "Étoile Filante", "seat": PERPIGNAN}, {"name": "Étoile Filante"}),
    ({"name": "Pixel Causse", "seat": PERPIGNAN}, {"name": "Pixel Causses", "seat": PERPIGNAN}),
    ({"name": "P.I.O."}, {"name": "Pôle Image Occitanie", "seat": PERPIGNAN}),
    (
        {"name": "Étoile Filante", "seat": PERPIGNAN, "naf": "58.21Z"},
        {"name": "Étoile Filante", "seat": PERPIGNAN, "naf": "94.99Z"},
    ),
    ({"name": "Brume", "website": "groupe.example.org"}, {"name": "Cobalt", "website": "groupe.example.org"}),
]
DIFFERENT = [
    (
        {"name": "Studio Brume", "siren": SIREN, "seat": PERPIGNAN},
        {"name": "Studio Brume", "siren": OTHER, "seat": PERPIGNAN},
    ),
    ({"name": "Pixel Causse", "seat": PERPIGNAN}, {"name": "Pixel Causses", "seat": MONTPELLIER}),
    ({"name": "Studio Un"}, {"name": "Studio Deux"}),
    ({"name": "Brume", "website": "facebook.com/brume"}, {"name": "Cobalt", "website": "facebook.com/cobalt"}),
    (
        {"name": "Brume", "readers": [{"email": "a@pepiniere.example.org"}]},
        {"name": "Cobalt Son", "readers": [{"email": "b@pepiniere.example.org"}]},
    ),
]


class TestPairs:
    @pytest.mark.parametrize(("one", "other"), SURE)
    def test_sure(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        sure, doubtful = pairs([firm("a", **one)], [firm("b", **other)], {})
        assert (len(sure), doubtful) == (1, [])

    @pytest.mark.parametrize(("one", "other"), DOUBTFUL)
    def test_for_a_person(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        sure, doubtful = pairs([firm("a", **one)], [firm("b", **other)], {})
        assert (sure, len(doubtful)) == ([], 1)

    @pytest.mark.parametrize(("one", "other"), DIFFERENT)
    def test_two_firms(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        assert pairs([firm("a", **one)], [firm("b", **other)], {}) == ([], [])

    def test_a_record_that_could_be_two_is_for_a_person(self) -> None:
        twins = [firm("b", "Étoile", seat=PERPIGNAN), firm("c", "Étoile SARL", seat=PERPIGNAN)]
        sure, doubtful = pairs([firm("a", "Étoile", seat=PERPIGNAN)], twins, {})
        assert (sure, len(doubtful)) == ([], 2)

    def test_what_was_decided_is_not_asked_again(self) -> None:
        one, other = firm("a", "Pixel Causse"), firm("b", "Pixel Causses")
        assert pairs([one], [other], {frozenset("ab"): False}) == ([], [])
        sure, doubtful = pairs([one], [other], {frozenset("ab"): True})
        assert (len(sure), doubtful) == (1, [])

    @given(
        st.lists(
            st.builds(
                firm,
                st.integers(0, 10**6).map("f{}".format),
                st.sampled_from(
                    ("Brume", "Brumes", "BRUME SAS", "Studio Brume", "Cobalt", "Pôle Image Occitanie", "PIO")
                ),
                siren=st.sampled_from((None, None, SIREN, OTHER)),
                seat=st.sampled_from((None, PERPIGNAN, MONTPELLIER)),
                website=st.sampled_from((None, "brume.example.org", "cobalt.example.org")),
            ),
            max_size=8,
            unique_by=lambda one: one.id,
        )
    )
    def test_two_numbers_are_never_one_firm(self, firms: list[Company]) -> None:
        sure, _ = pairs(firms[::2], firms[1::2], {})
        from aidmatch.roster.merging import order

        for first, joining in order(sure):
            assert len({siren_of(one) for one in (first, *joining)} - {None}) <= 1
        forwards = {frozenset({pair.first.id, pair.second.id}) for pair in sure}
        backwards = {frozenset({p.first.id, p.second.id}) for p in pairs(firms[1::2], firms[::2], {})[0]}
        assert forwards == backwards


NORD = f"""\
Nom;SIREN;CP;Ville;Site web;Courriel;Accord;Collège;Effectif
Studio Brume (fictif);{SIREN};66000;Perpignan;;a@brume.example.org;oui;Jeu;12
Pixel Causse (fictif);;12000;Rodez;;;;Jeu;3
Seul au Nord (fictif);;66000;Perpignan;;;;;
"""
SUD = f"""\
Nom;SIREN;CP;Ville;Site web;Courriel;Accord;Collège;Effectif
STUDIO BRUME SARL;{SIREN};66000;Perpignan;brume.example.org;A@Brume.example.org;non;Animation;15
Pixel Causses (fictif);;12000;Rodez;;;;;
"""


class TestMerge:
    def lists(self, folder: Path) -> tuple[Path, Path]:
        return listed(folder / "nord.csv", NORD), listed(folder / "sud.csv", SUD)

    def test_two_files(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        nord, sud = self.lists(tmp_path)
        done = run("companies", "merge", nord, sud, at=workspace)
        assert done.code == 3, done.err
        assert "3 and 2 members; joined: 1; to decide: 1; now: 4" in done.out
        assert "headcount: kept 12 people; the other list says 15 people" in done.out
        held = members(run, workspace)
        assert set(held) == {
            "studio-brume-fictif",
            "pixel-causse-fictif",
            "pixel-causses-fictif",
            "seul-au-nord-fictif",
        }
        brume = held["studio-brume-fictif"]
        assert brume["clusters"] == ["nord", "sud"]
        assert brume["groups"] == ["Jeu", "Animation"]
        assert brume["headcount"] == {"low": 12.0, "high": 12.0}
        assert brume["website"] == "brume.example.org"
        assert brume["readers"] == [{"email": "a@brume.example.org", "consent": False}]
        before = files(workspace)
        run("companies", "merge", nord, sud, at=workspace)
        assert files(workspace) == before

    def test_a_dry_run_says_the_same_and_writes_nothing(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        nord, sud = self.lists(tmp_path)
        dry = run("companies", "merge", nord, sud, "--dry-run", at=workspace)
        assert files(workspace) == {}
        assert run("companies", "merge", nord, sud, at=workspace).out == dry.out

    def test_two_clusters_and_a_remembered_decision(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        for path, cluster in zip(self.lists(tmp_path), ("nord", "sud"), strict=True):
            run("companies", "import", path, "--cluster", cluster, at=workspace)
        # The same SIREN is the same member from the first: only the doubtful pair is left.
        kept = workspace.write(
            "data/same-companies.yaml", "# à moi\n- same: [pixel-causse-fictif, pixel-causses-fictif]\n"
        )
        done = run("companies", "merge", "nord", "sud", at=workspace)
        assert done.code == 0, done.err
        held = members(run, workspace)
        assert set(held) == {"studio-brume-fictif", "pixel-causse-fictif", "seul-au-nord-fictif"}
        assert held["pixel-causse-fictif"]["clusters"] == ["nord", "sud"]
        assert kept.read_text("utf-8").startswith("# à moi")

    def test_records_go_from_whatever_file(self, run: Run, workspace: Workspace) -> None:
        workspace.write(
            "data/companies/deux.yaml",
            f'- id: x # x\n  name: X (fictif)\n- id: y\n  name: Y (fictif)\n  siren: "{SIREN}"\n  clusters: [sud]\n',
        )
        first = workspace.company("un", f'# à moi\nid: un\nname: Y fictif\nsiren: "{SIREN}"\nclusters: [nord]\n')
        assert run("companies", "merge", "nord", "sud", at=workspace).code == 0
        assert set(members(run, workspace)) == {"x", "un"}
        assert "- id: x # x" in (workspace.path / "data/companies/deux.yaml").read_text("utf-8")
        assert first.read_text("utf-8").startswith("# à moi\nid: un\n")

    def test_no_such_cluster(self, run: Run, small: Workspace) -> None:
        assert run("companies", "merge", "nord", "sud", at=small).code == 2

    def test_on_a_terminal_a_person_decides(
        self, run: Run, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import click

        from aidmatch.cli import _member_columns, _merge_members

        nord, sud = self.lists(tmp_path)
        run("companies", "merge", nord, sud, at=workspace)
        for module in (_merge_members, _member_columns):
            monkeypatch.setattr(module, "is_interactive", lambda: True)
        answers = iter(["l", "n"])
        monkeypatch.setattr(click, "prompt", lambda *_args, **_more: next(answers))
        assert run("companies", "merge", "nord", "sud", at=workspace).code == 3
        assert run("companies", "merge", "nord", "sud", at=workspace).code == 0
        text = (workspace.path / "data/same-companies.yaml").read_text("utf-8")
        assert 'apart: ["pixel-causse-fictif", "pixel-causses-fictif"]' in text
        # Remembered: nobody is asked a third time.
        done = run("companies", "merge", "nord", "sud", at=workspace)
        assert (done.code, "to decide: 0" in done.out) == (0, True)


def test_a_list_is_corrected_on_a_terminal(
    run: Run, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import click

    from aidmatch.cli import _member_columns

    monkeypatch.setattr(_member_columns, "is_interactive", lambda: True)
    answers = iter(["n", "", "headcount", "-"])

    def prompt(_text: str, default: str | None = None, value_proc: Any = None, **_more: Any) -> Any:
        answer = next(answers) or default
        return value_proc(answer) if value_proc else answer

    monkeypatch.setattr(click, "prompt", prompt)
    file = listed(tmp_path / "a.csv", "Nom;Gens;Effectif moyen\nUn (fictif);12;99\n")
    assert run("companies", "import", file, at=workspace).code == 0
    assert members(run, workspace)["un-fictif"]["headcount"] == {"low": 12.0, "high": 12.0}
    text = (workspace.path / "aidmatch.toml").read_text("utf-8")
    assert 'Gens = "headcount"' in text
    assert '"Effectif moyen" = ""' in text
    # Approved once: not asked again.
    assert run("companies", "import", file, at=workspace).code == 0
