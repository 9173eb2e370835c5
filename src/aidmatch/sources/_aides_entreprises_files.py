"""Where the aids of aides-entreprises are read: the stock file, JSON or CSV, the table of territories, the API.

The JSON is 54 MB: ijson takes one aid after the other out of it, so that the whole never stands in memory as objects.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urljoin

from aidmatch.errors import Changed, Problem, Refused
from aidmatch.sources._aides_entreprises_area import is_sure
from aidmatch.sources._protocol import Asked, Batch, Record
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher

HOME = "https://www.aides-entreprises.fr"
STOCK = "https://data.aides-entreprises.fr/files/aides.json"
TERRITORIES = "territoires.json"
API = "https://api.aides-entreprises.fr/v1.1"
LARGEST = 200_000_000
"""Bytes of a stock file."""
PAGE = 100
"""Aids asked for at once."""
ABSENT = (404, 410)
DEEPEST = 64
"""Lists and objects within one another; an aid has six."""
OFFLINE = frozenset({"0", "2"})
"""Deleted, switched off."""
PEOPLE = "contacts"


def is_online(aid: Mapping[str, Any]) -> bool:
    """Whether the source still offers the aid."""
    return str(aid.get("status", "1")).strip() not in OFFLINE


def fetch_aids(fetcher: Fetcher, asked: Asked, keys: tuple[str, ...]) -> Iterator[Batch]:
    """The aids online, from the stock; with both keys, as the API tells them."""
    from aidmatch.fetch import expect

    url = asked.url or STOCK
    # With a key the stock only completes what the API says.
    content = expect(fetcher.get(url)).content
    aids = (
        aid for aid in _Placed(fetcher, str(asked.options.get("territories") or urljoin(url, TERRITORIES)), content)
    )
    held = [asked.keys[name] for name in keys if asked.keys.get(name)]
    if len(held) < len(keys):
        place = 0
        while page := list(islice(aids, PAGE)):
            yield Batch(tuple(_record(aid, place + at) for at, aid in enumerate(page, start=1) if _stays(aid)))
            place += len(page)
        return
    stock = {str(aid.get("id_aid")): aid for aid in aids if isinstance(aid, dict)}
    headers = {"X-Aidesentreprises-Id": held[0], "X-Aidesentreprises-Key": held[1]}
    yield from _api(fetcher, str(asked.options.get("api") or API).rstrip("/"), headers, stock)


def read_aids(path: Path, shown: str) -> tuple[Iterable[tuple[int | None, object]], Problem | None]:
    """The aids of a stock file, and what stopped the reading."""
    size = path.stat().st_size
    if size > LARGEST:
        what = say("the file has {size:number} bytes; at most {largest:number} are read", size=size, largest=LARGEST)
        return [], Problem(shown, None, "", what, say("split it, or check that it is the right file"))
    found: list[tuple[int | None, object]] = []
    try:
        found.extend((None, aid) for aid in _aids(path.read_bytes()))
    except Changed as error:
        return found, Problem(shown, None, "", error.what, error.fix)
    return found, None


def _stays(aid: object) -> bool:
    return not isinstance(aid, dict) or is_online(aid)


def _record(aid: object, place: int) -> Record:
    """An aid by its id, without the people it names."""
    own = aid.get("id_aid") if isinstance(aid, dict) else None
    named = {str(field): value for field, value in aid.items()} if isinstance(aid, dict) else aid
    return Record(str(own or f"#{place}"), json.dumps(_unpeopled(named), ensure_ascii=False).encode())


def _unpeopled(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    kept = {field: inner for field, inner in value.items() if field != PEOPLE}
    if isinstance(kept.get("cache_indexation"), dict):
        kept["cache_indexation"] = _unpeopled(kept["cache_indexation"])
    if isinstance(kept.get("financeurs"), list):
        kept["financeurs"] = [
            {name: inner for name, inner in one.items() if name != "org_email"} if isinstance(one, dict) else one
            for one in kept["financeurs"]
        ]
    return kept


def _aids(content: bytes) -> Iterator[object]:
    """The aids of a file: a JSON list, `{"data": [...]}`, or a CSV."""
    body = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if body[:1] in (b"[", b"{"):
        yield from _items(io.BytesIO(body), "item" if body[:1] == b"[" else "data.item")
        return
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    if not {"id_aid", "aid_nom"} <= set(reader.fieldnames or ()):
        raise Changed(
            say("neither a JSON list of aids nor a CSV with id_aid and aid_nom"),
            say("look at the address in a browser: the service may be down or have moved"),
        )
    try:
        yield from reader
    except csv.Error as error:
        raise Changed(say("the rest of the file cannot be read: {error:text}", error=str(error))) from error


def _items(file: IO[bytes], where: str) -> Iterator[object]:
    import ijson

    try:
        events = ijson.parse(_shallow(ijson.basic_parse(file, use_float=True)))
        yield from ijson.items(events, where)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise Changed(say("not valid JSON: {error:text}", error=str(error)[:200])) from error


def _shallow(events: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The same events, down to a depth: what is told of each grows with it, and a bomb would never end."""
    depth = 0
    for event in events:
        depth += {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}.get(event[0], 0)
        if depth > DEEPEST:
            raise Changed(say("nested too deep to be a list of aids"))
        yield event


