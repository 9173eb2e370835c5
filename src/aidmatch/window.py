"""When a file can be handed in, and what that means at a given instant.

A closing day is open until its last second, in Paris unless the source says otherwise; a date with no
hour is flagged as such; no date is not "open for ever".
"""

from datetime import date, datetime, time
from typing import Annotated, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, field_validator, model_validator

from aidmatch.value import Refusal, Value, months_after

WindowKind = Literal[
    "dated",
    "cut_offs",
    "two_stage",
    "permanent",
    "until_exhausted",
    "forecast",
    "suspended",
    "closed",
    "ended",
    "unknown",
]
"""How files are taken: one closing, several, a pre-proposal then a full file, all year round, until the money
runs out, announced, suspended, closed with no known date, wound up, or not known (never "open for ever")."""

State = Literal["open", "upcoming", "closed", "undated"]

_DAY_LENGTH = len("2026-12-31")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def _day_or_instant(raw: object) -> object:
    """A day written as text stays a day: read as an instant it would close at its first second."""
    if isinstance(raw, str) and len(raw.strip()) == _DAY_LENGTH:
        try:
            return date.fromisoformat(raw.strip())
        except ValueError:
            return raw
    return raw


def _within_reason(moment: datetime | date) -> datetime | date:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise Refusal("a date between {first} and {last} was expected", first=_FIRST_YEAR, last=_LAST_YEAR)
    return moment


Moment = Annotated[datetime | date, BeforeValidator(_day_or_instant), AfterValidator(_within_reason)]
"""A day (open until its last second) or an instant."""

SHUT: frozenset[WindowKind] = frozenset({"suspended", "closed", "ended"})


class Closing(NamedTuple):
    """A closing as an instant, and whether the source gave the hour."""

    at: datetime
    time_given: bool


class Window(Value):
    """When a file can be handed in."""

    kind: WindowKind
    opens: Moment | None = None
    closes: Moment | None = None
    """The last day or instant for a first-stage file."""
    cut_offs: tuple[Moment, ...] = ()
    """Each date on which the files received so far are looked at."""
    second_stage: Moment | None = None
    """Closing for the full file, in a two-stage call; never a first-stage deadline."""
    timezone: str = "Europe/Paris"
    """IANA name."""
    counts: Literal["sent", "received"] | None = None
    """Whether sending or receipt counts."""
    recurrence: Literal["permanent", "annual", "several_a_year", "one_off"] | None = None
    note: str | None = None

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError) as error:
            raise Refusal(
                "no such time zone: {name}; an IANA name such as Europe/Paris was expected", name=name
            ) from error
        return name

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.kind in ("dated", "two_stage") and self.closes is None:
            raise Refusal("a window of kind {kind} needs its closing date", kind=self.kind, field="closes")
        if self.kind == "cut_offs" and not self.cut_offs:
            raise Refusal("at least one date is needed", field="cut_offs")
        if (
            self.opens is not None
            and self.closes is not None
            and self._start(self.opens).timestamp() > self._end(self.closes).at.timestamp()
        ):
            raise Refusal("the closing is before the opening", field="closes")
        return self

    def _start(self, moment: Moment) -> datetime:
        zone = ZoneInfo(self.timezone)
        if isinstance(moment, datetime):
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return datetime.combine(moment, time(), zone)

    def _end(self, moment: Moment) -> Closing:
        zone = ZoneInfo(self.timezone)
        if isinstance(moment, datetime):
            return Closing(moment if moment.tzinfo else moment.replace(tzinfo=zone), time_given=True)
        return Closing(datetime.combine(moment, time(23, 59, 59), zone), time_given=False)

    def opening(self) -> datetime | None:
        """The first instant a file is taken."""
        return None if self.opens is None else self._start(self.opens)

    def closings(self) -> tuple[Closing, ...]:
        """Every first-stage closing known, past ones included, in order."""
        moments = [*self.cut_offs, *([self.closes] if self.closes is not None else [])]
        return tuple(sorted({self._end(moment) for moment in moments}, key=lambda closing: closing.at.timestamp()))

    def next_closing(self, at: datetime) -> Closing | None:
        """The next instant a first-stage file can be handed in; None when closed or with no date."""
        if self.kind in SHUT:
            return None
        # By the instant: two hours of one zone are compared by the clock on the wall, which turns back once a year.
        second = at.replace(microsecond=0).timestamp()
        return next((closing for closing in self.closings() if closing.at.timestamp() >= second), None)

    def state(self, at: datetime) -> State:
        """Open, announced, closed or with no date, at an instant."""
        opening, closing = self.opening(), self.next_closing(at)
        return state_of(
            self.kind,
            dated=bool(self.closings()),
            opening=opening.timestamp() if opening else None,
            closing=closing.at.timestamp() if closing else None,
            at=at.timestamp(),
        )

    def expected_return(self, at: datetime) -> date | None:
        """For a yearly call now closed, the closing to expect next: our estimate, never the source's word."""
        closings = self.closings()
        if (
            self.recurrence != "annual"
            or self.kind not in ("dated", "cut_offs", "two_stage", "closed")
            or not closings
            or self.state(at) != "closed"
        ):
            return None
        return min(_next_year_of(closing.at.date(), at.date()) for closing in closings)


def _next_year_of(day: date, today: date) -> date:
    """The first return of a day gone by, one or more whole years later."""
    years = max(1, today.year - day.year)
    back = months_after(day, 12 * years)
    return back if back >= today else months_after(day, 12 * (years + 1))


def state_of(kind: WindowKind, *, dated: bool, opening: float | None, closing: float | None, at: float) -> State:
    """The state of a window, from its opening and its next closing, both in seconds since 1970.

    `dated` says whether any closing is known, past ones included.
    """
    if kind in SHUT or (dated and closing is None):
        return "closed"
    if kind == "forecast" or (opening is not None and opening > at):
        return "upcoming"
    if kind == "unknown" and not dated:
        return "undated"
    return "open"
