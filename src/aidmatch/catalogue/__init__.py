"""The prepared index of a workspace: what a warm command reads instead of the data files.

`writing.write` makes it from validated calls and companies, in one stroke; `Catalogue` reads it and never writes.
"""

from aidmatch.catalogue._cards import Card, Slip
from aidmatch.catalogue._schema import SCHEMA_VERSION
from aidmatch.catalogue.reading import Brief, Catalogue, Kept, brief_of

__all__ = ["SCHEMA_VERSION", "Brief", "Card", "Catalogue", "Kept", "Slip", "brief_of"]
