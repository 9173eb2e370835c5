"""A file to double-click on Monday: it runs the weekly round in its workspace and leaves the window open to be read."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import NamedTuple

from aidmatch.formats._wording import Wording


class Shortcut(NamedTuple):
    """The file."""

    name: str
    content: bytes


def shortcut(words: Wording, program: str = sys.executable, platform: str = sys.platform) -> Shortcut:
    """The file for this system: it finds the workspace as the folder it lies in, so both may be moved."""
    name = words.text("Monday with aidmatch")
    if platform == "win32":
        # In a batch file a percent sign is doubled; the folder ends with a backslash, which would escape the quote.
        python = program.replace("%", "%%")
        lines = [
            "@echo off",
            "chcp 65001 >nul",
            f'"{python}" -m aidmatch --workspace "%~dp0." monday',
            "echo.",
            "pause",
            "",
        ]
        return Shortcut(f"{name}.cmd", "\r\n".join(lines).encode())
    lines = [
        "#!/bin/sh",
        'cd "$(dirname "$0")" || exit 4',
        f"{shlex.quote(program)} -m aidmatch --workspace . monday",
        "",
    ]
    return Shortcut(f"{name}.command", "\n".join(lines).encode())


def write(folder: Path, words: Wording) -> Path:
    """Write it into a workspace."""
    from aidmatch.whole import write_whole

    made = shortcut(words)
    path = folder / made.name
    write_whole(path, [made.content])
    path.chmod(0o755)
    return path
