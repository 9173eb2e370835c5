"""A document in words -> a Word file, by docxtpl: texts are escaped, a cluster's own template runs in a sandbox, apart.

The same document gives the same bytes: what the file says of its making is fixed, and so are the times in the archive.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aidmatch.formats._told import Blank

if TYPE_CHECKING:
    from aidmatch.formats._told import Told
    from aidmatch.formats._wording import Wording

_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_MADE = (2000, 1, 1, 0, 0, 0)


def word(words: Wording, told: Told, template: str, models: Path | None) -> bytes:
    """The Word file; a template of that name in the folder `models` wins over ours."""
    given = models / template if models is not None else None
    if given is not None and given.is_file():
        from aidmatch.formats._word_apart import filled_apart

        return filled_apart(given, told, words.language)
    return filled(_shipped(template), told, words.language)


def filled(template: bytes, told: Told, language: str) -> bytes:
    """The template with the document's words in it."""
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.tests["blank"] = lambda value: isinstance(value, Blank)
    document: Any = DocxTemplate(io.BytesIO(template))
    sections = {name: section._asdict() for name, section in told.sections.items()}
    context = {**sections, "sections": list(sections.values()), "title": told.title, "subtitle": told.subtitle}
    document.render({**context, "foot": told.foot}, environment)
    _properties(document.docx.core_properties, told, language)
    out = io.BytesIO()
    document.save(out)
    return fixed(out.getvalue())


def _shipped(template: str) -> bytes:
    return files("aidmatch.formats").joinpath("templates", "docx", template).read_bytes()


def _properties(properties: Any, told: Told, language: str) -> None:
    properties.title = told.title[:250]
    properties.subject = told.subtitle[:250]
    properties.author = properties.last_modified_by = "aidmatch"
    properties.language = "fr-FR" if language == "fr" else "en-GB"
    properties.created = properties.modified = properties.last_printed = _MADE
    properties.revision = 1


def fixed(archive: bytes) -> bytes:
    """The same archive, its times set and its parts in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as held, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        # The list of types stands first, as programs that sniff the file expect.
        for name in sorted(held.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, _ZIP_MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            made.writestr(entry, held.read(name))
    return out.getvalue()
