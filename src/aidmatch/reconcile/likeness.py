"""What two calls have in common, and what tells them apart: pages, bodies, territories, dates, then titles.

Every function answers from one or two calls alone; what must be known of all calls at once (which page leads to many
schemes) is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from aidmatch.call import Body, Call
from aidmatch.nomenclatures import territories
from aidmatch.reconcile.titles import Title, nearness, plain_words, stems, table, title, words_of
from aidmatch.value import Message, say

FOLLOWED = re.compile(r"utm_|mtm_|pk_|fbclid|gclid|xtor|at_(?:medium|campaign)", re.IGNORECASE)
"""Parameters that follow the reader and name no page."""


class Page(NamedTuple):
    """A page as it is compared."""

    address: str
    """Host without www, path and what of the query names the page; no scheme, fragment or final slash."""
    last: str
    """The last step of its path: many portals write their record's id there."""
    is_home: bool
    """A site's first page, which names no scheme."""


@lru_cache(maxsize=100_000)
def page(url: str | None) -> Page | None:
    """The page of an address; None where there is none that can be read."""
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if not host:
        return None
    asked = sorted((key, value) for key, value in parse_qsl(parts.query) if not FOLLOWED.match(key))
    path = parts.path.rstrip("/")
    # What a page written in JavaScript shows stands after « #/ »; any other fragment is a place within one page.
    inner = parts.fragment if parts.fragment.startswith(("/", "!/")) else ""
    query = urlencode(asked)
    address = f"{host}{path}{f'?{query}' if query else ''}{f'#{inner}' if inner else ''}"
    return Page(address, path.rsplit("/", 1)[-1].casefold(), not (path or query or inner))


@lru_cache(maxsize=50_000)
def _name_of(body: str) -> frozenset[str]:
    plain = " ".join(plain_words(body))
    known = table()["bodies"].get(plain, plain)
    return frozenset(known.split()) - words_of("small")


class Likeness(NamedTuple):
    """A call as it is compared."""

    call: Call
    source: str
    title: Title
    page: Page | None
    bodies: tuple[Body, ...]
    names: tuple[frozenset[str], ...]
    sirens: frozenset[str]
    area: frozenset[str] | None
    """Departments, and what holds none of them; None where the call names no territory."""
    closes: date | None


def likeness(call: Call) -> Likeness:
    """What of a call is compared."""
    bodies = (*call.funders, *([call.operator] if call.operator else []))
    closings = call.window.closings()
    return Likeness(
        call,
        call.origin.source.casefold(),
        title(call.title),
        page(call.origin.url),
        bodies,
        tuple(_name_of(body.name) for body in bodies),
        frozenset(body.siren for body in bodies if body.siren),
        area(call),
        closings[-1].at.date() if closings else None,
    )


def share_a_body(one: Likeness, other: Likeness) -> bool | None:
    """Whether a body stands behind both; None where one of the two names none."""
    if not (one.bodies and other.bodies):
        return None
    if one.sirens & other.sirens:
        return True
    return any(_is_one(mine, theirs) for mine in one.names for theirs in other.names)


