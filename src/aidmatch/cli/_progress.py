"""A bar for people on long work, on stderr; nothing into pipes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aidmatch.cli._session import Session

FEW = 50
"""Steps up to which no bar is worth its flicker."""


@contextmanager
def progress(session: Session, total: int) -> Iterator[Callable[[], None]]:
    """What to call at each step."""
    if session.wanted.quiet or total <= FEW or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
    ) as bars:
        task = bars.add_task("", total=total)
        yield lambda: bars.advance(task)
