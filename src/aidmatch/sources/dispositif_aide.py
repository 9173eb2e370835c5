"""Files in the national standard *dispositif-aide* and its extension « professionnels », as CSV or JSON.

Read with leniency: columns by name in any order, the 15 of the core alone, real JSON or JavaScript literals in the
cells that hold objects, territories the published pattern refuses (DEP-2A, COM-2A004), sections of NAF 2025. Never
wider than written: a row whose territories cannot all be read is left aside.

- An empty `date_cloture` is an unknown window: many files leave it empty for want of the date.
- 22:00Z or 23:00Z is midnight in Paris of the next day, hence that whole day.
- The size categories are INSEE's, which no one criterion here decides; what is sure of them, that a company over their
  highest headcount is outside, is a headcount rule, and the rest stays a condition in words.
- `eligibilite` is read through the extractors where the structured columns say nothing, less the lines that only say
  what a column holds; what is not read is kept in its own words. The trades it names aim, where no column names one.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from aidmatch.call import Call, Instrument, Level, Origin
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.errors import Changed, Problem, SourceError
from aidmatch.markup import is_html, text_of_html
from aidmatch.nomenclatures import territories
from aidmatch.sources import standard
from aidmatch.sources._base import (
    Aside,
    Note,
    Reading,
    alike,
    at_most,
    call_id,
    french_day,
    gather,
    json_list,
    kind_of,
    text_of,
)
from aidmatch.sources._prose import Prose, aimed_at, prose
from aidmatch.sources._protocol import About, Asked, Batch, Proof, Record
from aidmatch.sources._standard_objects import bodies_of, legal_basis
from aidmatch.sources._standard_rules import rules_of, targeting_of
from aidmatch.targeting import Targeting
from aidmatch.value import say
from aidmatch.window import Window, WindowKind

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher

SOURCE = "dispositif-aide"
PREFIX = "da"
PARIS = ZoneInfo("Europe/Paris")
DOUBTFUL = {
    "mission-transition-ecologique.beta.gouv.fr": (
        "Export connu pour intervertir jour et mois et pour perdre les limites d’effectif : préférer le fichier "
        "des programmes de ce service."
    )
}
"""Producers whose files are known to be wrong, by the host of their pages; their records are of low confidence."""

Row = Mapping[str, str]


ABOUT = About(
    title="Dispositifs d’aide au standard national",
    home="https://schema.data.gouv.fr/",
    licence="celle de chaque jeu de données",
    attribution="le producteur de chaque jeu de données",
    proof=Proof("recorded", date(2025, 10, 1)),
)


def fetch(fetcher: Fetcher, asked: Asked) -> Iterator[Batch]:
    """The rows of every file: `url`, or several in `urls`. One that fails is told once the others are read."""
    named = asked.options.get("urls") or [asked.url]
    met: dict[str, object] = {}
    trouble: SourceError | None = None
    for url in named if isinstance(named, list) else [named]:
        try:
            rows, problem = _fetched(fetcher, str(url))
        except SourceError as error:
            trouble = trouble or error
            continue
        if problem is not None:
            trouble = trouble or Changed(problem.what, problem.fix)
        apart = [_apart(row, place, str(url), met) for place, (_, row) in enumerate(rows, start=1)]
        met.update((record.id, row) for record, (_, row) in zip(apart, rows, strict=True))
        yield Batch(tuple(apart))
    if trouble is not None:
        raise trouble


def _fetched(fetcher: Fetcher, url: str) -> tuple[Sequence[tuple[int | None, object]], Problem | None]:
    from aidmatch.fetch import expect

    content = expect(fetcher.get(url)).content
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return _rows(text, url)


def _apart(row: object, place: int, url: str, met: Mapping[str, object]) -> Record:
    """A row by its id, with its file's name before it where another file has another aid under that id."""
    record = _record(row, place)
    if record.id not in met or met[record.id] == row:
        return record
    name = PurePosixPath(urlsplit(url).path).stem or urlsplit(url).netloc
    own = f"{name}:{record.id}"
    return _record({**row, "id": own} if isinstance(row, dict) and row.get("id") else row, place)._replace(id=own)


def _record(row: object, place: int) -> Record:
    """A row by its id; one without keeps its place in the file, and will be refused under it."""
    own = row.get("id") if isinstance(row, dict) else None
    named = {str(name): cell for name, cell in row.items()} if isinstance(row, dict) else row
    return Record(str(own or f"#{place}"), json.dumps(named, ensure_ascii=False).encode())


def read(path: Path, shown: str) -> Reading:
    """Every row of the file as a call."""
    text, trouble = text_of(path, shown)
    if trouble is not None:
        return Reading([], [trouble], 0)
    rows, trouble = _rows(text, shown)
    reading = gather(shown, rows, call_of)
    return reading if trouble is None else reading._replace(problems=[*reading.problems, trouble])


