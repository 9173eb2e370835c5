"""How a list made by someone else is read: the settings of a `table` source, checked before anything is fetched.

They stand in `aidmatch.toml` under `[sources.NAME]`; those of the lists we ship, in `sources/data/NAME.toml`, which
the same table of `aidmatch.toml` may change setting by setting. A wrong setting is named with its table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from aidmatch.call import Confidence, Instrument, Kind, Level
from aidmatch.company import Audience
from aidmatch.criteria.perimeter import PlaceKind, Territory
from aidmatch.datafiles import Raw, problems_of
from aidmatch.errors import SettingsError
from aidmatch.sources._protocol import Proof
from aidmatch.sources._table_days import FORMS
from aidmatch.value import Day, Refusal, Slug, Value, say

Form = Literal["csv", "xlsx", "json", "opendatasoft", "opendatasoft-v1"]
"""A file of rows, a spreadsheet, a JSON list, or the pages of an Opendatasoft portal, of its API v2.1 or v1.0."""


def _several(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_several)]
"""One text, or a list of them."""


def _days(forms: tuple[str, ...]) -> tuple[str, ...]:
    for form in forms:
        if form not in FORMS and not ("%d" in form and "%m" in form and "%Y" in form):
            raise Refusal(
                "a form of date was expected: {known:text}, or one such as %d/%m/%Y, not {given:text}",
                known=", ".join(FORMS),
                given=form,
            )
        if "%b" in form or "%B" in form:
            raise Refusal("names of months are read by: long", given=form)
    return forms


class Columns(Value):
    """Which columns hold each field of a call; of several, those that hold something are put together."""

    id: Words = ()
    """The list's own; without it the id is made from the title."""
    title: Words
    summary: Words = ()
    description: Words = ()
    conditions: Words = ()
    """Who may apply, in prose: each sentence or list item becomes a condition."""
    amounts: Words = ()
    costs: Words = ()
    url: Words = ()
    opens: Words = ()
    closes: Words = ()
    status: Words = ()
    """A word that says whether it is open."""
    updated: Words = ()
    funder: Words = ()
    contact: Words = ()
    themes: Words = ()
    sectors: Words = ()
    kind: Words = ()
    instrument: Words = ()
    audience: Words = ()
    """Who may apply, by words of `words.audience`."""
    perimeter: Words = ()
    """Territories, by their codes (DEP-34) or by words of `words.perimeter`."""


class Closed(Value):
    """Words that mean closed."""

    title: Words = ()
    """At the end of the title."""
    status: Words = ()
    """The whole cell."""
    text: Words = ()
    """A whole sentence of the description; one that ends with … begins the sentence."""


class Vocabulary(Value):
    """The list's own words for what we have a code for."""

    kind: dict[str, Kind] = Field(default_factory=dict)
    instrument: dict[str, Instrument] = Field(default_factory=dict)
    audience: dict[str, Audience] = Field(default_factory=dict)
    perimeter: dict[str, Territory] = Field(default_factory=dict)


class Proven(Value):
    """How far the mapping is proven."""

    on: Literal["recorded", "reconstructed", "live"]
    day: Day | None = None

    def proof(self) -> Proof:
        """As the card of a source has it."""
        return Proof(self.on, self.day)


class Listing(Value):
    """A list and how it is read."""

    url: str | None = None
    file: str | None = None
    """On this machine, from the workspace."""
    format: Form
    records: str | None = None
    """JSON: where the list stands, such as `data.items`; at the top without it."""
    sheet: str | None = None
    """XLSX: its name; the first one that has the columns without it."""
    title: str | None = None
    home: str | None = None
    licence: str = "à préciser"
    attribution: str | None = None
    proven: Proven = Proven(on="reconstructed")
    prefix: Slug | None = None
    """What ids begin with; the source's name without it."""
    columns: Columns
    dates: Annotated[Words, AfterValidator(_days)] = ("iso",)
    separator: Annotated[str, Field(min_length=1)] = ";"
    """Between several values in one text."""
    nothing: Words = ()
    """Cells that say nothing."""
    leave_out: Words = ()
    """Columns that are never kept, as names or as patterns with a star: what a person would not want copied."""
    closed: Closed = Closed()
    permanent: Words = ()
    """Words of `status` that mean all year round."""
    undated: Literal["unknown", "permanent"] = "unknown"
    """What it means that no closing is given."""
    words: Vocabulary = Vocabulary()
    funder: str | None = None
    level: Level | None = None
    perimeter: tuple[Territory, ...] = ()
    places: tuple[PlaceKind, ...] = ("seat", "establishment")
    instrument: Instrument = "grant"
    """Where the list does not say."""
    language: Literal["fr", "en"] = "fr"
    confidence: Confidence = "medium"

    @model_validator(mode="after")
    def _consistent(self) -> Listing:
        if (self.url is None) == (self.file is None):
            raise Refusal("an address (url) or a file was expected, and one of the two only", field="url")
        if self.records is not None and self.format != "json":
            raise Refusal("only a list in JSON has this setting", field="records")
        if self.sheet is not None and self.format != "xlsx":
            raise Refusal("only a spreadsheet has this setting", field="sheet")
        return self


def settings_of(name: str, kind: str, given: Mapping[str, object]) -> Listing:
    """The mapping of a source: what we ship of its kind, changed by what the workspace says."""
    merged = dict(_shipped(kind))
    if "file" in given:
        merged.pop("url", None)
    for setting, value in given.items():
        before = merged.get(setting)
        merged[setting] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    try:
        return Listing.model_validate(merged)
    except ValidationError as error:
        problem = next(iter(problems_of(error, Listing, name, Raw(merged, None))))
        where = f"sources.{name}.{problem.field}".rstrip(".")
        what = say("{file:text}: {setting:text} is wrong", file="aidmatch.toml", setting=where)
        raise SettingsError(what, problem.what) from error


def _shipped(kind: str) -> Mapping[str, Any]:
    home = files("aidmatch.sources").joinpath("data", f"{kind}.toml")
    return tomllib.loads(home.read_text("utf-8")) if home.is_file() else {}


def path_of(mapping: Listing, folder: Path) -> Path | None:
    """The file of a list on this machine."""
    return folder / Path(mapping.file).expanduser() if mapping.file else None
