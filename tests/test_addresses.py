"""`read URL` and `calls add URL`: a document at an address, from a server of this machine that says what it is told."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.conftest import DAY, Run, Workspace
from tests.replay import Answer, Replay, endless, ok, serving, status
from tests.test_documents import pdf, word
from tests.test_intake import kept

PAGE = """<title>Portail</title><main><h1>Aide au prototype (exemple)</h1>
<p>Entreprises de moins de 50 salariés.</p><p>Le projet présente un caractère innovant.</p></main>"""

GIVEN = ("--funder", "Région Exemple", "--instrument", "subvention")

BOUND = {"kind": "headcount", "max": 49, "ruler": "headcount"}


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        yield server


def conditions(run: Run, url: str) -> list[dict[str, object]]:
    """The conditions read at an address."""
    done = run("read", url, "--format", "json")
    assert done.code == 0, done.err
    return [one["condition"] for one in json.loads(done.out)["read"] if one["as"] == "criterion"]


SENTENCE = "Entreprises de moins de 50 salariés."


@pytest.mark.parametrize(
    "answer",
    [
        ok(PAGE.encode(), "text/html; charset=utf-8"),
        ok(PAGE.encode(), "TEXT/HTML"),
        ok(PAGE.encode("iso-8859-15"), "text/html; charset=iso-8859-15"),
        ok(SENTENCE.encode("cp1252"), "text/plain"),
        ok(SENTENCE.encode("utf-16-le"), "text/plain; charset=utf-16-le"),
        ok(SENTENCE.encode("cp1252"), "text/plain; charset=aucun"),
        ok(SENTENCE.encode("cp1252"), "text/plain; charset=unicode_escape"),
        ok(pdf([[SENTENCE]]), "application/pdf"),
        ok(pdf([[SENTENCE]]), "application/octet-stream"),
        ok(word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ok(f"Subject: Aide\nContent-Type: text/plain; charset=utf-8\n\n{SENTENCE}".encode(), "message/rfc822"),
    ],
)
def test_the_kind_of_what_comes_decides_how_it_is_read(answer: Answer, run: Run, web: Replay) -> None:
    web.routes["/aide"] = [answer]
    assert BOUND in conditions(run, web.url("/aide"))


def test_a_page_is_a_page_whatever_its_first_sign(run: Run, web: Replay) -> None:
    """As a file of that name would be, without the suffix that an address seldom has."""
    web.routes["/aide"] = [ok("<p>Moins&nbsp;de 50 salariés</p>".encode(), "text/html")]
    web.routes["/aide.html"] = [ok(b"<p>Moins&nbsp;de 50 salaries</p>", "text/plain")]
    read = [json.loads(run("read", web.url(path), "--format", "json").out)["text"] for path in web.routes]
    assert read == ["Moins de 50 salariés\n", "<p>Moins&nbsp;de 50 salaries</p>\n"]


class TestAdding:
    def test_a_page_becomes_a_call_that_links_to_it(self, workspace: Workspace, run: Run, web: Replay) -> None:
        web.routes["/aide"] = [ok(PAGE.encode(), "text/html")]
        url = web.url("/aide?ref=12")
        done = run("calls", "add", url, *GIVEN, at=workspace)
        assert done.code == 0, done.err
        call = kept(workspace)
        assert call.title == "Aide au prototype (exemple)"
        assert [one.words for one in call.criteria] == ["moins de 50 salariés"]
        assert call.origin.model_dump(exclude_none=True, mode="json") == {
            "source": "Région Exemple",
            "url": url,
            "read_on": DAY,
            "confidence": "medium",
        }
        assert web.asked == ["/aide?ref=12"]

    def test_another_link_may_be_given(self, workspace: Workspace, run: Run, web: Replay) -> None:
        web.routes["/aide"] = [ok(PAGE.encode(), "text/html")]
        done = run("calls", "add", web.url("/aide"), *GIVEN, "--url", "https://example.org/aide", at=workspace)
        assert done.code == 0, done.err
        assert kept(workspace).origin.url == "https://example.org/aide"

    def test_a_page_on_file_is_said(self, workspace: Workspace, run: Run, web: Replay) -> None:
        web.routes["/aide"] = [ok(PAGE.encode(), "text/html")]
        assert run("calls", "add", web.url("/aide"), *GIVEN, at=workspace).code == 0
        again = run("calls", "add", web.url("/aide"), *GIVEN, "--title", "Autre nom", at=workspace)
        assert "aide-au-prototype-exemple" in again.err

    def test_what_cannot_be_read_writes_nothing(self, workspace: Workspace, run: Run, web: Replay) -> None:
        done = run("calls", "add", web.url("/absente"), *GIVEN, "--title", "Aide", at=workspace)
        assert done.code == 4
        assert list((workspace.path / "data/calls").glob("*.yaml")) == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (status(404, b"absente"), "answers 404"),
        (status(403), "answers 403"),
        (endless(21), "sends more than"),
        (status(302, Location="http://example.org/"), "leads away from this machine"),
        (status(302, Location="/aide"), "leads round in circles"),
        (ok(b'{"aide": "moins de 50"}', "application/json"), "is no text, web page, PDF, DOCX or mail"),
        (ok(b"\x89PNG\r\n\x1a\n\x00", "image/png"), "is no text, web page, PDF, DOCX or mail"),
        (ok(b"<html><body></body></html>", "text/html"), "has no text"),
        (ok(pdf([[]]), "application/pdf"), "is a scanned PDF"),
    ],
)
def test_trouble_is_told_with_what_to_do(answer: Answer, told: str, run: Run, web: Replay) -> None:
    web.routes["/aide"] = [answer]
    done = run("read", web.url("/aide?cle=secrete"), "--lang", "en")
    assert (done.code, done.out) == (4, "")
    assert told in done.err
    assert "secrete" not in done.err
    assert len(done.err.strip().splitlines()) > 1


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://example.org/aide", "is not https"),
        ("ftp://example.org/aide", "is not https"),
        ("file:///etc/hostname", "is not https"),
        ("https://192.168.1.1/aide", "is an address of a private network"),
        ("https://[::1/aide", "does not answer"),
    ],
)
def test_an_address_not_to_be_asked_is_refused(url: str, told: str, run: Run) -> None:
    done = run("read", url, "--lang", "en")
    assert (done.code, done.out) == (4, "")
    assert told in done.err


def test_the_fix_of_an_address_without_https_is_https(run: Run) -> None:
    assert "give the address that begins with https" in run("read", "http://example.org/aide", "--lang", "en").err


def test_a_password_is_neither_sent_nor_told(run: Run, web: Replay) -> None:
    done = run("read", web.url("/aide").replace("//", "//nom:secret@"), "--lang", "en")
    assert done.code == 2
    assert "secret" not in done.err
    assert web.asked == []


@pytest.mark.parametrize("command", [("read",), ("calls", "add")])
def test_offline_asks_nobody(command: tuple[str, ...], run: Run, web: Replay, workspace: Workspace) -> None:
    done = run(*command, web.url("/aide"), "--offline", at=workspace)
    assert (done.code, web.asked) == (2, [])
    assert "--offline" in done.err


def test_a_file_is_read_offline_as_ever(run: Run, workspace: Workspace) -> None:
    workspace.write("aide.txt", SENTENCE)
    assert run("read", workspace.path / "aide.txt", "--offline").code == 0
