"""Sentences on a terminal: broken between words, and questions answered in the language they are asked in."""

from __future__ import annotations

import io
import os
import sys

import pytest

from aidmatch.cli._lines import agreed, put
from aidmatch.formats._wording import Wording


class Terminal(io.StringIO):
    """A screen."""

    def isatty(self) -> bool:
        return True


def test_a_sentence_is_broken_between_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((40, 24)))
    told = "À corriger puis à importer de nouveau\u00a0: /un/chemin/si-long/que/rien/ne/le/coupe/a-corriger.xlsx"
    put(told)
    lines = screen.getvalue().splitlines()
    assert " ".join(line.strip() for line in lines) == told
    assert [len(line) <= 40 for line in lines] == [True, False]


def test_elsewhere_a_sentence_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    put("mot " * 60)
    assert capsys.readouterr().out == "mot " * 60 + "\n"


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("fr", "o", True),
        ("fr", "Oui", True),
        ("fr", "n", False),
        ("fr", "", True),
        ("en", "y", True),
        ("en", "no", False),
    ],
)
def test_yes_is_said_in_the_language_of_the_question(
    language: str, typed: str, said: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"peut-être\n{typed}\n"))
    assert agreed(Wording(language), "Bien ?", default=True) is said  # type: ignore[arg-type]
