"""The letters of a week through the commands: previewed, reviewed, released, written out, sent, and not sent twice."""

from __future__ import annotations

import json
import zipfile
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from aidmatch.journal import Journal, home_of_journal, letters
from tests.conftest import Done, Run, Workspace
from tests.mailserver import MailServer, mail_server

MONDAY = "2026-11-23T08:00"
SETTINGS = """\
[clusters.grappe]
name = "Grappe des Images (fictive)"
sender = "Camille Exemple"
email = "coordination@grappe.example.org"
phone = "01 99 00 00 00"
"""


@pytest.fixture
def cluster(small: Workspace) -> Workspace:
    """Two members, one with two readers, and a cluster that signs."""
    small.write("aidmatch.toml", SETTINGS)
    studio = (small.path / "data/companies/studio.yaml").read_text("utf-8")
    small.company(
        "studio",
        studio + "clusters: [grappe]\nreaders:\n- {email: un@studio.example.org, name: Une Lectrice}\n"
        "- {email: deux@studio.example.org, consent: false}\n",
    )
    return small


def digest(run: Run, place: Workspace, *argv: str, day: str = MONDAY) -> dict[str, Any]:
    done = run("digest", *argv, "--format", "json", at=place, day=day)
    assert done.code == 0, done.err
    told: dict[str, Any] = json.loads(done.out)
    return told


def ok(done: Done) -> str:
    assert done.code == 0, done.err
    return done.out


def letter_of(told: dict[str, Any], member: str = "studio") -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told["letters"] if one["company"] == member)
    return found


def calls(letter: dict[str, Any]) -> list[str]:
    return [item["call"] for item in (*letter["items"], *letter["lines"])]


def test_a_preview_changes_nothing(run: Run, cluster: Workspace) -> None:
    told = digest(run, cluster, "--preview")
    assert not home_of_journal(cluster.path).exists()
    assert told == {**digest(run, cluster), "as_of": told["as_of"]}


def test_the_first_letter_welcomes_and_says_what_is_known(run: Run, cluster: Workspace) -> None:
    letter = letter_of(digest(run, cluster))
    assert (letter["kind"], letter["sender"]) == ("welcome", "Grappe des Images (fictive)")
    assert sorted(calls(letter)) == ["a-confirmer", "jeu-ouvert"]
    assert "Perpignan" in " ".join(letter["opening"])
    assert letter["greeting"] == "Bonjour Une Lectrice,"
    assert letter["subject"].startswith("2 aides pour Studio Exemple (fictif), une à déposer avant le 31")


def test_a_draft_follows_the_review_and_a_released_letter_does_not(run: Run, cluster: Workspace) -> None:
    digest(run, cluster)
    ok(run("digest", "drop", "jeu-ouvert", at=cluster, day=MONDAY))
    ok(run("digest", "word", "À jeudi !", "--member", "studio", at=cluster, day=MONDAY))
    letter = letter_of(digest(run, cluster))
    assert (calls(letter), letter["opening"][0]) == (["a-confirmer"], "À jeudi !")
    assert "À jeudi !" not in letter_of(digest(run, cluster), "mystere")["opening"]
    ok(run("digest", "release", "--member", "studio", at=cluster, day=MONDAY))
    late = run("digest", "drop", "a-confirmer", at=cluster, day=MONDAY)
    assert (late.code, "1 letter was released before and stays as it is" in late.err) == (3, True)
    released = letter_of(digest(run, cluster, day="2026-11-25T09:00"))
    assert released == {**letter, "released": True}
    # What was dropped was not told: it competes again.
    ok(run("digest", "sent", at=cluster, day=MONDAY))
    assert "jeu-ouvert" in calls(letter_of(digest(run, cluster, day="2026-11-30T08:00")))


def test_what_was_decided_is_in_what_is_released_at_once(run: Run, cluster: Workspace) -> None:
    digest(run, cluster)
    assert "1 letter written anew" in ok(run("digest", "drop", "jeu-ouvert", "-m", "studio", at=cluster, day=MONDAY))
    assert "2 letters written anew" in ok(run("digest", "word", "Bonne semaine", at=cluster, day=MONDAY))
    ok(run("digest", "release", at=cluster, day=MONDAY))
    letter = letter_of(digest(run, cluster))
    assert (letter["released"], calls(letter), letter["opening"][0]) == (True, ["a-confirmer"], "Bonne semaine")