class _Placed:
    """The aids of a stock, their territories with what lies above those that are not known by themselves.

    The table of territories is 12 MB: it is asked for at the first aid that needs it.
    """

    def __init__(self, fetcher: Fetcher, url: str, content: bytes) -> None:
        self._fetcher, self._url, self._content = fetcher, url, content
        self._table: dict[str, Mapping[str, Any]] | None = None

    def __iter__(self) -> Iterator[object]:
        for aid in _aids(self._content):
            index = aid.get("cache_indexation") if isinstance(aid, dict) else None
            for one in (index.get("territoires") or ()) if isinstance(index, dict) else ():
                if isinstance(one, dict) and not is_sure(one):
                    one["parents"] = self._above(str(one.get("id_ter")))
            yield aid

    def _above(self, own: str) -> list[Mapping[str, Any]]:
        table = self._table = self._read() if self._table is None else self._table
        above = str(table.get(own, {}).get("parents") or "").split(",")
        fields = ("id_ter", "ter_libelle", "insee", "ter_code")
        return [{field: table[one].get(field) for field in fields} for one in above if one in table]

    def _read(self) -> dict[str, Mapping[str, Any]]:
        """The table by id; none where the source has none, and then those territories stay words.

        One that does not come whole is no answer of the source: without it, aids would seem to have changed.
        """
        from aidmatch.fetch import expect

        try:
            content = expect(self._fetcher.get(self._url)).content
            found = [one for one in _aids_table(content) if isinstance(one, dict)]
        except Refused as error:
            if error.status in ABSENT:
                return {}
            raise
        return {str(one.get("id_ter")): one for one in found if str(one.get("DEL") or "0") == "0"}


def _aids_table(content: bytes) -> Iterator[object]:
    return _items(io.BytesIO(content.removeprefix(b"\xef\xbb\xbf").lstrip()), "item")


def _api(
    fetcher: Fetcher, url: str, headers: Mapping[str, str], stock: Mapping[str, Mapping[str, Any]]
) -> Iterator[Batch]:
    """Page after page until the total; a page that brings nothing new is a source that changed."""
    from aidmatch.fetch import expect

    offset, total = 0, 1
    met: set[str] = set()
    while offset < total:
        asked = {"status": 1, "clean_html": "true", "limit": PAGE, "offset": offset}
        reply = expect(fetcher.get(f"{url}/aides", params=asked, headers=headers, private=True)).json()
        page = reply.get("data") if isinstance(reply, dict) else None
        meta = reply.get("meta") if isinstance(reply, dict) else None
        if not isinstance(page, list) or not isinstance(meta, dict) or not str(meta.get("total", "")).isdigit():
            raise Changed(say("a page of aids with their total was expected"))
        total = int(str(meta["total"]))
        aids = [{**stock.get(str(one.get("id_aid")), {}), **one} if isinstance(one, dict) else one for one in page]
        records = tuple(_record(aid, offset + at) for at, aid in enumerate(aids, start=1) if _stays(aid))
        fresh = {record.id for record in records} - met
        if not page:
            return
        if not fresh:
            raise Changed(say("the same page of aids comes again and again"))
        met |= fresh
        offset += len(page)
        yield Batch(records, total)
