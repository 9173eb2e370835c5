"""What a person typed -> the company or call meant, or "did you mean"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aidmatch.cli._session import is_interactive, refuse
from aidmatch.errors import SettingsError
from aidmatch.formats import _words
from aidmatch.search.stems import fold
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.company import Company, Project

# Scores of rapidfuzz, 0 to 100: a name is taken when it is near enough and far enough ahead of the next.
_SURE, _APART = 88, 3
_LIKELY, _FAR_APART = 72, 20
_NEAR = 55


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
    from rapidfuzz import fuzz, process

    def folded(text: str) -> str:
        return " ".join(fold(word) for word in re.split(r"[\W_]+", text))

    # A company is known by its whole name, a call by a few words of a long title.
    scorer = fuzz.WRatio if what == "company" else fuzz.token_set_ratio
    best = process.extract(typed, names, scorer=scorer, processor=folded, limit=5)
    lead = best[0][1] - best[1][1] if len(best) > 1 else best[0][1]
    if (best[0][1] >= _SURE and lead >= _APART) or (best[0][1] >= _LIKELY and lead >= _FAR_APART):
        chosen = str(best[0][2])
        session.note(_named(session, chosen, names))
        return chosen
    near = [key for _, score, key in best if score >= _NEAR]
    if near and is_interactive() and not session.wanted.quiet:
        return _ask(session, near, names)
    listed = ", ".join(near)
    nothing = {
        "company": say("no such company: {typed:text}", typed=typed),
        "call": say("no such call: {typed:text}", typed=typed),
    }
    elsewhere = {
        "company": say("see them all with: aidmatch companies list"),
        "call": say("look for one with: aidmatch search TEXT"),
    }
    raise SettingsError(nothing[what], say("did you mean: {near:text}?", near=listed) if near else elsewhere[what])


def _named(session: Session, key: str, names: dict[str, str]) -> str:
    """« Studio Brumequille (studio-brumequille) »; a call's name bears its id already."""
    return session.wording.text("{name:text} ({id})", name=names[key].removesuffix(f" {key}"), id=key)


def _ask(session: Session, near: list[str], names: dict[str, str]) -> str:
    import click

    words = session.wording
    for place, key in enumerate(near, start=1):
        click.echo(f"  {place}. {_named(session, key, names)}", err=True)
    answer = click.prompt(
        words.text("Which one?"),
        type=click.IntRange(1, len(near)),
        default=1,
        err=True,
        show_default=True,
        prompt_suffix=" ",
    )
    return str(near[answer - 1])


def known_words(session: Session, option: str, given: list[str] | None) -> frozenset[str]:
    """The values of a filter, each one that some call has."""
    if not given:
        return frozenset()
    known = session.catalogue.words(option)
    labels = {"instrument": _words.INSTRUMENTS, "level": _words.LEVELS}.get(option, {})
    spoken = {fold(session.wording.term(labels, word)): word for word in known}
    given = [spoken.get(fold(word), word) for word in given]
    for word in given:
        if word not in known:
            refuse(
                "--{option}: no call has {word:text}",
                "there are: {known:text}",
                option=option,
                word=word,
                known=", ".join(sorted(session.wording.term(labels, word) for word in known)),
            )
    return frozenset(given)


def choose_project(company: Company, typed: str) -> Project:
    """The project of that id; a wrong one is refused with those there are."""
    found = company.project(typed)
    if found is None:
        known = ", ".join(one.id for one in company.projects) or "–"
        refuse("no such project: {project:text}", "there are: {known:text}", project=typed, known=known)
    return found


def choose_costs(typed: str | None) -> int | None:
    """Eligible costs as people write them."""
    from aidmatch.cli._given import euros

    return None if typed is None else euros("--costs", typed)
