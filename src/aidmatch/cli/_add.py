"""`aidmatch calls add`: a pasted text or a document becomes a call file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aidmatch.cli import _given
from aidmatch.cli._address import OFFLINE, document_at, is_address
from aidmatch.cli._lines import put
from aidmatch.cli._session import Session, is_interactive, refuse
from aidmatch.errors import USAGE
from aidmatch.formats import _words
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.documents import Document

_WHAT, _WHEN, _WHO, _RECORD = _("What it is"), _("When"), _("For whom"), _("The record")


def _option(help_: str, panel: str, *names: str, metavar: str | None = None) -> Any:
    return typer.Option(*names, help=help_, rich_help_panel=panel, metavar=metavar, show_default=False)


def add(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar=_("FILE|URL|-"),
            help=_(
                "Text, web page, PDF, DOCX or mail of the call, or its address; - reads what is piped in; nothing: "
                "paste it."
            ),
            show_default=False,
        ),
    ] = None,
    title: Annotated[str | None, _option(_("Title, when the text does not tell."), _WHAT)] = None,
    summary: Annotated[str | None, _option(_("One sentence for lists."), _WHAT)] = None,
    funder: Annotated[list[str] | None, _option(_("Who pays; may be repeated."), _WHAT)] = None,
    operator: Annotated[str | None, _option(_("With whom the file is handed in, if another."), _WHAT)] = None,
    instrument: Annotated[str | None, _option(_("Nature of the aid: grant, loan, guarantee, advice…"), _WHAT)] = None,
    kind: Annotated[
        str | None,
        _option(_("call_for_projects, expression_of_interest, standing or contest; else told by the text."), _WHAT),
    ] = None,
    floor: Annotated[str | None, _option(_("Least amount, as 5000."), _WHAT)] = None,
    ceiling: Annotated[str | None, _option(_("Highest amount, as 50000 or '50 k€'."), _WHAT)] = None,
    rate: Annotated[str | None, _option(_("Highest share of the costs, as '50 %'."), _WHAT)] = None,
    theme: Annotated[list[str] | None, _option(_("A theme, as video-games; may be repeated."), _WHAT)] = None,
    contact: Annotated[str | None, _option(_("Whom to ask."), _WHAT)] = None,
    opens: Annotated[str | None, _option(_("First day: 2026-12-31 or '31 décembre 2026'."), _WHEN)] = None,
    closes: Annotated[str | None, _option(_("Last day, or several with a comma between them."), _WHEN)] = None,
    permanent: Annotated[bool, _option(_("Open all year round."), _WHEN, "--permanent")] = False,
    until_exhausted: Annotated[bool, _option(_("Open until the money runs out."), _WHEN, "--until-exhausted")] = False,
    territory: Annotated[
        list[str] | None, _option(_("Where: a name or a code (Occitanie, DEP-66, France); may be repeated."), _WHO)
    ] = None,
    naf: Annotated[
        list[str] | None, _option(_("A trade it is meant for, as 58.21Z: it never refuses; may be repeated."), _WHO)
    ] = None,
    condition: Annotated[
        list[str] | None, _option(_("A condition only a person can check; may be repeated."), _WHO)
    ] = None,
    open_to_all: Annotated[
        bool, _option(_("The source says that size, age and trade do not matter."), _WHO, "--open-to-all")
    ] = False,
    url: Annotated[str | None, _option(_("The page to send people to."), _RECORD)] = None,
    source: Annotated[str | None, _option(_("Who publishes it; the funder by default."), _RECORD)] = None,
    level: Annotated[str | None, _option(_("european, national, regional, departmental or local."), _RECORD)] = None,
    read_on: Annotated[
        str | None, _option(_("The day the facts were true at the source; today by default."), _RECORD)
    ] = None,
    confidence: Annotated[str | None, _option(_("high, medium or low; medium with a link, else low."), _RECORD)] = None,
    id_: Annotated[str | None, _option(_("Id; made from the title by default."), _RECORD, "--id")] = None,
    dry_run: Annotated[bool, _option(_("Print the file instead of writing it."), _RECORD, "--dry-run")] = False,
    offline: OFFLINE = False,
) -> None:
    """Write a call from its text."""
    from aidmatch import intake, written
    from aidmatch.cli.companies import own_workspace
    from aidmatch.prepare import CALLS

    session = Session()
    words = session.wording
    folder = session.workspace.path if dry_run else own_workspace(session, alone=False)
    taken = {call: heading for _ordinal, call, heading, _url in session.catalogue.call_names()}
    if id_ in taken or (id_ and (folder / CALLS / f"{id_}.yaml").exists()):
        refuse("the id {id:text} is already used", "give another one with --id", id=id_)
    given: dict[str, Any] = {
        "id": id_,
        "title": title,
        "summary": summary,
        "funders": [{"name": name} for name in funder or ()],
        "operator": {"name": operator} if operator else None,
        "instrument": _given.word(words, "--instrument", _words.INSTRUMENTS, instrument),
        "kind": _given.word(words, "--kind", _words.KINDS, kind),
        "level": _given.word(words, "--level", _words.LEVELS, level),
        "amounts": _given.amounts(floor, ceiling, rate),
        "themes": [written.theme(one) for one in theme or ()],
        "contact": contact,
        "window": _given.window(opens, closes, permanent=permanent, until_exhausted=until_exhausted),
        "criteria": _given.perimeter(territory),
        "targeting": {"naf": naf, "inferred": True} if naf else None,
        "conditions": condition or [],
        "open_to_all": open_to_all or None,
        "origin": {
            name: value
            for name, value in (
                ("source", source),
                ("url", url or (file if file and is_address(file) else None)),
                ("read_on", _given.day("--read-on", read_on)),
                ("confidence", _given.word(words, "--confidence", _words.CONFIDENCE, confidence)),
            )
            if value
        },
    }
    document = _document(session, file, can_do_without=title is not None, offline=offline)
    for note in document.notes if document else ():
        session.note(words.say(note))
    day = session.at.date()
    facts = intake.draft(document, given, taken, day)
    if is_interactive() and not session.wanted.quiet:
        asked = _ask(session, facts)
        facts = intake.draft(
            document, {**given, **asked, "origin": {**given["origin"], **asked.get("origin", {})}}, taken, day
        )
    _required(facts)
    for known in _alike(session, facts):
        session.note(words.text("{id} on file has the same title or page: is it the same call?", id=known))
    try:
        call = intake.valid(facts)
    except intake.RefusedCall as error:
        session.tell_problems(error.problems)
        raise typer.Exit(USAGE) from error
    if dry_run:
        typer.echo(intake.yaml_of(call), nl=False)
        session.finish()
        return
    path = intake.add(folder / CALLS, call)
    put(words.text("Written: {file:text}", file=path.relative_to(folder).as_posix()))
    if not session.wanted.quiet:
        from aidmatch.formats import draft

        draft.show(session.out, words, call)
        put(words.text("Next: aidmatch members {id}", id=call.id))
    session.finish()


def _document(session: Session, file: str | None, *, can_do_without: bool, offline: bool) -> Document | None:
    """The document named, at an address, piped or pasted."""
    from aidmatch import documents

    if file == "-":
        return documents.document(sys.stdin.buffer.read(documents.LARGEST + 1), "-")
    if file is not None:
        if is_address(file):
            return document_at(session, file, offline=offline)
        path = Path(file).expanduser()
        if not path.is_file():
            refuse("no such file: {file:text}", file=file)
        return documents.read(path)
    if is_interactive():
        pasted = _pasted(session)
        return documents.document(pasted.encode(errors="ignore"), "-") if pasted.strip() else None
    if not can_do_without:
        refuse("the text of the call is missing", "name its file, or pipe it in: aidmatch calls add -")
    return None


def _pasted(session: Session) -> str:
    """What a person pastes, up to a line that holds one full stop, or the end of input.

    Python's own line editor is asked for: a terminal alone cuts a line at 4,095 signs, and a page has longer ones.
    """
    with suppress(ImportError):
        import readline  # noqa: F401 - being loaded is what it does

    session.note(session.wording.text("Paste the text of the call, then a line with a single full stop:"))
    lines = []
    with suppress(EOFError):
        while (line := input()).strip() != ".":
            lines.append(line)
    return "\n".join(lines)


def _required(facts: Mapping[str, Any]) -> None:
    """Stop for what a call cannot do without."""
    for field, option in (("title", "--title"), ("funders", "--funder"), ("instrument", "--instrument")):
        if not facts.get(field) and not (field == "funders" and facts["origin"].get("source")):
            refuse("the text does not tell: {option}", "give it on the command line", option=option)


def _alike(session: Session, facts: Mapping[str, Any]) -> list[str]:
    """Ids of the calls on file that have the title or the page of this one."""
    title, url = " ".join(facts["title"].casefold().split()), (facts["origin"].get("url") or "").rstrip("/")
    return [
        call
        for _ordinal, call, heading, page in session.catalogue.call_names()
        if " ".join(heading.casefold().split()) == title or (url and (page or "").rstrip("/") == url)
    ]


def _ask(session: Session, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for what neither the text nor an option told; Enter takes what stands between brackets, or leaves it out."""
    from aidmatch import written

    words = session.wording
    session.note(words.text("Press Enter to take what is between brackets, or to leave it unknown."))
    asked: dict[str, Any] = {"origin": {}}
    title = facts.get("title")
    asked["title"] = _prompt(words.text("Title"), title, needed=True)
    if not facts.get("funders"):
        asked["funders"] = [{"name": _prompt(words.text("Funder"), None, needed=True)}]
    if not facts.get("instrument"):
        asked["instrument"] = _until(
            words.text("Nature of the aid (grant, loan, guarantee, advice…)"),
            lambda typed: _given.word(words, "--instrument", _words.INSTRUMENTS, typed),
            session,
        )
    if facts["window"]["kind"] == "unknown":
        asked["window"] = _until(
            words.text("Closing (31/12/2026; several with commas; permanent)"),
            lambda typed: _given.window(None, typed, permanent=False, until_exhausted=False),
            session,
            needed=False,
        )
    if not any(one["kind"] == "perimeter" for one in facts.get("criteria", ())):
        asked["criteria"] = _until(
            words.text("Territory (Occitanie; Aude, Hérault; France)"),
            lambda typed: _given.perimeter(typed.split(",")),
            session,
            needed=False,
        )
    if not facts["origin"].get("url"):
        asked["origin"]["url"] = _prompt(words.text("Link to the page"), None)
    if not facts.get("summary"):
        asked["summary"] = _prompt(words.text("In one sentence"), None)
    if not facts.get("themes"):
        typed = _prompt(words.text("Themes, with commas (video games, export…)"), None)
        asked["themes"] = [written.theme(one) for one in (typed or "").split(",") if one.strip()]
    asked["origin"] = {name: value for name, value in asked["origin"].items() if value}
    return {name: value for name, value in asked.items() if value}


def _prompt(question: str, known: str | None, *, needed: bool = False) -> str | None:
    import click

    while True:
        answer = str(click.prompt(question, default=known or "", show_default=bool(known), err=True)).strip()
        if answer or not needed:
            return answer or None


def _until(question: str, read: Callable[[str], Any], session: Session, *, needed: bool = True) -> Any:
    """Ask until the answer can be read."""
    from aidmatch.cli._session import report
    from aidmatch.errors import SettingsError

    del session
    while True:
        answer = _prompt(question, None, needed=needed)
        if answer is None:
            return None
        try:
            return read(answer)
        except SettingsError as error:
            report(error)
