"""Retro-planning, contacts and sources: by when to do what, with whom, and where the facts come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aidmatch.dossier import TAXED
from aidmatch.formats import _offer, _words
from aidmatch.formats._plain import plain
from aidmatch.formats._told import Section, blank
from aidmatch.formats._words import term

if TYPE_CHECKING:
    from aidmatch.dossier import Dossier, Milestone
    from aidmatch.formats._wording import Wording

MILESTONES: Mapping[str, str] = {
    "write": term("Write to the funder: check the open conditions"),
    "gather": term("Gather the documents, ask for certificates and quotes"),
    "draft": term("Finish the description of the project and the budget"),
    "read_again": term("Have the file read again, by the accountant or the cluster"),
    "hand_in": term("Hand the file in, and keep the receipt"),
    "closing": term("Closing of the call"),
    "second_stage": term("Closing of the full file (second stage)"),
}


def plan(words: Wording, kit: Dossier) -> Section:
    """A line a milestone."""
    rows = [("☐", _day(words, one), what(words, one), note(words, one)) for one in kit.plan]
    headings = ("", words.text("By"), words.text("What"), words.text("Note"))
    intro: tuple[str, ...] = ()
    if kit.closing is None:
        always = words.text("Files are taken all year: the order counts, the days are yours to set.")
        if kit.call.instrument in TAXED:
            always = words.text("Claimed on a return: the order counts, the days are yours to set.")
        intro = (
            (always,)
            if kit.call.window.kind in ("permanent", "until_exhausted")
            else (blank(words, words.text("the deadline (the source gives none, so no day can be worked out)")),)
        )
    notes = (
        words.text("The days before the closing are house rules, not the funder’s; days of rest are moved forward."),
    )
    return Section(words.text("Backward timetable"), intro, headings, tuple(rows), notes if kit.closing else ())


def _day(words: Wording, one: Milestone) -> str:
    return words.date(one.day) if one.day else blank(words, words.text("day"))


def what(words: Wording, one: Milestone) -> str:
    """What is to be done."""
    if one.what != "step":
        return words.term(MILESTONES, one.what)
    return words.text("Start: {step:text}", step=one.text or "")


def note(words: Wording, one: Milestone) -> str:
    """How long it takes, and whether it is late."""
    told = []
    if one.what == "step":
        told.append(
            words.plural("takes {n} day", "takes {n} days", one.days)
            if one.days
            else blank(words, words.text("how long it takes"))
        )
    if one.is_short:
        told.append(words.text("begun today, it ends after the closing: ask the funder"))
    elif one.is_late:
        told.append(words.text("late already: do it now"))
    joined = " · ".join(told)
    return told[0] if len(told) == 1 else joined


def contacts(words: Wording, kit: Dossier) -> Section:
    """The funder, with whom the file is handed in, and who follows it at the company."""
    call = kit.call
    funders = ", ".join(plain(body.name) for body in call.funders) or blank(words, words.text("the funder"))
    rows = [(words.text("Funder"), funders)]
    operator = call.operator.name if call.operator else blank(words, words.text("with whom the file is handed in"))
    rows.append((words.text("File handed in with"), operator))
    reach = call.contact or blank(words, words.text("a person, her e-mail and telephone"))
    rows.append((words.text("Contact at the funder"), reach))
    rows.append((words.text("Page of the call"), call.url or blank(words, words.text("address of the page"))))
    readers = ", ".join(plain(reader.name or reader.email) for reader in kit.company.readers)
    rows.append((words.text("Contact at the company"), readers or blank(words, words.text("who follows the file"))))
    return Section(words.text("Contacts"), (), (words.text("Who"), words.text("How")), tuple(rows))


def sources(words: Wording, kit: Dossier) -> Section:
    """Where the call is known from, and when it was read; the papers of usual practice."""
    rows = []
    for origin in kit.call.origins or (kit.call.origin,):
        read = words.date(origin.read_on) if origin.read_on else blank(words, words.text("day it was read"))
        confidence = words.term(_words.CONFIDENCE, origin.confidence)
        rows.append((words.term(_words.SOURCES, origin.source), read, confidence, origin.url or ""))
    corrected = kit.call.origin.corrected
    notes = [_offer.correction(words, corrected)] if corrected else []
    if kit.call.origin.note:
        notes.append(plain(kit.call.origin.note))
    usual = sorted({part.strip() for one in kit.papers if one.usual for part in one.usual.source.split(";")})
    if usual:
        notes.append(words.text("Usual documents: {sources:text}.", sources=" ; ".join(usual)))
    headings = (words.text("Source"), words.text("Read on"), words.text("Confidence"), words.text("Address"))
    return Section(words.text("Sources"), (), headings, tuple(rows), tuple(notes))
