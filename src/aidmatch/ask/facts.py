"""The facts that one question settles: what is asked, how it is answered, where the answer goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from aidmatch.verdict import Message, say

if TYPE_CHECKING:
    from aidmatch.company import Company, Project

Reply = Literal[
    "people", "truth", "day", "place", "places", "code", "euros", "words", "choice", "partners", "costs", "none"
]
"""How a question is answered; `none`: in one word only when there is none, else in the company's file."""


class Known(NamedTuple):
    """A fact one question settles: the field its answer goes to, how it is answered, what is asked."""

    field: str
    reply: Reply
    question: Message
    choices: tuple[str, ...] = ()


FACTS: Mapping[str, Known] = {
    "headcount": Known("headcount", "people", say("How many people does the company employ?")),
    "awu": Known("awu", "people", say("How many annual work units (AWU) does the company count?")),
    "place": Known("seat.commune", "place", say("In which commune is the company's seat?")),
    "establishments": Known(
        "establishments", "places", say("Where are its establishments, beyond the seat? (none if there is none)")
    ),
    "created": Known("created", "day", say("When was the company created?")),
    "first_closed_year": Known("first_closed_year", "day", say("When did the company close its first accounts?")),
    "naf": Known("naf", "code", say("What is the company's APE code, to the letter?")),
    "naf_2025": Known("naf_2025", "code", say("What is the company's new APE code (NAF 2025)?")),
    "legal_form": Known("legal_form", "code", say("What is the company's legal form?")),
    "turnover": Known("turnover", "euros", say("What was the turnover (before tax) of the last closed year?")),
    "balance_total": Known("balance_total", "euros", say("What was the balance-sheet total of the last closed year?")),
    "micro_entrepreneur": Known("micro_entrepreneur", "truth", say("Is it under the micro-entrepreneur regime?")),
    "economic_activity": Known("economic_activity", "truth", say("Does it sell goods or services?")),
    "controlled_outside_eu": Known(
        "controlled_outside_eu", "truth", say("Is the company controlled from outside the European Union?")
    ),
    "debts_paid": Known("debts_paid", "truth", say("Are the tax and social debts paid?")),
    "in_difficulty": Known(
        "in_difficulty", "truth", say("Is the company insolvent, or has it lost half of its capital?")
    ),
    "tax_regime": Known(
        "tax_regime",
        "choice",
        say("How are the profits taxed?"),
        ("corporate_tax", "income_tax", "micro", "not_taxed"),
    ),
    "labels": Known("labels", "words", say("Which labels and approvals does it hold? (none if it holds none)")),
    "holdings": Known(
        "holdings", "none", say("Does a firm hold a quarter or more of it, or does it hold one? (none if not)")
    ),
    "aid_received": Known(
        "aid_received", "none", say("What de minimis aid has the group received over the last three years? (none)")
    ),
    "stage": Known(
        "stages",
        "choice",
        say("At what stage is the project?"),
        ("idea", "creation", "seed", "development", "growth", "transmission"),
    ),
    "project.place": Known("project.place", "place", say("Where will the project be carried out?")),
    "project.costs": Known("project.costs", "euros", say("How much will the project cost, before tax?")),
    "project.costs_by": Known(
        "project.costs_by",
        "costs",
        say("How do the costs of the project split by item: staff, equipment, services, travel…?"),
    ),
    "project.state": Known(
        "project.state",
        "choice",
        say("Has anything been signed or ordered for the project?"),
        ("not_started", "started", "done"),
    ),
    "project.partners": Known(
        "project.partners", "partners", say("Who are the partners of the project? (none if it goes alone)")
    ),
}
"""By the name that verdicts lack it under; a fact that is not here takes more than a question."""


def is_open(company: Company, project: Project | None, fact: str) -> bool:
    """Whether an answer could still say more of a fact than is on file."""
    if fact not in FACTS:
        return False
    if fact == "place":
        return company.seat is None or (company.seat.commune is None and not company.is_abroad)
    if fact in ("naf", "naf_2025"):
        code = getattr(company, fact)
        return code is None or len(code) < _WHOLE_TRADE
    if fact == "legal_form":
        return company.legal_form is None or len(company.legal_form) < _WHOLE_FORM
    if fact in ("headcount", "awu"):
        span = getattr(company, fact)
        return span is None or span.low != span.high
    if fact.startswith("project."):
        held = getattr(project, fact.removeprefix("project."), None)
        return held in (None, {}) or (fact == "project.place" and held.commune is None)
    return True


_WHOLE_TRADE, _WHOLE_FORM = 6, 4
"""Signs of a code that says all."""


def named(company: Company, project: Project | None, fact: str) -> str:
    """A fact under a name of its own: a project's stage is not the company's, nor that of another project."""
    if project is None or (fact != "stage" and not fact.startswith("project.")):
        return fact
    own = fact.removeprefix("project.")
    return f"project.{project.id}.{own}" if len(company.projects) > 1 else f"project.{own}"


def known_of(fact: str) -> Known:
    """How a fact is asked."""
    own = fact.rpartition(".")[2]
    if fact in FACTS:
        return FACTS[fact]
    return FACTS["stage" if own == "stage" else f"project.{own}"]


def field_of(fact: str) -> str:
    """Where the answer goes."""
    return FACTS[fact].field if fact in FACTS else fact
