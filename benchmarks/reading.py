"""`python -m benchmarks.reading`: how long a text takes to read, and thousands of mangled texts without a traceback.

The texts are those of the published programmes where they lie beside the project, else a sample of ours.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from aidmatch.extractors import read
from benchmarks.gold import is_there
from benchmarks.quality._gold import extraction

SAMPLE = Path(__file__).resolve().parents[1] / "tests" / "extractors" / "sample.txt"
SIZES = (100_000, 200_000, 400_000)


def texts() -> list[str]:
    """The texts to read."""
    if not is_there():
        return [SAMPLE.read_text("utf-8")]
    return ["\n".join(line for lines in one["text"].values() for line in lines or ()) for one in extraction().values()]


def timed(size: int, known: list[str]) -> float:
    """Seconds to read so many letters, the best of three."""
    whole = "\n\n".join(known)
    text = (whole * (size // len(whole) + 1))[:size]
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        read(text)
        best = min(best, time.perf_counter() - start)
    return best


def mangled(known: list[str], count: int, seed: int) -> Iterator[str]:
    """Texts cut, crossed, doubled and sown with odd letters."""
    rng = Random(seed)  # noqa: S311 - drawn again the same, not secret
    odd = "\u00a0\u202f\u200b\u0301\n\t:;,.()«»•-–’'0123456789€%ßœ\x1b\x00İ"
    for _ in range(count):
        letters = list(rng.choice(known)[:600] + rng.choice("\n ;") + rng.choice(known)[:600])
        for _ in range(rng.randrange(30)):
            place = rng.randrange(len(letters))
            letters[place : place + rng.randrange(12)] = rng.choice((rng.choice(odd), "", *rng.sample(letters, 1)))
            letters = letters or [" "]
        yield "".join(letters)


def main() -> None:
    """Print both measures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--mangled", type=int, default=2_000, help="how many mangled texts to read")
    count = parser.parse_args().mangled
    known = texts()
    print("| letters | seconds |\n| ---: | ---: |")
    for size in SIZES:
        print(f"| {size:,} | {timed(size, known):.2f} |")
    for text in mangled(known, count, seed=20261126):
        reading = read(text)
        for found in reading.found:
            if found.condition.words != text[found.start : found.end].strip():
                raise SystemExit(f"not quoted exactly: {found.condition.words!r}")
    print(f"\n{count:,} mangled texts read without a traceback, each quotation exact.")


if __name__ == "__main__":
    main()
