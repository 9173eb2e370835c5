"""Teams as sentences and as data: nobody is named who did not agree, in any form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.formats._words import term
from aidmatch.formats.rows import Document, head
from aidmatch.nomenclatures import activities
from aidmatch.team.proposing import written_region
from aidmatch.verdict import Outcome

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording
    from aidmatch.team import Candidate, Held, Needs, Proposal, Team, Wanted
    from aidmatch.team import Member as Partner

SIZES: Mapping[str, str] = {
    "0": term("no employee"),
    "1-9": term("1 to 9 employees"),
    "10-49": term("10 to 49 employees"),
    "50-249": term("50 to 249 employees"),
    "250+": term("250 employees or more"),
}
MARKS: Mapping[Outcome, str] = {Outcome.MET: "✓", Outcome.FAILED: "✗", Outcome.UNKNOWN: "?"}
HELD: Mapping[str, str] = {
    "partners": term("partners: {here:number} of {asked:number}"),
    "countries": term("countries: {here:number} of {asked:number}"),
    "regions": term("regions: {here:number} of {asked:number}"),
    "research": term("research bodies: {here:number} of {asked:number}"),
    "sme_share": term("SMEs: {here:number} known, {asked:number} asked"),
    "unlinked": term("pairs known to be unlinked: {here:number} of {asked:number}"),
    "max_share": term("at most {share:share} of the costs each: to be written in the budget"),
}
BORNE = term("SMEs: {here:number} known, to bear at least {share:share} of the costs in the budget")
"""Of SMEs, where the call counts what they bear."""
TO_ASK: Mapping[str, str] = {
    "country": term("in which country it is: {letters}"),
    "region": term("in which region it is: {letters}"),
    "sme": term("whether it is an SME in the EU sense: {letters}"),
    "holdings": term("who holds it and what it holds: {letters}"),
    "costs": term("which part of the costs each bears: {letters}"),
}


class Scene(NamedTuple):
    """What a proposal is shown with."""

    call: str
    title: str
    at: datetime
    is_internal: bool
    """By name, for the coordinator's own eyes."""


def who(words: Wording, partner: Partner, *, is_internal: bool) -> str:
    """« Adhérent A : fabrication de machines, 10 à 49 salariés, Haute-Garonne »"""
    return named(words, partner.candidate, partner.letter, is_named=partner.is_named or is_internal)


def named(words: Wording, one: Candidate, letter: str, *, is_named: bool) -> str:
    """One by its letter, and its name where it may be said, with what is known of it."""
    if one.is_of_project:
        name = words.text("Partner {letter}", letter=letter)
    else:
        of_member = words.text("Member {letter}", letter=letter)
        name = of_member if one.is_member else words.text("Contact {letter}", letter=letter)
    if is_named and one.name:
        name = words.text("{letter}, {name:text}", letter=name, name=one.name)
    facts = [fact for fact in (_trade(words, one), words.term(SIZES, one.size), _place(words, one)) if fact]
    return words.text("{name}: {facts}", name=name, facts=", ".join(facts) or words.text("nothing known of it"))


def _trade(words: Wording, one: Candidate) -> str:
    kind = words.term(_words.AUDIENCES, one.kind) if one.kind != "company" else ""
    trades = [activities.label(one.trade, activities.REV2)] if one.trade else list(one.trades)
    plainly = [plain(trade).replace("'", "’") for trade in trades]
    shown = [trade[:1].lower() + trade[1:] for trade in plainly]
    return ", ".join([*([kind] if kind else []), *shown])


def _place(words: Wording, one: Candidate) -> str:
    return words.place(one.place) if one.place else ""


def asked(words: Wording, needs: Needs) -> str:
    """What the call asks of a team."""
    told = [
        words.plural("{n} partner at least", "{n} partners at least", needs.partners),
        words.text("{n:number} countries", n=needs.countries) if needs.countries > 1 else "",
        words.text("{n:number} regions", n=needs.regions) if needs.regions > 1 else "",
        words.text("a research body") if needs.research else "",
        _smes(words, needs),
        words.text("no links between the partners") if needs.unlinked else "",
        words.text("at most {share:share} of the costs each", share=needs.max_share) if needs.max_share else "",
    ]
    line = ", ".join(one for one in told if one)
    if not needs.stated:
        return words.text("The call asks for no partners; a team of {n:number} is looked for.", n=needs.partners)
    line = words.text("Asked: {needs}.", needs=line)
    return words.text("{line} The call has other ways too.", line=line) if needs.one_of_several else line


def _smes(words: Wording, needs: Needs) -> str:
    if not needs.sme_share:
        return ""
    if needs.sme_share_of == "costs":
        return words.text("SMEs for {share:share} of the costs", share=needs.sme_share)
    return words.text("SMEs for {share:share} of the partners", share=needs.sme_share)


def looked_at(words: Wording, found: Proposal) -> str:
    """How many agreed and were looked at."""
    members = words.plural("{n} member", "{n} members", found.members)
    contacts = words.plural("{n} contact", "{n} contacts", found.contacts)
    line = words.text(
        "Looked at: {members} and {contacts} who agreed to be proposed.", members=members, contacts=contacts
    )
    if found.is_proved:
        return line
    return words.text("{line} Not every team of so many was tried: a better one may exist.", line=line)


