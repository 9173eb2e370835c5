"""Changes of the catalogue as an Atom feed (RFC 4287), by feedgen: what a mailbox or a reader of feeds follows.

An entry keeps its id from one writing to the next, so that a reader shows each change once. All text is plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from aidmatch.formats._plain import plain
from aidmatch.formats.evolution import HEADINGS, sentences

if TYPE_CHECKING:
    from aidmatch.changes import Change
    from aidmatch.formats._wording import Wording


def feed(words: Wording, found: Sequence[Change], at: datetime) -> bytes:
    """`changes --format atom`; the same changes on the same day give the same bytes."""
    from feedgen.feed import FeedGenerator

    whole = FeedGenerator()
    whole.id(_id("changes"))
    whole.title(words.text("Changes in the catalogue of aids"))
    whole.author(name="aidmatch")
    whole.generator("aidmatch")
    whole.language(words.language)
    whole.updated(at)
    for one in found:
        entry = whole.add_entry(order="append")
        entry.id(_id(f"{one.kind} {one.call} {one.at.isoformat()}"))
        entry.title(words.text("{kind}: {title:text}", kind=words.term(HEADINGS, one.kind), title=plain(one.title)))
        # A closing lies ahead; the entry is as new as the feed.
        entry.updated(min(one.at, at))
        entry.content("\n".join(sentences(words, one, at)), type="text")
        if one.url is not None and one.url.startswith(("https://", "http://")):
            entry.link(href=plain(one.url))
    return bytes(whole.atom_str(pretty=True))


def _id(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"https://aidmatch.invalid/{name}").urn
