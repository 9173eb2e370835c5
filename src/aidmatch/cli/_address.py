"""The document at an address, for `read` and `calls add`: through the bounded client, and kept in no cache."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from aidmatch.cli._session import refuse
from aidmatch.errors import DataError, SourceError
from aidmatch.formats._sentences import spoken as _
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.documents import Document

OFFLINE = Annotated[bool, typer.Option("--offline", help=_("Ask nothing of the network: addresses are refused."))]


def is_address(given: str) -> bool:
    """Whether an argument is an address, and no file."""
    return "://" in given


def document_at(session: Session, url: str, *, offline: bool) -> Document:
    """The document an address answers; `DataError` says why there is none, and what to do instead."""
    from aidmatch import documents
    from aidmatch.fetch import Fetcher, Limits, Patience, expect

    _refuse_password(url)
    if offline:
        refuse(
            "{url:text} is on the network: it is not read with --offline",
            "save the page in a file, or paste its text",
            url=shown(url),
        )
    settings = session.settings
    limits = Limits(size=documents.LARGEST, seconds=60.0)
    patience = Patience(attempts=2)
    with Fetcher(contact=settings.contact, pace=settings.pace, limits=limits, patience=patience) as fetcher:
        try:
            reply = expect(fetcher.get(url, private=True))
        except SourceError as error:
            # What is to be done about a source is not what is to be done about a page.
            fix = None if fetcher.requests else error.fix
            own = say("look at it in a browser, and save the page in a file or paste its text")
            raise DataError(error.what, fix or own) from error
    media, _sign, rest = reply.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    content = _recoded(reply.content, rest) if media.startswith("text/") else reply.content
    return documents.document(content, shown(reply.url), media)


def _refuse_password(url: str) -> None:
    """Refuse an address that carries a name or a password: it would be kept in the call's file."""
    with suppress(ValueError):
        if "@" in urlsplit(url).netloc:
            refuse("{url:text}: an address with a password in it is not read", "give it without", url=shown(url))


def shown(url: str) -> str:
    """An address without what may be a secret in it."""
    bare = url.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
    scheme, sign, rest = bare.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{sign}{host.rsplit('@', 1)[-1]}{slash}{path}"


def _recoded(content: bytes, parameters: str) -> bytes:
    """A text in UTF-8, where the answer names another encoding and the text is not in UTF-8 already."""
    from email.message import Message

    told = Message()
    told["content-type"] = f"text/plain;{parameters}"
    for encoding in ("utf-8", str(told.get_content_charset() or "")):
        with suppress(LookupError, ValueError):
            text = content.decode(encoding)
            if "\0" not in text:
                return text.encode()
    return content
