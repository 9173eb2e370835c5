"""The board: what stands in it is what the other commands say, and what must not stand in it does not."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aidmatch.board import lay
from aidmatch.call import Call
from aidmatch.catalogue import Catalogue
from aidmatch.catalogue.writing import Source, write
from aidmatch.company import Company
from aidmatch.formats import _pictures
from aidmatch.formats._plain import within
from aidmatch.formats._templates import SAFE_SCHEMES, safe_link
from aidmatch.formats.board import DIGITS
from aidmatch.match import match, nearness
from aidmatch.score import Profile, default_scoring, profile, step
from aidmatch.sift import Sifter, sieve_of
from tests.call_strategies import catalogues
from tests.conftest import DAY, STUDIO, Run, Workspace
from tests.strategies import AS_OF, companies

AT = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 10, tzinfo=ZoneInfo("Europe/Paris"))
SLOW_TO_DRAW = settings(suppress_health_check=list(HealthCheck), deadline=None)

HOSTILE = "</script><script>hacked=1</script><img src=x onerror=hacked=1> \u202egnp.exe\u2066 {{ 7*7 }} $x^2$"


def page_of(run: Run, at: Workspace, *options: str) -> str:
    done = run("board", *options, "--output", at.path / "page.html", at=at)
    assert done.code == 0, done.err
    return (at.path / "page.html").read_bytes().decode()


def data_of(page: str) -> Any:
    (held,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    return json.loads(held)


def pairs_of(data: Any) -> dict[tuple[str, str], tuple[str, str, str, int]]:
    """Answer, circle, words and half a score of every pair, as the page's script reads them."""
    found = {}
    width = data["width"]
    for member in data["members"]:
        for place, call in enumerate(data["calls"]):
            digits = [DIGITS.index(sign) for sign in member[5][place * (width + 1) :][: width + 1]]
            number = 0
            for digit in digits[:width]:
                number = number * len(DIGITS) + digit
            answer, circle, words = data["standings"][number]
            found[member[0], call[0]] = (
                data["answers"][answer][0],
                data["circles"][circle][0],
                words,
                digits[-1],
            )
    return found


@pytest.fixture
def busy(small: Workspace) -> Workspace:
    """A workspace with several members, groups and a call of an alternative."""
    small.company(
        "editeur",
        STUDIO.replace("id: studio", "id: editeur")
        .replace("Studio Exemple", "Éditions du Lac")
        .replace("headcount: 12", "headcount: 3")
        + "clusters: [grappe]\ngroups: [Jeu vidéo]\n",
    )
    small.company("atelier", "id: atelier\nname: Atelier Vif (fictif)\nheadcount: 80\nclusters: [grappe]\n")
    two = "{kind: headcount, min: 50}, {kind: age, min_years: 30}"
    small.call("au-choix", criteria=f"[{{kind: any_of, branches: [{two}]}}]")
    small.call("deux-refus", criteria=f"[{two}]")
    small.call(
        "deux-bornes",
        criteria="[{kind: headcount, min: 5}, {kind: headcount, max: 50}]",
        more="themes: [video-games, innovation]\nfunders: [{name: Région Exemple}]\n",
    )
    return small


def test_pairs_are_those_of_match(run: Run, busy: Workspace) -> None:
    found = pairs_of(data_of(page_of(run, busy)))
    told = [json.loads(line) for line in run("match", "--format", "ndjson", at=busy).out.splitlines()]
    told = [pair for pair in told if pair["window"] != "closed"]
    assert {(pair["company"], pair["call"]) for pair in told} == set(found)
    for pair in told:
        answer, _, _, half = found[pair["company"], pair["call"]]
        assert answer == pair["answer"]
        assert half == (pair["score"] or 0) // 2
        assert step(2 * half) == step(pair["score"] or 0)


def test_circles_are_those_of_members(run: Run, busy: Workspace) -> None:
    found = pairs_of(data_of(page_of(run, busy)))
    for call in {call for _, call in found}:
        for item in json.loads(run("members", call, "--format", "json", at=busy).out)["members"]:
            assert found[item["company"], call][1] == item["circle"]


