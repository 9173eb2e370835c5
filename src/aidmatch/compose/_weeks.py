"""Weeks of letters: named as ISO 8601 names them, from Monday to Monday."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from aidmatch.value import Refusal


def week_of(day: date) -> str:
    """2026-W48"""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(week: str) -> date:
    """The Monday of a week; a Refusal for what is none."""
    try:
        year, number = week.split("-W")
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError as error:
        raise Refusal("no such week: {week}; write it as 2026-W48", week=week) from error


def next_letter(at: datetime) -> datetime:
    """The end of the coming Monday: a letter may leave at any hour of its day."""
    monday = at.date() + timedelta(days=7 - at.date().weekday())
    return datetime.combine(monday, time(23, 59, 59), at.tzinfo)
