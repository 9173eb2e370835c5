"""Pages and letters by Jinja: every text is escaped by the engine, a name that is missing is an error, a link is safe.

A template says its sentences with `text("…")` and `plural("…", "…", n)`; `tools/sentences.py` finds them there.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aidmatch.formats._plain import plain, within

if TYPE_CHECKING:
    from jinja2 import Environment

    from aidmatch.formats._wording import Wording

SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
"""What a link of a page or letter may do; `javascript:`, `data:` and the others are no link."""

LONGEST_LINK = 2_000


def templates(words: Wording) -> Environment:
    """The templates, in one language."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("aidmatch.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # `tojson` writes <, >, & and ' by their number, so that no text closes the script block it stands in.
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    made.filters["safe_link"] = safe_link
    made.filters["plain"] = plain
    made.globals.update(text=words.text, plural=words.plural, language=words.language)
    return made


def safe_link(address: str | None) -> str:
    """The address when a link may go there, else nothing."""
    given = (address or "").strip()
    if len(given) > LONGEST_LINK or within(given) != given or any(sign.isspace() for sign in given):
        return ""
    try:
        parts = urlsplit(given)
    except ValueError:
        return ""
    whole = parts.path if parts.scheme == "mailto" else parts.netloc
    return given if parts.scheme in SAFE_SCHEMES and whole else ""


def own(name: str) -> str:
    """A style sheet or script of ours, with the ends of line a browser reads."""
    text = files("aidmatch.formats").joinpath("templates", name).read_text("utf-8")
    return text.replace("\r\n", "\n")


def fingerprint(text: str) -> str:
    """What a content-security policy lets through: the exact text of one style sheet or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
