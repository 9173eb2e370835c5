"""The same conjunction over the same facts, as each engine does it best: three values, unknowns included.

Each engine is *made* from the records (what it may keep), then *run* over every company; `verdicts` gives a row of
bytes a company, a byte a programme, for the comparison that comes before any timing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import polars as pl
import zen

from benchmarks.gold import Firm, Programme

INELIGIBLE, UNKNOWN, REST = 0, 1, 2
"""A condition failed; none failed and a fact is missing; all are met."""

Array = Any
"""A numpy array: the peers' own types are there only where the peers are."""


class Engine(Protocol):
    """A way to check every company against every programme."""

    def run(self) -> object:
        """Every verdict, in the engine's own form."""
        ...

    def verdicts(self) -> list[bytes]:
        """Every verdict, comparable."""
        ...


class Plain:
    """A plain Python loop over the records, leaving a programme at its first failure."""

    def __init__(self, programmes: Sequence[Programme], firms: Sequence[Firm]) -> None:
        self.programmes, self.firms = programmes, firms

    def run(self) -> list[bytes]:
        """A row of bytes a company."""
        return [self._row(firm) for firm in self.firms]

    verdicts = run

    def _row(self, firm: Firm) -> bytes:  # noqa: C901, PLR0912 - the whole point is one plain loop
        row = bytearray(len(self.programmes))
        headcount, micro, places, trades, months = firm.headcount, firm.micro, firm.places, firm.trades, firm.months
        for number, asked in enumerate(self.programmes):
            verdict = REST
            if asked.least is not None or asked.most is not None:
                if headcount is None:
                    verdict = UNKNOWN
                elif (asked.least is not None and headcount < asked.least) or (
                    asked.most is not None and headcount > asked.most
                ):
                    continue
            if asked.micro is not None:
                if micro is None:
                    verdict = UNKNOWN
                elif micro is not asked.micro:
                    continue
            if asked.places:
                if places is None:
                    verdict = UNKNOWN
                elif asked.places.isdisjoint(places):
                    continue
            if asked.trades or asked.no_trades:
                if trades is None:
                    verdict = UNKNOWN
                elif (asked.trades and asked.trades.isdisjoint(trades)) or not asked.no_trades.isdisjoint(trades):
                    continue
            if asked.min_years is not None or asked.under_years is not None:
                if months is None:
                    verdict = UNKNOWN
                elif (asked.min_years is not None and months < 12 * asked.min_years) or (
                    asked.under_years is not None and months >= 12 * asked.under_years
                ):
                    continue
            row[number] = verdict
        return bytes(row)


class Zen:
    """Two decision tables, a row a programme: the sure matches, and those possible where a fact is missing."""

    def __init__(self, programmes: Sequence[Programme], firms: Sequence[Firm]) -> None:
        self._count = len(programmes)
        self._engine = zen.ZenEngine()
        self._sure = self._engine.create_decision(_table(programmes, ""))
        self._may = self._engine.create_decision(_table(programmes, "$ == null or "))
        self._contexts = [
            {
                "headcount": firm.headcount,
                "micro": firm.micro,
                "places": None if firm.places is None else sorted(firm.places),
                "trades": None if firm.trades is None else sorted(firm.trades),
                "months": firm.months,
            }
            for firm in firms
        ]

    def run(self) -> list[tuple[Any, Any]]:
        """The matching rows of both tables."""
        return [
            (self._sure.evaluate(context)["result"], self._may.evaluate(context)["result"])
            for context in self._contexts
        ]

    def verdicts(self) -> list[bytes]:
        """Comparable rows."""
        found = []
        for sure, may in self.run():
            row = bytearray(self._count)
            for one in may or ():
                row[one["call"]] = UNKNOWN
            for one in sure or ():
                row[one["call"]] = REST
            found.append(bytes(row))
        return found


def _table(programmes: Sequence[Programme], unless: str) -> str:
    """A decision graph of one table; `unless` stands before every condition."""

    def cell(condition: str | None) -> str:
        return f"{unless}{condition}" if condition else ""

    rules = [
        {
            "_id": str(number),
            "headcount": cell(_interval(asked.least, asked.most)),
            "micro": cell(None if asked.micro is None else f"$ == {str(asked.micro).lower()}"),
            "places": cell(f"some($, # in {_quoted(asked.places)})" if asked.places else None),
            "trades": cell(f"some($, # in {_quoted(asked.trades)})" if asked.trades else None),
            "no_trades": cell(f"none($, # in {_quoted(asked.no_trades)})" if asked.no_trades else None),
            "months": cell(_interval(_times(asked.min_years), _times(asked.under_years, -1))),
            "call": str(number),
        }
        for number, asked in enumerate(programmes)
    ]
    fields = {"no_trades": "trades"}
    columns = ("headcount", "micro", "places", "trades", "no_trades", "months")
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": name, "name": name, "field": fields.get(name, name)} for name in columns],
        "outputs": [{"id": "call", "name": "call", "field": "call"}],
        "rules": rules,
    }
    here = {"x": 0, "y": 0}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": here},
        {"id": "table", "name": "table", "type": "decisionTableNode", "position": here, "content": content},
        {"id": "out", "name": "out", "type": "outputNode", "position": here},
    ]
    ways = (("in", "table"), ("table", "out"))
    edges = [{"id": f"{start}-{end}", "sourceId": start, "targetId": end, "type": "edge"} for start, end in ways]
    return json.dumps({"nodes": nodes, "edges": edges})


