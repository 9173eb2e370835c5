"""The one door to the network: what it refuses, what it asks again, and what it never sends."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.errors import Changed, Refused, Unreachable
from aidmatch.fetch import Fetcher, Limits, Patience, _judge, expect
from aidmatch.packing import BLOCK, unpacked
from tests.replay import (
    Answer,
    Asking,
    Replay,
    bomb,
    cut,
    dripping,
    dripping_header,
    endless,
    ok,
    revalidated,
    serving,
    silent,
    status,
)

FAR = "Wed, 01 Jan 2098 00:00:00 GMT"
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


@pytest.mark.parametrize("answer", [endless(300), bomb(200), bomb(200, twice=True)])
def test_too_much(answer: Any, web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [answer]
    with pytest.raises(Refused):
        fetcher.get(web.url("/a"))
    assert len(web.asked) == 1


def test_an_address_that_is_none(fetcher: Fetcher) -> None:
    for url in ("http://[nowhere/", "https://", "nowhere", "http://127.0.0.1:99999/"):
        with pytest.raises((Refused, Unreachable)):
            fetcher.get(url)


@pytest.mark.parametrize("wait", [FAR, "²", "soon", "-1", "9" * 400, ""])
def test_a_wait_that_means_nothing_is_ours_to_choose(wait: str, web: Replay, fetcher: Fetcher) -> None:
    def no_clock(asking: Asking) -> None:
        asking.send_response_only(503)
        asking.send_header("Retry-After", wait)
        asking.send_header("Content-Length", "0")
        asking.end_headers()

    web.routes["/a"] = [no_clock, ok(b"1")]
    assert fetcher.get(web.url("/a")).json() == 1


@pytest.mark.parametrize("answer", [dripping(5), dripping_header(5)])
def test_too_slow(answer: Answer, web: Replay, fetcher: Fetcher) -> None:
    """The time is the whole answer's, header included, and is not asked for again."""
    web.routes["/a"] = [answer]
    with pytest.raises(Unreachable):
        fetcher.get(web.url("/a"))
    assert len(web.asked) == 1


def test_a_silence_is_asked_again(web: Replay, fetcher: Fetcher) -> None:
    web.routes["/a"] = [silent(1), ok(b"1")]
    assert fetcher.get(web.url("/a")).json() == 1


PACKED = gzip.compress(b"[1, 2, 3]" + b" " * 5000, mtime=0)


class TestPacking:
    @pytest.mark.parametrize(
        "body",
        [PACKED, PACKED + b"\n\n", gzip.compress(b"[1, 2,", mtime=0) + gzip.compress(b"3]", mtime=0)],
        ids=["one", "blanks after", "two members"],
    )
    def test_a_packed_answer_is_read_to_its_end(self, body: bytes, web: Replay, fetcher: Fetcher) -> None:
        web.routes["/a"] = [ok(body, Content_Encoding="gzip")]
        assert fetcher.get(web.url("/a")).json() == [1, 2, 3]

    @pytest.mark.parametrize(
        "body", [PACKED[:-9], PACKED[:1], b"", b"no gzip"], ids=["cut", "one byte", "empty", "another"]
    )
    def test_one_cut_short_is_no_answer(self, body: bytes, web: Replay, fetcher: Fetcher) -> None:
        """Though its length is the one announced."""
        web.routes["/a"] = [ok(body, Content_Encoding="gzip")]
        with pytest.raises(Unreachable):
            fetcher.get(web.url("/a"))

    @pytest.mark.parametrize("packing", ["br", "zstd", "gzip, gzip", "deflate"])
    def test_what_was_not_asked_for_is_not_unpacked(self, packing: str, web: Replay, fetcher: Fetcher) -> None:
        web.routes["/a"] = [ok(PACKED, Content_Encoding=packing)]
        with pytest.raises(Refused):
            fetcher.get(web.url("/a"))

    @given(size=st.integers(0, 1_500_000), more=st.binary(max_size=50))
    def test_what_is_packed_comes_out(self, size: int, more: bytes) -> None:
        body = b"x" * size + more
        packed = gzip.compress(body, 1)
        response = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(packed))
        blocks = list(unpacked(response, "x"))
        assert b"".join(blocks) == body
        assert max(map(len, blocks), default=0) <= BLOCK


