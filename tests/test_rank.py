"""The order of a shortlist: total, stable, explained, and useful before generic."""

from __future__ import annotations

import json
import random
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aidmatch.call import Call
from aidmatch.catalogue import Slip
from aidmatch.company import Company
from aidmatch.prepare import open_catalogue
from aidmatch.rank import Pool, rank
from aidmatch.score import PARTS, STEPS, Glance, Profile, at_most_for, default_scoring, parts, profile, step
from aidmatch.search import Scores
from aidmatch.sift import Sifter
from aidmatch.targeting import Targeted
from tests.conftest import STUDIO, Run, Workspace, call_text
from tests.test_sift import AT, written

DATED = "{kind: dated, closes: 2026-12-31}"


def shortlist(run: Run, place: Workspace, *options: str) -> list[dict[str, Any]]:
    done = run("rank", "studio", "--format", "json", *options, at=place)
    assert done.code == 0, done.err
    items: list[dict[str, Any]] = json.loads(done.out)["shortlist"]
    return items


def ids(run: Run, place: Workspace, *options: str) -> list[str]:
    return [item["call"] for item in shortlist(run, place, *options)]


@pytest.fixture
def studio(workspace: Workspace) -> Workspace:
    workspace.company("studio", STUDIO)
    return workspace


WINDOWS = (
    "{kind: permanent}",
    "{kind: unknown}",
    "{kind: forecast, opens: 2027-01-01}",
    DATED,
    "{kind: dated, closes: 2026-11-30}",
    "{kind: dated, closes: 2026-06-30}",
)
RULES = ("[]", "[{kind: headcount, min: 5}]", "[{kind: headcount, min: 50}]", "[{kind: turnover, max: 9}]")
TITLES = ("Aide au prototype de jeu vidéo", "Aide à l’embauche", "Fonds chaleur", "Prêt")

