"""Candidates and needs of teams, drawn small enough for every team to be tried."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from hypothesis import strategies as st

from aidmatch.company import Company, Holding
from aidmatch.team import Bridge, Candidate, Circle, Needs

DAY = date(2026, 11, 26)
GROUPS = ("Groupe Alpha", "Groupe Bêta")


class Pool(NamedTuple):
    """Those who agreed, and what is between them."""

    candidates: tuple[Candidate, ...]
    circle: Circle
    bridges: tuple[Bridge, ...]
    parents: dict[str, str | None]
    """By key, the group that holds it whole; the empty text where nobody told."""


def candidate(key: str, **more: Any) -> Candidate:
    told: dict[str, Any] = {
        "name": f"Nom {key}",
        "kind": "company",
        "country": "FR",
        "region": "REG-76",
        "place": "DEP-31",
        "trade": "28",
        "trades": (),
        "size": "10-49",
        "is_research": False,
        "is_sme": True,
        "offers": (),
        "needs": (),
        "answer": "to_confirm",
        **more,
    }
    return Candidate(key=key, **told)


def circle(parents: dict[str, str | None]) -> Circle:
    """Each held whole by its group, by nobody, or as nobody told."""
    companies = []
    for key, parent in parents.items():
        holdings = None if parent == "" else (Holding(name=parent, share=1, controls=True),) if parent else ()
        companies.append(Company(id=key, name=f"Nom {key}", holdings=holdings))
    return Circle(companies, (), DAY)


@st.composite
def pools(draw: st.DrawFn, most: int = 6, prefix: str = "m") -> Pool:
    """A pool of a few."""
    count = draw(st.integers(0, most))
    made, parents = [], {}
    for place in range(count):
        key = f"{prefix}{place}"
        research = draw(st.booleans())
        made.append(
            candidate(
                key,
                country=draw(st.sampled_from(("FR", "ES", "PT", None))),
                region=draw(st.sampled_from(("REG-76", "REG-93", "NUTS-ES51", None))),
                trade=draw(st.sampled_from(("28", "27", "58", None))),
                is_research=research,
                is_sme=draw(st.sampled_from((True, False, None))),
                fit=draw(st.integers(0, 1000)),
                answer=draw(st.sampled_from(("eligible", "to_confirm", "to_complete", "ineligible"))),
            )
        )
        parents[key] = draw(st.sampled_from((None, None, "", *GROUPS)))
    pairs = [(one.key, other.key) for one in made for other in made if one.key != other.key]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=5)) if pairs else []
    bridges = tuple(
        Bridge(giver, taker, "offre", "besoin", draw(st.integers(450, 1000)), ("mot",), across=True)
        for giver, taker in chosen
    )
    return Pool(tuple(made), circle(parents), bridges, parents)


def needs() -> st.SearchStrategy[Needs]:
    """What a call may ask."""
    return st.builds(
        Needs,
        partners=st.integers(2, 4),
        countries=st.integers(1, 3),
        regions=st.integers(1, 3),
        research=st.booleans(),
        sme_share=st.sampled_from((None, 0.5, 0.6)),
        sme_share_of=st.sampled_from(("partners", "costs")),
        unlinked=st.booleans(),
        max_share=st.sampled_from((None, 0.4, 0.7)),
    )
