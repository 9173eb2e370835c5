"""The questions as a form that comes back: a page whose answers, or a sheet that `companies import` reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.formats import _words
from aidmatch.formats._stake import titles
from aidmatch.formats._templates import fingerprint, own, templates
from aidmatch.formats.asking import TITLES, choices, headline, hint, text_of, why
from aidmatch.formats.sheet import Cell, Sheet, xlsx
from aidmatch.roster.outgoing import projects_cell
from aidmatch.suppose import last_closing

if TYPE_CHECKING:
    from aidmatch.ask import Inquiry, Question
    from aidmatch.formats._wording import Wording


class _Asked(NamedTuple):
    """A question as the page shows it."""

    fact: str
    text: str
    why: str
    calls: str
    hint: str
    boxes: tuple[str, ...]


def page(words: Wording, found: Inquiry, at: datetime) -> str:
    """One page to fill in, on paper or in a browser, which makes a file of the answers; nothing is sent."""
    style, script = own("ask.css"), own("ask.js")
    closing = last_closing(found.company, at.date())
    asked = [
        _Asked(
            one.fact,
            text_of(words, found, one),
            why(words, found, one),
            titles(words, [found.cards[call] for call in one.calls], TITLES),
            _hint(words, one, closing),
            _boxes(words, one),
        )
        for one in found.questions
    ]
    return (
        templates(words)
        .get_template("ask.html")
        .render(
            company=found.company,
            headline=headline(words, found),
            asked=asked,
            day=words.date(at.date()),
            style=style,
            style_mark=fingerprint(style),
            script=script,
            script_mark=fingerprint(script),
            file=words.text("answers-{company:text}.json", company=found.company.id),
        )
    )


def _hint(words: Wording, question: Question, closing: date) -> str:
    """How to write an answer by hand."""
    return "" if _boxes(words, question) else _by_hand(words, question, closing)


def _by_hand(words: Wording, question: Question, closing: date) -> str:
    """How to write it where there is no command to type: whoever fills in a form sees no file of ours."""
    return words.text("none, or which ones") if question.known.reply == "none" else hint(words, question, closing)


def _boxes(words: Wording, question: Question) -> tuple[str, ...]:
    """What is ticked, where a question has a few answers."""
    if question.known.reply == "truth":
        return words.text("yes"), words.text("no")
    return tuple(choices(words, question.known))


COLUMNS = {
    "place": "town",
    "stage": "stages",
}
"""Facts whose column of a list of members bears another name; the others bear their own."""

ONE_CELL = frozenset(
    {
        "headcount",
        "awu",
        "place",
        "created",
        "first_closed_year",
        "naf",
        "naf_2025",
        "legal_form",
        "turnover",
        "balance_total",
        "micro_entrepreneur",
        "economic_activity",
        "controlled_outside_eu",
        "debts_paid",
        "in_difficulty",
        "tax_regime",
        "labels",
        "stage",
    }
)
"""Facts that one cell of a list of members tells; the others are records of their own."""

YEARLY = frozenset({"turnover", "balance_total"})
FORMS = ("SAS", "SASU", "SARL", "EURL", "SA", "SCOP", "SCIC", "association")
TAXES = ("IS", "IR", "micro")


def sheet(words: Wording, found: Inquiry, at: datetime) -> bytes:
    """A line for the company with a column a question, then a sheet that says why each is asked."""
    company = found.company
    asked = [one for one in found.questions if one.fact in ONE_CELL or one.sums]
    fields = ["id", "name", "siren", *("costs_by" if one.sums else COLUMNS.get(one.fact, one.fact) for one in asked)]
    row: list[Cell] = [company.id, company.name, company.siren, *("" for _ in asked)]
    hidden = {0} if company.siren else {0, 2}
    if any(one.sums for one in asked):
        # The costs are those of a project on file: the row names it beside them.
        hidden.add(len(fields))
        fields.append("projects")
        row.append(projects_cell(company))
    if any(one.fact in YEARLY for one in asked):
        fields.append("closed_on")
        row.append(last_closing(company, at.date()))
    headings = [_heading(words, field) for field in fields]
    offered = {place: list(_offered(words, one)) for place, one in enumerate(asked, start=3) if _offered(words, one)}
    form = Sheet(
        words.text("To fill in"),
        headings,
        [row],
        widths={0: 6, 1: 32, **dict.fromkeys(range(3, len(fields)), 24)},
        choices=offered,
        hidden=frozenset(hidden),
    )
    closing = last_closing(company, at.date())
    told = [
        (
            headings[3 + asked.index(one)] if one in asked else words.text("by answering this message"),
            text_of(words, found, one),
            _by_hand(words, one, closing),
            why(words, found, one),
        )
        for one in found.questions
    ]
    columns = (words.text("Column"), words.text("Question"), words.text("How to write it"), words.text("Why"))
    reasons = Sheet(words.text("Why"), columns, told, widths={0: 28, 1: 48, 2: 40, 3: 60}, wrapped=frozenset({1, 2, 3}))
    return xlsx([form, reasons])


def _heading(words: Wording, field: str) -> str:
    told = words.term(_words.MEMBERS, field)
    return f"{told[:1].upper()}{told[1:]}"


def _offered(words: Wording, question: Question) -> tuple[str, ...]:
    """What the drop-down of a column offers: words that the import reads."""
    if question.known.reply == "truth":
        return words.text("yes"), words.text("no")
    if question.fact == "legal_form":
        return FORMS
    if question.fact == "tax_regime":
        return TAXES
    if question.fact == "stage":
        return tuple(choices(words, question.known)) if words.language == "fr" else question.known.choices
    return ()
