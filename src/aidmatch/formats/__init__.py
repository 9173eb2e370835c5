"""Values -> text: sentences, tables, JSON and files. Words live in `_words`, sentences in `_wording`."""

from __future__ import annotations

from importlib.resources import files

DOMAIN = "aidmatch"
"""Name of the catalogue of sentences."""


def locales() -> str:
    """The folder of the translated sentences."""
    return str(files("aidmatch").joinpath("locales"))
