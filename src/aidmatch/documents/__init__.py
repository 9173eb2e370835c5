"""The text of a document: plain text, a web page, PDF, DOCX or a mail, told by its content before its name.

What cannot be opened is refused with what to do; nothing is guessed, nothing is fetched here, and the libraries of each
form are imported when a document has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from aidmatch.documents._lines import visible
from aidmatch.documents._result import LARGEST, Document, too_large
from aidmatch.errors import DataError
from aidmatch.value import say

LONGEST = 1_000_000
"""Signs of a text that is read: some 500 pages. A longer one is not the text of a call."""

__all__ = ["LARGEST", "LONGEST", "Document", "document", "read", "visible"]


def read(path: Path) -> Document:
    """The document in a file; `DataError` says why there is none."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        what = say("{file:text} cannot be read: {error:text}", file=path.name, error=error.strerror or str(error))
        raise DataError(what, say("check who may read it, and that it is not open elsewhere")) from error
    if size > LARGEST:
        raise too_large(path.name, size)
    return document(data, path.name)


def document(data: bytes, name: str, media: str = "") -> Document:
    """The document that bytes hold.

    `name` is shown; its suffix helps where the content does not tell, or the media type of what came from an address.
    """
    if len(data) > LARGEST:
        raise too_large(name, len(data))
    form, opened = _form(data, name, media)
    try:
        found = opened(data, name)
    except DataError:
        raise
    except Exception as error:
        # The libraries let all sorts of errors out on a broken or malicious file.
        told = {"file": name, "form": form, "error": type(error).__name__}
        what = say("{file:text} cannot be read as {form}: {error:text}", **told)
        raise DataError(what, say("save or print it again, or copy its text and paste it")) from error
    text = visible(found.text).strip()
    if not text:
        raise DataError(say("{file:text} has no text", file=name), say("check that it is the right file"))
    if len(text) > LONGEST:
        what = say(
            "{file:text} has {n:number} signs of text; at most {most:number} are read",
            file=name,
            n=len(text),
            most=LONGEST,
        )
        raise DataError(what, say("keep the pages about the aid"))
    title = " ".join(visible(found.title or "").split()) or None
    return Document(f"{text}\n", title, found.notes)


def _form(data: bytes, name: str, media: str) -> tuple[str, Callable[[bytes, str], Document]]:
    """The form of a document, as people call it, and its reader."""
    suffix = _SUFFIXES.get(media, "") if media else Path(name).suffix.lower()
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return "PDF", _in_pdf
    if data.startswith(b"PK\x03\x04"):
        return "DOCX", _in_docx
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "DOC", _in_old_office
    if suffix == ".eml" or _MAIL.match(head):
        return "EML", _in_mail
    if suffix in (".html", ".htm", ".xhtml") or _PAGE.match(head):
        return "HTML", _in_page
    if media and not media.startswith("text/") and media not in _UNTOLD:
        return media, _in_nothing
    return "TXT", _in_plain


_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".xhtml", "message/rfc822": ".eml"}
"""What a media type says of the form, where the content may not."""

_UNTOLD = frozenset({"application/octet-stream", "binary/octet-stream"})
"""Media types that say nothing."""


_MAIL = re.compile(
    rb"(?:(?:From|To|Cc|Date|Subject|Message-ID|MIME-Version|Return-Path|Received|Delivered-To|Reply-To|DKIM-Signature|"
    rb"X-[\w-]+):[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3}",
    re.IGNORECASE,
)
"""Three fields of a mail's head, one after the other."""

_PAGE = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)


def _in_pdf(data: bytes, name: str) -> Document:
    from aidmatch.documents._pdf import read as reader

    return reader(data, name)


def _in_docx(data: bytes, name: str) -> Document:
    from aidmatch.documents._docx import read as reader

    return reader(data, name)


def _in_mail(data: bytes, name: str) -> Document:
    from aidmatch.documents._mail import read as reader

    return reader(data, name, document)


def _in_page(data: bytes, name: str) -> Document:
    from aidmatch.documents._page import read as reader

    del name
    return reader(data)


def _in_old_office(data: bytes, name: str) -> Document:
    """One container for the old forms of Office, Outlook's messages, and new documents under a password."""
    del data
    what = say("{file:text} is an old Office file, an Outlook message or under a password", file=name)
    raise DataError(what, say("save it again as .docx, .eml or PDF, without a password"))


def _in_nothing(data: bytes, name: str) -> Document:
    del data
    what = say("{file:text} is no text, web page, PDF, DOCX or mail", file=name)
    raise DataError(what, say("save it in one of these forms, or copy its text and paste it"))


def _in_plain(data: bytes, name: str) -> Document:
    """A text file: UTF-8, UTF-16 where it says so, else the old encoding of French Windows."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return Document(text)
    return _in_nothing(data, name)
