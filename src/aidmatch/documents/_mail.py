"""A mail kept as a file (.eml), by the standard library: its text, then that of the documents joined to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import MIMEPart

from aidmatch.documents import _page
from aidmatch.documents._lines import paragraphs
from aidmatch.documents._result import Document
from aidmatch.errors import DataError
from aidmatch.value import say


def read(data: bytes, name: str, document: Callable[[bytes, str], Document]) -> Document:
    """The text of the mail; `document` reads what is joined to it."""
    del name
    mail = message_from_bytes(data, policy=policy.default)
    body = mail.get_body(("html", "plain"))
    found = [_body(body)] if body is not None else []
    notes = []
    for part in mail.iter_attachments():
        if part.get_content_maintype() in ("image", "video", "audio"):
            continue
        try:
            found.append(_joined(part, document))
        except DataError as error:
            notes.append(error.what)
    notes.extend(note for one in found for note in one.notes)
    return Document("\n\n".join(one.text for one in found), _AGAIN.sub("", str(mail["subject"] or "")), tuple(notes))


_AGAIN = re.compile(r"^(?:\s*(?:re|ré|fw|fwd|tr|transf)\s?:)+\s*", re.IGNORECASE)
"""What an answer or a mail sent on puts before the subject."""


def _body(part: MIMEPart) -> Document:
    content = str(part.get_content())
    if part.get_content_subtype() == "html":
        return _page.read(content.encode(errors="ignore"))
    return Document(paragraphs(content))


def _joined(part: MIMEPart, document: Callable[[bytes, str], Document]) -> Document:
    name = part.get_filename() or part.get_content_type()
    content = part.get_content()
    if not isinstance(content, str | bytes):
        raise DataError(say("{file:text} is a mail within the mail: left aside", file=name))
    return document(content.encode(errors="ignore") if isinstance(content, str) else content, name)