def _interval(least: int | None, most: int | None) -> str | None:
    # A cell with "and" never matches in zen, and says nothing: the interval form is the one that works.
    if least is None:
        return None if most is None else f"$ <= {most}"
    return f"$ >= {least}" if most is None else f"$ in [{least}..{most}]"


def _times(years: int | None, more: int = 0) -> int | None:
    return None if years is None else 12 * years + more


def _quoted(codes: frozenset[str]) -> str:
    return "[" + ", ".join(f"'{code}'" for code in sorted(codes)) + "]"


class Polars:
    """A streamed cross join over bit masks, nulls as the third value; the timed run counts, and keeps no row."""

    def __init__(self, programmes: Sequence[Programme], firms: Sequence[Firm]) -> None:
        self._count = len(programmes)
        places, trades = _Codes([firm.places for firm in firms]), _Codes([firm.trades for firm in firms])
        known = pl.DataFrame(
            {
                "headcount": [firm.headcount for firm in firms],
                "micro": [firm.micro for firm in firms],
                "months": [firm.months for firm in firms],
            },
            schema={"headcount": pl.Int32, "micro": pl.Boolean, "months": pl.Int32},
        )
        asked = pl.DataFrame(
            {
                "least": [one.least for one in programmes],
                "most": [one.most for one in programmes],
                "asked_micro": [one.micro for one in programmes],
                "least_months": [_times(one.min_years) for one in programmes],
                "most_months": [_times(one.under_years, -1) for one in programmes],
            },
            schema=dict.fromkeys(("least", "most", "least_months", "most_months"), pl.Int32)
            | {"asked_micro": pl.Boolean},
        )
        headcount, months = pl.col("headcount"), pl.col("months")
        met = [
            _free("least") | (headcount >= pl.col("least")),
            _free("most") | (headcount <= pl.col("most")),
            _free("asked_micro") | (pl.col("micro") == pl.col("asked_micro")),
            _free("least_months") | (months >= pl.col("least_months")),
            _free("most_months") | (months <= pl.col("most_months")),
        ]
        for name, codes, lists in (
            ("place", places, [one.places for one in programmes]),
            ("trade", trades, [one.trades for one in programmes]),
            ("no_trade", trades, [one.no_trades for one in programmes]),
        ):
            known = known.with_columns(*_words(f"{name}_own", codes.own()))
            asked = asked.with_columns(*_words(f"{name}_asked", [codes.accepting(held) for held in lists]))
            hits = [pl.col(f"{name}_own_{word}") & pl.col(f"{name}_asked_{word}") != 0 for word in range(WORDS)]
            hit = hits[0]
            for more in hits[1:]:
                hit = hit | more
            met.append(_free(f"{name}_asked_0") | (~hit if name == "no_trade" else hit))
        verdict = met[0]
        for condition in met[1:]:
            verdict = verdict & condition
        both = known.with_row_index("firm").lazy().join(asked.with_row_index("programme").lazy(), how="cross")
        self._pairs = both.select("firm", "programme", met=verdict)

    def run(self) -> pl.DataFrame:
        """How many pairs are met, and how many unknown."""
        counts = self._pairs.select(met=pl.col("met").sum(), unknown=pl.col("met").null_count())
        return counts.collect(engine="streaming")

    def verdicts(self) -> list[bytes]:
        """Comparable rows."""
        value = pl.when(pl.col("met")).then(REST).when(pl.col("met").is_null()).then(UNKNOWN).otherwise(INELIGIBLE)
        pairs = self._pairs.select("firm", "programme", verdict=value.cast(pl.UInt8)).collect()
        whole = pairs.sort("firm", "programme")["verdict"].to_numpy().tobytes()
        return [whole[start : start + self._count] for start in range(0, len(whole), self._count)]


def _free(column: str) -> pl.Expr:
    """Whether the programme asks nothing there."""
    return pl.col(column).is_null()


WORDS = 3
"""Words of 64 bits that hold the distinct places, or the distinct trades, of the companies."""