def test_a_sheet_is_about_the_week_in_its_name(run: Run, cluster: Workspace, tmp_path: Path) -> None:
    sheet = Path(ok(run("digest", "review", "--out", tmp_path, at=cluster, day=MONDAY)).split()[1])
    book = openpyxl.load_workbook(sheet)
    assert book.active is not None
    book.active["G2"] = "Bonne lecture"
    book.save(sheet)
    ok(run("digest", "review", sheet, at=cluster, day="2026-11-30T08:00"))
    letters_then = digest(run, cluster, "--week", "2026-W48")["letters"]
    assert [one["opening"][0] for one in letters_then].count("Bonne lecture") == 1


def test_what_was_written_out_counts_only_once_a_person_says_that_it_left(run: Run, cluster: Workspace) -> None:
    digest(run, cluster)
    ok(run("digest", "release", at=cluster, day=MONDAY))
    next_week = run("digest", at=cluster, day="2026-11-30T08:00")
    assert "digest sent --week 2026-W48" in next_week.err
    assert letter_of(digest(run, cluster, day="2026-11-30T08:00"))["kind"] == "welcome"
    ok(run("digest", "sent", "--week", "2026-W48", at=cluster, day="2026-11-30T08:00"))
    after = run("digest", "--format", "json", at=cluster, day="2026-11-30T08:00")
    assert "digest sent" not in after.err
    letter = letter_of(json.loads(after.out))
    assert (letter["kind"], calls(letter)) == ("weekly", ["annonce"])
    ok(run("digest", "sent", at=cluster, day="2026-11-30T08:00"))
    third = letter_of(digest(run, cluster, day="2026-12-07T08:00"))
    assert (calls(third), "Rien de nouveau" in third["subject"]) == ([], True)


def test_who_wants_no_letter_when_there_is_nothing_new_gets_none(run: Run, cluster: Workspace) -> None:
    cluster.write("aidmatch.toml", SETTINGS + "[digest]\nsay_nothing_new = false\n")
    digest(run, cluster)
    ok(run("digest", "sent", at=cluster, day=MONDAY))
    told = digest(run, cluster, day="2026-11-30T08:00")
    assert [one["company"] for one in told["letters"] if one["kind"] == "weekly" and not one["aids"]] == []


