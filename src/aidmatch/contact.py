"""A possible partner outside the clusters, as the coordinator lists it: a laboratory, a firm abroad, a town.

Almost every field is optional, and what is not told is unknown. Without a yes of its own it is never proposed.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from aidmatch.company import Audience
from aidmatch.identity import Siren
from aidmatch.value import Slug, Value


class Contact(Value):
    """One outside the clusters whom a team could ask."""

    id: Slug
    name: Annotated[str, Field(min_length=1, max_length=200)]
    """Or the name it wants to be listed under."""
    siren: Siren | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """ISO 3166-1 alpha-2."""
    region: str | None = None
    """A French region's code or name; abroad the NUTS code (ES51), or its name."""
    kind: Audience = "company"
    trades: tuple[str, ...] = ()
    """Activity codes in NAF rév. 2 (72.19Z), or words."""
    sme: bool | None = None
    """SME in the EU sense, where it was told."""
    offers: tuple[str, ...] = ()
    """Skills, patents, equipment it would share."""
    needs: tuple[str, ...] = ()
    independent: bool | None = None
    """No other firm holds it or is held by it, as far as it was told."""
    consent: bool | None = None
    """It may be proposed to others, without its name."""
    agreed: tuple[Slug, ...] = ()
    """Calls for which it may be named to partners who agreed likewise."""

    @model_validator(mode="before")
    @classmethod
    def _lone(cls, raw: object) -> object:
        """One trade, offer or need may stand without a list."""
        if not isinstance(raw, dict):
            return raw
        lists = ("trades", "offers", "needs", "agreed")
        return {name: [told] if name in lists and isinstance(told, str) else told for name, told in raw.items()}
