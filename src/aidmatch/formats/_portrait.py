"""A company -> all that is known of it, a line a fact, with who said it and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.formats._split import split
from aidmatch.verdict import Fact

if TYPE_CHECKING:
    from aidmatch.company import Accounts, Award, Company, Project, Reader
    from aidmatch.formats._wording import Wording

_SEPARATOR = " · "


def lines(words: Wording, company: Company) -> Iterator[tuple[str, str]]:
    """The name of each fact known, and the fact."""
    for field in _words.RECORD:
        value = getattr(company, field)
        if value is None or value == () or (field == "aid_received_in_part" and not value):
            continue
        yield words.term(_words.RECORD, field), f"{written(words, field, value)}{_said(words, company, field)}"


def written(words: Wording, field: str, value: Any) -> str:
    """The value of a field of the company, as people write it."""
    writer = _WRITERS.get(field)
    return writer(words, value) if writer else words.fact(Fact(field, value))


def _said(words: Wording, company: Company, field: str) -> str:
    by, on = company.said(field)
    told = [words.term(_words.SAID_BY, by)] if by else []
    if on is not None:
        told.append(words.date(on))
    return words.text(" ({told})", told=", ".join(told)) if told else ""


def _establishments(words: Wording, value: Any) -> str:
    if value == "unknown":
        return words.text("not known")
    return ", ".join(words.place(one.place.code) for one in value)


def _accounts(words: Wording, years: tuple[Accounts, ...]) -> str:
    return _SEPARATOR.join(_year(words, year) for year in sorted(years, key=lambda one: one.closed_on))


def _year(words: Wording, year: Accounts) -> str:
    told = [
        words.text("turnover {amount:euros}", amount=year.turnover) if year.turnover is not None else "",
        words.text("balance sheet {amount:euros}", amount=year.balance_total) if year.balance_total is not None else "",
        words.text("{count:number} annual work units", count=year.awu) if year.awu is not None else "",
        words.text("own funds {amount:euros}", amount=year.equity) if year.equity is not None else "",
    ]
    figures = ", ".join(part for part in told if part)
    day = words.text("closed on {day:date}", day=year.closed_on)
    return words.text("{name}: {value}{origin}", name=day, value=figures, origin="") if figures else day


def _project(words: Wording, project: Project) -> str:
    if project.costs is None:
        return words.text("{title:text} (costs not known)", title=project.title)
    costs, by = words.euros(project.costs), split(words, project.costs, project.costs_by)
    return words.text("{title:text} ({costs}: {items})", title=project.title, costs=costs, items=by)


def _award(words: Wording, award: Award) -> str:
    regime = words.text(", de minimis") if award.de_minimis else ""
    funder = f", {plain(award.funder)}" if award.funder else ""
    if award.amount is None:
        day = words.text("amount not known, on {day:date}", day=award.granted_on)
    else:
        day = words.text("{amount:euros} on {day:date}", amount=award.amount, day=award.granted_on)
    return f"{day}{funder}{regime}"


def _reader(words: Wording, reader: Reader) -> str:
    del words
    return plain(reader.email)


def _each(write: Callable[[Wording, Any], str]) -> Callable[[Wording, Any], str]:
    return lambda words, values: _SEPARATOR.join(write(words, value) for value in values)


def _text(words: Wording, value: object) -> str:
    del words
    return plain(str(value))


_WRITERS: Mapping[str, Callable[[Wording, Any], str]] = {
    "seat": lambda words, place: words.place(place.code),
    "establishments": _establishments,
    "headcount": lambda words, span: words.people((span.low, span.high)),
    "awu": lambda words, span: words.fact(Fact("awu", (span.low, span.high))),
    "accounts": _accounts,
    "holdings": lambda words, held: _SEPARATOR.join(words.holding((one.name, one.country, one.share)) for one in held),
    "projects": _each(_project),
    "aid_received": _each(_award),
    "readers": _each(_reader),
    "themes": lambda words, themes: _SEPARATOR.join(words.term(_words.THEMES, theme) for theme in themes),
    **dict.fromkeys(("needs", "offers", "clusters", "groups"), _each(_text)),
    **dict.fromkeys(("siren", "siret", "national_id", "description", "website"), _text),
}
