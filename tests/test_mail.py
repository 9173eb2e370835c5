"""Letters out the door: each reader gets one, whatever the server says, and one that nobody is sure of is listed."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.deliver.fate import Report
from aidmatch.deliver.mail import send
from aidmatch.deliver.post import MOST_BYTES, Mailbox, Post, Unfit, envelope
from aidmatch.errors import Busy, SettingsError
from aidmatch.formats._wording import Wording
from aidmatch.journal import Journal, letters, sendings
from tests.conftest import Run, Workspace
from tests.mailserver import DROP, HANG, Arrived, MailServer, Security, Trust, mail_server, trust
from tests.posting import AT, QUICK, SIGNED, WEEK, mailbox, post, posts_of, written


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as told:
        yield told


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return trust(tmp_path_factory.mktemp("trust"))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    home = tmp_path / ".aidmatch" / "journal.sqlite"
    written(home, 3)
    with Journal(home, write=True) as opened:
        yield opened


def out(journal: Journal, box: Mailbox, posts: list[Post] | None = None) -> Report:
    return send(posts_of(journal) if posts is None else posts, box, journal, AT, patience=QUICK)


def states(journal: Journal) -> list[str]:
    every = sendings.listed(journal, ("claimed", "sent", "refused", "doubtful", "handed"))
    return [one.state for one in every]


def text(one: Arrived) -> str:
    return str(one.mail.get_content()).replace("\r\n", "\n")


def shape(report: Report) -> tuple[int, ...]:
    return tuple(len(part) for part in (report.sent, report.later, report.refused, report.doubtful))


class TestOnce:
    def test_each_reader_gets_one_and_a_second_run_sends_nothing(self, journal: Journal, server: MailServer) -> None:
        done = out(journal, mailbox(server.port))
        assert (shape(done), done.exit_code) == ((3, 0, 0, 0), 0)
        assert server.connections == 1
        assert [(one.reader, one.message_id) for one in server.arrived] == [
            (one.reader, one.message_id) for one in posts_of(journal)
        ]
        again = out(journal, mailbox(server.port))
        assert (shape(again), len(again.already), again.exit_code) == ((0, 0, 0, 0), 3, 0)
        assert len(server.arrived) == 3
        assert set(letters.told(journal, "membre-01")) == {"aide"}

    def test_the_letter_arrives_as_it_was_written(self, journal: Journal, server: MailServer) -> None:
        out(journal, mailbox(server.port), posts_of(journal)[:1])
        (one,) = server.arrived
        assert text(one) == "Bonjour,\n.\n.. un point seul\nÀ bientôt\n"
        assert one.mail["Subject"] == "2 aides pour vous : à déposer"
        assert one.sender == "animatrice@grappe.example"

    def test_a_draft_never_leaves(self, journal: Journal, server: MailServer) -> None:
        letters.draft(journal, WEEK, "flash", "membre-01", "x", None, AT, {}, [])
        draft = next(one for one in letters.kept(journal, WEEK) if not one.is_released)
        assert draft.id not in sendings.pending(journal, WEEK)
        done = out(journal, mailbox(server.port), [post(draft.id, "membre-01")])
        assert (shape(done), server.arrived, states(journal)) == ((0, 0, 0, 0), [], [])

    def test_what_was_sent_by_hand_does_not_leave_again(self, journal: Journal, server: MailServer) -> None:
        first = posts_of(journal)[0]
        letters.handed(journal, [first.letter], AT)
        assert first.letter not in sendings.pending(journal, WEEK)
        assert shape(out(journal, mailbox(server.port))) == (2, 0, 0, 0)
        assert first.message_id not in server.count

    def test_the_same_reader_typed_otherwise_is_no_second_one(self, journal: Journal, server: MailServer) -> None:
        first = posts_of(journal)[0]
        out(journal, mailbox(server.port), [first, first._replace(reader=first.reader.upper())])
        out(journal, mailbox(server.port), [first._replace(reader=first.reader.title())])
        assert server.count == {first.message_id: 1}

    def test_a_dry_run_asks_nobody(self, journal: Journal) -> None:
        done = send(posts_of(journal), mailbox(9), journal, AT, dry_run=True)
        assert (len(done.due), done.exit_code, states(journal)) == (3, 0, [])

    def test_two_runs_at_once(self, journal: Journal, server: MailServer) -> None:
        seen: list[str] = []

        def second(event: str) -> None:
            if event == "DATA" and not seen:
                seen.append(event)
                with Journal(journal.path, write=True) as other, pytest.raises(Busy) as stop:
                    out(other, mailbox(server.port))
                seen.append(stop.value.what.id)

        server.on = second
        assert shape(out(journal, mailbox(server.port))) == (3, 0, 0, 0)
        assert seen == ["DATA", "another aidmatch is sending the letters of {folder:text}"]
        assert set(server.count.values()) == {1}


class TestAllToMe:
    def test_it_says_for_whom_it_was_and_notes_nothing(self, journal: Journal, server: MailServer) -> None:
        box = mailbox(server.port, all_to="moi@grappe.example")
        done = send(posts_of(journal), box, journal, AT, trial_prefix="[essai]")
        assert (shape(done), states(journal)) == ((3, 0, 0, 0), [])
        one = server.arrived[0]
        assert (one.reader, one.mail["To"], one.mail["X-Original-To"], one.mail["Subject"]) == (
            "moi@grappe.example",
            "moi@grappe.example",
            "membre-01@lecteurs.example",
            "[essai] 2 aides pour vous : à déposer",
        )
        assert text(one).endswith("À bientôt\n")
        assert letters.told(journal, "membre-01") == {}


class TestRefusals:
    def test_one_refused_reader_stands_in_nobody_s_way(self, journal: Journal, server: MailServer) -> None:
        server.script = {"RCPT membre-02@lecteurs.example": ["550 5.1.1 <membre-02@lecteurs.example> unknown"]}
        done = out(journal, mailbox(server.port))
        assert (shape(done), done.exit_code) == ((2, 0, 1, 0), 3)
        (fate,) = done.refused
        assert Wording("en").say(fate.what) == "there is no such mailbox: 550 5.1.1 <…> unknown"
        assert server.heard.count("RCPT") == 3
        (kept,) = sendings.listed(journal, ["refused"])
        assert (kept.company, kept.why, kept.tries) == ("membre-02", "550 5.1.1 <…> unknown", 1)
        # It does not leave again by itself, but for a corrected address or when somebody says so.
        server.script = {}
        assert shape(out(journal, mailbox(server.port))) == (0, 0, 1, 0)
        assert sendings.again(journal, [kept.letter]) == 1
        assert shape(out(journal, mailbox(server.port))) == (1, 0, 0, 0)
        assert set(server.count.values()) == {1}

    def test_greylisting_is_waited_for(self, journal: Journal, server: MailServer) -> None:
        server.script = {"RCPT membre-01@lecteurs.example": ["451 4.7.1 greylisted", ""]}
        told: list[int] = []
        done = send(
            posts_of(journal),
            mailbox(server.port),
            journal,
            AT,
            patience=QUICK,
            on_letter=lambda: told.append(0),
            on_wait=lambda count, _seconds: told.append(count),
        )
        assert shape(done) == (3, 0, 0, 0)
        assert [one.reader[:9] for one in server.arrived] == ["membre-02", "membre-03", "membre-01"]
        assert told == [0, 0, 0, 1, 0]

    def test_greylisting_that_lasts_is_left_for_the_next_run(self, journal: Journal, server: MailServer) -> None:
        server.script = {"RCPT": ["451 4.7.1 greylisted"]}
        done = out(journal, mailbox(server.port))
        assert (shape(done), done.exit_code, states(journal)) == ((0, 3, 0, 0), 3, [])
        assert server.heard.count("RCPT") == 9
        server.script = {}
        assert shape(out(journal, mailbox(server.port))) == (3, 0, 0, 0)

    @pytest.mark.parametrize("answer", ["451 4.3.0 try later", DROP])
    @pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA"])
    def test_no_before_the_letter_is_no_doubt(
        self, step: str, answer: str, journal: Journal, server: MailServer
    ) -> None:
        server.script = {step: [answer, ""]}
        assert shape(out(journal, mailbox(server.port))) == (3, 0, 0, 0)
        assert states(journal) == ["sent"] * 3
        assert set(server.count.values()) == {1}

    def test_a_drop_in_the_middle_of_a_long_letter_is_no_doubt(self, journal: Journal, server: MailServer) -> None:
        server.script = {"CONTENT": [DROP, ""]}
        first = posts_of(journal)[0]
        long = first._replace(content=first.content + (b"x" * 900 + b"\r\n") * 9_000)
        assert shape(out(journal, mailbox(server.port), [long])) == (1, 0, 0, 0)
        assert server.count == {long.message_id: 1}

    def test_a_drop_in_a_short_letter_is_never_sent_again(self, journal: Journal, server: MailServer) -> None:
        # All of it may have left before this machine knew.
        server.script = {"CONTENT": [DROP, ""]}
        done = out(journal, mailbox(server.port))
        assert len(done.sent) + len(done.doubtful) == 3
        assert set(server.count.values()) == {1}

    def test_the_server_s_word_at_the_end_decides(self, journal: Journal, server: MailServer) -> None:
        server.script = {"END": ["451 4.3.0 later", "554 5.7.1 spam", ""]}
        done = out(journal, mailbox(server.port))
        assert shape(done) == (2, 0, 1, 0)
        assert sorted(states(journal)) == ["refused", "sent", "sent"]

    def test_a_drop_after_the_end_is_doubtful_and_never_sent_again(self, journal: Journal, server: MailServer) -> None:
        server.script = {"END": ["", DROP, ""]}
        done = out(journal, mailbox(server.port))
        assert (shape(done), done.exit_code) == ((2, 0, 0, 1), 3)
        (fate,) = done.doubtful
        assert fate.fix is not None
        assert "aidmatch digest again --member membre-02" in Wording("fr").say(fate.fix)
        server.script = {}
        again = out(journal, mailbox(server.port))
        assert (shape(again), again.exit_code) == ((0, 0, 0, 1), 3)
        assert set(server.count.values()) == {1}
        # A person knows better.
        assert sendings.arrived(journal, [fate.post.letter]) == 1
        assert shape(out(journal, mailbox(server.port))) == (0, 0, 0, 0)
        assert states(journal) == ["sent", "handed", "sent"]

    def test_a_server_that_never_answers_leaves_a_doubt(self, journal: Journal, server: MailServer) -> None:
        server.script = {"END": [HANG, ""]}
        assert shape(out(journal, mailbox(server.port, last_word=0.2))) == (2, 0, 0, 1)
        assert set(server.count.values()) == {1}

    def test_a_doubtful_letter_put_back_in_line_leaves(self, journal: Journal, server: MailServer) -> None:
        server.script = {"END": [DROP, ""]}
        out(journal, mailbox(server.port))
        assert sendings.again(journal, sendings.pending(journal)) == 1
        server.script = {}
        assert shape(out(journal, mailbox(server.port))) == (1, 0, 0, 0)

    def test_a_claim_of_a_run_that_is_no_more_is_doubtful(self, journal: Journal, server: MailServer) -> None:
        first = posts_of(journal)[0]
        assert sendings.claim(journal, first.letter, first.reader, first.message_id, AT)
        assert not sendings.claim(journal, first.letter, first.reader, first.message_id, AT)
        assert shape(out(journal, mailbox(server.port))) == (2, 0, 0, 1)
        assert first.message_id not in server.count

    def test_a_line_cut_for_its_age_is_opened_again(self, journal: Journal, server: MailServer) -> None:
        server.script = {"MAIL": ["", "421 4.7.0 too many letters on this line", ""]}
        assert shape(out(journal, mailbox(server.port))) == (3, 0, 0, 0)
        assert server.connections == 2

    def test_a_refused_sender_is_told_and_refuses_no_reader(self, journal: Journal, server: MailServer) -> None:
        server.script = {"MAIL": ["553 5.7.1 sender not owned by user"]}
        done = out(journal, mailbox(server.port))
        assert (shape(done), states(journal)) == ((0, 3, 0, 0), [])
        assert "mail.sender" in Wording("en").say(done.later[0].fix or done.later[0].what)

    def test_a_server_that_carries_nothing_refuses_no_reader(self, journal: Journal, server: MailServer) -> None:
        server.script = {"RCPT": ["554 5.7.1 relay access denied"]}
        done = out(journal, mailbox(server.port))
        assert (shape(done), states(journal), done.exit_code) == ((0, 3, 0, 0), [], 4)
        assert done.trouble is not None
        assert server.heard.count("RCPT") == 1

    def test_nobody_answers(self, journal: Journal) -> None:
        with mail_server() as gone:
            port = gone.port
        done = out(journal, mailbox(port))
        assert (shape(done), done.exit_code) == ((0, 3, 0, 0), 4)

    def test_logs_hold_ids_and_no_address(
        self, journal: Journal, server: MailServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.script = {"RCPT membre-02@lecteurs.example": ["550 5.1.1 <membre-02@lecteurs.example> unknown"]}
        with caplog.at_level(logging.DEBUG, "aidmatch"):
            out(journal, mailbox(server.port))
        said = [(record.getMessage(), vars(record)["facts"]) for record in caplog.records]
        assert ("letter refused", {"letter": 2, "company": "membre-02"}) in said
        assert "@" not in str(said)


class TestSettled:
    """What a person says of a doubtful letter, through the commands."""

    @pytest.fixture
    def place(self, workspace: Workspace, server: MailServer) -> Workspace:
        home = workspace.path / ".aidmatch" / "journal.sqlite"
        written(home, 2)
        for number in (1, 2):
            workspace.company(f"membre-0{number}", f"id: membre-0{number}\nname: Membre {number} (fictif)\n")
        server.script = {"END": [DROP]}
        with Journal(home, write=True) as journal:
            assert shape(out(journal, mailbox(server.port))) == (0, 0, 0, 2)
        server.script = {}
        return workspace

    def stands(self, place: Workspace, server: MailServer) -> tuple[int, ...]:
        with Journal(place.path / ".aidmatch" / "journal.sqlite", write=True) as journal:
            assert len(list(sendings.listed(journal, ["doubtful"]))) == len(out(journal, mailbox(9)).doubtful)
            return shape(out(journal, mailbox(server.port)))

    def test_it_arrived(self, run: Run, place: Workspace, server: MailServer) -> None:
        assert run("digest", "sent", "--member", "membre-01", "--week", WEEK, at=place).code == 0
        assert self.stands(place, server) == (0, 0, 0, 1)
        assert len(server.arrived) == 2

    def test_it_did_not(self, run: Run, place: Workspace, server: MailServer) -> None:
        done = run("digest", "again", "--member", "membre-01", "--week", WEEK, at=place)
        assert (done.code, done.out.strip()) == (0, "1 letter back in line")
        assert run("digest", "again", "--member", "membre-01", "--week", WEEK, at=place).out.startswith("0 ")
        assert self.stands(place, server) == (1, 0, 0, 1)

    def test_no_doubt_is_settled_for_all_at_once(self, run: Run, place: Workspace, server: MailServer) -> None:
        assert run("digest", "again", "--week", WEEK, at=place).out.startswith("0 ")
        assert self.stands(place, server) == (0, 0, 0, 2)


class TestSafeLine:
    @pytest.mark.parametrize("security", ["starttls", "implicit"])
    def test_tls_and_password(
        self, security: Security, journal: Journal, trusted: Trust, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted.authority))
        with mail_server(security, trusted.good, auth=True) as server:
            assert shape(out(journal, mailbox(server.port, security=security, **SIGNED))) == (3, 0, 0, 0)

    @pytest.mark.parametrize("security", ["starttls", "implicit"])
    def test_a_wrong_certificate_gets_neither_password_nor_letter(
        self, security: Security, journal: Journal, trusted: Trust, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted.authority))
        with mail_server(security, trusted.other_name, auth=True) as server:
            done = out(journal, mailbox(server.port, security=security, **SIGNED))
            assert (shape(done), done.exit_code) == ((0, 3, 0, 0), 4)
            assert server.arrived == []
            assert "AUTH" not in server.heard
        assert done.trouble is not None
        assert "is for another name" in Wording("en").say(done.trouble.what)

    def test_without_tls_only_to_this_machine(self, journal: Journal) -> None:
        with pytest.raises(SettingsError):
            out(journal, mailbox(25)._replace(host="smtp.example.org"))

    def test_certificates_are_checked(self) -> None:
        from aidmatch.deliver._server import _trust

        context = _trust()
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


class TestEnvelope:
    def test_what_the_server_offers_decides(self) -> None:
        plain = post(1, "a")
        assert envelope(plain, {}).options == ()
        assert plain.content.isascii()
        assert envelope(plain, {"size": "0"}).options == (f"SIZE={len(envelope(plain, {}).content) - 2}",)
        accents = plain._replace(reader="hélène@été.example")
        assert envelope(accents, {"smtputf8": ""}).options == ("SMTPUTF8",)
        assert envelope(accents, {"smtputf8": ""}).reader == "hélène@xn--t-9fab.example"
        with pytest.raises(Unfit):
            envelope(accents, {})
        assert envelope(plain._replace(reader="x@été.example"), {}).reader == "x@xn--t-9fab.example"

    def test_eight_bits_only_where_they_are_taken(self) -> None:
        from email import message_from_bytes, policy

        raw = "Subject: été\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nÀ\r\n"
        eight = post(1, "a")._replace(content=raw.encode())
        assert envelope(eight, {"8bitmime": "", "smtputf8": ""}).content == raw.encode()
        seven = envelope(eight, {}).content
        assert seven.isascii()
        read = message_from_bytes(seven, policy=policy.default)
        assert (read["Subject"], read.get_content()) == ("été", "À\r\n")

    @pytest.mark.parametrize("reader", ["a@b.fr\r\nRCPT TO:<c@d.fr>", "a b@c.fr", "<a@b.fr>", "rien", "a@b@c.fr", ""])
    def test_no_address_speaks_to_the_server(self, reader: str, journal: Journal, server: MailServer) -> None:
        first = posts_of(journal)[0]._replace(reader=reader)
        assert shape(out(journal, mailbox(server.port), [first])) == (0, 0, 1, 0)
        assert server.heard == ["EHLO"]

    def test_size_is_bounded(self) -> None:
        large = post(1, "a")._replace(content=b"x" * (MOST_BYTES + 1))
        for offers, content in (({}, large.content), ({"size": "500"}, b"x" * 600)):
            with pytest.raises(Unfit):
                envelope(large._replace(content=content), offers)

    @given(st.lists(st.sampled_from([b".", b"..", b"\r\n", b"\n", b"\r", b"a", b".\r\n", b"QUIT"]), max_size=12))
    def test_nothing_in_a_letter_ends_it(self, parts: list[bytes]) -> None:
        content = b"A: b\r\n\r\n" + b"".join(parts)
        made = envelope(post(1, "a")._replace(content=content), {}).content
        assert b"\r\n.\r\n" not in made
        assert made.endswith(b"\r\n")
        lines = made.split(b"\r\n")
        assert not any(b"\r" in line or b"\n" in line for line in lines)
        undone = [line[1:] if line.startswith(b".") else line for line in lines]
        assert b"\r\n".join(undone).rstrip(b"\r\n") == b"\r\n".join(content.splitlines()).rstrip(b"\r\n")
