"""`--costs`: the costs of a project as they would be, in one sum or by item; nothing is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._session import refuse
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aidmatch.cli._session import Session
    from aidmatch.company import Company

OPTION = "--costs"

COSTS = Annotated[
    list[str] | None,
    typer.Option(
        OPTION,
        metavar=_("EUROS|ITEM=EUROS"),
        help=_(
            "Suppose the project's costs, without saving them: one sum, or one by item, repeated "
            "(staff, equipment, premises, services, intangible, travel, training, running)."
        ),
        show_default=False,
    ),
]


def suppose_costs(session: Session, company: Company, project: str | None, typed: Sequence[str]) -> Company:
    """The company with other costs of the project named, or of the only one it has."""
    from aidmatch.cli._supposing import suppose

    if project is None and len(company.projects) > 1:
        refuse(
            "which of its projects?",
            "name it with --project; there are: {known:text}",
            known=", ".join(one.id for one in company.projects),
        )
    which = f"project.{project}." if project is not None else "project."
    return suppose(session, company, [f"{which}{told}" for told in _told(typed)])


def _told(typed: Sequence[str]) -> list[str]:
    """As `--if` takes it: `costs=300000`; by item their sum first, as they stand for all of the costs."""
    if len(typed) == 1 and "=" not in typed[0]:
        return [f"costs={_euros(typed[0], typed[0])}"]
    items: dict[str, int] = {}
    for one in typed:
        item, _equals, sum_ = one.partition("=")
        name = _item(item, one)
        items[name] = items.get(name, 0) + _euros(sum_, one)
    return [f"costs={sum(items.values())}", f"costs_by={json.dumps(items)}"]


def _euros(text: str, typed: str) -> int:
    from aidmatch.worth import sum_told

    found = sum_told(text)
    if found is None:
        refuse(
            "{option}: not one figure: {typed:text}",
            "write it as 45 000 or 1,2 M€, before tax",
            option=OPTION,
            typed=typed,
        )
    return found


def _item(text: str, typed: str) -> str:
    from aidmatch.worth import ITEMS, item_named

    found = item_named(text)
    if found is None:
        refuse(
            "{option}: no such value: {typed:text}",
            "there are: {known:text}",
            option=OPTION,
            typed=typed,
            known=", ".join(ITEMS),
        )
    return found
