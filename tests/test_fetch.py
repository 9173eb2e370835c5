"""The one door to the network: what it refuses, what it asks again, and what it never sends."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aidmatch.errors import Changed, Refused, Unreachable
from aidmatch.fetch import Fetcher, Limits, Patience, expect
from tests.replay import Asking, Replay, bomb, cut, dripping, endless, ok, revalidated, serving, status

QUICK = Patience(attempts=3, first=0.01, longest=0.2)


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        yield server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(patience=QUICK, limits=Limits(size=5_000_000, seconds=1.0, silence=0.5, redirects=3)) as made:
        yield made


def test_it_says_who_asks(web: Replay) -> None:
    told: list[str] = []

    def listen(asking: Asking) -> None:
        told.append(asking.headers["User-Agent"])
        asking.say(200, b"[]")

    web.routes["/a"] = [listen]
    with Fetcher(contact="grappe@example.org") as made:
        assert made.get(web.url("/a")).json() == []
    assert told[0].startswith("aidmatch/")
    assert "grappe@example.org" in told[0]


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_passing_fault_is_asked_again(code: int, web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [status(code), ok(b'{"fine": true}')]
    assert fetcher.get(web.url("/a")).json() == {"fine": True}
    assert len(web.asked) == 2


def test_the_wait_asked_for_is_kept_within_bounds(web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [status(429, Retry_After="3600"), status(503, Retry_After="0"), ok(b"1")]
    assert fetcher.get(web.url("/a")).json() == 1


def test_a_date_to_wait_for_counts_from_the_sources_own_clock(web: Replay, fetcher: Fetcher) -> None:
    """A portal whose clock is years off is not waited for so long."""
    later = status(429, Retry_After="Thu, 01 Jan 1970 00:00:01 GMT")
    web.routes["/a"] = [later, ok(b"1")]
    assert fetcher.get(web.url("/a")).json() == 1


def test_a_fault_that_stays_is_unreachable(web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [status(500)]
    with pytest.raises(Unreachable):
        fetcher.get(web.url("/a"))
    assert len(web.asked) == QUICK.attempts


def test_nobody_there(fetcher: Fetcher) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(Unreachable):
            fetcher.get(url)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_a_no_is_not_asked_again(code: int, web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [status(code)]
    with pytest.raises(Refused) as told:
        expect(fetcher.get(web.url("/a")))
    assert told.value.status == code
    assert len(web.asked) == 1


def test_a_page_where_data_were_expected(web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [ok(b"<html>maintenance</html>", "text/html")]
    with pytest.raises(Changed):
        fetcher.get(web.url("/a")).json()


def test_a_body_cut_short(web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [cut(b"[1, 2, 3, 4, 5, 6]")]
    with pytest.raises(Unreachable):
        fetcher.get(web.url("/a"))


@pytest.mark.parametrize("answer", [endless(300), bomb(200)])
def test_too_much(answer: Any, web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [answer]
    with pytest.raises(Refused):
        fetcher.get(web.url("/a"))
    assert len(web.asked) == 1


def test_too_slow(web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [dripping(5)]
    with pytest.raises(Unreachable):
        fetcher.get(web.url("/a"))


def test_round_in_circles(web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [status(302, Location="/b")]
    web.routes["/b"] = [status(302, Location="/a")]
    with pytest.raises(Refused):
        fetcher.get(web.url("/a"))
    assert len(web.asked) == 4


def test_a_redirect_on_the_same_machine_is_followed(web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [status(301, Location="/b")]
    web.routes["/b"] = [ok(b"7")]
    assert fetcher.get(web.url("/a")).json() == 7


@pytest.fixture
def no_line(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every connection tried, but those to this machine."""
    tried: list[Any] = []
    true_connect = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] != "127.0.0.1":
            tried.append(address)
            raise OSError("no line")
        true_connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "https://192.168.1.1/",
        "http://169.254.169.254/latest",
        "https://[fd00::1]/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_elsewhere_sends_no_packet(target: str, web: Replay, fetcher: Fetcher, no_line: list[Any]) -> None:
    web.routes["/a"] = [status(302, Location=target)]
    with pytest.raises((Refused, Unreachable)):
        fetcher.get(web.url("/a"))
    assert no_line == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://10.0.0.1/",
        "https://172.16.0.9/",
        "https://[::ffff:10.0.0.1]/",
        "ftp://example.org/",
    ],
)
def test_what_is_not_to_be_asked_gets_no_packet(url: str, fetcher: Fetcher, no_line: list[Any]) -> None:
    with pytest.raises((Refused, Unreachable)):
        fetcher.get(url)
    assert no_line == []


def test_a_name_that_stands_for_a_private_address(
    fetcher: Fetcher, no_line: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", ("10.1.2.3", 443))])
    with pytest.raises(Refused):
        fetcher.get("https://portail.example.org/")
    assert no_line == []


class TestMemory:
    def test_what_did_not_change_is_not_sent_again(self, web: Replay, tmp_path: Path) -> None:
        web.routes["/a"] = [revalidated(b"[1]")]
        for turn in range(2):
            with Fetcher(cache=tmp_path / "http.sqlite", patience=QUICK) as made:
                reply = made.get(web.url("/a"))
                assert (reply.json(), reply.from_cache, bool(made.transferred)) == ([1], turn == 1, turn == 0)
        assert len(web.asked) == 2

    def test_what_carries_a_key_is_not_kept(self, web: Replay, tmp_path: Path) -> None:
        web.routes["/a"] = [revalidated(b'["secret"]')]
        with Fetcher(cache=tmp_path / "http.sqlite", patience=QUICK) as made:
            made.get(web.url("/a"), headers={"Authorization": "Bearer sesame"})
            made.get(web.url("/a"), private=True)
        held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"secret" not in held
        assert b"sesame" not in held


def test_a_key_does_not_follow_to_another_server(web: Replay, fetcher: Fetcher) -> None:
    sent: list[str | None] = []

    def listen(asking: Asking) -> None:
        sent.append(asking.headers["X-Key"])
        asking.say(200, b"[]")

    with serving() as other:
        other.routes["/b"] = web.routes["/b"] = [listen]
        web.routes["/a"] = [status(302, Location=web.url("/b")), status(302, Location=other.url("/b"))]
        for _ in range(2):
            fetcher.get(web.url("/a"), headers={"X-Key": "secret"})
    assert sent == ["secret", None]
