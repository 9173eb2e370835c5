"""Text for terminals that keeps a number and its unit on one line: rich takes every blank for a place to break."""

from typing import TYPE_CHECKING, Any

from rich import text
from rich.console import Console, Group

if TYPE_CHECKING:
    from rich.console import JustifyMethod, OverflowMethod
    from rich.containers import Lines

_HELD = {"\u00a0": "\ue000", "\u202f": "\ue001"}
"""Each non-breaking space, and a letter of no alphabet that stands for it while lines are cut."""
_HOLD = str.maketrans(_HELD)
_RELEASE = str.maketrans({letter: blank for blank, letter in _HELD.items()})


class Text(text.Text):
    """Styled text whose non-breaking spaces do not break."""

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: "JustifyMethod | None" = None,
        overflow: "OverflowMethod | None" = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> "Lines":
        """The lines that fit the width."""
        held, plain = text.Text.copy(self), self.plain.translate(_HOLD)
        if plain == self.plain:
            return held.wrap(console, width, justify=justify, overflow=overflow, tab_size=tab_size, no_wrap=no_wrap)
        held.plain = plain
        lines = held.wrap(console, width, justify=justify, overflow=overflow, tab_size=tab_size, no_wrap=no_wrap)
        for line in lines:
            released = line.plain.translate(_RELEASE)
            # Setting a text looks it through again.
            if released != line.plain:
                line.plain = released
        return lines


class Screen(Console):
    """Where such text is printed: rich joins a bare text into one of its own, which would break it again."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print, as rich does; a lone text stays what it is."""
        alone = len(objects) == 1 and isinstance(objects[0], Text)
        super().print(*((Group(*objects),) if alone else objects), **options)
