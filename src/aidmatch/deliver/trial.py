"""One letter to oneself: does the mailbox work, and if not, why."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from aidmatch.deliver._refusals import Trouble, is_ours, masked, of_letter, of_line, of_sender, of_us
from aidmatch.deliver._server import Dropped, Reply, Server, Silent
from aidmatch.deliver.post import Mailbox, Post, Unfit, envelope
from aidmatch.errors import DeliveryError
from aidmatch.value import Message, say


def letter(sender: str, reader: str, subject: str, text: str, at: datetime) -> Post:
    """A letter that says nothing but that it came."""
    mail = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    mail["From"], mail["To"], mail["Subject"] = sender, reader, subject
    mail["Date"] = format_datetime(at)
    id_ = f"<aidmatch-mail-test.{at:%Y%m%dT%H%M%S%f}@{sender.rpartition('@')[2]}>"
    mail["Message-ID"] = id_
    mail.set_content(text)
    return Post(0, "", "", reader, sender, mail.as_bytes(), id_)


def steps(mailbox: Mailbox, post: Post) -> Iterator[Message]:
    """What went well, one after the other; DeliveryError says what did not."""
    server = Server(mailbox)
    try:
        try:
            server.open()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise _refused(of_line(error, mailbox)) from error
        yield say("{host:text}, port {port}: connected", host=mailbox.host, port=mailbox.port)
        if server.cipher:
            yield say("the line is safe: {version:text}, certificate checked", version=server.cipher)
        if mailbox.user is not None:
            yield say("signed in as {user:text}", user=mailbox.user)
        trouble = _handed_over(server, post)
        if trouble is not None:
            raise _refused(trouble._replace(fix=say("try again in some minutes")) if trouble.may_pass else trouble)
        yield say("the letter to {reader:text} was taken", reader=post.reader)
    finally:
        server.close()


def _handed_over(server: Server, post: Post) -> Trouble | None:
    """Why the letter was not taken; None: it was."""
    mailbox = server.mailbox
    try:
        made = envelope(post, server.offers)
        reply = server.say_from(made)
        if not reply.is_yes:
            return of_us(reply, mailbox) if is_ours(reply) else _of_sender(reply, mailbox)
        reply = server.say_to(made)
        if not reply.is_yes:
            return of_us(reply, mailbox) if is_ours(reply) else of_letter(reply, mailbox)
        reply = server.say_data()
        if reply.code == 354:
            server.hand_over(made)
            reply = server.end_letter()
    except Unfit as error:
        return Trouble(error.why, None)
    except Dropped as error:
        return Trouble(
            say("the server hung up before it had the letter: {reply:text}", reply=masked(str(error), mailbox)),
            say("try again later; if it goes on, ask who runs the mail server"),
        )
    except Silent:
        return Trouble(
            say("the line broke off before the server said that it took the letter"),
            say("look whether it arrived, and try again later"),
        )
    return None if reply.is_yes else of_letter(reply, mailbox)


def _of_sender(reply: Reply, mailbox: Mailbox) -> Trouble:
    return of_letter(reply, mailbox) if reply.is_for_now else of_sender(reply, mailbox)


def _refused(trouble: Trouble) -> DeliveryError:
    return DeliveryError(trouble.what, trouble.fix)
