"""The documents of the file: those the call asks for, those usually asked, what is there, and where to get the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidmatch.formats import _portrait, _words
from aidmatch.formats._plain import plain
from aidmatch.formats._told import Section, blank
from aidmatch.size import is_unclosed

if TYPE_CHECKING:
    from aidmatch.dossier import Dossier, Paper
    from aidmatch.formats._wording import Wording


def papers(words: Wording, kit: Dossier) -> Section:
    """The checklist."""
    rows = [("☐", _name(words, one), _there(words, kit, one), _where(words, one)) for one in kit.papers]
    headings = ("", words.text("Document"), words.text("Already there"), words.text("Where to get it"))
    notes = [
        words.text(
            "Put the papers together in the folder {folder:text}: the next kit ticks those it finds by name.",
            folder=f"pieces/{kit.company.id}",
        )
    ]
    days = sorted({one.usual.checked_on for one in kit.papers if one.usual})
    if days:
        notes.append(
            words.text(
                "Where to get a paper is usual practice, noted on {day:date}: the funder’s own list wins.", day=days[-1]
            )
        )
    return Section(words.text("Documents to gather"), tuple(_intro(words, kit)), headings, tuple(rows), tuple(notes))


def _intro(words: Wording, kit: Dossier) -> list[str]:
    if kit.call.documents:
        return []
    return [blank(words, words.text("the funder’s own list (the source names no document)"))]


def _name(words: Wording, paper: Paper) -> str:
    usual = paper.usual
    name = "" if usual is None else usual.name if words.language == "fr" else usual.name_en
    if paper.asked is not None:
        asked = plain(paper.asked)
        return words.text("{paper} – a paper the call asks for", paper=f"{asked[:1].upper()}{asked[1:]}")
    if usual is not None and usual.months:
        return words.text("{paper}, less than {months:months} old", paper=name, months=usual.months)
    return name


def _there(words: Wording, kit: Dossier, paper: Paper) -> str:
    if paper.files:
        return "✓ " + ", ".join(map(plain, paper.files))
    if paper.is_made_here:
        return words.text("in this kit, to read again and sign")
    if paper.usual is not None and paper.usual.held == "accounts" and is_unclosed(kit.company, kit.at.date()):
        return words.text("no year closed yet: the forecast instead")
    told = _fact(words, kit, paper.fact) if paper.fact else ""
    return words.text("the fact alone – {fact}", fact=told) if told else blank(words, words.text("to gather"))


def _fact(words: Wording, kit: Dossier, fact: str) -> str:
    company = kit.company
    if fact == "project":
        return plain(kit.project.title) if kit.project else ", ".join(plain(one.title) for one in company.projects)
    if fact == "accounts":
        years = [words.date(one.closed_on) for one in company.accounts]
        return words.plural(
            "figures of the year closed on {days}",
            "figures of the years closed on {days}",
            len(years),
            days=words.all_of(years),
        )
    value = getattr(company, fact)
    told = _portrait.written(words, fact, value)
    _, day = company.said(fact)
    since = words.text(" ({told})", told=words.date(day)) if day else ""
    return words.text("{name}: {value}{origin}", name=words.term(_words.RECORD, fact), value=told, origin=since)


def _where(words: Wording, paper: Paper) -> str:
    usual = paper.usual
    if usual is None:
        return blank(words, words.text("where to get it (ask the funder)"))
    where = usual.where if words.language == "fr" else usual.where_en
    return f"{where} – {usual.url}" if usual.url else where
