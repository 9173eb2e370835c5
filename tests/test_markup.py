"""HTML as portals publish it becomes the text people read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.markup import is_html, text_of_html


def test_paragraphs_and_items_stand_on_lines_of_their_own() -> None:
    html = (
        "<p>Sont exclus&nbsp;:</p><ul><li>les SCI</li><li>les <b>banques</b></li></ul><script>non()</script><p>Fin</p>"
    )
    lines = [line for line in text_of_html(html).splitlines() if line]
    assert lines == ["Sont exclus :", "• les SCI", "• les banques", "Fin"]


@pytest.mark.parametrize(
    ("text", "html"), [("a < b et c > d", False), ("R&D & co", False), ("l&rsquo;aide", True), ("<p>x</p>", True)]
)
def test_html_is_told_from_text(text: str, html: bool) -> None:
    assert is_html(text) is html


@given(
    st.lists(
        st.sampled_from(("<p>", "</p>", "<li>", "<ul>", "<!--", "-->", "&#0;", "&amp;", "x", "<", ">", "\x00", "é"))
    ).map("".join)
)
def test_any_markup_ends_as_text(html: str) -> None:
    assert isinstance(text_of_html(html), str)


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<ul><li>", "<table>"])
def test_deep_nesting_ends_as_text(tag: str) -> None:
    assert "fin" in text_of_html(tag * 20_000 + "fin")