@SLOW_TO_DRAW
@given(calls=catalogues(), members=st.lists(companies(), min_size=1, max_size=4))
def test_how_near_a_member_is_needs_no_whole_match(
    calls: list[Call], members: list[Company], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "board.sqlite"
    write(path, [Source("data/calls/all.yaml", "calls", 0, 0, "", tuple(calls), "[]")], "test", lambda _: ("", ""))
    with Catalogue(path) as catalogue:
        nothing = _profile(catalogue)
        laid = lay(
            catalogue.cards(AT),
            members,
            Sifter(sieve_of(calls, AT), AT.date()),
            lambda ordinal: catalogue.brief(ordinal, AT).terms,
            lambda _: nothing,
            default_scoring(),
            AT,
        )
    for member in laid.members:
        for card, number in zip(laid.cards, member.standings, strict=True):
            whole = match(calls[card.ordinal], member.company, AT)
            stands = laid.standings[number]
            assert (stands.answer, stands.circle, stands.failed) == (whole.answer, nearness(whole), whole.failed)


def _profile(catalogue: Catalogue) -> Profile:
    return profile(Company(id="rien", name="Rien"), catalogue.lookup, catalogue.count)


def test_a_public_page_is_the_same_whoever_the_members_are(run: Run, busy: Workspace) -> None:
    with_members = page_of(run, busy, "--public")
    for file in (busy.path / "data" / "companies").iterdir():
        file.unlink()
    assert page_of(run, busy, "--public") == with_members
    assert "Région Exemple" in with_members
    assert "members" not in data_of(with_members)


def test_a_member_s_page_is_the_same_whoever_the_others_are(run: Run, busy: Workspace) -> None:
    page = page_of(run, busy, "--member", "editeur")
    assert "Éditions du Lac" in page
    assert [member[0] for member in data_of(page)["members"]] == ["editeur"]
    for name in ("studio", "mystere", "atelier"):
        (busy.path / "data" / "companies" / f"{name}.yaml").unlink()
    assert page_of(run, busy, "--member", "editeur") == page


def test_the_people_s_page_is_marked_and_names_the_members(run: Run, busy: Workspace) -> None:
    page = page_of(run, busy, "--lang", "fr")
    assert '<html lang="fr">' in page
    assert "interne</strong>" in page
    assert {member[1] for member in data_of(page)["members"]} >= {"Studio Exemple (fictif)", "Mystère (fictif)"}
    assert "On ne sait encore rien de 1 adhérent" in page
    assert "internal</strong>" in page_of(run, busy, "--lang", "en")


def test_a_cluster_or_a_group_alone(run: Run, busy: Workspace) -> None:
    def names(*options: str) -> list[str]:
        return [member[0] for member in data_of(page_of(run, busy, *options))["members"]]

    assert names("--cluster", "grappe") == ["atelier", "editeur"]
    assert names("--group", "Jeu vidéo") == ["editeur"]
    assert names("--cluster", "grappe", "--group", "Jeu vidéo") == ["editeur"]


@pytest.mark.parametrize(
    "options",
    [
        ("--public", "--member", "studio"),
        ("--public", "--cluster", "grappe"),
        ("--member", "studio", "--group", "x"),
        ("--cluster", "nulle-part"),
        ("--group", "nulle-part"),
        ("--member", "nulle-part"),
    ],
)
def test_what_does_not_go_together_is_refused(options: tuple[str, ...], run: Run, busy: Workspace) -> None:
    done = run("board", *options, "--output", busy.path / "page.html", at=busy)
    assert done.code == 2
    assert not (busy.path / "page.html").exists()


def test_nothing_to_show_is_said(run: Run, workspace: Workspace) -> None:
    page = page_of(run, workspace)
    assert "No call is open or announced" in page
    assert "No member to show" in page
    assert data_of(page)["calls"] == []
    workspace.call("jeu-ferme", closes="2026-06-30")
    workspace.company("studio", STUDIO)
    page = page_of(run, workspace)
    assert "No call is open or announced" in page
    assert "No member to show" not in page
    assert "No call is open or announced" in page_of(run, workspace, "--public")


def test_the_same_bytes_from_one_process_to_the_next(busy: Workspace) -> None:
    written = set()
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-m", "aidmatch", "board", "--workspace", busy.path, "--as-of", DAY],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        written.add(done.stdout)
    (page,) = written
    assert page.count(b"data:image/svg+xml") == 2


def test_the_policy_lets_through_this_style_and_this_script_alone(run: Run, busy: Workspace) -> None:
    page = page_of(run, busy)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    for kind, text in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert "unsafe" not in policy
    assert not re.search(r"\s(style|on\w+)=", page.replace(script, "").replace(style, ""))


def test_untrusted_text_stays_text(run: Run, busy: Workspace) -> None:
    text = json.dumps(HOSTILE)
    busy.write(
        "data/calls/hostile.yaml",
        f"""\
        id: hostile
        title: {text}
        summary: {text}
        description: {json.dumps("A" * 1_000_000)}
        kind: contest
        instrument: grant
        themes: [{text}]
        funders: [{{name: {json.dumps(HOSTILE + "x" * 1_000_000)}}}]
        window: {{kind: dated, closes: 2026-12-31}}
        origin: {{source: {text}, url: "javascript:alert(1)"}}
        """,
    )
    busy.company("hostile", f"id: hostile-member\nname: {text}\ngroups: [{text}]\nneeds: [{text}]\n")
    page = page_of(run, busy)
    calls = {call[0]: call for call in data_of(page)["calls"]}
    assert "<script>hacked" in calls["hostile"][1]
    assert calls["hostile"][2] == ""
    assert len(page) < 400_000
    assert page.count("<script") == 2
    assert "<img src=x" not in page
    assert within(page.replace("\n", "")) == page.replace("\n", "")
    assert not re.search(r"\\u(202e|2066)", page)
    for image in re.findall(r"base64,([^\"]*)", page):
        drawn = base64.b64decode(image).decode()
        assert "<script" not in drawn
        assert "\u202e" not in drawn


def test_without_the_library_of_pictures_the_page_says_so(
    run: Run, busy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_pictures, "can_draw", lambda: False)
    done = run("board", "-o", busy.path / "page.html", at=busy)
    assert done.code == 0
    assert "aidmatch[board]" in done.err
    assert "aidmatch[board]" in (busy.path / "page.html").read_text("utf-8")


def test_a_page_goes_to_stdout_when_no_file_is_named(run: Run, busy: Workspace) -> None:
    done = run("board", at=busy)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("<!doctype html>")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\nscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "/relative",
        "https://",
        "https://exa\u202emple.org",
        "https://example.org/a b",
        "http://[",
        "mailto:",
        "https://example.org/" + "a" * 5_000,
        None,
    ],
)
def test_what_is_no_safe_link(address: str | None) -> None:
    assert safe_link(address) == ""


@given(st.text() | st.from_regex(r"(https?|mailto|data|javascript):.{0,30}", fullmatch=True))
def test_a_safe_link_goes_to_the_web_or_to_a_mailbox(address: str) -> None:
    found = safe_link(address)
    assert found in ("", address.strip())
    assert not found or found.split(":")[0].lower() in SAFE_SCHEMES


def test_safe_links() -> None:
    for address in ("https://example.org/a?b=c#d", "http://example.org", "mailto:accueil@example.org?subject=Aide%20A"):
        assert safe_link(address) == address
