"""API Recherche d'entreprises (DINUM): the public register of companies, by SIREN, SIRET or name.

Open, no key; Licence Ouverte 2.0 (INSEE Sirene, INPI RNE and others). Its limit is seven requests a second for an
address, and another is shared with the neighbours of a network: we send two at most. Over the limit it answers 429 as
HTML, or as `application/octet-stream` with `Retry-After`; the client looks at the status alone.

Officers are personal data: they are never asked for (`minimal=true`, and `include` names the rest). Answers are kept
neither raw nor in the HTTP cache; what is kept is the facts written to the member's file.

A number is looked up as such when it is given as nine or fourteen digits; an unknown one answers 200 with no result,
and filters are then ignored. A ceased company is found too. Proven on answers recorded in July and November 2025 and in
September 2026, never live.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from aidmatch.errors import Changed, SettingsError
from aidmatch.fetch import Limits, expect
from aidmatch.identity import Siren, Siret
from aidmatch.registries._profile import Candidate, Profile
from aidmatch.registries._unit import candidate_of, profile_of
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher

NAME = "recherche-entreprises"
"""As `aidmatch.toml` names it."""
URL = "https://recherche-entreprises.api.gouv.fr"
PACE = 2.0
"""Requests a second, at most."""
LIMITS = Limits(size=5_000_000, seconds=30.0, silence=10.0, redirects=2)
"""Its answers count a few kilobytes."""
LEAST = 3
"""Signs of a text, below which the service refuses to look."""
MOST = 8
"""Companies to choose from."""


def number_of(text: str) -> str | None:
    """The SIREN or SIRET a text is, its blanks, dots and dashes taken out; None when it has not their form.

    One whose check digits are wrong is a SettingsError: it is a slip of the keyboard, and no name.
    """
    digits = re.sub(r"[\s.\-]", "", text)
    if not re.fullmatch(r"\d{9}(?:\d{5})?", digits, re.ASCII):
        return None
    kind: Any = Siren if len(digits) == 9 else Siret
    try:
        return str(TypeAdapter(kind).validate_python(digits))
    except ValidationError as error:
        raise SettingsError(
            say("{number:text} is not a number of the register: its check digits are wrong", number=text),
            say("copy it again, or look for the company with: aidmatch companies add --from-name TEXT"),
        ) from error


def look_up(fetcher: Fetcher, number: str, day: date, url: str = URL) -> Profile | None:
    """The company of a SIREN or SIRET; None when the register has none, or hides it whole.

    A SourceError when the service cannot be read.
    """
    # By its SIREN even for a SIRET: one company recorded both ways in July 2025 counts fewer open establishments by
    # SIRET, and a seat taken for the only one would exclude wrongly.
    siren = number[:9]
    for unit in _ask(fetcher, url, q=siren, include="siege,finances,complements", per_page=1):
        if unit.get("siren") == siren:
            return profile_of(unit, day)
        raise _odd(url)
    return None


def search(fetcher: Fetcher, text: str, url: str = URL) -> tuple[Candidate, ...]:
    """The companies in activity whose name is like the text, the nearest first."""
    if len(text.strip()) < LEAST:
        raise SettingsError(
            say("{text:text}: too short to look for", text=text),
            say("give {least:number} letters or more", least=LEAST),
        )
    found = _ask(fetcher, url, q=text.strip(), include="siege", per_page=MOST, etat_administratif="A")
    # The service has no tolerance of its own, and its filters do not always hold.
    return tuple(candidate_of(unit) for unit in found if unit.get("etat_administratif") != "C")


def _ask(fetcher: Fetcher, url: str, **params: Any) -> list[Mapping[str, Any]]:
    address = f"{url.rstrip('/')}/search"
    reply = expect(fetcher.get(address, params={**params, "minimal": "true"}, private=True))
    answer = reply.json()
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list) or not all(isinstance(unit, dict) and _is_siren(unit) for unit in results):
        raise _odd(url)
    return results


def _is_siren(unit: Mapping[str, Any]) -> bool:
    return isinstance(unit.get("siren"), str) and re.fullmatch(r"\d{9}", unit["siren"], re.ASCII) is not None


def _odd(url: str) -> Changed:
    return Changed(
        say("{url:text} answered something else than companies", url=url),
        say("what is on file stays; try again later"),
    )
