"""A member -> the cells of a row that the import reads back as they are.

A value is written as people write it where the import makes the same value of that, else as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from aidmatch.company import Company
from aidmatch.nomenclatures import territories
from aidmatch.roster.cells import READ
from aidmatch.roster.comparing import plain
from aidmatch.roster.readers import readers
from aidmatch.roster.texts import Unread

FIELDS = (
    "id",
    "name",
    "siren",
    "siret",
    "national_id",
    "legal_form",
    "roles",
    "economic_activity",
    "naf",
    "naf_2025",
    "town",
    "seat.commune",
    "seat.department",
    "seat.region",
    "seat.country",
    "seat.nuts",
    "headcount",
    "awu",
    "micro_entrepreneur",
    "created",
    "first_closed_year",
    "merged_on",
    "tax_regime",
    "labels",
    "labels_refused",
    "debts_paid",
    "in_difficulty",
    "controlled_outside_eu",
    "open_establishments",
    "stages",
    "themes",
    "description",
    "needs",
    "offers",
    "clusters",
    "groups",
    "email",
    "contact",
    "language",
    "consent",
    "readers",
    "website",
    "establishments",
    "accounts",
    "holdings",
    "projects",
    "aid_received",
    "aid_received_in_part",
    "provenance",
)
"""The columns, in order."""


def row(company: Company, yes: str, no: str) -> dict[str, Any]:
    """The cells of a company by field; those it does not fill are left out."""
    found = {
        field: _cell(company, field, yes, no)
        for field in FIELDS
        if field in Company.model_fields and field != "readers" and _is_told(company, field)
    }
    found |= _seat(company)
    found |= _readers(company, yes, no)
    return found


def projects_cell(company: Company) -> str:
    """The projects on file as a cell that the import reads, for what a row says of one of them."""
    return str(_as_json(company.projects))


def _is_told(company: Company, field: str) -> bool:
    value = getattr(company, field)
    return value is not None and value != Company.model_fields[field].get_default(call_default_factory=True)


def _cell(company: Company, field: str, yes: str, no: str) -> Any:
    value = getattr(company, field)
    written = _as_people(value, yes, no)
    return written if written is not None and _reads_back(field, written, value) else _as_json(value)


def _as_people(value: Any, yes: str, no: str) -> Any:
    """The value as people write it; None where they have no way to."""
    if isinstance(value, bool):
        return yes if value else no
    if isinstance(value, str | int | float | date):
        return value
    if hasattr(value, "low"):
        return _band(value)
    if isinstance(value, tuple) and value and all(isinstance(one, str) for one in value):
        return " | ".join(value)
    return None


def _band(span: Any) -> str:
    def number(count: float) -> str:
        return str(int(count)) if count.is_integer() else str(count).replace(".", ",")

    if span.high is None:
        told = f"{number(span.low)}+"
    else:
        told = number(span.low) if span.low == span.high else f"{number(span.low)}-{number(span.high)}"
    return f"{told} ({span.year})" if span.year else told


def _reads_back(field: str, written: Any, value: Any) -> bool:
    """Whether the import makes the same value of what is written."""
    try:
        read = READ[field](written)
        made = Company.model_validate({"id": "x", "name": "x", field: read})
    except (Unread, ValidationError, ValueError):
        return False
    return bool(getattr(made, field) == value)


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        told: Any = {name: plain(one) for name, one in value.items()}
    else:
        told = plain(value)
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)


def _seat(company: Company) -> dict[str, Any]:
    seat = company.seat
    if seat is None:
        return {}
    found = {f"seat.{field}": getattr(seat, field) for field in ("commune", "department", "region", "nuts")}
    if seat.country != "FR" or not any(found.values()):
        found["seat.country"] = seat.country
    if seat.commune:
        found["town"] = territories.label(f"COM-{seat.commune}")
    return {field: value for field, value in found.items() if value}


def _readers(company: Company, yes: str, no: str) -> dict[str, Any]:
    """Who reads the letters, each one's facts at the same place of their cells."""
    if not company.readers:
        return {}
    each: Mapping[str, list[str]] = {
        "email": [reader.email for reader in company.readers],
        "contact": [reader.name or "" for reader in company.readers],
        "language": [reader.language for reader in company.readers],
        "consent": ["" if one.consent is None else yes if one.consent else no for one in company.readers],
    }
    found = {field: " | ".join(values) for field, values in each.items() if any(values)}
    read, trouble = readers({field: [cell] for field, cell in found.items()})
    made = Company.model_validate({"id": "x", "name": "x", "readers": read}) if not trouble else None
    if made is not None and made.readers == company.readers:
        return found
    return {"readers": _as_json(company.readers)}
