"""Messages and values -> French or English sentences, numbers, amounts and dates."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal

from aidmatch.formats import _words
from aidmatch.formats._plain import plain, within
from aidmatch.formats._sentences import sentences
from aidmatch.nomenclatures import activities, legal_forms, territories
from aidmatch.value import Message
from aidmatch.verdict import Fact

if TYPE_CHECKING:
    from aidmatch.size import Line

Language = Literal["fr", "en"]


class Wording(Formatter):
    """One language: its sentences, and how it writes values."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._translations = sentences(language)

    def say(self, message: Message) -> str:
        """A message, in this language."""
        return self.vformat(self._translations.gettext(message.id), (), dict(message.values))

    def text(self, template: str, /, **values: object) -> str:
        """A sentence of the program's own, in this language."""
        return self.vformat(self._translations.gettext(template), (), values)

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """A sentence that counts; the number is `{n}`."""
        template = self._translations.ngettext(one, many, number)
        return self.vformat(template, (), {"n": number, **values})

    def term(self, words: Mapping[str, str], key: str | None) -> str:
        """The word people read for an id."""
        return "" if key is None else self._translations.gettext(words.get(key, key))

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value as its format spec asks."""
        writer = _WRITERS.get(format_spec)
        return within(str(value)) if writer is None else writer(self, value)

    def number(self, value: float) -> str:
        """1 234,5"""
        if isinstance(value, int) and abs(value) < _UNGROUPED:
            return str(value)
        from babel.numbers import format_decimal

        return format_decimal(value, locale=_LOCALES[self.language])

    def euros(self, value: float) -> str:
        """45 000 €"""
        from babel.numbers import format_currency

        return format_currency(
            value, "EUR", locale=_LOCALES[self.language], currency_digits=False, format=_EUROS[self.language]
        )

    def share(self, value: float) -> str:
        """40 %"""
        from babel.numbers import format_percent

        return format_percent(round(value, 4), locale=_LOCALES[self.language], decimal_quantization=False)

    def date(self, value: date) -> str:
        """12 décembre 2026"""
        from babel.dates import format_date

        written = format_date(value, "long", locale=_LOCALES[self.language])
        return written.replace("1 ", "1er ", 1) if self.language == "fr" and value.day == 1 else written

    def moment(self, value: datetime, *, time_given: bool) -> str:
        """12 décembre 2026, with the hour when the source gave it."""
        day = self.date(value.date())
        if not time_given:
            return day
        if not value.minute:
            return self.text("{day} at {hour}:00", day=day, hour=value.hour)
        return self.text("{day} at {hour}:{minute}", day=day, hour=value.hour, minute=f"{value.minute:02}")

    def people(self, value: float | tuple[float, float | None]) -> str:
        """12 people, or a band of them."""
        low, high = value if isinstance(value, tuple) else (value, value)
        if high is None:
            return self.plural("{low} person or more", "{low} people or more", int(low), low=self._count(low))
        if low == high:
            return self.plural("{low} person", "{low} people", int(low), low=self._count(low))
        return self.text("{low} to {high} people", low=self._count(low), high=self._count(high))

    def _count(self, value: float) -> str:
        return self.number(int(value) if float(value).is_integer() else value)

    def months(self, value: int) -> str:
        """18 months; 36 months are 3 years."""
        years, rest = divmod(value, 12)
        if years and not rest:
            return self.plural("{n} year", "{n} years", years)
        return self.plural("{n} month", "{n} months", value)

    def holding(self, value: tuple[str | None, str, float]) -> str:
        """Groupe Cobotide (Espagne), 60 %"""
        name, country, share = value
        who = plain(name) if name else self.text("another firm")
        if country == "FR":
            return self.text("{who}, {share:share}", who=who, share=share)
        return self.text("{who} ({country:country}), {share:share}", who=who, country=country, share=share)

    def size(self, line: "Line") -> str:
        """One firm's part in the size calculation."""
        who = self.term(_words.TIES, line.tie) if line.name is None else plain(line.name)
        if line.tie == "partner":
            who = self.text("{who}, for {share:share}", who=who, share=line.share)
        return self.text(
            "{who}: {awu} annual work units, turnover {turnover}, balance sheet {balance}",
            who=who,
            awu=self._within(line.awu, lambda value: self._count(round(value, 1))),
            turnover=self._within(line.turnover, lambda value: self.euros(round(value))),
            balance=self._within(line.balance_total, lambda value: self.euros(round(value))),
        )

    def _within(self, bounds: tuple[float, float | None], write: Callable[[float], str]) -> str:
        low, high = bounds
        if high is None:
            return self.text("{low} or more", low=write(low)) if low else self.text("not known")
        return write(low) if low == high else self.text("{low} to {high}", low=write(low), high=write(high))

    def fact(self, fact: Fact) -> str:
        """The value of a fact, as people write it."""
        value = fact.value
        if isinstance(value, bool):
            return self.text("yes") if value else self.text("no")
        if isinstance(value, Message):
            return self.say(value)
        spec = _FACTS.get(fact.name)
        if spec == "number" and isinstance(value, tuple):
            return self._within(value, self._count)
        if spec is None and isinstance(value, tuple | frozenset | list):
            return ", ".join(self._loose(part) for part in value if part is not None)
        return self.format_field(value, spec) if spec else self._loose(value)

    def _loose(self, value: object) -> str:
        """A value whose fact has no way of its own: by its type."""
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, date):
            return self.date(value)
        if isinstance(value, float) and 0 < value <= 1:
            return self.share(value)
        if isinstance(value, int | float):
            return self.number(value)
        return self.term(_words.STATES, plain(str(value)))

    def several(self, values: Sequence[str]) -> str:
        """a, b or c"""
        if len(values) < 2:
            return "".join(values)
        return self.text("{first} or {last}", first=", ".join(values[:-1]), last=values[-1])

    def all_of(self, values: Sequence[str]) -> str:
        """a, b and c"""
        from babel.lists import format_list

        return format_list(list(values), locale=_LOCALES[self.language])

    def place(self, code: str) -> str:
        """Perpignan"""
        if code == territories.FRANCE:
            return self.text("the whole of France")
        if code == territories.UNION:
            return self.text("European Union")
        return plain(territories.label(code))

    def naf(self, code: str) -> str:
        """58.21Z Édition de jeux électroniques"""
        known = next((name for name in ("naf-rev2", "naf-2025") if activities.exists(code, name)), None)
        return f"{code} {activities.label(code, known)}" if known else code

    def form(self, code: str) -> str:
        """SAS, société par actions simplifiée"""
        return legal_forms.label(code) if legal_forms.exists(code) else code


