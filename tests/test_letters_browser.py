"""Letters, the review page and the coordinator's page in a browser: they fit a phone, ask for nothing, can be read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aidmatch.formats.letter import html
from tests.conftest import Run, Workspace
from tests.letters import NOTHING, RICH

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MONDAY = "2026-11-23T08:00"
HARM = '</title><script>window.hacked=1</script><img src=//evil.example/x onerror=hacked=1>\u202egnp.exe" onload="x'


class Seen:
    """A page, what it said and what it asked for."""

    def __init__(self, page: Page) -> None:
        self.page, self.trouble, self.asked = page, list[str](), list[str]()
        page.on("console", lambda said: self.trouble.append(said.text))
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))


Show = Callable[..., Seen]


@pytest.fixture
def show(chromium: Browser) -> Iterator[Show]:
    """Open a file on a phone or a screen."""
    pages: list[Page] = []

    def opened(file: Path, *, width: int = 375, dark: bool = False) -> Seen:
        page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light")
        pages.append(page)
        seen = Seen(page)
        page.goto(file.as_uri())
        return seen

    yield opened
    for page in pages:
        page.close()


@pytest.fixture
def files(small: Workspace, run: Run, tmp_path: Path) -> dict[str, Path]:
    """Every page of a Monday, a hostile call and member among them."""
    small.write("aidmatch.toml", '[clusters.grappe]\nname = "Grappe (fictive)"\nemail = "a@grappe.example.org"\n')
    small.company("mechant", f"id: mechant\nname: {json.dumps(HARM)}\nheadcount: 12\n")
    call = (small.path / "data/calls/jeu-ouvert.yaml").read_text("utf-8")
    hostile = call.replace("title: Aide au prototype de jeu vidéo", f"title: {json.dumps(HARM)}")
    small.write(
        "data/calls/jeu-ouvert.yaml", hostile.replace('"https://example.org/jeu-ouvert"', '"javascript:hacked=1"')
    )
    out = tmp_path / "lettres"
    assert run("--lang", "fr", "digest", "--out", out, at=small, day=MONDAY).code == 0
    assert run("--lang", "fr", "digest", "review", "--out", out, at=small, day=MONDAY).code == 0
    overview = out / "animation.html"
    done = run("--lang", "fr", "digest", "overview", "--format", "html", "-o", overview, at=small, day=MONDAY)
    assert done.code == 0, done.err
    for name, letter in (("rich", RICH), ("nothing", NOTHING)):
        (out / f"{name}.html").write_text(html(letter), "utf-8")
    return {file.name: file for file in sorted(out.glob("*.html"))}


def test_pages_fit_a_phone_ask_for_nothing_and_nothing_acts(files: dict[str, Path], show: Show) -> None:
    assert len(files) >= 7
    for name, file in files.items():
        for width in (375, 1280):
            seen = show(file, width=width)
            assert (seen.trouble, seen.asked) == ([], [file.as_uri()]), name
            wide = seen.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not wide, (name, width)
            assert seen.page.evaluate("typeof window.hacked") == "undefined", name
            assert seen.page.locator("a[href^='javascript'], a[href^='data'], img, script, iframe").count() == 0, name


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(dark: bool, files: dict[str, Path], chromium: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for name, file in files.items():
        # Axe itself is a script: the page's own policy would stop it.
        context = chromium.new_context(
            bypass_csp=True, viewport={"width": 375, "height": 800}, color_scheme="dark" if dark else "light"
        )
        page = context.new_page()
        page.goto(file.as_uri())
        found = Axe().run(page).response["violations"]
        context.close()
        grave = [(one["id"], one["help"]) for one in found if one["impact"] in ("serious", "critical")]
        assert grave == [], name
