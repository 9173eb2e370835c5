"""Portals of any size on this machine: real samples varied by a seeded generator, invented ones where these are absent.

A record keeps a sample's form and length. It gets an id, an address and a title of its own, one more sentence and
another closing day, so that no two are one call, and none is read from what was read before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.replay import Answer, Asking, Replay, ok

from benchmarks.quality.samples import SHARED

PAYLOADS = Path(__file__).resolve().parents[1] / "tests" / "sources"
DAY = date(2026, 11, 22)
PAGE = 100
"""Records of a page, where a portal has pages."""

Raw = dict[str, Any]

PROGRAMMES, AIDS, TOPICS = "mission-transition-ecologique", "aides-territoires", "eu-funding-tenders"
SHARES: Mapping[str, float] = {PROGRAMMES: 0.5, AIDS: 0.25, TOPICS: 0.25}
"""What each portal has of the whole: a long file, and two in pages."""

SAMPLES: Mapping[str, Sequence[tuple[str, str]]] = {
    PROGRAMMES: (("samples/programs.json", "payload.json"),),
    AIDS: (("samples/aids_category-50_association.json", "aid.json"), ("samples/aids_seven_results.json", "aid.json")),
    TOPICS: (("samples/search_page_2026.excerpt.json", "topic.json"),),
}
"""By portal, the real files and the invented ones."""


NEEDED: Mapping[str, str] = {PROGRAMMES: "titre", AIDS: "name", TOPICS: "metadata"}
"""A record without it is no base: some samples show how a portal fails."""


def records(kind: str, count: int, seed: int) -> list[Raw]:
    """So many records of a portal; the same ones whenever the seed is the same."""
    rng = Random(f"{kind} {seed}")  # noqa: S311 - drawn again the same, not secret
    bases = _bases(kind)
    return [_VARIED[kind](deepcopy(rng.choice(bases)), number, rng) for number in range(count)]


def are_real() -> bool:
    """Whether the real samples are there."""
    return SHARED.is_dir()


def _bases(kind: str) -> list[Raw]:
    found: list[Raw] = []
    for real, invented in SAMPLES[kind]:
        path = SHARED / "sources" / kind / real if are_real() else PAYLOADS / kind / invented
        told = json.loads(path.read_text("utf-8-sig"))
        found += told if isinstance(told, list) else told.get("results", [told])
    return [one for one in found if isinstance(one, dict) and one.get(NEEDED[kind])]


def _own(number: int) -> str:
    """A word that no other number has."""
    return "".join("bcdfghjklm"[int(digit)] + "aeiou"[int(digit) % 5] for digit in f"{number:05}")


def _day(rng: Random) -> date:
    return DAY + timedelta(days=rng.randint(-100, 500))


def _programme(base: Raw, number: int, rng: Random) -> Raw:
    base["id"] = f"{base['id']}-{number}"
    base["titre"] = f"{base['titre'][:200]} {_own(number)}"
    base["description"] = f"{base.get('description') or ''}\n\nRéférence {number}."
    base["url"] = f"https://{_own(number)}.example.org/programmes/{number}"
    rules = base.get("eligibilityData")
    if isinstance(rules, dict):
        rules["validity"] = {"end": _day(rng).strftime("%d/%m/%Y")}
    return base


def _aid(base: Raw, number: int, rng: Random) -> Raw:
    closes = _day(rng)
    return {
        **base,
        "id": 1_000_000 + number,
        "slug": f"aide-{number}",
        "name": f"{base['name'][:200]} {_own(number)}",
        "url": f"/aides/aide-{number}/",
        "origin_url": f"https://{_own(number)}.example.org/aides/{number}",
        "description": f"{base.get('description') or ''}<p>Référence {number}.</p>",
        "start_date": (closes - timedelta(days=90)).isoformat(),
        "submission_deadline": closes.isoformat(),
    }


def _topic(base: Raw, number: int, rng: Random) -> Raw:
    told = base["metadata"]
    own = f"{told['identifier'][0][:60]}-{number:05}"
    told["identifier"] = [own]
    told["title"] = [f"{(told.get('title') or ['Topic'])[0][:200]} {_own(number)}"]
    told["url"] = [f"https://{_own(number)}.example.org/topics/{number}"]
    told["descriptionByte"] = [f"{(told.get('descriptionByte') or [''])[0]}<p>{rng.randrange(10**9)}</p>"]
    return {**base, "reference": f"{90_000_000 + number}TOPICSen"}


_VARIED: Mapping[str, Callable[[Raw, int, Random], Raw]] = {PROGRAMMES: _programme, AIDS: _aid, TOPICS: _topic}


def serve(web: Replay, count: int, seed: int) -> str:
    """Make a server those portals, with so many records in all; gives the `aidmatch.toml` that reads them."""
    held = {kind: records(kind, round(count * share), seed) for kind, share in SHARES.items()}
    web.routes = {
        "/programs.json": [ok(json.dumps(held[PROGRAMMES], ensure_ascii=False).encode())],
        "/api/connexion/": [ok(b'{"token": "abc.def"}')],
        "/api/aids/": [_paged(held[AIDS], "page", "count", "itemsPerPage")],
        "/search": [_paged(held[TOPICS], "pageNumber", "totalResults", "pageSize")],
    }
    paths = {PROGRAMMES: "/programs.json", AIDS: "/api/", TOPICS: "/search"}
    return "".join(f'[sources.{kind}]\nurl = "{web.url(path)}"\n' for kind, path in paths.items())


def _paged(held: Sequence[Raw], page: str, total: str, size: str) -> Answer:
    def answer(asking: Asking) -> None:
        told = parse_qs(urlsplit(asking.path).query)
        length = int(told.get(size, [str(PAGE)])[0])
        start = (int(told[page][0]) - 1) * length
        more = "/more" if start + length < len(held) else None
        body = {total: len(held), "next": more, "results": held[start : start + length]}
        asking.say(200, json.dumps(body, ensure_ascii=False).encode())

    return answer
