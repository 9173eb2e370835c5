"""The letters of a week into the form asked: on the terminal, in one file, or one file a member in a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from aidmatch.cli._output import Format, emit, emit_bytes
from aidmatch.cli._session import refuse
from aidmatch.formats import letter as forms

if TYPE_CHECKING:
    from aidmatch.cli._mailing import Written
    from aidmatch.cli._session import Session
    from aidmatch.deliver.folder import Page
    from aidmatch.worded import WordedLetter


class Form(StrEnum):
    """The forms letters can take."""

    TABLE = "table"
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    EML = "eml"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    XLSX = "xlsx"
    ICS = "ics"

    @classmethod
    def of_file(cls, output: Path) -> Form:
        """The form of a file's name."""
        suffix = output.suffix.lower().removeprefix(".")
        known = {"txt": cls.TEXT, "md": cls.MARKDOWN, "jsonl": cls.NDJSON} | {form.value: form for form in cls}
        if suffix not in known:
            refuse("{file:text}: which format?", "name it with --format", file=str(output))
        return known[suffix]


DATA = frozenset({Form.JSON, Form.NDJSON, Form.CSV})
WHOLE = frozenset({Form.XLSX, Form.ICS})
"""All letters in one file."""

FOLDER = (Form.HTML, Form.EML, Form.XLSX, Form.ICS)
"""What a folder gets when no form is asked: letters to look at, drafts to send, a mail-merge sheet, a calendar."""

_SUFFIXES = {Form.TEXT: "txt", Form.MARKDOWN: "md", Form.HTML: "html", Form.JSON: "json"}
_TEXTS: dict[Form, Callable[[WordedLetter], str]] = {
    Form.TEXT: forms.text,
    Form.MARKDOWN: forms.markdown,
    Form.HTML: forms.html,
    Form.JSON: forms.json,
}


def show(session: Session, week: str, written: Sequence[Written], form: Form, output: Path | None) -> None:
    """One form, on the terminal or in one file."""
    from aidmatch.formats import letter_list

    if form is Form.TABLE:
        letter_list.table(session.out, session.wording, week, written)
    elif form in DATA:
        emit(letter_list.document(week, written, session.at), Format(form.value), output)
    elif form in WHOLE:
        if output is None:
            refuse("{form} is not for terminals", "write it to a file with -o FILE.{form}", form=form.value)
        emit_bytes(_whole(session, written, form), output)
    elif len(written) != 1:
        refuse(
            "{n:number} letters do not fit one file in this form",
            "name one with --member, or a folder with --out DIR",
            n=len(written),
        )
    elif form is Form.EML:
        from aidmatch.cli._posting import drafts

        for _address, _name, content in drafts(session, written[0])[:1]:
            emit_bytes(content, output)
    else:
        emit_bytes(_TEXTS[form](written[0].letter).encode(), output)


def to_folder(
    session: Session,
    week: str,
    written: Sequence[Written],
    chosen: Sequence[Form],
    folder: Path,
    *,
    is_all: bool = True,
) -> int:
    """Every letter in every form asked, in a folder. How many files were new or other than before.

    `is_all`: they are all the letters of the week, so that older files of it go.
    """
    from aidmatch.deliver import folder as folders

    if Form.EML in chosen:
        _look_for_a_sender(session, written, is_alone=len(chosen) == 1)
    pages = [page for form in chosen for page in _pages(session, week, written, form)]
    done = folders.write(folder, pages, [(week, page.form) for page in pages] if is_all else ())
    for name in done.kept:
        session.note(session.wording.text("{file:text} was changed by hand and is left alone", file=name))
    return done.changed


def _look_for_a_sender(session: Session, written: Sequence[Written], *, is_alone: bool) -> None:
    """Drafts need an address to come from: without one, say that there are none."""
    from aidmatch.cli._mailbox import sender_of
    from aidmatch.cli._posting import address_from

    if any(address_from(session, one) for one in written):
        return
    if is_alone:
        sender_of(session.letters)
    session.note(session.wording.text("No drafts (.eml): under [mail], aidmatch.toml must name a sender."))


def _pages(session: Session, week: str, written: Sequence[Written], form: Form) -> list[Page]:
    from aidmatch.cli._posting import drafts
    from aidmatch.deliver.folder import Page

    if form in WHOLE:
        name = session.wording.text("mail-merge") if form is Form.XLSX else session.wording.text("deadlines")
        content = _whole(session, written, form)
        return [Page(week, "", form.value, content, name)] if content else []
    if form is Form.EML:
        return [
            Page(week, one.company.id, "eml", content, name)
            for one in written
            for _address, name, content in drafts(session, one)
        ]
    if form not in _TEXTS:
        refuse(
            "--format: {form} is not for a folder", "there are: html, eml, text, markdown, json, xlsx, ics", form=form
        )
    return [
        Page(week, one.company.id, _SUFFIXES[form], _TEXTS[form](one.letter).encode(), about_of(one.letter))
        for one in written
    ]


def about_of(letter: WordedLetter) -> str:
    """What tells a letter's file from the weekly one's."""
    if letter.kind == "flash":
        return "-".join(["flash", *(item.call for item in letter.items[:1])])
    return f"urgent-{letter.at[:10]}" if letter.kind == "urgent" else ""


def _whole(session: Session, written: Sequence[Written], form: Form) -> bytes:
    if form is Form.ICS:
        return forms.ics([one.letter for one in written])
    from aidmatch.cli._posting import drafts

    rows = [
        forms.Addressed(one.letter, address, name)
        for one in written
        for address, name, _content in drafts(session, one)
    ]
    return forms.sheet(session.wording, rows)
