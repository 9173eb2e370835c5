"""Why a mail server says no, in plain words, and what to do: the codes are for machines, and few people read them."""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
from typing import NamedTuple

from aidmatch.deliver._server import Reply
from aidmatch.deliver.post import Mailbox
from aidmatch.value import Message, say


class Trouble(NamedTuple):
    """What is wrong, and what to do."""

    what: Message
    fix: Message | None
    may_pass: bool = False
    """Whether the same may go well a little later."""


_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")

_NO_SUCH_MAILBOX = re.compile(r"5\.1\.[0123]|no such|unknown|does not exist|doesn't exist|not found", re.IGNORECASE)
_NO_APP_PASSWORD = re.compile(r"5\.7\.9|application.specific|app password", re.IGNORECASE)
_NO_PASSWORDS = re.compile(r"5\.7\.139|5\.7\.57|basic authentication|smtpclientauthentication|disabled", re.IGNORECASE)
_RELAY = re.compile(r"relay|authentication required|5\.7\.57", re.IGNORECASE)
_TOO_LARGE = re.compile(r"5\.3\.4|5\.2\.3|too (large|big)|size", re.IGNORECASE)
_FULL = re.compile(r"[45]\.2\.2|quota|full", re.IGNORECASE)
_SPAM = re.compile(r"5\.7\.|spam|policy|dmarc|spf|dkim|block", re.IGNORECASE)


def masked(text: str, mailbox: Mailbox) -> str:
    """What a server said without addresses, nor the password should it repeat it."""
    if mailbox.password is not None:
        secret = mailbox.password.get_secret_value()
        plain = f"\0{mailbox.user}\0{secret}"
        for told in (secret, *(base64.b64encode(one.encode()).decode() for one in (secret, plain))):
            text = text.replace(told, "…") if told else text
    return _ADDRESS.sub("…", text)


def of_line(error: Exception, mailbox: Mailbox) -> Trouble:
    """Why the line could not be opened."""
    host, port = mailbox.host, mailbox.port
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error, host)
    if isinstance(error, ssl.SSLError):
        return Trouble(
            say("{host:text}, port {port}: the server does not speak TLS as it was spoken to", host=host, port=port),
            say('port 587 goes with mail.security = "starttls", port 465 with "implicit"'),
        )
    if isinstance(error, socket.gaierror):
        return Trouble(
            say("no mail server is called {host:text}, or there is no network", host=host),
            say("check mail.host in aidmatch.toml: your mail provider gives the name of its SMTP server"),
            may_pass=error.errno == socket.EAI_AGAIN,
        )
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _login(error, mailbox)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _not_offered(error, mailbox)
    if isinstance(error, smtplib.SMTPResponseException):
        reply = Reply(error.smtp_code, _reply(error))
        return Trouble(
            say("{host:text} takes no mail now: {reply:text}", host=host, reply=_shown(reply, mailbox)),
            say("try again later; if it goes on, ask who runs the mail server"),
            may_pass=reply.is_for_now,
        )
    if isinstance(error, UnicodeError):
        return Trouble(
            say("this mail server takes no password with accents"), say("choose one of plain letters, digits and signs")
        )
    return Trouble(
        say("{host:text}, port {port}: nobody answers", host=host, port=port),
        say(
            "the network may block that port, as many do for 25: try port 587 with starttls or 465 with implicit, "
            "else ask who runs your network"
        ),
        may_pass=True,
    )


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> Trouble:
    if error.verify_code == 62:
        return Trouble(
            say("the certificate of {host:text} is for another name: this may be another server", host=host),
            say("write mail.host as your mail provider does; nothing was sent"),
        )
    if error.verify_code == 64:
        return Trouble(
            say("the certificate of {host:text} is for a name, not for this number", host=host),
            say("write mail.host as your mail provider does; nothing was sent"),
        )
    if error.verify_code in (9, 10):
        return Trouble(
            say("the certificate of {host:text} is out of date", host=host),
            say("check this computer's clock; else who runs the mail server must renew it. Nothing was sent"),
        )
    return Trouble(
        say("the certificate of {host:text} is vouched for by nobody this computer knows", host=host),
        say("a filter on the network may stand in between: ask who runs your network. Nothing was sent"),
    )


