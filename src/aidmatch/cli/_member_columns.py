"""The columns of a list of members: shown, approved by a person, remembered in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from aidmatch import config
from aidmatch.cli._lines import agreed
from aidmatch.cli._session import is_interactive, refuse
from aidmatch.formats import _words
from aidmatch.search.stems import fold

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.roster.columns import Column
    from aidmatch.roster.reading import Listing


def said(session: Session, given: list[str] | None) -> Mapping[str, str]:
    """What is known of the columns: by the settings, then by this run's --column."""
    from aidmatch.roster.columns import fields

    words = session.wording
    spoken = {fold(field): field for field in fields()}
    spoken |= {fold(words.term(_words.MEMBERS, field)): field for field in fields()}
    for heading, field in session.settings.columns.items():
        if field and field not in fields():
            refuse(
                "aidmatch.toml, companies.columns: {heading:text} is to hold {field:text}, which is no field",
                "there are: {known:text}",
                heading=heading,
                field=field,
                known=", ".join(fields()),
            )
    found = dict(session.settings.columns)
    for one in given or ():
        heading, equals, field = one.rpartition("=")
        if not equals or (field.strip() and fold(field.strip()) not in spoken):
            refuse(
                "--column {given:text}: 'HEADING=FIELD' was expected",
                "the fields are: {known:text}; nothing after the sign leaves the column aside",
                given=one,
                known=", ".join(fields()),
            )
        found[heading.strip()] = spoken[fold(field.strip())] if field.strip() else ""
    return found


def approved(
    session: Session, workspace: Path, listing: Listing, known: Mapping[str, str], *, yes: bool, keep: bool = True
) -> Listing:
    """The list with the columns that a person approved, or whose headings leave no doubt."""
    columns = listing.columns
    spoken = {" ".join(heading.split()) for heading in known}
    seen = [one for one in columns if (one.field or one.is_told) and one.heading != one.field]
    fresh = [one for one in seen if one.heading not in spoken]
    if listing.form == "json" or not fresh:
        return _without_doubtful(session, listing) if not yes else listing
    asks = is_interactive() and not yes
    _show(session, columns, marks=asks or not yes)
    if asks:
        columns = _asked(session, columns)
    elif not yes:
        return _without_doubtful(session, listing)
    if keep and (asks or yes):
        config.keep_columns(workspace, {one.heading: one.field or "" for one in columns if one.field or one.is_told})
        session.note(session.wording.text("Kept for the next time in {file:text}", file=config.FILE))
    return listing._replace(columns=tuple(columns))


def _show(session: Session, columns: tuple[Column, ...], *, marks: bool) -> None:
    words = session.wording
    session.note(words.text("Columns read:"))
    for one in columns:
        if one.field:
            doubt = words.text(" (not sure)") if marks and not one.is_sure else ""
            year = f" {one.year}" if one.year else ""
            field = words.term(_words.MEMBERS, one.field)
            session.note(
                words.text(
                    "  {heading:text} → {field}{year}{doubt}", heading=one.heading, field=field, year=year, doubt=doubt
                )
            )
    _tell_aside(session, [one for one in columns if not one.field and one.is_told])


def _tell_aside(session: Session, aside: list[Column]) -> None:
    if aside:
        told = ", ".join(dict.fromkeys(one.heading for one in aside))
        session.note(session.wording.text("Left aside: {headings:text} (take one with --column)", headings=told))


def _without_doubtful(session: Session, listing: Listing) -> Listing:
    """The list without what only a person can tell."""
    words = session.wording
    kept = []
    for one in listing.columns:
        if one.field and not one.is_sure:
            session.note(
                words.text(
                    "{heading:text}: {field}? Not sure, so left aside; take it with --column '{heading:text}={id}', "
                    "or all with --yes",
                    heading=one.heading,
                    field=words.term(_words.MEMBERS, one.field),
                    id=one.field,
                )
            )
            kept.append(one._replace(field=None, is_told=False))
        else:
            kept.append(one)
    if listing.form == "json":
        _tell_aside(session, [one for one in kept if not one.field and one.is_told])
    return listing._replace(columns=tuple(kept))


def _asked(session: Session, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns as a person approves or corrects them."""
    import click

    words = session.wording
    if agreed(words, words.text("Is this right?"), default=True):
        return columns
    from aidmatch.roster.columns import fields

    labels = {field: words.term(_words.MEMBERS, field) for field in fields()}
    session.note(words.text("For each column: Enter keeps what is shown, - leaves it aside. The fields:"))
    session.note(click.wrap_text(", ".join(labels.values()), session.out.width, "  ", "  "))
    spoken = {fold(field): field for field in labels} | {fold(label): field for field, label in labels.items()}

    def read(answer: str) -> str:
        if answer.strip() == "-":
            return ""
        if fold(answer.strip()) not in spoken:
            raise click.UsageError(words.text("no such field: {field:text}", field=answer))
        return spoken[fold(answer.strip())]

    found = []
    for one in columns:
        if one.field or one.is_told:
            default = labels[one.field] if one.field else "-"
            field = click.prompt(
                f"  {words.text('{heading:text}', heading=one.heading)}", default, value_proc=read, err=True
            )
            found.append(one._replace(field=field or None, is_sure=True, is_told=True))
        else:
            found.append(one)
    return tuple(found)
