"""`aidmatch mail test`: one letter to oneself, or the reason in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Run, Workspace
from tests.mailserver import DROP, MailServer, Security, Trust, mail_server, trust
from tests.posting import PASSWORD, USER


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return trust(tmp_path_factory.mktemp("trust"))


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch, trusted: Trust) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.authority))
    monkeypatch.setenv("AIDMATCH_MAIL_PASSWORD", PASSWORD)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def settle(place: Workspace, port: int, security: Security = "none", more: str = "", user: str | None = None) -> None:
    signed = f'user = "{user}"\n' if user else ""
    text = f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "{security}"\nsender = "{USER}"\n{signed}{more}'
    place.write("aidmatch.toml", text)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as told:
        yield told


@pytest.mark.parametrize("security", ["starttls", "implicit"])
def test_a_letter_arrives(security: Security, run: Run, workspace: Workspace, trusted: Trust) -> None:
    with mail_server(security, trusted.good, auth=True) as server:
        settle(workspace, server.port, security, user=USER)
        done = run("mail", "test", "--lang", "fr", at=workspace)
        quiet = run("mail", "test", "--quiet", "--to", "moi@grappe.example", at=workspace)
    assert (done.code, quiet) == (0, (0, "", ""))
    assert "La boîte aux lettres fonctionne" in done.out
    assert "TLSv1.3" in done.err
    assert [one.reader for one in server.arrived] == [USER, "moi@grappe.example"]
    assert server.arrived[0].mail["Subject"] == "Essai de la boîte aux lettres"
    assert PASSWORD not in done.out + done.err


@pytest.mark.parametrize(
    ("script", "said", "way_out"),
    [
        ({"MAIL": ["553 5.7.1 not owned by user"]}, "ne permet pas", "mail.sender"),
        ({"MAIL": ["530 5.7.0 Authentication required"]}, "ne transporte aucun", "mail.user"),
        ({"RCPT": ["554 5.7.1 Relay access denied"]}, "ne transporte aucun", "mail.user"),
        ({"RCPT": ["451 4.7.1 Greylisted, come back"]}, "liste grise", "réessayez dans quelques minutes"),
        ({"RCPT": ["550 5.1.1 User unknown"]}, "n’existe pas", "bonne adresse"),
        ({"RCPT": ["452 4.2.2 Mailbox full"]}, "est pleine", "réessayez dans quelques minutes"),
        ({"END": ["554 5.7.1 Message rejected as spam"]}, "indésirable", "SPF"),
        ({"END": ["552 5.3.4 Message too big"]}, "trop lourde", ""),
        ({"DATA": ["421 4.3.2 Closing"]}, "pas maintenant", ""),
        ({"MAIL": [DROP]}, "a raccroché", "plus tard"),
        ({"END": [DROP]}, "avant que le serveur", "si elle est arrivée"),
        ({"EHLO": [DROP]}, "personne ne répond", "587"),
    ],
)
def test_each_refusal_in_plain_words(
    script: dict[str, list[str]], said: str, way_out: str, run: Run, workspace: Workspace, server: MailServer
) -> None:
    server.script = script
    settle(workspace, server.port)
    done = run("mail", "test", "--lang", "fr", at=workspace)
    assert (done.code, done.out) == (4, "")
    told = done.err.replace("\u00a0", " ").replace("\u202f", " ")
    assert said in told
    assert way_out in told


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("535 5.7.8 Error: authentication failed", "refuse le nom d’utilisateur ou le mot de passe"),
        ("534 5.7.9 Application-specific password required", "mot de passe d’application"),
        (
            "535 5.7.139 Authentication unsuccessful, basic authentication is disabled",
            "aucun programme par mot de passe",
        ),
        ("454 4.7.0 Temporary authentication failure", "ne peut pas vérifier"),
    ],
)
def test_each_refused_password(answer: str, said: str, run: Run, workspace: Workspace, server: MailServer) -> None:
    server.script = {"AUTH": [answer]}
    with mail_server(auth=True) as asking:
        asking.script = {"AUTH": [answer]}
        settle(workspace, asking.port, user=USER)
        done = run("mail", "test", "--lang", "fr", at=workspace)
    assert (done.code, done.out) == (4, "")
    assert said in done.err
    assert PASSWORD not in done.err


def test_a_wrong_password_is_told_and_never_shown(
    run: Run, workspace: Workspace, trusted: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIDMATCH_MAIL_PASSWORD", "mot-de-passé-faux")
    with mail_server("starttls", trusted.good, auth=True) as server:
        settle(workspace, server.port, "starttls", user=USER)
        done = run("mail", "test", at=workspace)
    assert done.code == 4
    assert "refuses the user name or the password" in done.err
    assert "mot-de-pass" not in done.err


def test_a_password_with_accents_goes_through(
    run: Run, workspace: Workspace, trusted: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIDMATCH_MAIL_PASSWORD", "été-à-la-mer")
    monkeypatch.setattr("tests.mailserver.PASSWORD", "été-à-la-mer")
    with mail_server("starttls", trusted.good, auth=True) as server:
        settle(workspace, server.port, "starttls", user=USER)
        assert run("mail", "test", at=workspace).code == 0
        assert len(server.arrived) == 1


def test_a_password_the_server_repeats_is_not_shown(run: Run, workspace: Workspace) -> None:
    with mail_server(auth=True) as server:
        server.script = {"AUTH": [f"535 5.7.8 bad password {PASSWORD} for {USER}"]}
        settle(workspace, server.port, user=USER)
        done = run("mail", "test", at=workspace)
    assert "bad password … for …" in done.err


@pytest.mark.parametrize(
    ("security", "context", "said"),
    [
        ("starttls", "other_name", "is for another name"),
        ("implicit", "other_name", "is for another name"),
        ("starttls", "none", "offers no STARTTLS"),
        ("implicit", "plain", "does not speak TLS"),
    ],
)
def test_no_safe_line_no_letter(
    security: Security, context: str, said: str, run: Run, workspace: Workspace, trusted: Trust
) -> None:
    own = trusted.other_name if context == "other_name" else trusted.good
    serving: Security = "none" if context == "plain" else security
    with mail_server(serving, own, no_starttls=context == "none") as server:
        settle(workspace, server.port, security, user=USER)
        done = run("mail", "test", at=workspace)
    assert (done.code, server.arrived) == (4, [])
    assert said in done.err
    assert "AUTH" not in server.heard


def test_a_certificate_nobody_vouches_for(
    run: Run, workspace: Workspace, tmp_path: Path, trusted: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trust(tmp_path).authority))
    with mail_server("starttls", trusted.good) as server:
        settle(workspace, server.port, "starttls")
        done = run("mail", "test", at=workspace)
    assert done.code == 4
    assert "vouched for by nobody" in done.err


def test_nobody_there(run: Run, workspace: Workspace) -> None:
    with mail_server() as gone:
        port = gone.port
    settle(workspace, port)
    done = run("mail", "test", at=workspace)
    assert done.code == 4
    assert "nobody answers" in done.err


class TestSettings:
    def test_no_server(self, run: Run, workspace: Workspace) -> None:
        workspace.write("aidmatch.toml", "")
        done = run("mail", "test", at=workspace)
        assert done.code == 2
        assert "[mail]" in done.err

    def test_no_password(self, run: Run, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("AIDMATCH_MAIL_PASSWORD")
        settle(workspace, 25, user=USER)
        done = run("mail", "test", at=workspace)
        assert done.code == 2
        assert "AIDMATCH_MAIL_PASSWORD" in done.err

    def test_the_password_of_the_keyring(
        self, run: Run, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, trusted: Trust
    ) -> None:
        import keyring
        from keyring.backend import KeyringBackend

        class Own(KeyringBackend):
            priority = 1

            def get_password(self, service: str, username: str) -> str | None:
                return PASSWORD if (service, username) == ("aidmatch", USER) else None

            def set_password(self, service: str, username: str, password: str) -> None:
                raise NotImplementedError

        monkeypatch.delenv("AIDMATCH_MAIL_PASSWORD")
        before = keyring.get_keyring()
        keyring.set_keyring(Own())  # type: ignore[no-untyped-call]
        try:
            with mail_server("starttls", trusted.good, auth=True) as server:
                settle(workspace, server.port, "starttls", user=USER)
                assert run("mail", "test", at=workspace).code == 0
        finally:
            keyring.set_keyring(before)

    def test_without_tls_only_to_this_machine(self, run: Run, workspace: Workspace) -> None:
        workspace.write("aidmatch.toml", f'[mail]\nhost = "smtp.example.org"\nsecurity = "none"\nsender = "{USER}"\n')
        done = run("mail", "test", at=workspace)
        assert done.code == 2
        assert "could be read on the way" in done.err

    def test_no_sender(self, run: Run, workspace: Workspace) -> None:
        workspace.write("aidmatch.toml", '[mail]\nhost = "localhost"\nsecurity = "none"\n')
        assert run("mail", "test", at=workspace).code == 2

    def test_the_cluster_writes_where_nobody_else_is_named(
        self, run: Run, workspace: Workspace, server: MailServer
    ) -> None:
        workspace.write(
            "aidmatch.toml",
            f'[mail]\nhost = "localhost"\nport = {server.port}\nsecurity = "none"\n'
            '[clusters.grappe]\nemail = "contact@grappe.example"\n',
        )
        assert run("mail", "test", at=workspace).code == 0
        assert server.arrived[0].sender == "contact@grappe.example"


class TestLog:
    def test_json(self, run: Run, workspace: Workspace, server: MailServer) -> None:
        settle(workspace, server.port)
        done = run("mail", "test", "--log", "json", at=workspace)
        entries = [json.loads(line) for line in done.err.splitlines()]
        assert [one["level"] for one in entries] == ["info"] * 2
        assert "@" not in done.err
        server.script = {"RCPT": [f"550 5.1.1 <{USER}> unknown"]}
        done = run("--log", "json", "mail", "test", "--quiet", at=workspace)
        (entry,) = [json.loads(line) for line in done.err.splitlines()]
        assert (done.code, entry["level"]) == (4, "error")
        assert "no such mailbox" in entry["what"]
        assert entry["fix"]

    def test_text(self, run: Run, workspace: Workspace) -> None:
        workspace.write("aidmatch.toml", "")
        done = run("mail", "test", "--log", "text", at=workspace)
        (line,) = done.err.splitlines()
        assert line[10] == "T"
        assert " error   aidmatch.toml names no mail server fix=" in line

    def test_the_next_run_is_no_log(self, run: Run, workspace: Workspace) -> None:
        workspace.write("aidmatch.toml", "")
        run("mail", "test", "--log", "json", at=workspace)
        assert run("mail", "test", at=workspace).err.startswith("Error: ")
