"""What a person types of a call -> the fields of its file; what cannot be read is refused, with its option."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aidmatch.cli._session import refuse
from aidmatch.search.stems import fold

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording


def word(words: Wording, option: str, labels: Mapping[str, str], typed: str | None) -> str | None:
    """An id, or the word people read for it, in either language."""
    if typed is None:
        return None
    found = spoken(labels).get(fold(typed.strip()))
    if found is None:
        known = ", ".join(f"{name} ({words.term(labels, name)})" for name in labels)
        refuse(
            "{option}: no such value: {typed:text}", "there are: {known:text}", option=option, typed=typed, known=known
        )
    return found


def spoken(labels: Mapping[str, str]) -> dict[str, str]:
    """Ids by themselves and by their words in both languages."""
    from aidmatch.formats._wording import Wording

    both = (Wording("fr"), Wording("en"))
    return {fold(said): name for name in labels for said in (name, *(one.term(labels, name) for one in both))}


def amounts(floor: str | None, ceiling: str | None, rate: str | None) -> dict[str, Any]:
    """Amounts in whole euros, the rate from 0 to 1."""
    from aidmatch import written

    found: dict[str, Any] = {}
    options: tuple[tuple[str, str | None, str, Callable[[str], float | None]], ...] = (
        ("--floor", floor, "floor", written.euros),
        ("--ceiling", ceiling, "ceiling", written.euros),
        ("--rate", rate, "intensity", written.share),
    )
    for option, typed, field, read in options:
        if typed is not None:
            value = read(typed if option != "--rate" or "%" in typed else f"{typed} %")
            if value is None:
                refuse("{option}: not one figure: {typed:text}", option=option, typed=typed)
            found[field] = value
    return found


def euros(option: str, typed: str) -> int:
    """One amount in whole euros, as people write it."""
    from aidmatch import written

    found = written.euros(typed)
    if found is None:
        refuse(
            "{option}: not one figure: {typed:text}",
            "write it as 45 000 or 1,2 M€, before tax",
            option=option,
            typed=typed,
        )
    return found


def one_of(option: str, typed: str, known: Sequence[str]) -> Any:
    """A word of a list, as it stands there."""
    if typed not in known:
        refuse(
            "{option}: no such value: {typed:text}",
            "there are: {known:text}",
            option=option,
            typed=typed,
            known=", ".join(known),
        )
    return typed


def window(opens: str | None, closes: str | None, *, permanent: bool, until_exhausted: bool) -> dict[str, Any] | None:
    """When a file can be handed in; None when nothing was typed."""
    from aidmatch import written

    if not (opens or closes or permanent or until_exhausted):
        return None
    found, is_read = written.window(opens or "", closes or "")
    if not is_read:
        refuse(
            "these dates cannot be read, or are in the wrong order: {typed:text}",
            "write them as 2026-12-31 or 31/12/2026",
            typed=", ".join(filter(None, (opens, closes))),
        )
    kind = "permanent" if permanent else "until_exhausted" if until_exhausted else found.kind
    return {**found.model_dump(exclude_defaults=True), "kind": kind}


def day(option: str, typed: str | None) -> Any:
    """A day; None when nothing was typed."""
    from aidmatch import written

    day = written.moment(typed) if typed else None
    if typed and day is None:
        refuse("{option}: not a date: {typed:text}", "write it as 2026-12-31", option=option, typed=typed)
    return day


def perimeter(territory: list[str] | None) -> list[dict[str, Any]]:
    """The criterion that the territories typed make, by code or by name; none when nothing was typed."""
    from aidmatch import written
    from aidmatch.nomenclatures import territories

    codes: list[str] = []
    for typed in territory or ():
        found = [typed.strip().upper()] if territories.exists(typed.strip().upper()) else list(written.places(typed))
        if not found:
            near = territories.nearest(typed)
            if near:
                refuse(
                    "--territory: no such territory, or several: {typed:text}",
                    "did you mean {near} ({label:text})?",
                    typed=typed,
                    near=near,
                    label=territories.label(near),
                )
            refuse(
                "--territory: no such territory, or several: {typed:text}",
                "write its code, as REG-76, DEP-66 or COM-66136",
                typed=typed,
            )
        codes.extend(found)
    return [{"kind": "perimeter", "within": list(dict.fromkeys(codes))}] if codes else []
