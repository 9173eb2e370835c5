"""What a text asks, as the fields of a call's file."""

from __future__ import annotations

from typing import Any

from aidmatch.extractors import read


def asked(text: str, heading: str | None = None) -> list[dict[str, Any]]:
    """The conditions that decide, without their words."""
    return [
        condition.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"words"})
        for condition in read(text, heading=heading).criteria
    ]
