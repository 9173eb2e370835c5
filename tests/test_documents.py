"""The text of a document, whatever its form; what cannot be read is refused with what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch import documents
from aidmatch.documents import Document, document
from aidmatch.documents._lines import paragraphs
from aidmatch.errors import DataError


def pdf(pages: Iterable[Iterable[str]]) -> bytes:
    """A small PDF written by hand: a page a list of lines, in Helvetica; a page without lines is a picture's."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = []
    for lines in pages:
        shown = b"".join(
            b"(%s) Tj T* " % line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            for line in lines
        )
        stream = b"BT /F1 11 Tf 14 TL 50 800 Td " + shown + b"ET"
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R " % (len(objects) + 2)
        objects.append(page + b"/Resources << /Font << /F1 %s >> >> >>" % font)
        kids.append(b"%d 0 R" % len(objects))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        made
        + head
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(made))
    )


def refusal(data: bytes, name: str = "aide.bin") -> tuple[str, str]:
    """The sentences of a refusal, their values filled in roughly."""
    with pytest.raises(DataError) as caught:
        document(data, name)
    assert caught.value.fix is not None
    return caught.value.what.id, caught.value.fix.id


def text_or_refusal(data: bytes, name: str) -> str:
    """The text, or the sentence that says why there is none: never another error."""
    try:
        return document(data, name).text
    except DataError as error:
        return error.what.id


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_any_usual_encoding(self, encoding: str) -> None:
        assert (
            document("L’aide s’élève à 50 000 €\r\n".encode(encoding), "aide.txt").text == "L’aide s’élève à 50 000 €\n"
        )

    def test_signs_that_act_or_hide_are_taken_off(self) -> None:
        text = "Moins de 50 sala\u00adriés\u200b \x1b[31met\u202e siège\x00\r\nen Occitanie".replace("\x00", "")
        assert document(text.encode(), "-").text == "Moins de 50 salariés [31met siège\nen Occitanie\n"

    def test_accents_in_two_signs_are_one(self) -> None:
        assert document("E\u0301tat".encode(), "-").text == "État\n"

    def test_a_plain_text_keeps_its_lines(self) -> None:
        assert (
            document(b"PME de moins\nde 50 salaries\n\n- un\n", "a.txt").text
            == "PME de moins\nde 50 salaries\n\n- un\n"
        )


PAGE = """<!doctype html><html><head><title>Portail – Aide</title><style>p{{color:red}}</style></head><body>
<nav>Menu Accueil</nav><header>Bandeau</header>
<{main}><h1>Aide au&nbsp;prototype</h1><p>Entreprises de moins de <b>50</b> salariés.</p>
<ul><li>Siège en Occitanie</li><li>À jour de ses cotisations</li></ul><script>alert(1)</script></{main}>
<footer>Mentions légales</footer></body></html>"""


class TestPage:
    def test_the_main_part_is_read_block_by_block(self) -> None:
        found = document(PAGE.format(main="main").encode(), "page.html")
        assert found.title == "Aide au prototype"
        assert [line for line in found.text.split("\n") if line] == [
            "Aide au prototype",
            "Entreprises de moins de 50 salariés.",
            "• Siège en Occitanie",
            "• À jour de ses cotisations",
        ]

    def test_without_one_the_whole_page_less_its_menus(self) -> None:
        text = document(PAGE.format(main="div").encode(), "-").text
        assert "Mentions légales" in text
        assert "Menu" not in text
        assert "alert" not in text

    @pytest.mark.parametrize("head", ["", '<meta charset="iso-8859-1">', '<meta charset="nimporte">'])
    def test_an_old_encoding(self, head: str) -> None:
        page = f"<html><head>{head}</head><body><p>L’entreprise est âgée</p></body></html>"
        assert document(page.encode("cp1252"), "a.htm").text == "L’entreprise est âgée\n"

    def test_one_nested_too_deep_is_read_or_refused(self) -> None:
        assert text_or_refusal(b"<html><body>" + b"<div>" * 50_000 + b"fond", "a.html")


