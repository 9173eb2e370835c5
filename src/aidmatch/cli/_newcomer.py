"""The first facts of a new company, asked on a terminal: each is checked at once, and asked again alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aidmatch.cli._lines import prompt_end, put

if TYPE_CHECKING:
    from datetime import date

    from aidmatch.cli._session import Session
    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording


def first_facts(session: Session, name: str) -> dict[str, Any]:
    """The facts that settle most calls, as its file holds them; an empty answer leaves one unknown."""
    from aidmatch.company import Company

    words = session.wording
    session.note(words.text("Press Enter to leave a fact unknown."))
    company = Company(id="entreprise", name=name)
    told: dict[str, Any] = {}
    for field, question in _questions(words).items():
        company, found = _answered(words, company, field, question, session.at.date())
        told |= found
    commune = told.pop("seat.commune", None)
    return told | ({"seat": {"commune": commune}} if commune else {})


def _questions(words: Wording) -> dict[str, str]:
    return {
        "seat.commune": words.text("Commune of the seat (name or INSEE code)"),
        "headcount": words.text("People employed (12, or 10-19)"),
        "legal_form": words.text("Legal form (SAS, SARL, association…)"),
        "naf": words.text("APE code (58.21Z)"),
        "created": words.text("Created on (2019-04-30)"),
        "siren": words.text("SIREN"),
        "description": words.text("What it does, in a sentence"),
    }


def _answered(words: Wording, company: Company, field: str, question: str, day: date) -> tuple[Company, dict[str, Any]]:
    import click

    from aidmatch.suppose import RefusedTerm, changes, supposed

    while True:
        answer: str = click.prompt(
            question, default="", show_default=False, err=True, prompt_suffix=prompt_end(words, question)
        ).strip()
        if not answer:
            return company, {}
        term = f"{field}={answer}"
        try:
            return supposed(company, [term], day), changes(company, term, day)
        except RefusedTerm as error:
            for problem in error.problems:
                fix = f" ({words.say(problem.fix)})" if problem.fix else ""
                put(f"   {words.say(problem.what)}{fix}", err=True)
