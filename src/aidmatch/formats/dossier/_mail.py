"""The draft of the first e-mail to the funder: who writes, about what, which questions; no fact that is not on file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidmatch.formats._told import blank, safe
from aidmatch.formats.dossier._fit import for_funder
from aidmatch.formats.dossier._identity import number_of

if TYPE_CHECKING:
    from aidmatch.dossier import Dossier
    from aidmatch.formats._wording import Wording

MOST = 6
"""Questions of a first e-mail: a longer one gets no answer."""


def first_mail(words: Wording, kit: Dossier) -> str:
    """A plain text, to be pasted into a mail program."""
    company, call = kit.company, kit.call
    asked = list(for_funder(words, kit))
    to = call.contact or blank(words, words.text("the funder’s e-mail"))
    head = [
        words.text("To: {to}", to=safe(to)),
        words.text("Subject: {call:text} – questions before applying", call=safe(call.title)),
        "",
        words.text("Good morning,"),
        "",
    ]
    register, number = number_of(words, company)
    who = words.text(
        "{name:text} ({register} {number}) is preparing a file for “{call:text}”.",
        name=safe(company.name),
        register=register if register == "SIREN" else f"{register[:1].lower()}{register[1:]}",
        number=safe(number),
        call=safe(call.title),
    )
    lines = [who]
    if kit.project is not None:
        lines.append(words.text("The project: {title:text}.", title=safe(kit.project.title)))
    else:
        lines.append(blank(words, words.text("the project, in two sentences")))
    if kit.worth.costs is not None:
        lines.append(words.text("Costs expected, before tax: {costs:euros}.", costs=kit.worth.costs))
    body = [*lines, ""]
    if asked:
        body += [words.text("Before handing it in, we would like to know:"), ""]
        body += [f"{number}. {safe(one)}" for number, one in enumerate(asked[:MOST], start=1)]
        if len(asked) > MOST:
            rest = words.plural(
                "({n} more question is in the kit.)", "({n} more questions are in the kit.)", len(asked) - MOST
            )
            body += ["", rest]
        body.append("")
    free = blank(words, words.text("two or three moments"))
    body += [
        words.text(
            "Could we talk about it on the telephone? We are free: {when}.",
            when=free,
        ),
        "",
        words.text("Yours sincerely,"),
        blank(words, words.text("first name, name, quality, telephone")),
        safe(company.name),
    ]
    return "\n".join([*head, *body]) + "\n"
