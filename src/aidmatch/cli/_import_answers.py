"""`companies import FORM.json`: the answers of a form of `ask`, into the member's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from aidmatch.ask import known_of
from aidmatch.ask.facts import field_of, is_open
from aidmatch.cli._lines import put
from aidmatch.cli._meant import meant
from aidmatch.errors import IN_PART, DataError, Problem
from aidmatch.value import say

if TYPE_CHECKING:
    from pathlib import Path

    from aidmatch.cli._session import Session
    from aidmatch.company import Company, Project


def import_answers(session: Session, workspace: Path, file: Path, *, overwrite: bool, dry_run: bool) -> None:
    """Save what nobody told yet; what is on file stays, unless told to."""
    from aidmatch.amend import change
    from aidmatch.ask.replies import read
    from aidmatch.suppose import RefusedTerm, changes, supposed

    words, day = session.wording, session.at.date()
    form = read(file)
    company = session.catalogue.company(form.company)
    if company is None:
        raise DataError(
            say(
                "{file:text} speaks of a company that is not on file: {company:text}",
                file=file.name,
                company=form.company,
            ),
            say("see: aidmatch companies list"),
        )
    problems = list(form.problems)
    made, kept = company, []
    written: dict[str, object] = {}
    aside = len(form.problems)
    for reply in form.replies:
        if not overwrite and _is_told(company, reply.fact):
            kept.append(reply)
            continue
        field = field_of(reply.fact)
        term = f"{field}={meant(words, known_of(reply.fact), field, reply.text)}"
        try:
            found, after = changes(made, term, day), supposed(made, [term], day)
        except RefusedTerm as error:
            why = error.problems or [Problem("", None, "", say("this cannot be read: {text:text}", text=reply.text))]
            # What may be written in two ways is refused twice.
            problems += dict.fromkeys(one._replace(file=file.name, line=None, field=field) for one in why)
            aside += 1
            continue
        if _facts(after) == _facts(made):
            kept.append(reply)
            continue
        made = after
        written |= found
    if written and not dry_run:
        change(workspace / (session.catalogue.company_file(company.id) or ""), company.id, written, day, "head")
    session.tell_problems(problems)
    if kept:
        told = " · ".join(words.say(known_of(one.fact).question) for one in kept)
        session.note(words.text("Already on file, and left (take the form's with --overwrite): {told:text}", told=told))
    if dry_run:
        put(words.text("Nothing is written (--dry-run)."), err=True)
    put(
        words.text(
            "{company:text}: {saved:number} saved, {kept:number} already on file, {aside:number} left aside",
            company=company.name,
            saved=len(form.replies) + len(form.problems) - len(kept) - aside,
            kept=len(kept),
            aside=aside,
        )
    )
    if problems:
        raise typer.Exit(IN_PART)
    session.finish()


def _facts(company: Company) -> dict[str, object]:
    return company.model_dump(exclude={"provenance"})


def _is_told(company: Company, fact: str) -> bool:
    """Whether a fact is on file as far as a question goes."""
    project = _project(company, fact)
    own = fact.rpartition(".")[2]
    if own == "stage":
        return bool(project.stage if project is not None else company.stages)
    if fact.startswith("project."):
        return project is not None and not is_open(company, project, f"project.{own}")
    if fact in ("turnover", "balance_total"):
        year = company.last_accounts
        return year is not None and getattr(year, fact) is not None
    if fact in _PARTLY:
        return not is_open(company, None, fact)
    return getattr(company, field_of(fact)) is not None


_PARTLY = frozenset({"place", "naf", "naf_2025", "legal_form", "headcount", "awu"})
"""Facts of which what is on file may say less than an answer: a band, a department."""


def _project(company: Company, fact: str) -> Project | None:
    """The project a fact is of."""
    if not fact.startswith("project."):
        return None
    which = fact.removeprefix("project.").rpartition(".")[0]
    return company.project(which) if which else next(iter(company.projects), None)