def _login(error: smtplib.SMTPAuthenticationError, mailbox: Mailbox) -> Trouble:
    reply = Reply(error.smtp_code, _reply(error))
    shown = _shown(reply, mailbox)
    if reply.is_for_now:
        return Trouble(
            say("{host:text} cannot check the password now: {reply:text}", host=mailbox.host, reply=shown),
            say("try again later"),
            may_pass=True,
        )
    if _NO_PASSWORDS.search(reply.text):
        return Trouble(
            say("{host:text} lets no program in by password: {reply:text}", host=mailbox.host, reply=shown),
            say("write the letters as drafts (--format eml) and send them from your mail program"),
        )
    if reply.code == 534 or _NO_APP_PASSWORD.search(reply.text):
        return Trouble(
            say(
                "{host:text} wants an app password, not that of the mailbox: {reply:text}",
                host=mailbox.host,
                reply=shown,
            ),
            say("make one in the security settings of the mailbox, and put it in AIDMATCH_MAIL_PASSWORD"),
        )
    return Trouble(
        say("{host:text} refuses the user name or the password: {reply:text}", host=mailbox.host, reply=shown),
        say(
            "check mail.user (often the whole address) and AIDMATCH_MAIL_PASSWORD; with two-step sign-in, make an app "
            "password"
        ),
    )


def _not_offered(error: smtplib.SMTPNotSupportedError, mailbox: Mailbox) -> Trouble:
    host, port = mailbox.host, mailbox.port
    if "starttls" in str(error).lower():
        return Trouble(
            say("{host:text}, port {port}: the server offers no STARTTLS, so nothing was sent", host=host, port=port),
            say('try port 465 with mail.security = "implicit"'),
        )
    return Trouble(
        say("{host:text}, port {port}: the server takes no password here", host=host, port=port),
        say("take port 587 or 465; for a server that asks for none, leave mail.user out"),
    )


def of_sender(reply: Reply, mailbox: Mailbox) -> Trouble:
    """Why no letter may come from that address."""
    return Trouble(
        say(
            "{host:text} lets this mailbox not write in the sender's name: {reply:text}",
            host=mailbox.host,
            reply=_shown(reply, mailbox),
        ),
        say("mail.sender must be the mailbox's own address, or one it may send for"),
    )


def is_ours(reply: Reply) -> bool:
    """Whether a refusal is about us, not about the reader: it would meet every letter."""
    return reply.code in (530, 535, 538) or (reply.code in (550, 553, 554) and bool(_RELAY.search(reply.text)))


def of_us(reply: Reply, mailbox: Mailbox) -> Trouble:
    """Why the server takes letters to nobody from us."""
    return Trouble(
        say(
            "{host:text} carries no mail of ours to others: {reply:text}",
            host=mailbox.host,
            reply=_shown(reply, mailbox),
        ),
        say("give mail.user and the password: the server wants to know who writes"),
    )


def of_letter(reply: Reply, mailbox: Mailbox) -> Trouble:
    """Why one letter was not taken."""
    shown = _shown(reply, mailbox)
    if reply.is_for_now:
        if _FULL.search(reply.text):
            return Trouble(
                say("the mailbox is full: {reply:text}", reply=shown), say("it is tried again"), may_pass=True
            )
        return Trouble(
            say(
                "not now, says the server; many make a sender they do not know wait some minutes (greylisting): "
                "{reply:text}",
                reply=shown,
            ),
            say("it is tried again"),
            may_pass=True,
        )
    if reply.code == 552 or _TOO_LARGE.search(reply.text):
        return Trouble(say("the letter is too large for the server: {reply:text}", reply=shown), None)
    if _NO_SUCH_MAILBOX.search(reply.text):
        return Trouble(
            say("there is no such mailbox: {reply:text}", reply=shown), say("ask the member for the right address")
        )
    if _SPAM.search(reply.text):
        return Trouble(
            say("the server takes the letter for unwanted mail: {reply:text}", reply=shown),
            say("ask the member to allow the sender; who runs your domain can check SPF and DKIM"),
        )
    return Trouble(say("the server refuses: {reply:text}", reply=shown), say("ask the member for the right address"))


def _reply(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:300]


def _shown(reply: Reply, mailbox: Mailbox) -> str:
    return masked(f"{reply.code} {reply.text}".strip(), mailbox)
