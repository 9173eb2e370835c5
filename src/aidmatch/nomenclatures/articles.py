"""Articles of the block exemption (RGEC), and what each lets an aid pay for, as the dated figures cite them.

No table of its own: an article is known by the rows of ``gber`` that rest on it, with their source and check date. The
articles are those of Regulation (EU) 651/2014; its successor may number them otherwise, and is read from no text yet.
"""

from __future__ import annotations

import re
from functools import cache

from aidmatch.nomenclatures import figures

_CITED = re.compile(r"art\. (\d+(?: bis)?)(?: et (\d+(?: bis)?))?(?:\(.*)?")
"""« art. 38 et 38 bis », « art. 25(6) »; « art. 25 à reprendre » stands for a text not seen yet."""


@cache
def _by_article() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for row in figures.figures():
        family, _, rest = row.key.partition(".")
        cited = _CITED.fullmatch(row.article) if family == "gber" and "." in rest else None
        for article in cited.groups() if cited else ():
            if article is not None:
                found.setdefault(article, {})[rest.partition(".")[0]] = None
    return {article: tuple(aims) for article, aims in found.items()}


def is_known(article: str) -> bool:
    """Whether an article says what an aid may pay for, and how much: « 17 », « 38 bis »."""
    return article in _by_article()


def aims_of(article: str) -> tuple[str, ...]:
    """What an article lets an aid pay for; several for articles 25, 28, 41 and 54, none for one not on file."""
    return _by_article().get(article, ())
