"""Sentences for people: broken between words on a terminal, which would break words; elsewhere one line each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording


def put(text: str, *, err: bool = False) -> None:
    """Say a sentence: the result's, or one beside it (`err`)."""
    typer.echo(_broken(text) if (sys.stderr if err else sys.stdout).isatty() else text, err=err)


def _broken(text: str) -> str:
    import shutil
    import textwrap

    wide = shutil.get_terminal_size().columns
    if wide < _NARROWEST or max(map(len, text.split("\n"))) <= wide:
        return text
    told = []
    for one in text.split("\n"):
        lead = one[: len(one) - len(one.lstrip(" "))]
        # A word that is too long is a path or an address to copy.
        found = textwrap.wrap(
            one,
            wide,
            subsequent_indent=f"{lead}  ",
            break_long_words=False,
            break_on_hyphens=False,
            fix_sentence_endings=False,
        )
        told += found or [one]
    return "\n".join(told)


_NARROWEST = 30


def prompt_end(words: Wording, question: str) -> str:
    """What stands between a question and what is typed: nothing after a question mark, a French colon stands apart."""
    if question.rstrip().endswith(("?", ":", "\N{HORIZONTAL ELLIPSIS}")):
        return " "
    return "\N{NO-BREAK SPACE}: " if words.language == "fr" else ": "


def letters_of(words: Wording) -> tuple[str, str, str]:
    """What people type for yes, no and later: a single letter is no sentence, so the catalogue does not hold it."""
    return ("o", "n", "p") if words.language == "fr" else ("y", "n", "l")


def agreed(words: Wording, question: str, *, default: bool) -> bool:
    """Ask on the terminal whether it is so; the word in full will do, in either language."""
    import click

    from aidmatch.typed import NO, YES

    yes, no, _ = letters_of(words)

    def read(given: str) -> bool:
        said = given.strip().casefold()
        if said in YES or said in (yes, "y"):
            return True
        if said in NO or said == no:
            return False
        raise click.UsageError(words.text("yes or no was expected"))

    choice = f"{yes.upper()}/{no}" if default else f"{yes}/{no.upper()}"
    return bool(
        click.prompt(f"{question} [{choice}]", yes if default else no, show_default=False, value_proc=read, err=True)
    )
