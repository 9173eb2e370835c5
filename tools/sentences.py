"""Every sentence people read -> `src/aidmatch/locales/fr/LC_MESSAGES/aidmatch.po`, and the compiled `.mo` beside it.

    python tools/sentences.py           # bring the catalogue up to date, then name what is left to translate
    python tools/sentences.py --check   # only say whether it is up to date and complete

An English sentence in the code is its own id, so English needs no catalogue. The sentences of click and typer are
taken from the installed packages into the same catalogue: "Usage:" and "No such option" are read by people too.
Translations are kept, what the code no longer says is dropped, and two runs give the same bytes.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "aidmatch"
HOME = SOURCES / "locales" / "fr" / "LC_MESSAGES"
PO, MO = HOME / "aidmatch.po", HOME / "aidmatch.mo"

OURS = {
    "_": None,
    "say": None,
    "term": None,
    "text": None,
    "Refusal": None,
    "refuse": (1, 2),
    "plural": (1, 2),
}
"""The functions whose first words are a sentence; `refuse` takes two of them, `plural` one for each number."""

FRAMEWORK = ("click", "typer")
THEIRS = {"_": None, "gettext": None, "ngettext": (1, 2)}

_SENTENCE = re.compile(r"[^\W\d_]{2}")
"""Two letters in a row: a template without any word has nothing to translate."""

_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


class Sentences(Catalog):
    """A catalogue whose header says nothing that changes from one run to the next."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """What gettext needs to read it."""
        return [
            ("Language", "fr"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def extracted() -> Catalog:
    """Every sentence of the code and of the framework, none of them translated."""
    found = Sentences(locale="fr", fuzzy=False, header_comment="# French sentences of aidmatch.")
    for id_, is_theirs in _extract():
        words = " ".join(id_) if isinstance(id_, tuple) else id_
        if _SENTENCE.search(_BRACES.sub("", words)):
            found.add(id_, auto_comments=["click, typer"] if is_theirs else [])
    return found


def _extract() -> Iterator[tuple[str | tuple[str, ...], bool]]:
    places = [(path, OURS, False) for path in sorted(SOURCES.rglob("*.py"))]
    for name in FRAMEWORK:
        package = find_spec(name)
        for folder in package.submodule_search_locations or () if package else ():
            places.extend((path, THEIRS, True) for path in sorted(Path(folder).rglob("*.py")))
    for path, keywords, is_theirs in places:
        for _, messages, _, _ in extract_from_file("python", path, keywords):  # type: ignore[arg-type]
            one_each = isinstance(messages, tuple) and not is_theirs and _is_two_sentences(messages)
            for id_ in messages if one_each else (messages,):
                yield id_, is_theirs


def translated(found: Catalog, kept: Catalog) -> Catalog:
    """The sentences found, with the translations kept."""
    for message in found:
        before = kept.get(message.id) if message.id else None
        if before is not None and isinstance(before.id, tuple) == isinstance(message.id, tuple):
            message.string = before.string
    return found


def read() -> Catalog:
    """The catalogue as committed."""
    if not PO.is_file():
        return Sentences(locale="fr")
    with PO.open("rb") as file:
        return read_po(file, locale="fr")