class TestPdf:
    def test_lines_cut_by_the_layout_are_joined(self) -> None:
        lines = [
            "Conditions d'éligibilité :",
            "- PME de moins de 250 salariés au sens de la réglementation",
            "européenne en vigueur",
            "- Siège en Occitanie",
        ]
        assert document(pdf([lines]), "aide.pdf").text.split("\n")[:3] == [
            "Conditions d'éligibilité :",
            "- PME de moins de 250 salariés au sens de la réglementation européenne en vigueur",
            "- Siège en Occitanie",
        ]

    def test_a_scanned_one_says_that_it_has_no_text(self) -> None:
        what, fix = refusal(pdf([[], []]), "scan.pdf")
        assert what == "{file:text} is a scanned PDF: pictures of pages, no text"
        assert "OCR" in fix

    def test_pages_that_are_pictures_are_named(self) -> None:
        found = document(pdf([["Texte"], [], ["Suite"], []]), "mixte.pdf")
        (note,) = found.notes
        assert dict(note.values)["pages"] == "2, 4"

    def test_one_under_a_password(self) -> None:
        from pypdf import PdfWriter

        writer = PdfWriter(clone_from=io.BytesIO(pdf([["Texte"]])))
        writer.encrypt("secret", algorithm="RC4-128")
        held = io.BytesIO()
        writer.write(held)
        assert refusal(held.getvalue(), "a.pdf")[0] == "{file:text} is a locked PDF"

    def test_one_whose_password_is_empty_opens(self) -> None:
        from pypdf import PdfWriter

        writer = PdfWriter(clone_from=io.BytesIO(pdf([["Texte libre"]])))
        writer.encrypt("", "owner", algorithm="RC4-128")
        held = io.BytesIO()
        writer.write(held)
        assert document(held.getvalue(), "a.pdf").text == "Texte libre\n"

    @pytest.mark.parametrize("cut", [9, 60, 200, -200, -30])
    def test_a_broken_one_is_a_sentence(self, cut: int) -> None:
        assert text_or_refusal(pdf([["Texte"]])[:cut], "a.pdf")


def word(*, style: str = "List Bullet") -> bytes:
    made = docx.Document()
    made.core_properties.title = "Règlement de l’aide"
    made.add_heading("Bénéficiaires", 1)
    made.add_paragraph("PME de moins de 50 salariés", style=style)
    table = made.add_table(2, 2)
    for row, (left, right) in enumerate([("Taux", "50 %"), ("Exclus :", "Banques\nAssurances")]):
        table.cell(row, 0).text, table.cell(row, 1).text = left, right
    made.add_paragraph("Dépôt avant le 31 décembre.")
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