_FACTS: Mapping[str, str] = {
    "place": "place",
    "establishments": "place",
    "project.place": "place",
    "headcount": "people",
    "awu": "number",
    "turnover": "euros",
    "balance_total": "euros",
    "equity": "euros",
    "aid_received": "euros",
    "created": "date",
    "first_closed_year": "date",
    "naf": "naf",
    "naf_2025": "naf",
    "legal_form": "form",
    "roles": "roles",
    "tax_regime": "tax",
    "stage": "stages_held",
    "stages": "stages_held",
    "labels": "labels_held",
    "labels_refused": "labels_held",
    "holdings": "holding",
    "size": "size",
    "project.countries": "countries",
}
"""How the value of a fact is written, by the fact's name."""

_UNGROUPED = 10_000
"""Whole numbers of up to four digits are read as well without a space, and need no locale table."""

_LOCALES: Mapping[Language, str] = {"fr": "fr_FR", "en": "en_GB"}
_EUROS: Mapping[Language, str] = {"fr": "#,##0.## ¤", "en": "¤#,##0.##"}


def _list(write: Any) -> Any:
    return lambda wording, values: wording.several([write(wording, value) for value in values])


def _all(write: Any) -> Any:
    return lambda wording, values: ", ".join(write(wording, value) for value in values)


def _term(words: Mapping[str, str]) -> Any:
    return lambda wording, key: wording.term(words, key)


def _country(wording: Wording, code: str) -> str:
    if code == "FR":
        return wording.text("France")
    return wording.place(territories.country(code) or f"PAYS-{code}")


_STAGE, _AUDIENCE, _TAX = map(_term, (_words.STAGES, _words.AUDIENCES, _words.TAX_REGIMES))
_SIZE, _LABEL = map(_term, (_words.SIZE_CLASSES, _words.LABELS))

_WRITERS: Mapping[str, Any] = {
    "people": Wording.people,
    "number": lambda wording, value: "" if value is None else wording.number(value),
    "euros": lambda wording, value: "" if value is None else wording.euros(value),
    "share": Wording.share,
    "date": Wording.date,
    "year": lambda _, value: str(value.year) if isinstance(value, date) else str(value),
    "months": lambda wording, value: wording.months(int(value)),
    "years": lambda wording, value: wording.plural("{n} year", "{n} years", int(value)),
    "place": Wording.place,
    "places": _list(Wording.place),
    "spots": _all(Wording.place),
    "naf": Wording.naf,
    "nafs": _list(Wording.naf),
    "form": Wording.form,
    "forms": _list(Wording.form),
    "stage": _STAGE,
    "stages": _list(_STAGE),
    "stages_held": _all(_STAGE),
    "audience": _AUDIENCE,
    "audiences": _list(_AUDIENCE),
    "roles": _all(_AUDIENCE),
    "tax": _TAX,
    "taxes": _list(_TAX),
    "sizes": _list(_SIZE),
    "size": Wording.size,
    "labels": _list(_LABEL),
    "labels_held": _all(_LABEL),
    "holding": Wording.holding,
    "country": _country,
    "countries": _all(_country),
    "items": _all(_term(_words.COST_ITEMS)),
    "stance": _term(_words.STANCES),
    "text": lambda _, value: plain(str(value)),
    "said": lambda wording, message: wording.say(message),
    "texts": _list(lambda _, value: plain(str(value))),
}
