"""What a company may get from a call, by the costs of its project and the regional-aid areas the workspace lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidmatch.worth import Worth, hangs_on_place, worth

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.cli._session import Session
    from aidmatch.company import Company, Project
    from aidmatch.grant import Asked


def worth_of(
    session: Session, call: Call, company: Company, project: Project | None, asked: Asked | None = None
) -> Worth:
    """The one way to an amount; the list of areas is read when the first call hangs on it."""
    today = session.at.date()
    areas = session.areas if hangs_on_place(call, today) else ()
    return worth(call, company, project, areas, today, asked)
