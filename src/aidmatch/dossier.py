"""The kit to apply: one company and one call -> what a file needs, what is there, what lacks, and by when.

Values alone; nothing is invented: what is not known stays None, and is shown as a blank to fill.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from aidmatch.cumulate import Entry, Headroom, headroom, leaves_on, ledger
from aidmatch.grant import regulation_of
from aidmatch.nomenclatures import papers
from aidmatch.nomenclatures.papers import Usual

if TYPE_CHECKING:
    from aidmatch.call import Call, Step
    from aidmatch.company import Company, Project, Regulation
    from aidmatch.match import Match
    from aidmatch.settle import Reply
    from aidmatch.window import Closing
    from aidmatch.worth import Worth

TAXED = frozenset({"tax_credit", "exemption"})
"""Instruments that are claimed on a return: no file is handed in to a funder."""


class Paper(NamedTuple):
    """A document of the file."""

    asked: str | None
    """As the call names it; None where it is only usual."""
    usual: Usual | None
    """The usual paper it is; None when it is one of the call's own."""
    fact: str | None
    """The fact on file it proves (a field of the company), where it is there."""
    files: tuple[str, ...]
    """The files already gathered whose name speaks of it."""

    @property
    def is_made_here(self) -> bool:
        """Whether it comes with the kit."""
        return self.usual is not None and self.usual.held == "kit"


class Milestone(NamedTuple):
    """Something to do by a day."""

    what: Literal["write", "gather", "draft", "read_again", "hand_in", "step", "closing", "second_stage"]
    day: date | None
    """None: to be settled, as the call or the step has no date."""
    text: str | None = None
    """Of a step: what it is."""
    days: int | None = None
    """Of a step: how long it takes."""
    is_late: bool = False
    """Its day has gone by: to be done now."""
    is_short: bool = False
    """Begun now, it ends after the closing."""


class Ledger(NamedTuple):
    """The de minimis aid of the single undertaking that still counts, and what is left of the ceiling."""

    entries: tuple[Entry, ...]
    """As far as known, the oldest first."""
    regulation: Regulation
    room: Headroom | None
    """None where no ceiling holds on that day."""
    is_of_call: bool
    """Whether the call's own aid is known to fall under it."""


class Dossier(NamedTuple):
    """All that the kit says."""

    company: Company
    call: Call
    project: Project | None
    found: Match
    void: Sequence[Reply]
    papers: tuple[Paper, ...]
    closing: Closing | None
    """The next; None when none is known or the call takes files all year."""
    plan: tuple[Milestone, ...]
    worth: Worth
    """What one may get, and the costs that was counted on."""
    ledger: Ledger
    at: datetime


def dossier(
    company: Company,
    call: Call,
    found: Match,
    worth: Worth,
    at: datetime,
    *,
    void: Sequence[Reply] = (),
    gathered: Sequence[str] = (),
) -> Dossier:
    """The kit; `worth`: what the project matched may get; `gathered`: names of the files already brought together."""
    project = company.project(found.project)
    closing = None if call.window.kind in ("permanent", "until_exhausted") else call.window.next_closing(at)
    return Dossier(
        company,
        call,
        project,
        found,
        void,
        tuple(_papers(company, call, gathered)),
        closing,
        plan(call, closing, at),
        worth,
        _ledger(company, at.date(), regulation_of(call)),
        at,
    )


def _papers(company: Company, call: Call, gathered: Sequence[str]) -> Iterator[Paper]:
    """Those the call asks for, then the usual ones it does not name."""
    told = set()
    known = [one for one in papers.usual() if _is_of_country(one, company)]
    for asked in call.documents:
        usual = papers.named_in(asked, known)
        # Two of the call's own papers may be of one usual kind: each keeps its line.
        told.add(usual.key if usual else "")
        yield _paper(company, asked, usual, _spoken(gathered, asked, usual, known))
    if call.instrument in TAXED:
        return
    for usual in known:
        if _is_held(usual, company) and usual.key not in told and _is_usual(usual, call):
            yield _paper(company, None, usual, _spoken(gathered, None, usual, known))


