"""The body of an answer, unpacked a block at a time.

httpx unpacks each chunk whole, and whatever packings are named, one inside the other: a few kilobytes become
gigabytes in one step, before any limit is asked. So the one packing we ask for is unpacked here, by zlib, which gives
a block and waits; anything else is refused. A packed body that ends early is no answer either: httpx hands it over as
if it were whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aidmatch.errors import Refused
from aidmatch.value import say

if TYPE_CHECKING:
    import httpx

PACKING = "gzip"
"""The one packing of bodies that is asked for and read."""
BLOCK = 1_000_000
"""Bytes unpacked at once."""
MEMBER = b"\x1f\x8b"
"""How a gzip member begins (RFC 1952)."""


def unpacked(response: httpx.Response, shown: str) -> Iterator[bytes]:
    """The body in blocks; `shown` is its address as people see it."""
    names = [name.strip() for name in response.headers.get("content-encoding", "").casefold().split(",")]
    packings = [name for name in names if name not in ("", "identity")]
    if not packings:
        return response.iter_raw()
    if packings in ([PACKING], [f"x-{PACKING}"]):
        return _members(response.iter_raw())
    what = say(
        "{url:text} packs its answer in a way that was not asked for: {packing:text}",
        url=shown,
        packing=", ".join(packings)[:50],
    )
    raise Refused(what, say("the answer was left aside; what is known of this source stays"))


def _members(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Members may follow one another; what else follows the last is no part of the body."""
    import httpx

    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if member.eof:
                    if not MEMBER.startswith(rest[:2]):
                        return
                    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                yield member.decompress(rest, BLOCK)
                rest = member.unused_data if member.eof else member.unconsumed_tail
    except zlib.error as error:
        raise httpx.DecodingError(str(error)) from error
    if not member.eof:
        raise httpx.RemoteProtocolError("the packed answer is cut short")
