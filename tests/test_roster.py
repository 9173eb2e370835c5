"""The members on file: added, changed with every comment kept, imported; and how many a call reaches, without names."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.masked import SMALLEST
from aidmatch.match import ANSWERS, match
from aidmatch.reach import reach
from tests.conftest import ROOT, SHARED, Done, Run, Workspace

AT = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Paris"))

FILE = """\
# yaml-language-server: $schema=../schemas/company.schema.json
# Ne pas perdre cette ligne.
id: studio
name: Studio Exemple (fictif)   # le nom d’usage

# Siège
seat: {commune: "66136"}  # Perpignan
headcount: 12 # à revoir
needs:
  # le plus pressé
  - financer un prototype de jeu vidéo

  - recruter
description: >-
  Une phrase qui court sur
  deux lignes, et dont la longueur dépasse de beaucoup celle que les outils coupent d’habitude quand ils récrivent.
accounts:
- {closed_on: 2025-12-31, turnover: 900000}
# fin
"""


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines gone and lines come, wherever they stand."""
    gone, come = Counter(before.split("\n")), Counter(after.split("\n"))
    return list((gone - come).elements()), list((come - gone).elements())


def facts(run: Run, place: Workspace, name: str = "studio") -> dict[str, object]:
    (held,) = json.loads(run("companies", "show", name, "--format", "json", at=place).out)["companies"]
    return dict(held)


class TestSet:
    def test_every_other_byte_stays(self, run: Run, workspace: Workspace) -> None:
        text = FILE.replace("accounts:\n- {", "accounts:\n  - {")
        file = workspace.company("studio", text)
        assert run("companies", "set", "studio", "seat.commune=34172", at=workspace).code == 0
        after = file.read_text("utf-8")
        gone, come = changed_lines(text, after)
        assert gone == ['seat: {commune: "66136"}  # Perpignan']
        assert len(come) == 1
        assert come[0].startswith("seat: {commune: ")
        assert come[0].endswith("# Perpignan")
        assert facts(run, workspace)["seat"] == {"commune": "34172"}

    def test_who_said_it_and_when_is_kept(self, run: Run, workspace: Workspace) -> None:
        file = workspace.company("studio", FILE)
        assert run("companies", "set", "studio", "headcount=14", "--by", "head", at=workspace).code == 0
        after = file.read_text("utf-8")
        assert "headcount: 14 # à revoir" in after
        assert "# Ne pas perdre cette ligne." in after
        assert facts(run, workspace)["provenance"] == {"headcount": {"by": "head", "on": "2026-11-22"}}

    @pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "data" / "companies").glob("*.yaml")))
    def test_the_demo_files_keep_theirs(self, name: str, run: Run, workspace: Workspace) -> None:
        text = (ROOT / "data" / "companies" / name).read_text("utf-8")
        file = workspace.company("x", text)
        company = name.removesuffix(".yaml")
        assert run("companies", "set", company, "website=https://example.org/x", at=workspace).code == 0
        gone, come = changed_lines(text, file.read_text("utf-8"))
        assert come == ["website: https://example.org/x"]
        assert all(line.startswith("website:") for line in gone)

    def test_windows_line_ends_stay(self, run: Run, workspace: Workspace) -> None:
        file = workspace.path / "data/companies/studio.yaml"
        file.write_bytes(FILE.replace("\n", "\r\n").encode())
        assert run("companies", "set", "studio", "naf=58.21Z", at=workspace).code == 0
        data = file.read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n") > 10

    def test_a_fact_taken_away(self, run: Run, workspace: Workspace) -> None:
        file = workspace.company("studio", FILE)
        assert run("companies", "set", "studio", "headcount=", at=workspace).code == 0
        assert "headcount" not in file.read_text("utf-8")

    @pytest.mark.parametrize(
        "fact", ["headcount=douze", "headcunt=12", "naf=58.21Y", "seat.comune=1", "id=", "siren=123456789"]
    )
    def test_a_wrong_fact_changes_nothing(self, fact: str, run: Run, workspace: Workspace) -> None:
        file = workspace.company("studio", FILE)
        done = run("companies", "set", "studio", fact, at=workspace)
        assert done.code == 2
        assert fact.partition("=")[0].partition(".")[0] in done.err
        assert file.read_text("utf-8") == FILE

    def test_in_a_list_and_in_json_lines(self, run: Run, workspace: Workspace) -> None:
        workspace.write(
            "data/companies/two.yaml", "- id: un\n  name: Un (fictif) # un\n- id: deux\n  name: Deux (fictif)\n"
        )
        lines = '{"id": "x", "name": "X (fictif)"}\nbroken\n\n{"id": "y",  "name": "Y\u2028 (fictif)"}\n'
        file = workspace.write("data/companies/lines.jsonl", lines)
        assert run("companies", "set", "deux", "headcount=3", at=workspace).code == 3
        assert run("companies", "set", "x", "headcount=10-19", "naf=58.21Z", at=workspace).code == 3
        assert facts(run, workspace, "deux")["headcount"] == {"low": 3.0, "high": 3.0}
        after = file.read_text("utf-8").split("\n")
        assert json.loads(after[0])["headcount"] == "10-19"
        assert after[1:] == lines.split("\n")[1:]

    @pytest.mark.parametrize(
        ("fact", "value"),
        [
            ("seat.commune=06088", {"commune": "06088"}),
            ("seat.department=2A", {"department": "2A"}),
            ("seat.region=04", {"region": "04"}),
        ],
    )
    def test_codes_keep_their_zeros(self, fact: str, value: dict[str, str], run: Run, workspace: Workspace) -> None:
        workspace.company("studio", "id: studio\nname: Studio (fictif)\n")
        assert run("companies", "set", "studio", fact, at=workspace).code == 0
        assert facts(run, workspace)["seat"] == value


