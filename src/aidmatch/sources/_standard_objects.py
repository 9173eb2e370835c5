"""The cells of the national standard that hold objects: the bodies behind an aid, and the texts it rests on.

The published examples write them as JavaScript literals, the files met as JSON: JSON is tried first, then the literal
through the JSON5 library, which reads single quotes and bare keys; else the text is kept as it is.
"""

from __future__ import annotations

import json
from typing import Any

from aidmatch.call import Body
from aidmatch.sources import standard
from aidmatch.sources._base import Note
from aidmatch.value import say

LONGEST_LITERAL = 20_000
"""Characters of a cell the tolerant reader is tried on: it is slow."""


def _objects(cell: str, column: str, note: Note) -> list[dict[str, Any]] | None:
    """The objects of a cell: as JSON, else as a JavaScript literal; None when it is neither."""
    if not cell:
        return []
    try:
        found = json.loads(cell)
    except (json.JSONDecodeError, RecursionError):
        found = _literal(cell)
    found = [found] if isinstance(found, dict) else found
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    note(column, say("a list of objects was expected; the text is kept as it is"))
    return None


def _literal(cell: str) -> object:
    import json5

    if len(cell) > LONGEST_LITERAL:
        return None
    try:
        return json5.loads(cell)
    except (ValueError, RecursionError):
        return None


def bodies_of(cell: str, note: Note) -> tuple[tuple[Body, ...], Body | None, str | None]:
    """Funders, operator, and in words the bodies that have neither role."""
    bodies = _objects(cell, "porteurs", note)
    if bodies is None:
        return (), None, f"Porteurs : {cell}"
    funders: list[Body] = []
    operators: list[Body] = []
    others: list[str] = []
    for one in bodies:
        name, roles = str(one.get("nom") or "").strip(), one.get("roles") or ()
        if not name:
            continue
        body = Body(name=name, siren=str(one.get("siren") or "").strip() or None)
        if standard.ROLES["funder"] in roles:
            funders.append(body)
        if standard.ROLES["operator"] in roles:
            operators.append(body)
        if not {standard.ROLES["funder"], standard.ROLES["operator"]} & set(roles):
            others.append(name)
    others.extend(body.name for body in operators[1:])
    said = f"Autres porteurs : {', '.join(others)}" if others else None
    return tuple(funders), operators[0] if operators else None, said


def legal_basis(cell: str, note: Note) -> str | None:
    """The texts an aid rests on, in words."""
    texts = _objects(cell, "base_juridique", note)
    if texts is None:
        return f"Base juridique : {cell}"
    said = [" ".join(filter(None, (str(one.get("libelle") or ""), str(one.get("lien") or "")))) for one in texts]
    return f"Base juridique : {' ; '.join(said)}" if said else None
