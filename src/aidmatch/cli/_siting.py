"""Where a project is, as regional aid asks: by the list of areas the workspace has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aidmatch.areas import Site
    from aidmatch.call import Call
    from aidmatch.cli._session import Session
    from aidmatch.company import Project
    from aidmatch.nomenclatures.regional_areas import Area


def areas_of(session: Session) -> list[Area]:
    """The areas of the workspace's list; what is wrong in it is told."""
    from aidmatch.zoning import zones

    found, problems = zones(session.workspace.path)
    session.problems.extend(problems)
    session.tell_problems(problems)
    return found


def site_of(session: Session, call: Call, project: Project | None) -> Site | None:
    """The area the project's place is in, as far as the lists tell; None where the law of the aid does not ask."""
    from aidmatch.areas import site
    from aidmatch.intensity import aims_of, depends_on_zone

    today = session.at.date()
    if not depends_on_zone(aims_of(call.amounts), today):
        return None
    return site(project.place if project else None, areas_of(session), today)