COMMENTED = """\
id: studio
name: Studio (fictif)   # nom
# Avant les besoins
needs: # sur la ligne du nom
  # le premier
  - un prototype
  - recruter # pressé

# Effectif
# (au dernier jour)
headcount: 12 # à revoir

# Thèmes
themes: [jeu, image] # de la liste

# Qui l’a dit
provenance:
  headcount:
    by: head
    on: 2025-01-01 # au téléphone
# Siège
seat:
  commune: "66136" # Perpignan
  # dans le siège
# fin
"""


class TestComments:
    """Every comment outside the value stays, whatever the library hangs it on."""

    def changed(self, run: Run, place: Workspace, *facts: str) -> tuple[list[str], list[str]]:
        file = place.company("studio", COMMENTED)
        done = run("companies", "set", "studio", *facts, at=place)
        assert done.code == 0, done.err
        return changed_lines(COMMENTED, file.read_text("utf-8"))

    def test_a_list_written_anew(self, run: Run, workspace: Workspace) -> None:
        gone, come = self.changed(run, workspace, "needs=[un, 'deux: trois']")
        assert gone == ["  - un prototype", "  - recruter # pressé"]
        assert come == ["  - un", "  - 'deux: trois'"]
        text = (workspace.path / "data/companies/studio.yaml").read_text("utf-8")
        assert text.index("deux: trois") < text.index("# Effectif") < text.index("headcount:")

    def test_a_list_on_one_line_stays_on_one(self, run: Run, workspace: Workspace) -> None:
        gone, come = self.changed(run, workspace, "themes=jeu, son")
        assert gone == ["themes: [jeu, image] # de la liste"]
        assert [" ".join(line.split()) for line in come] == ["themes: [jeu, son] # de la liste"]

    @pytest.mark.parametrize(
        ("fact", "lost"),
        [
            ("needs=", {"# sur la ligne du nom", "# le premier", "# pressé"}),
            ("headcount=", {"# à revoir", "# au téléphone"}),
            ("themes=", {"# de la liste"}),
            ("seat.commune=", {"# Perpignan"}),
            ("seat=", {"# Perpignan"}),
        ],
    )
    def test_a_value_taken_away(self, fact: str, lost: set[str], run: Run, workspace: Workspace) -> None:
        gone, come = self.changed(run, workspace, fact)
        assert not come
        assert {line[line.index("#") :] for line in gone if "#" in line} == lost

    def test_a_fact_added_inside_stands_above_what_follows(self, run: Run, workspace: Workspace) -> None:
        gone, come = self.changed(run, workspace, "seat.commune=34172", "--by", "register")
        assert gone == ['  commune: "66136" # Perpignan']
        assert come == ["  seat:", "    by: register", "    on: 2026-11-22", '  commune: "34172" # Perpignan']
        text = (workspace.path / "data/companies/studio.yaml").read_text("utf-8")
        assert text.index("by: register") < text.index("# Siège")

    def test_a_value_of_several_lines_becomes_one(self, run: Run, workspace: Workspace) -> None:
        before = "id: studio\nname: S\nheadcount: # en bas\n  value: 12\n# fin\n"
        file = workspace.company("studio", before)
        assert run("companies", "set", "studio", "headcount=14", at=workspace).code == 0
        text = file.read_text("utf-8")
        assert text.startswith("id: studio\nname: S\nheadcount: 14 # en bas\n# fin\n")


