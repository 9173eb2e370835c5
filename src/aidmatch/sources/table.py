"""A list that a region or another body publishes, read by a mapping instead of by Python.

What the mapping does not name is not read. Prose goes through the readers of `extractors`. What a cell says and we
have no code for stays a condition in prose: a territory that is not known, an audience only part of which is known.
What the list does not say at all (who may apply, where) is a point to confirm.

An empty closing is what the mapping says it is, « not known » unless told otherwise; a closing beside a word that
means « all year round » is neither, and both are quoted. A title that ends with the mark of a closed call, or a whole
sentence that says so, closes it; the same words in the middle of a sentence (« une fois que cet appel est clos… »)
close nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from aidmatch.call import Amounts, Body, Call, Instrument, Kind, Origin
from aidmatch.criteria.audience import Audience
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.errors import Changed, Unreachable
from aidmatch.nomenclatures import territories
from aidmatch.sources import _table_texts as texts
from aidmatch.sources._base import Aside, Note, at_most, call_id, kind_of
from aidmatch.sources._prose import Prose, aimed_at, prose
from aidmatch.sources._protocol import About, Asked, Batch, Proof, Record
from aidmatch.sources._table_cells import Cells
from aidmatch.sources._table_days import PARIS, moment
from aidmatch.sources._table_rows import BEYOND, Columns, Page, columns, page_of, pages
from aidmatch.sources._table_settings import Listing, path_of, settings_of
from aidmatch.value import say
from aidmatch.window import Window

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher

KIND = "table"
LARGEST = 50_000_000
"""Bytes of a list on this machine."""
Code = TypeVar("Code")
UNSAID = "Conditions non précisées dans la liste : voir la fiche."
NOWHERE = "Territoire non précisé dans la liste."
"""What a list does not say is a point to confirm: no one is waved through for want of a column."""

ABOUT = About(
    title="Liste au choix, lue par une table de correspondance",
    home="https://data.gouv.fr/",
    licence="celle de la liste",
    attribution="le producteur de la liste",
    proof=Proof("reconstructed"),
)


def made(name: str, kind: str, given: Mapping[str, object], folder: Path) -> Table | Unmapped:
    """The source of one list; SettingsError when its mapping is wrong. `folder` is where its file is looked for."""
    if kind == KIND and not given:
        return Unmapped()
    return Table(name, settings_of(name, kind, given), folder)


class Unmapped:
    """The kind of a list before any mapping is given: it tells what it is, and reads nothing."""

    ABOUT = ABOUT

    def fetch(self, fetcher: Fetcher, asked: Asked) -> Iterator[Batch]:
        """Nothing: there is no address."""
        del fetcher, asked
        return iter(())

    def call_of(self, body: Any, note: Note) -> Call:
        """Nothing."""
        del body, note
        raise Aside


class Table:
    """One list."""

    def __init__(self, name: str, listing: Listing, folder: Path) -> None:
        self.name, self.listing = name, listing
        self._file = path_of(listing, folder)
        title = listing.title or name
        self.ABOUT = About(
            title=title,
            home=listing.home or listing.url or str(listing.file),
            licence=listing.licence,
            attribution=listing.attribution or title,
            proof=listing.proven.proof(),
            url=listing.url,
            by_default=False,
        )

    def fetch(self, fetcher: Fetcher, asked: Asked) -> Iterator[Batch]:
        """Every row, page after page; a row without an id of its own is known by its title."""
        records: list[Record] = []
        if self._file is not None:
            found = iter((self.batch(_content(self._file), str(self.listing.file)),))
        else:
            found = map(self._batch, pages(fetcher, self.listing, asked.url or str(self.listing.url)))
        for batch in found:
            records.extend(batch.records)
            yield batch
        trouble = twice(records)
        if trouble is not None:
            raise trouble

    def batch(self, content: bytes, shown: str) -> Batch:
        """The rows of a file someone has, or of a recorded page."""
        return self._batch(page_of(self.listing, content, shown))

    def columns(self, records: Iterable[Record]) -> Columns:
        """How the list's columns and the mapping's meet, for who writes the mapping."""
        rows = [json.loads(record.body) for record in records]
        return columns(self.listing, [row for row in rows if isinstance(row, dict)])

    def _batch(self, page: Page) -> Batch:
        return Batch(tuple(self._record(row, place) for place, row in enumerate(page.rows, start=1)), page.expected)

    def _record(self, row: Any, place: int) -> Record:
        """A row by its id, less the columns that are not to be kept."""
        if not isinstance(row, dict):
            return Record(f"#{place}", json.dumps(row, ensure_ascii=False).encode())
        unwanted = [texts.key(name) for name in self.listing.leave_out]
        kept = {
            name: cell
            for name, cell in row.items()
            if not any(fnmatchcase(texts.key(str(name)), pattern) for pattern in unwanted)
        }
        cells = Cells(self.listing, kept)
        own = cells.line("id") or call_id("", cells.line("title")).strip("-")
        return Record(own or f"#{place}", json.dumps(kept, ensure_ascii=False).encode())

    def call_of(self, body: Any, note: Note) -> Call:
        """One row as a call."""
        if not isinstance(body, dict):
            note("", say("a record with fields was expected"))
            raise Aside
        if BEYOND in body:
            note("", say("more cells than columns"), say("look for a quote that is not closed"))
            raise Aside
        cells = Cells(self.listing, body)
        title = cells.line("title")
        if not title:
            note(" · ".join(self.listing.columns.title), say("this field is missing"))
            raise Aside
        own = cells.line("id")
        listing = self.listing
        perimeter, area = self._perimeter(cells)
        audience, who = self._audience(cells)
        understood = self._prose(cells)
        said = audience is not None or who or cells.whole("conditions")
        window = self._window(cells, title, note)
        funder = cells.line("funder") or listing.funder
        page = cells.line("url")
        url = texts.address(page) if page else None
        if page and url is None:
            note("url", say("an address beginning with http was expected, not {given:text}", given=page))
        return Call(
            id=call_id(listing.prefix or self.name, own or title),
            title=at_most(title, 300),
            summary=at_most(cells.line("summary"), 300) or None,
            description=cells.whole("description") or None,
            kind=self._kind(cells, title),
            instrument=self._instrument(cells),
            level=listing.level,
            funders=(Body(name=funder),) if funder else (),
            contact=texts.contact(cells.whole("contact")),
            language=listing.language,
            window=window,
            amounts=Amounts(note=cells.whole("amounts") or None, costs=texts.sentences(cells.whole("costs"))),
            criteria=(*(rule for rule in (perimeter, audience) if rule is not None), *understood.criteria),
            conditions=tuple(dict.fromkeys((*area, *who, *understood.conditions, *(() if said else (UNSAID,))))),
            targeting=aimed_at(understood, cells.values("sectors")),
            themes=cells.values("themes"),
            origin=Origin(
                source=listing.title or self.name,
                id=own or None,
                url=url,
                read_on=self._updated(cells, note),
                licence=listing.licence,
                confidence=listing.confidence,
                status="closed" if window.kind == "closed" else None,
            ),
        )

    def _prose(self, cells: Cells) -> Prose:
        """Who may apply, as the readers of prose understand it; what they do not stays quoted."""
        return prose([(None, cells.whole("conditions").splitlines())])

    def _perimeter(self, cells: Cells) -> tuple[Perimeter | None, tuple[str, ...]]:
        """The list's own area, narrowed by the row's territories; those that are not known stay prose."""
        named = cells.values("perimeter")
        words = {texts.key(word): code for word, code in self.listing.words.perimeter.items()}
        codes = [
            words.get(texts.key(one)) or (one.upper() if territories.exists(one.upper()) else None) for one in named
        ]
        within = self.listing.perimeter
        told: tuple[str, ...] = ()
        if named and None not in codes:
            within = tuple(dict.fromkeys(code for code in codes if code))
        elif named:
            told = (f"Territoire : {', '.join(named)}.",)
        if not within:
            return None, told or (NOWHERE,)
        return Perimeter(kind="perimeter", within=within, places=self.listing.places), told

    def _audience(self, cells: Cells) -> tuple[Audience | None, tuple[str, ...]]:
        """A rule when each value is known, whole or up to « - »; one that says more is quoted as well."""
        named = cells.values("audience")
        if not named:
            return None, ()
        words = {texts.key(word): code for word, code in self.listing.words.audience.items()}
        whole = [words.get(texts.key(one)) for one in named]
        found = [code or words.get(texts.key(one.split(" - ")[0])) for code, one in zip(whole, named, strict=True)]
        told = () if None not in whole else (f"Bénéficiaires : {' ; '.join(named)}.",)
        known = tuple(dict.fromkeys(code for code in found if code))
        rule = Audience(kind="audience", within=known) if None not in found else None
        return rule, told

    def _kind(self, cells: Cells, title: str) -> Kind:
        """As the title says, which names it closer than a column of a few words."""
        said = kind_of(title)
        return said if said != "standing" else _code(cells.values("kind"), self.listing.words.kind) or said

    def _instrument(self, cells: Cells) -> Instrument:
        return _code(cells.values("instrument"), self.listing.words.instrument) or self.listing.instrument

    def _window(self, cells: Cells, title: str, note: Note) -> Window:
        listing, said = self.listing, cells.line("status")
        opens, opens_unread = self._moment(cells, "opens", note)
        closes, closes_unread = self._moment(cells, "closes", note)
        quoted = [*opens_unread, *closes_unread]
        if opens is not None and closes is not None and _start(opens) > _start(closes):
            note("closes", say("the closing is before the opening; both dates are left out"))
            quoted.append(f"Dates incohérentes dans la liste : {opens}, {closes}.")
            opens = closes = None
        told = "\n".join(quoted) or None
        if (
            texts.ends_with(title, listing.closed.title)
            or texts.among(said, listing.closed.status)
            or texts.says(cells.whole("description"), listing.closed.text)
        ):
            return Window(kind="closed", opens=opens, closes=closes, note=told)
        if texts.among(said, listing.permanent):
            if closes is None and not quoted:
                return Window(kind="permanent", opens=opens)
            both = [f"La liste dit : {said}, et donne une clôture : {cells.line('closes')}.", *quoted]
            return Window(kind="unknown", opens=opens, note="\n".join(both))
        if closes is not None:
            return Window(kind="dated", opens=opens, closes=closes, note=told)
        undated = listing.undated if not quoted else "unknown"
        return Window(kind=undated, opens=opens, note=told)

    def _moment(self, cells: Cells, field: str, note: Note) -> tuple[date | datetime | None, list[str]]:
        """The day or the instant; one that cannot be read is noted and quoted."""
        told = cells.line(field)
        try:
            return moment(told, self.listing.dates, closing=field == "closes"), []
        except ValueError:
            forms = ", ".join(self.listing.dates)
            note(field, say("a date of the form {forms:text} was expected, not {given:text}", forms=forms, given=told))
            return None, [f"Date illisible dans la liste : {told}."]

    def _updated(self, cells: Cells, note: Note) -> date | None:
        found, _ = self._moment(cells, "updated", note)
        return found.date() if isinstance(found, datetime) else found


def twice(records: Iterable[Record]) -> Changed | None:
    """What is wrong when two rows have one id and differ; the same row again, as a page may bring it, is no matter."""
    bodies: dict[str, bytes] = {}
    for record in records:
        if bodies.setdefault(record.id, record.body) != record.body:
            return Changed(
                say("the id {id:text} is given twice; the first record stands", id=record.id),
                say("name a column that tells them apart in the setting: columns.id"),
            )
    return None


def _code(named: tuple[str, ...], words: Mapping[str, Code]) -> Code | None:
    """The code of the first value that has one."""
    known = {texts.key(word): code for word, code in words.items()}
    return next((known[texts.key(one)] for one in named if texts.key(one) in known), None)


def _start(found: date | datetime) -> datetime:
    return found if isinstance(found, datetime) else datetime.combine(found, time(), PARIS)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Unreachable(
                say(
                    "the file has {size:number} bytes; at most {largest:number} are read",
                    size=path.stat().st_size,
                    largest=LARGEST,
                ),
                say("split it, or check that it is the right file"),
            )
        return path.read_bytes()
    except OSError as error:
        what = say("{file:text} cannot be read: {error:text}", file=path.name, error=error.strerror or "?")
        raise Unreachable(what, say("check the setting: file")) from error
