"""Identity and figures, filled in from what is on file, each with who said it and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidmatch.company import Span
from aidmatch.formats import _portrait, _words
from aidmatch.formats._split import split
from aidmatch.formats._told import Blank, Section, blank, capital

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.dossier import Dossier
    from aidmatch.formats._wording import Wording

FIELDS = (
    "siren",
    "siret",
    "national_id",
    "legal_form",
    "naf",
    "seat",
    "establishments",
    "created",
    "headcount",
    "awu",
    "tax_regime",
    "labels",
    "holdings",
    "website",
    "description",
)
"""What forms ask for, in their order."""

_ONLY_WHEN_KNOWN = frozenset({"national_id", "establishments", "labels", "website"})
_OF_FRANCE = frozenset({"siren", "siret", "naf", "tax_regime"})
"""What no register gives to a company with its seat abroad."""


def identity(words: Wording, kit: Dossier) -> Section:
    """A line a fact; what is lacking is a blank."""
    company = kit.company
    only_when_known = _ONLY_WHEN_KNOWN ^ {"national_id"} | _OF_FRANCE if company.is_abroad else _ONLY_WHEN_KNOWN
    rows: list[tuple[str, ...]] = [(words.text("Name"), company.name, "")]
    for field in FIELDS:
        value = getattr(company, field)
        name = words.term(_words.RECORD, field)
        title = capital(name)
        if value is None or (value == () and field != "holdings"):
            if field not in only_when_known:
                rows.append((title, blank(words, name), ""))
            continue
        told = words.text("held by persons alone") if value == () else _portrait.written(words, field, value)
        rows.append((title, told, _said(words, kit, field)))
    lacking = (
        words.text("full address of the seat"),
        words.text("legal representative (name, quality, telephone, e-mail)"),
        words.text("share capital"),
    )
    rows += [(capital(what), blank(words, what), "") for what in lacking]
    headings = (words.text("Field of the form"), words.text("Value"), words.text("Who said it, and when"))
    return Section(words.text("The company"), (), headings, tuple(rows))


def number_of(words: Wording, company: Company) -> tuple[str, str]:
    """What a register knows it by, with the name of that number: the SIREN, or the number of another country."""
    if company.is_abroad:
        name = words.term(_words.RECORD, "national_id")
        return capital(name), company.national_id or blank(words, name)
    return "SIREN", company.siren or blank(words, "SIREN")


def _said(words: Wording, kit: Dossier, field: str) -> str:
    by, on = kit.company.said(field)
    told = [words.term(_words.SAID_BY, by)] if by else []
    if on is not None:
        told.append(words.date(on))
    value = getattr(kit.company, field)
    if isinstance(value, Span) and value.year is not None and on is None:
        told.append(words.text("counted at the end of {year}", year=str(value.year)))
    return ", ".join(told) or words.text("on file, undated")


def figures(words: Wording, kit: Dossier) -> Section:
    """A line a closed year, the last first."""
    years = sorted(kit.company.accounts, key=lambda one: one.closed_on, reverse=True)
    headings = (
        words.text("Year closed on"),
        words.text("Turnover, before tax"),
        words.text("Balance sheet total"),
        words.text("Own funds"),
        words.text("Annual work units"),
    )
    rows = []
    for year in years:
        told = (year.turnover, year.balance_total, year.equity)
        sums = [words.euros(one) if one is not None else blank(words, words.text("amount")) for one in told]
        staff = words.number(year.awu) if year.awu is not None else blank(words, words.text("number"))
        rows.append((words.date(year.closed_on), *sums, staff))
    intro = () if rows else (blank(words, words.text("the figures of the last closed years (none is on file)")),)
    by, on = kit.company.said("accounts")
    told_by = ", ".join(filter(None, (words.term(_words.SAID_BY, by), words.date(on) if on else "")))
    notes = (words.text("Figures as told by: {who}.", who=told_by),) if rows and told_by else ()
    return Section(words.text("Its figures"), intro, headings if rows else (), tuple(rows), notes)


def project(words: Wording, kit: Dossier) -> Section:
    """The project asked for, as it is described on file."""
    found = kit.project
    title = words.text("The project")
    if found is None:
        return Section(title, (blank(words, words.text("the project (none is described on file)")),))
    none = blank
    rows = [
        (words.text("Title"), found.title),
        (words.text("Description"), found.description or none(words, words.text("description of the project"))),
        (words.text("Place"), words.place(found.place.code) if found.place else none(words, words.text("place"))),
        (words.text("Costs expected, before tax"), _costs(words, kit)),
        (
            words.text("State"),
            words.term(_words.STATES, found.state) if found.state else none(words, words.text("begun or not")),
        ),
        (words.text("Expected results"), none(words, words.text("what the project will change, in figures"))),
    ]
    return Section(title, (), (words.text("Field of the form"), words.text("Value")), tuple(rows))


def _costs(words: Wording, kit: Dossier) -> str:
    """The costs and how they split; what of it is not told is a blank."""
    costs, by = kit.worth.costs, kit.worth.split
    if costs is None:
        return blank(words, words.text("costs"))
    if not by:
        lacking = blank(words, words.text("costs by item"))
        return Blank(f"{words.euros(costs)} {lacking}")
    return words.text("{sum}: {items}", sum=words.euros(costs), items=split(words, costs, by))
