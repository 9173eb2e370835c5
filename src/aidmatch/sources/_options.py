"""The settings of a source in `aidmatch.toml`, read with a refusal that names the one that is wrong."""

from __future__ import annotations

from aidmatch.errors import Refused
from aidmatch.sources._protocol import Asked
from aidmatch.value import Message, say


def texts(asked: Asked, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A list of texts or numbers, or a single one; Refused when it is something else."""
    given = asked.options.get(name)
    if given is None:
        return default
    found = given if isinstance(given, list | tuple) else (given,)
    if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in found):
        raise wrong(asked, name, say("a list of texts was expected"))
    return tuple(str(one) for one in found)


def numbers(asked: Asked, name: str) -> tuple[int, ...]:
    """A list of whole numbers, or a single one; none when nothing is given."""
    found = texts(asked, name)
    if not all(one.isascii() and one.isdigit() for one in found):
        raise wrong(asked, name, say("a list of whole numbers was expected"))
    return tuple(int(one) for one in found)


def wrong(asked: Asked, name: str, fix: Message) -> Refused:
    """What to raise for a setting that is wrong; the other sources go on."""
    return Refused(
        say("{file:text}: {setting:text} is wrong", file="aidmatch.toml", setting=f"sources.{asked.name}.{name}"), fix
    )