MANY = st.lists(
    st.tuples(st.sampled_from(WINDOWS), st.sampled_from(RULES), st.sampled_from(TITLES)), min_size=1, max_size=25
)


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(drawn=MANY, seed=st.integers(0, 99), top=st.integers(1, 30))
def test_the_order_is_total_stable_and_that_of_the_contract(
    drawn: list[tuple[str, str, str]], seed: int, top: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = Workspace(tmp_path_factory.getbasetemp() / "order")
    place.company("studio", STUDIO)
    texts = [
        call_text(f"c{number:02}", title=title, criteria=rules).replace(DATED, window)
        for number, (window, rules, title) in enumerate(drawn)
    ]
    orders = []
    for turn in range(2):
        random.Random(seed * turn).shuffle(texts)  # noqa: S311 - an order, no secret
        place.write("data/calls/all.yaml", "".join(f"- {text}".replace("\n", "\n  ").rstrip() + "\n" for text in texts))
        with open_catalogue(place.path) as catalogue:
            company = catalogue.company("studio")
            assert company is not None
            known = profile(company, catalogue.lookup, catalogue.count, catalogue.thesaurus)
            sifter = Sifter(catalogue.sieve(AT), AT.date())
            everything = (1 << catalogue.count) - 1
            pool = Pool(everything, everything, catalogue.themed(known.themes))
            ask = partial(rank, pool, catalogue, sifter, company, known, AT, include_ineligible=True)
            found, cut = ask(), ask(top=top)
        assert cut.items == found.items[:top]
        orders.append([(item.card.id, item.score, item.row.answer) for item in found.items])
        assert [item.rank for item in found.items] == list(range(1, len(drawn) + 1))
        keys = []
        for item in found.items:
            group = {"eligible": 0, "to_confirm": 0, "to_complete": 1, "ineligible": 2}[item.row.answer]
            undated = item.card.state(AT) == "undated"
            keys.append((group, -item.score, undated, item.card.next_close or 9e99, item.card.id))
            assert 0 <= item.score <= 100
            assert item.score == round(sum(item.parts))
        assert keys == sorted(keys)
    assert orders[0] == orders[1]


SHOWN = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "level": st.sampled_from(("local", "regional", "national", "european")),
        "themes": st.lists(st.sampled_from(("video-games", "energy", "export")), max_size=2, unique=True),
        "stages": st.sampled_from(([], ["creation"], ["growth"])),
        "targeting": st.sampled_from(
            ({}, {"naf": ["58.21Z"]}, {"naf": ["10"]}, {"naf_excluding": ["10"]}, {"naf_excluding": ["58.21Z"]})
        ),
        "amounts": st.sampled_from(
            ({}, {"ceiling": 20_000}, {"floor": 900_000}, {"ceiling": 90_000, "intensity": 0.4})
        ),
        "window": st.sampled_from(
            ({"kind": "permanent"}, {"kind": "unknown"}, {"kind": "dated", "closes": "2026-12-05"})
        ),
        "criteria": st.sampled_from(
            (
                [],
                [{"kind": "headcount", "min": 50}],
                [{"kind": "turnover", "max": 9}],
                [{"kind": "perimeter", "within": ["REG-11"]}],
            )
        ),
        "confidence": st.sampled_from(("high", "medium", "low")),
        "read_on": st.sampled_from((None, "2026-11-01", "2024-01-01")),
    }
)
MEMBERS = st.fixed_dictionaries(
    {
        "themes": st.lists(st.sampled_from(("video-games", "energy")), max_size=2, unique=True),
        "stages": st.sampled_from(([], ["growth"])),
        "needs": st.sampled_from(([], ["financer un prototype de jeu vidéo"], ["embauche", "chaleur"])),
        "naf": st.sampled_from((None, "58.21Z")),
        "seat": st.sampled_from((None, {"commune": "66136"})),
        "headcount": st.sampled_from((None, 12, 60)),
    }
)
NUMBERS = st.dictionaries(
    st.sampled_from(sorted(set(default_scoring().shares) - {"amount_least", "amount_most", "amount_of_costs"})),
    st.sampled_from((0.1, 0.6, 1.0)),
    max_size=6,
).map(lambda given: {name: share for name, share in given.items() if "days" not in name})


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(drawn=st.lists(SHOWN, min_size=1, max_size=30), member=MEMBERS, top=st.integers(1, 12), numbers=NUMBERS)
def test_a_call_left_unread_would_not_have_been_shown(
    drawn: list[dict[str, Any]],
    member: dict[str, Any],
    top: int,
    numbers: dict[str, float],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A few slips at a time, best hopes first: what is shown is what reading them all would show."""
    calls = [
        Call.model_validate(
            {
                "id": f"c{number:02}",
                "kind": "standing",
                "instrument": "grant",
                "funders": [{"name": "Région Exemple"}],
                "origin": {
                    "source": "test",
                    "url": "https://aides.example.org/",
                    "confidence": fields["confidence"],
                    "read_on": fields["read_on"],
                },
                **{name: value for name, value in fields.items() if name not in ("confidence", "read_on")},
            }
        )
        for number, fields in enumerate(drawn)
    ]
    company = Company.model_validate({"id": "studio", "name": "Studio Exemple (fictif)", **member})
    scoring = default_scoring()._replace(shares={**default_scoring().shares, **numbers})
    with written(tmp_path_factory.getbasetemp() / "unread.sqlite", calls) as catalogue:
        known = profile(company, catalogue.lookup, catalogue.count, catalogue.thesaurus, scoring)
        everything = (1 << catalogue.count) - 1
        pool = Pool(everything, catalogue.taking_files(AT), catalogue.themed(known.themes))
        ask = partial(
            rank, pool, catalogue, Sifter(catalogue.sieve(AT), AT.date()), company, known, AT, scoring=scoring
        )
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("aidmatch.rank._AT_ONCE", 1)
            cut = ask(top=top)
        whole = ask()
    assert cut.items == whole.items[:top]
    assert cut[1:4] == whole[1:4]
    incomplete = [item.row.answer == "to_complete" for item in whole.items]
    assert cut.waiting == sum(incomplete[top:])


@given(
    drawn=st.builds(
        Slip,
        ordinal=st.just(0),
        id=st.just("a"),
        level=st.sampled_from((None, "local", "national")),
        instrument=st.just("grant"),
        themes=st.sampled_from((" ", " video-games ", " video-games energy ")),
        stages=st.sampled_from((" ", " growth ")),
        targeted=st.booleans(),
        window_kind=st.sampled_from(("permanent", "dated", "unknown")),
        opens=st.none(),
        last_close=st.none(),
        floor=st.sampled_from((None, 900_000)),
        ceiling=st.sampled_from((None, 20_000, 9_000_000)),
        typical=st.none(),
        intensity=st.sampled_from((None, 0.4)),
        confidence=st.sampled_from(("low", "high")),
        read_on=st.sampled_from((None, AT.date().isoformat())),
        next_close=st.sampled_from((None, AT.timestamp() + 1e5, AT.timestamp() + 1e7)),
    ),
    met=st.sampled_from((0.0, 0.2, 1.0, 9.0)),
    themes=st.sampled_from((frozenset[str](), frozenset({"video-games"}), frozenset({"video-games", "energy"}))),
    stages=st.sampled_from((frozenset[str](), frozenset({"growth"}))),
    costs=st.sampled_from(((), (50_000,))),
    aim=st.sampled_from(("yes", "no", "unknown")),
    here=st.booleans(),
)
def test_no_call_scores_more_than_was_hoped_of_it(
    drawn: Slip,
    met: float,
    themes: frozenset[str],
    stages: frozenset[str],
    costs: tuple[int, ...],
    aim: Targeted,
    here: bool,
) -> None:
    known = Profile(Scores([met], (), 1.0), themes, stages, costs, None)
    themed = any(f" {theme} " in drawn.themes for theme in themes)
    glance = Glance(aim, named=aim == "yes" and drawn.targeted, here=here, themed=themed)
    told = parts(drawn, known, aim, AT.timestamp(), AT.date(), default_scoring(), here=here)
    assert sum(told) <= at_most_for(known, glance, default_scoring())(0) + 1e-9


def test_ties_break_by_deadline_then_id(run: Run, studio: Workspace) -> None:
    for name, closes in (("b", "2027-06-30"), ("c", "2027-05-31"), ("a", "2027-06-30")):
        studio.call(name, closes=closes)
    items = shortlist(run, studio)
    assert len({item["score"] for item in items}) == 1
    assert [item["call"] for item in items] == ["c", "a", "b"]


def test_eligible_before_to_complete_before_ineligible(run: Run, studio: Workspace) -> None:
    studio.call("manque", criteria="[{kind: turnover, max: 9}]")
    studio.call(
        "loin", title="Fonds chaleur", criteria="[{kind: headcount, min: 5}]", more="conditions: [Un jury décide.]\n"
    )
    studio.call("refuse", criteria="[{kind: headcount, min: 50}]")
    assert ids(run, studio) == ["loin", "manque"]
    assert ids(run, studio, "--all") == ["loin", "manque", "refuse"]


def test_an_undated_call_is_never_above_an_equal_open_one(run: Run, studio: Workspace) -> None:
    studio.write("data/calls/a.yaml", call_text("a").replace(DATED, "{kind: unknown}"))
    studio.call("b")
    items = shortlist(run, studio)
    assert [item["call"] for item in items] == ["b", "a"]
    assert items[1]["window"] == "undated"


def test_the_generic_ranks_below_the_specific(run: Run, studio: Workspace) -> None:
    """Open to all, national, rich and permanent: a call that meets no need does not stand high for that."""
    generic = call_text(
        "a-generique", title="Prêt croissance toutes entreprises", criteria="[]", more="open_to_all: true\n"
    )
    generic = generic.replace("regional", "national").replace(DATED, "{kind: permanent}")
    studio.write("data/calls/a.yaml", generic + "amounts: {ceiling: 5000000}\n")
    studio.call("z-specifique", closes="2027-02-28")
    items = shortlist(run, studio)
    assert [item["call"] for item in items] == ["z-specifique", "a-generique"]
    assert items[0]["score"] >= 2 * items[1]["score"]


def test_filters(run: Run, studio: Workspace) -> None:
    studio.call("un", more="themes: [video-games, export]\n")
    studio.write("data/calls/deux.yaml", call_text("deux", more="themes: [export]\n").replace("grant", "loan"))
    studio.write("data/calls/trois.yaml", call_text("trois").replace("regional", "national"))
    assert set(ids(run, studio, "--theme", "export")) == {"un", "deux"}
    assert set(ids(run, studio, "--theme", "export", "--instrument", "grant")) == {"un"}
    assert set(ids(run, studio, "--instrument", "loan", "--instrument", "grant")) == {"un", "deux", "trois"}
    assert set(ids(run, studio, "--level", "national")) == {"trois"}
    assert len(ids(run, studio, "--top", "2")) == 2
    assert ids(run, studio, "--theme", "video-games", "--level", "national") == []


def test_closed_calls_only_when_asked(run: Run, studio: Workspace) -> None:
    studio.call("ouvert")
    studio.call("ferme", closes="2026-01-31")
    studio.write("data/calls/suspendu.yaml", call_text("suspendu").replace(DATED, "{kind: suspended}"))
    assert ids(run, studio) == ["ouvert"]
    assert ids(run, studio, "--all") == ["ouvert"]
    assert set(ids(run, studio, "--include-closed")) == {"ouvert", "ferme", "suspendu"}


class TestWeights:
    def test_the_shipped_ones_make_a_hundred(self) -> None:
        assert tuple(default_scoring().weights) == PARTS
        assert sum(default_scoring().weights.values()) == 100

    def test_they_may_be_overridden(self, run: Run, studio: Workspace) -> None:
        studio.call("bientot", title="Fonds chaleur", closes="2026-11-27", more="amounts: {ceiling: 900000}\n")
        studio.call("jeu", closes="2027-03-01")
        assert ids(run, studio) == ["jeu", "bientot"]
        zero = "\n".join(f"{part} = 0" for part in PARTS if part != "freshness")
        studio.write("aidmatch.toml", f"[rank.weights]\n{zero}\nfreshness = 3\n")
        items = shortlist(run, studio)
        assert [item["call"] for item in items] == ["bientot", "jeu"]
        assert {item["score"] for item in items} == {93}

    def test_so_may_what_each_case_gets(self, run: Run, studio: Workspace) -> None:
        studio.write("data/calls/a.yaml", call_text("a").replace(DATED, "{kind: permanent}"))
        studio.call("b", closes="2026-12-20")
        assert ids(run, studio) == ["b", "a"]
        studio.write("aidmatch.toml", "[rank.shares]\ntime_permanent = 1\n[rank.words]\nneed = 1\n")
        assert ids(run, studio) == ["a", "b"]

    def test_trades_left_out_aim_at_nobody(self, run: Run, studio: Workspace) -> None:
        studio.call("vise", more="targeting: {naf: [58.21Z]}\n")
        studio.call("sauf", more="targeting: {naf_excluding: [A]}\n")
        studio.call("rien")
        scores = {item["call"]: item["score"] for item in shortlist(run, studio)}
        assert scores["vise"] > scores["sauf"] == scores["rien"]

    def test_an_aid_of_another_scale_stands_lower(self, run: Run, workspace: Workspace) -> None:
        workspace.company("studio", STUDIO + "projects: [{id: petit, title: Petit, costs: 20000}]\n")
        workspace.call("geant", more="amounts: {floor: 3000000}\n")
        workspace.call("juste", more="amounts: {floor: 3000}\n")
        scores = {item["call"]: item["score"] for item in shortlist(run, workspace)}
        assert scores["geant"] < 0.7 * scores["juste"]

    def test_an_alternative_hides_no_place(self, run: Run, studio: Workspace) -> None:
        place = "{{kind: perimeter, within: [DEP-{}]}}"
        other = "{kind: prose, text: Les dépenses sont faites sur place.}"
        for name, code in (("ici", "66"), ("ailleurs", "16")):
            studio.call(name, criteria=f"[{{kind: any_of, branches: [{place.format(code)}, {other}]}}]")
        scores = {item["call"]: item["score"] for item in shortlist(run, studio)}
        assert scores["ici"] > scores["ailleurs"]

    def test_the_amount_is_held_against_the_project_it_suits_best(self, run: Run, workspace: Workspace) -> None:
        projects = "projects: [{id: petit, title: Petit, costs: 20000}, {id: grand, title: Grand, costs: 2000000}]\n"
        workspace.company("studio", STUDIO + projects)
        workspace.call("aide", more="amounts: {ceiling: 10000}\n")
        workspace.call("moins", more="amounts: {ceiling: 1000}\n")
        parts = {item["call"]: item["score"] for item in shortlist(run, workspace)}
        assert parts["aide"] > parts["moins"]

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("[rank.weights]\nrelevence = 3\n", ("rank.weights.relevence", "relevance")),
            ("[rank.weights]\nrelevance = -1\n", ("rank.weights.relevance",)),
            ('[rank.weights]\nrelevance = "3"\n', ("rank.weights.relevance",)),
            ("[rank.weights]\nrelevance = true\n", ("rank.weights.relevance",)),
            ("[rank.weights]\nrelevance = nan\n", ("rank.weights.relevance",)),
            ("[rank.weights]\nrelevance = inf\n", ("rank.weights.relevance",)),
            ("[rank.weights]\n" + "".join(f"{part} = 0\n" for part in PARTS), ("rank.weights",)),
            ("[rank]\nweights = 3\n", ("rank.weights",)),
            ("[rank.shares]\ntime_permanent = 1.5\n", ("rank.shares.time_permanent",)),
            ("[rank.shares]\ntime_least_days = 42\n", ("rank.shares.time_least_days", "time_enough_days")),
            ("[rank.shares]\nfreshness_days = 0\n", ("rank.shares.freshness_days",)),
            ("[rank.words]\nneeds = 2\n", ("rank.words.needs", "need")),
            ("[rank]\ntop = 0\n", ("rank.top",)),
            ("[rank]\ntopp = 3\n", ("rank.topp", "top")),
            ("[rnk]\ntop = 3\n", ("rnk", "rank")),
            ("rank = 3\n", ("rank",)),
            ("[rank\n", ("TOML",)),
        ],
    )
    def test_a_wrong_one_is_named(self, text: str, told: tuple[str, ...], run: Run, studio: Workspace) -> None:
        studio.write("aidmatch.toml", text)
        done = run("rank", "studio", at=studio)
        assert done.code == 2
        assert all(words in done.err for words in ("aidmatch.toml", *told)), done.err

    def test_top(self, run: Run, studio: Workspace) -> None:
        for name in "abcde":
            studio.call(name)
        studio.write("aidmatch.toml", "[rank]\ntop = 2\n")
        assert len(ids(run, studio)) == 2
        assert len(ids(run, studio, "--top", "4")) == 4
        assert len(ids(run, studio, "--all")) == 5


@given(st.integers(0, 100))
def test_people_read_five_steps(score: int) -> None:
    assert 1 <= step(score) <= STEPS
    assert step(score) <= step(min(100, score + 1))


def test_people_read_no_score(run: Run, studio: Workspace) -> None:
    studio.call("un")
    told = run("rank", "studio", at=studio).out
    assert "%" not in told
    assert "●" in told
    assert "D-39" in told


def test_what_to_know_fits_a_line_and_the_proof_tells_all(run: Run, studio: Workspace) -> None:
    address = f"https://aides.example.org/{'x' * 300}"
    step = f"Créer un compte (le portail : {address}) et y déposer {'un dossier complet ' * 20}signé."
    studio.call("a", criteria="[]", more=f"steps: [{{what: {json.dumps(step)}, days: 3}}]\n")
    shown = " ".join(run("rank", "studio", at=studio).out.split())
    assert "First: Créer un compte et y déposer un dossier complet" in shown
    assert "… (3 days)" in shown
    assert "xxx" not in shown
    told = "".join(run("explain", "studio", "a", at=studio).out.split())
    assert address in told
    assert "signé." in told
