"""The sentences of a plan, the same in a terminal, on a page and as data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.formats._split import split

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.company import Company, Project
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.plan._page import Page
    from aidmatch.plan import Chosen, Entry, Option, Totals


def project_line(words: Wording, project: Project) -> str:
    """« Projet : Un jeu, 240 000 € (personnel 200 000 €, matériel 40 000 €) »"""
    if project.costs is None:
        return words.text("Project: {title:text}, costs not known", title=project.title)
    told = words.text("Project: {title:text}, {costs:euros}", title=project.title, costs=project.costs)
    if not project.costs_by:
        return told
    return words.text("{project} ({items})", project=told, items=split(words, project.costs, project.costs_by))


def at_most(words: Wording, page: Page) -> str:
    """What the second sum is: what may be asked for, or mere ceilings where nobody told the costs."""
    if _is_of_ceilings(page):
        return words.text("Ceilings of the sheets added up, as the costs of the project are not known: ")
    return words.text("At most, if every funder gives what is asked: ")


def _is_of_ceilings(page: Page) -> bool:
    """Whether a sum rests on no costs: the caps of the sheets alone then bound it.

    Beside a project whose costs are known, an aid of no project (for a recruit, say) is one item among others.
    """
    return not any(project.costs for project in page.projects) and any(
        one.sort in ("money", "credit")
        and one.is_bounded
        and one.project is None
        and page.calls[one.call].amounts.ceiling
        for one in page.first.options
    )


def nothing(words: Wording, company: Company, page: Page) -> list[str]:
    """That no aid can be asked for, and what would bring some in."""
    told = [words.text("No aid can be asked for, by what is known.")]
    if page.waiting:
        told.append(waiting(words, company, page.waiting))
    return told


def waiting(words: Wording, company: Company, calls: int) -> str:
    """« 72 aides attendent une réponse : aidmatch ask atelier »"""
    return words.plural(
        "{n} aid waits for an answer of the company: aidmatch ask {id}",
        "{n} aids wait for an answer of the company: aidmatch ask {id}",
        calls,
        id=company.id,
    )


def most(words: Wording, found: Totals) -> str:
    """« 145 200 €, et ce que personne n’a dit »"""
    told = words.euros(found.possible)
    return told if found.is_bounded else words.text("{sum}, and what nobody told", sum=told)


def beside(words: Wording, company: Company, page: Page) -> Iterator[tuple[str, str]]:
    """What stands beside the sums, and how it is marked."""
    found = page.first.totals
    if _is_of_ceilings(page):
        yield words.text("No amount to count on: tell the costs, for example with --costs 80000"), "yellow"
    if company.naf is None and company.naf_2025 is None:
        yield (
            words.text(
                "Trade not known, so aids meant for given trades are left out: aidmatch companies set {id} naf=58.21Z",
                id=company.id,
            ),
            "yellow",
        )
    if found.chances:
        told = words.plural(
            "{n} chance beside, which a jury decides: in no sum",
            "{n} chances beside, which a jury decides: in no sum",
            found.chances,
        )
        yield told, "cyan"
    if found.equivalent:
        yield words.text("To repay, worth as a grant: {sum:euros}", sum=found.equivalent), "magenta"


def facts(words: Wording, page: Page, one: Option, at: datetime) -> list[str]:
    """Nature, sum to ask for, closing, days of work, project and costs."""
    call = page.calls[one.call]
    told = [words.term(_words.INSTRUMENTS, call.instrument), *_amount(words, one, page.first.asks[one.call])]
    told.append(until(words, one, call, at))
    if one.days:
        told.append(words.plural("{n} working day", "{n} working days", one.days))
    return told


def pays_for(words: Wording, page: Page, one: Option) -> str | None:
    """« projet : Un jeu (personnel, matériel) »; nothing where there is one project, of one sum."""
    project = next((held for held in page.projects if held.id == one.project), None)
    if project is None or (len(page.projects) == 1 and not project.costs_by):
        return None
    told = words.text("project: {project:text}", project=project.title)
    if not project.costs_by:
        return told
    if one.items is not None and one.items >= project.costs_by.keys():
        return words.text("{what} (all of its costs)", what=told)
    if one.items is None:
        return words.text("{what} (costs paid for not told)", what=told)
    items = [words.term(_words.COST_ITEMS, item) for item in project.costs_by if item in one.items]
    return words.text("{what} ({items})", what=told, items=", ".join(items))


def _amount(words: Wording, one: Option, ask: int) -> Iterator[str]:
    if one.sort == "support":
        return
    if one.sort == "lent":
        if one.lent is not None:
            # Its grant equivalent goes with what is lent: less of the one is less of the other.
            lent = one.lent if not one.most else one.lent * ask // one.most
            yield words.text("up to {sum:euros} to repay", sum=lent)
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
        told = words.text("a chance: a jury decides, and no past rate of success is sourced")
        if not ask < one.most:
            return told
        return words.text("{chance}; {most:euros} alone, less beside the others", chance=told, most=one.most)
    if one.sort == "lent":
        if not one.is_bounded:
            return words.text("to repay; its grant equivalent is not known, and nothing of it is counted")
        return words.text("to repay; worth {sum:euros} as a grant at most, in no sum of grants", sum=ask)
    return _of_money(words, page, one)


def _of_money(words: Wording, page: Page, one: Option) -> str:
    ask = page.first.asks[one.call]
    if not one.is_bounded:
        return words.text("fits beside the others; no term bounds the amount, so none is counted")
    if one.sure:
        return words.text("granted of right: {sum:euros} sure once its points are confirmed", sum=one.sure)
    if page.calls[one.call].selection.by == "of_right":
        return words.text("granted of right; how much is not sure before")
    if ask < one.most:
        return words.text("the funder decides; {most:euros} alone, less beside the others", most=one.most)
    return words.text("the funder decides; nothing is sure before")


def _of_support(words: Wording, call: Call) -> str:
    if call.instrument in ("exemption", "equity"):
        return words.text("no amount of it is counted here: an exemption or capital is in no sum of grants")
    return words.text("support, without euros: counted for what it opens, and takes no place from money")


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


def next_lines(page: Page, second: Chosen) -> Iterator[tuple[str, str]]:
    """The aids of the next best set, each with the sign of what changes."""
    names = {one.call for one in page.first.options}
    for one in second.options:
        yield "=" if one.call in names else "+", plain(page.calls[one.call].title)
    for call in sorted(names - {one.call for one in second.options}):
        yield "-", plain(page.calls[call].title)


def sums_of(words: Wording, found: Totals) -> str:
    """« 72 000 € de droit, 145 200 € au plus »"""
    return words.text("{sure:euros} of right, {most:euros} at most", sure=found.sure, most=found.possible)


def reasons_out(words: Wording, page: Page) -> dict[str, list[str]]:
    """Why aids are left out, each reason with the titles it holds for, in the order they are told."""
    found: dict[str, list[str]] = {}
    for one in page.outs:
        title = plain(page.calls[one.call].title) if one.call in page.calls else one.call
        found.setdefault(words.say(one.why), []).append(title)
    return found


def beyond(words: Wording, company: Company, page: Page) -> tuple[str, ...]:
    """« 51 dispositifs peu pertinents, non examinés », and those that an answer could bring in."""
    told = []
    if page.far:
        told.append(
            words.plural(
                "{n} call of low relevance not looked at", "{n} calls of low relevance not looked at", page.far
            )
        )
    if page.waiting and page.first.options:
        told.append(waiting(words, company, page.waiting))
    return tuple(told)


def supposed_line(words: Wording, page: Page) -> str:
    """What is supposed of the costs, and not saved."""
    return words.text("Supposed, and not saved: costs {terms}", terms=", ".join(plain(one) for one in page.supposed))
