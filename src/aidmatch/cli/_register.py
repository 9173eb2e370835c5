"""`aidmatch companies add 123456789` and `companies refresh`: what the public register says, asked and told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from aidmatch.cli._choose import choose_company
from aidmatch.cli._lines import put
from aidmatch.cli._session import is_interactive, refuse, report
from aidmatch.errors import IN_PART, NOT_DONE, Refused, SourceError

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.company import Company
    from aidmatch.fetch import Fetcher
    from aidmatch.registries._profile import Profile


def asked_for(session: Session, given: str | None, from_name: str | None, *, offline: bool) -> Profile | None:
    """The profile a person asks for, by number or by name; None when what was given is a name to write down."""
    from aidmatch.registries import recherche_entreprises as register

    number = register.number_of(given) if given else None
    if number is None and from_name is None:
        return None
    if offline:
        _refuse_offline()
    try:
        with _fetcher(session) as fetcher:
            number = number or _chosen(session, fetcher, from_name or "")
            _refuse_known(session, number)
            profile = register.look_up(fetcher, number, session.at.date(), _url(session))
    except SourceError as error:
        report(error)
        raise typer.Exit(NOT_DONE) from error
    if profile is None:
        refuse(
            "the register has no company under {number:text}, or hides it whole",
            "give what you know by hand: aidmatch companies add NAME",
            number=number,
        )
    _tell(session, None, profile, number)
    if profile.is_ceased:
        refuse(
            "{name:text} has ceased: it is not added",
            "if the register is wrong, give what you know by hand: aidmatch companies add NAME",
            name=profile.facts["name"],
        )
    return profile


def refresh(session: Session, workspace: Path, named: list[str] | None, *, offline: bool, dry_run: bool) -> None:
    """Ask the register about members on file again, and tell what changed."""
    from aidmatch.registries import recherche_entreprises as register

    if offline:
        _refuse_offline()
    words, failed = session.wording, 0
    companies = _numbered(session, named)
    if not companies:
        session.note(words.text("No company on file has a SIREN."))
    with _fetcher(session) as fetcher:
        for done, (company, number) in enumerate(companies):
            try:
                profile = register.look_up(fetcher, number, session.at.date(), _url(session))
            except Refused as error:
                # It says no to this one; the others may be read.
                report(error)
                failed += 1
                continue
            except SourceError as error:
                report(error)
                left = len(companies) - done
                put(
                    words.plural(
                        "The register was not read for {n} company; run it again later.",
                        "The register was not read for {n} companies; run it again later.",
                        left,
                    ),
                    err=True,
                )
                failed += left
                break
            failed += not _refreshed(session, workspace, company, profile, number, dry_run=dry_run)
    if failed:
        raise typer.Exit(IN_PART)


def _refreshed(
    session: Session, workspace: Path, company: Company, profile: Profile | None, number: str, *, dry_run: bool
) -> bool:
    """Write and tell what one profile changes; False when the register does not know the company."""
    from aidmatch.amend import change
    from aidmatch.enrich import enrich
    from aidmatch.formats import register as shown
    from aidmatch.roster import RefusedFacts

    words = session.wording
    if profile is None:
        put(words.text("{name:text}: the register has nothing under {number}.", name=company.name, number=number))
        return False
    done = enrich(company, profile)
    lines = list(shown.changes(words, done))
    if profile.is_ceased:
        lines.insert(0, shown.ceased(words, profile))
    heading = words.text("{name:text} ({id})", name=company.name, id=company.id)
    if lines:
        put(heading)
        for line in lines:
            put(f"  {line}")
    else:
        put(words.text("{who}: nothing new", who=heading))
    if session.wanted.verbose:
        for line in shown.remarks(words, company, profile):
            put(f"  {line}", err=True)
    if done.changes and not dry_run:
        home = session.catalogue.company_file(company.id) or ""
        try:
            change(workspace / home, company.id, done.changes, session.at.date(), None)
        except RefusedFacts as error:
            session.tell_problems(error.problems)
            return False
    return True


def _numbered(session: Session, named: list[str] | None) -> list[tuple[Company, str]]:
    """The companies asked for, each with its number; one named without a number is refused before anything is asked."""
    chosen = [choose_company(session, one) for one in named] if named else list(session.catalogue.companies())
    found: dict[str, tuple[Company, str]] = {}
    for company in chosen:
        number = company.siren or (company.siret or "")[:9]
        if number:
            found[company.id] = (company, number)
        elif named:
            refuse(
                "{name:text} has no SIREN on file",
                "give it with: aidmatch companies set {id} siren=…",
                name=company.name,
                id=company.id,
            )
        else:
            session.detail(session.wording.text("{name:text} has no SIREN: left aside", name=company.name))
    return list(found.values())


def _chosen(session: Session, fetcher: Fetcher, text: str) -> str:
    """The SIREN chosen among the companies of a name."""
    import click

    from aidmatch.formats import register as shown
    from aidmatch.registries import recherche_entreprises as register

    words = session.wording
    found = register.search(fetcher, text, _url(session))
    if not found:
        refuse(
            "the register has no company in activity named {text:text}",
            "give its SIREN, or what you know by hand: aidmatch companies add NAME",
            text=text,
        )
    interactive = is_interactive()
    for place, one in enumerate(found, start=1):
        mark = f"{place}. " if interactive else ""
        click.echo(f"  {mark}{shown.candidate(words, one)}", err=True)
    if not interactive:
        refuse("which one? Nothing is asked without a terminal", "give its SIREN: aidmatch companies add SIREN")
    answer = click.prompt(words.text("Which one?"), type=click.IntRange(1, len(found)), err=True, prompt_suffix=" ")
    siren: str = found[int(answer) - 1].siren
    return siren


def _refuse_known(session: Session, number: str) -> None:
    """One company is on file once."""
    for company in session.catalogue.companies():
        if number[:9] in (company.siren, (company.siret or "")[:9]):
            refuse(
                "{name:text} is on file already, as {id}",
                "ask the register about it again with: aidmatch companies refresh {id}",
                name=company.name,
                id=company.id,
            )


def _tell(session: Session, company: Company | None, profile: Profile, number: str) -> None:
    from aidmatch.formats import register as shown

    for line in shown.remarks(session.wording, company, profile):
        session.note(line)
    if len(number) == 14 and number != profile.facts.get("siret", number):
        session.note(session.wording.text("This SIRET is of another establishment; what is written is the seat."))


@contextmanager
def _fetcher(session: Session) -> Iterator[Fetcher]:
    from aidmatch.fetch import Fetcher
    from aidmatch.registries import recherche_entreprises as register

    settings = session.settings
    pace = min(settings.pace, register.PACE)
    # No cache at all: what is said of a company is kept in its file alone.
    with Fetcher(contact=settings.contact, pace=pace, limits=register.LIMITS) as fetcher:
        yield fetcher


def _url(session: Session) -> str:
    from aidmatch.registries import recherche_entreprises as register

    return session.settings.registries.get(register.NAME, register.URL)


def _refuse_offline() -> NoReturn:
    refuse(
        "the public register is on the network: it cannot be asked with --offline",
        "give what you know by hand: aidmatch companies add NAME, or companies set COMPANY FIELD=VALUE",
    )
