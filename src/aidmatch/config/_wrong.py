"""How a wrong setting is told: the file, the setting, and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from aidmatch.errors import SettingsError
from aidmatch.value import Message, say

FILE = "aidmatch.toml"


def check(table: Mapping[str, object], known: AbstractSet[str], prefix: str) -> None:
    """Refuse a setting nobody knows."""
    for name in table:
        if name not in known:
            expected = ", ".join(sorted(known))
            raise wrong(f"{prefix}{name}", say("no such setting; there are: {known:text}", known=expected))


def wrong(setting: str, fix: Message) -> SettingsError:
    """The refusal of a setting."""
    return SettingsError(say("{file:text}: {setting:text} is wrong", file=FILE, setting=setting), fix)
