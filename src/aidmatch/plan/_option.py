"""What one aid would bring to a plan, what it would take, and why it may not even be tried."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import ceil, floor
from typing import TYPE_CHECKING, Literal, NamedTuple

from aidmatch.grant import LENT, regulation_of
from aidmatch.nomenclatures import figures
from aidmatch.value import Message, say

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.company import Project, Regulation
    from aidmatch.cumulate import Regime
    from aidmatch.grant import Grant
    from aidmatch.window import Closing
    from aidmatch.worth import Paid, Worth

Sort = Literal["money", "credit", "chance", "lent", "support"]
"""Money asked for; a tax credit, which nobody asks for in parts; a chance, as a jury decides; what is lent or
guaranteed, counted for its grant equivalent; and what brings no euros: advice, training, in kind, own capital."""

WHOLE = 10_000
"""Shares are counted in ten-thousandths, so that the plan is worked out in whole numbers."""


_MOST = 10**9
"""Euros the solver counts in one aid: more is a slip of the keyboard."""


class Option(NamedTuple):
    """An aid that may be part of a plan; amounts in euros."""

    call: str
    sort: Sort
    sure: int = 0
    """What it surely brings, once its points are confirmed: only what is granted of right."""
    least: int = 0
    """The smallest sum worth asking for."""
    most: int = 0
    """The largest; of what is lent, its grant equivalent. Zero when no term bounds it."""
    is_bounded: bool = True
    """False when no term bounds it: what it may bring is not counted."""
    project: str | None = None
    """The project whose costs it pays for; None when it is tied to no known costs."""
    items: frozenset[str] | None = None
    """The items of these costs that it pays for; None when nobody told, or when the project tells none."""
    regime: Regime | None = None
    regulation: Regulation = "general"
    intensity: int | None = None
    """The highest share of the costs, in ten-thousandths; None when nobody told."""
    own: int = 0
    """The share of the costs that must come from one's own means, in ten-thousandths."""
    base: int = 0
    """Of a tax credit: the costs it is counted on."""
    rate: int = 0
    """Of a tax credit: its share of them, in ten-thousandths."""
    cap: int = 0
    """Of a tax credit: the most it may be."""
    days: int = 0
    """Working days to put the file together."""
    is_file: bool = True
    """Whether it takes one of the places for files at once."""
    time: int | None = None
    """Working days until it closes; None without a closing."""
    closes: datetime | None = None
    closes_time_given: bool = False
    opens: datetime | None = None
    wait: int = 0
    """Days that what must come first takes, where known."""
    steps: tuple[tuple[str, int | None], ...] = ()
    """What must come first, and the days it takes."""
    moment: str | None = None
    """From when on one may sign and order."""
    score: int = 0
    """Relevance, 0 to 100."""
    chance: float | None = None
    """Past success rate, where sourced."""
    lent: int | None = None
    """What is lent or guaranteed, when that is not `most`."""
    opens_for: frozenset[str] = frozenset()
    """Calls whose first step it gives."""


class Out(NamedTuple):
    """A call that cannot be part of the plan."""

    call: str
    why: Message


_NO_EUROS = frozenset({"advice", "training", "in_kind", "equity", "exemption"})
_NO_FILE = frozenset({"tax_credit", "exemption"})
"""Declared with the taxes and contributions of the year: no file waits for it."""


def option(
    call: Call,
    worth: Worth,
    project: Project | None,
    score: int,
    at: datetime,
) -> Option | Out:
    """An aid as the plan counts it."""
    found, pays = worth.grant, worth.pays
    today = at.date()
    if found.is_refused:
        return Out(call.id, _refusal(call, found, pays.costs))
    closing = _closing(call, at)
    days = _days(call, today)
    wait = max((step.days or 0 for step in call.steps), default=0)
    left = None if closing is None else working_days(today, closing.at.date())
    late = _too_late(call, project, days, wait, left, closing.at.date() if closing else None, today)
    if late is not None:
        return Out(call.id, late)
    made = _on_costs(call, project, pays)._replace(
        days=days,
        is_file=call.instrument not in _NO_FILE,
        time=left,
        closes=closing.at if closing else None,
        closes_time_given=closing.time_given if closing else False,
        opens=call.window.opening() if call.window.state(at) == "upcoming" else None,
        wait=wait,
        steps=tuple((step.what, step.days) for step in call.steps),
        moment=moment_of(call),
        score=score,
        chance=call.selection.success_rate if sort_of(call) == "chance" else None,
    )
    return _with_amounts(made, call, found, pays, today)


def asked_for(
    call: Call,
    worth: Worth,
    project: Project | None,
    at: datetime,
    amount: int | None = None,
) -> Option:
    """An aid handed in, at the amount asked for or the most it may be: no day and no closing counts any more."""
    made = _with_amounts(_on_costs(call, project, worth.pays), call, worth.grant, worth.pays, at.date())
    # What is lent weighs for its grant equivalent, which the sum asked for does not tell.
    most = made.most if amount is None or made.sort in ("lent", "support") else min(amount, _MOST)
    return made._replace(least=most, most=most, is_file=False)


def _on_costs(call: Call, project: Project | None, pays: Paid) -> Option:
    regulation = regulation_of(call)
    return Option(
        call=call.id,
        sort=sort_of(call),
        project=project.id if project and pays.costs is not None else None,
        items=pays.items,
        regime="de_minimis" if regulation else call.aid_regime,
        regulation=regulation or "general",
    )


