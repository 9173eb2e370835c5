"""The kit to apply, as files of a folder: the documents in Word, on a page or in Markdown, and what goes with them.

What the kit says is put into words once (`_fit`, `_papers`, `_identity`, `_plan`, `_declarations`), made harmless once
(`_told`), and takes its form last (`_word`, `_pages`). Beside it go a sheet that counts, a calendar and a first e-mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from aidmatch.formats._told import Told, harmless
from aidmatch.formats._words import term
from aidmatch.formats.dossier import _declarations, _fit, _identity, _papers, _plan

if TYPE_CHECKING:
    from aidmatch.dossier import Dossier
    from aidmatch.formats._wording import Wording

Form = Literal["docx", "markdown", "html"]
SUFFIXES: dict[Form, str] = {"docx": ".docx", "markdown": ".md", "html": ".html"}

NAMES: Mapping[str, str] = {
    "dossier.docx": term("dossier"),
    "declarations.docx": term("declarations"),
    "budget": term("budget"),
    "deadlines": term("kit-deadlines"),
    "mail": term("first-email"),
}
"""What the files are called; the first two by the Word templates they are made with."""


def files(words: Wording, kit: Dossier, form: Form, models: Path | None = None) -> dict[str, bytes]:
    """Every file of the kit, by its name; `models`: a folder whose templates win over ours."""
    from aidmatch.formats.dossier._budget import budget
    from aidmatch.formats.dossier._calendar import ics
    from aidmatch.formats.dossier._mail import first_mail

    documents = {"dossier.docx": _dossier(words, kit), "declarations.docx": _declared(words, kit)}
    made = {
        f"{words.term(NAMES, template)}{SUFFIXES[form]}": _formed(words, told, form, template, models)
        for template, told in documents.items()
    }
    made[f"{words.term(NAMES, 'budget')}.xlsx"] = budget(words, kit)
    calendar = ics(words, kit)
    if calendar:
        made[f"{words.term(NAMES, 'deadlines')}.ics"] = calendar
    made[f"{words.term(NAMES, 'mail')}.txt"] = first_mail(words, kit).encode("utf-8", "replace")
    return made


def _formed(words: Wording, told: Told, form: Form, template: str, models: Path | None) -> bytes:
    from aidmatch.formats import _pages

    if form == "markdown":
        return _pages.markdown(told)
    if form == "html":
        return _pages.page(words, told)
    from aidmatch.formats._word import word

    return word(words, told, template, models)


def _dossier(words: Wording, kit: Dossier) -> Told:
    funders = ", ".join(body.name for body in kit.call.funders)
    subtitle = words.text(
        "{name:text} · {funders:text} · kit made on {day:date}",
        name=kit.company.name,
        funders=funders,
        day=kit.at.date(),
    )
    return harmless(
        Told(
            kit.call.title,
            subtitle,
            {
                "fit": _fit.fit(words, kit),
                "worth": _fit.worth_of(words, kit),
                "questions": _fit.questions(words, kit),
                "papers": _papers.papers(words, kit),
                "identity": _identity.identity(words, kit),
                "figures": _identity.figures(words, kit),
                "project": _identity.project(words, kit),
                "plan": _plan.plan(words, kit),
                "contacts": _plan.contacts(words, kit),
                "sources": _plan.sources(words, kit),
            },
            words.text(
                "A lead to check, never a right: the funder decides. What stands between brackets is not on file: fill "
                "it in."
            ),
        )
    )


def _declared(words: Wording, kit: Dossier) -> Told:
    subtitle = words.text("{name:text} · for “{call:text}”", name=kit.company.name, call=kit.call.title)
    return harmless(
        Told(
            words.text("Declarations"),
            subtitle,
            {
                "signed_by": _declarations.signed_by(words, kit.company),
                "sme": _declarations.sme(words, kit),
                "sme_signature": _declarations.signature(words),
                "de_minimis": _declarations.de_minimis(words, kit),
                "signature": _declarations.signature(words),
            },
            words.text(
                "Prepared with aidmatch from what is on file on {day:date}: read it again before signing.",
                day=kit.at.date(),
            ),
        )
    )
