"""The prepared index of a workspace: what a warm command reads instead of the data files.

`write` makes it from validated calls and companies, in one stroke; `Catalogue` reads it and never writes.
"""

from aidmatch.catalogue._schema import SCHEMA_VERSION
from aidmatch.catalogue.reading import Card, Catalogue, Kept
from aidmatch.catalogue.writing import Source, write

__all__ = ["SCHEMA_VERSION", "Card", "Catalogue", "Kept", "Source", "write"]