class TestDocx:
    def test_paragraphs_points_and_tables_in_their_order(self) -> None:
        found = document(word(), "a.docx")
        assert found == Document(
            "Bénéficiaires\n- PME de moins de 50 salariés\nTaux : 50 %\nExclus :\n- Banques\n- Assurances\n"
            "Dépôt avant le 31 décembre.\n",
            "Règlement de l’aide",
        )

    def test_fields_of_a_form_insertions_and_inner_tables_are_text(self) -> None:
        from docx.oxml import parse_xml

        w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        made = docx.Document()
        body = made.element.body
        field = (
            "<w:sdt {w}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Moins de </w:t></w:r>{more}</w:p></w:sdtContent></w:sdt>"
        )
        more = "<w:ins><w:r><w:t>50</w:t></w:r></w:ins><w:del><w:r><w:delText>20</w:delText></w:r></w:del>"
        body.insert(
            0,
            parse_xml(
                field.format(
                    w=w, more=f"{more}<w:sdt><w:sdtContent><w:r><w:t> salariés</w:t></w:r></w:sdtContent></w:sdt>"
                )
            ),
        )
        cell = made.add_table(1, 1).cell(0, 0)
        cell.text = "Exclus :"
        cell.add_table(1, 1).cell(0, 0).text = "Banques"
        held = io.BytesIO()
        made.save(held)
        assert document(held.getvalue(), "a.docx").text == "Moins de 50 salariés\nExclus :\nBanques\n"

    def test_another_archive_is_no_text(self) -> None:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as parts:
            parts.writestr("xl/workbook.xml", "<x/>")
        assert refusal(held.getvalue(), "liste.xlsx")[1].endswith("aidmatch calls import FILE.xlsx")

    def test_one_that_unfolds_too_far_is_not_opened(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("aidmatch.documents._docx.LARGEST", 1000)
        assert "at most" in refusal(word(), "a.docx")[0]

    @pytest.mark.parametrize("data", [b"PK\x03\x04rien", word()[:-300], word()[:900]])
    def test_a_broken_one_is_a_sentence(self, data: bytes) -> None:
        assert refusal(data, "a.docx")[0] == "{file:text} cannot be read as {form}: {error:text}"

    def test_an_old_one_or_one_under_a_password(self) -> None:
        assert "old Office file" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc")[0]


def mail() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "TR : Re: Appel à projets é"
    made["From"], made["To"], made["Date"] = "a@example.org", "b@example.org", "Mon, 02 Nov 2026 10:00:00 +0100"
    made.set_content("Bonjour,\n\nL'aide vise les entreprises implantées dans la région et de moins de\n50 salariés.\n")
    return made


class TestMail:
    def test_the_text_and_the_subject(self) -> None:
        found = document(mail().as_bytes(), "a.eml")
        assert found.title == "Appel à projets é"
        assert "de moins de 50 salariés." in found.text

    def test_one_is_told_by_its_head(self) -> None:
        assert document(mail().as_bytes(), "-").title == "Appel à projets é"

    def test_the_page_before_the_bare_text(self) -> None:
        made = mail()
        made.add_alternative("<p>Version <b>riche</b></p>", subtype="html")
        assert document(made.as_bytes(), "a.eml").text == "Version riche\n"

    def test_joined_documents_are_read_and_others_named(self) -> None:
        made = mail()
        made.add_attachment(pdf([["Le règlement"]]), maintype="application", subtype="pdf", filename="reglement.pdf")
        made.add_attachment(b"\x00\x01", maintype="application", subtype="x", filename="logiciel.bin")
        made.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="logo.gif")
        found = document(made.as_bytes(), "a.eml")
        assert found.text.endswith("Le règlement\n")
        assert [dict(note.values)["file"] for note in found.notes] == ["logiciel.bin"]


class TestWhatIsRefused:
    def test_no_text(self) -> None:
        assert refusal(b" \n\t ")[0] == "{file:text} has no text"

    def test_no_document(self) -> None:
        assert refusal(b"\x89PNG\r\n\x1a\n\x00\x00")[0] == "{file:text} is no text, web page, PDF, DOCX or mail"

    def test_too_much(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "signs of text" in refusal(b"mot " * 300_000)[0]
        monkeypatch.setattr(documents, "LARGEST", 10)
        (tmp_path / "gros.txt").write_bytes(b"x" * 11)
        with pytest.raises(DataError):
            documents.read(tmp_path / "gros.txt")
        assert "at most" in refusal(b"x" * 11)[0]

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(DataError):
            documents.read(tmp_path / "absent.pdf")


HEADS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"From: a\nTo: b\nDate: c\n", b"\xff\xfe", b"\xef\xbb\xbf"]


@given(st.sampled_from(HEADS), st.binary(max_size=400), st.sampled_from(["-", "a.eml", "a.html", "a.pdf", "a.docx"]))
def test_whatever_the_bytes_there_is_a_text_or_a_sentence(head: bytes, data: bytes, name: str) -> None:
    text = text_or_refusal(head + data, name)
    assert text.strip()
    assert not {"\x1b", "\u202e", "\r", "\x00"} & set(text)


@given(st.text(max_size=300))
def test_joining_lines_loses_no_word(text: str) -> None:
    from aidmatch.documents._lines import visible

    assert "".join(paragraphs(text).split()) == "".join(visible(text).split())
