"""What a person typed -> the company or call meant, or "did you mean"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aidmatch.cli._session import is_interactive, refuse

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.company import Company

_SURE = 90
_NEAR = 55
_APART = 5
"""Scores of rapidfuzz, 0 to 100."""


def choose_company(session: Session, typed: str) -> Company:
    """The company named by its id, its SIREN or its name, typed roughly."""
    found = session.catalogue.company(typed)
    if found is not None:
        return found
    names = session.catalogue.company_names()
    digits = re.sub(r"\s", "", typed)
    for company, name, siren in names:
        if typed.casefold() == name.casefold() or (siren is not None and digits[:9] == siren):
            return _company(session, company)
    if not names:
        refuse(
            "there is no company in this workspace",
            "add one with: aidmatch companies add NAME",
        )
    chosen = _nearest(session, typed, {company: name for company, name, _ in names}, what="company")
    return _company(session, chosen)


def _company(session: Session, company: str) -> Company:
    found = session.catalogue.company(company)
    if found is None:
        raise LookupError(company)
    return found


def choose_call(session: Session, typed: str) -> int:
    """The ordinal of the call named by its id, its URL or words of its title."""
    found = session.catalogue.call_ordinal(typed)
    if found is not None:
        return found
    names = session.catalogue.call_names()
    address = _address(typed)
    for ordinal, _, title, url in names:
        if typed.casefold() == title.casefold() or (url and "/" in typed and _address(url) == address):
            return ordinal
    chosen = _nearest(session, typed, {call: f"{title} {call}" for _, call, title, _ in names}, what="call")
    return next(ordinal for ordinal, call, _, _ in names if call == chosen)


def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|[?#].*$|/+$", "", url.casefold())


def _nearest(session: Session, typed: str, names: dict[str, str], *, what: str) -> str:
    """The one id near enough to what was typed; otherwise the nearest are offered or named."""
    from rapidfuzz import fuzz, process, utils

    best = process.extract(typed, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=5)
    sure = [key for _, score, key in best if score >= _SURE]
    if len(sure) == 1 or (sure and best[0][1] - best[1][1] >= _APART):
        session.note(session.wording.text("{name} ({id})", name=names[best[0][2]].replace(f" {best[0][2]}", ""), id=best[0][2]))
        return str(best[0][2])
    near = [key for _, score, key in best if score >= _NEAR]
    if near and is_interactive() and not session.wanted.quiet:
        return _ask(session, near, names)
    listed = ", ".join(near)
    if what == "company":
        if near:
            refuse("no such company: {typed:text}", "did you mean: {near:text}?", typed=typed, near=listed)
        refuse("no such company: {typed:text}", "see them all with: aidmatch companies list", typed=typed)
    if near:
        refuse("no such call: {typed:text}", "did you mean: {near:text}?", typed=typed, near=listed)
    refuse("no such call: {typed:text}", "look for one with: aidmatch search TEXT", typed=typed)


def _ask(session: Session, near: list[str], names: dict[str, str]) -> str:
    import click

    words = session.wording
    for place, key in enumerate(near, start=1):
        click.echo(words.text("  {place}. {name} ({id})", place=place, name=names[key].replace(f" {key}", ""), id=key), err=True)
    answer = click.prompt(
        words.text("Which one?"), type=click.IntRange(1, len(near)), default=1, err=True, show_default=True
    )
    return str(near[answer - 1])


def known_words(session: Session, option: str, given: list[str] | None) -> frozenset[str]:
    """The values of a filter, each one that some call has."""
    if not given:
        return frozenset()
    known = session.catalogue.words(option)
    for word in given:
        if word not in known:
            refuse(
                "--{option}: no call has {word:text}",
                "there are: {known:text}",
                option=option,
                word=word,
                known=", ".join(sorted(known)),
            )
    return frozenset(given)
