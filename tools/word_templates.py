"""The Word templates of the kit, as real files: `src/aidmatch/formats/templates/docx/*.docx`.

    python tools/word_templates.py           # write them anew
    python tools/word_templates.py --check   # only say whether they are up to date

A cluster that wants its own copies one into the folder `modeles/` of its workspace, changes it in Word or LibreOffice
and keeps the tags it needs. They are made here so that what stands in them can be read, and comes out the same twice.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from aidmatch.formats._word import fixed

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "src" / "aidmatch" / "formats" / "templates" / "docx"

WIDE = 17.0
"""Centimetres between the margins."""

DOSSIER: dict[str, tuple[float, ...]] = {
    "fit": (3.6, 2.4, 11.0),
    "worth": (),
    "questions": (3.0, 14.0),
    "papers": (0.9, 5.6, 4.7, 5.8),
    "identity": (4.6, 8.0, 4.4),
    "figures": (3.4, 3.6, 3.6, 3.2, 3.2),
    "project": (4.6, 12.4),
    "plan": (0.9, 3.6, 8.3, 4.2),
    "contacts": (4.6, 12.4),
    "sources": (4.4, 3.2, 3.2, 6.2),
}
"""The sections, and the widths of their columns."""

DECLARATIONS: dict[str, tuple[float, ...]] = {
    "signed_by": (4.6, 12.4),
    "sme": (5.6, 3.6, 4.0, 3.8),
    "sme_signature": (5.6, 11.4),
    "de_minimis": (3.4, 3.6, 4.2, 2.8, 3.0),
    "signature": (5.6, 11.4),
}

REPORT: dict[str, tuple[float, ...]] = {
    "members": (12.0, 5.0),
    "files": (5.0, 2.6, 2.8, 3.6, 3.0),
    "funders": (5.0, 2.6, 2.8, 3.6, 3.0),
    "territories": (5.0, 2.6, 2.8, 3.6, 3.0),
    "needs": (8.0, 4.5, 4.5),
    "themes": (8.0, 4.5, 4.5),
    "stages": (8.0, 4.5, 4.5),
}

AMOUNTS = frozenset({"figures", "sme", "members", "files", "funders", "territories", "needs", "themes", "stages"})
"""Sections whose columns after the first are figures."""

ENDS_IN_AMOUNTS = frozenset({"de_minimis"})
"""Sections whose last column alone is."""

KEPT = frozenset({"figures", "project", "contacts"})
"""Short tables, that no page breaks."""

INK, SOFT, HEAD = RGBColor(0x1F, 0x3A, 0x5F), RGBColor(0x55, 0x63, 0x6F), "E8EFF6"


def dossier() -> bytes:
    """The kit; the page on fit stands alone."""
    return _made(DOSSIER, new_page_after=("questions",))


def declarations() -> bytes:
    """The declarations, a page each."""
    return _made(DECLARATIONS, new_page_after=("sme_signature",))


def report() -> bytes:
    """The year of a cluster."""
    return _made(REPORT, new_page_after=("territories",))


def _made(sections: dict[str, tuple[float, ...]], new_page_after: tuple[str, ...]) -> bytes:
    document: Any = Document()
    _page(document)
    _line(document, "{{ title }}", "Title")
    _line(document, "{{ subtitle }}", "Subtitle")
    for name, widths in sections.items():
        _section(document, name, widths)
        if name in new_page_after:
            document.paragraphs[-1].paragraph_format.space_after = Pt(0)
            document.add_page_break()
    out = io.BytesIO()
    properties = document.core_properties
    properties.author = properties.last_modified_by = "aidmatch"
    properties.comments = properties.title = ""
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    document.save(out)
    return fixed(out.getvalue())


def _page(document: Any) -> None:
    """A4, its styles, and the page's number at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
    styles = document.styles
    for name, size, bold, colour, before, after in (
        ("Normal", 10, False, None, 0, 3),
        ("Title", 17, True, INK, 0, 2),
        ("Subtitle", 10, False, SOFT, 0, 6),
        ("Heading 1", 13, True, INK, 10, 4),
        ("List Bullet", 9.5, False, None, 3, 1),
    ):
        style = styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = "Liberation Sans", Pt(size), bold, False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), "Liberation Sans")
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(kind), None)
        for spaced in style.element.xpath(".//w:rPr/w:spacing"):
            spaced.getparent().remove(spaced)
        if colour is not None:
            style.font.color.rgb = colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    foot = section.footer.paragraphs[0]
    run = foot.add_run("{{ foot }}   ")
    run.font.size, run.font.color.rgb = Pt(8), SOFT
    _field(foot, "PAGE")


