"""The board's pictures, by matplotlib: when calls close, and which themes suit whom.

SVG is the same bytes for the same data: ids come from a fixed salt, no date is written, and text stays text. Each
picture stands in the page as an image of its own, in which no style and no script of the page acts, nor its in it.
"""

from __future__ import annotations

import base64
import io
import logging
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from aidmatch.board import fitting
from aidmatch.formats import _words
from aidmatch.formats._plain import plain, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aidmatch.board import Board
    from aidmatch.catalogue import Card
    from aidmatch.formats._wording import Wording

NAMED = 24
"""Closings, or themes, that a picture has room to name."""

NUMBERED = 60
"""Rows up to which each square of a map bears its number; beyond, a scale says what its colour means."""

MONTHS = 12

_INK, _SOFT, _LINE, _MAIN = "#22303c", "#5b6b78", "#d5dce1", "#2b6c8f"
_STEPS = ("#d6e6ee", "#a3c8da", "#689fbd", "#35789c", "#124b69")
"""From few to many."""

_LETTERS = 46
"""Longest name beside a picture."""


class Picture(NamedTuple):
    """An image, and what it shows for who does not see it."""

    address: str
    """A data: address."""
    alt: str
    width: int
    height: int


def can_draw() -> bool:
    """Whether the library is installed (`aidmatch[board]`)."""
    return find_spec("matplotlib") is not None


def calendar(words: Wording, cards: Sequence[Card], days: Sequence[datetime | None], at: datetime) -> Picture | None:
    """Closings of the coming months: how many in each, and the nearest by name; None when there is none."""
    months = _months(words, at)
    dated = [(day, card) for card, day in zip(cards, days, strict=True) if day and (day.year, day.month) in months]
    if not dated or not can_draw():
        return None
    counts = Counter((day.year, day.month) for day, _ in dated)
    near = dated[:NAMED]
    starts = [date(year, month, 1) for year, month in months]
    edges = [(start - starts[0]).days for start in starts]
    with _figure(11, 2.4 + 0.29 * len(near)) as figure:
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=[1.7, 0.5 + 0.29 * len(near)])
        middles = [edge + 15 for edge in edges]
        heights = [counts[month] for month in months]
        above.bar(middles, heights, width=19, color=_MAIN)
        for middle, height in zip(middles, heights, strict=True):
            if height:
                above.text(middle, height, f"{height}", ha="center", va="bottom", color=_INK, fontsize=9)
        above.set_xticks(middles, list(months.values()))
        above.tick_params(axis="x", labelbottom=True)
        above.set_yticks([])
        above.set_ylim(0, max(heights) * 1.25)
        above.set_title(words.text("Closings by month"), loc="left", fontsize=11, color=_INK)
        for edge in edges:
            below.axvline(edge, color=_LINE, linewidth=0.8, zorder=0)
        for place, (day, _) in enumerate(near):
            far = (day.date() - starts[0]).days
            below.plot(far, place, "o", color=_MAIN, markersize=6)
            below.annotate(
                words.date(day.date()),
                (far, place),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
                color=_SOFT,
            )
        below.set_yticks(range(len(near)), [shortened(card.title, _LETTERS) for _, card in near])
        below.set_ylim(len(near) - 0.4, -0.6)
        below.set_xlim(0, edges[-1] + 31)
        below.tick_params(axis="x", labelbottom=False)
        below.set_title(words.text("The next to close"), loc="left", fontsize=11, color=_INK)
        alt = words.plural("{n} call closes within twelve months.", "{n} calls close within twelve months.", len(dated))
        day, card = near[0]
        first = words.text(
            "The next, on {day:date}: {title:text}", day=day.date(), title=shortened(card.title, _LETTERS)
        )
        return _drawn(figure, f"{alt} {first}")


def suiting(words: Wording, board: Board) -> Picture | None:
    """How many calls of each theme suit each member."""
    found = fitting(board)
    if not found or not can_draw():
        return None
    totals: Counter[str] = Counter()
    for (_, theme), count in found.items():
        totals[theme] += count
    themes = sorted(totals, key=lambda theme: (-totals[theme], theme))[:NAMED]
    rows = [(member.company.id, plain(member.company.name)) for member in board.members]
    alt = words.plural(
        "Calls that suit {n} member, by theme; the lists of this page say the same in words.",
        "Calls that suit {n} members, by theme; the lists of this page say the same in words.",
        len(rows),
    )
    return _heat(rows, [(theme, words.term(_words.THEMES, plain(theme))) for theme in themes], found, alt)


