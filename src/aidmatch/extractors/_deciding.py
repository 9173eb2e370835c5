"""From what the rules saw to what is a condition, and what stays prose.

A mention decides only where the sentence leaves no other reading: it stands under a clear heading, says of the
applicant what it says, is no case, wish or rate, and no unread « ou » stands beside it. All else stays prose, quoted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from aidmatch.extractors._frame import DANGER, ELIGIBLE, is_closed, says_nothing, starts_with_applicant, subject
from aidmatch.extractors._joining import Decided, Seen, of_items, of_nouns, without
from aidmatch.extractors._mention import GOES_ON, Fields, Mention
from aidmatch.extractors._passages import EXCLUDED, Passage

AIMS = "activity.word"
"""The rule that reads trades in words, in what stands under a heading of sectors: it decides nothing."""

Spans = Sequence[tuple[int, int]]

_EXCEPT = re.compile(
    r"\b(?:hors(?! (?:taxes?|tva|ht|bourse|sol|gel|site|normes?)\b)|sauf|excepte\w*|exception faite|"
    r"a l'exception|a l'exclusion|en dehors)\b(?: (?:de|des|du))?"
)
_NOT = re.compile(r"\b(?:ne |n')(?:(?:\w+'?){1,2} )?(?:pas|plus|jamais)\b(?! de \d)")
_NEGATION = re.compile(r"\b(?:ne|n'|pas|sans|aucune?s?|jamais|ni)\b|n'")
_CASE = re.compile(r"(?:pour (?:les?|la|l'|des|une?|toute?s?|tous)\b|dans (?:les?|la|l')\b.{1,60},)")
"""« Pour les entreprises de plus de 50 salariés, … » is a case of its own."""
_LEANS = re.compile(r"(?:donc|alors|dans ce cas|sinon|a defaut|a l'inverse|auquel cas)\b")
_CHOICE = re.compile(r"\b(?:et/ou|ou|soit|ni)\b")
_ITEM = re.compile(r"[,;/|]| et | ou | ainsi que ")
_LIST_BEFORE = re.compile(r"(?:,|;|/|\||\bet|\bou|ainsi que) ?(?:les |des |aux |l'|d'|de |toute?s? )*$")
_VERB = re.compile(
    r"\b(?:doivent|doit|devra|devront|devraient|recoi\w+|beneficie(?:nt)?|obtien\w+|sont|est|ont|peuvent|peut"
    r"|pourront|"
    r"se voient|fourni\w*|joindre|s'engagent|transm\w+|seront|sera|auront|aura|disposent|representent)\b"
)
_BY_OTHERS = re.compile(r"\b(?:par|aupres|avec|chez) (?:des|une?|les|l')\b[^,;]*$")
"""« réalisés par des entreprises labellisées »: somebody else than whoever applies."""
_OTHER_THAN = re.compile(r"\bnon[ -]$")
_SAYS_WHO = re.compile(
    r"(?:sont|est|seront) (?:egalement |donc |bien )?(?:eligibles?|concernee?s?|admis\w*|beneficiaires|cible\w*"
    r"|vise\w*)"
    r"|(?:peuvent|peut|pourront) (?:egalement |donc )?(?:candidater|postuler|pretendre|deposer"
    r"|beneficier (?:de l'aide|du|de ce|de cette|de la|d'une aide|d'un))"
)


def decide(seen: Sequence[Seen]) -> tuple[list[Decided], set[int]]:
    """The conditions, and the places in `seen` of the passages that say something more, or something unread."""
    decided: list[Decided] = []
    prose: set[int] = set()
    groups: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(seen):
        groups[one.passage.group].append(place)
    for places in groups.values():
        chosen = [(seen[place], *_passage(seen[place])) for place in places]
        if seen[places[0]].passage.scene == "who" and len(places) > 1:
            choice = of_items([(one, taken, is_whole) for one, taken, is_whole, _ in chosen])
            decided.extend(choice or ())
            if choice is None:
                prose.update(places)
            continue
        # Two bounds of one kind in a line, one of them unclear, are two cases most often.
        refused = set[str]().union(*(kinds for *_, kinds in chosen))
        for place, (_, taken, is_whole, _) in zip(places, chosen, strict=True):
            kept = [one for one in taken if one.fields["kind"] not in refused or not one.hard]
            decided.extend(kept)
            if not is_whole or len(kept) < len(taken):
                prose.add(place)
    return decided, prose


def _passage(seen: Seen) -> tuple[list[Decided], bool, set[str]]:
    """The conditions of one passage; whether they and the words that add nothing are all of it; kinds left unclear."""
    passage, text = seen.passage, seen.passage.text
    spans = [*seen.spent, *((mention.start, mention.end) for mention in seen.mentions)]
    is_whole = is_closed(without(text, spans)) and (bool(spans) or says_nothing(text))
    if passage.is_heading:
        return [], not seen.mentions, set()
    # « Donc… », « dans ce cas… »: what is said leans on the sentence before, which may be a case.
    if passage.scene in ("aside", "unclear") or _LEANS.match(text):
        return [], not seen.mentions and is_whole, set()
    taken: list[Decided] = []
    refused: set[str] = set()
    left = False
    for mention in seen.mentions:
        fields = _fields(seen, mention, spans, is_whole=is_whole)
        if fields is None:
            left = True
            refused.update(told["kind"] for told in (mention.asked,) if told)
            continue
        left = left or mention.partial
        start, end = mention.start, mention.end
        if fields is mention.barred and (cue := EXCLUDED.search(text)):
            start, end = min(start, cue.start()), max(end, cue.end())
        taken.append(Decided(passage, start, end, fields, mention.rule, is_whole, mention.hard))
    nouns = [mention for mention in seen.mentions if mention.noun and mention.asked]
    if len(nouns) > 1:
        taken, joined = of_nouns(seen, taken, nouns, is_whole=is_whole)
        left = left or not joined
    return taken, is_whole and not left, refused


def _fields(seen: Seen, mention: Mention, spans: Spans, *, is_whole: bool) -> Fields | None:
    """What the mention asks where it stands; None when that is not sure."""
    if seen.passage.topic == "project" and not mention.rule.startswith("works_start"):
        return None
    barred = _polarity(seen.passage, mention, _blanked(seen.passage.text, spans))
    if barred is None:
        return None
    if barred:
        return mention.barred if _is_barred_alone(seen, mention, spans) else None
    if _CASE.match(seen.passage.text) and seen.passage.scene != "who":
        return None
    if mention.asked is None or is_whole:
        return mention.asked
    if mention.rule == AIMS:
        return mention.asked if _is_aimed_at(seen, mention, spans) else None
    return mention.asked if not mention.whole_only and _is_asked(seen, mention, spans) else None


def _is_barred_alone(seen: Seen, mention: Mention, spans: Spans) -> bool:
    """Whether what is left out is this and nothing more narrow: « les SCI », not « les SCI agricoles »."""
    text = seen.passage.text
    low, high = _item(text, mention)
    cues = [match.span() for pattern in (EXCLUDED, _EXCEPT, _NOT) for match in pattern.finditer(text)]
    inside = [(start - low, end - low) for start, end in [*spans, *cues] if low <= start and end <= high]
    others = any(one is not mention and low <= one.start and one.end <= high for one in seen.mentions)
    return (
        not others and is_closed(without(text[low:high], inside)) and not DANGER.search(without(text, [*spans, *cues]))
    )


def _is_asked(seen: Seen, mention: Mention, spans: Spans) -> bool:
    """Whether a sentence that says something more asks this of whoever applies, in every case."""
    text = seen.passage.text
    before, rest = text[: mention.start], without(text, spans)
    is_first = is_closed(without(before, [(start, end) for start, end in spans if end <= mention.start]))
    # Under « secteurs » the applicants named are some of them: « les entreprises agricoles dont… ».
    is_named = starts_with_applicant(text) and seen.passage.topic != "sector"
    if DANGER.search(rest) or _CHOICE.search(rest) or not (is_first or is_named or ELIGIBLE.search(rest)):
        return False
    if _BY_OTHERS.search(before):
        return False
    verb = _VERB.search(_blanked(text, spans), mention.end)
    if verb is not None and not _SAYS_WHO.search(text):
        return False
    if mention.noun:
        return is_first and (bool(ELIGIBLE.search(text)) or not before.strip()) and not _is_listed(seen, mention)
    if mention.about:
        return True
    about = subject(before)
    return is_first if about is None else about


def _is_aimed_at(seen: Seen, mention: Mention, spans: Spans) -> bool:
    """Whether a trade is one of those meant: in a line of trades, « ou » and other words take nothing from it."""
    text = seen.passage.text
    return not DANGER.search(without(text, spans)) and not _OTHER_THAN.search(text[: mention.start])


def _is_listed(seen: Seen, mention: Mention) -> bool:
    """Whether the sort of applicant stands in a list whose other members are not read."""
    text = seen.passage.text
    is_beside = _LIST_BEFORE.search(text[: mention.start]) or GOES_ON.match(text, mention.end)
    return bool(is_beside) and sum(one.noun for one in seen.mentions) < 2


def _polarity(passage: Passage, mention: Mention, around: str) -> bool | None:
    """True: what is mentioned is left out. False: it is asked. None: not clear; `around` is what is not mentioned."""
    text = passage.text
    exceptions = list(_EXCEPT.finditer(text))
    under = passage.scene == "excluded"
    plain = without(text, [(match.start(), match.end()) for match in exceptions])
    cues = list(EXCLUDED.finditer(plain))
    if cues:
        if under or exceptions or len(cues) > 1 or len(re.findall(r"\beligible", plain)) > 1:
            return None
        return True
    for match in exceptions:
        if match.end() <= mention.start:
            reach = re.search(r"[,;)]", text[match.end() :])
            if reach is not None and match.end() + reach.start() < mention.start:
                return None
            return None if under else True
    if exceptions and under:
        return None
    for match in _NOT.finditer(around):
        if match.end() <= mention.start:
            return None if under or not is_closed(around[match.end() : mention.start]) else True
    # Any other way of saying no leaves it open what is meant.
    return None if _NEGATION.search(around) else under


def _item(text: str, mention: Mention) -> tuple[int, int]:
    """The item of a list the mention stands in: each item left out is left out on its own."""
    low = max((match.end() for match in _ITEM.finditer(text, 0, mention.start)), default=0)
    after = _ITEM.search(text, mention.end)
    return low, after.start() if after else len(text)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text, as long as it was, with stretches of it blank."""
    letters = text
    for start, end in spans:
        letters = letters[:start] + " " * (end - start) + letters[end:]
    return letters
