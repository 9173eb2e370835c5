"""The sources whose last run was not complete, as a letter tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from aidmatch.cli._session import Session


def title_of(session: Session, source: str) -> str:
    """A source as people know it; one with a name of its own in aidmatch.toml keeps it."""
    from aidmatch.sources import SOURCES, source_of

    if source not in SOURCES or source in session.settings.sources:
        return source
    return source_of(source, name=source, given={}, folder=session.workspace.path).ABOUT.title


def troubles_of(session: Session) -> tuple[str, ...]:
    """Sources whose last run was not complete, each in a sentence."""
    from aidmatch.catalogue.store import Store
    from aidmatch.prepare import home_of_store

    home = home_of_store(session.workspace.path)
    if not home.is_file():
        return ()
    words, told = session.wording, []
    with Store(home) as store:
        last: dict[str, datetime] = {}
        state: dict[str, str] = {}
        for run in reversed(store.runs()):
            state[run.source] = run.state
            if run.state == "complete":
                last[run.source] = run.started
    titles = {source: title_of(session, source) for source in state}
    for source in sorted(state):
        if state[source] in ("complete", "reread", "running"):
            continue
        if source in last:
            day = last[source].date()
            told.append(
                words.text(
                    "{source:text} could not be read; what is told of it dates from {day:date}",
                    source=titles[source],
                    day=day,
                )
            )
        else:
            told.append(words.text("{source:text} could not be read yet", source=titles[source]))
    return tuple(told)
