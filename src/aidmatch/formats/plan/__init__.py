"""A plan in a terminal and as data: what to ask for, what stays out and why, the days, the next best set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from aidmatch.formats import _words
from aidmatch.formats._law import Footnotes, as_records
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.call import Call
    from aidmatch.company import Company, Project
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.rows import Document
    from aidmatch.plan import Chosen, Entry, Limits, Option, Out, Totals
    from aidmatch.reckoning import Step

SHOWN = 8
"""Aids left out that a terminal names."""


class Page(NamedTuple):
    """A plan and all that stands around it."""

    calls: Mapping[str, Call]
    projects: Sequence[Project]
    limits: Limits
    first: Chosen
    second: Chosen | None
    outs: Sequence[Out]
    far: int
    days: Sequence[Entry]
    assumes: Sequence[Step]


def show(out: Console, words: Wording, company: Company, page: Page, at: datetime) -> None:
    """The whole page."""
    notes = Footnotes(words, at.date())
    out.print(Text(plain(company.name), style="bold"))
    for project in page.projects:
        out.print(Text(_project(words, project), "dim"))
    if not page.first.options:
        out.print(words.text("No aid can be asked for, by what is known."), markup=False)
    else:
        _sums(out, words, page.first.totals)
        for place, one in enumerate(page.first.options, start=1):
            _aid(out, words, page, one, place, at)
        _days(out, words, page)
    _next(out, words, page)
    _outs(out, words, page)
    out.print(Text("\n" + words.text("What this assumes"), style="bold"))
    for step in page.assumes:
        out.print(notes.line(step))
    notes.show(out)
    out.print()
    out.print(
        Text(words.text("Each funder decides. A plan is worked out again when an answer comes in."), "dim italic")
    )


def _project(words: Wording, project: Project) -> str:
    if project.costs is None:
        return words.text("Project: {title:text}, costs not known", title=project.title)
    return words.text("Project: {title:text}, {costs:euros}", title=project.title, costs=project.costs)


def _sums(out: Console, words: Wording, found: Totals) -> None:
    out.print()
    out.print(Text.assemble(words.text("Surely, of right: "), (words.euros(found.sure), "bold green")))
    most = words.euros(found.possible)
    if not found.is_bounded:
        most = words.text("{sum}, and what nobody told", sum=most)
    out.print(Text.assemble(words.text("At most, if every funder gives what is asked: "), (most, "bold")))
    if found.chances:
        told = words.plural(
            "{n} chance beside, which a jury decides: in no sum",
            "{n} chances beside, which a jury decides: in no sum",
            found.chances,
        )
        out.print(Text(told, "cyan"))
    if found.equivalent:
        out.print(Text(words.text("To repay, worth as a grant: {sum:euros}", sum=found.equivalent), "magenta"))


def _aid(out: Console, words: Wording, page: Page, one: Option, place: int, at: datetime) -> None:
    from rich.padding import Padding

    call = page.calls[one.call]
    out.print()
    out.print(Text.assemble((f"{place:>2} ", "dim"), (plain(call.title), "bold")))
    facts = [words.term(_words.INSTRUMENTS, call.instrument), *_amount(words, one, page.first.asks[one.call])]
    facts.append(until(words, one, call, at))
    if one.days:
        facts.append(words.plural("{n} working day", "{n} working days", one.days))
    out.print(Padding(Text(" · ".join([*facts, one.call]), "dim"), (0, 0, 0, 3), expand=False))
    out.print(Padding(Text(reason(words, page, one)), (0, 0, 0, 3), expand=False))


def _amount(words: Wording, one: Option, ask: int) -> Iterator[str]:
    if one.sort == "support":
        return
    if one.sort == "lent":
        if one.lent is not None:
            yield words.text("up to {sum:euros} to repay", sum=one.lent)
    elif one.sort == "credit" and ask:
        yield words.text("{sum:euros} at most", sum=ask)
    elif ask:
        yield words.text("ask for {sum:euros} at most", sum=ask)


def until(words: Wording, one: Option, call: Call, at: datetime) -> str:
    """« J-53 », « toute l'année », « dates non connues »."""
    if one.opens is not None:
        return words.text("opens on {day:date}", day=one.opens.date())
    if one.closes is not None:
        return words.text("D-{days}", days=(one.closes.date() - at.date()).days)
    return words.term(_words.WINDOW_KINDS, call.window.kind)


def reason(words: Wording, page: Page, one: Option) -> str:
    """Why an aid is in."""
    ask = page.first.asks[one.call]
    named = {other.call for other in page.first.options}
    opened = sorted(page.calls[call].title for call in one.opens_for & named)
    if opened:
        return words.text("gives the first step of {calls:texts}", calls=tuple(opened))
    if one.sort == "support":
        return _of_support(words, page.calls[one.call])
    if one.sort == "chance":
        if one.chance is not None and ask:
            return words.text(
                "a chance: a jury decides; {rate:share} succeeded in the past, {sum:euros} as an average",
                rate=one.chance,
                sum=round(ask * one.chance),
            )
        return words.text("a chance: a jury decides, and no past rate of success is sourced")
    if one.sort == "lent":
        if not one.is_bounded:
            return words.text("to repay; its grant equivalent is not known, and nothing of it is counted")
        return words.text("to repay; worth {sum:euros} as a grant at most, in no sum of grants", sum=ask)
    if not one.is_bounded:
        return words.text("fits beside the others; no term bounds the amount, so none is counted")
    if one.sure:
        return words.text("granted of right: {sum:euros} sure once its points are confirmed", sum=one.sure)
    if ask < one.most:
        return words.text("the funder decides; {most:euros} alone, less beside the others", most=one.most)
    return words.text("the funder decides; nothing is sure before")


