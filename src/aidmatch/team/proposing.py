"""What is said of the chosen teams: a letter for each, what each brings, what is missing, and whom to look for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.team.bridging import Bridge, asks_for_money
from aidmatch.team.needs import Held, Needs, hold
from aidmatch.value import Message, say
from aidmatch.verdict import Outcome

if TYPE_CHECKING:
    from aidmatch.team.candidates import Candidate, Circle
    from aidmatch.team.choosing import Chosen
    from aidmatch.team.quoting import Quoting

_BRIDGES = 2
"""Bridges told of one of the team: more would bury why it is there."""


class Member(NamedTuple):
    """One of a team."""

    candidate: Candidate
    letter: str
    """A, B…, the same in every team that is shown."""
    is_lead: bool
    is_named: bool
    """Whether it and those who read this agreed to know each other's names."""
    reasons: tuple[Message, ...]


class Wanted(NamedTuple):
    """One who is missing, and what it would have to be."""

    is_research: bool
    is_sme: bool
    not_in: tuple[str, ...]
    """Countries that are there already, when it must bring another."""
    not_from: tuple[str, ...]
    """Regions likewise."""


class Team(NamedTuple):
    """One team, and how far it holds what the call asks."""

    members: tuple[Member, ...]
    held: tuple[Held, ...]
    wanted: tuple[Wanted, ...]
    linked: tuple[tuple[str, str], ...]
    """By letter, those who are linked though the call forbids it."""
    to_ask: tuple[tuple[str, tuple[str, ...]], ...]
    """By fact not known (`country`, `region`, `sme`, `holdings`, `costs`), the letters of those to ask."""
    unmet: tuple[tuple[str, str | None], ...]
    """Needs that nobody of the team meets: whose, and in which words; None where these would give it away.

    Those that ask for money are left out: they are for calls.
    """


class Proposal(NamedTuple):
    """The teams of a call, the best first."""

    needs: Needs
    teams: tuple[Team, ...]
    is_proved: bool
    members: int
    """Members looked at; those who did not agree are not among them."""
    contacts: int


def propose(
    chosen: Chosen,
    pool: Sequence[Candidate],
    needs: Needs,
    circle: Circle,
    found: Sequence[Bridge],
    quoting: Quoting,
    lead: Candidate | None = None,
) -> Proposal:
    """The chosen teams, told without a name that was not agreed to."""
    shown = _worth_showing(chosen.teams)
    letters: dict[str, str] = {}
    for one in [*([lead] if lead else []), *(one for team in shown for one in team)]:
        letters.setdefault(one.key, letter_of(len(letters)))
    named = _named(shown, lead)
    teams = tuple(_team(team, needs, circle, found, quoting, lead, letters, named) for team in shown)
    everyone = {one.key: one for one in (*pool, *([lead] if lead else []))}.values()
    members = sum(one.is_member for one in everyone)
    return Proposal(needs, teams, chosen.is_proved, members, len(everyone) - members)


def _worth_showing(teams: Sequence[Sequence[Candidate]]) -> list[Sequence[Candidate]]:
    """The teams that are no mere part of a better one."""
    shown: list[Sequence[Candidate]] = []
    for team in teams:
        keys = {one.key for one in team}
        if not any(keys < {one.key for one in better} for better in shown):
            shown.append(team)
    return shown


def letter_of(place: int) -> str:
    """A to Z, then AA."""
    above, own = divmod(place, 26)
    return (letter_of(above - 1) if above else "") + chr(ord("A") + own)


def _named(teams: Sequence[Sequence[Candidate]], lead: Candidate | None) -> frozenset[str]:
    """Who is shown by name: with a lead, those who agreed as it did; without, all of them or nobody.

    With a lead the proposal is for the lead's eyes. Without one it is for all of the teams, and one of them who did not
    agree to be named must not read the others' names.
    """
    everyone = [one for team in teams for one in team]
    if lead is not None:
        return frozenset(one.key for one in everyone if one.agreed and lead.agreed)
    return frozenset(one.key for one in everyone) if all(one.agreed for one in everyone) else frozenset()


def _team(
    team: Sequence[Candidate],
    needs: Needs,
    circle: Circle,
    found: Sequence[Bridge],
    quoting: Quoting,
    lead: Candidate | None,
    letters: dict[str, str],
    named: Collection[str],
) -> Team:
    keys = {one.key for one in team}
    inside = [bridge for bridge in found if bridge.giver in keys and bridge.taker in keys]
    held = hold(team, needs, circle)
    members = tuple(
        Member(
            one,
            letters[one.key],
            lead is not None and one.key == lead.key,
            one.key in named,
            tuple(_reasons(one, team, needs, inside, quoting, letters, is_lead=one == lead)),
        )
        for one in team
    )
    met = {(bridge.taker, bridge.need) for bridge in inside}
    unmet = tuple(
        (letters[one.key], None if quoting.is_withheld(one.key, need) else need)
        for one in team
        for need in dict.fromkeys(one.needs)
        if (one.key, need) not in met and not asks_for_money(need)
    )
    linked = tuple(
        (letters[one.key], letters[other.key])
        for place, one in enumerate(team)
        for other in team[place + 1 :]
        if needs.unlinked and circle.linked(one, other)
    )
    return Team(members, held, _wanted(team, held), linked, _to_ask(team, held, needs, circle, letters), unmet)


