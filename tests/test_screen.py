"""A number and its unit stand on one line of a terminal, however a text is printed."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.padding import Padding

from aidmatch.formats._text import Screen, Text

AMOUNT = "250\u202f000\u00a0€"


@pytest.mark.parametrize("framed", [False, True])
@given(before=st.integers(0, 40), width=st.integers(12, 60))
def test_an_amount_is_never_cut(before: int, width: int, framed: bool) -> None:
    page = StringIO()
    told = Text(f"{'x ' * before}jusqu’à {AMOUNT} au plus")
    Screen(file=page, width=width).print(Padding(told, 0) if framed else told)
    assert AMOUNT in page.getvalue()


def test_texts_side_by_side_stay_on_their_line() -> None:
    page = StringIO()
    Screen(file=page, width=40).print(Text("un"), Text("deux"))
    assert page.getvalue() == "un deux\n"
