"""A row by the fields of a call: the columns that a mapping names for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aidmatch.sources import _table_texts as texts

if TYPE_CHECKING:
    from aidmatch.sources._table_settings import Listing


class Cells:
    """One row."""

    def __init__(self, listing: Listing, row: Mapping[str, Any]) -> None:
        self._listing = listing
        self._cells = {texts.key(str(name)): cell for name, cell in row.items()}

    def whole(self, field: str) -> str:
        """The columns of a field that hold something, one after the other, each once."""
        return "\n".join(dict.fromkeys(filter(None, map(texts.text, self._found(field)))))

    def line(self, field: str) -> str:
        """The first column of a field that holds something, on one line."""
        return next(filter(None, (texts.one_line(texts.text(cell)) for cell in self._found(field))), "")

    def values(self, field: str) -> tuple[str, ...]:
        """Every value of the columns of a field, each once."""
        found = (texts.values(cell, self._listing.separator) for cell in self._found(field))
        return tuple(dict.fromkeys(one for several in found for one in several))

    def _found(self, field: str) -> list[Any]:
        names: tuple[str, ...] = getattr(self._listing.columns, field)
        return [self._cell(texts.key(name)) for name in names]

    def _cell(self, name: str) -> Any:
        """A cell, or what it holds under a name with a dot; nothing when that is a word that says nothing."""
        head, *steps = name.split(".")
        looked_into = bool(steps) and name not in self._cells
        cell = texts.inside(self._cells.get(head), steps) if looked_into else self._cells.get(name)
        if isinstance(cell, str) and texts.among(texts.one_line(texts.text(cell)), self._listing.nothing):
            return None
        return cell
