"""Questions asked one by one on a terminal: each answer is checked, saved with its day and who said it, and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aidmatch.cli._choose import choose_company
from aidmatch.cli._lines import prompt_end, put
from aidmatch.cli._meant import meant
from aidmatch.cli._session import Session
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
    from aidmatch.suppose import RefusedTerm, last_closing, supposed

    del found
    words = session.wording
    hint = asking.hint(words, question, last_closing(company, session.at.date()))
    while True:
        typed = _asked(session, f"   ({hint})")
        if typed.casefold() in STOP:
            return None
        if not typed:
            return company
        if (
            question.known.choices
            and (typed := meant(words, question.known, question.field, typed)) not in question.known.choices
        ):
            known = ", ".join(asking.choices(words, question.known))
            put(words.text("   answer with one of these: {known:text}", known=known), err=True)
            continue
        term = f"{question.field}={typed}"
        try:
            supposed(company, [term], session.at.date())
            return _saved(session, company, [term, *_title(session, company, question)], by)
        except RefusedTerm as error:
            for problem in error.problems:
                fix = f" ({words.say(problem.fix)})" if problem.fix else ""
                put(f"   {words.say(problem.what)}{fix}", err=True)


def _title(session: Session, company: Company, question: Question) -> list[str]:
    """The name of a project that the answer is the first fact of: asked once the answer can be read."""
    if not question.field.startswith("project.") or company.projects:
        return []
    title = _asked(session, session.wording.text("   Which project, in a few words?"))
    return [f"project.title={title}"] if title else []


def _asked(session: Session, question: str) -> str:
    """What is typed after a question, with the colon as the language sets it."""
    typed: str = click.prompt(
        question, default="", show_default=False, err=True, prompt_suffix=prompt_end(session.wording, question)
    )
    return typed.strip()


def _saved(session: Session, company: Company, terms: list[str], by: SaidBy) -> Company:
    """Check the answer on the whole company, then write it in its file: whatever happens next, it is kept."""
    from aidmatch.amend import change
    from aidmatch.cli._alone import alone
    from aidmatch.company import Said
    from aidmatch.suppose import changes, supposed

    day = session.at.date()
    written: dict[str, object] = {}
    with alone(session):
        made = choose_company(session, company.id)
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
