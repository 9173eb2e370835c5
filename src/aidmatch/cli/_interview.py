"""Questions asked one by one on a terminal: each answer is checked, saved with its day and who said it, and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aidmatch.cli._session import Session, problem_line
from aidmatch.formats import asking
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from aidmatch.ask import Inquiry, Question
    from aidmatch.cli._inquiring import Inquirer
    from aidmatch.company import Company, SaidBy

STOP = frozenset({"q", "quit", "stop"})


def interview(session: Session, inquirer: Inquirer, company: Company, most: int, by: SaidBy) -> None:
    """Ask at most so many questions, weighed anew after each answer."""
    words = session.wording
    found = inquirer.ask(company, most)
    session.out.print(Text.assemble((f"{plain(company.name)}. ", "bold"), _upper(asking.headline(words, found))))
    if found.questions:
        session.note(words.text("Press Enter to leave a fact unknown, q to stop. Each answer is saved at once."))
    skipped: frozenset[str] = frozenset()
    number = 0
    while found.questions and number < most:
        number += 1
        question = found.questions[0]
        session.out.print()
        asking.asked(session.out, words, found, question, number)
        answer = _answered(session, company, found, question, by)
        if answer is None:
            break
        skipped |= {question.fact}
        if answer is not company:
            _tell(session, inquirer, found, company, answer)
            company = answer
        found = inquirer.ask(company, most - number, skipped) if number < most else found
    session.out.print()
    session.out.print(words.text("Next: aidmatch rank {id}", id=company.id), markup=False)


def _answered(session: Session, company: Company, found: Inquiry, question: Question, by: SaidBy) -> Company | None:
    """The company with the answer saved, the same without one, None to stop; asked again until it can be read."""
    from aidmatch.suppose import RefusedTerm, last_closing

    del found
    words = session.wording
    hint = asking.hint(words, question, last_closing(company, session.at.date()))
    while True:
        typed: str = click.prompt(f"   ({hint})", default="", show_default=False, err=True).strip()
        if typed.casefold() in STOP:
            return None
        if not typed:
            return company
        try:
            return _saved(session, company, _terms(session, company, question, typed), by)
        except RefusedTerm as error:
            for problem in error.problems:
                told = problem._replace(file=question.field, field="", line=None)
                click.echo(f"   {problem_line(words, told)}", err=True)


def _terms(session: Session, company: Company, question: Question, typed: str) -> list[str]:
    """The answer as terms, a project to describe named first."""
    words = session.wording
    if question.known.choices:
        typed = _choice(session, question, typed)
    terms = [f"{question.field}={typed}"]
    if question.field.startswith("project.") and not company.projects:
        title = click.prompt(words.text("   Which project, in a few words?"), default="", show_default=False, err=True)
        if title.strip():
            terms.append(f"project.title={title.strip()}")
    return terms


def _choice(session: Session, question: Question, typed: str) -> str:
    """The value meant by a word of the list, in the language asked or as files write it."""
    from aidmatch.search.stems import fold

    spoken = dict(zip(map(fold, asking.choices(session.wording, question)), question.known.choices, strict=True))
    return spoken.get(fold(typed), typed)


def _saved(session: Session, company: Company, terms: list[str], by: SaidBy) -> Company:
    """Check the answer on the whole company, then write it in its file: whatever happens next, it is kept."""
    from aidmatch.amend import change
    from aidmatch.company import Said
    from aidmatch.suppose import changes, supposed

    day = session.at.date()
    made = company
    written: dict[str, object] = {}
    for term in terms:
        written |= changes(made, term, day)
        made = supposed(made, [term], day)
    home = session.catalogue.company_file(company.id) or ""
    change(session.workspace.path / home, company.id, written, day, by)
    said = {field.partition(".")[0]: Said(by=by, on=day) for field in written}
    return made.model_copy(update={"provenance": {**made.provenance, **said}})


def _tell(session: Session, inquirer: Inquirer, found: Inquiry, before: Company, after: Company) -> None:
    """What the answer settled: calls now possible, calls that are not."""
    words = session.wording
    question = found.questions[0]
    was, is_now = inquirer.sifter.answers(before), inquirer.sifter.answers(after)
    calls = sum(1 << ordinal for ordinal in question.waiting)
    refused = (is_now.ineligible & ~was.ineligible & calls).bit_count()
    open_now = (was.to_complete & ~is_now.to_complete & ~is_now.ineligible & calls).bit_count()
    told = [words.text("Saved")]
    if open_now:
        told.append(words.plural("{n} call is now possible", "{n} calls are now possible", open_now))
    if refused:
        told.append(words.plural("{n} call is not for it", "{n} calls are not for it", refused))
    session.out.print(Text(f"   ✓ {' · '.join(told)}", "green"))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
