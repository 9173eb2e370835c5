"""The line under a request: it is opened to an address that was judged, and held no longer than agreed.

httpx times each silence, not the whole: a server that sends a byte of its header now and then would hold a run for
days. And a name that is looked up once to be judged, then again to connect, may have changed in between. So both are
settled here, where the connection is made (httpcore's network backend): the name is looked up once, every address it
gives is judged, and the connection goes to one of those.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from os import environ
from ssl import SSLContext
from time import monotonic
from typing import Any

import httpcore
import httpx

from aidmatch.errors import Refused, Unreachable
from aidmatch.value import say


class Line(httpcore.SyncBackend):
    """Opens connections, for one request at a time."""

    def __init__(self) -> None:
        self.seconds = self.until = 0.0
        self.shown = ""

    def hold(self, seconds: float, shown: str) -> None:
        """From now on, so many seconds for the request shown under that address."""
        self.seconds, self.until, self.shown = seconds, monotonic() + seconds, shown

    def left(self, silence: float | None) -> float:
        """Seconds one may wait for the next byte; Unreachable when the time is up."""
        left = self.until - monotonic()
        if left <= 0:
            what = say("{url:text} takes longer than {most:number} s", url=self.shown, most=self.seconds)
            raise Unreachable(what, say("try again later; what is known of this source stays"))
        return left if silence is None else min(left, silence)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to an address that was judged, the first that answers."""
        trouble: Exception = Unknown(host)
        for address in judged(host, self.shown):
            try:
                held = super().connect_tcp(str(address), port, self.left(timeout), local_address, socket_options)
                return _Held(held, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble


class Unknown(httpcore.ConnectError):
    """Nobody knows the host's name: most often this machine is not on line."""


class _Held(httpcore.NetworkStream):
    """A connection whose waits end with the time of the request."""

    def __init__(self, stream: httpcore.NetworkStream, line: Line) -> None:
        self._stream, self._line = stream, line

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._stream.read(max_bytes, self._line.left(timeout))
        except httpcore.ReadTimeout:
            # A silence may be asked again; the end of the time is the end.
            self._line.left(timeout)
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._line.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        held = self._stream.start_tls(ssl_context, server_hostname, self._line.left(timeout))
        return _Held(held, self._line)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class LineTransport(httpx.HTTPTransport):
    """httpx's own transport, its connections made by a line."""

    def __init__(self, line: Line) -> None:
        trusted = _trusted(environ.get("SSL_CERT_FILE"), environ.get("SSL_CERT_DIR"))
        super().__init__(verify=trusted)
        self._pool = httpcore.ConnectionPool(ssl_context=trusted, network_backend=line)


@cache
def _trusted(file: str | None, folder: str | None) -> SSLContext:
    """Whom a connection trusts: read once, and again only where the environment names others."""
    del file, folder
    return httpx.create_ssl_context()


def judged(host: str, shown: str) -> list[IPv4Address | IPv6Address]:
    """The addresses of a host, none when its name is not known; Refused when one is of a private network.

    This machine may be asked, by its own name or address alone: a public name that stands for it is refused.
    """
    found = addresses(host)
    if not is_here(host) and any(not _is_public(address) for address in found):
        raise Refused(
            say("{url:text} is an address of a private network", url=shown),
            say("only public addresses are read, and those of this machine when they are asked for"),
        )
    return found


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Multicast counts as global in the registry; it is nobody's web server."""
    inner = address.ipv4_mapped or address.sixtofour if isinstance(address, IPv6Address) else None
    return address.is_global and not address.is_multicast and (inner is None or inner.is_global)


def addresses(host: str) -> list[IPv4Address | IPv6Address]:
    """The addresses of a host; none when its name is not known here."""
    with suppress(ValueError):
        return [ip_address(host)]
    with suppress(OSError, UnicodeError):
        told = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(ip_address(str(found[4][0]).split("%")[0]) for found in told))
    return []


def is_here(host: str) -> bool:
    """Whether a host is this very machine, by its own name or address."""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False
