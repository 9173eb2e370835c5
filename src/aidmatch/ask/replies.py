"""Answers that come back: what `ask --format json` wrote, filled in, or what the button of its page saves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from aidmatch.ask.facts import FACTS, known_of
from aidmatch.datafiles import LARGEST
from aidmatch.errors import DataError, Problem
from aidmatch.value import Message, say

LONGEST = 500
"""Letters of an answer: more is no answer to a question of a form."""


class Reply(NamedTuple):
    """What was answered to a question."""

    fact: str
    text: str


class Form(NamedTuple):
    """A form as it came back."""

    company: str
    replies: tuple[Reply, ...]
    problems: tuple[Problem, ...]
    """Of answers that cannot be one."""


def read(path: Path) -> Form:
    """The answers of a file; what is no form is a DataError."""
    if path.stat().st_size > LARGEST:
        raise _no_form(path)
    try:
        told = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _no_form(path) from error
    company, questions = (told.get("company"), told.get("questions")) if isinstance(told, dict) else (None, None)
    if not isinstance(company, str) or not isinstance(questions, list):
        raise _no_form(path)
    replies: dict[str, Reply] = {}
    problems: list[Problem] = []
    for number, one in enumerate(questions, start=1):
        found = _reply(one)
        if isinstance(found, Message):
            problems.append(Problem(path.name, None, f"questions[{number}]", found))
        elif found is not None:
            # Asked twice, the last word stands.
            replies[found.fact] = found
    return Form(company, tuple(replies.values()), tuple(problems))


def _reply(raw: Any) -> Reply | Message | None:
    """What one question was answered; None for a blank."""
    fact = raw.get("fact") if isinstance(raw, dict) else None
    if not isinstance(fact, str) or not _is_known(fact):
        return say("no such question")
    answer = raw.get("answer")
    if isinstance(answer, list) and all(isinstance(one, str) for one in answer):
        answer = ", ".join(answer)
    if isinstance(answer, bool):
        answer = "yes" if answer else "no"
    if answer is None or (isinstance(answer, str) and not answer.strip()):
        return None
    if not isinstance(answer, str | int | float) or len(str(answer)) > LONGEST:
        return say("an answer in a few words was expected")
    return Reply(fact, str(answer).strip())


def _is_known(fact: str) -> bool:
    try:
        known_of(fact)
    except KeyError:
        return False
    return fact in FACTS or fact.startswith("project.")


def _no_form(path: Path) -> DataError:
    return DataError(
        say("{file:text} is no form of questions that was filled in", file=path.name),
        say("a form is what aidmatch ask --format json writes, or the button of its page; a list is XLSX, ODS or CSV"),
    )
