"""`aidmatch calls`: the calls on file, in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._add import add
from aidmatch.cli._choose import choose_call
from aidmatch.cli._history import history
from aidmatch.cli._imports import import_
from aidmatch.cli._lines import put
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session, refuse
from aidmatch.formats import _words
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.call import Call

app = typer.Typer(
    pretty_exceptions_enable=False, no_args_is_help=True, help=_("List, show, add, import and export calls.")
)


@app.command("list", help=_("List the calls open, announced or undated; --all for the closed ones too."))
def list_(
    all_: Annotated[bool, typer.Option("--all", help=_("Closed calls too."))] = False,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """The calls on file."""
    session = Session()
    at = session.at
    cards = [card for card in session.cards(closed=all_) if all_ or card.state(at) != "closed"]
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import listing

        listing.calls(session.out, session.wording, cards, at)
    else:
        from aidmatch.formats import rows

        emit(rows.calls(cards, at), chosen, output)
    session.finish()


@app.command(help=_("Show a call: what it offers, its conditions, its dates and its source."))
def show(
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """One call's record."""
    session = Session()
    ordinal = choose_call(session, call)
    found = session.catalogue.call(ordinal)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import listing

        card = session.cards(only=[ordinal])[0]
        listing.call(session.out, session.wording, found, card, session.at)
    else:
        from aidmatch.formats import rows

        emit(rows.record("call", found, session.at), chosen, output)
    session.finish()


app.command(
    help=_(
        "Where each field of a call comes from, since when and when it was last seen; then what each run saw of it."
    ),
    epilog=_("Example: aidmatch calls history contrat-innovation-occitanie"),
)(history)


@app.command(help=_("Check the calls' files, and name stale or conflicting records."))
def check() -> None:
    """Validate the calls."""
    from aidmatch.cli.check import run

    run(Session(), "calls")


app.command(
    help=_(
        "Add a call from its text: what it says for sure becomes conditions, the rest stays in its words. "
        "On a terminal, what is missing is asked."
    ),
    epilog=_("Examples: aidmatch calls add page.html · aidmatch calls add reglement.pdf --funder 'Région Exemple'"),
)(add)


app.command(
    "import",
    help=_(
        "Import calls from a public file or from your own list. The file is kept whole and your own calls stay as they "
        "are; running it again changes nothing."
    ),
    epilog=_(
        "Examples: aidmatch calls import watch-list.xlsx · "
        "aidmatch calls import programs.json --from mission-transition-ecologique"
    ),
)(import_)


@app.command(
    help=_("Export calls to the national standard dispositif-aide, as CSV or JSON, or to our own JSON."),
    epilog=_("Examples: aidmatch calls export -o aides.csv · aidmatch calls export --to aidmatch -o calls.json"),
)
def export(
    output: Annotated[
        Path, typer.Option("--output", "-o", help=_("The file to write: .csv or .json."), show_default=False)
    ],
    to: Annotated[str, typer.Option("--to", help=_("dispositif-aide or aidmatch."))] = "dispositif-aide",
    call: Annotated[list[str] | None, typer.Option("--call", help=_("Export this call only; may be repeated."))] = None,
    as_is: Annotated[
        bool,
        typer.Option("--as-is", help=_("Write the territories the standard refuses, with a patched schema beside.")),
    ] = False,
) -> None:
    """Export to a file."""
    from aidmatch.formats import own

    session = Session()
    chosen = Format.of(None, output)
    if to not in ("dispositif-aide", "aidmatch"):
        refuse("--to: no such form: {to:text}", "there are: dispositif-aide, aidmatch", to=to)
    ordinals = [choose_call(session, name) for name in call or ()]
    calls = [session.catalogue.call(ordinal) for ordinal in ordinals] if call else list(session.catalogue.calls())
    if to == "aidmatch":
        if chosen not in (Format.JSON, Format.NDJSON):
            refuse("our own form is JSON or NDJSON", "name the file .json or .jsonl")
        own.write(output, calls, lines=chosen is Format.NDJSON)
        session.finish()
        return
    _standard(session, calls, output, chosen, as_is=as_is)


def _standard(session: Session, calls: list[Call], output: Path, chosen: Format, *, as_is: bool) -> None:
    """Write the national standard; calls left out are named, and what its columns cannot hold is counted."""
    from aidmatch.formats import etalab
    from aidmatch.formats._file import to_file

    words = session.wording
    if chosen not in (Format.CSV, Format.JSON):
        refuse("the standard is CSV or JSON", "name the file .csv or .json")
    done = etalab.export(calls, session.at, as_is=as_is)
    to_file(output, [etalab.to_csv(done.rows) if chosen is Format.CSV else etalab.to_json(done.rows)])
    if as_is:
        schema = output.with_name(f"{output.stem}.schema.json")
        to_file(schema, [json.dumps(etalab.patched_schema(), ensure_ascii=False, indent=2).encode() + b"\n"])
        session.note(words.text("Patched schema: {file:text}", file=str(schema)))
    if done.left_out:
        put(words.text("Left aside:"), err=True)
        session.tell_problems(done.left_out)
    written = words.plural("{n} call written", "{n} calls written", len(done.rows))
    put(
        words.text(
            "{written}, {aside:number} left aside: {file:text}",
            written=written,
            aside=len(done.left_out),
            file=str(output),
        )
    )
    if done.lost:
        told = [
            words.text("{what} ({count:number})", what=words.term(_words.LOST, what), count=count)
            for what, count in sorted(done.lost.items())
        ]
        session.note(words.text("The standard has no column for: {what}", what=", ".join(told)))
    session.problems.extend(done.left_out)
    session.finish()
