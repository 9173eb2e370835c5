"""What became of letters, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aidmatch.deliver._refusals import Trouble
from aidmatch.deliver.post import Post
from aidmatch.errors import DONE, IN_PART, NOT_DONE
from aidmatch.value import Message, say


class Fate(NamedTuple):
    """What became of one letter that did not simply leave."""

    post: Post
    what: Message
    fix: Message | None = None


class Report(NamedTuple):
    """What became of the letters."""

    sent: tuple[Post, ...] = ()
    due: tuple[Post, ...] = ()
    """Of a dry run: what would leave."""
    already: tuple[Post, ...] = ()
    """Sent before, or by hand."""
    later: tuple[Fate, ...] = ()
    """In line for the next run."""
    refused: tuple[Fate, ...] = ()
    doubtful: tuple[Fate, ...] = ()
    """Those of earlier runs too: they stay until a person says what is true."""
    trouble: Trouble | None = None
    """Why the run ended before its time."""

    @property
    def exit_code(self) -> int:
        """Done; in part when a letter did not leave; not done when none did."""
        if not (self.later or self.refused or self.doubtful or self.trouble):
            return DONE
        return IN_PART if self.sent or self.already or not self.trouble else NOT_DONE

    def told(self) -> Iterator[Fate]:
        """What a person should look at, the doubtful first."""
        yield from self.doubtful
        yield from self.refused
        yield from self.later


def doubtful(post: Post) -> Fate:
    """Of a letter that nobody is sure of: how a person settles it."""
    return Fate(
        post,
        say("nobody can tell whether it arrived: the run or the line broke off at that very moment"),
        say(
            "ask the member; then aidmatch digest sent --member {member:text} if it arrived, "
            "aidmatch digest again --member {member:text} to put it back in line",
            member=post.company,
        ),
    )


def refused_before(post: Post) -> Fate:
    """Of a letter that an earlier run was refused."""
    return Fate(
        post,
        say("was refused before"),
        say(
            "correct the address, or put it back in line: aidmatch digest again --member {member:text}",
            member=post.company,
        ),
    )
