"""The shelf of readers of French eligibility prose: a text -> conditions, each with the words it was read in.

One file a kind, named like the rules of `criteria`, and a few for the facts of a call that are no condition. Nothing
is dropped: every sentence ends as a condition, a fact, a sentence that says there is no condition, or prose, quoted.
Where two readings are possible it stays prose, since a wrong exclusion is the worst that can happen. `docs/reading.md`
explains how, and lists what was decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType

from pydantic import TypeAdapter, ValidationError

from aidmatch.condition import Condition
from aidmatch.extractors import (
    activity,
    age,
    amounts,
    audience,
    balance,
    consortium,
    de_minimis,
    deadlines,
    documents,
    headcount,
    label,
    legal_form,
    micro_entrepreneur,
    nothing,
    own_share,
    perimeter,
    regime,
    sme,
    standing,
    turnover,
    works_start,
)
from aidmatch.extractors._deciding import decide
from aidmatch.extractors._joining import Decided, Seen, disagreeing
from aidmatch.extractors._mention import Mention
from aidmatch.extractors._passages import Passage, passages
from aidmatch.extractors._passages import heading as _heading
from aidmatch.extractors._reading import Confidence as Confidence
from aidmatch.extractors._reading import Fact as Fact
from aidmatch.extractors._reading import FactKind as FactKind
from aidmatch.extractors._reading import Found as Found
from aidmatch.extractors._reading import Quote as Quote
from aidmatch.extractors._reading import Reading as Reading
from aidmatch.extractors._resting import Basis as Basis
from aidmatch.extractors._resting import basis as basis
from aidmatch.extractors._text import Folded, fold

SHELF: Mapping[str, ModuleType] = {
    "perimeter": perimeter,
    "headcount": headcount,
    "sme": sme,
    "micro_entrepreneur": micro_entrepreneur,
    "turnover": turnover,
    "balance": balance,
    "age": age,
    "legal_form": legal_form,
    "audience": audience,
    "standing": standing,
    "works_start": works_start,
    "de_minimis": de_minimis,
    "label": label,
    "consortium": consortium,
    "activity": activity,
}
"""Readers of conditions, by kind; of two that see the same words the first here speaks."""

FACTS: Mapping[FactKind, ModuleType] = {
    "amounts": amounts,
    "deadlines": deadlines,
    "documents": documents,
    "own_share": own_share,
    "regime": regime,
}
"""Readers of what a text says of the call itself; its sentence stays prose too, unless it is read whole."""

LONGEST = 2_000
"""Letters of a passage that is looked into: no sentence is longer, and what is stays prose."""

_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


def read(text: str, *, heading: str | None = None) -> Reading:
    """Read a text; `heading` is the title it stands under, such as « Secteur géographique »."""
    folded = fold(text)
    above = _heading(fold(heading).text.rstrip(" :")) if heading else None
    seen = [_see(passage) for passage in passages(folded, text, above)]
    decided, left = decide(seen)
    at_odds = disagreeing(decided)
    by_group: dict[int, list[int]] = defaultdict(list)
    for place, other in enumerate(seen):
        by_group[other.passage.group].append(place)
    found: list[Found] = []
    for one in decided:
        condition = None if one.fields["kind"] in at_odds else _found(one, folded, text)
        if condition is not None:
            found.append(condition)
        else:
            left.update(by_group[one.passage.group])
    prose = [_quote(seen[place].passage, folded, text) for place in sorted(left)]
    nothings = [_words(one.passage, *span, folded, text) for one in seen for span in one.spent]
    return Reading(text, tuple(found), tuple(prose), tuple(nothings), tuple(_facts(seen, folded, text)))


def _facts(seen: Iterable[Seen], folded: Folded, text: str) -> Iterator[Fact]:
    """What every reader of facts sees, in the order of the text."""
    for one in seen:
        if len(one.passage.text) > LONGEST:
            continue
        told = [(fact, kind) for kind, reader in FACTS.items() for fact in reader.find(one.passage)]
        for fact, kind in sorted(told):
            words = _words(one.passage, fact.start, fact.end, folded, text)
            yield Fact(kind, fact.values, words.text, words.start, words.end, fact.rule)


def _see(passage: Passage) -> Seen:
    """What every reader of the shelf sees in a passage; of two over the same words the longer speaks."""
    if len(passage.text) > LONGEST:
        return Seen(passage, (), ())
    spent = tuple(nothing.find(passage))
    mentions = [mention for reader in SHELF.values() for mention in reader.find(passage)]
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda one: (one.start - one.end, one.start)):
        taken = [*((other.start, other.end) for other in kept), *spent]
        if all(mention.end <= start or end <= mention.start for start, end in taken):
            kept.append(mention)
    return Seen(passage, tuple(sorted(kept, key=lambda one: one.start)), spent)


def _found(one: Decided, folded: Folded, text: str) -> Found | None:
    """The condition as a value, its words quoted; None when the shelf refuses it."""
    start, end = folded.span(one.passage.start + one.start, one.passage.start + one.end)
    try:
        condition = _CONDITION.validate_python({**one.fields, "words": text[start:end]})
    except ValidationError:
        return None
    return Found(condition, start, end, one.rule, "high" if one.is_whole else "medium", one.hard)


def _quote(passage: Passage, folded: Folded, text: str) -> Quote:
    quote = _words(passage, 0, len(passage.text), folded, text)
    if passage.under is None:
        return quote
    start, end = folded.span(*passage.under)
    return quote._replace(under=text[start:end])


def _words(passage: Passage, low: int, high: int, folded: Folded, text: str) -> Quote:
    """A stretch of a passage as it stands in the text."""
    start, end = folded.span(passage.start + low, passage.start + high)
    return Quote(text[start:end], start, end)