def test_the_review_sheet_is_read_back(run: Run, cluster: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "relecture"
    files = ok(run("--lang", "fr", "digest", "review", "--out", out, at=cluster, day=MONDAY)).split()
    page, sheet = map(Path, files)
    assert "Aide au prototype de jeu vidéo" in page.read_text("utf-8")
    book = openpyxl.load_workbook(sheet)
    rows = book.active
    assert rows is not None
    for row in rows.iter_rows(min_row=2):
        if row[7].value == "studio" and row[8].value == "jeu-ouvert":
            row[5].value = "non"
        if row[7].value == "studio" and not row[8].value:
            row[6].value = "Bonne lecture"
    book.save(sheet)
    told = ok(run("digest", "review", sheet, at=cluster, day=MONDAY))
    assert "1 item taken out" in told
    assert "1 word on top" in told
    letter = letter_of(digest(run, cluster))
    assert (calls(letter), letter["opening"][0]) == (["a-confirmer"], "Bonne lecture")
    assert calls(letter_of(digest(run, cluster), "mystere")) == calls(
        letter_of(digest(run, cluster, "--preview"), "mystere")
    )
    # The same sheet again changes nothing.
    assert "0 items taken out" in ok(run("digest", "review", sheet, at=cluster, day=MONDAY))


def _book(cells: list[list[object]], file: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in cells:
        page.append(row)
    book.save(file)
    return file


def test_a_file_that_is_no_sheet_of_letters_is_refused(run: Run, cluster: Workspace, tmp_path: Path) -> None:
    digest(run, cluster)
    wide: list[object] = ["studio", "x", "x", "x", "x", "non", "mot", "studio", "jeu-ouvert"]
    headings: list[object] = ["Nom", "SIREN", "Ville", "Effectif", "e", "f", "g", "h", "i"]
    far = openpyxl.Workbook()
    assert far.active is not None
    far.active["XFD1048576"] = "z"
    far.save(tmp_path / "loin.xlsx")
    files = [
        tmp_path / "loin.xlsx",
        _book([], tmp_path / "vide.xlsx"),
        _book([headings, wide], tmp_path / "adherents.xlsx"),
    ]
    for name, content in (("bruit.xlsx", b"noise"), ("coupe.xlsx", files[1].read_bytes()[:900]), ("rien.ods", b"")):
        (tmp_path / name).write_bytes(content)
        files.append(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "bombe.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * 600_000_000)
    for file in (*files, tmp_path / "bombe.xlsx"):
        done = run("digest", "review", file, at=cluster, day=MONDAY)
        assert (done.code, "Error: " in done.err) == (4, True), file.name
    assert sorted(calls(letter_of(digest(run, cluster)))) == ["a-confirmer", "jeu-ouvert"]


def test_lines_whose_hidden_ids_went_astray_are_left_aside(run: Run, cluster: Workspace, tmp_path: Path) -> None:
    sheet = Path(ok(run("digest", "review", "--out", tmp_path, at=cluster, day=MONDAY)).split()[1])
    book = openpyxl.load_workbook(sheet)
    page = book.active
    assert page is not None
    for row in page.iter_rows(min_row=2):
        row[5].value = "no" if row[8].value else None
        row[6].value = None if row[8].value else "Bonjour"
        # Sorted without the columns that nobody sees; a member nobody knows.
        row[7].value = "mystere" if row[7].value == "studio" else "personne"
    book.save(sheet)
    done = run("digest", "review", sheet, at=cluster, day=MONDAY)
    assert (done.code, "0 items taken out" in done.out, "0 words" in done.out) == (3, True, True)
    assert "no more about what its hidden columns name" in done.err
    assert "no letter of that week to personne" in done.err


def test_drafts_without_a_sender_are_refused(run: Run, cluster: Workspace, tmp_path: Path) -> None:
    (cluster.path / "aidmatch.toml").unlink()
    out = tmp_path / "lettres"
    done = run("digest", "--out", out, "--format", "eml", at=cluster, day=MONDAY)
    assert (done.code, "which address the letters come from" in done.err) == (2, True)
    assert not out.exists()
    done = run("digest", "--out", out, at=cluster, day=MONDAY)
    assert (done.code, "must name a sender" in done.err) == (0, True)
    assert {file.suffix for file in out.iterdir()} >= {".html"}


def test_a_folder_gets_the_same_bytes_twice(run: Run, cluster: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "lettres"
    ok(run("digest", "--out", out, at=cluster, day=MONDAY))
    ok(run("digest", "release", at=cluster, day=MONDAY))
    ok(run("digest", "--out", out, at=cluster, day="2026-11-24T11:00"))
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    ok(run("digest", "--out", out, at=cluster, day="2026-11-26T17:30"))
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    assert {"2026-W48-studio.html", "2026-W48-studio.eml"} <= before.keys()
    draft = message_from_bytes(before["2026-W48-studio.eml"], policy=policy.default)
    assert (draft["To"], draft["X-Unsent"]) == ('"Studio Exemple (fictif)" <un@studio.example.org>', "1")


@pytest.mark.parametrize("form", ["text", "markdown", "html", "eml", "json"])
def test_one_letter_takes_every_form_on_the_terminal(form: str, run: Run, cluster: Workspace) -> None:
    out = ok(run("digest", "--member", "studio", "--format", form, at=cluster, day=MONDAY))
    assert "prototype" in out
    several = run("digest", "--format", form, at=cluster, day=MONDAY)
    assert (several.code == 0) == (form == "json")


def test_only_the_members_asked_for_get_one(run: Run, cluster: Workspace) -> None:
    assert [one["company"] for one in digest(run, cluster, "--cluster", "grappe")["letters"]] == ["studio"]
    refused = run("digest", "--group", "personne", at=cluster, day=MONDAY)
    assert (refused.code, "personne" in refused.err) == (2, True)


def test_a_member_all_of_whose_readers_said_no_gets_none(run: Run, cluster: Workspace) -> None:
    cluster.company("mystere", "id: mystere\nname: M\nreaders: [{email: a@b.example.org, consent: false}]\n")
    assert [one["company"] for one in digest(run, cluster)["letters"]] == ["studio"]


class TestSending:
    @pytest.fixture
    def mailbox(self, cluster: Workspace) -> Any:
        with mail_server() as server:
            cluster.write(
                "aidmatch.toml",
                f'{SETTINGS}[mail]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\npace = 1000.0\n',
            )
            yield server

    def test_only_what_was_released_leaves_and_only_once(
        self, run: Run, cluster: Workspace, mailbox: MailServer
    ) -> None:
        first = run("digest", "--send", at=cluster, day=MONDAY)
        assert ("0 letters sent" in first.out, len(mailbox.arrived)) == (True, 0)
        ok(run("digest", "release", at=cluster, day=MONDAY))
        sent = run("digest", "--send", at=cluster, day=MONDAY)
        assert "1 letter sent" in sent.out
        assert "1 without an address" in sent.out
        assert [(one.reader, one.message_id) for one in mailbox.arrived] == [
            ("un@studio.example.org", "<2026-W48.studio.welcome@grappe.example.org>")
        ]
        again = run("digest", "--send", at=cluster, day="2026-11-25T08:00")
        assert ("1 had left before" in again.out, len(mailbox.arrived)) == (True, 1)
        with Journal(home_of_journal(cluster.path)) as journal:
            assert set(letters.told(journal, "studio")) == {"jeu-ouvert", "a-confirmer"}
            assert letters.told(journal, "mystere") == {}

    def test_auto_send_needs_no_release_and_says_nothing_when_quiet(
        self, run: Run, cluster: Workspace, mailbox: MailServer
    ) -> None:
        settings = (cluster.path / "aidmatch.toml").read_text("utf-8")
        cluster.write("aidmatch.toml", f"{settings}[digest]\nauto_send = true\n")
        done = run("--quiet", "digest", "--send", at=cluster, day=MONDAY)
        assert (done.code, done.out, len(mailbox.arrived)) == (0, "", 1)

    def test_a_dry_run_sends_nothing(self, run: Run, cluster: Workspace, mailbox: MailServer) -> None:
        digest(run, cluster)
        ok(run("digest", "release", at=cluster, day=MONDAY))
        done = run("digest", "--send", "--dry-run", at=cluster, day=MONDAY)
        assert ("1 letter would leave" in done.out, len(mailbox.arrived)) == (True, 0)


@pytest.mark.parametrize(
    ("settings", "setting"),
    [
        ("[digest]\nfull = 'three'\n", "digest.full"),
        ("[digest]\nsteps = [0]\n", "digest.steps"),
        ("[mail]\nsecurity = 'maybe'\n", "mail.security"),
        ("[mail]\nsender = 'nobody'\n", "mail.sender"),
        ("[clusters.x]\nnom = 'x'\n", "clusters.x.nom"),
        ("[retention]\nletters = -1\n", "retention.letters"),
    ],
)
def test_a_wrong_setting_is_named(settings: str, setting: str, run: Run, small: Workspace) -> None:
    small.write("aidmatch.toml", settings)
    done = run("digest", "--preview", at=small, day=MONDAY)
    assert (done.code, setting in done.err) == (2, True)
    assert "Traceback" not in done.err


def test_a_week_is_that_of_paris_wherever_the_clock_is_read(run: Run, cluster: Workspace) -> None:
    told = digest(run, cluster, "--preview", day="2026-11-22T23:30:00+00:00")
    assert (told["week"], told["as_of"]) == ("2026-W48", "2026-11-23T00:30:00+01:00")


def test_a_clock_that_jumped_back_repeats_nothing(run: Run, cluster: Workspace) -> None:
    digest(run, cluster)
    ok(run("digest", "sent", at=cluster, day=MONDAY))
    before = letter_of(digest(run, cluster, day="2026-11-09T08:00"))
    assert (before["week"], calls(before)) == ("2026-W46", ["annonce"])
    assert letter_of(digest(run, cluster))["released"]


def test_one_question_stands_for_all_the_rules_that_ask_it(run: Run, cluster: Workspace) -> None:
    cluster.company("studio", "id: studio\nname: Studio Exemple (fictif)\nreaders: [{email: un@studio.example.org}]\n")
    for path in (cluster.path / "data/calls").glob("*.yaml"):
        path.unlink()
    cluster.call("pour-sas", criteria="[{kind: legal_form, within: [SAS]}]")
    cluster.call("pour-associations", criteria="[{kind: audience, within: [association]}]")
    cluster.call("les-deux", criteria="[{kind: legal_form, within: [SAS]}, {kind: audience, within: [company]}]")
    questions = letter_of(digest(run, cluster))["questions"]
    assert len({one["text"] for one in questions}) == len(questions)
    assert "3" in questions[0]["settles"]


def test_a_letter_that_left_is_shown_as_sent(run: Run, cluster: Workspace) -> None:
    digest(run, cluster)
    ok(run("digest", "release", at=cluster, day=MONDAY))
    ok(run("digest", "sent", "--member", "studio", at=cluster, day=MONDAY))
    told = ok(run("digest", at=cluster, day=MONDAY))
    assert (told.count("sent"), told.count("released")) == (1, 1)


def test_a_sheet_written_again_keeps_the_words_on_top(run: Run, cluster: Workspace, tmp_path: Path) -> None:
    ok(run("digest", "word", "Bravo !", "--member", "studio", at=cluster, day=MONDAY))
    sheet = ok(run("digest", "review", "--out", tmp_path, at=cluster, day=MONDAY)).split()[1]
    assert "0 words on top" in ok(run("digest", "review", sheet, at=cluster, day=MONDAY))
    assert letter_of(digest(run, cluster))["opening"][0] == "Bravo !"