def state(words: Wording, team: Team) -> str:
    """Whether a team holds what is asked."""
    if any(held.lacks or held.outcome is Outcome.FAILED for held in team.held):
        return words.text("incomplete")
    # Parts in the costs are for the budget: where enough partners are there, they leave nothing to look for.
    is_open = any(held.open for held in team.held)
    return words.text("complete if what is not known turns out well") if is_open else words.text("complete")


def holds(words: Wording, needs: Needs, held: Held) -> str:
    """« ✓ pays : 2 sur 2 »"""
    is_by_costs = held.need == "sme_share" and needs.sme_share_of == "costs"
    template, share = (BORNE, needs.sme_share) if is_by_costs else (HELD[held.need], needs.max_share)
    told = words.text(template, here=held.here, asked=held.asked, share=share)
    return f"{MARKS[held.outcome]} {told}"


def standing(words: Wording, one: Candidate) -> str:
    """What the call's own conditions answer one, the kinds that fail named."""
    if one.answer is None:
        return ""
    told = words.term(_words.ANSWERS, one.answer)
    if one.answer == "ineligible":
        kinds = ", ".join(words.term(_words.FAILING, kind) for kind in one.failed)
        told = words.text(
            "{answer} by itself ({kinds}): ask whether that holds for a partner", answer=told, kinds=kinds
        )
    return words.text("the call’s other conditions: {answer}", answer=told)


def missing(words: Wording, team: Team) -> Iterator[str]:
    """Whom to look for, what to ask, and what nobody here has."""
    for wanted in team.wanted:
        yield words.text("To find: {who}", who=_wanted(words, wanted))
    for one, other in team.linked:
        yield words.text("{one} and {other} are linked: one of them must be replaced", one=one, other=other)
    for fact, letters in team.to_ask:
        yield words.text("To ask: {what}", what=words.text(TO_ASK[fact], letters=", ".join(letters)))
    for partner in team.members:
        needs = [need for letter, need in team.unmet if letter == partner.letter and need is not None]
        if needs:
            told = ", ".join(quoted(words, need) for need in needs)
            yield words.text("{letter} looks for, and nobody here has: {needs}", letter=partner.letter, needs=told)


def quoted(words: Wording, text: str) -> str:
    """What a member or contact wrote, between the quotation marks of the language."""
    return f"«\u00a0{plain(text)}\u00a0»" if words.language == "fr" else f"“{plain(text)}”"


def _wanted(words: Wording, wanted: Wanted) -> str:
    told = [words.text("a research body") if wanted.is_research else words.text("a partner")]
    told += [words.text("SME in the EU sense")] if wanted.is_sme else []
    if wanted.not_in:
        told.append(words.text("in another country than {countries:countries}", countries=wanted.not_in))
    if wanted.not_from:
        regions = [_region(words, one) for one in wanted.not_from]
        told.append(words.text("in another region than {regions}", regions=", ".join(regions)))
    return ", ".join(told)


def _region(words: Wording, code: str) -> str:
    return words.place(code) if code.startswith("REG-") else plain(written_region(code))


def document(words: Wording, found: Proposal, scene: Scene) -> Document:
    """The contract's `team CALL --format json`."""
    lead = next((one.letter for team in found.teams for one in team.members if one.is_lead), None)
    needs = found.needs
    told = head(
        scene.at,
        call=scene.call,
        title=scene.title,
        internal=scene.is_internal,
        lead=lead,
        asked={**needs._asdict(), "size": needs.size},
        proved=found.is_proved,
        members=found.members,
        contacts=found.contacts,
    )
    items = [
        {
            "rank": rank,
            "complete": not any(held.open or held.outcome is Outcome.FAILED for held in team.held),
            "members": [_partner(words, one, is_internal=scene.is_internal) for one in team.members],
            "needs": [
                {
                    "need": held.need,
                    "outcome": str(held.outcome),
                    "here": held.here,
                    "asked": held.asked,
                    "lacking": held.lacks,
                    "open": held.open - held.lacks,
                }
                for held in team.held
            ],
            "wanted": [
                {
                    "research": one.is_research,
                    "sme": one.is_sme,
                    "not_in": list(one.not_in),
                    "not_from": list(one.not_from),
                }
                for one in team.wanted
            ],
            "linked": [list(pair) for pair in team.linked],
            "to_ask": [{"fact": fact, "of": list(letters)} for fact, letters in team.to_ask],
            "unmet": [{"of": letter, "need": need} for letter, need in team.unmet],
        }
        for rank, team in enumerate(found.teams, 1)
    ]
    return Document(told, "teams", items, (), ("table", "json", "markdown"))


def _partner(words: Wording, partner: Partner, *, is_internal: bool) -> dict[str, Any]:
    one, shown = partner.candidate, partner.is_named or is_internal
    return {
        "label": partner.letter,
        "name": one.name or None if shown else None,
        "company": one.key if is_internal and one.is_member else None,
        "lead": partner.is_lead,
        "member": one.is_member,
        "of_project": one.is_of_project,
        "kind": one.kind,
        "trade": one.trade,
        "trades": list(one.trades),
        "size": one.size,
        "country": one.country,
        "place": one.place,
        "research": one.is_research,
        "sme": one.is_sme,
        "answer": one.answer,
        "failed": list(one.failed),
        "score": round(one.fit / 10),
        "reasons": [words.say(reason) for reason in partner.reasons],
    }
