"""Trouble of the machine, whichever step meets it, as a sentence: a file that is damaged, a disk that is full."""

from __future__ import annotations

import errno
import sqlite3

from aidmatch.errors import AidmatchError, CatalogueError, SettingsError
from aidmatch.value import say

OF_THE_MACHINE = frozenset(
    {
        errno.EACCES,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EIO,
        errno.EISDIR,
        errno.ENAMETOOLONG,
        errno.ENOSPC,
        errno.ENOTDIR,
        errno.EPERM,
        errno.EROFS,
    }
)
"""What a person can do something about; any other is a bug of ours."""


def trouble_of(error: Exception) -> AidmatchError | None:
    """What to tell of it; None where it is a bug."""
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.IntegrityError):
        return CatalogueError(
            say("a file of .aidmatch cannot be read or written: {error:text}", error=str(error)),
            say("check the free space; see what is wrong with: aidmatch doctor"),
        )
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return SettingsError(
            say("what was typed holds signs that are no text: {given:text}", given=error.object[:60]),
            say("type it anew, or paste it as plain text"),
        )
    if isinstance(error, OSError) and error.errno in OF_THE_MACHINE:
        return AidmatchError(
            say(
                "{file:text} cannot be read or written: {error:text}",
                file=str(error.filename or ""),
                error=error.strerror or str(error),
            ),
            say("give it a shorter name")
            if error.errno == errno.ENAMETOOLONG
            else say("check the free space and who may write there"),
        )
    return None
