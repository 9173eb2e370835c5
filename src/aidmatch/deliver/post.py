"""What leaves and where from: a letter for one reader, the mailbox, and the letter as one server can take it."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import Literal, NamedTuple

from pydantic import SecretStr

from aidmatch.value import Message, say

MOST_BYTES = 10_000_000
"""A letter above it is never sent: servers refuse what is larger, and a letter of ours holds no pictures."""

Security = Literal["starttls", "implicit", "none"]

PORTS = {"starttls": 587, "implicit": 465, "none": 25}


class Mailbox(NamedTuple):
    """The mailbox that letters leave from."""

    host: str
    port: int
    security: Security = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    """Never shown: not in a sentence, a log or a traceback."""
    pace: float = 1.0
    """Letters a second at most."""
    all_to: str | None = None
    """Every letter to this address instead."""
    silence: float = 60.0
    """Seconds a server may say nothing."""
    last_word: float = 300.0
    """Seconds it may think about a letter it has whole: giving up then is what makes one doubtful."""


class Post(NamedTuple):
    """A letter for one reader."""

    letter: int
    """As the journal numbers it."""
    company: str
    """The member's id: what logs hold."""
    name: str
    """The member, as people are told."""
    reader: str
    """E-mail address."""
    sender: str
    """Address it comes from."""
    content: bytes
    """The whole mail, headers first."""
    message_id: str


class Envelope(NamedTuple):
    """A letter as one server can take it."""

    sender: str
    reader: str
    options: tuple[str, ...]
    """Of MAIL FROM: SIZE, BODY=8BITMIME, SMTPUTF8."""
    content: bytes
    """Lines end with CRLF, lone dots are doubled; what ends it is not in it."""


class Unfit(Exception):
    """The server cannot take this letter, whatever it is asked."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.id)
        self.why = why


_ADDRESS = re.compile(r"[^@\s<>,;\x00-\x1f\x7f]+@[^@\s<>,;\x00-\x1f\x7f]+")


def envelope(post: Post, offers: dict[str, str]) -> Envelope:
    """The letter for a server that offers these extensions (their names in small letters)."""
    sender, reader = _address(post.sender), _address(post.reader)
    content, options = post.content, []
    if not (sender + reader).isascii() or not _head(content).isascii():
        if "smtputf8" not in offers:
            if not (sender + reader).isascii():
                raise Unfit(say("this mail server cannot write to an address with accents"))
            content = _in_ascii(content)
        else:
            options.append("SMTPUTF8")
    if not content.isascii():
        if "8bitmime" in offers:
            options.append("BODY=8BITMIME")
        else:
            content = _in_ascii(content)
    content = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    offered = offers.get("size", "")
    most = min(MOST_BYTES, int(offered)) if offered.isdigit() and int(offered) else MOST_BYTES
    if len(content) > most:
        raise Unfit(
            say("the letter is too large: {size:number} bytes, {most:number} at most", size=len(content), most=most)
        )
    if "size" in offers:
        options.insert(0, f"SIZE={len(content)}")
    return Envelope(sender, reader, tuple(options), re.sub(rb"(?m)^\.", b"..", content))


def readdressed(post: Post, address: str, prefix: str) -> Post:
    """The same letter for somebody else, who sees for whom it was."""
    mail = message_from_bytes(_in_ascii(post.content), policy=policy.SMTP)
    for name in ("To", "Cc", "Bcc", "X-Original-To"):
        del mail[name]
    subject = str(mail["Subject"] or "")
    del mail["Subject"]
    mail["To"] = address
    mail["X-Original-To"] = post.reader
    mail["Subject"] = f"{prefix} {subject}"
    return post._replace(reader=address, content=mail.as_bytes())


def _address(address: str) -> str:
    """An address as commands take it, a domain with accents in its ASCII form."""
    if not _ADDRESS.fullmatch(address):
        raise Unfit(say("that is no e-mail address"))
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        import idna

        try:
            domain = idna.encode(domain, uts46=True).decode()
        except idna.IDNAError:
            raise Unfit(say("that is no e-mail address")) from None
    return f"{local}@{domain}"


def _head(content: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", content, maxsplit=1)[0]


def _in_ascii(content: bytes) -> bytes:
    """The same mail in seven bits: quoted-printable and encoded words."""
    mail = message_from_bytes(content, policy=policy.SMTP.clone(cte_type="7bit"))
    for part in mail.walk():
        for name, value in list(part.raw_items()):
            raw = str(value)
            if not raw.isascii():
                read = raw.encode("ascii", "surrogateescape").decode("utf-8", "replace")
                part.replace_header(name, re.sub(r"[\r\n]+", "", read))
    return mail.as_bytes()