class TestTyped:
    """What is typed is read by the field's own type."""

    @pytest.mark.parametrize(
        ("fact", "value"),
        [
            ("naf=58.2", "58.2"),
            ("naf=6201z", "62.01Z"),
            ("naf_2025=6210Y", "62.10Y"),
            ("description=Studio: jeux, image # et son", "Studio: jeux, image # et son"),
            ("name=007", "007"),
            ("national_id=1e5", "1e5"),
            ("legal_form=5710", "5710"),
            ("siren=732829320", "732829320"),
            ("headcount=12", {"low": 12.0, "high": 12.0}),
            ("headcount=250+", {"low": 250.0}),
            ("awu=11,5", {"low": 11.5, "high": 11.5}),
            ("headcount={value: 12, year: 2025}", {"low": 12.0, "high": 12.0, "year": 2025}),
            ("open_establishments=1 200", 1200),
            ("micro_entrepreneur=non", False),
            ("debts_paid=true", True),
            ("created=2020-03-01", "2020-03-01"),
            ("needs=un prototype, recruter", ["un prototype", "recruter"]),
            ("needs=[58.2, 'un, deux']", ["58.2", "un, deux"]),
            ("aid_received=[]", []),
            ("establishments=unknown", "unknown"),
            ("seat={commune: 06088}", {"commune": "06088"}),
            ("seat.commune=2A004", {"commune": "2A004"}),
            ("accounts=[{closed_on: 2025-12-31, turnover: 900000}]", [{"closed_on": "2025-12-31", "turnover": 900000}]),
            ("provenance.naf.by=head", {"naf": {"by": "head"}}),
        ],
    )
    def test_a_value(self, fact: str, value: object, run: Run, workspace: Workspace) -> None:
        workspace.company("studio", "id: studio\nname: Studio (fictif)\n")
        done = run("companies", "set", "studio", fact, at=workspace)
        assert done.code == 0, done.err
        held = facts(run, workspace)
        assert held[fact.partition("=")[0].partition(".")[0]] == value

    @pytest.mark.parametrize("fact", ["micro_entrepreneur=peut-être", "created=hier", "open_establishments=deux"])
    def test_what_the_type_refuses(self, fact: str, run: Run, workspace: Workspace) -> None:
        file = workspace.company("studio", "id: studio\nname: Studio (fictif)\n")
        done = run("companies", "set", "studio", fact, at=workspace)
        assert done.code == 2
        assert fact.partition("=")[2] in done.err
        assert file.read_text("utf-8") == "id: studio\nname: Studio (fictif)\n"

    def test_who_said_a_lasting_fact_is_kept_when_given(self, run: Run, workspace: Workspace) -> None:
        workspace.company("studio", "id: studio\nname: Studio (fictif)\n")
        assert run("companies", "set", "studio", "seat.commune=66136", "--by", "head", at=workspace).code == 0
        assert run("companies", "set", "studio", "naf=58.21Z", at=workspace).code == 0
        assert facts(run, workspace)["provenance"] == {"seat": {"by": "head", "on": "2026-11-22"}}

    def test_the_nearest_code_is_of_the_right_nomenclature(self, run: Run, workspace: Workspace) -> None:
        workspace.company("studio", "id: studio\nname: Studio (fictif)\n")
        done = run("companies", "set", "studio", "naf_2025=V9", at=workspace)
        assert done.code == 2
        assert "naf_2025" in done.err


