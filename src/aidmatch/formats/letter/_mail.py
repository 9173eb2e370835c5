"""A letter as a mail (RFC 5322), by Python's own `email`: ready to hand to a server, or a draft to open and send.

`Auto-Submitted: auto-generated` (RFC 3834) stands in what the program sends: no person writes it, and the mailboxes of
people on holiday need not answer it each Monday. A draft leaves by a person's hand, and does not bear it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from hashlib import sha256
from typing import Any, ClassVar, cast

from aidmatch.errors import AidmatchError
from aidmatch.formats.letter._calendar import ics
from aidmatch.formats.letter._html import html
from aidmatch.formats.letter._shown import line_of, mailto, shown
from aidmatch.formats.letter._text import text
from aidmatch.value import say
from aidmatch.worded import WordedLetter

LONGEST_ADDRESS = 254

_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\\x00-\x20\x7f-\xa0\u2028\u2029]+")
"""One side of an address: no blank, and nothing that ends a header or begins another address."""

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,300}@[A-Za-z0-9.-]{1,250}>")


class _Whole:
    """A header that a line break would spoil: Python would encode a long address as if it were words."""

    max_count: ClassVar[int] = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """The value, as it is."""
        kwds["parse_tree"] = None
        kwds["decoded"] = value

    def fold(self: Any, *, policy: Any) -> str:
        """On one line."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", cast("Any", _Whole))


def eml(
    letter: WordedLetter, to: str, sender: str, message_id: str, *, draft: bool = False, calendar: bool = True
) -> bytes:
    """The mail to one address; the same letter gives the same bytes.

    `sender` is the address it comes from, `message_id` the lasting `<2026-W48.studio.weekly@domain>`.
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(message_id)
    own, hers = _address(line_of(letter.sender, 100), sender), _address(line_of(letter.name, 100), to)
    answered = letter._replace(reply_to=letter.reply_to or sender)
    made = EmailMessage(_policy(own, hers))
    made["From"], made["To"] = own, hers
    if letter.reply_to:
        made["Reply-To"] = _address(line_of(letter.sender, 100), letter.reply_to)
    made["Message-ID"] = message_id
    for name, value in _headers(answered, draft=draft).items():
        made[name] = value
    made.set_content(text(answered), charset="utf-8", cte="quoted-printable")
    made.add_alternative(html(answered), subtype="html", charset="utf-8", cte="quoted-printable")
    made.set_boundary(_boundary(letter, "words"))
    entries = ics([letter]) if calendar else b""
    if entries:
        # Whoever opens it has the closings in her calendar; her own mail program asks before.
        made.add_attachment(
            entries, "text", "calendar", filename="echeances.ics", params={"charset": "utf-8", "method": "PUBLISH"}
        )
        made.set_boundary(_boundary(letter, "whole"))
    # After the parts: what begins with « Content- » is taken for theirs while they are added.
    made["Content-Language"] = letter.language
    return made.as_bytes()


def _headers(letter: WordedLetter, *, draft: bool) -> Mapping[str, Any]:
    """What does not depend on who gets it."""
    seen = shown(letter)
    made: dict[str, Any] = {
        "Subject": seen.subject,
        "Date": datetime.fromisoformat(letter.at),
    }
    if letter.stop:
        made["List-Unsubscribe"] = f"<{mailto(letter.reply_to, seen.stop._replace(body=''))}>" if seen.stop else ""
    # Outlook opens what was not sent as a draft.
    return made | ({"X-Unsent": "1"} if draft else {"Auto-Submitted": "auto-generated"})


def _address(name: str, written: str) -> Address:
    """A name and an address; a domain with accents is written as the network knows it."""
    local, _, domain = written.strip().rpartition("@")
    if _ADDRESS.fullmatch(local) and _ADDRESS.fullmatch(domain) and len(written) <= LONGEST_ADDRESS:
        try:
            return Address(name, local, domain.encode("ascii" if domain.isascii() else "idna").decode())
        except (ValueError, IndexError):
            pass
    raise AidmatchError(
        say("{address:text} is no mail address", address=line_of(written, LONGEST_ADDRESS)),
        say("correct it in the member's file or in aidmatch.toml"),
    )


def _policy(*addresses: Address) -> Any:
    """Headers in ASCII, but for an address that has no such form: a server then takes it or says no."""
    plainly = all(one.username.isascii() for one in addresses)
    return (SMTP if plainly else SMTPUTF8).clone(header_factory=_HEADERS)


def _boundary(letter: WordedLetter, part: str) -> str:
    """Where a part ends: no line of a quoted text has « =_ », and no hour or chance has a say."""
    key = f"{letter.week} {letter.company} {letter.kind} {letter.code} {part}".encode(errors="replace")
    return f"=_{part}_{sha256(key).hexdigest()[:24]}"
