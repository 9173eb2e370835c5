"""Lists of contacts outside the clusters: YAML and JSONL record by record, CSV by its usual headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from aidmatch.contact import Contact
from aidmatch.datafiles import Raw, id_of, problems_of, read_file, twin
from aidmatch.errors import Problem
from aidmatch.nomenclatures import territories
from aidmatch.sheets import ROWS, Cell, sheets, text
from aidmatch.sheets.headings import Names, words_of
from aidmatch.typed import NO, YES
from aidmatch.value import say

SUFFIXES = (".yaml", ".yml", ".jsonl", ".csv", ".xlsx", ".ods")
FOLDER = "data/contacts"
"""Of a workspace, where its lists lie."""

NAMES: Mapping[str, Sequence[str]] = {
    "id": ("id", "identifiant"),
    "name": ("nom", "name", "pseudonyme", "raison sociale", "organisme", "structure"),
    "siren": ("siren",),
    "country": ("pays", "country"),
    "region": ("région", "region", "NUTS"),
    "kind": ("nature", "kind", "type", "genre"),
    "trades": ("métiers", "trades", "métier", "activités", "activité", "NAF", "APE"),
    "sme": ("PME", "SME"),
    "offers": ("offres", "offers", "offre", "compétences", "propose"),
    "needs": ("besoins", "needs", "besoin", "cherche"),
    "independent": ("indépendant", "independent", "indépendance"),
    "consent": ("consentement", "consent", "accord"),
    "agreed": ("dispositifs", "agreed", "nommé pour"),
}
"""How people head the columns of such a list, the most usual first."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "research": (
        "research", "organisme de recherche", "recherche", "laboratoire", "universite", "university", "ecole"
    ),
    "association": ("association",),
    "cluster": ("cluster", "grappe", "pole"),
    "public_body": ("public_body", "public body", "collectivite", "commune", "public", "etablissement public"),
    "person": ("person", "personne", "personne physique"),
    "company": ("company", "entreprise", "societe", "pme", "startup", "start up"),
}  # fmt: skip


def contacts(path: Path, name: str) -> tuple[list[Contact], list[Problem]]:
    """The contacts of one file, and what is wrong in it."""
    if path.suffix.lower() in (".yaml", ".yml", ".jsonl"):
        return read_file(path, Contact, name)
    read, problem = sheets(path, name)
    found: list[Contact] = []
    problems = [problem] if problem else []
    taken: set[str] = set()
    for sheet in read:
        if len(sheet.rows) >= ROWS:
            problems.append(Problem(name, ROWS, "", say("only the first {most:number} rows are read", most=ROWS)))
        for line, record in _records(sheet.rows):
            given = {"id": id_of(str(record.get("name", "")), taken, "contact"), **record}
            try:
                contact = Contact.model_validate(given)
            except ValidationError as error:
                problems += problems_of(error, Contact, name, Raw(given, line))
                continue
            if contact.id in taken:
                problems.append(twin(name, line, contact.id, name))
            else:
                taken.add(contact.id)
                found.append(contact)
    if read and not found and not problems:
        what = say("no column holds a name")
        problems.append(Problem(name, 1, "", what, say("name the columns, as in docs/team.md")))
    return found, problems


def lists(workspace: Path) -> list[Path]:
    """The lists of a workspace, by name."""
    folder = workspace / FOLDER
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.suffix.lower() in SUFFIXES and path.name[0] not in ".~"
    )


@cache
def _columns() -> Names:
    return Names(NAMES, small=("de", "du", "des", "la", "le", "les", "l", "d", "ou", "of", "the"))


def _records(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with its line, by the first line of headings that names a name."""
    taken: dict[int, str] = {}
    for line, row in enumerate(rows, start=1):
        if not taken:
            met = {place: one.field for place, one in _columns().take(row, {}).items() if one.field}
            taken = met if "name" in met.values() else {}
            continue
        told = {field: text(row[place]) for place, field in taken.items() if place < len(row)}
        record = {field: _read(field, said) for field, said in told.items() if said}
        if record:
            yield line, record


def _read(field: str, said: str) -> Any:
    """A cell as the field takes it; what it cannot be read as stands as it is, and is refused with its words."""
    plain = " ".join(words_of(said))
    if field in ("trades", "offers", "needs", "agreed"):
        return [part.strip() for part in said.replace("|", ";").replace("\n", ";").split(";") if part.strip()]
    if field in ("sme", "consent", "independent"):
        return True if plain in YES else False if plain in NO else said
    if field == "kind":
        return next((kind for kind, words in KINDS.items() if plain in words), said)
    if field == "country":
        code = territories.country(said) or next((one for one in territories.find(said) if one[:5] == "PAYS-"), None)
        return (territories.iso2(code) if code else None) or said.upper()
    return said
