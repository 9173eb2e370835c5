"""A long JSON list read an item at a time gives what reading it whole gives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.errors import Changed
from aidmatch.fetch import Reply
from aidmatch.sources._long_list import items, items_of
from aidmatch.value import say

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@given(told=st.lists(ANYTHING, max_size=6), indent=st.none() | st.integers(0, 3), around=st.text(" \n\r\t", max_size=4))
def test_item_by_item_or_whole(told: list[Any], indent: int | None, around: str) -> None:
    text = around + json.dumps(told, indent=indent) + around
    assert list(items(text)) == told


@given(told=ANYTHING, cut=st.integers(0, 30), more=st.sampled_from(["", ",", "]", "[", "{}", "x"]))
def test_what_is_no_list_is_refused(told: Any, cut: int, more: str) -> None:
    text = json.dumps(told)[: -cut or None] + more
    try:
        whole = json.loads(text)
    except ValueError:
        whole = None
    if isinstance(whole, list):
        assert list(items(text)) == whole
    else:
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
            list(items(text))


@pytest.mark.parametrize("text", ['{"a": 1}', "[1, 2", "<html>", "", "[" * 100_000 + "]" * 100_000])
def test_what_is_no_list_is_a_source_that_changed(text: str) -> None:
    reply = Reply("https://example.org", 200, {"content-type": "text/html"}, text.encode(), from_cache=False)
    with pytest.raises(Changed):
        list(items_of(reply, say("a list was expected")))


def test_a_mark_of_byte_order_is_no_fault() -> None:
    reply = Reply("https://example.org", 200, {}, "[1]".encode("utf-8-sig"), from_cache=False)
    assert list(items_of(reply, say("a list was expected"))) == [1]
