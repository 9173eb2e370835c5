"""The board in a browser: it works, asks for nothing, fits a phone, can be read aloud, and hostile data do not act."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from pypdf import PdfReader

from aidmatch.cli import run
from tests.conftest import DAY, STUDIO, Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

VIEWS = ("calls", "members", "grid", "calendar", "map", "call=hostile", "member=studio", "nothing=here")


class Opened(NamedTuple):
    """A page, with what went wrong in it and what it asked for."""

    page: Page
    trouble: list[str]
    asked: list[str]

    def rows(self) -> int:
        """Rows shown."""
        return self.page.locator(".row").count()

    def choose(self, field: str, option: str) -> None:
        """Choose in a list, by what is read."""
        self.page.get_by_role("combobox", name=field).select_option(label=option)

    def go(self, view: str) -> None:
        """Follow an address of the page."""
        self.page.evaluate("(view) => { location.hash = view; }", view)
        self.page.wait_for_url(f"**#{view}")
        self.page.wait_for_timeout(50)


HARM = '</script><script>window.hacked=1</script><img src=//evil.example/x onerror=hacked=1>\u202egnp.exe " onload="x'


def fill(workspace: Workspace) -> None:
    """Sixty calls, three members of two groups, and one call and one member that mean harm."""
    for number in range(60):
        theme, funder = ("energy", "Région A") if number % 3 else ("video-games", "Agence B")
        workspace.call(
            f"aide-{number:02}",
            title=f"Aide numéro {number:02}",
            closes=f"2026-12-{number + 1:02}" if number < 20 else "2027-02-01",
            criteria=f"[{{kind: headcount, min: {number}}}]",
            more=f"themes: [{theme}]\nfunders: [{{name: {funder}}}]\n",
        )
    workspace.company("studio", STUDIO + "groups: [Alpha]\n")
    workspace.company("grand", "id: grand\nname: Grand Atelier (fictif)\nheadcount: 90\ngroups: [Bêta]\n")
    workspace.company("mystere", "id: mystere\nname: Mystère (fictif)\ngroups: [Bêta]\n")
    workspace.write(
        "data/calls/hostile.yaml",
        f"""\
        id: hostile
        title: {json.dumps(HARM)}
        summary: {json.dumps(HARM)}
        description: {json.dumps("<b>" * 300_000)}
        kind: contest
        instrument: grant
        themes: [{json.dumps(HARM)}]
        funders: [{{name: {json.dumps(HARM + "x" * 1_000_000)}}}]
        window: {{kind: dated, closes: 2026-12-31}}
        origin: {{source: X, url: "javascript:window.hacked=1"}}
        """,
    )
    workspace.company("mechant", f"id: mechant\nname: {json.dumps(HARM)}\ngroups: [{json.dumps(HARM)}]\n")


SCOPES: Mapping[str, tuple[str, ...]] = {"internal": (), "public": ("--public",), "member": ("--member", "studio")}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The board of each scope."""
    made = Workspace(tmp_path_factory.mktemp("board"))
    fill(made)
    found = {}
    with pytest.MonkeyPatch.context() as settled:
        settled.setenv("LANGUAGE", "fr")
        for scope, options in SCOPES.items():
            found[scope] = made.path / f"{scope}.html"
            words = ["board", *options, "-o", found[scope], "-w", made.path, "--lang", "fr", "--as-of", DAY, "-q"]
            assert run([str(word) for word in words]) == 0
    return found


Open = Callable[..., Opened]


@pytest.fixture
def visit(chromium: Browser, pages: Mapping[str, Path]) -> Iterator[Open]:
    """Open the board of a scope."""
    contexts: list[BrowserContext] = []

    def opened(scope: str = "internal", *, width: int = 1280, dark: bool = False) -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        found = Opened(page, [], [])
        page.on("console", lambda said: found.trouble.append(said.text))
        page.on("pageerror", lambda error: found.trouble.append(str(error)))
        page.on("dialog", lambda asked: found.trouble.append(asked.message))
        page.on("request", lambda request: found.asked.append(request.url))
        page.goto(pages[scope].as_uri())
        return found

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def board(visit: Open) -> Opened:
    """The internal board, on a large screen."""
    return visit()


def test_filters_change_what_is_shown(board: Opened) -> None:
    from playwright.sync_api import expect

    page = board.page
    assert board.rows() == 50
    page.get_by_role("button", name="En montrer 11 de plus").click()
    assert board.rows() == 61
    assert page.get_by_role("status").inner_text() == "61 dispositifs"
    board.choose("Thème", "jeu vidéo")
    assert board.rows() == 20
    board.choose("Date limite", "sous 14 jours")
    assert 0 < board.rows() < 20
    page.get_by_role("button", name="Effacer").click()
    expect(page.locator(".row")).to_have_count(50)
    board.choose("Financeur", "Région A")
    assert page.get_by_role("status").inner_text() == "40 dispositifs"
    page.get_by_label("Mots du titre").fill("NUMERO 05 région")
    assert board.rows() == 1
    page.get_by_role("button", name="Effacer").click()
    expect(page.locator(".row")).to_have_count(50)
    board.choose("Adhérent", "Studio Exemple (fictif)")
    board.choose("Avis", "✕ non éligible")
    assert board.rows() == 47
    assert "Non éligible" in page.locator(".row").first.inner_text()
    assert board.trouble == []


