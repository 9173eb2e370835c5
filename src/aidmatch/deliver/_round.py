"""Rounds over the letters that are due: one conversation after the other, and what stands in the journal after each."""

from __future__ import annotations

import logging
import smtplib
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime

from aidmatch.deliver._refusals import Trouble, is_ours, masked, of_letter, of_line, of_sender, of_us
from aidmatch.deliver._server import Dropped, Reply, Server, Silent
from aidmatch.deliver.fate import Fate, Report, doubtful
from aidmatch.deliver.post import Envelope, Mailbox, Post, Unfit, envelope
from aidmatch.fetch import Patience
from aidmatch.journal import Journal, sendings
from aidmatch.value import Message, say

LOG = logging.getLogger("aidmatch.deliver")
LOG.addHandler(logging.NullHandler())


class _Wait(Exception):
    """Letters are left for another round."""


class _Stop(Exception):
    """No letter can leave."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        self.trouble = trouble


class Rounds:
    """One run over the letters that are due."""

    def __init__(self, mailbox: Mailbox, journal: Journal | None, at: datetime, on_letter: Callable[[], None]) -> None:
        self.on_letter = on_letter
        self.server = Server(mailbox)
        self.mailbox, self.journal, self.at = mailbox, journal, at
        self.sent: list[Post] = []
        self.already: list[Post] = []
        self.refused: list[Fate] = []
        self.doubtful: list[Fate] = []
        self.waiting: dict[Post, Fate] = {}
        self.left: dict[Post, Fate] = {}
        """For another run: this one cannot help them."""
        self.tries: dict[Post, int] = {}
        self.trouble: Trouble | None = None

    def all(self, found: Report, patience: Patience, on_wait: Callable[[int, float], None]) -> Report:
        """Round after round, until nothing waits or patience ends."""
        import stamina

        stamina.instrumentation.set_on_retry_hooks(())
        rounds = stamina.retry_context(
            on=_Wait,
            attempts=patience.attempts,
            timeout=None,
            wait_initial=patience.first,
            wait_max=patience.longest,
        )
        try:
            for each in rounds:
                with each:
                    try:
                        self._round(deque(found.due if each.num == 1 else self.waiting))
                    except _Wait:
                        if each.num < patience.attempts:
                            on_wait(len(self.waiting), each.next_wait)
                        raise
        except _Wait:
            pass
        except _Stop as stop:
            self.trouble = stop.trouble
        finally:
            self.server.close()
        settled = {*self.sent, *self.already, *(fate.post for fate in (*self.refused, *self.doubtful))}
        known = self.left | self.waiting
        later = [
            known.get(post) or Fate(post, say("is in line for the next run"))
            for post in found.due
            if post not in settled
        ]
        return Report(
            sent=tuple(self.sent),
            already=(*found.already, *self.already),
            later=tuple(later),
            refused=(*found.refused, *self.refused),
            doubtful=(*found.doubtful, *self.doubtful),
            trouble=self.trouble,
        )

    def _round(self, line: deque[Post]) -> None:
        """Each letter once; one that must wait goes to the next round (`_Wait`), and stands in nobody's way."""
        self.waiting, self.trouble = {}, None
        while line:
            post = line.popleft()
            self.on_letter()
            if not self._is_connected(post, line):
                break
            used = self.server.carried > 0
            try:
                self._one(post)
            except Dropped as error:
                self.server.drop()
                # A line that carried letters may be cut for its age: that says nothing of this letter.
                if used:
                    line.appendleft(post)
                else:
                    self._wait(post, Trouble(_dropped(error, self.mailbox), None))
            else:
                if self.server.carried:
                    time.sleep(1 / self.mailbox.pace if line else 0)
        if self.waiting:
            # Nobody keeps a line open for minutes.
            self.server.close()
            raise _Wait

    def _is_connected(self, post: Post, line: deque[Post]) -> bool:
        """Whether there is a line; without one every letter waits, or none can leave at all."""
        try:
            self.server.open()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            trouble = of_line(error, self.mailbox)
            LOG.warning("no line", extra={"facts": {"error": type(error).__name__}})
            if not trouble.may_pass:
                raise _Stop(trouble) from error
            self.trouble = trouble
            for one in (post, *line):
                self.waiting[one] = Fate(one, trouble.what, trouble.fix)
            return False
        return True

    def _one(self, post: Post) -> None:
        """One letter, as far as it comes."""
        self.tries[post] = self.tries.get(post, 0) + 1
        try:
            letter = envelope(post, self.server.offers)
        except Unfit as error:
            self._refuse(post, Trouble(error.why, None))
            return
        reply = self.server.say_from(letter)
        if not reply.is_yes:
            self._judge_sender(post, reply)
            return
        reply = self.server.say_to(letter)
        if not reply.is_yes:
            if is_ours(reply) and not self.sent:
                raise _Stop(of_us(reply, self.mailbox))
            self._judge(post, reply)
            return
        reply = self.server.say_data()
        if reply.code != 354:
            self._judge(post, reply)
            return
        if not self._claim(post):
            self.server.drop()
            self.already.append(post)
            return
        self._hand_over(post, letter)

    def _hand_over(self, post: Post, letter: Envelope) -> None:
        """The letter and its end; whatever breaks off, what stands in the journal is true."""
        try:
            self.server.hand_over(letter)
        except BaseException:
            # Without its end the server has not taken it: no doubt about that.
            self._unclaim(post)
            raise
        try:
            reply = self.server.end_letter()
        except Silent as error:
            self.server.drop()
            self._doubt(post, str(error))
            return
        if reply.is_yes:
            self._note_sent(post)
        elif reply.is_for_now:
            self._unclaim(post)
            self._wait(post, of_letter(reply, self.mailbox))
        else:
            self._refuse(post, of_letter(reply, self.mailbox))
        if reply.code == 421:
            self.server.drop()

    def _judge_sender(self, post: Post, reply: Reply) -> None:
        """MAIL FROM was refused: for the letter's size, for now, or because of who writes."""
        if reply.code == 552 or (reply.is_for_now and reply.code != 454):
            self._judge(post, reply)
        elif is_ours(reply):
            raise _Stop(of_us(reply, self.mailbox))
        else:
            self.server.forget()
            trouble = of_sender(reply, self.mailbox)
            self.left[post] = Fate(post, trouble.what, trouble.fix)
            self._log("left", post, logging.WARNING)

    def _judge(self, post: Post, reply: Reply) -> None:
        """The server said no before it had the letter."""
        if reply.code == 421:
            raise Dropped(f"{reply.code} {reply.text}")
        self.server.forget()
        trouble = of_letter(reply, self.mailbox)
        if reply.is_for_now:
            self._wait(post, trouble)
        else:
            self._refuse(post, trouble)

    def _claim(self, post: Post) -> bool:
        if self.journal is None:
            return True
        tries = self.tries[post]
        return sendings.claim(self.journal, post.letter, post.reader, post.message_id, self.at, tries)

    def _unclaim(self, post: Post) -> None:
        if self.journal is not None:
            sendings.unclaim(self.journal, post.letter, post.reader)

    def _note_sent(self, post: Post) -> None:
        if self.journal is not None:
            sendings.sent(self.journal, post.letter, post.reader)
        self.sent.append(post)
        self._log("sent", post)

    def _doubt(self, post: Post, why: str) -> None:
        if self.journal is not None:
            sendings.doubt(self.journal, post.letter, post.reader, masked(why, self.mailbox))
        self.doubtful.append(doubtful(post))
        self._log("doubtful", post, logging.WARNING)

    def _refuse(self, post: Post, trouble: Trouble) -> None:
        if self.journal is not None:
            why = str(dict(trouble.what.values).get("reply", trouble.what.id))
            tries = self.tries[post]
            sendings.refuse(self.journal, post.letter, post.reader, post.message_id, self.at, why, tries)
        self.refused.append(Fate(post, trouble.what, trouble.fix))
        self._log("refused", post, logging.WARNING)

    def _wait(self, post: Post, trouble: Trouble) -> None:
        self.waiting[post] = Fate(post, trouble.what, trouble.fix)
        self._log("waits", post)

    def _log(self, event: str, post: Post, level: int = logging.INFO) -> None:
        """Ids alone: who reads a log is not who may know an address."""
        LOG.log(level, "letter %s", event, extra={"facts": {"letter": post.letter, "company": post.company}})


def _dropped(error: Dropped, mailbox: Mailbox) -> Message:
    return say("the server hung up before it had the letter: {reply:text}", reply=masked(str(error), mailbox))