def _of_support(words: Wording, call: Call) -> str:
    if call.instrument in ("exemption", "equity"):
        return words.text("no amount of it is counted here: an exemption or capital is in no sum of grants")
    return words.text("support, without euros: counted for what it opens, and takes no place from money")


def _days(out: Console, words: Wording, page: Page) -> None:
    from rich.table import Table

    out.print(Text("\n" + words.text("What to do when"), style="bold"))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    told = None
    for entry in page.days:
        style = {"closes": "bold", "sign": "yellow"}.get(entry.what, "")
        day = "" if entry.on == told else words.date(entry.on)
        table.add_row(Text(day, "dim"), Text(day_line(words, page, entry), style))
        told = entry.on
    out.print(table)


def day_line(words: Wording, page: Page, entry: Entry) -> str:
    """« clôture : Fonds d'aide au jeu vidéo »."""
    title = plain(page.calls[entry.call].title)
    what = words.term(_words.PLAN_DAYS, entry.what)
    if entry.what == "sign":
        moment = words.term(_words.MOMENTS, entry.told)
        return words.text("{what} {moment}: {title}", what=what, moment=moment, title=title)
    if entry.what == "step":
        delay = words.plural(" ({n} day)", " ({n} days)", entry.days) if entry.days else ""
        return words.text(
            "{what}: {step:text}{delay}, for {title}", what=what, step=entry.told, delay=delay, title=title
        )
    return words.text("{what}: {title}", what=what, title=title)


def _next(out: Console, words: Wording, page: Page) -> None:
    if page.second is None:
        return
    found = page.second
    out.print(Text("\n" + words.text("The next best set, if one of these falls away"), style="bold"))
    names = {one.call for one in page.first.options}
    for one in found.options:
        sign, style = ("=", "dim") if one.call in names else ("+", "")
        out.print(Text(f"{sign} {plain(page.calls[one.call].title)}", style))
    lost = sorted(names - {one.call for one in found.options})
    for call in lost:
        out.print(Text(f"- {plain(page.calls[call].title)}", "red"))
    sums = words.text("{sure:euros} surely, {most:euros} at most", sure=found.totals.sure, most=found.totals.possible)
    out.print(Text(sums, "dim"))


def _outs(out: Console, words: Wording, page: Page) -> None:
    if not page.outs and not page.far:
        return
    out.print(Text("\n" + words.text("Left out, and why"), style="bold"))
    for one in page.outs[:SHOWN]:
        title = plain(page.calls[one.call].title) if one.call in page.calls else one.call
        out.print(Text.assemble("– ", (title, "bold"), words.text(": {why}", why=words.say(one.why))))
    more = len(page.outs) - SHOWN
    if more > 0:
        out.print(Text(words.plural("{n} more: --format json", "{n} more: --format json", more), "dim"))
    if page.far:
        far = words.plural(
            "{n} call of low relevance not looked at",
            "{n} calls of low relevance not looked at",
            page.far,
        )
        out.print(Text(far, "dim"))


def document(words: Wording, company: Company, page: Page, at: datetime) -> Document:
    """`plan --format json`."""
    from aidmatch.formats.rows import Document, head

    first, rules = page.first, [rule for step in page.assumes for rule in step.rules]
    told = head(
        at,
        company=company.id,
        projects=[project.id for project in page.projects],
        files=page.limits.files,
        effort=page.limits.days,
        **_totals(first),
        next=None
        if page.second is None
        else {**_totals(page.second), "calls": [one.call for one in page.second.options]},
        out={one.call: words.say(one.why) for one in page.outs},
        low_relevance=page.far,
        assumes=[words.say(step.what) for step in page.assumes],
        rules=as_records(rules, at.date()),
    )
    items = [_record(words, page, one) for one in first.options]
    columns = ("call", "title", "sort", "instrument", "project", "ask", "sure", "most", "closes", "days", "why")
    return Document(told, "plan", items, columns, ("table", "json", "ndjson", "csv", "markdown", "ics"))


def _totals(found: Chosen) -> dict[str, Any]:
    sums = found.totals
    return {
        "sure": sums.sure,
        "possible": sums.possible,
        "bounded": sums.is_bounded,
        "equivalent": sums.equivalent,
        "chances": [one.call for one in found.options if one.sort == "chance"],
    }


def _record(words: Wording, page: Page, one: Option) -> dict[str, Any]:
    call, ask = page.calls[one.call], page.first.asks[one.call]
    is_known = one.is_bounded and one.sort != "support"
    return {
        "call": one.call,
        "title": call.title,
        "sort": one.sort,
        "instrument": call.instrument,
        "project": one.project,
        "ask": ask if is_known else None,
        "sure": one.sure,
        "most": one.most if is_known else None,
        "lent": one.lent,
        "success_rate": one.chance,
        "opens_for": sorted(one.opens_for),
        "closes": one.closes.isoformat() if one.closes else None,
        "days": one.days,
        "why": reason(words, page, one),
        "calendar": _calendar(words, page, (entry for entry in page.days if entry.call == one.call)),
    }


def _calendar(words: Wording, page: Page, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [{"on": entry.on.isoformat(), "what": entry.what, "text": day_line(words, page, entry)} for entry in entries]
