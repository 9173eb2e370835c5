"""PDF, by pypdf: pure Python, with no dependency of its own.

pdfminer.six would bring a cryptography library, for text that is no better once its lines are joined. What is locked
against copying by a modern cipher is so refused, with what to do.
"""

from __future__ import annotations

import io
import logging

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from aidmatch.documents._lines import paragraphs
from aidmatch.documents._result import LARGEST, Document
from aidmatch.errors import DataError
from aidmatch.value import say

# What the library mends by itself is no news to a coordinator.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


def read(data: bytes, name: str) -> Document:
    """The text of every page; a scanned file says that it has none."""
    try:
        reader = PdfReader(io.BytesIO(data))
        is_locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if is_locked else _pages(reader)
        title = None if is_locked or reader.metadata is None else reader.metadata.title
    except (DependencyError, FileNotDecryptedError):
        is_locked = True
    if is_locked:
        what = say("{file:text} is a locked PDF", file=name)
        raise DataError(what, say("open it and print it to a new PDF, or copy its text and paste it"))
    silent = [number for number, text in enumerate(pages, start=1) if not any(map(str.isalpha, text))]
    if len(silent) == len(pages):
        what = say("{file:text} is a scanned PDF: pictures of pages, no text", file=name)
        raise DataError(what, say("have its text recognised (OCR), or copy it by hand"))
    told = say(
        "{file:text}: pages without text, pictures perhaps: {pages}", file=name, pages=", ".join(map(str, silent))
    )
    return Document("\n\n".join(pages), title, (told,) if silent else ())


def _pages(reader: PdfReader) -> list[str]:
    pages: list[str] = []
    for page in reader.pages:
        pages.append(paragraphs(page.extract_text()))
        if sum(map(len, pages)) > LARGEST:  # few bytes may unfold to endless text
            break
    return pages
