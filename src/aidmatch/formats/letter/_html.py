"""A letter as HTML: the part of a mail that most people read, and a page that opens from disk.

Nothing is fetched and nothing runs: no picture, no font, no script. Styles stand in each element, as mail programs drop
sheets; what only a sheet can say (dark mode, narrow screens) stays in one, for those that keep it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aidmatch.formats._templates import own, templates
from aidmatch.formats._wording import Wording
from aidmatch.formats.letter._shown import address_of, begun, colon, mailto, shown
from aidmatch.worded import WordedLetter

if TYPE_CHECKING:
    from css_inline import CSSInliner
    from jinja2 import Template

    from aidmatch.formats._wording import Language

PREVIEW = 140
"""Signs that a mailbox shows after the subject."""


def html(letter: WordedLetter) -> str:
    """The whole page, its styles inlined."""
    whole = shown(letter)
    page = _template(whole.language).render(
        letter=whole, labels=whole.labels, colon=colon(whole), preview=_preview(whole), mailto=_answer(whole)
    )
    return _inliner().inline(page)


def _preview(letter: WordedLetter) -> str:
    """The aids by name, instead of the greeting that a mailbox would show beside the subject."""
    return " · ".join(item.title for item in letter.items)[:PREVIEW]


def _held(text: str) -> str:
    """« J-16 » on one line: a browser breaks after a hyphen."""
    return re.sub(r"\b([JD])-(?=\d)", "\\1\u2011", text)


def _answer(letter: WordedLetter) -> Any:
    return lambda reply: mailto(letter.reply_to, reply)


@lru_cache(maxsize=4)
def _template(language: Language) -> Template:
    """Read once for all letters of a language."""
    made = templates(Wording(language))
    made.globals.update(
        style=own("letter.css"), screens=own("letter_screens.css"), address_of=address_of, begun=begun, held=_held
    )
    return made.get_template("letter.html")


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner

    return CSSInliner(minify_css=True, load_remote_stylesheets=False)
