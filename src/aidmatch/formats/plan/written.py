"""A plan as a page to send on: everything of it, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from aidmatch.formats import _pages, _words
from aidmatch.formats._told import Section, Told, capital, harmless
from aidmatch.formats.plan import sentences

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.plan._page import Page
    from aidmatch.nomenclatures.figures import Figure


def markdown(words: Wording, company: Company, page: Page, at: datetime) -> bytes:
    """The whole plan, its reasons, its days, and what it assumes."""
    sections = {
        "sums": _sums(words, company, page),
        "aids": _aids(words, page, at),
        "days": _days(words, page),
        "next": _next(words, page),
        "out": _outs(words, company, page),
        "assumes": _assumes(words, page),
        "rules": _rules(words, page),
    }
    told = Told(
        words.text("Plan: {name:text}", name=company.name),
        words.date(at.date()),
        {name: section for name, section in sections.items() if section is not None},
        words.text("Each funder decides. A plan is worked out again when an answer comes in."),
    )
    return _pages.markdown(harmless(told))


def _sums(words: Wording, company: Company, page: Page) -> Section:
    found = page.first.totals
    intro = [sentences.project_line(words, project) for project in page.projects]
    if page.supposed:
        intro.append(sentences.supposed_line(words, page))
    if not page.first.options:
        return Section(words.text("What it brings"), (*intro, *sentences.nothing(words, company, page)))
    notes = [
        words.text("Of right, once the points are confirmed: ") + words.euros(found.sure),
        sentences.at_most(words, page) + sentences.most(words, found),
        *(told for told, _ in sentences.beside(words, company, page)),
    ]
    return Section(words.text("What it brings"), tuple(intro), notes=tuple(notes))


def _aids(words: Wording, page: Page, at: datetime) -> Section | None:
    rows = [
        (
            str(place),
            page.calls[one.call].title,
            " · ".join(sentences.facts(words, page, one, at)),
            sentences.pays_for(words, page, one) or "–",
            sentences.reason(words, page, one),
            one.call,
        )
        for place, one in enumerate(page.first.options, start=1)
    ]
    headings = (
        "",
        words.text("Aid"),
        words.text("What to ask for"),
        words.text("Costs"),
        words.text("Why"),
        words.text("Id"),
    )
    return Section(words.text("What to ask for, in this order"), headings=headings, rows=tuple(rows)) if rows else None


def _days(words: Wording, page: Page) -> Section | None:
    rows = tuple((words.date(entry.on), sentences.day_line(words, page, entry)) for entry in page.days)
    headings = (words.text("Day"), words.text("What to do"))
    return Section(words.text("What to do when"), headings=headings, rows=rows) if rows else None


def _next(words: Wording, page: Page) -> Section | None:
    if page.second is None:
        return None
    changes = {"=": words.text("kept"), "+": words.text("added"), "-": words.text("dropped")}
    rows = tuple((changes[sign], title) for sign, title in sentences.next_lines(page, page.second))
    return Section(
        words.text("The next best set, if one of these falls away"),
        headings=("", words.text("Aid")),
        rows=rows,
        notes=(sentences.sums_of(words, page.second.totals),),
    )


def _outs(words: Wording, company: Company, page: Page) -> Section | None:
    notes = sentences.beyond(words, company, page)
    if not page.outs and not notes:
        return None
    rows = tuple(
        (title, capital(why)) for why, titles in sentences.reasons_out(words, page).items() for title in titles
    )
    return Section(
        words.text("Left out, and why"), headings=(words.text("Aid"), words.text("Why")), rows=rows, notes=notes
    )


def _assumes(words: Wording, page: Page) -> Section:
    numbers = {rule: number for number, rule in enumerate(_used(page), start=1)}
    notes = []
    for step in page.assumes:
        marks = "".join(f" ({numbers[rule]})" for rule in dict.fromkeys(step.rules))
        notes.append(("? " if step.is_doubt else "") + words.say(step.what) + marks)
    return Section(words.text("What this assumes"), notes=tuple(notes))


def _rules(words: Wording, page: Page) -> Section | None:
    rows = tuple(
        (
            str(number),
            words.text("{source:text}, {article:text}", source=rule.source, article=rule.article),
            words.term(_words.MARKS, rule.mark),
            words.date(rule.checked_on),
            f"docs/law.md#{rule.anchor}",
        )
        for number, rule in enumerate(_used(page), start=1)
    )
    headings = ("", words.text("Rule"), words.text("Read how"), words.text("Checked on"), words.text("Row"))
    return Section(words.text("Rules"), headings=headings, rows=rows) if rows else None


def _used(page: Page) -> Iterator[Figure]:
    return iter(dict.fromkeys(rule for step in page.assumes for rule in step.rules))