def _refusal(call: Call, found: Grant, costs: int | None) -> Message:
    """The line of the calculation that leaves nothing: costs too small stop it at the first, all else at the last."""
    floor_of = call.amounts.costs_floor
    if floor_of is not None and costs is not None and costs < floor_of:
        return say("costs of {costs:euros}, at least {floor:euros} asked", costs=costs, floor=floor_of)
    last = next((step for step in reversed(found.steps) if not step.is_doubt), found.steps[-1])
    return last.what


def sort_of(call: Call) -> Sort:
    """How the plan counts an aid."""
    if call.instrument in _NO_EUROS:
        return "support"
    if call.instrument in LENT:
        return "lent"
    if call.selection.by == "jury" or call.kind == "contest" or call.instrument == "prize":
        return "chance"
    return "credit" if call.instrument == "tax_credit" else "money"


def moment_of(call: Call) -> str | None:
    """From when on one may sign: the rule of the sheet, else the law's where the aid is exempted by block."""
    told = next((getattr(rule, "moment", None) for rule in call.criteria if rule.kind == "works_start"), None)
    if told is None and call.aid_regime == "gber" and call.instrument not in _NO_FILE:
        return "before_application"
    return told and str(told)


def _with_amounts(made: Option, call: Call, found: Grant, pays: Paid, today: date) -> Option:
    if made.sort == "support":
        return made._replace(is_bounded=False, project=None, items=None)
    most, lent = found.high, None
    if made.sort == "lent":
        most, lent = (found.equivalent[1] if found.equivalent else None), found.high
    intensity = found.law.high if found.law is not None and found.law.is_rule else None
    rate = intensity if intensity is not None else call.amounts.intensity
    smallest = _row("plan.smallest", today)
    if rate is None and made.sort != "lent" and _is_bound_by_costs(call.amounts.ceiling, pays.costs):
        # The costs alone bound it: that is no amount anybody told, and no funder gives all of them for want of a rate.
        most = None
    if pays.is_apart and rate is not None:
        # A share of costs that are not on file, however high it may go.
        most = None
    known = 0 if most is None else min(most, _MOST)
    is_of_right = call.selection.by == "of_right" and made.sort in ("money", "credit")
    made = made._replace(
        most=known,
        least=min(known, max(found.low if made.sort != "lent" else 0, smallest, _least_share(known, today))),
        is_bounded=most is not None,
        lent=lent,
        # A share is rounded down where it caps, and up where it is asked of the company: never past a limit.
        intensity=None if rate is None else floor(rate * WHOLE + 1e-6),
        own=0 if pays.costs is None or call.amounts.own_share is None else ceil(call.amounts.own_share * WHOLE - 1e-6),
        sure=min(known, found.low) if is_of_right and found.low >= smallest else 0,
    )
    if made.sort != "credit":
        return made
    if most is None or pays.costs is None or call.amounts.intensity is None:
        return made._replace(least=known)
    ceiling = call.amounts.costs_ceiling
    return made._replace(
        least=known,
        base=min(pays.costs, _MOST if ceiling is None else ceiling),
        rate=floor(call.amounts.intensity * WHOLE + 1e-6),
        cap=known,
    )


def _is_bound_by_costs(ceiling: int | None, costs: int | None) -> bool:
    """Whether no ceiling of the sheet lies below the costs."""
    return ceiling is None or (costs is not None and ceiling >= costs)


def _least_share(most: int, today: date) -> int:
    """A file is not put together for a crumb of what it may bring."""
    share = figures.figure("plan.least_share", today)
    return ceil(most * float(share.value) - 1e-6) if share else 0


def _row(key: str, today: date) -> int:
    found = figures.figure(key, today)
    return int(found.value) if found else 0


def _days(call: Call, today: date) -> int:
    """Working days of a file: our own default by nature, more where a jury of the Union decides."""
    key = f"plan.days.{call.instrument}"
    days = _row(key, today) if figures.has(key) else _row("plan.days.grant", today)
    return (
        max(days, _row("plan.days.european", today)) if call.level == "european" and sort_of(call) == "chance" else days
    )


def _closing(call: Call, at: datetime) -> Closing | None:
    """The next closing; the end of a standing scheme, years from now, hurries nobody."""
    found = call.window.next_closing(at)
    is_standing = call.window.kind in ("permanent", "until_exhausted")
    return None if found and is_standing and found.at - at > _FAR else found


_FAR = timedelta(days=365)


def _too_late(
    call: Call, project: Project | None, days: int, wait: int, left: int | None, closes: date | None, today: date
) -> Message | None:
    if closes is not None and wait > (closes - today).days:
        return say("what must come first takes {n:number} days, and it closes on {day:date}", n=wait, day=closes)
    if left is not None and closes is not None and days > left:
        return say(
            "a file of {n:number} working days, {left:number} left before it closes on {day:date}",
            n=days,
            left=left,
            day=closes,
        )
    starts = project.started_on if project else None
    if moment_of(call) and starts is not None and today < starts <= after_working_days(today, days):
        return say("the project starts on {day:date}, before the file can be ready", day=starts)
    if moment_of(call) and project and project.state in ("started", "done"):
        return say("the project has already started: only the part not yet ordered may still be asked for")
    return None


def working_days(first: date, last: date) -> int:
    """Days from Monday to Friday, both ends included; public holidays are not taken out."""
    weeks, rest = divmod((last - first).days + 1, 7)
    return max(0, 5 * weeks + sum((first.weekday() + one) % 7 < 5 for one in range(rest)))


def after_working_days(first: date, days: int) -> date:
    """The day on which so many working days are over, counted from that day on."""
    day = first
    while True:
        days -= day.weekday() < 5
        if days <= 0 and day.weekday() < 5:
            return day
        day += timedelta(days=1)
