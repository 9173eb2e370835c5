"""What a rule of the shelf sees in a passage, before it is decided whether it is a condition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from aidmatch.extractors._passages import Passage

Fields = Mapping[str, Any]
"""A condition as its fields, the kind among them."""


class Mention(NamedTuple):
    """Words that may be a condition."""

    start: int
    """In the passage."""
    end: int
    rule: str
    asked: Fields | None
    """The condition when these words say who may apply; None when no condition says it."""
    barred: Fields | None = None
    """The condition when these words say who may not; None when no condition says it."""
    noun: bool = False
    """It names a sort of applicant (« PME », « associations »), so that a list of such is a choice."""
    about: bool = False
    """The words themselves say that they are about the applicant (« dont l'effectif est… »)."""
    hard: bool = True
    whole_only: bool = False
    """It asks something only where the sentence says nothing else."""
    partial: bool = False
    """The condition is surely asked, but is less than the words say: the sentence stays prose too."""


class Told(NamedTuple):
    """Words that say something of the call, and no condition on who applies."""

    start: int
    end: int
    rule: str
    values: tuple[tuple[str, str | int | float], ...]


Extractor = Callable[[Passage], Iterable[Mention]]

SEPARATOR = r" ?(?:,|;|/|\||-|et/ou|ou bien|ainsi que|et|ou) ?(?:(?:et|ou) )?"
ARTICLE = (
    r"(?:(?:a|de|dans|en|pour|sur|hors) )?"
    r"(?:les |des |de la |de l'|du |aux |au |la |le |l'|d'|de |un |une |toutes? |tous )*"
)
GOES_ON = re.compile(
    r" ?(?:,|/|\||-|et/ou|et|ou|ainsi que)(?= |[a-z])(?! ?(?:situe|implant|install|exerc|localis|base|etabl|domicili"
    r"|dont|ayant|qui |dispos|emplo|immatricul|inscri|souhait|porteu|relev|compt|cree|depuis|justifi|avoir|etre|hors"
    r"|sauf|a jour|de (?:plus|moins)|en ))"
)
"""A list that goes on with something that was not read."""
_BETWEEN = re.compile(f"{SEPARATOR}{ARTICLE}")


def runs(found: Sequence[re.Match[str]], text: str) -> Iterator[list[re.Match[str]]]:
    """Matches that follow each other in one list: « Bretagne, Normandie et Pays de la Loire »."""
    held: list[re.Match[str]] = []
    for match in found:
        if held and not _BETWEEN.fullmatch(text, held[-1].end(), match.start()):
            yield held
            held = []
        held.append(match)
    if held:
        yield held
