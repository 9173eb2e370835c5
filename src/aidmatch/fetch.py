"""The one door to the network: bounded in size, time and redirects, polite, and closed to private addresses.

The libraries do the work: httpx speaks, hishel remembers what has not changed (RFC 9111), stamina asks again, and
pyrate-limiter keeps the pace. What is ours is what they are held to. A request goes out over https only, or to this
very machine when the address asked for is on it; an answer that leads elsewhere is judged again at each step, before
anything is sent there. A body is counted as it comes, unpacked: a small file that unpacks to gigabytes stops at the
limit. Requests that carry a key, and answers about companies, are kept in no cache.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from aidmatch import __version__
from aidmatch.errors import Changed, Refused, Unreachable
from aidmatch.line import Line, LineTransport, Unknown, is_here, judged
from aidmatch.packing import PACKING, unpacked
from aidmatch.value import say

if TYPE_CHECKING:
    import httpx
    from pyrate_limiter import Limiter

OK = 200
AGAIN = frozenset({429, 500, 502, 503, 504})
"""Statuses after which one may ask again."""


class Limits(NamedTuple):
    """What one answer may cost."""

    size: int = 200_000_000
    """Bytes, unpacked."""
    seconds: float = 300.0
    """In all, redirects included."""
    silence: float = 30.0
    """Seconds without a byte."""
    redirects: int = 5


class Patience(NamedTuple):
    """How often one asks again, and how long one waits."""

    attempts: int = 4
    first: float = 1.0
    """Seconds before the second try; doubled each time, with a random part."""
    longest: float = 120.0
    """Seconds, the longest wait, whatever the source asks for."""


class Reply(NamedTuple):
    """What was answered."""

    url: str
    """Where, redirects followed."""
    status: int
    headers: Mapping[str, str]
    content: bytes
    from_cache: bool
    """The source said that nothing changed, or that what we have is still good."""

    def json(self) -> Any:
        """The answer as JSON; anything else is a source that changed."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            kind = self.headers.get("content-type", "?").split(";")[0]
            raise Changed(
                say("{url:text} answered {kind:text} where JSON was expected", url=_shown(self.url), kind=kind),
                say("look at the address in a browser: the service may be down or have moved"),
            ) from error


