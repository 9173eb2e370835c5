"""Pairs a second of the eligibility check, unknowns included, against known engines.

*First pass*: the rules and the companies are read and nothing is kept, so tables, keys and verdicts are all made.
*Warm*: all that can be kept is kept, and every call's answer is given again for every company. Every engine's
verdicts are compared with the plain loop's, and on the gold programmes with the published ones, before any is timed.
The fastest of the rounds counts; beside it, how far above it the median and the slowest lie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from aidmatch.call import Call
from aidmatch.company import Company, applicants
from aidmatch.criteria import perimeter
from aidmatch.match import match
from aidmatch.nomenclatures import territories
from aidmatch.sift import Judged, Sieve, Sifter, answers, ordinals, sieve_of
from benchmarks import gold, varied
from benchmarks.clock import alternate
from benchmarks.engines import INELIGIBLE, REST, UNKNOWN, Engine, Numpy, Plain, Polars, Zen
from benchmarks.gold import AT, Firm, Programme
from benchmarks.tables import ratio, table

SEED = 20260612
CALLS = 10_000

SOME = 40
"""One company in so many, for the engines too slow for all of them at 10,000 calls."""

ROUNDS = 9


PLAIN, ZEN, NUMPY, SIFT = "plain Python loop", "zen-engine, decision tables", "numpy, raw bitsets", "aidmatch `sift`"


class Contender(NamedTuple):
    """An engine in a contest."""

    make: Callable[[], Engine]
    companies: int
    """How many it checks."""
    keeps: bool
    """Whether it has anything to keep for a second time."""


class Contest(NamedTuple):
    """The same pairs, as records and as calls and companies of ours."""

    programmes: Sequence[Programme]
    firms: Sequence[Firm]
    calls: Sequence[Call]
    companies: Sequence[Company]
    sieve: Sieve


class Match:
    """`aidmatch.match`: every verdict of every pair, with its reason, remedy and question."""

    def __init__(self, calls: Sequence[Call], companies: Sequence[Company]) -> None:
        self._calls, self._companies = calls, companies

    def run(self) -> list[list[str]]:
        """The answers, a row a company."""
        return [[match(call, company, AT).answer for call in self._calls] for company in self._companies]

    def verdicts(self) -> list[bytes]:
        """Comparable rows."""
        value = {"ineligible": INELIGIBLE, "to_complete": UNKNOWN, "to_confirm": REST, "eligible": REST}
        return [bytes(value[answer] for answer in row) for row in self.run()]


class Sift:
    """`aidmatch.sift`, made from the distinct rules as the index keeps them."""

    def __init__(self, sieve: Sieve, companies: Sequence[Company]) -> None:
        self._total = sieve.total
        sifter = Sifter(sieve, AT.date())
        self._judged: list[list[tuple[Judged, ...]]] = [
            [sifter.judged(applicant) for applicant in applicants(company)] for company in companies
        ]

    def run(self) -> list[object]:
        """Two bitsets a company."""
        return [answers(judged) for judged in self._judged]

    def verdicts(self) -> list[bytes]:
        """Comparable rows."""
        found = []
        for judged in self._judged:
            row = bytearray([REST]) * self._total
            ineligible, to_complete = answers(judged)
            for ordinal in ordinals(ineligible):
                row[ordinal] = INELIGIBLE
            for ordinal in ordinals(to_complete):
                row[ordinal] = UNKNOWN
            found.append(bytes(row))
        return found


def report() -> str:
    """Both tables; or why there are none."""
    if not gold.is_there():
        return "## Pairs a second\n\nLeft out: the gold programmes are not beside the project.\n"
    programmes, firms = gold.programmes(), gold.firms(SEED)
    first = _contest(programmes, firms)
    _same("the published verdicts", _published(first), Plain(programmes, firms).verdicts())
    many = _contest(varied.programmes(programmes, firms, CALLS, SEED), firms)
    return "\n".join(
        [
            "## Pairs a second\n",
            __doc__.split("\n\n", 1)[1],
            _section(f"{len(firms)} companies x the {len(programmes)} gold programmes", first, 1),
            _section(f"{len(firms)} companies x {CALLS:,} calls varied from them", many, SOME),
        ]
    )


def _contest(programmes: Sequence[Programme], firms: Sequence[Firm]) -> Contest:
    calls, companies = gold.calls(programmes), gold.companies(firms)
    return Contest(programmes, firms, calls, companies, sieve_of(calls, AT))


def _published(contest: Contest) -> list[bytes]:
    value = {"ineligible": INELIGIBLE, "unknown": UNKNOWN, "eligible": REST}
    truth = gold.published()
    return [bytes(value[truth[asked.id, firm.id]] for asked in contest.programmes) for firm in contest.firms]


def _section(title: str, contest: Contest, step: int) -> str:
    everyone, few = contest.firms, contest.firms[::step]
    asked = contest.programmes
    contenders = {
        PLAIN: Contender(partial(Plain, asked, everyone), len(everyone), keeps=False),
        ZEN: Contender(partial(Zen, asked, few), len(few), keeps=True),
        "polars, streamed cross join, counts only": Contender(
            partial(Polars, asked, everyone), len(everyone), keeps=True
        ),
        NUMPY: Contender(partial(Numpy, asked, everyone), len(everyone), keeps=True),
        "aidmatch `match`": Contender(partial(Match, contest.calls, contest.companies[::step]), len(few), keeps=False),
        SIFT: Contender(partial(Sift, contest.sieve, contest.companies), len(everyone), keeps=True),
    }
    made = {name: one.make() for name, one in contenders.items()}
    truth = made[PLAIN].verdicts()
    for name, engine in made.items():
        _same(name, truth if contenders[name].companies == len(everyone) else truth[::step], engine.verdicts())
    first = alternate({name: partial(_first, one.make) for name, one in contenders.items()}, ROUNDS)
    warm = first | alternate({name: made[name].run for name, one in contenders.items() if one.keeps}, ROUNDS)
    counts = Counter(verdict for row in truth for verdict in row)
    once = {name: one.companies * len(asked) / first[name].best for name, one in contenders.items()}
    again = {name: one.companies * len(asked) / warm[name].best for name, one in contenders.items()}
    rows = [
        (
            name,
            one.companies,
            once[name],
            ratio(once[name], once[PLAIN]),
            first[name].spread,
            again[name] if one.keeps else "",
            ratio(again[name], again[PLAIN]) if one.keeps else "",
            warm[name].spread if one.keeps else "",
        )
        for name, one in contenders.items()
    ]
    sieve = contest.sieve
    distinct = len(sieve.rules) + sum(len(tuple(named.every())) for named in sieve.named.values())
    head = ("engine", "companies", "first pass, pairs/s", "x plain", "rounds", "warm, pairs/s", "x plain", "rounds")
    return "\n".join(
        [
            f"### {title}\n",
            (
                f"{distinct:,} distinct conditions; {counts[INELIGIBLE]:,} pairs ineligible, "
                f"{counts[UNKNOWN]:,} unknown, {counts[REST]:,} met. "
                "0 differences between the engines on the pairs timed.\n"
            ),
            table(head, rows),
            (
                f"First pass, `sift` makes {ratio(once[SIFT], once[PLAIN])} the pairs of the plain loop. "
                f"Warm, it makes {ratio(again[SIFT], again[NUMPY])} those of raw numpy bitsets "
                f"and {ratio(again[SIFT], again[ZEN])} those of zen-engine tables.\n"
            ),
        ]
    )


def _first(make: Callable[[], Engine]) -> None:
    # Where a place lies is kept from company to company; a first pass looks it up again.
    perimeter._spot.cache_clear()  # noqa: SLF001 - what is kept there is what is measured
    territories.ancestors.cache_clear()
    territories.overlaps.cache_clear()
    make().run()


def _same(name: str, truth: Sequence[bytes], found: Sequence[bytes]) -> None:
    """Stop when any verdict of an engine is another than the plain loop's, on the companies it was given."""
    wrong = sum(
        one != other for row, held in zip(truth, found, strict=True) for one, other in zip(row, held, strict=True)
    )
    if wrong:
        raise AssertionError(f"{name}: {wrong} verdicts differ")
