"""The free prose of the public samples, cut into units: a sentence, or a line of a list under its heading.

A unit is named by its place (sample, record, field) and by a hash; its text stays in the samples, which are not ours to
copy. Only what was recorded from a portal is walked, or texts said to be real by the notes of the samples.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import html_text

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "sources"

FIELDS = {
    "aides-territoires/samples/aids_category-50_association.json": ("eligibility", "description"),
    "aides-territoires/samples/aids_private-person_dept-83.json": ("eligibility", "description"),
    "aides-territoires/samples/aids_seven_results.json": ("eligibility", "description"),
    "aides-territoires/samples/aids_api-1.8.4.reconstructed.json": ("eligibility",),
    "aides-entreprises/samples/aides_stock.reconstructed.json": (
        "aid_conditions",
        "aid_benef",
        "aid_operations_el",
        "aid_montant",
    ),
    "aides-entreprises/samples/api_v1.1_aide_detail.reconstructed.json": (
        "aid_conditions",
        "aid_benef",
        "aid_operations_el",
    ),
    "aides-entreprises/samples/derived_catalogue_2026-09-27.excerpt.json": ("conditions", "benef", "operations"),
    "dispositif-aide/samples/data_gouv_export.csv": ("eligibilite", "description"),
    "dispositif-aide/samples/exemple-complet.csv": ("eligibilite", "description"),
    "autres/samples/ademe_agir.json": ("description_longue",),
    "autres/samples/ile_de_france_guide_des_aides.json": ("publicsBeneficiairePrecision", "modalite", "objectif"),
    "autres/samples/ministere_de_la_culture.json": ("summary", "body"),
}
"""The prose fields of each sample that tell who may apply, on which conditions, or what the aid is."""

LISTS = ("results", "aides", "ListeDispositifs")
NAMES = ("id_aid", "id")

BULLET = re.compile(r"^[\s•●▪◦‣➢►✓✔*·o–—-]*(?<![^\W\d_])[•●▪◦‣➢►✓✔*·–—-]\s*")
SENTENCE = re.compile(
    r"(?<=[.!?;…])(?<!\bart\.)(?<!\bex\.)(?<!\bcf\.)(?<!\bM\.)(?<!\bn\.)\s+(?=[«\"(\[]?[A-ZÀ-ÖØ-Þ0-9•-])"
)
HEADING_AT_MOST = 240
UNIT_AT_MOST = 700
LETTERS_AT_LEAST = 3
"""Anything longer or shorter is no sentence that a labeller can read."""


class Unit(NamedTuple):
    """A sentence where it stands."""

    sample: str
    record: str
    field: str
    heading: str | None
    """The line that governs it ("Ne sont pas éligibles :"), when it is a line of a list."""
    text: str

    @property
    def hash(self) -> str:
        """Sixteen hex digits of SHA-256 of the sentence under its heading, whitespace collapsed."""
        whole = collapsed(self.text if self.heading is None else f"{self.heading}\n{self.text}")
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def collapsed(text: str) -> str:
    """The text with every run of whitespace as one space."""
    return " ".join(text.split())


def units(sources: Path = SOURCES) -> Iterator[Unit]:
    """Every unit of the samples, each wording once, in a fixed order."""
    seen: set[str] = set()
    for sample, fields in FIELDS.items():
        for index, record in enumerate(_records(sources / sample)):
            name = next((str(record[key]) for key in NAMES if record.get(key)), str(index))
            for field in fields:
                for heading, text in cut(str(record.get(field) or "")):
                    unit = Unit(sample, name, field, heading, text)
                    if unit.hash not in seen:
                        seen.add(unit.hash)
                        yield unit


def cut(markup: str) -> Iterator[tuple[str | None, str]]:
    """The sentences of a field, each with its heading or None."""
    plain = html_text.extract_text(markup) if "<" in markup or "&" in markup else markup
    heading: str | None = None
    in_list = False
    lines = plain.replace("\r", "").split("\n")
    for number, raw in enumerate(lines):
        line = collapsed(BULLET.sub("", raw))
        bullet = bool(BULLET.match(raw))
        if not line:
            continue
        after_gap = number > 0 and not lines[number - 1].strip()
        if heading is not None and in_list and after_gap and not bullet:
            heading, in_list = None, False
        if line.endswith(":") and len(line) <= HEADING_AT_MOST:
            heading, in_list = line, False
            continue
        in_list = heading is not None
        for sentence in SENTENCE.split(line):
            if len(re.findall(r"[^\W\d_]", sentence)) >= LETTERS_AT_LEAST and len(sentence) <= UNIT_AT_MOST:
                yield heading, sentence


def _records(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))
    payload = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(payload, dict):
        payload = next(payload[key] for key in LISTS if key in payload)
    return list(payload)
