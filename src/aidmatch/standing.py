"""Which call stands under each id: twins told, overlays laid over, several portals made one.

A record of a data file is kept as the file gives it; what stands in its place is worked out anew each time the index
is made, as it depends on the neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from aidmatch.call import Call
from aidmatch.catalogue.writing import Source
from aidmatch.datafiles import line_of_id, problems_in, twin
from aidmatch.errors import Problem, problems_from_json, problems_to_json
from aidmatch.overlay import Overlay, corrected
from aidmatch.reconcile import group, merge
from aidmatch.reconcile.decisions import read_decisions


def standing(
    workspace: Path, sources: Sequence[Source], calls: str, same: str
) -> tuple[list[Source], dict[str, Call | None]]:
    """The sources with what is wrong between them; by id what stands for a record, None where it is told in another.

    `calls` is the folder of the calls that a person wrote, `same` the file of what a person decided on doubles, both
    relative to the workspace.
    """
    told, corrections = _corrections(workspace, _with_twins(workspace, sources))
    return told, _reconciled(workspace, told, corrections, calls, same)


def _with_twins(workspace: Path, sources: Sequence[Source]) -> list[Source]:
    """The sources with a problem for each id that an earlier file already holds."""
    homes: dict[tuple[str, str], str] = {}
    told: list[Source] = []
    for source in sources:
        # A file that is not read again brings those of the last time, when its neighbours were others.
        problems = [one for one in problems_from_json(source.problems) if not _is_between_files(one)]
        for record in source.records:
            home = homes.setdefault((source.shelf, record.id), source.path)
            if home != source.path:
                problems.append(twin(source.path, line_of_id(workspace / source.path, record.id), record.id, home))
        told.append(source._replace(problems=problems_to_json(problems)))
    return told


def _is_between_files(problem: Problem) -> bool:
    return problem.field == "id" and dict(problem.what.values).get("home", problem.file) != problem.file


def _corrections(workspace: Path, sources: list[Source]) -> tuple[list[Source], dict[str, Call]]:
    """The calls over which an overlay stands, as it makes them; one that makes no valid call is told, and left off."""
    overlays = {
        one.id: (one, source.path)
        for source in reversed(sources)
        for one in reversed(source.records)
        if isinstance(one, Overlay)
    }
    made: dict[str, Call] = {}
    wrong: dict[str, list[Problem]] = {}
    for call in (call for source in sources if overlays and source.shelf == "calls" for call in source.records):
        if call.id not in overlays or call.id in made:
            continue
        overlay, file = overlays[call.id]
        try:
            made[call.id] = corrected(call, overlay, file)  # type: ignore[arg-type]
        except ValidationError as error:
            wrong.setdefault(file, []).extend(problems_in(error, workspace / file, file, call.id))
    told = [
        one._replace(problems=problems_to_json([*problems_from_json(one.problems), *wrong[one.path]]))
        if one.path in wrong
        else one
        for one in sources
    ]
    return told, made


def _reconciled(
    workspace: Path, sources: list[Source], corrections: Mapping[str, Call], calls: str, same: str
) -> dict[str, Call | None]:
    """The calls that stand in place of the records by their id, None for one told within another."""
    read: dict[str, Call] = {}
    curated: set[str] = set()
    for source in (one for one in sources if one.shelf == "calls"):
        for call in source.records:
            if read.setdefault(call.id, call) is call and source.path.startswith(calls):  # type: ignore[arg-type]
                curated.add(call.id)
    decisions, _ = read_decisions(workspace / same, same) if (workspace / same).is_file() else ([], [])
    stands: dict[str, Call | None] = dict(corrections)
    for one in group([corrections.get(name, call) for name, call in read.items()], decisions, curated):
        if len(one.calls) > 1:
            stands.update(dict.fromkeys(call.id for call in one.calls))
            merged = merge(one, curated)
            stands[merged.id] = merged
    return stands
