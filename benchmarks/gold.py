"""The gold programmes and companies as plain records, and the same as calls and companies of ours.

Only the structured fields are read: head count, micro-entrepreneurs, regions and NAF sections, which is what the
published truth judges. The sections are a hard rule here, as in that truth (`truth_open`), and dates are ignored.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.nomenclatures import activities, territories
from aidmatch.value import months_after

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "gold"
"""Beside the project, where it is there at all."""

AT = datetime(2026, 6, 12, tzinfo=ZoneInfo("Europe/Paris"))
"""The day of the published truth."""

SECTIONS = 21
"""Sections of NAF rév. 2: a programme that lists them all asks for none."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What a programme asks; None or empty asks nothing."""

    id: str
    least: int | None = None
    """People employed, both bounds inclusive."""
    most: int | None = None
    micro: bool | None = None
    """False: micro-entrepreneurs are left out. True: only they may apply."""
    places: frozenset[str] = frozenset()
    """Codes of regions and departments."""
    trades: frozenset[str] = frozenset()
    """NAF rév. 2 codes at any level."""
    no_trades: frozenset[str] = frozenset()
    """Trades left out."""
    min_years: int | None = None
    under_years: int | None = None


@dataclass(frozen=True, slots=True)
class Firm:
    """What is known of a company; None is unknown."""

    id: str
    name: str
    headcount: int | None
    micro: bool | None
    commune: str | None
    places: frozenset[str] | None
    """Codes of its region and department."""
    naf: str | None
    trades: frozenset[str] | None
    """Its NAF code and every level above."""
    created: date | None
    months: int | None
    """Its age in whole months on the day of the truth."""


def is_there() -> bool:
    """Whether the gold files lie beside the project."""
    return (FOLDER / "programs.dev.json").is_file()


def programmes() -> list[Programme]:
    """The published programmes, by their structured fields."""
    found = []
    for raw in json.loads((FOLDER / "programs.dev.json").read_text("utf-8")):
        asked = raw["eligibilityData"]["company"]
        sections = frozenset(asked["allowedNafSections"])
        found.append(
            Programme(
                raw["id"],
                least=_bound(asked.get("minEmployees")),
                most=_bound(asked.get("maxEmployees")),
                micro=False if asked.get("excludeMicroentrepreneur") else None,
                places=frozenset(territories.find(name)[0] for name in asked.get("allowedRegion", ())),
                trades=sections if len(sections) < SECTIONS else frozenset(),
            )
        )
    return found


def _bound(raw: str | None) -> int | None:
    return None if raw is None else int(raw)


def firms(seed: int) -> list[Firm]:
    """The invented companies, each set in a commune of its department, so that its place is its own as in life."""
    rng = Random(seed)  # noqa: S311 - drawn again the same, not secret
    found = []
    for line in (FOLDER / "companies.jsonl").read_text("utf-8").splitlines():
        raw = json.loads(line)
        department = raw["department"]
        created = date.fromisoformat(raw["created"]) if raw["created"] else None
        found.append(
            Firm(
                raw["id"],
                raw["name"],
                raw["workforce"],
                raw["microentrepreneur"],
                rng.choice(communes(department)) if department else None,
                frozenset({f"REG-{raw['region_code']}", f"DEP-{department}"}) if department else None,
                raw["naf"],
                frozenset(activities.ancestors(raw["naf"], "naf-rev2")) if raw["naf"] else None,
                created,
                _whole_months(created) if created else None,
            )
        )
    return found


def communes(department: str) -> list[str]:
    """Codes of the communes of a department."""
    ground = territories.overlaps(f"DEP-{department}")
    return sorted(code.removeprefix("COM-") for code in ground if code.startswith("COM-")) or [f"{department}01"]


def _whole_months(created: date) -> int:
    today = AT.date()
    months = (today.year - created.year) * 12 + today.month - created.month
    return months if months_after(created, months) <= today else months - 1


def published() -> dict[tuple[str, str], str]:
    """The published verdict on each programme and company, dates ignored: eligible, ineligible or unknown."""
    with gzip.open(FOLDER / "eligibility.dev.csv.gz", "rt", encoding="utf-8") as rows:
        return {(row["program_id"], row["company_id"]): row["truth_open"] for row in csv.DictReader(rows)}


def calls(asked: Iterable[Programme]) -> list[Call]:
    """The same conditions as calls of ours."""
    return [
        Call.model_validate(
            {
                "id": programme.id,
                "title": programme.id,
                "kind": "standing",
                "instrument": "grant",
                "window": {"kind": "permanent"},
                "origin": {"source": "gold"},
                "criteria": _criteria(programme),
            }
        )
        for programme in asked
    ]


def _criteria(asked: Programme) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    if asked.least is not None or asked.most is not None:
        found.append({"kind": "headcount", "min": asked.least, "max": asked.most})
    if asked.micro is not None:
        found.append({"kind": "micro_entrepreneur", "accepted": asked.micro})
    if asked.places:
        found.append({"kind": "perimeter", "within": sorted(asked.places), "places": ["seat"]})
    if asked.trades or asked.no_trades:
        found.append({"kind": "activity", "within": sorted(asked.trades), "except": sorted(asked.no_trades)})
    if asked.min_years is not None or asked.under_years is not None:
        found.append({"kind": "age", "min_years": asked.min_years, "under_years": asked.under_years})
    return found


def companies(known: Sequence[Firm]) -> list[Company]:
    """The same facts as companies of ours; their SIREN fail the checksum on purpose and are left out."""
    return [
        Company.model_validate(
            {
                "id": firm.id.lower(),
                "name": firm.name,
                "naf": firm.naf,
                "headcount": firm.headcount,
                "micro_entrepreneur": firm.micro,
                "created": firm.created,
                "seat": {"commune": firm.commune} if firm.commune else None,
            }
        )
        for firm in known
    ]
