"""The pictures of the documentation: what the program really prints, on the starter data, on one fixed day.

    python tools/pictures.py

Each command is run in a workspace made for the occasion; what it prints is drawn by rich as SVG. Nothing is
retouched, and the file names no font to fetch. Run it after a change of wording, of data or of ranking.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
DAY = "2026-11-23"
"""The day the pictures are taken for."""
WORKSPACE = "mes-aides"
STUDIO = "studio-brumequille"

THEME = TerminalTheme(
    (255, 255, 255),
    (36, 41, 47),
    [
        (36, 41, 47),
        (176, 32, 45),
        (17, 99, 41),
        (125, 78, 0),
        (9, 80, 174),
        (130, 60, 160),
        (27, 112, 124),
        (87, 96, 106),
    ],
    [
        (87, 96, 106),
        (164, 14, 38),
        (26, 127, 55),
        (99, 60, 1),
        (9, 105, 218),
        (130, 80, 223),
        (49, 146, 170),
        (110, 119, 129),
    ],
)
"""Dark ink on white, whose colours all read well there."""


FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
"""What a reader's system has: nothing is fetched."""


class Picture(NamedTuple):
    """A command, and the picture it leaves; each finds what those before it did."""

    name: str
    command: Sequence[str]
    width: int = 88


PICTURES = (
    Picture("espace", ["init", WORKSPACE]),
    Picture("selection", ["rank", STUDIO, "--top", "6"]),
    Picture("preuve", ["explain", STUDIO, "statut-jeune-entreprise-innovante"]),
    Picture("ajout", ["companies", "add", "Studio des Embruns", "--commune", "Perpignan", "--naf", "58.21Z"]),
    Picture("premiere-selection", ["rank", "embruns", "--top", "4"]),
    Picture("recherche", ["search", "embaucher un apprenti", "--limit", "3"]),
    Picture("question", ["explain", "embruns", "aide-embauche-apprenti"]),
    Picture("reponse", ["companies", "set", "embruns", "headcount=12", "legal_form=SAS", "--by", "head"]),
    Picture("apres-reponse", ["explain", "embruns", "aide-embauche-apprenti"]),
    Picture("membres", ["members", "occitanie-prototypage-jeu-video"]),
    Picture("portee", ["reach", "contrat-innovation-occitanie"]),
)


def printed(command: Sequence[str], folder: Path, width: int) -> str:
    """What a command prints on a terminal that wide, colours included."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIDMATCH", "NO_COLOR"))}
    environment |= {"COLUMNS": str(width), "FORCE_COLOR": "1", "COLORTERM": "", "TERM": "xterm", "PYTHONUTF8": "1"}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "aidmatch", "--lang", "fr", "--as-of", DAY, *command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}")
    return done.stdout


def drawn(picture: Picture, text: str) -> str:
    """A terminal's content as SVG, under the command that gave it."""
    console = Console(record=True, width=picture.width + 2, file=io.StringIO(), highlight=False)
    console.print(Text.from_ansi(text.rstrip("\n")), soft_wrap=True)
    words = " ".join(f'"{word}"' if " " in word else word for word in ("aidmatch", *picture.command))
    svg = console.export_svg(title=words, theme=THEME, unique_id=f"aidmatch-{picture.name}")
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL).replace("Fira Code, monospace", FONTS)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        for picture in PICTURES:
            workspace = Path(home) / WORKSPACE
            text = printed(picture.command, workspace if workspace.is_dir() else Path(home), picture.width)
            (FOLDER / f"{picture.name}.svg").write_text(drawn(picture, text), "utf-8", newline="\n")
