"""`aidmatch calls history`: where each field of a call comes from, and what each run saw of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._choose import choose_call
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.call import Call, Origin
    from aidmatch.catalogue.remembered import Trail
    from aidmatch.history import Standing, Step, Teller


def history(
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Each field with its source, since when and when last seen; then what each run saw."""
    from aidmatch.formats import past

    session = Session()
    own, title, found, steps = _found(session, call)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        past.show(session.out, session.wording, title, found, steps)
    else:
        emit(past.document(own, title, found, steps, session.at), chosen, output)
    session.finish()


def _found(session: Session, typed: str) -> tuple[str, str, list[Standing], list[Step]]:
    """The call's id and title, its fields, and what was seen of it; no field of one that is gone."""
    from aidmatch.history import standings, steps

    catalogue = session.catalogue
    if catalogue.call_ordinal(typed) is None and (gone := _trails(session, typed)):
        return typed, gone[0].versions[-1].call.title, [], steps(gone)
    call = catalogue.call(choose_call(session, typed))
    origins = call.origins or (call.origin.model_copy(update={"call": call.id}),)
    trails = {origin.call: _trails(session, origin.call) for origin in origins if origin.call}
    tellers = [_teller(session, origin, trails.get(origin.call or "", [])) for origin in origins]
    return call.id, call.title, standings(call, tellers), steps([one for held in trails.values() for one in held])


def _trails(session: Session, call: str) -> list[Trail]:
    from aidmatch.catalogue.store import Store
    from aidmatch.prepare import home_of_store

    home = home_of_store(session.workspace.path)
    if not home.is_file():
        return []
    with Store(home) as store:
        return store.trails(call)


def _teller(session: Session, origin: Origin, trails: list[Trail]) -> Teller:
    from aidmatch.history import Teller

    # A data file comes before the store, as in the index.
    for own, file in _in_files(session, origin.call):
        return Teller(origin, own, None, file)
    standing = [one for one in trails if not one.is_gone]
    return Teller(origin, standing[0].versions[-1].call, standing[0], None) if standing else Teller(origin, *[None] * 3)


def _in_files(session: Session, call: str | None) -> Iterator[tuple[Call, str]]:
    """The call as a data file gives it, and the file."""
    from aidmatch.call import Call

    for file in session.catalogue.files():
        if file.shelf == "calls" and f'"{call}"' in file.records:
            yield from (
                (Call.model_validate(one), file.path) for one in json.loads(file.records) if one.get("id") == call
            )
