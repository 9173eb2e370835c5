"""`aidmatch board`: members against calls on one page to open in a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.board import lay
from aidmatch.cli._choose import choose_company
from aidmatch.cli._output import emit_bytes
from aidmatch.cli._session import Session, refuse
from aidmatch.formats._sentences import spoken as _
from aidmatch.score import profile

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.formats.board import Scope

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Write one page to open in a browser: members against calls, with filters, a calendar and a map of themes."),
    epilog=_("Examples: aidmatch board -o board.html · aidmatch board --public -o aids.html"),
)
def board(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("Write the page to this file."), show_default=False)
    ] = None,
    cluster: Annotated[str | None, typer.Option("--cluster", help=_("Keep the members of this cluster."))] = None,
    group: Annotated[str | None, typer.Option("--group", help=_("Keep the members of this group."))] = None,
    public: Annotated[bool, typer.Option("--public", help=_("Calls only: nothing of any member."))] = False,
    member: Annotated[str | None, typer.Option("--member", help=_("This member only: nothing of the others."))] = None,
) -> None:
    """The board."""
    from aidmatch.deliver.folder import adopt

    session = Session()
    scope: Scope = "public" if public else "member" if member is not None else "internal"
    if (public and (member is not None or cluster or group)) or (member is not None and (cluster or group)):
        refuse(
            "--public, --member and --cluster or --group do not go together",
            "a page is for everybody, for one member, or for the people of the cluster",
        )
    if output is None and sys.stdout.isatty():
        refuse("a page is not for terminals", "write it to a file with -o board.html")
    members, about = _members(session, scope, cluster, group, member)
    emit_bytes(written(session, scope, members, about), output)
    if output is not None:
        if scope != "public" and output.is_file():
            adopt(output, members[0].id if scope == "member" else "")
        session.note(session.wording.text("Written: {file:text}", file=str(output)))
    session.finish()


def whole(session: Session) -> bytes:
    """The page of all members, for the people of the cluster."""
    members, about = _members(session, "internal", None, None, None)
    return written(session, "internal", members, about)


def written(session: Session, scope: Scope, members: list[Company], about: str) -> bytes:
    """The page."""
    from aidmatch.formats import _pictures
    from aidmatch.formats.board import Texts, page

    catalogue, at, scoring = session.catalogue, session.at, session.settings.scoring
    cards = session.cards(closed=False)
    briefs = {card.ordinal: catalogue.brief(card.ordinal, at) for card in cards if card.state(at) != "closed"}
    laid = lay(
        cards,
        members,
        session.memory.sifter(catalogue.sieve(at)),
        lambda ordinal: briefs[ordinal].terms,
        lambda company: profile(company, catalogue.lookup, catalogue.count, catalogue.thesaurus, scoring),
        scoring,
        at,
        session.memory.match,
    )
    if not _pictures.can_draw():
        session.note(session.wording.text("The page has no pictures: install them with pip install 'aidmatch[board]'"))
    return page(session.wording, laid, Texts(briefs, catalogue.closings(at)), scope, about)


def _members(
    session: Session, scope: Scope, cluster: str | None, group: str | None, member: str | None
) -> tuple[list[Company], str]:
    """The members the page may hold, and what it is about."""
    if scope == "public":
        return [], ""
    if member is not None:
        chosen = choose_company(session, member)
        return [chosen], chosen.name
    held = list(session.catalogue.companies())
    for option, asked, known in (
        ("cluster", cluster, sorted({name for company in held for name in company.clusters})),
        ("group", group, sorted({name for company in held for name in company.groups})),
    ):
        if asked is not None and asked not in known:
            refuse(
                "--{option}: no member has {word:text}",
                "there are: {known:text}",
                option=option,
                word=asked,
                known=", ".join(known),
            )
    kept = [
        company
        for company in held
        if (cluster is None or cluster in company.clusters) and (group is None or group in company.groups)
    ]
    return kept, " · ".join(name for name in (cluster, group) if name)