class TestAdd:
    def test_a_file_of_its_own(self, run: Run, workspace: Workspace) -> None:
        words = ["Studio Éclair d’Été", "--commune", "Perpignan", "--headcount", "10-19", "--legal-form", "SAS"]
        done = run("companies", "add", *words, "--naf", "58.21Z", "--created", "2020-03-01", at=workspace)
        assert done.code == 0, done.err
        text = (workspace.path / "data/companies/studio-eclair-d-ete.yaml").read_text("utf-8")
        assert text.startswith("# yaml-language-server: $schema=../schemas/company.schema.json\n")
        assert "aidmatch rank studio-eclair-d-ete" in done.out
        assert run("rank", "studio eclair", at=workspace).code == 0

    def test_the_same_name_twice(self, run: Run, workspace: Workspace) -> None:
        for _ in range(2):
            assert run("companies", "add", "Studio", at=workspace).code == 0
        assert {path.name for path in (workspace.path / "data/companies").iterdir()} == {"studio.yaml", "studio-2.yaml"}

    def test_a_refusal_names_the_field_and_writes_nothing(self, run: Run, workspace: Workspace) -> None:
        done = run("companies", "add", "Studio", "--naf", "99.99Z", "--headcount", "many", at=workspace)
        assert done.code == 2
        assert "headcount" in done.err
        assert not list((workspace.path / "data/companies").iterdir())


def imported(run: Run, place: Workspace, name: str, content: str | bytes, folder: Path) -> Done:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run("companies", "import", file, at=place)


ROW = {
    "id": "C1",
    "name": "Un (fictif)",
    "naf": "58.21Z",
    "region_code": "76",
    "region": "Occitanie",
    "department": "66",
}
ROW |= {"naf_section": "J"}