def months(words: Wording, cards: Sequence[Card], days: Sequence[datetime | None], at: datetime) -> Picture | None:
    """How many calls of each theme close in each coming month."""
    columns = _months(words, at)
    found: Counter[tuple[Any, Any]] = Counter()
    for card, day in zip(cards, days, strict=True):
        if day is not None and (day.year, day.month) in columns:
            found.update((theme, (day.year, day.month)) for theme in card.themes.split())
    if not found or not can_draw():
        return None
    rows = [(theme, words.term(_words.THEMES, plain(theme))) for theme in sorted({theme for theme, _ in found})[:NAMED]]
    alt = words.text("Calls by theme and month of closing; the lists of this page say the same in words.")
    return _heat(rows, list(columns.items()), found, alt)


def _months(words: Wording, at: datetime) -> dict[tuple[int, int], str]:
    """The coming months with their short names; the year stands under January and under the first."""
    from babel.dates import format_date

    locale = "fr_FR" if words.language == "fr" else "en_GB"
    told = {}
    for ahead in range(MONTHS):
        year, month = divmod(at.year * 12 + at.month - 1 + ahead, 12)
        day = at.date().replace(year=year, month=month + 1, day=1)
        name = format_date(day, "MMM", locale=locale)
        told[year, month + 1] = f"{name}\n{year}" if ahead == 0 or month == 0 else name
    return told


def _heat(
    rows: Sequence[tuple[Any, str]], columns: Sequence[tuple[Any, str]], found: Mapping[tuple[Any, Any], int], alt: str
) -> Picture:
    """A square for each row and column, darker for more, with its number where the rows are not too many."""
    from matplotlib.patches import Patch, PathPatch
    from matplotlib.path import Path

    most = max(found.values())
    is_numbered = len(rows) <= NUMBERED
    bins: list[list[Path]] = [[] for _ in _STEPS]
    with _figure(2.4 + 0.52 * len(columns), 1.3 + 0.3 * len(rows)) as figure:
        axes = figure.subplots()
        for y, (row, _) in enumerate(rows):
            for x, (column, _) in enumerate(columns):
                count = found.get((row, column), 0)
                if not count:
                    continue
                step = min(len(_STEPS) - 1, (count - 1) * len(_STEPS) // most)
                bins[step].append(_square(x, y))
                colour = "white" if step > 1 else _INK
                if is_numbered:
                    axes.text(x, y, f"{count}", ha="center", va="center", fontsize=8, color=colour)
        for step, squares in enumerate(bins):
            if squares:
                axes.add_patch(PathPatch(Path.make_compound_path(*squares), facecolor=_STEPS[step], linewidth=0))
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks(range(len(rows)), [shortened(name, _LETTERS) for _, name in rows])
        turned: dict[str, Any] = {"rotation": 40, "ha": "left", "rotation_mode": "anchor"}
        is_short = all(len(line) < 8 for _, name in columns for line in name.split("\n"))
        axes.set_xticks(range(len(columns)), [name[:_LETTERS] for _, name in columns], **({} if is_short else turned))
        axes.xaxis.tick_top()
        if not is_numbered:
            bounds = [-(-step * most // len(_STEPS)) + 1 for step in range(len(_STEPS) + 1)]
            scale = [
                Patch(color=colour, label=f"{low}" if low == high else f"{low}–{high}")
                for colour, low, high in zip(_STEPS, bounds[:-1], [bound - 1 for bound in bounds[1:]], strict=True)
                if low <= high
            ]
            figure.legend(handles=scale, loc="outside upper left", ncols=len(scale), frameon=False, fontsize=9)
        return _drawn(figure, alt)


def _square(x: int, y: int) -> Any:
    from matplotlib.path import Path

    half = 0.46
    corners = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    return Path([*corners, corners[0]], closed=True)


@contextmanager
def _figure(width: float, height: float) -> Iterator[Any]:
    """A blank figure, drawn without any setting of this machine's user; a dollar in a title is a dollar."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: dict[Any, Any] = {
        "svg.hashsalt": "aidmatch",
        "svg.fonttype": "none",
        "font.family": ["DejaVu Sans", "sans-serif"],
        "text.parse_math": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.spines.bottom": False,
        "axes.titlepad": 10,
        "xtick.color": _SOFT,
        "ytick.color": _INK,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
    }
    with mpl.rc_context(), warnings.catch_warnings():
        # A title in an alphabet the measuring font lacks is measured roughly, and drawn by the reader's own fonts.
        warnings.simplefilter("ignore")
        mpl.rcdefaults()
        mpl.rcParams.update(settings)
        yield Figure(figsize=(width, height), layout="constrained")


def _drawn(figure: Any, alt: str) -> Picture:
    written = io.BytesIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.savefig(written, format="svg", transparent=True, metadata=nothing)
    width, height = (round(96 * inches) for inches in figure.get_size_inches())
    address = f"data:image/svg+xml;base64,{base64.b64encode(written.getvalue()).decode()}"
    return Picture(address, alt, width, height)
