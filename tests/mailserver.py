"""A mail server on this machine: TLS with a certificate of its own authority, a password, and a script of refusals.

It keeps what arrived, by Message-ID, whoever asks: that is what the tests count.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal, NamedTuple

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.posting import PASSWORD, USER

Security = Literal["starttls", "implicit", "none"]
DROP, HANG = "DROP", "HANG"
"""Instead of an answer: the line goes dead, or nothing more is said on it."""


class Arrived(NamedTuple):
    """A letter the server took, or had whole when the line went dead."""

    sender: str
    reader: str
    mail: EmailMessage
    message_id: str
    options: tuple[str, ...]


class Trust(NamedTuple):
    """Certificates."""

    authority: Path
    """A PEM file that `SSL_CERT_FILE` may name."""
    good: ssl.SSLContext
    other_name: ssl.SSLContext


def trust(folder: Path) -> Trust:
    """An authority, a certificate for this machine and one for another name."""
    authority = trustme.CA()
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))

    def context(name: str) -> ssl.SSLContext:
        made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(name).configure_cert(made)
        return made

    return Trust(path, context("localhost"), context("mail.example.org"))


class MailServer:
    """What arrived, and what is answered next at each step: the last answer of a list stands from then on."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        self.connections = 0
        self.heard: list[str] = []
        """Every command, by its first word."""
        self.on: Callable[[str], None] = lambda _event: None
        """Told each command, and `ARRIVED`."""
        self.script: dict[str, list[str]] = {}
        """By step (CONNECT, MAIL, RCPT, RCPT address, DATA, CONTENT, END): an answer, DROP, or an empty one for yes."""
        self.port = 0
        self.asks_who = False
        """Whether it takes letters only from who signed in."""

    @property
    def count(self) -> Counter[str]:
        """How many letters arrived of each Message-ID."""
        return Counter(one.message_id for one in self.arrived)

    def says(self, *steps: str) -> str:
        """The next answer of the first step that has a script; empty: the usual one."""
        for step in steps:
            answers = self.script.get(step)
            if answers:
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return ""


class _Talk(SMTP):
    """One conversation, as scripted."""

    def __init__(self, told: MailServer, *args: Any, **rest: Any) -> None:
        self.told = told
        super().__init__(*args, **rest)

    def _hear(self, word: str) -> None:
        self.told.heard.append(word)
        self.told.on(word)

    async def _scripted(self, *steps: str) -> bool:
        """Whether the script answered."""
        answer = self.told.says(*steps)
        if answer == DROP:
            await self._dead()
            return True
        if answer:
            await self.push(answer)
        return bool(answer)

    async def _dead(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()
        raise ConnectionResetError("as scripted")

    async def smtp_EHLO(self, hostname: str) -> None:
        self._hear("EHLO")
        if not await self._scripted("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_AUTH(self, arg: str | None) -> None:
        self._hear("AUTH")
        if not await self._scripted("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        self._hear("MAIL")
        if self.told.asks_who and not (self.session and self.session.authenticated):
            await self.push("530 5.7.0 Authentication required")
        elif not await self._scripted("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        self._hear("RCPT")
        address = (arg or "").partition("<")[2].partition(">")[0]
        if not await self._scripted(f"RCPT {address}", "RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str | None) -> None:
        self._hear("DATA")
        if await self._scripted("DATA"):
            return
        if self.told.says("CONTENT") == DROP:
            await self.push("354 go on")
            await self._reader.read(16)
            await self._dead()
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, told: MailServer) -> None:
        self.told = told

    async def handle_DATA(self, server: _Talk, session: Session, envelope: Envelope) -> str:
        del session
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = message_from_bytes(content, policy=policy.default)
        answer = self.told.says("END")
        if answer in ("", DROP, HANG) or answer.startswith("2"):
            told = (str(envelope.mail_from), envelope.rcpt_tos[0], mail, str(mail["Message-ID"]))
            self.told.arrived.append(Arrived(*told, tuple(envelope.mail_options)))
            self.told.on("ARRIVED")
        if answer == DROP:
            await server._dead()
        if answer == HANG:
            await asyncio.sleep(3600)
        return answer or "250 taken"


def _knows(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    del server, session, envelope, mechanism
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False) if not good else AuthResult(success=True)


@contextmanager
def mail_server(
    security: Security = "none",
    context: ssl.SSLContext | None = None,
    *,
    auth: bool = False,
    no_starttls: bool = False,
    **options: Any,
) -> Iterator[MailServer]:
    """A server at work."""
    told = MailServer()
    told.asks_who = auth

    def talk() -> SMTP:
        told.connections += 1
        told.on("CONNECT")
        rest: dict[str, Any] = {}
        if security == "starttls" and not no_starttls:
            rest = {"tls_context": context, "require_starttls": True}
        if auth:
            rest |= {"authenticator": _knows, "auth_require_tls": security == "starttls"}
        return _Talk(told, _Handler(told), hostname="localhost", loop=loop, enable_SMTPUTF8=True, **rest, **options)

    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda _loop, _context: None)
    inner = context if security == "implicit" else None
    serving = loop.run_until_complete(loop.create_server(talk, "127.0.0.1", 0, ssl=inner))
    told.port = serving.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(_ended(loop, serving))
        loop.close()


async def _ended(loop: asyncio.AbstractEventLoop, serving: asyncio.Server) -> None:
    serving.close()
    left = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await asyncio.sleep(0)
