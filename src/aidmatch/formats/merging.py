"""Two lists becoming one, in a terminal: the pairs to decide side by side, and what was joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from aidmatch.formats import _portrait, _words
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.roster.merging import Joined
    from aidmatch.roster.pairing import Pair

_SHOWN = ("siren", "siret", "seat", "naf", "legal_form", "headcount", "created", "website", "clusters", "groups")


def side_by_side(out: Console, words: Wording, pair: Pair, place: int, count: int) -> None:
    """What is known of both, a line a fact."""
    why = words.say(pair.why)
    title = words.text("{place:number} of {count:number}: {why}", place=place, count=count, why=why)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, title=title, title_justify="left")
    table.add_column("", style="dim")
    for company in (pair.first, pair.second):
        table.add_column(Text(plain(company.name)), ratio=1)
    table.add_row("", Text(pair.first.id, style="dim"), Text(pair.second.id, style="dim"))
    for field in _SHOWN:
        cells = [_shown(words, company, field) for company in (pair.first, pair.second)]
        if any(cells):
            table.add_row(words.term(_words.MEMBERS, field), *(Text(cell or "?") for cell in cells))
    addresses = [", ".join(reader.email for reader in company.readers) for company in (pair.first, pair.second)]
    if any(addresses):
        table.add_row(words.term(_words.MEMBERS, "email"), *(Text(plain(one) or "?") for one in addresses))
    out.print(table)


def _shown(words: Wording, company: Company, field: str) -> str:
    value = getattr(company, field)
    return "" if value in (None, ()) else value_of(words, field, value)


def value_of(words: Wording, field: str, value: Any) -> str:
    """A fact as people write it; numbers and names as they are."""
    return plain(str(value)) if field in ("name", "siren", "siret") else _portrait.written(words, field, value)


def joined(words: Wording, done: Joined, pair: Pair | None) -> str:
    """« Studio Brume (studio-brume) + STUDIO BRUME SARL (studio-brume-sarl) : le même SIREN »"""
    why = f": {words.say(pair.why)}" if pair else ""
    return words.text(
        "{first:text} ({one}) + {second:text} ({other}){why}",
        first=done.first.name,
        one=done.first.id,
        second=done.second.name,
        other=done.second.id,
        why=why if words.language == "en" else why.replace(":", "\u00a0:", 1),
    )


def differing(words: Wording, done: Joined) -> Iterator[str]:
    """Each fact that the two lists say differently: the first stands."""
    for one in done.differing:
        yield words.text(
            "{field}: kept {held:text}; the other list says {listed:text}",
            field=words.term(_words.MEMBERS, one.field),
            held=value_of(words, one.field, one.kept),
            listed=value_of(words, one.field, one.dropped),
        )
