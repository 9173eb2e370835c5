"""Regions as they were before 2016: some services still go by their numbers.

Source: law no 2015-29 of 16 January 2015, article 1; INSEE, code officiel géographique. On 2026-11-26 each merger was
compared with those of the law, and each number with public tables of the old and the new codes: all agree.

>>> of("76"), of("11")
(('73', '91'), ('11',))
"""

from __future__ import annotations

from . import _tables


def of(region: str) -> tuple[str, ...]:
    """The former regions a present one (``76`` or ``REG-76``) is made of; LookupError when there is none."""
    own = region.removeprefix("REG-")
    found = tuple(code for code, _, present in _tables.rows("former_regions") if present == own)
    if not found:
        raise LookupError(f"no region {region!r}")
    return found
