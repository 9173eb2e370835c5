"""The size of a company, line by line, beside the rulers it must not be taken for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from aidmatch.formats import _words
from aidmatch.formats._law import Footnotes, as_records, step_records
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.rows import Document
    from aidmatch.reckoning import Step
    from aidmatch.rulers import Ruler
    from aidmatch.size import Bounds, Line, Sizing
    from aidmatch.sme_declaration import Form

_ORDER = ("micro", "small", "medium", "midcap", "large")


def missing(sizing: Sizing) -> tuple[str, ...]:
    """The facts that alone leave the class open, else all that are not known; none when the class is known."""
    if len(sizing.classes) < 2:
        return ()
    alone = tuple(gap for gap, classes in sizing.gaps if len(classes) > 1)
    return alone or tuple(gap for gap, _ in sizing.gaps)


def show(
    out: Console,
    words: Wording,
    company: Company,
    sizing: Sizing,
    form: Form,
    notes: Sequence[Step],
    insee: Ruler,
    accounting: Ruler,
    as_of: date,
) -> None:
    """The whole page."""
    notesheet = Footnotes(words, as_of)
    out.print(Text(plain(company.name), style="bold"))
    out.print(_answer(words, sizing, as_of))
    lacking = missing(sizing)
    if lacking:
        out.print(Text(words.text("Missing: {facts}", facts=_facts(words, lacking)), style="yellow"))
    out.print()
    out.print(_firms(words, sizing.lines))
    for step in notes:
        out.print(notesheet.line(step))
    out.print()
    _ceilings(out, words, notesheet, as_of)
    out.print()
    _declaration(out, words, notesheet, form)
    out.print()
    _others(out, words, notesheet, insee, accounting)
    notesheet.show(out)
    out.print(
        Text(words.text("A help to fill the declaration in; the firm signs it and the funder checks it."), "dim italic")
    )


def _answer(words: Wording, sizing: Sizing, as_of: date) -> Text:
    from aidmatch.sme_declaration import ceilings

    if not ceilings(as_of):
        return Text(words.text("No ceiling of the EU sizes on file for that day"), style="yellow")
    sizes = tuple(size for size in _ORDER if size in sizing.classes)
    if len(sizes) == 1:
        said = words.text("In the EU sense: {sizes:sizes}", sizes=sizes)
        return Text(said, style="green" if sizes[0] in ("micro", "small", "medium") else "")
    return Text(words.text("In the EU sense, not settled: may be {sizes:sizes}", sizes=sizes), style="yellow")


def _facts(words: Wording, names: Sequence[str]) -> str:
    return ", ".join(
        words.term({**_words.RECORD, **_words.FACTS, "accounts": _words.RECORD["accounts"]}, name) for name in names
    )


def _firms(words: Wording, lines: Sequence[Line]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.text("Firm"), ratio=4)
    table.add_column(words.text("Counted"), ratio=3)
    for title in (words.text("Work units"), words.text("Turnover"), words.text("Balance sheet")):
        table.add_column(title, justify="right", ratio=3)
    for line in lines:
        is_total = line.tie == "total"
        name = words.term(_words.TIES, "total") if is_total else plain(line.name or "?")
        counted = Text(_counted(words, line))
        if line.closed_on is not None and not is_total:
            counted.append(words.text("\nyear to {day:date}", day=line.closed_on), "dim")
        table.add_row(
            Text(name),
            counted,
            *(Text(_bounds(words, bounds, is_money=is_money)) for bounds, is_money in _columns(line)),
            style="bold" if is_total else "",
        )
    return table


def _columns(line: Line) -> tuple[tuple[Bounds, bool], ...]:
    return (line.awu, False), (line.turnover, True), (line.balance_total, True)


def _counted(words: Wording, line: Line) -> str:
    match line.tie:
        case "own":
            return words.text("the company, whole")
        case "linked":
            return words.text("linked, whole")
        case "partner":
            return words.text("partner, for {share:share}", share=line.share)
        case "perhaps_linked":
            return words.text("perhaps linked: from {share:share} to whole", share=line.share)
        case "total":
            return ""


def _bounds(words: Wording, bounds: Bounds, *, is_money: bool) -> str:
    low, high = bounds

    def write(value: float) -> str:
        return words.euros(round(value)) if is_money else words.number(_round(value))

    if high is None:
        return words.text("{low} or more", low=write(low)) if low else words.text("not known")
    return write(low) if low == high else words.text("{low} to {high}", low=write(low), high=write(high))


def _round(value: float) -> float:
    near = round(value, 1)
    return int(near) if near == int(near) else near


def _ceilings(out: Console, words: Wording, notes: Footnotes, as_of: date) -> None:
    from aidmatch.sme_declaration import ceilings

    out.print(Text(words.text("Ceilings: work units, and turnover or balance sheet"), style="bold"))
    for size, rows in ceilings(as_of):
        staff, turnover, balance = (int(row.value) for row in rows)
        told = words.text(
            "{size}: under {staff:number}, and {turnover:euros} or {balance:euros}",
            size=words.term(_words.SIZE_CLASSES, size),
            staff=staff,
            turnover=turnover,
            balance=balance,
        )
        out.print(notes.bullet(Text(told), rows))


def _declaration(out: Console, words: Wording, notes: Footnotes, form: Form) -> None:
    out.print(Text(words.text("Figures of the SME declaration"), style="bold"))
    told = [words.term(_words.ENTERPRISE_KINDS, form.kind)]
    if form.closed_on is not None:
        told.append(words.text("reference period: year closed on {day:date}", day=form.closed_on))
    elif form.is_estimate:
        told.append(words.text("reference period: estimate in good faith, no year closed yet"))
    told.append(
        words.text(
            "staff {staff} · turnover {turnover} · balance sheet {balance}",
            staff=_bounds(words, form.line.awu, is_money=False),
            turnover=_bounds(words, form.line.turnover, is_money=True),
            balance=_bounds(words, form.line.balance_total, is_money=True),
        )
    )
    if form.has_changed:
        told.append(words.text("the last year alone would change the class: tick “change of data”"))
    for line in told:
        out.print(notes.bullet(Text(line)))


def _others(out: Console, words: Wording, notes: Footnotes, insee: Ruler, accounting: Ruler) -> None:
    out.print(Text(words.text("Other rulers, which decide no aid rate"), style="bold"))
    told = words.several([words.term(_words.INSEE, name) for name in insee.classes])
    line = words.text("INSEE category: {classes}; statistics, one year, no pro rata", classes=told)
    out.print(notes.bullet(Text(line), insee.rules))
    told = words.several([words.term(_words.ACCOUNTS_SIZES, name) for name in accounting.classes])
    line = words.text(
        "size of the accounts: {classes}; two rulers of three, thresholds of the year begun on {day:date}",
        classes=told,
        day=accounting.day,
    )
    out.print(notes.bullet(Text(line), accounting.rules))
    line = words.text("“micro-entreprise” in a sheet most often means the micro-entrepreneur regime, not a size")
    out.print(notes.bullet(Text(line)))


def document(
    words: Wording,
    company: Company,
    sizing: Sizing,
    form: Form,
    notes: Sequence[Step],
    insee: Ruler,
    accounting: Ruler,
    at: datetime,
) -> Document:
    """`size --format json`."""
    from aidmatch.formats.rows import Document, head
    from aidmatch.sme_declaration import ceilings

    rules = [row for _, rows in ceilings(at.date()) for row in rows]
    rules += [rule for step in notes for rule in step.rules] + [*insee.rules, *accounting.rules]
    items = [
        {
            "tie": line.tie,
            "name": line.name,
            "share": line.share,
            "closed_on": line.closed_on and line.closed_on.isoformat(),
            "awu": list(line.awu),
            "turnover": list(line.turnover),
            "balance_total": list(line.balance_total),
        }
        for line in sizing.lines
    ]
    declaration: dict[str, Any] = {
        "kind": form.kind,
        "closed_on": form.closed_on and form.closed_on.isoformat(),
        "estimate": form.is_estimate,
        "changed": form.has_changed,
    }
    told = head(
        at,
        company=company.id,
        classes=[size for size in _ORDER if size in sizing.classes],
        by_last_year=[size for size in _ORDER if size in sizing.by_last_year],
        missing=list(missing(sizing)),
        counted=sizing.counted,
        public=sizing.public,
        declaration=declaration,
        insee=list(insee.classes),
        accounting=list(accounting.classes),
        notes={"steps": step_records(words, notes)},
        rules=as_records(rules, at.date()),
    )
    return Document(told, "lines", items, ("company", *items[0]))
