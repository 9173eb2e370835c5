"""Where the work lies: a workbook open in Excel, a folder that a service synchronises, a drive of the network."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from aidmatch.value import Message, say

if TYPE_CHECKING:
    from aidmatch.cli._session import Session

_SYNCED = (
    ("OneDrive", re.compile(r"^OneDrive(?:$| - |-)|^SharePoint", re.IGNORECASE)),
    ("Dropbox", re.compile(r"^Dropbox(?:$| \()", re.IGNORECASE)),
    ("Google Drive", re.compile(r"^(?:Google ?Drive(?:$|-)|My Drive$|Mon Drive$|DriveFS$)", re.IGNORECASE)),
    ("iCloud", re.compile(r"^(?:iCloud(?: ?Drive)?$|Mobile Documents$|com~apple~CloudDocs$)", re.IGNORECASE)),
    ("Nextcloud", re.compile(r"^(?:Nextcloud|ownCloud|kDrive|pCloud ?Drive)$", re.IGNORECASE)),
)
"""Names of folders that services keep the same on several computers."""

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.rclone", "davfs", "fuse.davfs2", "9p"}
)


def warn(session: Session, workspace: Path, *lists: Path) -> None:
    """Say in plain words what could spoil the work, on stderr."""
    for path in lists:
        if is_open_elsewhere(path):
            what = say(
                "{file:text} is open in another program: what is not saved there yet is not read here", file=path.name
            )
            session.note(session.wording.say(what))
    for message in remarks(workspace, _mounts()):
        session.note(session.wording.say(message))


def is_open_elsewhere(path: Path) -> bool:
    """Whether Excel or LibreOffice left beside the file the mark of having it open."""
    marks = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return any((path.parent / mark).exists() for mark in marks)


def remarks(workspace: Path, mounts: str) -> list[Message]:
    """What to know of the folder's place; `mounts` is what the system says of its drives."""
    found = []
    service = synced_by(str(workspace))
    if service:
        found.append(
            say(
                "The workspace is in a folder that {service:text} synchronises: two computers writing at once may "
                "spoil it. Work on one at a time, or move it to a folder of this computer.",
                service=service,
            )
        )
    if on_network(str(workspace), mounts):
        found.append(
            say(
                "The workspace is on a network drive: it is slower, and may be cut off while it is written. A folder "
                "of this computer is safer."
            )
        )
    return found


def synced_by(path: str) -> str | None:
    """The service that keeps a folder the same elsewhere, told by the names above it."""
    for part in PureWindowsPath(path).parts:
        for service, name in _SYNCED:
            if name.search(part):
                return service
    return None


def on_network(path: str, mounts: str) -> bool:
    """Whether a folder lies on another computer: a UNC path, or a drive that the system says is one of the network."""
    if re.match(r"(?:\\\\|//)(?![?.])[^\\/]+[\\/]", path):
        return True
    best = ("", "")
    for line in mounts.splitlines():
        _, _, rest = line.partition(" ")
        place, _, kind = rest.partition(" ")
        place = place.replace("\\040", " ")
        if (path == place or path.startswith(place.rstrip("/") + "/")) and len(place) >= len(best[0]):
            best = (place, kind.split(" ")[0])
    return best[1] in _NETWORK


def _mounts() -> str:
    """The drives of the system, where it has a file of them."""
    try:
        return Path("/proc/mounts").read_text("utf-8", errors="replace")
    except OSError:
        return ""
