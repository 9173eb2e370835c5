"""What a person said of the columns of a list, kept in a small file beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path


def columns_file(path: Path) -> Path:
    """Where it is kept."""
    return path.with_name(f".{path.name}.columns.json")


def kept_columns(path: Path) -> Mapping[str, str]:
    """What was said: a heading, and what its column holds; nothing when nothing was."""
    try:
        content = json.loads(columns_file(path).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(heading): str(field) for heading, field in content.items()} if isinstance(content, dict) else {}