def _field(paragraph: Any, code: str) -> None:
    """A field of Word's: ours alone, no text of a call or company stands in one."""
    for kind, text in (("begin", None), (None, code), ("separate", None), (None, "1"), ("end", None)):
        # A run a part: what is shown takes its size from the run it stands in.
        run = paragraph.add_run()
        run.font.size, run.font.color.rgb = Pt(8), SOFT
        if kind is None and text != code:
            run.text = text
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)  # noqa: SLF001 - the library has no fields


def _line(holder: Any, text: str, style: str | None = None) -> Any:
    paragraph = holder.add_paragraph(text, style=style)
    if style == "Title":
        # No rule under the title.
        for border in paragraph.style.element.xpath(".//w:pBdr"):
            border.getparent().remove(border)
    return paragraph


def _text(paragraph: Any, name: str) -> None:
    """A text; one to be filled in stands out."""
    paragraph.add_run(f"{{% if {name} is blank %}}")
    shown = paragraph.add_run(f"{{{{ {name} }}}}")
    shown.font.highlight_color = WD_COLOR_INDEX.YELLOW
    paragraph.add_run("{% else %}")
    paragraph.add_run(f"{{{{ {name} }}}}")
    paragraph.add_run("{% endif %}")


def _section(document: Any, name: str, widths: tuple[float, ...]) -> None:
    _line(document, f"{{{{ {name}.title }}}}", "Heading 1")
    _line(document, f"{{%p for line in {name}.intro %}}")
    _text(document.add_paragraph(), "line")
    _line(document, "{%p endfor %}")
    if widths:
        _line(document, f"{{%p if {name}.rows %}}")
        _table(document, name, widths)
        _line(document, "{%p endif %}")
    _line(document, f"{{%p for line in {name}.notes %}}")
    _text(document.add_paragraph(style="List Bullet"), "line")
    _line(document, "{%p endfor %}")


def _table(document: Any, name: str, widths: tuple[float, ...]) -> None:
    """Headings, then a row a line; the tags of the loop have rows of their own, which vanish."""
    table = document.add_table(rows=4, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for place, width in enumerate(widths):
        table.columns[place].width = Cm(width)
        for row in table.rows:
            row.cells[place].width = Cm(width)
        head = table.rows[0].cells[place]
        head.paragraphs[0].add_run(f"{{{{ {name}.headings[{place}] }}}}").font.bold = True
        _shade(head)
        _text(table.rows[2].cells[place].paragraphs[0], f"row[{place}]")
    table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for row in {name}.rows %}}")
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - the library has neither of these
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        properties.append(OxmlElement("w:cantSplit"))
        for place, cell in enumerate(row.cells):
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(1)
                paragraph.paragraph_format.keep_with_next = True if name in KEPT else None
                is_last = place == len(widths) - 1
                if (name in AMOUNTS and place) or (name in ENDS_IN_AMOUNTS and is_last):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                for run in paragraph.runs:
                    run.font.size = Pt(9)
    for border in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _border(table, border)


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", HEAD)):
        shade.set(qn(key), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _border(table: Any, side: str) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001
    held = properties.find(qn("w:tblBorders"))
    if held is None:
        held = OxmlElement("w:tblBorders")
        properties.append(held)
    line = OxmlElement(f"w:{side}")
    for key, value in (("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "C9D3DC")):
        line.set(qn(key), value)
    held.append(line)


def main() -> int:
    """Write them, or say whether they are as they should be."""
    made = {"dossier.docx": dossier(), "declarations.docx": declarations(), "report.docx": report()}
    if "--check" in sys.argv[1:]:
        stale = [name for name, content in made.items() if (HOME / name).read_bytes() != content]
        for name in stale:
            print(f"{name}: python tools/word_templates.py")
        return 1 if stale else 0
    HOME.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (HOME / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
