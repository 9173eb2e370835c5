"""The year of a cluster in words, a page, a Word file, a sheet or data: what a coordinator shows to her funders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.formats._told import Section, Told, capital, harmless

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.formats._wording import Wording
    from aidmatch.formats.rows import Document
    from aidmatch.formats.sheet import Cell
    from aidmatch.report import Report, Tally

_MASK = "–"


def worded(words: Wording, found: Report, about: str) -> Told:
    """The report in words; `about`: whose members they are."""
    title = words.text("Report of {year}", year=str(found.year))
    period = words.text("from {since:date} to {until:date}", since=found.since, until=found.until)
    sections = {
        "members": _members(words, found),
        "files": _files(words, found),
        "funders": _by(words, words.text("Won, by funder"), words.text("Funder"), found.by_funder),
        "territories": _by(words, words.text("Won, by department"), words.text("Department"), found.by_territory),
        "needs": _told(words, found),
        "themes": _needs(words, found, "theme"),
        "stages": _needs(words, found, "stage"),
    }
    foot = words.text(
        "No member is named. Counts from one to four are masked (–), sums of fewer than five members too, and what "
        "would let one subtract them; small groups are counted together."
    )
    subtitle = " · ".join(part for part in (about or words.text("all members"), period) if part)
    return harmless(Told(title, subtitle, sections, foot))


def _members(words: Wording, found: Report) -> Section:
    rows = (
        (words.text("Members of the cluster"), _count(words, found.members)),
        (words.text("Members who received a letter"), _count(words, found.informed)),
        (words.text("Letters that left"), _count(words, found.letters)),
    )
    note = words.text("Letters known to have left; today’s members alone are counted.")
    return Section(words.text("Informed"), (), (words.text("What"), words.text("Count")), rows, (note,))


def _files(words: Wording, found: Report) -> Section:
    headings = (
        words.text("Files"),
        words.text("Members"),
        words.text("Files counted"),
        words.text("Euros"),
        words.text("Amount not told"),
    )
    rows = (
        (words.text("Handed in"), *_tally(words, found.applied)),
        (words.text("Won"), *_tally(words, found.won)),
    )
    note = words.text("What members or coordinators noted: applied, won. Euros asked are not euros won.")
    return Section(words.text("Files"), (), headings, rows, (note,))


def _tally(words: Wording, told: Tally) -> tuple[str, str, str, str]:
    euros = _MASK if told.euros is None else words.euros(told.euros)
    return _count(words, told.members), _count(words, told.files), euros, _count(words, told.untold)


def _count(words: Wording, count: int | None) -> str:
    return _MASK if count is None else words.number(count)


def _by(words: Wording, title: str, of: str, groups: Mapping[str, Tally]) -> Section:
    headings = (
        of,
        words.text("Members"),
        words.text("Files counted"),
        words.text("Euros"),
        words.text("Amount not told"),
    )
    rows = tuple((_group(words, name), *_tally(words, told)) for name, told in groups.items())
    intro = () if rows else (words.text("Nothing won was noted."),)
    return Section(title, intro, headings if rows else (), rows)


def _group(words: Wording, name: str) -> str:
    if name in _words.GROUPS:
        told = words.term(_words.GROUPS, name)
        return capital(told)
    return words.place(name) if name.startswith("DEP-") else plain(name)


def _told(words: Wording, found: Report) -> Section:
    rows = tuple(
        (name, _count(words, told.members), _count(words, told.needs))
        for name, told in (
            (words.text("Needs told"), found.told),
            (words.text("No open call speaks of it"), found.unmet),
        )
    )
    note = words.text(
        "By the words of the need and of the calls that do not turn the member away: a sign, not a proof."
    )
    headings = (words.text("What"), words.text("Members"), words.text("Needs"))
    return Section(words.text("Needs in the members’ own words"), (), headings, rows, (note,))


def _needs(words: Wording, found: Report, by: Any) -> Section:
    names = _words.THEMES if by == "theme" else _words.STAGES
    title = words.text("Needs by theme") if by == "theme" else words.text("Needs by stage of life")
    headings = (
        words.text("Theme") if by == "theme" else words.text("Stage of life"),
        words.text("Members who have it"),
        words.text("No open call fits"),
    )
    rows = []
    for name, need in found.needs[by].items():
        told = words.term(names, name)
        rows.append((capital(told), _count(words, need.members), _count(words, need.unmet)))
    notes = [
        words.text(
            "As of {day:date}: a call fits when it is open or announced and turns the member away on no condition.",
            day=found.until,
        )
    ]
    if found.left_out[by]:
        notes.append(
            words.plural(
                "{n} with fewer than five members, or all but fewer than five, is not shown.",
                "{n} with fewer than five members, or all but fewer than five, are not shown.",
                found.left_out[by],
            )
        )
    return Section(title, (), headings if rows else (), tuple(rows), tuple(notes))


def show(out: Console, told: Told) -> None:
    """In a terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from aidmatch.formats._text import Text

    out.print(Text(told.title, style="bold"))
    out.print(Text(told.subtitle, style="dim"))
    for section in told.sections.values():
        out.print(Text(f"\n{section.title}", style="bold"))
        for line in section.intro:
            out.print(Text(line))
        if section.rows:
            table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
            for place, heading in enumerate(section.headings):
                table.add_column(heading, justify="right" if place else "left")
            for row in section.rows:
                table.add_row(*map(Text, row))
            out.print(table)
        for line in section.notes:
            out.print(Text(line, style="dim"))
    out.print(Text(f"\n{told.foot}", style="dim italic"))


