"""Two lists -> the firms that are in both: sure, or for a person to say.

One SIREN is one firm, two SIREN are two. Without them, the same name, legal forms aside, in the same town is one, where
nothing that both say differs; so is the same web site with a like name. Anything less is shown to a person: two firms
made one is worse than one firm twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from aidmatch.company import Company
from aidmatch.roster.alike import commune_of, folded, initials, mail_of, siren_of, site_of
from aidmatch.value import Message, say


class Pair(NamedTuple):
    """Two records, one of each list, that are or may be one firm."""

    first: Company
    second: Company
    is_sure: bool
    why: Message


_NEAR = 84
"""Ratio from 0 to 100 from which two names may be one."""

_SAME_SITE = 75
"""The same, where the web site is one."""


def pairs(
    firsts: Sequence[Company], seconds: Sequence[Company], decided: Mapping[frozenset[str], bool]
) -> tuple[list[Pair], list[Pair]]:
    """The sure pairs, and those to decide; a record that is in both lists is no pair.

    `decided` says of two ids whether a person said that they are one firm.
    """
    sure: list[Pair] = []
    doubtful: list[Pair] = []
    near = _Near(seconds)
    for first in firsts:
        for second in near.of(first):
            if second.id == first.id:
                continue
            said = decided.get(frozenset({first.id, second.id}))
            if said is not None:
                if said:
                    sure.append(Pair(first, second, is_sure=True, why=say("decided by a person")))
                continue
            found = compare(first, second)
            if found is not None:
                (sure if found.is_sure else doubtful).append(found)
    # A record that could be several others, by anything but its number, is for a person to place.
    taken: dict[str, int] = {}
    for pair in sure:
        for one in (pair.first, pair.second):
            taken[one.id] = taken.get(one.id, 0) + 1
    moved = [pair for pair in sure if not _is_numbered(pair) and max(taken[pair.first.id], taken[pair.second.id]) > 1]
    kept = [pair for pair in sure if pair not in moved]
    joined = {one.id for pair in kept for one in (pair.first, pair.second)}
    doubtful = [
        pair._replace(is_sure=False)
        for pair in (*moved, *doubtful)
        if not (pair.first.id in joined and pair.second.id in joined and _are_joined(pair, kept))
    ]
    doubtful.sort(key=lambda pair: (pair.first.id, pair.second.id))
    return kept, doubtful


def _are_joined(pair: Pair, kept: Iterable[Pair]) -> bool:
    return any({pair.first.id, pair.second.id} == {one.first.id, one.second.id} for one in kept)


def _is_numbered(pair: Pair) -> bool:
    """Whether a number, or a person, says that the two are one."""
    one, other = siren_of(pair.first), siren_of(pair.second)
    return pair.why.id == "decided by a person" or (one is not None and one == other)


def compare(first: Company, second: Company) -> Pair | None:
    """Whether two records are one firm; None when they are not, or nothing suggests it."""
    one, other = siren_of(first), siren_of(second)
    if one and other:
        return Pair(first, second, is_sure=True, why=say("the same SIREN")) if one == other else None
    ratio = _likeness(first, second)
    towns = {commune_of(first), commune_of(second)}
    same_town = len(towns) == 1 and None not in towns
    apart = len(towns) == 2 and None not in towns
    differing = _differing(first, second)
    site = site_of(first)
    if site and site == site_of(second):
        sure = ratio >= _SAME_SITE and not differing
        return Pair(first, second, is_sure=sure, why=say("the same web site"))
    if folded(first.name) == folded(second.name):
        sure = same_town and not differing and len("".join(folded(first.name))) >= _TELLING
        if same_town:
            why = say("the same name in the same town")
        else:
            why = say("the same name in two towns") if apart else say("the same name")
        return Pair(first, second, is_sure=sure, why=why)
    if apart:
        return None
    if _is_acronym(first, second) or _is_acronym(second, first):
        return Pair(first, second, is_sure=False, why=say("one name has the initials of the other"))
    if ratio >= _NEAR and (same_town or ratio >= _VERY_NEAR):
        return Pair(first, second, is_sure=False, why=say("names that are alike"))
    if ratio >= _SOMEWHAT and mail_of(first) & mail_of(second):
        return Pair(first, second, is_sure=False, why=say("addresses of the same host"))
    return None


_TELLING = 4
"""Letters: under it a name is shared by too many."""

_SOMEWHAT = 60
"""Ratio under which a shared host of mail says nothing: that of an incubator is all its firms'."""

_VERY_NEAR = 92
"""Ratio from which two names may be one where a town is not known."""


def _likeness(first: Company, second: Company) -> float:
    from rapidfuzz import fuzz

    one, other = folded(first.name), folded(second.name)
    return max(
        fuzz.ratio(" ".join(one), " ".join(other)),
        fuzz.token_sort_ratio(" ".join(one), " ".join(other)),
        _BEGINNING if _begins(one, other) or _begins(other, one) else 0,
    )


def _begins(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether a name begins with the whole of another; one short word, « Studio », begins too many."""
    return long[: len(short)] == short and len(" ".join(short)) >= _WHOLE


_WHOLE = 8
"""Signs."""


_BEGINNING = 88
"""Ratio given to a name that begins as the whole other: « Studio Brume » and « Studio Brume Perpignan »."""


def _is_acronym(short: Company, long: Company) -> bool:
    words = folded(short.name)
    return len(words) == 1 and words[0] == initials(folded(long.name))


def _differing(first: Company, second: Company) -> bool:
    """Whether something that both records say tells two firms apart."""
    sites = {site_of(first), site_of(second)} - {None}
    dates = {first.created, second.created} - {None}
    trades = {(first.naf or "")[:2], (second.naf or "")[:2]} - {""}
    numbers = {first.national_id, second.national_id} - {None}
    return any(len(values) > 1 for values in (sites, dates, trades, numbers))


class _Near:
    """The records of a list that another could be: by number, site, host of mail, name and initials."""

    def __init__(self, companies: Sequence[Company]) -> None:
        self._all = list(companies)
        self._names = [" ".join(folded(company.name)) for company in companies]
        self._keys: dict[tuple[str, str], list[int]] = {}
        for place, company in enumerate(companies):
            for key in _keys(company):
                self._keys.setdefault(key, []).append(place)

    def of(self, company: Company) -> list[Company]:
        """Those worth comparing, in the list's order."""
        from rapidfuzz import fuzz, process

        places = {place for key in _keys(company) for place in self._keys.get(key, ())}
        name = " ".join(folded(company.name))
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
            found = process.extract(name, self._names, scorer=scorer, score_cutoff=_SAME_SITE, limit=None)
            places.update(place for _, _, place in found)
        return [self._all[place] for place in sorted(places)]


def _keys(company: Company) -> Iterable[tuple[str, str]]:
    words = folded(company.name)
    siren, site = siren_of(company), site_of(company)
    if siren:
        yield "siren", siren
    if site:
        yield "site", site
    for host in sorted(mail_of(company)):
        yield "mail", host
    yield "first", words[0]
    yield "initials", words[0] if len(words) == 1 else initials(words)
    yield "id", company.id
