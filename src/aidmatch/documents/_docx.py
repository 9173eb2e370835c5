"""DOCX, by python-docx: paragraphs and tables in their order, points of lists marked as such."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from aidmatch.documents._lines import POINT
from aidmatch.documents._result import LARGEST, Document, too_large
from aidmatch.errors import DataError
from aidmatch.value import say


def read(data: bytes, name: str) -> Document:
    """The text of the body; heads and feet of pages, notes and drawings are left aside."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        inside = {part.filename: part.file_size for part in parts.infolist()}
    if "word/document.xml" not in inside:
        what = say("{file:text} is an archive or a spreadsheet, not a text", file=name)
        raise DataError(what, say("a list of calls is read by: aidmatch calls import FILE.xlsx"))
    size = sum(size for part, size in inside.items() if part.endswith((".xml", ".rels")))
    if size > LARGEST:
        raise too_large(name, size)
    found = docx.Document(io.BytesIO(data))
    _unwrap(found.element.body)
    # Looked up once: asking each paragraph for its style takes a millisecond.
    points = {style.style_id for style in found.styles if str(style.name).startswith(("List Bullet", "List Number"))}
    return Document("\n".join(_lines(found.iter_inner_content(), points)), found.core_properties.title)


def _unwrap(body: Any) -> None:
    """Put what stands in fields of a form, insertions to accept and marks of dates in its place in the text.

    The library passes over them; what was struck out stays out.
    """
    for wrapper in list(body.iter(*map(qn, ("w:sdt", "w:ins", "w:smartTag", "w:customXml")))):
        content = wrapper.find(qn("w:sdtContent"))
        for inner in list(wrapper if content is None else content):
            if not str(inner.tag).endswith("Pr"):
                wrapper.addprevious(inner)
        wrapper.getparent().remove(wrapper)


def _lines(blocks: Iterator[Paragraph | Table], points: set[str]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield from _rows(block, points)
        else:
            yield f"- {block.text}" if _is_point(block, points) else block.text


def _is_point(line: Paragraph, points: set[str]) -> bool:
    """Whether Word shows a sign or a number before the line, by its style or by itself."""
    own = line._p  # noqa: SLF001 - the library tells it nowhere else
    return bool(line.text.strip()) and (own.style in points or bool(own.xpath("./w:pPr/w:numPr")))


def _rows(table: Table, points: set[str]) -> Iterator[str]:
    """A row a line: « Taille : moins de 250 salariés »; a cell of several lines is a list under the first."""
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            said = "\n".join(_lines(cell.iter_inner_content(), points))
            text = "\n".join(line.strip() for line in said.splitlines() if line.strip())
            if text and (not cells or cells[-1] != text):  # a merged cell is given once for each place it covers
                cells.append(text)
        if len(cells) == 2 and "\n" in cells[1]:
            yield f"{cells[0].rstrip(' :')} :"
            yield from (line if POINT.match(line) else f"- {line}" for line in cells[1].split("\n"))
        elif len(cells) == 2:
            yield f"{cells[0].rstrip(' :')} : {cells[1]}"
        elif cells:
            yield " ; ".join(cells)
