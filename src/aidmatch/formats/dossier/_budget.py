"""Budget and funding plan as a sheet that counts by itself: costs, this aid, other money, and what may not be passed.

Every formula is ours and refers to cells alone; a text of the call or the company is written as a text, whatever it
begins with. Each formula bears the value it has today, for programs that do not count when they open a file.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from aidmatch.formats._told import Blank, blank, safe
from aidmatch.formats._wording import Wording
from aidmatch.formats.dossier._checks import Check, Today, checks
from aidmatch.formats.dossier._lines import Line, lines_of
from aidmatch.formats.dossier._terms import aid, formula, terms
from aidmatch.formats.sheet import clean, workbook

if TYPE_CHECKING:
    from aidmatch.dossier import Dossier

COSTS, OTHERS, SPARE = 12, 4, 2
"""Lines for costs, for other public aids, and for costs beside those on file."""

_FORMATS = {"fr": ('[$-40C]#,##0"\u00a0€"', '[$-40C]0.0"\u00a0"%'), "en": ('[$-809]#,##0"\u00a0€"', "[$-809]0.0%")}
"""Euros and shares, in the marks of the kit’s language whatever those of the program that opens it."""


def budget(words: Wording, kit: Dossier) -> bytes:
    """The workbook."""
    out = io.BytesIO()
    book = workbook(out)
    page = book.add_worksheet(clean(words.text("Budget"))[:31])
    _Writer(words, kit, book, page).write()
    book.close()
    return out.getvalue()


class _Writer:
    """The page, written from top to bottom; each part keeps the places the next ones count with."""

    def __init__(self, words: Wording, kit: Dossier, book: Any, page: Any) -> None:
        self._words, self._kit, self._page = words, kit, page
        self._yes, self._no = words.text("yes"), words.text("no")
        line = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
        text = {**line, "align": "left", "indent": 1, "text_wrap": True, "num_format": "@"}
        figure = {**line, "align": "right", "indent": 1}
        euros, share = _FORMATS[words.language]
        self._forms = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "part": book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "align": "left", "indent": 1}),
            "label": book.add_format(text),
            "note": book.add_format({"italic": True, "font_color": "#595959", "num_format": "@"}),
            "blank": book.add_format({**text, "bg_color": "#FFF2CC"}),
            "euros": book.add_format({**figure, "bg_color": "#FFF2CC", "num_format": euros}),
            "share": book.add_format({**figure, "bg_color": "#FFF2CC", "num_format": share}),
            "line": book.add_format({**figure, "bold": True, "num_format": f"{euros};-{euros};"}),
            "counted": book.add_format({**figure, "bold": True, "num_format": euros}),
            "rate": book.add_format({**figure, "bold": True, "num_format": share}),
            "check": book.add_format({**text, "bold": True, "num_format": "General"}),
        }
        self._row = 0
        self._terms = terms(kit)
        self._places: dict[str, str] = {}
        """The cell of each term and of each sum."""
        self._worth: dict[str, float | None] = {}
        """What stands there today."""

    def write(self) -> None:
        """Everything."""
        page, words = self._page, self._words
        for place, width in enumerate((60, 26, 18, 20, 20, 76)):
            page.set_column(place, place, width)
        self._text(words.text("Budget and funding plan"), "title")
        self._text(safe(f"{self._kit.company.name} – {self._kit.call.title}"), "note")
        self._text(
            words.text("Fill in the yellow cells; what is in bold counts by itself. Amounts before tax."), "note"
        )
        self._row += 1
        self._write_terms()
        self._write_costs()
        self._write_funding()
        self._write_checks()
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)

    def _text(self, text: str, form: str, place: int = 0) -> None:
        self._page.write_string(self._row, place, clean(text), self._forms[form])
        self._row += place == 0

    def _heads(self, *titles: str) -> None:
        for place in range(6):
            told = titles[place] if place < len(titles) else ""
            self._page.write_string(self._row, place, clean(told), self._forms["part"])
        self._row += 1

    def _row_of(self, label: str) -> None:
        """A line with its frame."""
        for place in range(6):
            self._cell(place, label if place == 0 else "", "label")

    def _cell(self, place: int, value: float | str | None, form: str) -> None:
        """A cell to fill: a number, a text, or nothing yet."""
        if value is None:
            self._page.write_blank(self._row, place, None, self._forms[form])
        elif isinstance(value, str):
            self._page.write_string(self._row, place, clean(value), self._forms[form])
        else:
            self._page.write_number(self._row, place, value, self._forms[form])

    def _formula(self, place: int, formula: str, value: float | str, form: str) -> None:
        self._page.write_formula(self._row, place, formula, self._forms[form], value)

    def _write_terms(self) -> None:
        """The call's terms, each in a cell that the formulas read."""
        words, told = self._words, self._terms
        source, law = words.text("as the sheet of the call says"), words.text("the law allows no more")
        self._heads(words.text("Terms of the call"), "", words.text("Value"), "", "", words.text("Note"))
        ask = blank(words, words.text("ask the funder"))
        for name, label, form in (
            ("costs_floor", words.text("Smallest eligible costs"), "euros"),
            ("costs_ceiling", words.text("Eligible costs counted up to"), "euros"),
            ("rate", words.text("Aid rate, at most"), "share"),
            ("floor", words.text("Smallest aid"), "euros"),
            ("ceiling", words.text("Largest aid"), "euros"),
            ("own_share", words.text("Least share from own means"), "share"),
        ):
            value = getattr(told, name)
            optional = words.text("none told") if name != "rate" else ask
            note = law if name in told.by_law else source if value is not None else optional
            self._term(name, label, value, form, note)
        left = words.text("on {day:date}, at most, by what is on file", day=self._kit.at.date())
        none = words.text("to fill in if this is de minimis aid; see the declaration")
        label = words.text("De minimis aid left")
        self._term("left", label, told.left, "euros", left if told.left is not None else none)
        self._row += 1

    def _term(self, name: str, label: str, value: float | None, form: str, note: str) -> None:
        self._row_of(label)
        self._cell(2, value, form)
        self._cell(5, note, "blank" if isinstance(note, Blank) else "label")
        self._places[name] = f"$C${self._row + 1}"
        self._worth[name] = value
        self._row += 1

    def _write_costs(self) -> None:
        """A line a cost; the eligible part counts by itself."""
        words, kit = self._words, self._kit
        self._heads(
            words.text("Costs"),
            words.text("Quote or supplier"),
            words.text("Amount before tax"),
            words.text("Eligible?"),
            words.text("Eligible amount"),
            words.text("Note"),
        )
        first = self._row + 1
        lines = list(lines_of(words, kit))
        room = max(COSTS - len(lines), SPARE)
        lines += [Line(safe(one)) for one in kit.call.amounts.costs][: room - 1]
        lines += [Line()] * max(COSTS - len(lines), 1)
        for line in lines:
            row = self._row + 1
            self._cell(0, line.label, "blank")
            self._cell(1, None, "blank")
            self._cell(2, line.amount, "euros")
            self._cell(3, None if line.counts is None else self._yes if line.counts else self._no, "blank")
            formula = f'=IF(D{row}="{_quoted(self._yes)}",C{row},0)'
            self._formula(4, formula, (line.amount or 0) if line.counts else 0, "line")
            self._cell(5, line.note, "blank" if isinstance(line.note, Blank) else "label")
            self._row += 1
        last = self._row
        self._page.data_validation(first - 1, 3, last - 1, 3, {"validate": "list", "source": [self._yes, self._no]})
        self._row_of("")
        self._cell(0, words.text("Total"), "check")
        self._formula(2, f"=SUM(C{first}:C{last})", kit.worth.costs or 0, "counted")
        self._formula(4, f"=SUM(E{first}:E{last})", kit.worth.pays.costs or 0, "counted")
        self._places["costs"], self._places["eligible"] = f"$C${self._row + 1}", f"$E${self._row + 1}"
        self._row += 2

    def _write_funding(self) -> None:
        """Where the money comes from: this aid by formula, the others to be filled in."""
        words = self._words
        self._heads(
            words.text("Funding"),
            words.text("Who"),
            words.text("Amount"),
            words.text("On the same costs?"),
            words.text("De minimis?"),
            words.text("Note"),
        )
        value = aid(self._terms, self._kit.worth.pays.costs)
        self._cell(0, words.text("This aid, at most"), "check")
        self._cell(1, ", ".join(safe(body.name) for body in self._kit.call.funders), "label")
        self._formula(2, formula(self._terms, self._places), "" if value is None else value, "counted")
        self._cell(3, self._yes, "label")
        self._cell(4, self._yes if self._terms.left is not None else None, "blank")
        note = words.text("a ceiling by the terms above, not a promise: the funder decides")
        self._cell(5, note, "label")
        self._places["aid"], self._worth["aid"] = f"$C${self._row + 1}", value
        first = self._row + 1
        self._row += 1
        for number in range(1, OTHERS + 1):
            self._line(words.text("Other public aid {number}", number=number), choices=True)
        self._places["aids"] = f"$C${first}:$C${self._row}"
        self._places["same"] = f"$D${first}:$D${self._row}"
        self._places["small"] = f"$E${first}:$E${self._row}"
        choices = {"validate": "list", "source": [self._yes, self._no]}
        self._page.data_validation(first, 3, self._row - 1, 3, choices)
        self._page.data_validation(first - 1, 4, self._row - 1, 4, choices)
        self._line(words.text("Bank loan"))
        self._line(words.text("Other private money"))
        self._places["own"] = f"$C${self._row + 1}"
        self._line(words.text("Own means"))
        self._row_of("")
        self._cell(0, words.text("Total"), "check")
        self._formula(2, f"=SUM(C{first}:C{self._row})", value or 0, "counted")
        self._places["funding"] = f"$C${self._row + 1}"
        self._row += 2

    def _line(self, label: str, *, choices: bool = False) -> None:
        self._cell(0, label, "label")
        self._cell(1, None, "blank")
        self._cell(2, None, "euros")
        for place in (3, 4):
            self._cell(place, None if choices else "", "blank" if choices else "label")
        self._cell(5, "", "label")
        self._row += 1

    def _write_checks(self) -> None:
        """What the plan must hold, each as a sum and a word."""
        words = self._words
        self._heads(words.text("Checks"), "", words.text("Value"), "", "", words.text("What it says"))
        today = Today(self._worth["aid"], self._kit.worth.costs or 0, self._kit.worth.pays.costs or 0)
        for one in checks(words, self._terms, self._places, today, _quoted(self._yes)):
            self._check(one)

    def _check(self, one: Check) -> None:
        """A sum, and the word its conditions give."""
        cell = f"$C${self._row + 1}"
        self._row_of(one.label)
        self._formula(2, one.formula, one.value, one.form)
        (nothing, is_nothing, why), (holds, is_held, wrong) = one.nothing, one.holds
        fine = self._words.text("in order")
        rest = f'IF({holds.format(cell)},"{_quoted(fine)}","{_quoted(wrong)}")'
        told = f'=IF({nothing},"{_quoted(why)}",{rest})'
        self._formula(5, told, why if is_nothing else fine if is_held else wrong, "check")
        self._row += 1


def _quoted(text: str) -> str:
    """A text inside a formula: our own words, never the call's."""
    return text.replace('"', '""')