def page(words: Wording, told: Told) -> bytes:
    """One page of HTML."""
    from aidmatch.formats import _pages

    return _pages.page(words, told)


def markdown(told: Told) -> bytes:
    """Markdown."""
    from aidmatch.formats import _pages

    return _pages.markdown(told)


def word(words: Wording, told: Told, models: Path | None) -> bytes:
    """A Word file; the cluster's own template wins."""
    from aidmatch.formats import _word

    return _word.word(words, told, "report.docx", models)


def book(words: Wording, found: Report) -> bytes:
    """A workbook: its numbers are numbers."""
    from aidmatch.formats.sheet import Sheet, xlsx

    headings = (
        words.text("Part"),
        words.text("Group"),
        words.text("Members"),
        words.text("Files counted"),
        words.text("Euros"),
        words.text("Amount not told"),
        words.text("No open call fits"),
        words.text("Letters that left"),
    )
    return xlsx([Sheet(words.text("Report of {year}", year=str(found.year)), headings, list(_lines(words, found)))])


def _lines(words: Wording, found: Report) -> Iterator[tuple[Cell, ...]]:
    """One line a count; a masked one is a dash."""

    def line(part: str, group: str, *counts: int | None, letters: int | str | None = "") -> tuple[Cell, ...]:
        cells: list[Cell] = [_MASK if one is None else one for one in counts]
        cells += [""] * (5 - len(cells))
        return part, group, *cells, _MASK if letters is None else letters

    informed = words.text("Informed")
    yield line(informed, words.text("Members of the cluster"), found.members)
    yield line(informed, words.text("Members who received a letter"), found.informed, letters=found.letters)
    yield line(words.text("Files"), words.text("Handed in"), *found.applied)
    yield line(words.text("Files"), words.text("Won"), *found.won)
    for title, groups in (
        (words.text("Won, by funder"), found.by_funder),
        (words.text("Won, by department"), found.by_territory),
    ):
        for name, told in groups.items():
            yield line(title, _group(words, name), *told)
    own = words.text("Needs in the members’ own words")
    yield line(own, words.text("Needs told"), found.told.members)
    yield line(own, words.text("No open call speaks of it"), found.unmet.members)
    for by, title, names in (
        ("theme", words.text("Needs by theme"), _words.THEMES),
        ("stage", words.text("Needs by stage of life"), _words.STAGES),
    ):
        for name, need in found.needs[by].items():  # type: ignore[index]
            cells = line(title, capital(words.term(names, name)), need.members)
            yield (*cells[:6], _MASK if need.unmet is None else need.unmet, *cells[7:])


def document(found: Report, clusters: tuple[str, ...], at: datetime) -> Document:
    """`report --format json`: counts alone, masked ones as null."""
    from aidmatch.formats.rows import Document, head

    items: list[dict[str, Any]] = []
    for by, groups in (("funder", found.by_funder), ("territory", found.by_territory)):
        items += [{"by": by, "group": name, **told._asdict(), "unmet": None} for name, told in groups.items()]
    for kind, needs in found.needs.items():
        items += [
            {
                "by": kind,
                "group": name,
                "members": need.members,
                "files": None,
                "euros": None,
                "untold": None,
                "unmet": need.unmet,
            }
            for name, need in needs.items()
        ]
    told = head(
        at,
        year=found.year,
        since=found.since.isoformat(),
        until=found.until.isoformat(),
        clusters=list(clusters),
        members=found.members,
        informed=found.informed,
        letters=found.letters,
        applied=found.applied._asdict(),
        won=found.won._asdict(),
        told=found.told._asdict(),
        unmet=found.unmet._asdict(),
        left_out=dict(found.left_out),
    )
    return Document(told, "groups", items, ("by", "group", "members", "files", "euros", "untold", "unmet"), ("json",))