def test_groups_narrow_the_members(board: Opened) -> None:
    board.go("members")
    assert board.rows() == 4
    board.choose("Groupe", "Bêta")
    assert board.rows() == 2
    board.choose("Avis", "✓ a priori éligible")
    assert [row.split("\n")[0] for row in board.page.locator(".row").all_inner_texts()] == ["Grand Atelier (fictif)"]


def test_one_call_and_one_member_each_have_their_view(board: Opened) -> None:
    from playwright.sync_api import expect

    board.go("call=aide-13")
    text = board.page.locator("#view").inner_text()
    assert "À une condition près (1)" in text
    assert "À une réponse près (2)" in text
    assert "nous manque\u00a0: l’effectif" in text
    board.page.get_by_role("link", name="Studio Exemple (fictif)").click()
    expect(board.page.locator("#view h2")).to_be_focused()
    assert board.page.locator("#view h2").inner_text() == "Studio Exemple (fictif)"
    assert "Perpignan" in board.page.locator("#view").inner_text()
    board.page.go_back()
    expect(board.page.locator("#view h2")).to_have_text("Aide numéro 13")
    board.go("call=jamais-vu")
    assert "Aucun dispositif ni adhérent" in board.page.get_by_role("status").inner_text()


def test_members_against_calls_eight_at_a_time(board: Opened) -> None:
    board.go("grid")
    assert board.page.locator("tbody tr").count() == 4
    assert board.page.locator("tbody td").count() == 4 * 8
    first = board.page.locator("thead a").first.inner_text()
    board.page.get_by_role("button", name="Dispositifs suivants").click()
    assert board.page.locator("thead a").first.inner_text() != first
    assert "Dispositifs 9 à 16 sur 61" in board.page.get_by_role("status").inner_text()


def test_the_keyboard_is_enough(board: Opened) -> None:
    from playwright.sync_api import expect

    page = board.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("combobox", name="Thème").focus()
    page.keyboard.press("ArrowDown")
    assert board.rows() < 50
    page.locator(".row a").first.focus()
    title = page.locator(".row a").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#view h2")).to_be_focused()
    expect(page.locator("#view h2")).to_have_text(title)


def test_nothing_is_asked_and_nothing_goes_wrong(board: Opened) -> None:
    for view in VIEWS:
        board.go(view)
    outside = [url for url in board.asked if not url.startswith(("file:///", "data:image/svg+xml"))]
    assert (outside, board.trouble) == ([], [])


def test_hostile_data_do_not_act(board: Opened) -> None:
    page = board.page
    for view in VIEWS:
        board.go(view)
        assert page.evaluate("'hacked' in window") is False
        assert page.locator("#view img, #view script, #view [onload], #view [onerror]").count() == 0
        assert page.locator("a[href^='javascript:'], a[href^='data:']").count() == 0
    board.go("call=hostile")
    assert "<img src=//evil.example/x" in page.locator("#view").inner_text()
    assert "\u202e" not in page.content()
    assert board.trouble == []


def test_the_policy_stops_a_script_that_is_not_ours(board: Opened) -> None:
    board.page.evaluate(
        """() => {
             const script = document.createElement("script");
             script.textContent = "window.hacked = 1";
             document.body.append(script);
           }"""
    )
    assert board.page.evaluate("'hacked' in window") is False
    assert any("Content Security Policy" in said for said in board.trouble)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_phone_shows_it_without_scrolling_sideways(scope: str, visit: Open) -> None:
    phone = visit(scope, width=375)
    for view in VIEWS:
        phone.go(view)
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 375, view
    assert phone.trouble == []


@pytest.mark.parametrize(
    ("scope", "dark", "views"),
    [
        ("internal", False, VIEWS),
        ("internal", True, ("calls", "grid", "member=studio")),
        ("public", False, ("calls", "map", "call=aide-03")),
        ("member", True, ("calls", "member", "calendar")),
    ],
)
def test_axe_finds_nothing_serious(scope: str, dark: bool, views: tuple[str, ...], visit: Open) -> None:
    from axe_playwright_python.sync_playwright import Axe

    board = visit(scope, dark=dark)
    for view in views:
        board.go(view)
        found = Axe().run(board.page, options={"resultTypes": ["violations"]}).response["violations"]
        told = [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
        assert told == [], view


def test_printed_it_keeps_its_mark_and_drops_its_controls(board: Opened) -> None:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(board.page.pdf(format="A4"))).pages)
    assert "INTERNE" in text.upper()
    assert "Aide numéro 00" in text
    assert "Effacer" not in text


def test_a_member_s_page_opens_on_its_aids(visit: Open) -> None:
    mine = visit("member")
    assert mine.page.locator("#view h2").inner_text() == "Studio Exemple (fictif)"
    mine.page.get_by_role("link", name="Dispositifs", exact=True).click()
    mine.page.wait_for_selector(".row")
    assert mine.page.locator("#member").count() == 0
    assert mine.trouble == []


def test_the_public_page_filters_calls(visit: Open) -> None:
    public = visit("public")
    public.choose("Thème", "jeu vidéo")
    assert public.rows() == 20
    public.go("call=aide-03")
    assert "La page de la source" in public.page.locator("#view").inner_text()
    assert public.trouble == []