def _reasons(
    one: Candidate,
    team: Sequence[Candidate],
    needs: Needs,
    inside: Sequence[Bridge],
    quoting: Quoting,
    letters: dict[str, str],
    *,
    is_lead: bool,
) -> Iterator[Message]:
    """Why it is there, what the call asks first; a lead is there because it asked."""
    others = [other for other in team if other.key != one.key]
    if one.is_of_project:
        yield say("a partner of the project already")
    if not is_lead:
        yield from _brings(one, others, needs)
    given = [bridge for bridge in inside if bridge.giver == one.key]
    taken = [bridge for bridge in inside if bridge.taker == one.key]
    for bridge in given[:_BRIDGES]:
        yield _quoted(bridge, quoting, letters)
    if not given and taken:
        yield say("what it looks for is with {giver}", giver=letters[taken[0].giver])


def _brings(one: Candidate, others: Sequence[Candidate], needs: Needs) -> Iterator[Message]:
    """What the others do not have, as far as it is asked, and its trade."""
    if needs.research and one.is_research:
        yield say("it is a research body")
    if needs.countries > 1 and one.country and all(other.country != one.country for other in others):
        yield say("it brings a country: {country:country}", country=one.country)
    if needs.regions > 1 and one.region and all(other.region != one.region for other in others):
        yield _region(one.region)
    if needs.sme_share is not None and one.is_sme:
        yield say("it counts as an SME")
    if one.trade and all(other.trade != one.trade for other in others):
        yield say("nobody else here has its trade")


def _region(region: str) -> Message:
    """Which region it brings: by its name where the code has one, else as it was written."""
    if region.startswith("REG-"):
        return say("it brings a region: {region:place}", region=region)
    return say("it brings a region: {region:text}", region=written_region(region))


def written_region(region: str) -> str:
    """A region that is no French one, as people write it: ES51, Catalogne."""
    return region.removeprefix("NUTS-") if region.startswith("NUTS-") else region[3:].capitalize()


def _quoted(bridge: Bridge, quoting: Quoting, letters: dict[str, str]) -> Message:
    """What it has that another needs, in their words where these give nobody away."""
    taker = letters[bridge.taker]
    offer, need = bridge.offer, bridge.need
    if quoting.is_withheld(bridge.giver, offer):
        return say("one of its offers meets a need of {taker}", taker=taker)
    if quoting.is_withheld(bridge.taker, need):
        return say("its offer “{offer:text}” meets a need of {taker}", offer=offer, taker=taker)
    return say("its offer “{offer:text}” meets {taker}’s need “{need:text}”", offer=offer, need=need, taker=taker)


def _wanted(team: Sequence[Candidate], held: Sequence[Held]) -> tuple[Wanted, ...]:
    """The fewest who would fill what surely lacks; each may be several things at once."""
    lacks = {one.need: one.lacks for one in held if one.need != "unlinked"}
    countries = tuple(sorted({one.country for one in team if one.country}))
    regions = tuple(sorted({one.region for one in team if one.region}))
    return tuple(
        Wanted(
            place < lacks.get("research", 0),
            place < lacks.get("sme_share", 0),
            countries if place < lacks.get("countries", 0) else (),
            regions if place < lacks.get("regions", 0) else (),
        )
        for place in range(max(lacks.values(), default=0))
    )


def _to_ask(
    team: Sequence[Candidate], held: Sequence[Held], needs: Needs, circle: Circle, letters: dict[str, str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The facts that leave a need open, and of whom they are not known."""
    facts = {
        "countries": ("country", [one for one in team if one.country is None]),
        "regions": ("region", [one for one in team if one.region is None]),
        "sme_share": ("sme", [one for one in team if one.is_sme is None]),
        "unlinked": ("holdings", [one for one in team if circle.is_untold(one)]),
    }
    asked = [facts[one.need] for one in held if one.open > one.lacks and one.need in facts]
    if needs.sme_share_of == "costs" and any(
        one.need == "sme_share" and one.outcome is Outcome.UNKNOWN for one in held
    ):
        asked.append(("costs", list(team)))
    return tuple((fact, tuple(letters[one.key] for one in of)) for fact, of in asked if of)
