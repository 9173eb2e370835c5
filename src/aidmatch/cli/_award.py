"""An aid obtained -> the line among those the company received: proposed on a terminal, else told or written."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import typer

from aidmatch.cli._choose import choose_company
from aidmatch.cli._lines import agreed, prompt_end
from aidmatch.cli._session import is_interactive

if TYPE_CHECKING:
    from aidmatch.cli._noting import Noted


def propose(noted: Noted, *, record: bool, nothing_else: bool) -> bool:
    """Write the aid into the company's file, or say how to; False when it was asked for and could not be done.

    A company whose aids are not known does not get a list with this one alone: it would say that there is no other.
    """
    session, company, call, stance = noted
    words = session.wording
    held = company.aid_received
    if held is not None and any(one.call == call.id for one in held):
        session.note(words.text("It stands already among the aids received by {name:text}.", name=company.name))
        return True
    amount = stance.amount
    asks = is_interactive() and not record and not session.wanted.quiet
    if asks and amount is None:
        amount = _asked_amount(noted)
        noted = _with_amount(noted, amount)
    if asks and amount is not None:
        question = words.text("Write it among the aids received by {name:text}?", name=company.name)
        record = agreed(words, question, default=True)
        if record and held is None:
            alone = words.text("What it received before is not known. Is this the only aid that still counts?")
            nothing_else = agreed(words, alone, default=False)
            record = nothing_else
    if not record or amount is None:
        _tell_command(noted, amount)
        return not record
    if held is None and not nothing_else:
        session.note(
            words.text(
                "What {name:text} received before is not known: a list with this aid alone would say that there is no "
                "other. If so, add --nothing-else; if not, give them all: aidmatch companies set {id} aid_received=…",
                name=company.name,
                id=company.id,
            )
        )
        return False
    _write(noted, amount)
    return True


def _asked_amount(noted: Noted) -> int | None:
    from aidmatch import written

    words = noted.session.wording
    question = words.text("Amount obtained, in euros (Enter: not known yet)")
    typed = typer.prompt(question, default="", show_default=False, err=True, prompt_suffix=prompt_end(words, question))
    return written.euros(typed)


def _with_amount(noted: Noted, amount: int | None) -> Noted:
    """What was noted, with the amount that was told since."""
    from aidmatch.cli._noting import writing
    from aidmatch.journal import stances

    if amount is None:
        return noted
    stance = noted.stance._replace(amount=amount)
    with writing(noted.session) as journal:
        stances.note(journal, stance, noted.session.at)
    return noted._replace(stance=stance)


def _tell_command(noted: Noted, amount: int | None) -> None:
    """The command that writes the line, its amount to be put in when it is not known."""
    session, company, call, stance = noted
    words = session.wording
    figure = words.text("AMOUNT") if amount is None else str(amount)
    parts = ["aidmatch", "won", company.id, call.id, "--on", stance.day.isoformat(), "--amount", figure]
    parts += ["--note", shlex.quote(stance.note)] if stance.note else []
    parts += ["--talks"] if stance.talks else []
    parts += ["--record"]
    session.note(words.text("It counts among the aids received once written: {command}", command=" ".join(parts)))


def _write(noted: Noted, amount: int) -> None:
    from aidmatch.amend import change
    from aidmatch.cli._alone import alone
    from aidmatch.grant import regulation_of

    session, company, call, stance = noted
    line: dict[str, Any] = {"granted_on": stance.day, "amount": amount}
    regulation = regulation_of(call)
    line |= {"de_minimis": regulation} if regulation else {}
    line |= {"funder": call.funders[0].name} if call.funders else {}
    line["call"] = call.id
    with alone(session):
        held = choose_company(session, company.id).aid_received or ()
        lines = [one.model_dump(exclude_none=True) for one in held] + [line]
        home = session.catalogue.company_file(company.id) or ""
        change(session.workspace.path / home, company.id, {"aid_received": lines}, session.at.date(), None)
    session.note(session.wording.text("Written: {file:text}", file=home))