class _Codes:
    """The distinct code sets of the companies, numbered; what a company has is then one bit."""

    def __init__(self, held: Sequence[frozenset[str] | None]) -> None:
        self._number = {codes: number for number, codes in enumerate(sorted({one for one in held if one}, key=sorted))}
        self._held = held
        if len(self._number) > 64 * WORDS:
            raise ValueError("more distinct codes than the masks hold")
        self._having: dict[str, int] = {}
        for codes, number in self._number.items():
            for code in codes:
                self._having[code] = self._having.get(code, 0) | 1 << number

    def own(self) -> list[int | None]:
        """The bit of each company; None when not known."""
        return [None if codes is None else 1 << self._number[codes] for codes in self._held]

    def accepting(self, asked: frozenset[str]) -> int | None:
        """The bits of all that a list of codes admits; None when the list is empty."""
        mask = 0
        for code in asked:
            mask |= self._having.get(code, 0)
        return mask if asked else None


def _words(name: str, masks: Sequence[int | None]) -> list[pl.Series]:
    low = (1 << 64) - 1
    return [
        pl.Series(
            f"{name}_{word}", [None if mask is None else mask >> (64 * word) & low for mask in masks], dtype=pl.UInt64
        )
        for word in range(WORDS)
    ]


class Numpy:
    """A bit a programme: for each fact, a table of what each of its values meets and may meet; then ANDs."""

    def __init__(self, programmes: Sequence[Programme], firms: Sequence[Firm]) -> None:
        self._count = len(programmes)
        none = 10**9
        least = np.array([one.least or 0 for one in programmes])
        most = np.array([none if one.most is None else one.most for one in programmes])
        youngest = np.array([_times(one.min_years) or 0 for one in programmes])
        oldest = np.array([none if one.under_years is None else 12 * one.under_years - 1 for one in programmes])
        micro = np.array([-1 if one.micro is None else one.micro for one in programmes])
        no_bound, no_age = (least == 0) & (most == none), (youngest == 0) & (oldest == none)
        self._tables = [
            _Table([firm.headcount for firm in firms], lambda n: (n >= least) & (n <= most), no_bound),
            _Table([firm.months for firm in firms], lambda n: (n >= youngest) & (n <= oldest), no_age),
            _Table([firm.micro for firm in firms], lambda one: (micro == -1) | (micro == one), micro == -1),
            _Listed([firm.places for firm in firms], [(one.places, frozenset()) for one in programmes]),
            _Listed([firm.trades for firm in firms], [(one.trades, one.no_trades) for one in programmes]),
        ]

    def run(self) -> tuple[Array, Array]:
        """The sure and the possible, a row of words a company."""
        first = self._tables[0]
        sure, may = first.sure[first.keys], first.may[first.keys]
        for table in self._tables[1:]:
            sure &= table.sure[table.keys]
            may &= table.may[table.keys]
        return sure, may

    def verdicts(self) -> list[bytes]:
        """Comparable rows."""
        sure, may = (
            np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")[:, : self._count] for bits in self.run()
        )
        return [row.tobytes() for row in sure + may]


class _Table:
    """For each value of a fact, the bits of what it meets; an unknown value meets what asks nothing."""

    keys: Array
    sure: Array
    may: Array

    def __init__(self, held: Sequence[Any], meets: Any, free: Array) -> None:
        values = sorted({one for one in held if one is not None})
        self.keys = _numbered(held, values)
        rows = np.array([meets(one) for one in values])
        self.sure = _packed(np.vstack([rows, free]))
        self.may = _packed(np.vstack([rows, np.ones_like(free)]))


class _Listed(_Table):
    """The same for lists of codes, each distinct pair of lists looked at once."""

    def __init__(
        self, held: Sequence[frozenset[str] | None], asked: Sequence[tuple[frozenset[str], frozenset[str]]]
    ) -> None:
        values = sorted({one for one in held if one is not None}, key=sorted)
        lists = list(dict.fromkeys(asked))
        place = {pair: number for number, pair in enumerate(lists)}
        of_call = np.array([place[pair] for pair in asked])
        meets = np.array(
            [[(not into or not into.isdisjoint(one)) and out.isdisjoint(one) for into, out in lists] for one in values]
        )
        free = np.array([not into and not out for into, out in lists])[of_call]
        self.keys = _numbered(held, values)
        self.sure = _packed(np.vstack([meets[:, of_call], free]))
        self.may = _packed(np.vstack([meets[:, of_call], np.ones_like(free)]))


def _numbered(held: Sequence[Any], values: Sequence[Any]) -> Array:
    place = {one: number for number, one in enumerate(values)}
    return np.array([len(values) if one is None else place[one] for one in held], dtype=np.intp)


def _packed(rows: Array) -> Array:
    packed = np.packbits(rows, axis=1, bitorder="little")
    spare = -packed.shape[1] % 8
    return np.ascontiguousarray(np.pad(packed, ((0, 0), (0, spare)))).view(np.uint64)
