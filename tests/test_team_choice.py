"""Which teams are chosen: as if all were tried, none that breaks a need called complete, none worse for one more."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aidmatch.company import Company, Holding
from aidmatch.team import Bridge, Candidate, Circle, Needs, best_teams, choosing, hold
from aidmatch.verdict import Outcome
from tests.team_strategies import DAY, Pool, candidate, circle, needs, pools

Team = tuple[Candidate, ...]


def plainly(team: Team, asked: Needs, parents: dict[str, str | None]) -> dict[str, Outcome]:
    """Each need of a team, judged by counting what is known and what is not, without the code under test."""

    def outcome(sure: float, perhaps: float, least: float) -> Outcome:
        return Outcome.MET if sure >= least else Outcome.UNKNOWN if sure + perhaps >= least else Outcome.FAILED

    countries, regions = [one.country for one in team], [one.region for one in team]
    found = {"partners": outcome(len(team), 0, asked.partners)}
    if asked.countries > 1:
        found["countries"] = outcome(len(set(countries) - {None}), countries.count(None), asked.countries)
    if asked.regions > 1:
        found["regions"] = outcome(len(set(regions) - {None}), regions.count(None), asked.regions)
    if asked.research:
        found["research"] = outcome(any(one.is_research for one in team), 0, 1)
    if asked.sme_share is not None:
        sizes = [one.is_sme for one in team]
        found["sme_share"] = outcome(sizes.count(True) + 1e-9, sizes.count(None), asked.sme_share * len(team))
        if asked.sme_share_of == "costs":
            cap = asked.max_share if asked.max_share and asked.max_share * len(team) >= 1 else 1
            found["sme_share"] = by_costs(sizes, asked.sme_share, cap)
    if asked.unlinked:
        pairs = [(parents[one.key], parents[other.key]) for one, other in combinations(team, 2)]
        linked = any(one and one == other for one, other in pairs)
        untold = any("" in pair for pair in pairs)
        found["unlinked"] = Outcome.FAILED if linked else Outcome.UNKNOWN if untold else Outcome.MET
    if asked.max_share is not None:
        enough = len(team) * asked.max_share >= 1 - 1e-9
        found["max_share"] = Outcome.UNKNOWN if enough else Outcome.FAILED
    return found


def by_costs(sizes: list[bool | None], share: float, cap: float) -> Outcome:
    """Whether SMEs bear their part however the costs are shared out, in some way, or in none."""
    ends = []
    for guess in product((True, False), repeat=sizes.count(None)):
        told = iter(guess)
        firms = [next(told) if one is None else one for one in sizes]
        smes, others = firms.count(True), firms.count(False)
        least = max(0.0, 1 - cap * others)
        ends.append((least, min(1.0, cap * smes)))
    if all(least >= share - 1e-9 for least, _ in ends):
        return Outcome.MET
    return Outcome.UNKNOWN if any(most >= share - 1e-9 for _, most in ends) else Outcome.FAILED


def every_team(pool: Pool, asked: Needs, lead: Candidate | None) -> list[Team]:
    others = [one for one in pool.candidates if lead is None or one.key != lead.key]
    first = () if lead is None else (lead,)
    return [
        (*first, *chosen)
        for more in range(len(others) + 1)
        for chosen in combinations(others, more)
        if 1 <= len(first) + more <= asked.size + choosing.MORE
    ]


def rank(team: Team, pool: Pool, asked: Needs) -> choosing.Rank:
    held = hold(team, asked, pool.circle)
    worth = choosing.Worth(pool.candidates, pool.bridges)
    value = sum(worth.alone(one) for one in team) + sum(worth.pair(*pair) for pair in combinations(team, 2))
    lacks, open_ = sum(one.lacks for one in held), sum(one.open for one in held)
    return lacks, open_, len(team), -value, tuple(sorted(one.key for one in team))


@given(pools(), needs(), st.booleans(), st.integers(1, 4))
def test_the_best_teams_are_those_of_all(pool: Pool, asked: Needs, with_lead: bool, most: int) -> None:
    lead = pool.candidates[0] if with_lead and pool.candidates else None
    chosen = best_teams(pool.candidates, asked, pool.circle, pool.bridges, lead, most)
    wanted = sorted(rank(team, pool, asked) for team in every_team(pool, asked, lead))[:most]
    assert chosen.is_proved
    assert [rank(team, pool, asked) for team in chosen.teams] == wanted
    if lead is not None:
        assert all(team[0] == lead for team in chosen.teams)


@given(pools(), needs())
def test_no_need_is_said_to_hold_that_does_not(pool: Pool, asked: Needs) -> None:
    for team in best_teams(pool.candidates, asked, pool.circle, pool.bridges, most=3).teams:
        held = hold(team, asked, pool.circle)
        assert {one.need: one.outcome for one in held} == plainly(team, asked, pool.parents)
        for one in held:
            assert (one.lacks > 0) == (one.outcome is Outcome.FAILED)
            assert one.lacks <= one.open


@given(pools(5), pools(1, prefix="new"), needs())
def test_one_more_never_makes_the_best_team_worse(pool: Pool, more: Pool, asked: Needs) -> None:
    assume(pool.candidates and more.candidates)
    together = Pool(
        pool.candidates + more.candidates,
        circle(pool.parents | more.parents),
        pool.bridges,
        pool.parents | more.parents,
    )
    before = best_teams(pool.candidates, asked, pool.circle, pool.bridges).teams[0]
    after = best_teams(together.candidates, asked, together.circle, together.bridges).teams[0]
    assert rank(after, together, asked) <= rank(before, pool, asked)


@given(pools(), needs())
def test_the_bounded_search_of_a_small_pool_lacks_no_more(pool: Pool, asked: Needs) -> None:
    whole = best_teams(pool.candidates, asked, pool.circle, pool.bridges)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(choosing, "WHOLE", 1)
        bounded = best_teams(pool.candidates, asked, pool.circle, pool.bridges)
    # It does not try again, for a smaller team that lacks partners, what it did for a larger one.
    assume(whole.teams and len(whole.teams[0]) >= asked.size)
    # Nor does it grow a team that lacks nothing only to be surer of it.
    assert rank(bounded.teams[0], pool, asked)[0] == rank(whole.teams[0], pool, asked)[0]


def test_a_large_pool_is_searched_within_bounds_and_says_so() -> None:
    crowd = [candidate(f"m{place:03}", trade=("28", "58", "62")[place % 3], fit=place) for place in range(150)]
    rare = [
        candidate("lab", country="ES", is_research=True, region="NUTS-ES51", is_sme=False),
        candidate("porto", country="PT", region="NUTS-PT11"),
    ]
    everyone = [*crowd, *rare]
    held = circle({one.key: None for one in everyone})
    asked = Needs(partners=5, countries=3, regions=3, research=True, sme_share=0.6, unlinked=True)
    chosen = best_teams(everyone, asked, held, (), most=3)
    assert not chosen.is_proved
    for team in chosen.teams:
        assert {"lab", "porto"} <= {one.key for one in team}
        assert not any(one.open for one in hold(team, asked, held))
    assert len({frozenset(one.key for one in team) for team in chosen.teams}) == 3


def test_other_trades_go_before_like_ones_and_a_bridge_before_both() -> None:
    lead = candidate("lead", trade="58")
    like = candidate("like", trade="58", fit=100)
    other = candidate("other", trade="28")
    asked, held = Needs(), circle({"lead": None, "like": None, "other": None, "bridge": None})
    assert best_teams([lead, like, other], asked, held, (), lead).teams[0][1] == other
    met = (Bridge("bridge", "lead", "brevet", "châssis", 600, ("châssis",), across=True),)
    with_offer = candidate("bridge", trade="28")
    assert best_teams([lead, like, other, with_offer], asked, held, met, lead).teams[0][1] == with_offer


def test_a_share_each_wants_so_many_partners() -> None:
    assert [Needs(max_share=share).size for share in (0.5, 0.4, 0.34, 0.25)] == [2, 3, 3, 4]


def test_groups_are_followed_through_firms_that_are_not_there() -> None:
    def held_by(name: str, **more: object) -> tuple[Holding, ...]:
        return (Holding.model_validate({"name": name, "share": 0.8, **more}),)

    chain = [
        Company(id="a", name="A", holdings=held_by("Groupe Haut SAS")),
        Company(id="b", name="B", holdings=held_by("Groupe Bas")),
        Company(id="bas", name="Groupe Bas", holdings=held_by("GROUPE HAUT")),
        Company(id="c", name="C", holdings=()),
        Company(id="d", name="D", holdings=held_by("Une personne", holder="person")),
        Company(id="e", name="E", holdings=held_by("Une personne", holder="person")),
        Company(id="f", name="F"),
    ]
    ties = Circle(chain, (), DAY)

    def linked(one: str, other: str) -> bool | None:
        return ties.linked(candidate(one), candidate(other))

    assert linked("a", "b") is True
    assert linked("a", "c") is False
    assert linked("d", "e") is None
    assert linked("d", "c") is False
    assert linked("c", "f") is None
