"""One run sends at a time in a workspace; the lock goes with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aidmatch.errors import Busy, DeliveryError
from aidmatch.value import say


@contextmanager
def sending(folder: Path) -> Iterator[None]:
    """Hold the right to send: not the lock of what writes the index, as a greylisted letter waits for minutes."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / "sending.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Busy(
            say("another aidmatch is sending the letters of {folder:text}", folder=str(folder.parent)),
            say("nothing was sent twice: wait until it has ended, then try again for what is left"),
        ) from error
    except OSError as error:
        raise DeliveryError(
            say("nothing can be written in {folder:text}: {error:text}", folder=str(folder), error=str(error)),
            say("check the free space and who may write there"),
        ) from error
    try:
        yield
    finally:
        lock.release()