def _is_of_country(usual: Usual, company: Company) -> bool:
    """Whether the country of the seat knows such a paper."""
    if company.is_abroad:
        return usual.held_by in ("any", "company", "abroad")
    return usual.held_by != "abroad"


def _is_held(usual: Usual, company: Company) -> bool:
    """Whether companies have it, or associations."""
    if is_association(company):
        return usual.held_by not in ("company", "french_company")
    return usual.held_by != "association"


def _is_usual(usual: Usual, call: Call) -> bool:
    """Whether a file of this call usually holds it."""
    if usual.asked_by != "any" and (usual.asked_by == "european") != (call.level == "european"):
        return False
    if usual.key == "de_minimis":
        return call.aid_regime in ("de_minimis", None)
    return True


def is_association(company: Company) -> bool:
    """Whether it is held by the law of associations rather than by that of companies."""
    return (company.legal_form or "").startswith("9") or "association" in company.roles


def _paper(company: Company, asked: str | None, usual: Usual | None, files: tuple[str, ...]) -> Paper:
    fact = usual.held if usual and usual.held not in (None, "kit") else None
    return Paper(asked, usual, fact if fact and _is_known(company, fact) else None, files)


def _is_known(company: Company, fact: str) -> bool:
    value = company.projects if fact == "project" else getattr(company, fact)
    return value is not None and value != ()


def _spoken(names: Sequence[str], asked: str | None, usual: Usual | None, known: Sequence[Usual]) -> tuple[str, ...]:
    """The files that are that paper: by the usual words, or by the call's own, all of them."""
    stems = {name: name.rpartition(".")[0] or name for name in names}
    if usual is not None:
        return tuple(name for name, stem in stems.items() if papers.named_in(stem, known) == usual)
    return tuple(name for name, stem in stems.items() if asked is not None and papers.is_named(asked, stem))


def plan(call: Call, closing: Closing | None, at: datetime) -> tuple[Milestone, ...]:
    """From today to the closing: the call's own steps by their delays, then the house's notices, back from the end."""
    today, last = at.date(), closing.at.date() if closing else None
    start = _back(last, _notice("hand_in")) if last else None
    found = [_step(step, start, last, today) for step in call.steps]
    if call.instrument not in TAXED:
        for notice in papers.notices():
            day = _back(last, notice.days) if last else None
            late = day is not None and day < today
            what: Literal["write", "gather", "draft", "read_again", "hand_in"] = notice.key  # type: ignore[assignment]
            found.append(Milestone(what, today if late else day, is_late=late))
    if last is not None:
        found.append(Milestone("closing", last))
    second = call.window.second_stage
    if second is not None:
        found.append(Milestone("second_stage", second.date() if isinstance(second, datetime) else second))
    # Without a day one keeps the order of things; with one, the days order them, an opening step first.
    return tuple(sorted(found, key=lambda one: one.day or date.min)) if last else tuple(found)


def _step(step: Step, start: date | None, last: date | None, today: date) -> Milestone:
    if start is None or last is None or step.days is None:
        # Nothing says how long it takes: the sooner it is begun, the better.
        return Milestone("step", today if last else None, step.what, step.days)
    day = _back(start, step.days)
    short = today + timedelta(days=step.days) > last
    return Milestone("step", max(day, today), step.what, step.days, is_late=day < today, is_short=short)


def _notice(key: str) -> int:
    return next(one.days for one in papers.notices() if one.key == key)


def _back(day: date, days: int) -> date:
    """So many days before, on a working day of the week."""
    found = day - timedelta(days=days)
    return found - timedelta(days=max(0, found.weekday() - 4))


def _ledger(company: Company, day: date, regulation: Regulation | None) -> Ledger:
    """The aid that still counts on that day."""
    counted = [one for one in ledger(company, day)[0] if one.award.de_minimis and _counts(one, day)]
    under = regulation or "general"
    ordered = sorted(counted, key=lambda one: (one.award.granted_on, one.firm or "", one.award.amount or 0))
    return Ledger(tuple(ordered), under, headroom(company, day, under), regulation is not None)


def _counts(entry: Entry, day: date) -> bool:
    leaves = leaves_on(entry.award, day)
    return leaves is not None and leaves > day
