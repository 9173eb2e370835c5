"""`aidmatch aid`: keeping the aids received, what is left of the ceilings, and the declaration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import STUDIO, Run, Workspace
from tests.test_contract import check


@pytest.fixture
def held(workspace: Workspace) -> Workspace:
    """A company whose ledger and group are known."""
    workspace.company(
        "studio",
        STUDIO
        + """\
# Aides, dites par la dirigeante
aid_received:
  - {granted_on: 2024-02-29, amount: 100000, de_minimis: general, funder: Région Exemple}
  - {granted_on: 2025-06-01, amount: 12000, funder: Fonds fictif}
holdings:
  - side: subsidiary
    name: Filiale (fictive)
    share: 0.9
    aid_received: [{granted_on: 2025-01-15, amount: 60000, de_minimis: general}]
""",
    )
    return workspace


def left(run: Run, at: Workspace, *more: str, day: str | None = None) -> dict[str, Any]:
    argv = ["aid", "headroom", "studio", "--format", "json", *more]
    done = run(*argv, at=at, **({"day": day} if day else {}))
    assert done.code == 0, done.err
    document = json.loads(done.out)
    check("aid-headroom", document)
    return {room["regulation"]: room for room in document["rooms"]}


def awards(run: Run, at: Workspace) -> list[dict[str, Any]]:
    document = json.loads(run("aid", "list", "studio", "--format", "json", at=at).out)
    check("aid-list", document)
    assert list(document)[:2] == ["schema_version", "as_of"]
    found: list[dict[str, Any]] = document["awards"]
    return found


class TestHeadroom:
    def test_the_group_has_one_counter(self, run: Run, held: Workspace) -> None:
        room = left(run, held)["general"]
        assert (room["used"], room["low"], room["high"]) == (160_000, 140_000, 140_000)

    def test_it_says_when_it_grows_and_by_how_much(self, run: Run, held: Workspace) -> None:
        assert left(run, held)["general"]["growth"] == [
            {"on": "2027-03-01", "left": 240_000},
            {"on": "2028-01-16", "left": 300_000},
        ]
        told = run("aid", "headroom", "studio", at=held).out
        assert "1 March 2027: €240,000 (+€100,000)" in told

    def test_on_any_date(self, run: Run, held: Workspace) -> None:
        assert left(run, held, "--on", "2027-02-28")["general"]["high"] == 140_000
        assert left(run, held, "--on", "1/3/2027")["general"]["high"] == 240_000
        assert left(run, held, "--on", "2024-02-28")["general"]["high"] == 300_000
        assert run("aid", "headroom", "studio", "--on", "soon", at=held).code == 2

    def test_a_company_that_told_nothing(self, run: Run, small: Workspace) -> None:
        room = left(run, small)["general"]
        assert (room["low"], room["high"], room["missing"]) == (0, 300_000, ["aid_received", "holdings"])
        assert "to be told" in run("aid", "headroom", "studio", at=small).out


class TestKeeping:
    def test_an_aid_is_added_and_comments_stay(self, run: Run, held: Workspace) -> None:
        done = run("aid", "add", "studio", "40 000 €", "--on", "2026-03-01", "--funder", "Métropole", at=held)
        assert done.code == 0, done.err
        text = (held.path / "data/companies/studio.yaml").read_text("utf-8")
        assert "# Aides, dites par la dirigeante" in text
        assert left(run, held)["general"]["high"] == 100_000
        assert [one["amount"] for one in awards(run, held) if one["firm"] is None] == [100_000, 12_000, 40_000]

    def test_a_loan_counts_for_its_grant_equivalent(self, run: Run, held: Workspace) -> None:
        words = ("--on", "2026-03-01", "--nature", "loan", "--years", "5")
        done = run("aid", "add", "studio", "500000", *words, "--secured", at=held)
        assert "€100,000" in done.err
        assert left(run, held)["general"]["high"] == 40_000
        assert awards(run, held)[2]["face"] == 500_000

    def test_outside_the_safe_harbour_nothing_is_sure_until_the_funder_tells(self, run: Run, held: Workspace) -> None:
        words = ("--on", "2026-03-01", "--nature", "loan", "--years", "12", "--secured")
        done = run("aid", "add", "studio", "500000", *words, at=held)
        assert "ask the funder" in done.err
        assert left(run, held)["general"]["low"] == 0
        assert run("aid", "remove", "studio", "3", at=held).code == 0
        run("aid", "add", "studio", "500000", *words, "--equivalent", "30000", at=held)
        assert left(run, held)["general"]["low"] == 110_000

    def test_what_looks_like_a_slip_is_told(self, run: Run, held: Workspace) -> None:
        done = run("aid", "add", "studio", "1000", "--on", "2031-03-01", at=held)
        assert (done.code, "still to come" in done.err) == (0, True)
        again = run("aid", "add", "studio", "1000", "--on", "2031-03-01", at=held)
        assert (again.code, "already on file" in again.err) == (0, True)
        wrong = run("aid", "add", "studio", "mille", "--on", "2026-03-01", at=held)
        assert (wrong.code, "45 000" in wrong.err) == (2, True)

    def test_other_aid_is_kept_and_not_counted(self, run: Run, held: Workspace) -> None:
        run("aid", "add", "studio", "900000", "--on", "2026-03-01", "--regulation", "none", at=held)
        assert left(run, held)["general"]["high"] == 140_000

    def test_reliefs_of_tax_and_contributions_count(self, run: Run, held: Workspace) -> None:
        for nature in ("tax_relief", "social_relief"):
            run("aid", "add", "studio", "10000", "--on", "2026-03-01", "--nature", nature, at=held)
        assert left(run, held)["general"]["high"] == 120_000

    def test_a_ledger_begun_on_nothing_is_not_known_to_be_whole(self, run: Run, small: Workspace) -> None:
        done = run("aid", "add", "studio", "10000", "--on", "2026-03-01", at=small)
        assert "--complete" in done.err
        assert "aid_received" in left(run, small)["general"]["missing"]
        run("aid", "add", "studio", "10000", "--on", "2026-04-01", "--complete", at=small)
        assert left(run, small)["general"]["missing"] == ["holdings"]

    def test_an_aid_that_crosses_the_ceiling_is_doubted(self, run: Run, held: Workspace) -> None:
        assert "Only" not in run("aid", "add", "studio", "140000", "--on", "2026-03-01", at=held).err
        assert "Only €0" in run("aid", "add", "studio", "1", "--on", "2026-03-02", at=held).err

    def test_a_record_shows_an_amount_nobody_told(self, run: Run, held: Workspace) -> None:
        run("aid", "add", "studio", "9000000", "--on", "2026-03-01", "--nature", "loan", at=held)
        assert "amount not known, on 1 March 2026" in run("companies", "show", "studio", at=held).out

    def test_a_ledger_known_in_part_goes_out_and_comes_back_so(
        self, run: Run, small: Workspace, tmp_path: Path
    ) -> None:
        run("aid", "add", "studio", "10000", "--on", "2026-03-01", at=small)
        assert "aid received in part" in run("companies", "show", "studio", at=small).out
        file = tmp_path / "membres.xlsx"
        assert run("companies", "export", "-o", str(file), at=small).code == 0
        assert run("companies", "import", str(file), at=small).code in (0, 3)
        assert "aid_received" in left(run, small)["general"]["missing"]

    def test_removed_by_its_number(self, run: Run, held: Workspace) -> None:
        assert run("aid", "remove", "studio", "1", at=held).code == 0
        assert left(run, held)["general"]["used"] == 60_000
        done = run("aid", "remove", "studio", "9", at=held)
        assert (done.code, "no aid has the number 9" in done.err) == (2, True)

    @pytest.mark.parametrize(
        "words",
        [("x", "--on", "2026-03-01"), ("1", "--on", "x"), ("1", "--on", "2026-03-01", "--nature", "gift")],
    )
    def test_what_is_typed_wrong_changes_nothing(self, run: Run, held: Workspace, words: tuple[str, ...]) -> None:
        before = (held.path / "data/companies/studio.yaml").read_bytes()
        assert run("aid", "add", "studio", *words, at=held).code == 2
        assert (held.path / "data/companies/studio.yaml").read_bytes() == before


class TestImport:
    ROWS = (
        ("Date d’octroi", "Financeur", "Montant", "Règlement", "Nature", "Durée", "Sûretés"),
        ("01/03/2026", "Région Exemple", "20 000 €", "2023/2831", "Subvention", "", ""),
        ("15/04/2026", "Banque fictive", "300 000", "2023/2831", "Prêt", "7 ans", "oui"),
        ("02/05/2026", "État", "5 000", "RGEC", "Subvention", "", ""),
        ("hier", "Région Exemple", "1 000", "2023/2831", "", "", ""),
        ("03/05/2026", "Région Exemple", "beaucoup", "", "", "", ""),
    )

    def test_a_csv(self, run: Run, held: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "aides.csv"
        file.write_text("\n".join(";".join(row) for row in self.ROWS), "utf-8")
        done = run("aid", "import", "studio", str(file), at=held)
        assert done.code == 3
        assert "5 read, 3 added, 0 already on file, 2 left aside" in done.out
        assert "aides.csv:5" in done.err
        assert "aides.csv:6" in done.err
        assert left(run, held)["general"]["used"] == 160_000 + 20_000 + 84_000
        again = run("aid", "import", "studio", str(file), at=held)
        assert "0 added, 3 already on file" in again.out

    @pytest.mark.parametrize(
        ("said", "counts"),
        [
            ("hors de minimis", False),
            ("non de minimis", False),
            ("règlement général d’exemption par catégorie", False),
            ("régime SA.58981", False),
            ("RGEC", False),
            ("non", False),
            ("règle générale", True),
            ("de minimis", True),
            ("Règlement (UE) 2023/2831", True),
            ("oui", True),
        ],
    )
    def test_what_is_not_de_minimis_is_not_counted(
        self, run: Run, held: Workspace, tmp_path: Path, said: str, counts: bool
    ) -> None:
        file = tmp_path / "aides.csv"
        file.write_text(f"Date d’octroi;Montant;Règlement\n01/03/2026;20 000 €;{said}\n", "utf-8")
        assert run("aid", "import", "studio", str(file), at=held).code == 0
        assert left(run, held)["general"]["used"] == 160_000 + (20_000 if counts else 0)

    def test_months_are_no_years(self, run: Run, held: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "aides.csv"
        file.write_text("Date d’octroi;Montant;Nature;Durée;Sûretés\n15/04/2026;300 000;Prêt;84 mois;oui\n", "utf-8")
        assert run("aid", "import", "studio", str(file), at=held).code == 0
        assert left(run, held)["general"]["used"] == 160_000 + 84_000

    def test_a_workbook(self, run: Run, held: Workspace, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for row in self.ROWS[:4]:
            book.active.append(row)
        book.save(tmp_path / "aides.xlsx")
        done = run("aid", "import", "studio", str(tmp_path / "aides.xlsx"), at=held)
        assert done.code == 0, done.err
        assert left(run, held)["general"]["used"] == 264_000

    def test_two_aids_alike_are_two_and_stay_two(self, run: Run, held: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "aides.csv"
        file.write_text("\n".join(";".join(row) for row in (*self.ROWS[:2], self.ROWS[1])), "utf-8")
        for _ in range(2):
            assert run("aid", "import", "studio", str(file), at=held).code == 0
        assert left(run, held)["general"]["used"] == 160_000 + 40_000

    def test_a_list_read_in_part_is_not_the_whole(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "aides.csv"
        for rows, missing in ((self.ROWS, True), (self.ROWS[:4], False)):
            file.write_text("\n".join(";".join(row) for row in rows), "utf-8")
            run("aid", "import", "studio", str(file), "--complete", at=small)
            assert ("aid_received" in left(run, small)["general"]["missing"]) is missing

    def test_a_list_without_dates_says_so(self, run: Run, held: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "x.csv"
        file.write_text("Nom;Ville\nA;B\n", "utf-8")
        done = run("aid", "import", "studio", str(file), at=held)
        assert done.code == 3
        assert "no column of dates" in done.err


class TestDeclaration:
    def test_it_lists_what_counts_and_who_received_it(self, run: Run, held: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "declaration.md"
        assert run("aid", "declaration", "studio", "-o", str(file), "--lang", "fr", at=held).code == 0
        text = file.read_text("utf-8")
        for words in ("Déclaration des aides de minimis", "29 février 2024", "Filiale (fictive)", "2023/2831"):
            assert words in text
        assert "Fonds fictif" not in text
        assert text.count("signature") == 1

    def test_what_is_not_known_is_a_visible_blank(self, run: Run, small: Workspace) -> None:
        text = run("aid", "declaration", "studio", at=small).out
        assert "To be completed before signing" in text
        assert "all the aid received, the linked firms and their aid: …" in text

    def test_names_show_as_they_are(self, run: Run, held: Workspace) -> None:
        run("aid", "add", "studio", "1", "--on", "2026-03-01", "--funder", "A | B <b>", at=held)
        assert r"A \| B \<b\>" in run("aid", "declaration", "studio", at=held).out
