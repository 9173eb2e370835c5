"""Every source of the table on the replay server: small invented services of the same shape, in good health.

A new source gets the whole fault suite by a line in `STAGES`: how it is configured, and what its service answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from aidmatch.sources import SOURCES
from tests.replay import Answer, Asking, Replay, ok, status

PAYLOADS = Path(__file__).parent / "sources"


class Stage(NamedTuple):
    """A source in good health."""

    path: str
    """Of the address it is configured with."""
    services: Callable[[], Mapping[str, Answer]]
    """What answers, by path."""
    options: str = ""
    """More lines of its table in `aidmatch.toml`."""
    keys: Mapping[str, str] = {}
    spare: tuple[str, ...] = ()
    """Paths of tables the source can do without."""


def routed(server: Replay, services: Mapping[str, Answer]) -> None:
    """Let a server be those services and nothing else."""
    server.routes = {path: [answer] for path, answer in services.items()}


def settings(kind: str, server: Replay) -> str:
    """The lines of `aidmatch.toml`."""
    stage = STAGES[kind]
    return f'[sources.{kind}]\nenabled = true\nurl = "{server.url(stage.path)}"\n{stage.options}'


def alone(kind: str, url: str) -> str:
    """An `aidmatch.toml` with one source; the others are off, as what they would read is not on this machine."""
    off = "".join(f"[sources.{name}]\nenabled = false\n" for name in SOURCES if name != kind)
    return f'[sources.{kind}]\nurl = "{url}"\n{off}'


def _json(content: Any) -> Answer:
    return ok(json.dumps(content, ensure_ascii=False).encode())


def _sample(kind: str, name: str) -> Any:
    return json.loads((PAYLOADS / kind / name).read_text(encoding="utf-8-sig"))


def _programmes() -> Mapping[str, Answer]:
    first = _sample("mission-transition-ecologique", "payload.json")[0]
    return {"/programs.json": _json([{**first, "id": f"aide-{n}", "titre": f"Aide exemple {n}"} for n in range(12)])}


def _standard() -> Mapping[str, Answer]:
    rows = "".join(f"{n};Aide exemple {n};https://example.org/{n};Pour les entreprises\r\n" for n in range(12))
    return {"/aides.csv": ok(f"id;titre;url_source;eligibilite\r\n{rows}".encode(), "text/csv")}


def _aides_territoires() -> Mapping[str, Answer]:
    aid = _sample("aides-territoires", "aid.json")

    def aids(asking: Asking) -> None:
        if asking.headers.get("Authorization") != "Bearer abc.def":
            status(401, b'{"code": 401}', "application/json")(asking)
            return
        page = int(parse_qs(urlsplit(asking.path).query).get("page", ["1"])[0])
        results = [{**aid, "id": n, "slug": f"aide-{n}"} for n in range(6 * page - 5, 6 * page + 1)]
        told = {"count": 12, "next": "/?page=2" if page == 1 else None, "results": results if page < 3 else []}
        _json(told)(asking)

    return {"/api/connexion/": ok(b'{"token": "abc.def"}'), "/api/aids/": aids}


def _european() -> Mapping[str, Answer]:
    topic = _sample("eu-funding-tenders", "topic.json")

    def one(n: int) -> dict[str, Any]:
        own = {**topic["metadata"], "identifier": [f"HORIZON-CL0-2027-01-EX-{n:02}"]}
        return {**topic, "reference": f"9{n:07}TOPICSen", "metadata": own}

    return {"/search": _json({"totalResults": 12, "results": [one(n) for n in range(12)]})}


def _les_aides() -> Mapping[str, Answer]:
    aid = _sample("les-aides", "aid.json")

    def page(asking: Asking) -> None:
        own = int(parse_qs(urlsplit(asking.path).query)["dispositif"][0])
        _json({**aid, "numero": own})(asking)

    found = {"idr": 5, "depassement": False, "nb_dispositifs": 12, "dispositifs": [{"numero": n} for n in range(1, 13)]}
    return {"/liste/domaines": _json([{"numero": 790}]), "/aides/": _json(found), "/aide/": page}


def _aides_entreprises() -> Mapping[str, Answer]:
    held = PAYLOADS / "aides-entreprises"
    return {f"/{name}": ok((held / name).read_bytes()) for name in ("stock.json", "territoires.json")}


def _regional(kind: str, own: str) -> Callable[[], Mapping[str, Answer]]:
    """Twelve rows of a shipped mapping, on one page of its portal."""

    def services() -> Mapping[str, Answer]:
        page = _sample("table", f"{kind}.json")
        told = "results" if "results" in page else "records"
        first = page[told][0]
        inner = first.get("fields", first)
        rows = [{**inner, own: str(9000 + n)} for n in range(12)]
        page[told] = [{**first, "fields": row} for row in rows] if "fields" in first else rows
        page["total_count" if "total_count" in page else "nhits"] = len(rows)
        return {"/list": _json(page)}

    return services


def _list() -> Mapping[str, Answer]:
    return {"/list": _json([{"ref": str(n), "nom": f"Aide exemple {n}"} for n in range(12)])}


STAGES: Mapping[str, Stage] = {
    "mission-transition-ecologique": Stage("/programs.json", _programmes),
    "dispositif-aide": Stage("/aides.csv", _standard),
    "aides-territoires": Stage("/api/", _aides_territoires, keys={"AIDMATCH_AIDES_TERRITOIRES_KEY": "sesame"}),
    "aides-entreprises": Stage("/stock.json", _aides_entreprises, spare=("/territoires.json",)),
    "eu-funding-tenders": Stage("/search", _european),
    "les-aides": Stage("/", _les_aides, 'naf = ["62.01Z"]\n', {"AIDMATCH_LES_AIDES_KEY": "sesame"}),
    "occitanie": Stage("/list", _regional("occitanie", "id_article")),
    "ile-de-france": Stage("/list", _regional("ile-de-france", "id_aide")),
    "pays-de-la-loire": Stage("/list", _regional("pays-de-la-loire", "intervention_id")),
    "table": Stage("/list", _list, 'format = "json"\ncolumns = { id = "ref", title = "nom" }\n'),
}
"""By kind of source."""