class Fetcher:
    """Asks sources, one request at a time."""

    def __init__(
        self,
        *,
        cache: Path | None = None,
        contact: str | None = None,
        pace: float = 2.0,
        limits: Limits | None = None,
        patience: Patience | None = None,
    ) -> None:
        """Make a fetcher.

        `cache` is the file of what was answered before; `contact` an address the sources may write to; `pace` how
        many requests a second go to one host at most (this machine apart).
        """
        self.limits, self.patience = limits or Limits(), patience or Patience()
        self.transferred = 0
        """Bytes received, unpacked, the cache's own apart."""
        self.requests = 0
        self._pace, self._hosts = pace, dict[str, "Limiter"]()
        self._agent = f"aidmatch/{__version__}" + (f" ({contact})" if contact else "")
        self._line = Line()
        self._cache = cache
        self._plain = self._client(None)
        self._remembering = self._client(cache) if cache else self._plain

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._plain.close()
        if self._remembering is not self._plain:
            with suppress(sqlite3.Error):
                self._remembering.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        private: bool = False,
        limits: Limits | None = None,
    ) -> Reply:
        """Read an address. `private` keeps the answer out of the cache; so does a header that carries a key."""
        asked = _Asking("GET", url, params, headers)
        if private or headers or self._remembering is self._plain:
            return self._ask(self._plain, asked, limits)
        try:
            return self._ask(self._remembering, asked, limits)
        except sqlite3.Error:
            # The cache is damaged, or the disk is full: it is only a cache.
            self._forget()
            return self._ask(self._plain, asked, limits)

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        files: Mapping[str, Any] | None = None,
        limits: Limits | None = None,
    ) -> Reply:
        """Send a form or an empty body; never kept in the cache."""
        return self._ask(self._plain, _Asking("POST", url, params, headers, files), limits)

    def _forget(self) -> None:
        """Go on without the cache, and let the next run make a new one."""
        with suppress(sqlite3.Error):
            self._remembering.close()
        self._remembering = self._plain
        if self._cache is not None:
            _discard(self._cache)

    def _client(self, cache: Path | None) -> httpx.Client:
        import httpx

        transport: httpx.BaseTransport = LineTransport(self._line)
        if cache is not None:
            from hishel import CacheOptions, SqliteStorage
            from hishel.httpx import CacheTransport

            # It takes a database that is damaged for an empty one, for good, and says so in a log nobody asked for.
            logging.getLogger("hishel").addHandler(logging.NullHandler())
            cache.parent.mkdir(parents=True, exist_ok=True)
            if not _is_database(cache):
                _discard(cache)
            storage = SqliteStorage(database_path=cache, max_stream_size=self.limits.size)
            transport = CacheTransport(transport, storage, CacheOptions(shared=False))
        headers = {"User-Agent": self._agent, "Accept-Encoding": PACKING}
        if cache is not None:
            # What is kept is asked about each time: a portal that says nothing of its age is never guessed to be fresh.
            headers["Cache-Control"] = "no-cache"
        return httpx.Client(transport=transport, headers=headers, timeout=self.limits.silence)

    def _ask(self, client: httpx.Client, asked: _Asking, limits: Limits | None) -> Reply:
        import httpx
        import stamina

        # What is retried is told by what comes of it, not by the library's log.
        stamina.instrumentation.set_on_retry_hooks(())
        held, patience = limits or self.limits, self.patience
        url = asked.url

        def again(error: Exception) -> bool | float:
            if isinstance(error, _Later):
                return True if error.after is None else min(error.after, patience.longest)
            return isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol)

        attempts = stamina.retry_context(
            on=again, attempts=patience.attempts, timeout=None, wait_initial=patience.first, wait_max=patience.longest
        )
        try:
            for attempt in attempts:
                with attempt:
                    return self._once(client, asked, held)
        except _Later as error:
            raise Unreachable(
                say("{url:text} answers {status:number}", url=_shown(url), status=error.status),
                say("try again later; what is known of this source stays"),
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if isinstance(error.__cause__, Unknown):
                raise Unreachable(
                    say("{host:text} is not found: is this machine on line?", host=httpx.URL(url).host),
                    say("check the connection; what is known of this source stays"),
                ) from error
            raise Unreachable(
                say("{url:text} does not answer: {error:text}", url=_shown(url), error=_why(error)),
                say("check the connection; what is known of this source stays"),
            ) from error
        raise AssertionError("a retry ends with a reply or an error")

    def _once(self, client: httpx.Client, asked: _Asking, limits: Limits) -> Reply:
        """One try, redirects followed one by one."""
        step = asked.request(client)
        first = step.url
        self._line.hold(limits.seconds, _shown(first))
        for _ in range(limits.redirects + 1):
            _judge(step.url, first)
            self._wait(step.url)
            self.requests += 1
            response = client.send(step, stream=True, follow_redirects=False)
            try:
                if response.next_request is not None:
                    step = asked.onward(step, response.next_request)
                    continue
                if response.status_code in AGAIN:
                    raise _Later(response.status_code, _after(response.headers))
                status = response.extensions.get("caching")
                known = bool(status and status["from_cache"])
                content = b"".join(self._chunks(response, limits, counted=not known))
            finally:
                response.close()
            return Reply(str(response.url), response.status_code, response.headers, content, known)
        raise Refused(
            say(
                "{url:text} leads round in circles: more than {most:number} redirects",
                url=_shown(first),
                most=limits.redirects,
            )
        )

    def _chunks(self, response: httpx.Response, limits: Limits, *, counted: bool) -> Iterator[bytes]:
        size = 0
        for chunk in unpacked(response, _shown(response.url)):
            size += len(chunk)
            if size > limits.size:
                what = say("{url:text} sends more than {most:number} bytes", url=_shown(response.url), most=limits.size)
                raise Refused(what, say("the answer was left aside; what is known of this source stays"))
            if counted:
                self.transferred += len(chunk)
            yield chunk

    def _wait(self, url: httpx.URL) -> None:
        """Keep the pace of the host."""
        if is_here(url.host):
            return
        limiter = self._hosts.get(url.host)
        if limiter is None:
            from pyrate_limiter import Duration, Limiter, Rate

            limiter = self._hosts[url.host] = Limiter(Rate(1, int(Duration.SECOND.value / self._pace)))
        limiter.try_acquire(url.host)


def _is_database(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error:
        return False
    return True


def _discard(cache: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            cache.with_name(cache.name + suffix).unlink()


def expect(reply: Reply, *statuses: int) -> Reply:
    """The reply when its status is one of those (200 by default); else the source refused."""
    if reply.status in (statuses or (OK,)):
        return reply
    raise Refused(
        say("{url:text} answers {status:number}", url=_shown(reply.url), status=reply.status), status=reply.status
    )


class _Asking(NamedTuple):
    """What is asked, to be made anew for each try."""

    method: str
    url: str
    params: Mapping[str, Any] | None
    headers: Mapping[str, str] | None
    files: Mapping[str, Any] | None = None

    def request(self, client: httpx.Client) -> httpx.Request:
        """The request; a header that cannot be sent is named, its value never: it may be a key."""
        for name, value in (self.headers or {}).items():
            if not (value.isascii() and value.isprintable() and value == value.strip()):
                what = say("{name:text} holds what no request can carry", name=name)
                raise Refused(what, say("look for a blank, an accent or a line break in the key"))
        return client.build_request(self.method, self.url, params=self.params, headers=self.headers, files=self.files)

    def onward(self, step: httpx.Request, following: httpx.Request) -> httpx.Request:
        """The request a redirect leads to; what was given to one host, a key perhaps, is not given to another."""
        here, there = step.url, following.url
        if (here.scheme, here.host, here.port) != (there.scheme, there.host, there.port):
            for name in self.headers or {}:
                following.headers.pop(name, None)
        return following


class _Later(Exception):
    """An answer after which one may ask again."""

    def __init__(self, status: int, after: float | None) -> None:
        super().__init__(status)
        self.status, self.after = status, after


def _after(headers: Mapping[str, str]) -> float | None:
    """The seconds a source asks to wait: a number, or a date, counted from its own clock."""
    given = headers.get("retry-after", "").strip()
    if given.isdecimal() and given.isascii():
        return float(given)
    with suppress(KeyError, TypeError, ValueError, OverflowError):
        return max(0.0, (parsedate_to_datetime(given) - parsedate_to_datetime(headers["date"])).total_seconds())
    return None


def _judge(url: httpx.URL, first: httpx.URL) -> None:
    """Refuse a scheme or an address that is not to be asked; nothing has been sent yet."""
    here = is_here(first.host)
    if url.scheme != "https" and not (url.scheme == "http" and here):
        raise Refused(say("{url:text} is not https", url=_shown(url)), say("give the address that begins with https"))
    # Asked for this very machine, it leads nowhere else; asked for another, it does not lead here.
    if here != is_here(url.host):
        raise Refused(
            say("{url:text} leads away from this machine", url=_shown(url))
            if here
            else say("{url:text} is an address of a private network", url=_shown(url))
        )
    judged(url.host, _shown(url))


def _shown(url: httpx.URL | str) -> str:
    """An address without what may be a secret in it."""
    import httpx

    try:
        return str(httpx.URL(url).copy_with(query=None, fragment=None, username=None, password=None))
    except httpx.InvalidURL:
        return str(url).split("?")[0].rsplit("@", 1)[-1]


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__
