"""Every sentence people read -> `src/aidmatch/locales/fr/LC_MESSAGES/aidmatch.po`, and the compiled `.mo` beside it.

    python tools/sentences.py           # bring the catalogue up to date, then name what is left to translate
    python tools/sentences.py --check   # only say whether it is up to date and complete

An English sentence in the code is its own id, so English needs no catalogue. The sentences of click and typer are
taken from the installed packages into the same catalogue: "Usage:" and "No such option" are read by people too. They
are compiled once more alone (`framework.mo`): the frameworks look up through the standard library, which reads a whole
file at the first sentence, and a short command should not wait for all of ours.
Translations are kept, what the code no longer says is dropped, and two runs give the same bytes.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

Id = str | tuple[str, str]
"""A sentence, or its singular and its plural."""

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "aidmatch"
HOME = SOURCES / "locales" / "fr" / "LC_MESSAGES"
PO, MO, FRAMEWORK_MO = HOME / "aidmatch.po", HOME / "aidmatch.mo", HOME / "framework.mo"

Keywords = Mapping[str, tuple[int, ...] | None]

OURS: Keywords = dict.fromkeys(("_", "say", "term", "text", "Refusal", "refuse")) | {"plural": (1, 2)}
"""The functions whose first words are a sentence, and the one that takes a singular and a plural."""
OUR_FIXES: Keywords = {"refuse": (2,)}
"""`refuse` takes a second sentence: what to do."""

TEMPLATES = frozenset({".html", ".txt", ".jinja"})
"""What is a template among the files of a folder of templates."""

FRAMEWORK = ("click", "typer")
THEIRS: Keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}

_TELLS = re.compile(r"[^\W\d_].|[:;!?]")
"""A word or « D- », or a mark before which French wants a space: a template with neither has nothing to translate."""


class Sentences(Catalog):
    """A catalogue whose header says nothing that changes from one run to the next."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What gettext needs to read it."""
        return [
            ("Language", "fr"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", f"{self.plural_forms}\n"),
        ]


def extracted() -> Catalog:
    """Every sentence of the code and of the framework, none of them translated."""
    found = Sentences(locale="fr", fuzzy=False, header_comment="# French sentences of aidmatch.")
    for id_ in (*_ids(_our_files()), *_ids(_framework_files())):
        known = found.get(id_ if isinstance(id_, str) else id_[0])
        if known is None or isinstance(known.id, str):
            found.add(id_)
    return found


File = tuple[str, Path, Keywords]
"""A file with sentences: how it is written, where it is, and the functions whose words they are."""


def _our_files() -> Iterator[File]:
    for path in sorted(SOURCES.rglob("*.py")):
        yield from (("python", path, keywords) for keywords in (OURS, OUR_FIXES))
    for path in sorted(SOURCES.rglob("templates/*.*")):
        if path.suffix in TEMPLATES:
            yield "jinja2", path, OURS


def _framework_files() -> Iterator[File]:
    for name in FRAMEWORK:
        package = find_spec(name)
        for folder in (package and package.submodule_search_locations) or ():
            yield from (("python", path, THEIRS) for path in sorted(Path(folder).rglob("*.py")))


def _ids(files: Iterable[File]) -> Iterator[Id]:
    for language, path, keywords in files:
        for _line, id_, _comments, _context in extract_from_file(language, path, keywords):
            if any(map(tells, [id_] if isinstance(id_, str) else id_)):
                yield id_  # type: ignore[misc]


def of_framework(catalog: Catalog) -> Catalog:
    """The sentences of the frameworks alone."""
    part = Sentences(locale="fr", fuzzy=False)
    for id_ in _ids(_framework_files()):
        message = catalog.get(id_ if isinstance(id_, str) else id_[0])
        if message is not None:
            part.add(message.id, message.string)
    return part


def tells(template: str) -> bool:
    """Whether anything is left to translate once the fields are out: « : » in « {name}: {reason} »."""
    return bool(_TELLS.search("".join(literal for literal, *_field in Formatter().parse(template))))


def translated(found: Catalog, kept: Catalog) -> Catalog:
    """The sentences found, with the translations kept."""
    for message in found:
        before = kept.get(message.id if isinstance(message.id, str) else message.id[0]) if message.id else None
        if before is not None and before.pluralizable == message.pluralizable:
            message.string = before.string
    return found


def committed() -> Catalog:
    """The catalogue as it stands."""
    if not PO.is_file():
        return Sentences(locale="fr")
    with PO.open("rb") as file:
        return read_po(file, locale="fr")


def untranslated(catalog: Catalog) -> list[Id]:
    """The sentences without French, or with a guess nobody confirmed."""
    left: list[Id] = []
    for message in catalog:
        french = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(french)):
            left.append(message.id)  # type: ignore[arg-type]
    return left


def written(catalog: Catalog) -> dict[Path, bytes]:
    """The bytes of the `.po`, and of what is compiled from it."""
    text = io.BytesIO()
    write_po(text, catalog, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    return {PO: text.getvalue(), MO: _compiled(catalog), FRAMEWORK_MO: _compiled(of_framework(catalog))}


def _compiled(catalog: Catalog) -> bytes:
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    return compiled.getvalue()


def main(check: bool) -> int:
    """Write or check the files."""
    catalog = translated(extracted(), committed())
    files = written(catalog)
    left = untranslated(catalog)
    for id_ in left:
        sys.stderr.write(f"not translated: {id_!r}\n")
    if not check:
        HOME.mkdir(parents=True, exist_ok=True)
        for path, held in files.items():
            path.write_bytes(held)
    elif any(not path.is_file() or path.read_bytes() != held for path, held in files.items()):
        sys.stderr.write("the catalogue is behind the code: run python tools/sentences.py\n")
        return 1
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
