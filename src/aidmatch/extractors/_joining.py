"""Several conditions read together: a choice of applicants, a list of those who may apply, two that do not add up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from aidmatch.extractors._frame import starts_with_applicant
from aidmatch.extractors._mention import Fields, Mention
from aidmatch.extractors._passages import Passage


class Decided(NamedTuple):
    """A condition, as fields, and the words of the passage it was read in."""

    passage: Passage
    start: int
    end: int
    fields: Fields
    rule: str
    is_whole: bool
    """The sentence says nothing else."""
    hard: bool


class Seen(NamedTuple):
    """A passage, and what the rules saw there."""

    passage: Passage
    mentions: tuple[Mention, ...]
    spent: tuple[tuple[int, int], ...]
    """Stretches that are read otherwise: facts, and what says that there is no condition."""


def of_nouns(
    seen: Seen, taken: list[Decided], nouns: Sequence[Mention], *, is_whole: bool
) -> tuple[list[Decided], bool]:
    """Sorts of applicants listed in one sentence are a choice, not all to be met at once."""
    text = seen.passage.text
    low, high = nouns[0].start, nouns[-1].end
    own = [(noun.start, noun.end) for noun in nouns]
    between = without(text[low:high], [(start - low, end - low) for start, end in own])
    others = [one for one in taken if one.start < low or one.end > high]
    asked = [one for one in taken if one not in others]
    if len(asked) != len(nouns) or not re.fullmatch(
        r"[\s,;/|+()-]*(?:(?:et|ou|ainsi|que|les|des|aux|l|d|de|a|toute?s?|'|,|/)[\s,;/|+()']*)*", between
    ):
        return others, False
    fields = _union([[one.fields] for one in asked])
    if fields is None:
        return others, False
    first = asked[0]
    return [*others, first._replace(start=low, end=high, fields=fields, is_whole=is_whole)], True


def of_items(items: Sequence[tuple[Seen, list[Decided], bool]]) -> list[Decided] | None:
    """One condition for a list of those who may apply; None unless every item is read whole."""
    branches = []
    for one, decided, is_whole in items:
        if one.passage.is_heading:
            continue
        if not decided or not is_whole or not all(condition.hard for condition in decided):
            return None
        if not starts_with_applicant(one.passage.text):
            # « implantées en Grand Est » goes on with the item before it, and is no one's name.
            return None
        branches.append(decided)
    if not branches:
        return []
    if len(branches) == 1:
        return branches[0]
    fields = _union([[one.fields for one in branch] for branch in branches])
    if fields is None:
        return None
    first, last = branches[0][0], branches[-1][-1]
    return [
        first._replace(
            fields=fields,
            start=0,
            end=last.passage.start + last.end - first.passage.start,
        )
    ]


def _union(branches: Sequence[Sequence[Fields]]) -> dict[str, Any] | None:
    """Any of several conditions, as one of a kind where they are lists of one kind."""
    if any(one["kind"] == "any_of" for branch in branches for one in branch):
        return None
    lists = {"sme": "classes", "audience": "within", "legal_form": "within"}
    kinds = {one["kind"] for branch in branches for one in branch}
    if len(kinds) == 1 and all(len(branch) == 1 for branch in branches):
        kind = next(iter(kinds))
        name = lists.get(kind)
        if name is not None and all(set(branch[0]) == {"kind", name} for branch in branches):
            return {"kind": kind, name: tuple(dict.fromkeys(value for branch in branches for value in branch[0][name]))}
    distinct = list({repr(branch): branch for branch in branches}.values())
    if len(distinct) == 1:
        return dict(distinct[0][0]) if len(distinct[0]) == 1 else None
    return {"kind": "any_of", "branches": tuple(tuple(branch) for branch in distinct)}


def disagreeing(decided: Iterable[Decided]) -> set[str]:
    """The kinds of which the text says two things that do not add up: two strands of one call, most often."""
    held: dict[str, dict[str, Fields]] = defaultdict(dict)
    for one in decided:
        if one.hard:
            for kind in (one.fields["kind"], *_kinds(one.fields)):
                held[kind].setdefault(repr(one.fields), one.fields)
    return {kind for kind, told in held.items() if len(told) > 1 and not _add_up(kind, list(told.values()))}


def _kinds(fields: Fields) -> set[str]:
    return {one["kind"] for branch in fields.get("branches", ()) for one in branch}


def _add_up(kind: str, several: Sequence[Fields]) -> bool:
    if any(fields["kind"] == "any_of" for fields in several):
        return kind == "any_of" and not set.intersection(*map(_kinds, several))
    given = [{name: value for name, value in fields.items() if value not in (None, "kind")} for fields in several]
    if kind in ("headcount", "turnover", "balance", "age"):
        merged: dict[str, Any] = {}
        for fields in given:
            for name, value in fields.items():
                if merged.setdefault(name, value) != value:
                    return False
        low = merged.get("min", (merged.get("min_years") or 0) * 12)
        high = merged.get("max", merged["under_years"] * 12 if merged.get("under_years") else None)
        return high is None or low is None or low <= high
    if kind == "perimeter":
        places = [fields.get("places") for fields in given]
        return all(not fields.get("within") for fields in given) or len(set(places)) == len(places)
    if kind in ("sme", "audience", "micro_entrepreneur", "works_start"):
        return False
    if kind == "legal_form":
        return sum(1 for fields in given if fields.get("within")) <= 1
    return True


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with stretches of it replaced by a bar, which is no word."""
    parts, last = [], 0
    for start, end in sorted(spans):
        if start > last:
            parts.append(text[last:start])
        parts.append(" ¦ ")
        last = max(last, end)
    return "".join([*parts, text[last:]])
