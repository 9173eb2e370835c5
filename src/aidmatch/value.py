"""The frozen base of every value, the units money and rates are counted in, and sentences before their language."""

from datetime import date
from typing import Annotated, Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """A value one can hold: frozen, with no unknown field, validated once, at the border.

    `defer_build` leaves the validator unbuilt until the first value is read from outside:
    a warm `rank` reads its prepared index and never pays for it.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        str_strip_whitespace=True,
        populate_by_name=True,
    )


Euros = Annotated[int, Field(ge=0, le=10**13)]
"""Whole euros, before tax unless the field says otherwise."""

Day = Annotated[date, Field(ge=date(1800, 1, 1), le=date(2200, 12, 31))]
"""A day of the living or of their great-grandchildren: any other is a slip of the keyboard."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A rate or a holding, from 0 to 1 (0.4 is 40 %)."""

Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$", max_length=120)]
"""An id: letters and digits, with single dashes, dots or low lines between them. Ours are in lower case."""


def months_after(day: date, months: int) -> date:
    """The same day `months` later (earlier when negative), or the month's last day where there is none.

    Beyond the calendar's ends it is the first day or the last.
    """
    from calendar import monthrange

    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Message(NamedTuple):
    """A sentence before its language: an English template, and the values it shows.

    The template's format specs name how a value is written (`{limit:euros}`, `{day:date}`,
    `{place:place}`); `formats._wording` has them all.
    """

    id: str
    values: tuple[tuple[str, Any], ...] = ()


def say(template: str, **values: object) -> Message:
    """A message; this name is what the catalogue extraction looks for."""
    return Message(template, tuple(values.items()))


class Refusal(ValueError):
    """A value refused at the border, with a sentence that can be put into any language.

    A value named `field` says which field is meant, where the validator stands above it.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.message = Message(template, tuple(values.items()))
        super().__init__(template.format(**{name: _Plain(value) for name, value in values.items()}))


def no_such_code(given: str, nearest: str | None, field: str | None = None) -> Refusal:
    """A code that no nomenclature has, with the nearest that one has."""
    if nearest:
        return Refusal("no such code: {given}; nearest: {nearest}", given=given, nearest=nearest, field=field)
    return Refusal("no such code: {given}", given=given, field=field)


class _Plain(str):
    """A value shown as it is, whatever the format spec says: for tracebacks and tests."""

    __slots__ = ()

    def __new__(cls, value: object) -> Self:
        """The value as text."""
        return super().__new__(cls, value)

    def __format__(self, spec: str) -> str:
        del spec
        return str(self)