class TestKeys:
    @pytest.mark.parametrize("header", ["Authorization", "X-Key"])
    def test_a_key_does_not_follow_to_another_host(self, header: str, web: Replay, fetcher: Fetcher) -> None:
        sent: list[str | None] = []

        def listen(asking: Asking) -> None:
            sent.append(asking.headers.get(header))
            asking.say(200, b"1")

        with serving() as other:
            web.routes["/a"] = [status(302, Location="/b")]
            web.routes["/b"] = [listen]
            fetcher.get(web.url("/a"), headers={header: "sesame"})
            other.routes["/b"] = [listen]
            web.routes["/a"] = [status(307, Location=other.url("/b"))]
            fetcher.get(web.url("/a"), headers={header: "sesame"})
        assert sent == ["sesame", None]

    @pytest.mark.parametrize("key", ["sesame\n", "sésame", "sesame\r\nX: y", " sesame"])
    def test_one_that_cannot_be_sent_is_not_shown(self, key: str, web: Replay, fetcher: Fetcher) -> None:
        with pytest.raises(Refused) as told:
            fetcher.get(web.url("/a"), headers={"X-Key": key})
        assert "same" not in str(told.value.what)
        assert web.asked == []

    @pytest.mark.parametrize("answer", [status(500), status(403), ok(b"<html>")])
    def test_one_in_an_address_is_not_shown(self, answer: Answer, web: Replay, fetcher: Fetcher) -> None:
        web.routes["/a"] = [answer]
        with pytest.raises((Refused, Unreachable, Changed)) as told:
            expect(fetcher.get(web.url("/a?key=sesame"))).json()
        assert "sesame" not in str(told.value.what)


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


def test_a_name_that_changes_after_it_was_judged(
    fetcher: Fetcher, no_line: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Public when it is judged, private when it is called: it is judged again where the call is made."""
    given = iter(["93.184.216.34"])
    found = lambda *_a, **_k: [(2, 1, 6, "", (next(given, "10.1.2.3"), 443))]  # noqa: E731
    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(Refused):
        fetcher.get("https://portail.example.org/")
    assert no_line == []


def test_a_public_page_does_not_lead_here(web: Replay, no_line: list[Any]) -> None:
    here = httpx.URL(web.url("/a"))
    with pytest.raises(Refused):
        _judge(here.copy_with(scheme="https"), httpx.URL("https://portail.example.org/"))
    assert (no_line, web.asked) == ([], [])


class TestMemory:
    def test_what_was_cut_is_not_remembered(self, web: Replay, tmp_path: Path) -> None:
        def cut_with_tag(asking: Asking) -> None:
            asking.say(200, b"[1", ETag='"one"', Content_Length="3")
            asking.close_connection = True

        web.routes["/a"] = [cut_with_tag, ok(b"[1]", ETag='"one"')]
        with Fetcher(cache=tmp_path / "http.sqlite", patience=QUICK) as made:
            assert made.get(web.url("/a")).json() == [1]

    @pytest.mark.parametrize("content", [b"no database at all " * 500, b""])
    def test_a_damaged_cache_is_only_a_cache(
        self, content: bytes, web: Replay, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        home = tmp_path / "http.sqlite"
        home.write_bytes(content)
        web.routes["/a"] = [revalidated(b"[1]")]
        for turn in range(2):
            with Fetcher(cache=home, patience=QUICK) as made:
                reply = made.get(web.url("/a"))
                assert (reply.json(), reply.from_cache) == ([1], turn == 1)
        assert caplog.text == ""

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
