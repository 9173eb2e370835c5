"""The line to one mail server: opened safe or not at all, and used for many letters."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
from contextlib import suppress
from typing import NamedTuple

from aidmatch.deliver.post import Envelope, Mailbox
from aidmatch.errors import SettingsError
from aidmatch.value import say


class Reply(NamedTuple):
    """What the server said."""

    code: int
    text: str

    @property
    def is_yes(self) -> bool:
        """It did as asked."""
        return 200 <= self.code < 300

    @property
    def is_for_now(self) -> bool:
        """No, for now: the same may be asked later."""
        return 400 <= self.code < 500


class Dropped(Exception):
    """The line went dead before the end of the letter: the server has not taken it (RFC 5321, 3.8 and 4.1.1.4)."""


class Silent(Exception):
    """The line went dead after the end of the letter: nobody can tell whether the server took it."""


class Server:
    """A server, connected when first needed and again when it hung up."""

    def __init__(self, mailbox: Mailbox) -> None:
        if mailbox.security == "none" and not is_here(mailbox.host):
            raise SettingsError(
                say("{host:text}: without TLS, password and letters could be read on the way", host=mailbox.host),
                say('set mail.security to "starttls" or "implicit"; "none" is for a server on this machine'),
            )
        self.mailbox = mailbox
        self.carried = 0
        """Letters tried on the line that is open."""
        self._smtp: smtplib.SMTP | None = None

    @property
    def offers(self) -> dict[str, str]:
        """The extensions of the server that is connected."""
        return dict(self._line.esmtp_features)

    @property
    def _line(self) -> smtplib.SMTP:
        assert self._smtp is not None, "opened before it is used"  # noqa: S101
        return self._smtp

    @property
    def cipher(self) -> str | None:
        """The version of TLS of the line; None without."""
        sock = self._line.sock
        return sock.version() if isinstance(sock, ssl.SSLSocket) else None

    def open(self) -> None:
        """Connect, make the line safe and say who one is, unless that is done; smtplib's and the system's errors."""
        if self._smtp is not None:
            return
        self.carried = 0
        box = self.mailbox
        if box.security == "implicit":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(box.host, box.port, timeout=box.silence, context=_trust())
        else:
            smtp = smtplib.SMTP(box.host, box.port, timeout=box.silence)
        try:
            smtp.ehlo_or_helo_if_needed()
            if box.security == "starttls":
                smtp.starttls(context=_trust())
                smtp.ehlo()
            if box.user is not None and box.password is not None:
                _log_in(smtp, box.user, box.password.get_secret_value())
        except BaseException:
            smtp.close()
            raise
        if smtp.sock is not None:
            # A letter and its end are two packets: the second would wait for word of the first, 40 ms a letter.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._smtp = smtp

    def close(self) -> None:
        """Hang up politely."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def drop(self) -> None:
        """Hang up at once: a letter begun and not ended is none."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def say_from(self, letter: Envelope) -> Reply:
        """MAIL FROM."""
        self.carried += 1
        return self._ask(
            f"MAIL FROM:<{letter.sender}> {' '.join(letter.options)}".rstrip(), "SMTPUTF8" in letter.options
        )

    def say_to(self, letter: Envelope) -> Reply:
        """RCPT TO."""
        return self._ask(f"RCPT TO:<{letter.reader}>", "SMTPUTF8" in letter.options)

    def say_data(self) -> Reply:
        """DATA; 354 is the yes."""
        return self._ask("DATA")

    def hand_over(self, letter: Envelope) -> None:
        """The letter without what ends it: however this fails, the server has not taken it."""
        try:
            self._line.send(letter.content)
        except (OSError, smtplib.SMTPException) as error:
            raise Dropped(_why(error)) from error

    def end_letter(self) -> Reply:
        """What ends the letter, and the server's word."""
        try:
            sock = self._line.sock
            if sock is not None:
                sock.settimeout(self.mailbox.last_word)
            self._line.send(b".\r\n")
            code, text = self._line.getreply()
            if sock is not None:
                sock.settimeout(self.mailbox.silence)
        except (OSError, smtplib.SMTPException) as error:
            raise Silent(_why(error)) from error
        if code < 200:
            raise Silent(str(code))
        return Reply(code, _text(text))

    def forget(self) -> None:
        """Drop the letter begun, keep the line."""
        try:
            if not self._ask("RSET").is_yes:
                self.drop()
        except Dropped:
            self.drop()

    def _ask(self, command: str, accents: bool = False) -> Reply:
        smtp = self._line
        smtp.command_encoding = "utf-8" if accents else "ascii"
        try:
            code, text = smtp.docmd(command)
        except (OSError, smtplib.SMTPException) as error:
            raise Dropped(_why(error)) from error
        return Reply(code, _text(text))


def is_here(host: str) -> bool:
    """Whether that is this machine."""
    import ipaddress

    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _trust() -> ssl.SSLContext:
    """Certificates are checked, name included: the system's authorities and, where it has none, Mozilla's."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _log_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    if (user + password).isascii() or "PLAIN" not in smtp.esmtp_features.get("auth", "").upper().split():
        smtp.login(user, password)
        return
    # smtplib takes ASCII alone; AUTH PLAIN is UTF-8 (RFC 4616).
    told = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    code, text = smtp.docmd("AUTH", f"PLAIN {told}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, text)


def _why(error: Exception) -> str:
    return type(error).__name__ if not str(error) else str(error)


def _text(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").split())[:300]
