"""`--cluster` and `--group`: some of the members only, for every command that shows or counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._session import refuse
from aidmatch.formats._sentences import spoken as _
from aidmatch.search.stems import fold

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.company import Company

CLUSTER = Annotated[
    list[str] | None, typer.Option("--cluster", help=_("Keep the members of this cluster; may be repeated."))
]
GROUP = Annotated[
    list[str] | None, typer.Option("--group", help=_("Keep the members of this group (collège); may be repeated."))
]


def within(session: Session, cluster: list[str] | None, group: list[str] | None) -> Callable[[Company], bool]:
    """Whether a member is in one of the clusters and one of the groups asked for; a name nobody has is refused."""
    if not cluster and not group:
        return lambda _: True
    companies = list(session.catalogue.companies())
    clusters = _known("cluster", cluster, (one for company in companies for one in company.clusters))
    groups = _known("group", group, (one for company in companies for one in company.groups))

    def holds(company: Company) -> bool:
        return (not clusters or not clusters.isdisjoint(company.clusters)) and (
            not groups or not groups.isdisjoint(company.groups)
        )

    return holds


def _known(option: str, given: list[str] | None, there: Iterable[str]) -> frozenset[str]:
    """The names asked for, as the files write them."""
    if not given:
        return frozenset()
    spoken: dict[str, set[str]] = {}
    for name in there:
        spoken.setdefault(fold(name), set()).add(name)
    for name in given:
        if fold(name) not in spoken:
            refuse(
                "--{option}: no member has {name:text}",
                "there are: {known:text}",
                option=option,
                name=name,
                known=", ".join(sorted(one for several in spoken.values() for one in several)) or "0",
            )
    return frozenset(one for name in given for one in spoken[fold(name)])