def _rows(text: str, shown: str) -> tuple[Sequence[tuple[int | None, object]], Problem | None]:
    """The rows of a CSV or JSON text, with their line where lines mean something."""
    if text.lstrip().startswith("["):
        records, trouble = json_list(text, shown)
        return [(None, record) for record in records], trouble
    return _csv_rows(text, shown)


def _csv_rows(text: str, shown: str) -> tuple[Sequence[tuple[int | None, object]], Problem | None]:
    """Each row with the line it begins on; the separator is the one that cuts the header best."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int | None, dict[str, Any]]] = []
    columns = {name.strip() for name in reader.fieldnames or () if name}
    if not {"id", "titre"} <= columns:
        what = say("the columns id and titre were expected in the first line")
        return [], Problem(shown, 1, "", what, say("check that the file follows the standard dispositif-aide"))
    line = reader.line_num + 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        what = say("the rest of the file cannot be read: {error:text}", error=str(error))
        return rows, Problem(shown, line, "", what, say("look for a quote that is not closed"))
    if rows and not text.endswith(("\n", "\r")) and None in rows[-1][1].values():
        what = say("the file ends in the middle of a row")
        return rows[:-1], Problem(shown, rows[-1][0], "", what, say("fetch it again"))
    return rows, None


def _cells(record: object, note: Note) -> dict[str, str]:
    """A record as text cells, whatever JSON made of them."""
    if not isinstance(record, dict):
        note("", say("a record with fields was expected"))
        raise Aside
    cells: dict[str, str] = {}
    for name, value in record.items():
        if name in (None, "None"):
            note("", say("more cells than columns"), say("look for a quote that is not closed"))
            raise Aside
        cells[name.strip()] = _cell(value).strip()
    return cells


def _cell(value: object) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return standard.BAR.join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def call_of(record: object, note: Note) -> Call:
    """One row as a call."""
    row = _cells(record, note)
    for column in ("id", "titre"):
        if not row.get(column):
            note(column, say("this field is missing"))
            raise Aside
    url = _address(row.get("url_source", ""), note)
    perimeter = _perimeter(row, note)
    lines, window_kind, open_to_all = _sentences(row)
    updated = _updated(row.get("date_mise_a_jour", ""), note)
    rules = rules_of(row, updated, note)
    held = {"perimeter"} if perimeter is not None else set()
    ours = [_unbulleted(line) for line in lines if line.endswith(standard.SEE_SOURCE)]
    others = [line for line in lines if not line.endswith(standard.SEE_SOURCE)]
    told = prose([(None, others)], held=held | {condition.kind for condition in rules.criteria})
    conditions = _in_order([*told.conditions, *ours], lines)
    if perimeter is None and not any(condition.kind == "perimeter" for condition in told.criteria):
        conditions = ["Territoire non précisé dans le fichier.", *conditions]
    funders, operator, leftover = bodies_of(row.get("porteurs", ""), note)
    doubt = DOUBTFUL.get(urlsplit(url or "").netloc)
    legal = legal_basis(row.get("base_juridique", ""), note)
    payment = row.get("chainage_paiement") and f"Demande de paiement du dispositif {row['chainage_paiement']}."
    return Call(
        id=call_id(PREFIX, row["id"]),
        title=at_most(row["titre"], 300),
        summary=at_most(row.get("promesse", ""), 300) or None,
        description=_description(row),
        kind=kind_of(row["titre"]),
        instrument=_instrument(row.get("types_aides", "")),
        level=_level(perimeter),
        programme=" | ".join(standard.several(row.get("programmes_parents", ""))) or None,
        funders=funders,
        operator=operator,
        window=_doubted(_window(row, window_kind, note)) if doubt else _window(row, window_kind, note),
        criteria=(*([perimeter] if perimeter else []), *rules.criteria, *told.criteria),
        conditions=tuple(dict.fromkeys((*conditions, *rules.prose))),
        open_to_all=open_to_all,
        targeting=_targeting(row, told, note),
        origin=Origin(
            source=SOURCE,
            id=row["id"],
            url=url,
            read_on=updated,
            confidence="low" if doubt else "medium",
            note="\n".join(part for part in (doubt, leftover, legal, payment) if part) or None,
        ),
    )


def _targeting(row: Row, told: Prose, note: Note) -> Targeting:
    """The trades of the columns; where these name none, those of the words."""
    given = targeting_of(row, note)
    return given if given != Targeting() else aimed_at(told, ())


def _description(row: Row) -> str | None:
    """Nothing when the required column only repeats the title or the pitch."""
    text = row.get("description", "")
    return None if text in ("", row["titre"], row.get("promesse")) else text


def _instrument(cell: str) -> Instrument:
    types = {alike(part) for part in standard.several(cell)}
    return next((instrument for name, instrument in standard.INSTRUMENTS.items() if name in types), "grant")


def _level(perimeter: Perimeter | None) -> Level | None:
    return "national" if perimeter is not None and perimeter.within == (standard.FRANCE,) else None


def _perimeter(row: Row, note: Note) -> Perimeter | None:
    """The territories; None when none is given, which is not "everywhere"."""
    lists = {}
    for column in ("eligibilite_geographique", "eligibilite_geographique_exclusions"):
        codes = [code.upper() for code in standard.several(row.get(column, ""))]
        unknown = [code for code in codes if not territories.exists(code)]
        if unknown:
            what = say("no such territory: {names:text}", names=", ".join(unknown))
            note(column, what, say("the record is left aside rather than widened"))
            raise Aside
        lists[column] = tuple(dict.fromkeys(codes))
    within, excluding = lists.values()
    if not within and not excluding:
        return None
    return Perimeter(kind="perimeter", within=within, excluding=excluding)


def _sentences(row: Row) -> tuple[list[str], WindowKind | None, bool]:
    """The lines of `eligibilite` that say more than the columns, what they say of the window, whether all may apply."""
    held = {*standard.stated(row).values(), standard.NOT_STATED}
    kinds = {sentence: kind for kind, sentence in standard.WINDOWS.items()}
    given = row.get("eligibilite", "")
    lines = (text_of_html(given) if is_html(given) else given).splitlines()
    bare = [_unbulleted(line) for line in lines]
    known = {*held, *kinds, standard.OPEN_TO_ALL}
    said = [line for line, own in zip(lines, bare, strict=True) if own not in known]
    return said, next((kinds[line] for line in bare if line in kinds), None), standard.OPEN_TO_ALL in bare


def _in_order(conditions: list[str], lines: Sequence[str]) -> list[str]:
    """Sentences in the order of the lines they stand in."""
    flat = [" ".join(line.split()) for line in lines]

    def place(condition: str) -> int:
        for words in (condition, condition.rpartition(" : ")[2]):
            found = next((number for number, line in enumerate(flat) if words in line), None)
            if found is not None:
                return found
        return len(flat)

    return sorted(conditions, key=place)


def _unbulleted(line: str) -> str:
    return line.strip().lstrip("•-–*·").strip()


def _window(row: Row, kind: WindowKind | None, note: Note) -> Window:
    opens = _moment(row.get("date_ouverture", ""), "date_ouverture", note)
    closes = _moment(row.get("date_cloture", ""), "date_cloture", note)
    if opens is not None and closes is not None and _start(opens) > _start(closes):
        note("date_cloture", say("the closing is before the opening; both dates are left out"))
        told = f"Dates incohérentes dans le fichier : {row['date_ouverture']}, {row['date_cloture']}."
        return Window(kind=kind or "unknown", note=told)
    return Window(kind=kind or ("dated" if closes else "unknown"), opens=opens, closes=closes)


def _doubted(window: Window) -> Window:
    """Where day and month may be swapped, only dates that read alike stay: a wrong closing shuts people out."""
    dates = [one for one in (window.opens, window.closes) if one is not None]
    if all(one.day == one.month for one in dates):
        return window
    told = ", ".join(f"{one:%Y-%m-%d}" for one in dates)
    return Window(
        kind="unknown", note=f"Dates du fichier non retenues, jour et mois pouvant y être intervertis : {told}."
    )


def _start(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), PARIS)


def _moment(cell: str, column: str, note: Note) -> date | datetime | None:
    """An instant in Paris, or a whole day when it falls on its first second, or closes on its last."""
    if not cell:
        return None
    try:
        if "/" in cell:
            return french_day(cell)
        if len(cell) <= len("2026-12-31"):
            return date.fromisoformat(cell)
        instant = datetime.fromisoformat(cell)
    except ValueError:
        note(column, say("a date such as 2026-12-31T17:00:00+01:00 was expected, not {given:text}", given=cell))
        return None
    instant = instant.replace(tzinfo=PARIS) if instant.tzinfo is None else instant.astimezone(PARIS)
    edges = (time(), time(23, 59, 59)) if column == "date_cloture" else (time(),)
    whole = instant.time().replace(microsecond=0) in edges
    return instant.date() if whole else instant


def _updated(cell: str, note: Note) -> date | None:
    moment = _moment(cell, "date_mise_a_jour", note)
    return moment.date() if isinstance(moment, datetime) else moment


def _address(cell: str, note: Note) -> str | None:
    """The page, without the marks of a mailing campaign."""
    if not cell:
        return None
    try:
        parts = urlsplit(cell)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        note("url_source", say("an address beginning with http was expected, not {given:text}", given=cell))
        return None
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if not name.startswith("utm_")]
    return urlunsplit(parts if kept == asked else parts._replace(query=urlencode(kept)))
