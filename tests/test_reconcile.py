"""One call told by several portals: what is joined, what is kept apart, what is kept of each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.call import Call
from aidmatch.reconcile import group, merge, reconciled
from aidmatch.reconcile.decisions import Decision, read_decisions
from aidmatch.reconcile.likeness import page
from aidmatch.reconcile.titles import nearness, title
from tests.conftest import SHARED, Run, Workspace

PAGE = "https://www.example.org/aides/pret-rebond"


def call(name: str, source: str, heading: str = "Prêt Rebond numérique", **more: Any) -> Call:
    origin = {"source": source, "id": name, **more.pop("origin", {})}
    fields = {"kind": "standing", "instrument": "loan", "window": {"kind": "permanent"}, **more}
    return Call.model_validate({"id": name, "title": heading, "origin": origin, **fields})


def joined(*calls: Call, decisions: tuple[Decision, ...] = ()) -> list[tuple[str, ...]]:
    return [tuple(one.id for one in found.calls) for found in group(calls, decisions)]


def within(*codes: str) -> dict[str, Any]:
    return {"criteria": [{"kind": "perimeter", "within": codes}]}


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/aides/pret-rebond/",
        "https://www.example.org/aides/pret-rebond?utm_source=lettre&utm_medium=mel",
        "https://example.org/aides/pret-rebond#conditions",
    ],
)
def test_a_page_is_one_whatever_follows_the_reader(url: str) -> None:
    assert page(url) == page(PAGE)


def test_same_page_and_title_are_one_call() -> None:
    one = call("a-1", "portal a", origin={"url": PAGE})
    other = call("b-1", "portal b", "Prêt Rebond numérique (PRN)", origin={"url": f"{PAGE}/?utm_campaign=x"})
    assert joined(one, other) == [("a-1", "b-1")]


def test_same_title_body_and_territory_are_one_call() -> None:
    body: dict[str, Any] = {"funders": [{"name": "Région Occitanie"}], **within("REG-76")}
    shout: dict[str, Any] = {"funders": [{"name": "REGION OCCITANIE"}], **within("REG-76")}
    assert joined(call("a-1", "a", **body), call("b-1", "b", "PRET REBOND NUMERIQUE", **shout)) == [("a-1", "b-1")]


def test_a_national_call_is_not_its_local_variant() -> None:
    body: dict[str, Any] = {"funders": [{"name": "Bpifrance"}]}
    whole = call("a-1", "a", **body, **within("PAYS-99100"))
    local = call("b-1", "b", **body, **within("REG-76"))
    named = call("c-1", "c", "Prêt Rebond numérique Occitanie", **body, origin={"url": PAGE})
    assert joined(whole, local, named) == [("a-1",), ("b-1",), ("c-1",)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Appel à projets Images 2025", "Appel à projets Images 2026"),
        ("Aide au jeu vidéo – préproduction", "Aide au jeu vidéo – production"),
        ("Étude chaleur renouvelable", "Investissement chaleur renouvelable"),
        ("Diagnostic (hors industrie)", "Diagnostic (industrie et services)"),
        ("Concours volet II", "Concours volet III"),
        ("Aide aux commerces en Lozère", "Aide aux commerces"),
    ],
)
def test_titles_that_differ_by_a_year_a_strand_or_a_place_are_apart(one: str, other: str) -> None:
    assert nearness(title(one), title(other), ()) == "apart"


def test_a_hyphen_a_plural_or_a_slip_tell_no_titles_apart() -> None:
    assert nearness(title("Étude d’éco-conception numérique"), title("Études d'écoconception numérique"), ()) == "equal"
    assert nearness(title("Accompagnement des studios"), title("Acompagnement des studios"), ()) == "equal"


def test_one_page_for_many_measures_joins_none() -> None:
    strands = [call(f"a-{n}", "a", f"Mesure {name}", origin={"url": PAGE}) for n, name in enumerate(("bois", "eau"))]
    other = call("b-1", "b", "Mesure bois et forêt", origin={"url": PAGE})
    assert joined(*strands, other) == [("a-0",), ("a-1",), ("b-1",)]


def test_two_records_of_one_portal_are_two_calls() -> None:
    assert joined(call("a-1", "a", origin={"url": PAGE}), call("a-2", "a", origin={"url": PAGE})) == [
        ("a-1",),
        ("a-2",),
    ]


def test_two_closings_a_year_apart_are_two_editions() -> None:
    body: dict[str, Any] = {"funders": [{"name": "Bpifrance"}]}
    one = call("a-1", "a", window={"kind": "dated", "closes": "2025-12-31"}, **body)
    other = call("b-1", "b", window={"kind": "dated", "closes": "2026-12-31"}, **body)
    assert joined(one, other) == [("a-1",), ("b-1",)]


def test_a_person_joins_and_splits_for_good() -> None:
    one, other = call("a-1", "a", origin={"url": PAGE}), call("b-1", "b", origin={"url": PAGE})
    far = call("c-1", "c", "Bourse des inventeurs")
    assert joined(one, other, decisions=(Decision(apart=("a-1", "b-1")),)) == [("a-1",), ("b-1",)]
    assert joined(one, far, decisions=(Decision(same=("a-1", "c-1")),)) == [("a-1", "c-1")]


def test_a_third_does_not_join_two_that_a_person_split() -> None:
    calls = [call(f"{name}-1", name, origin={"url": PAGE}) for name in "abc"]
    found = joined(*calls, decisions=(Decision(apart=("a-1", "b-1")),))
    assert not any({"a-1", "b-1"} <= set(one) for one in found)


def test_what_a_person_wrote_stands_before_a_portal_and_every_origin_is_kept() -> None:
    ours = call("pret-rebond", "régie", origin={"url": PAGE, "read_on": "2026-01-01"}, summary="Le nôtre.")
    theirs = call("at-9", "aides-territoires", origin={"url": PAGE, "read_on": "2026-11-01"}, summary="Le leur.")
    (one,) = reconciled([theirs, ours], curated={"pret-rebond"})
    assert (one.id, one.summary) == ("pret-rebond", "Le nôtre.")
    assert [(origin.source, origin.call) for origin in one.origins] == [
        ("régie", "pret-rebond"),
        ("aides-territoires", "at-9"),
    ]


def test_a_field_that_the_best_leaves_out_is_taken_from_the_next() -> None:
    best = call("r-1", "région", origin={"url": PAGE}, window={"kind": "unknown"})
    next_ = call(
        "at-1",
        "aides-territoires",
        origin={"url": PAGE},
        window={"kind": "dated", "closes": "2026-12-31"},
        themes=["ia"],
    )
    (one,) = reconciled([best, next_])
    assert (one.id, one.window.closes, one.themes) == ("r-1", date(2026, 12, 31), ("ia",))


def test_a_doubtful_record_does_not_stand_for_being_fresh() -> None:
    sure = call("at-1", "aides-territoires", origin={"url": PAGE, "read_on": "2026-01-01"}, themes=["ia"])
    doubtful = {"url": PAGE, "read_on": "2026-11-01", "confidence": "low"}
    (one,) = reconciled([sure, call("la-1", "les-aides", origin=doubtful, themes=["son"])])
    assert (one.id, one.themes) == ("at-1", ("ia",))


def test_open_here_and_closed_there_is_a_conflict() -> None:
    here = call("r-1", "région", origin={"url": PAGE})
    there = call("at-1", "aides-territoires", origin={"url": PAGE}, window={"kind": "closed"})
    (conflict,) = reconciled([here, there])[0].conflicts
    assert (conflict.field, [(told.source, told.value) for told in conflict.told]) == (
        "window.kind",
        [("région", "open"), ("aides-territoires", "closed")],
    )


def test_two_equal_portals_that_disagree_refuse_nobody_alone() -> None:
    small = call("at-1", "aides-territoires", origin={"url": PAGE}, criteria=[{"kind": "headcount", "max": 49}])
    large = call("la-1", "les-aides", origin={"url": PAGE}, criteria=[{"kind": "headcount", "max": 249}])
    (one,) = reconciled([small, large])
    assert [rule.kind for rule in one.criteria] == ["any_of"]
    assert [conflict.field for conflict in one.conflicts] == ["criteria.headcount"]


def test_a_decisions_file_is_told_wrong_with_its_line(tmp_path: Path) -> None:
    """
    - same: [a-1, b-1]
    - apart: [b-1, a-1]
    - same: [a-1]
    - {}
    """
    file = tmp_path / "same.yaml"
    file.write_text("- same: [a-1, b-1]\n- apart: [b-1, a-1]\n- same: [a-1]\n- {}\n", "utf-8")
    decisions, problems = read_decisions(file, "data/same.yaml")
    assert [one.same for one in decisions] == [("a-1", "b-1")]
    assert [(problem.file, problem.line) for problem in problems] == [("data/same.yaml", line) for line in (2, 3, 4)]


@st.composite
def _told(draw: st.DrawFn) -> list[Call]:
    words = st.sampled_from(
        ("Prêt Rebond", "Prêt Rebond numérique", "Prêt rebond 2026", "Aide au son", "Aide au son 2")
    )
    urls = st.sampled_from((None, PAGE, f"{PAGE}/", "https://example.org/autre", "https://example.org/"))
    areas: st.SearchStrategy[dict[str, Any]] = st.sampled_from(({}, within("REG-76"), within("PAYS-99100")))
    windows = st.sampled_from(({"kind": "permanent"}, {"kind": "closed"}, {"kind": "dated", "closes": "2026-12-31"}))
    return [
        call(
            f"{source}-{number}",
            source,
            draw(words),
            funders=draw(st.sampled_from(([], [{"name": "Région Occitanie"}], [{"name": "Bpifrance"}]))),
            window=draw(windows),
            origin={"url": draw(urls)},
            **draw(areas),
        )
        for number, source in enumerate(draw(st.lists(st.sampled_from(("a", "b", "c", "les-aides")), max_size=7)))
    ]


@given(_told(), st.randoms(use_true_random=False))
def test_the_order_of_the_calls_does_not_matter(calls: list[Call], rng: Random) -> None:
    mixed = list(calls)
    rng.shuffle(mixed)
    assert reconciled(mixed) == reconciled(calls)


@given(_told())
def test_every_origin_is_kept_and_doing_it_twice_changes_nothing(calls: list[Call]) -> None:
    once = reconciled(calls)
    kept = sorted(origin.id or "" for one in once for origin in (one.origins or (one.origin,)))
    assert kept == sorted(one.id for one in calls)
    assert reconciled(once) == once


def test_a_call_alone_is_left_as_it_is() -> None:
    one = call("a-1", "a")
    assert merge(group([one])[0]) is one


def test_explain_and_check_show_the_conflict(small: Workspace, run: Run) -> None:
    small.write(
        "data/calls/double.yaml",
        """\
        id: double
        title: Prêt Rebond
        kind: standing
        instrument: loan
        window: {kind: permanent}
        origin: {source: Portail A, call: double}
        origins: [{source: Portail A, call: double}, {source: Portail B, call: b-2}]
        conflicts:
        - field: window.kind
          told: [{call: double, source: Portail A, value: open}, {call: b-2, source: Portail B, value: closed}]
        """,
    )
    told = run("explain", "studio", "double", at=small).out
    assert "Also told by Portail B" in told
    assert "whether it is open: open (Portail A) / closed (Portail B)" in told
    assert "double: its sources disagree: whether it is open" in run("check", at=small).out


@pytest.mark.shared
def test_no_labelled_pair_of_different_calls_is_joined() -> None:
    from benchmarks.quality import pairs

    assert SHARED.is_dir()
    assert pairs.report().figures["pairs.catalogue.precision"] == 1.0
