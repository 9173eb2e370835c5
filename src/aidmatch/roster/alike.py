"""Names of firms as they are compared: accents, signs, legal forms and small words aside; and their initials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from aidmatch.company import Company
from aidmatch.sheets.headings import words_of


@cache
def _known(table: str) -> frozenset[str]:
    """The words of a list of `firms.toml`."""
    import tomllib

    return frozenset(tomllib.loads(files("aidmatch.roster").joinpath("firms.toml").read_text("utf-8"))[table])


@cache
def folded(name: str) -> tuple[str, ...]:
    """The words that make a name: « S.A.S. Studio des Étoiles » and « STUDIO DES ETOILES » have the same."""
    joined = re.sub(r"\b(?:[A-Za-z]\.){2,}", lambda found: found[0].replace(".", ""), name.replace("’", "'"))
    words = words_of(joined)
    kept = tuple(word for word in words if word not in _known("legal") and word not in _known("small"))
    return kept or words


def initials(words: Sequence[str]) -> str:
    """« Pôle Image Occitanie » is pio; nothing under three words, which too many names share."""
    return "".join(word[0] for word in words) if len(words) >= 3 else ""


def siren_of(company: Company) -> str | None:
    """The SIREN, or the beginning of the SIRET."""
    return company.siren or (company.siret[:9] if company.siret else None)


def commune_of(company: Company) -> str | None:
    """The commune of the seat, where it is known."""
    return company.seat.commune if company.seat else None


def site_of(company: Company) -> str | None:
    """The host of its web site, when that is its own."""
    if not company.website:
        return None
    told = company.website if "//" in company.website else f"//{company.website}"
    try:
        host = (urlsplit(told).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    shared = any(host == one or host.endswith(f".{one}") for one in _known("sites"))
    return host if "." in host and not shared else None


def mail_of(company: Company) -> frozenset[str]:
    """The hosts of its readers' addresses that are its own."""
    hosts = {reader.email.rpartition("@")[2].casefold() for reader in company.readers}
    return frozenset(hosts - _known("mail"))
