"""Teams and bridges for people: in a terminal, and as Markdown to put into a mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding

from aidmatch.formats import teams
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text
from aidmatch.formats.letter._markdown import escaped
from aidmatch.verdict import Outcome

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.formats._wording import Wording
    from aidmatch.formats.crossings import Crossing
    from aidmatch.formats.teams import Scene
    from aidmatch.team import Member, Proposal

_STYLES = {Outcome.MET: "green", Outcome.FAILED: "red", Outcome.UNKNOWN: "yellow"}


def show(out: Console, words: Wording, found: Proposal, scene: Scene) -> None:
    """The teams, each with what it holds, who is in it and why, and what is missing."""
    out.print(Text(plain(scene.title), style="bold"))
    if scene.is_internal:
        out.print(Text(_internal(words), style="bold red"))
    out.print(Padding(Text(teams.asked(words, found.needs)), 0))
    out.print(Padding(Text(teams.looked_at(words, found), style="dim"), 0))
    if not found.teams:
        out.print(Text(_nobody(words)))
    for number, team in enumerate(found.teams, 1):
        heading = words.text("Team {n:number}: {state}", n=number, state=teams.state(words, team))
        out.print(Text(f"\n{heading}", style="bold"))
        line = Text()
        for place, held in enumerate(team.held):
            line.append("   " if place else "")
            line.append(teams.holds(words, found.needs, held).replace(" ", "\u00a0"), style=_STYLES[held.outcome])
        out.print(Padding(line, (0, 0, 0, 2)))
        for partner in team.members:
            out.print(Padding(Text(_title(words, partner, scene), style="bold"), (0, 0, 0, 2)))
            for reason in _reasons(words, partner):
                out.print(Padding(Text(f"- {reason}"), (0, 0, 0, 6)))
        for line_ in teams.missing(words, team):
            out.print(Padding(Text(f"→ {line_}", style="cyan"), (0, 0, 0, 2)))
    if found.teams:
        out.print(Text(f"\n{_foot(words, scene)}", style="dim"))


def _title(words: Wording, partner: Member, scene: Scene) -> str:
    told = teams.who(words, partner, is_internal=scene.is_internal)
    return words.text("{who} (lead)", who=told) if partner.is_lead else told


def _reasons(words: Wording, partner: Member) -> Iterator[str]:
    yield from map(words.say, partner.reasons)
    standing = teams.standing(words, partner.candidate)
    if standing:
        yield standing


def _internal(words: Wording) -> str:
    return words.text("INTERNAL: names those who have not agreed to it; do not pass on")


def _nobody(words: Wording) -> str:
    return words.text("Nobody here has agreed to be proposed. Note who does with: aidmatch team consent COMPANY yes")


def _foot(words: Wording, scene: Scene) -> str:
    if scene.is_internal:
        return words.text("Names are shown to others once both agree: aidmatch team agree COMPANY CALL")
    return words.text(
        "A name is shown once both sides agree: aidmatch team agree COMPANY CALL. A first reading of the published "
        "conditions: the funder decides."
    )


def markdown(words: Wording, found: Proposal, scene: Scene) -> bytes:
    """The same as Markdown; what members wrote shows as they wrote it."""
    return "\n\n".join(_blocks(words, found, scene)).encode() + b"\n"


def _blocks(words: Wording, found: Proposal, scene: Scene) -> Iterator[str]:
    yield f"# {escaped(plain(scene.title))}"
    if scene.is_internal:
        yield f"**{escaped(_internal(words))}**"
    yield escaped(teams.asked(words, found.needs))
    yield escaped(teams.looked_at(words, found))
    if not found.teams:
        yield escaped(_nobody(words))
    for number, team in enumerate(found.teams, 1):
        yield f"## {escaped(words.text('Team {n:number}: {state}', n=number, state=teams.state(words, team)))}"
        yield " · ".join(escaped(teams.holds(words, found.needs, held)) for held in team.held)
        for partner in team.members:
            reasons = "".join(f"\n  - {escaped(reason)}" for reason in _reasons(words, partner))
            yield f"- **{escaped(_title(words, partner, scene))}**{reasons}"
        lines = "\n".join(f"- → {escaped(line)}" for line in teams.missing(words, team))
        if lines:
            yield lines
    if found.teams:
        yield f"*{escaped(_foot(words, scene))}*"


def cross(
    out: Console, words: Wording, found: Sequence[Crossing], legend: Mapping[str, str], *, is_internal: bool
) -> None:
    """Bridges, the strongest first, and who stands at their ends."""
    if is_internal:
        out.print(Text(_internal(words), style="bold red"))
    if not found:
        out.print(Text(words.text("No offer meets a need among those who agreed to be proposed.")))
        return
    withheld = words.text("(words withheld: they would give a name away)")
    for one in found:
        offer = teams.quoted(words, one.offer) if one.offer is not None else withheld
        need = teams.quoted(words, one.need) if one.need is not None else withheld
        out.print(Text.assemble((f"{one.giver} → {one.taker}", "bold"), f"  {offer}"))
        tail = words.text(" (another trade)") if one.across else ""
        out.print(Padding(Text(words.text("meets the need {need}{tail}", need=need, tail=tail)), (0, 0, 0, 7)))
        if one.words:
            met = words.text("by the words: {words:text}", words=", ".join(one.words))
            out.print(Padding(Text(met, style="dim"), (0, 0, 0, 7)))
    out.print()
    for line in legend.values():
        out.print(Text(line, style="dim"))
