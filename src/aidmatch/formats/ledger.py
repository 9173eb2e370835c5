"""Suivi des aides de minimis: the ledger of the single undertaking, what is left on a day, the declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from aidmatch.cumulate import Entry, leaves_on
from aidmatch.formats import _words
from aidmatch.formats._law import Footnotes, as_records
from aidmatch.formats._plain import in_markdown, plain
from aidmatch.formats._text import Text
from aidmatch.nomenclatures import figures

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.company import Award, Company, Regulation
    from aidmatch.cumulate import Headroom
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.rows import Document

Rooms = Mapping["Regulation", "Headroom"]


def show(out: Console, words: Wording, company: Company, entries: Sequence[Entry], day: date) -> None:
    """Every aid of the group, with its number and until when it counts."""
    out.print(Text(plain(company.name), style="bold"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title, right in (
        (words.text("No."), True),
        (words.text("Granted on"), False),
        (words.text("Aid"), False),
        (words.text("Equivalent"), True),
        (words.text("Counts until"), False),
    ):
        table.add_column(title, justify="right" if right else "left")
    number = 0
    for entry in entries:
        number += entry.firm is None
        told = entry.award
        amount = words.text("not known") if told.amount is None else words.euros(told.amount)
        table.add_row(
            Text(str(number) if entry.firm is None else "", "dim"),
            Text(words.date(told.granted_on)),
            _aid(words, entry),
            Text(amount, "yellow" if told.amount is None else ""),
            _counts(words, told, day),
        )
    out.print(table)
    for line in _lacking(words, company):
        out.print(Text(f"? {line}", "yellow"))


def _aid(words: Wording, entry: Entry) -> Text:
    award = entry.award
    parts = [words.term(_words.AID_NATURES, award.nature or "grant")]
    if award.face is not None:
        parts[0] += words.text(" of {face:euros}", face=award.face)
    if award.funder:
        parts.append(plain(award.funder))
    text = Text(", ".join(parts))
    regime = words.term(_words.REGULATIONS, award.de_minimis) if award.de_minimis else words.text("not de minimis")
    whose = [plain(name) for name in (entry.firm, award.received_by) if name]
    text.append("\n" + " · ".join([regime, *whose]), "dim")
    return text


def line(words: Wording, award: Award) -> str:
    """An aid in a line: its day, its nature and who gave it, its amount."""
    told = _aid(words, Entry(award, None)).plain.replace("\n", ", ")
    amount = words.text("not known") if award.amount is None else words.euros(award.amount)
    return f"{words.date(award.granted_on)}, {told}, {amount}"


def _counts(words: Wording, award: Award, day: date) -> Text:
    leaves = leaves_on(award, day)
    if award.de_minimis is None or leaves is None:
        return Text("–", "dim")
    if leaves <= day:
        return Text(words.text("no longer"), "dim")
    return Text(words.date(date.fromordinal(leaves.toordinal() - 1)))


def _lacking(words: Wording, company: Company) -> list[str]:
    found = []
    if company.aid_received is None:
        found.append(words.text("no aid on file: none received, or nobody told"))
    elif company.aid_received_in_part:
        found.append(words.text("there may be other aid, not on file"))
    if company.holdings is None:
        found.append(words.text("who holds the company is not on file: linked firms share its ceiling"))
    return found


def headroom(out: Console, words: Wording, company: Company, rooms: Rooms, day: date) -> None:
    """What is left under each regulation, and when it grows."""
    notes = Footnotes(words, day)
    out.print(Text(plain(company.name), style="bold"))
    out.print(Text(words.text("De minimis aid left on {day:date}, for the single undertaking", day=day)))
    if not rooms:
        out.print(Text(words.text("no de minimis ceiling on file for that day"), "yellow"))
    for regulation, room in rooms.items():
        rules = [
            row
            for key in (f"de_minimis.{regulation}", "de_minimis.period")
            if (row := figures.figure(key, day)) is not None
        ]
        line = Text(words.term(_words.REGULATIONS, regulation), style="bold")
        line.append(words.text(": {left}", left=_left(words, room)), "green" if room.known else "yellow")
        used = words.text(" of {ceiling:euros}, {used:euros} received", ceiling=room.ceiling, used=room.used)
        line.append(used, "not bold")
        line.append(notes.mark(rules), "dim")
        out.print(line)
        for when, left in room.growth:
            gain = words.text(
                "  {day:date}: {left:euros} (+{more:euros})", day=when, left=left, more=left - _before(room, when)
            )
            out.print(Text(gain, "dim"))
        if room.missing:
            out.print(Text(words.text("  to be told: {facts}", facts=_missing(words, room)), "yellow"))
    out.print(Text(words.text("A new aid must fit whole: one that crosses the ceiling is not covered at all."), "dim"))
    notes.show(out)


def _before(room: Headroom, when: date) -> int:
    return max((left for day, left in room.growth if day < when), default=room.high)


def _left(words: Wording, room: Headroom) -> str:
    if room.low == room.high:
        return words.text("{left:euros} left", left=room.high)
    return words.text("between {low:euros} and {high:euros} left", low=room.low, high=room.high)


def _missing(words: Wording, room: Headroom) -> str:
    told = {
        "aid_received": words.text("all the aid received"),
        "holdings": words.text("the linked firms and their aid"),
        "fiscal_years": words.text("which aid falls in the last three fiscal years"),
    }
    return ", ".join(told[name] for name in room.missing)


def entries_document(company: Company, entries: Sequence[Entry], at: datetime) -> Document:
    """`aid list --format json`."""
    from aidmatch.formats.rows import Document, head

    items = []
    number = 0
    for entry in entries:
        number += entry.firm is None
        leaves = leaves_on(entry.award, at.date()) if entry.award.de_minimis else None
        items.append(
            {
                "number": number if entry.firm is None else None,
                "firm": entry.firm,
                "granted_on": entry.award.granted_on.isoformat(),
                "amount": entry.award.amount,
                "de_minimis": entry.award.de_minimis,
                "nature": entry.award.nature or "grant",
                "face": entry.award.face,
                "years": entry.award.years,
                "funder": entry.award.funder,
                "call": entry.award.call,
                "received_by": entry.award.received_by,
                "leaves_on": leaves and leaves.isoformat(),
            }
        )
    columns = tuple(items[0]) if items else ("number", "firm", "granted_on", "amount", "de_minimis")
    told = head(
        at,
        company=company.id,
        known=company.aid_received is not None and not company.aid_received_in_part and company.holdings is not None,
    )
    return Document(told, "awards", items, columns)


def rooms_document(company: Company, rooms: Rooms, day: date, at: datetime) -> Document:
    """`aid headroom --format json`."""
    from aidmatch.formats.rows import Document, head

    items: list[dict[str, Any]] = []
    rules = []
    for regulation, room in rooms.items():
        rule = figures.figure(f"de_minimis.{regulation}", day)
        rules.extend([rule] if rule else [])
        items.append(
            {
                "regulation": regulation,
                "ceiling": room.ceiling,
                "used": room.used,
                "low": room.low,
                "high": room.high,
                "missing": list(room.missing),
                "growth": [{"on": when.isoformat(), "left": left} for when, left in room.growth],
                "rule": rule.anchor if rule else None,
            }
        )
    told = head(at, company=company.id, on=day.isoformat(), rules=as_records(rules, day))
    return Document(told, "rooms", items, ("regulation", "ceiling", "used", "low", "high", "missing", "rule"))


def declaration(words: Wording, company: Company, entries: Sequence[Entry], rooms: Rooms, day: date) -> str:
    """The declaration of de minimis aid, ready to be read again and signed (Markdown)."""
    blank = "…………………………"
    counted = [
        entry
        for entry in entries
        if entry.award.de_minimis and (leaves := leaves_on(entry.award, day)) is not None and leaves > day
    ]
    period = figures.figure("de_minimis.period", day)
    lines = [
        "# " + words.text("Declaration of de minimis aid"),
        "",
        words.text("I, the undersigned {who}, acting for:", who=blank),
        "",
        "- " + words.text("Company: {name}", name=in_markdown(company.name)),
        "- " + words.text("SIREN: {number}", number=company.siren or blank),
        "- " + words.text("Address: {place}", place=blank),
        "",
        words.text(
            "declare that the single undertaking in the sense of article 2(2) of Regulation (EU) 2023/2831, which is "
            "the company and the firms linked to it, received the following de minimis aid over the {months:months} "
            "before {day:date}:",
            months=int(period.value) if period else 0,
            day=day,
        ),
        "",
    ]
    lines += _declared(words, counted, blank)
    lines += ["", "**" + words.text("Left to receive on that day") + "**", ""]
    for regulation, room in rooms.items():
        told = words.text(
            "- {regulation}: {left} of {ceiling:euros}",
            regulation=words.term(_words.REGULATIONS, regulation),
            left=_left(words, room),
            ceiling=room.ceiling,
        )
        lines.append(told)
    open_points = sorted({name for room in rooms.values() for name in room.missing})
    if open_points:
        lines += ["", "**" + words.text("To be completed before signing") + "**", ""]
        first = next(room for room in rooms.values() if room.missing)
        points = _missing(words, first._replace(missing=tuple(open_points)))
        lines.append(words.text("- {points}: {blank}", points=points, blank=blank))
    prepared = words.text(
        "Prepared with aidmatch from what is on file on {day:date}: read it again before signing.", day=day
    )
    lines += [
        "",
        words.text("I undertake to tell of any further de minimis aid received before the decision."),
        "",
        words.text("Done at {place}, on {day}", place=blank, day=blank),
        "",
        words.text("Name, quality and signature: {blank}", blank=blank),
        "",
        f"*{prepared}*",
    ]
    return "\n".join(lines) + "\n"


def _declared(words: Wording, counted: Sequence[Entry], blank: str) -> list[str]:
    if not counted:
        return [words.text("none on file.")]
    titles = (
        words.text("Granted on"),
        words.text("Firm"),
        words.text("Funder"),
        words.text("Regulation"),
        words.text("Gross grant equivalent"),
    )
    rows = [f"| {' | '.join(titles)} |", "|---|---|---|---|---:|"]
    for entry in counted:
        award = entry.award
        cells = (
            words.date(award.granted_on),
            in_markdown(award.received_by or entry.firm or words.text("the company")),
            in_markdown(award.funder) if award.funder else blank,
            words.term(_words.REGULATIONS, award.de_minimis),
            words.euros(award.amount) if award.amount is not None else blank,
        )
        rows.append(f"| {' | '.join(cells)} |")
    total = sum(entry.award.amount or 0 for entry in counted)
    rows.append("| **" + words.text("Total") + f"** | | | | **{words.euros(total)}** |")
    return rows
