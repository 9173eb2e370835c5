"""A web server on this machine that says what a test tells it to, faults included."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

Answer = Callable[["Asking"], None]
"""What is done with one request."""


class Asking(BaseHTTPRequestHandler):
    """One request under way."""

    protocol_version = "HTTP/1.1"
    server: Replay

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer()

    def _answer(self) -> None:
        path = self.path.split("?")[0]
        self.server.asked.append(self.path)
        answers = self.server.routes.get(path) or self.server.routes.get("*")
        if not answers:
            self.say(404, b"nothing here")
            return
        # Each answer in its turn; the last one again and again.
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        with suppress(BrokenPipeError, ConnectionResetError):
            answer(self)

    def say(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        """A whole answer."""
        if "Date" in headers:
            self.send_response_only(status)
        else:
            self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the framework's name
        """Say nothing."""


class Replay(ThreadingHTTPServer):
    """The server, its answers by path, and what it was asked."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asking)
        self.routes: dict[str, list[Answer]] = {}
        self.asked: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is what some tests are about."""

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.server_port}{path}"


@contextmanager
def serving() -> Iterator[Replay]:
    """A server for as long as a test lasts."""
    with Replay() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()


def ok(body: bytes, kind: str = "application/json", **headers: str) -> Answer:
    """A good answer."""
    return lambda asking: asking.say(200, body, kind, **headers)


def status(code: int, body: bytes = b"", kind: str = "text/html", **headers: str) -> Answer:
    """Any answer."""
    return lambda asking: asking.say(code, body, kind, **headers)


def revalidated(body: bytes) -> Answer:
    """A good answer that is not sent again to who has it."""
    tag = f'"{hashlib.sha256(body).hexdigest()}"'

    def answer(asking: Asking) -> None:
        if asking.headers.get("If-None-Match") == tag:
            asking.send_response(304)
            asking.send_header("ETag", tag)
            asking.end_headers()
        else:
            asking.say(200, body, ETag=tag)

    return answer


def cut(body: bytes) -> Answer:
    """Half of what was announced, then the line goes dead."""

    def answer(asking: Asking) -> None:
        asking.send_response(200)
        asking.send_header("Content-Type", "application/json")
        asking.send_header("Content-Length", str(len(body)))
        asking.end_headers()
        asking.wfile.write(body[: len(body) // 2])
        asking.close_connection = True

    return answer


def dripping(seconds: float) -> Answer:
    """A byte now and then, for as long as that."""

    def answer(asking: Asking) -> None:
        asking.send_response(200)
        asking.send_header("Content-Type", "application/json")
        asking.end_headers()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            asking.wfile.write(b" ")
            asking.wfile.flush()
            threading.Event().wait(0.05)
        asking.close_connection = True

    return answer


def endless(megabytes: int) -> Answer:
    """Very much, without saying how much."""

    def answer(asking: Asking) -> None:
        asking.send_response(200)
        asking.send_header("Content-Type", "application/json")
        asking.end_headers()
        block = b" " * 1_000_000
        for _ in range(megabytes):
            asking.wfile.write(block)
        asking.close_connection = True

    return answer


@cache
def bomb(megabytes: int, *, twice: bool = False) -> Answer:
    """A small body that unpacks to so much; packed twice, to so much in one step."""
    packed = gzip.compress(b" " * 1_000_000 * megabytes)
    if twice:
        packed = gzip.compress(packed)
    packing = "gzip, gzip" if twice else "gzip"
    return lambda asking: asking.say(200, packed, Content_Encoding=packing)


def silent(seconds: float) -> Answer:
    """The beginning of a body, then nothing for so long."""

    def answer(asking: Asking) -> None:
        asking.send_response(200)
        asking.send_header("Content-Type", "application/json")
        asking.send_header("Content-Length", "1000")
        asking.end_headers()
        asking.wfile.write(b"[")
        threading.Event().wait(seconds)
        asking.close_connection = True

    return answer


def dripping_header(seconds: float) -> Answer:
    """A header that never ends, a byte now and then: no silence, and no body to time."""

    def answer(asking: Asking) -> None:
        asking.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            asking.wfile.write(b"x")
            asking.wfile.flush()
            threading.Event().wait(0.05)
        asking.close_connection = True

    return answer


class Told:
    """What a good answer would have said, to say something else of it."""

    def __init__(self, asking: Asking) -> None:
        self.path, self.headers, self.command = asking.path, asking.headers, asking.command
        self.body, self.kind, self.status = b"", "application/json", 200

    def say(self, status: int, body: bytes, kind: str = "application/json", **_: str) -> None:
        """Keep it."""
        self.status, self.body, self.kind = status, body, kind


def altered(good: Answer, change: Callable[[bytes], bytes], kind: str | None = None, **headers: str) -> Answer:
    """A good answer, its body changed on the way, under other headers."""

    def answer(asking: Asking) -> None:
        told = Told(asking)
        good(cast("Asking", told))
        asking.say(told.status, change(told.body), kind or told.kind, **headers)

    return answer


def first_then(first: Answer, good: Answer) -> Answer:
    """One bad answer to each address, good ones after."""
    met: set[str] = set()

    def answer(asking: Asking) -> None:
        path = asking.path
        (good if path in met else first)(asking)
        met.add(path)

    return answer