class TestImport:
    def test_json_lines(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        rows = [{**ROW, "workforce": 12, "microentrepreneur": False, "siren": "732829320"}]
        rows += [{"id": "C2", "name": "Deux\u2028 (fictif)", "needs": ["un prototype"], "seat": {"commune": "66136"}}]
        done = imported(
            run, workspace, "m.jsonl", "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), tmp_path
        )
        assert (done.code, done.err) == (0, "")
        assert "2 read, 2 kept" in done.out
        held = facts(run, workspace, "C1")
        assert held["headcount"] == {"low": 12.0, "high": 12.0}
        assert held["seat"] == {"department": "66", "region": "76"}
        assert held["micro_entrepreneur"] is False

    @pytest.mark.parametrize("sign", [",", ";", "\t"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_csv(self, sign: str, mark: str, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        text = sign.join(
            ("id", "name", "workforce", "awu", "microentrepreneur", "description", "needs", "labels", "odd")
        )
        text += "\r\n" + sign.join(
            ("C1", '"Un; deux, trois (fictif)"', "12", '"11,5"', "oui", '"dit ""bonjour"", oui"', "a|b", "", "z")
        )
        text += "\r\n" + sign.join(("C2", "Deux (fictif)", "10-19", "", "", "", "", "", "")) + "\r\n"
        done = imported(run, workspace, "m.csv", mark + text, tmp_path)
        assert done.code == 0, done.err
        assert "odd" in done.err
        held = facts(run, workspace, "C1")
        assert held["name"] == "Un; deux, trois (fictif)"
        assert held["awu"] == {"low": 11.5, "high": 11.5}
        assert held["micro_entrepreneur"] is True
        assert held["description"] == 'dit "bonjour", oui'
        assert held["needs"] == ["a", "b"]
        assert "labels" not in held

    def test_our_own_list_comes_back(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        small.company("pole", "id: pole\nname: Pôle (fictif)\nclusters: [un, deux]\n")
        listed = tmp_path / "members.csv"
        assert run("companies", "list", "-o", listed, at=small).code == 0
        other = Workspace(tmp_path / "other")
        (other.path / "data/calls").mkdir(parents=True)
        assert run("companies", "import", listed, at=other).code == 0
        assert facts(run, other, "pole")["clusters"] == ["un", "deux"]

    def test_a_wrong_siren_is_left_out_and_told(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        done = imported(run, workspace, "m.jsonl", json.dumps({**ROW, "siren": "123456789"}), tmp_path)
        assert done.code == 0
        assert "m.jsonl:1: siren" in done.err
        assert "siren" not in facts(run, workspace, "C1")

    def test_a_row_replaces_the_one_with_its_id(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        imported(
            run, workspace, "m.jsonl", "\n".join(json.dumps({**ROW, "id": name}) for name in ("C1", "C2")), tmp_path
        )
        before = (workspace.path / "data/companies/m.jsonl").read_bytes()
        imported(run, workspace, "m.jsonl", json.dumps({**ROW, "id": "C2"}), tmp_path)
        assert (workspace.path / "data/companies/m.jsonl").read_bytes() == before
        imported(run, workspace, "m.jsonl", json.dumps({**ROW, "id": "C2", "name": "Autre (fictif)"}), tmp_path)
        names = {
            one["id"]: one["name"]
            for one in json.loads(run("companies", "list", "--format", "json", at=workspace).out)["companies"]
        }
        assert names == {"C1": "Un (fictif)", "C2": "Autre (fictif)"}

    def test_an_id_used_elsewhere_is_left_aside(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        done = imported(
            run, small, "m.jsonl", "\n".join(json.dumps({**ROW, "id": name}) for name in ("studio", "C2")), tmp_path
        )
        assert done.code == 3
        assert "data/companies/studio.yaml" in done.err
        assert "2 read, 1 kept, 1 left aside" in done.out
        assert facts(run, small)["name"] == "Studio Exemple (fictif)"

    def test_rows_that_hold_nothing_are_named(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        rows = [json.dumps(ROW), "{", "[]", json.dumps({"id": "C9"}), json.dumps({**ROW, "id": "C3", "naf": "xx"})]
        rows += [json.dumps({**ROW, "id": "C4", "seat": "Perpignan"}), json.dumps({**ROW, "id": 12}), "9" * 5000]
        done = imported(run, workspace, "m.jsonl", "\n".join(rows), tmp_path)
        assert done.code == 3
        # A bad fact costs itself alone; a row without a name, or that is no record, is left aside.
        assert "8 read, 4 kept, 4 left aside" in done.out
        # Lines with the same trouble are named together.
        for told in ("m.jsonl:2:", "m.jsonl:4:", "m.jsonl:5:", "also on lines 3, 8"):
            assert told in done.err

    def test_two_rows_of_one_name_and_no_id(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        for _ in range(2):
            assert (
                imported(run, workspace, "m.csv", "name,naf\nUn (fictif),58.21Z\nUn (fictif),59.11A\n", tmp_path).code
                == 0
            )
            held = json.loads(run("companies", "list", "--format", "json", at=workspace).out)["companies"]
            assert [(one["id"], one["naf"]) for one in held] == [("un-fictif", "58.21Z"), ("un-fictif-2", "59.11A")]

    @pytest.mark.parametrize("content", ["Prénom;é".encode("latin-1"), b"\xff\xfe\x00", b"a\x00b"])
    def test_a_file_that_is_no_list(self, content: bytes, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        done = imported(run, workspace, "m.csv", content, tmp_path)
        assert done.code == 4
        assert "m.csv" in done.err or "no spreadsheet" in done.err

    def test_a_target_that_was_spoilt_is_not_lost(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        spoilt = workspace.write("data/companies/m.jsonl", '{"id": "C1", "name":\n')
        done = imported(run, workspace, "m.jsonl", json.dumps(ROW), tmp_path)
        assert done.code == 4
        assert spoilt.read_text("utf-8") == '{"id": "C1", "name":\n'

    @pytest.mark.shared
    def test_the_columns_of_the_gold_list(self, run: Run, workspace: Workspace) -> None:
        done = run("companies", "import", SHARED / "gold" / "companies.jsonl", at=workspace)
        assert done.code == 0
        assert "400 read, 400 kept" in done.out


CALL = Call.model_validate(
    {
        "id": "aide",
        "title": "Aide",
        "kind": "standing",
        "instrument": "grant",
        "window": {"kind": "permanent"},
        "criteria": [{"kind": "headcount", "min": 10}, {"kind": "turnover", "max": 5_000_000}],
        "origin": {"source": "exemple"},
    }
)

PEOPLE = st.tuples(
    st.sampled_from(("66136", "34172", "75056", None)),
    st.sampled_from((3, 12, 60, None)),
    st.sampled_from(("58.21Z", "59.11A", None)),
    st.sampled_from((1_000_000, 9_000_000, None)),
    st.integers(1, 7),
)


def _cluster(drawn: list[tuple[str | None, int | None, str | None, int | None, int]]) -> list[Company]:
    members: list[Company] = []
    for commune, heads, naf, turnover, times in drawn:
        accounts = [{"closed_on": "2025-12-31", "turnover": turnover}] if turnover else []
        seat = {"commune": commune} if commune else None
        for _ in range(times):
            number = len(members)
            record = {
                "id": f"m{number}",
                "name": "M",
                "seat": seat,
                "headcount": heads,
                "naf": naf,
                "accounts": accounts,
            }
            members.append(Company.model_validate(record))
    return members


def _given_away(shown: list[int | None], total: int, most: int) -> bool:
    """Whether one masked count only can be, from those shown and their sum.

    Whoever reads knows the rule: a masked count may be anything, zero included only where nothing else was left.
    """
    masked = shown.count(None)
    rest = total - sum(count for count in shown if count is not None)
    if not masked:
        return False
    possible = [one for one in product(range(most + 1), repeat=masked) if sum(one) == rest] if masked <= 3 else []
    if masked > 3:
        return rest == 0
    return any(len({one[place] for one in possible}) == 1 for place in range(masked))


@given(st.lists(PEOPLE, min_size=1, max_size=7))
def test_reach_gives_no_small_group_away(
    drawn: list[tuple[str | None, int | None, str | None, int | None, int]],
) -> None:
    members = _cluster(drawn)
    found = reach(CALL, members, AT)
    truth = Counter(match(CALL, member, AT).answer for member in members)
    assert found.members == (len(members) if len(members) >= SMALLEST else None)
    for answer in ANSWERS:
        assert found.answers[answer] in (None, truth[answer])
    columns = [([found.answers[answer] for answer in ANSWERS], len(members))]
    for groups in found.groups.values():
        for answer in ANSWERS:
            column = [counts[answer] for counts in groups.values()]
            total = found.answers[answer]
            if total is None:
                assert set(column) == {None}, "a sum that is masked could be added up again"
            else:
                columns.append((column, total))
    for column, total in columns:
        for count in column:
            assert count is None or count == 0 or count >= SMALLEST
        assert not _given_away(column, total, min(total, 40)), (column, total)
    for count in found.turned_away_by.values():
        assert count is None or count >= SMALLEST
    if found.answers["ineligible"] is None:
        assert set(found.turned_away_by.values()) <= {None}


def test_reach_counts_a_draft(run: Run, small: Workspace, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(
        (small.path / "data/calls/trop-grand.yaml").read_text("utf-8").replace("trop-grand", "brouillon"), "utf-8"
    )
    done = run("reach", draft, "--format", "json", at=small)
    assert done.code == 0
    told = json.loads(done.out)
    assert told["call"] == "brouillon"
    assert told["members"] is None
    assert not {"studio", "mystere", "Studio"} & set(done.out.replace('"', " ").split())
    draft.write_text("id: brouillon\n", "utf-8")
    assert run("reach", draft, at=small).code == 2