@lru_cache(maxsize=100_000)
def _is_one(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    common = mine & theirs
    return bool(common) and (mine == theirs or (common in (mine, theirs) and bool(common - words_of("sorts"))))


def area(call: Call) -> frozenset[str] | None:
    """Where one may be to apply, as departments; None where the call names no territory."""
    rules = [rule for rule in call.criteria if rule.kind == "perimeter"]
    if not rules:
        return None
    return _area(
        tuple(code for rule in rules for code in rule.within), tuple(code for rule in rules for code in rule.excluding)
    )


@lru_cache(maxsize=50_000)
def _area(within: tuple[str, ...], excluding: tuple[str, ...]) -> frozenset[str]:
    inside = {part for code in within for part in _parts(code)} or set(_parts(territories.FRANCE))
    return frozenset(inside - {part for code in excluding for part in _parts(code)})


@cache
def _parts(code: str) -> frozenset[str]:
    return _departments().get(code) or frozenset({code})


@cache
def _departments() -> Mapping[str, frozenset[str]]:
    """The departments of each region, of France and of the Union."""
    found: dict[str, set[str]] = {}
    for own in territories.codes("DEP"):
        for above in territories.ancestors(f"DEP-{own}"):
            found.setdefault(above, set()).add(f"DEP-{own}")
    return {code: frozenset(parts) for code, parts in found.items()}


HALF = 0.5
"""Share of the ground of two calls that is common from which they are on the same ground: portals list overseas
departments or leave them out."""

MOST = 0.9
"""Share of France that a call covers from which it is a national one."""


def same_ground(one: Likeness, other: Likeness) -> bool | None:
    """Whether two calls are for the same territory; None where it is not known.

    One that names no territory may be a national one: it agrees with France, and with nothing smaller.
    """
    if one.area is None and other.area is None:
        return None
    france = _parts(territories.FRANCE)
    if one.area is None or other.area is None:
        named = one.area or other.area or frozenset()
        return None if len(named & france) >= MOST * len(france) else False
    return len(one.area & other.area) >= HALF * len(one.area | other.area)


FAR = 180
"""Days between two closings from which they are those of two editions."""


def other_edition(one: Likeness, other: Likeness) -> bool:
    """Whether the last closings known are so far apart that each is of its own edition."""
    return one.closes is not None and other.closes is not None and abs((one.closes - other.closes).days) > FAR


def known_words(one: Likeness, other: Likeness) -> frozenset[str]:
    """Words that a title may have or lack: those of a body behind both, and of the territory of both."""
    words: set[str] = set()
    words.update(*_common(one.names, other.names))
    if one.area and one.area == other.area:
        words.update(_names_of(one.area))
    return frozenset(stems(words))


@lru_cache(maxsize=100_000)
def _common(mine: tuple[frozenset[str], ...], theirs: tuple[frozenset[str], ...]) -> tuple[frozenset[str], ...]:
    """The names of the bodies behind both, in either's words."""
    return tuple(left | right for left in mine for right in theirs if _is_one(left, right))


@lru_cache(maxsize=10_000)
def _names_of(area: frozenset[str]) -> frozenset[str]:
    codes = [code for code, parts in _departments().items() if parts == area and code != territories.UNION]
    whole = [*codes, *(area if len(area) == 1 else ())]
    return frozenset(
        word for code in whole if territories.exists(code) for word in plain_words(territories.label(code))
    )


SAME_RECORD = say("the same record of one source, read twice")
SAME_PAGE = say("same page, and the titles agree")
NAMED = say("one's page is named after the other's record, same title")
SAME_WORDS = say("same title, same body, same territory")
SAME_DAY = say("same title, same closing day, same territory")


def is_one(one: Likeness, other: Likeness, hubs: Collection[str]) -> tuple[int, Message] | None:
    """Why two calls are one, the strongest reason as 1; None where nothing shows it, or something tells them apart.

    `hubs` are the addresses that lead to several schemes: they name none.
    """
    if one.source == other.source:
        # A portal knows its own records: two of them are two calls, unless it gives one id twice.
        again = one.call.origin.id is not None and one.call.origin.id == other.call.origin.id
        return (1, SAME_RECORD) if again and one.title == other.title else None
    near = nearness(one.title, other.title, known_words(one, other))
    if near == "apart":
        return None
    ground = same_ground(one, other)
    far = other_edition(one, other)
    if one.page and other.page and one.page.address == other.page.address and not one.page.is_home:
        is_hub = one.page.address in hubs
        if not is_hub and ground is not False and (near == "equal" or not far):
            return 2, SAME_PAGE
    if near != "equal":
        return None
    body = share_a_body(one, other)
    # Two regions may give one name to their schemes, and so to their pages.
    is_elsewhere = ground is False and not body
    if (names(one, other) or names(other, one)) and not is_elsewhere:
        return 3, NAMED
    if far or ground is False or body is False:
        return None
    if body and len(one.title.stems) > 1:
        return 4, SAME_WORDS
    if one.closes is not None and one.closes == other.closes and ground and len(one.title.stems) >= TELLING:
        return 5, SAME_DAY
    return None


TELLING = 4
"""Words of a title from which it is no common phrase."""

SHORTEST_NAME = 4
"""Signs of a record's id from which a page may be named after it, when it is no number."""


def names(one: Likeness, other: Likeness) -> bool:
    """Whether the page of one is named after the record of the other, as the pages of an export are."""
    own = (other.call.origin.id or "").casefold()
    return one.page is not None and len(own) >= SHORTEST_NAME and not own.isdigit() and one.page.last == own
