"""What the public register says of companies: a choice by name, what is to be known of one, what changed on file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aidmatch.formats import _portrait, _words
from aidmatch.formats._plain import plain

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.enrich import Enriched
    from aidmatch.formats._wording import Wording
    from aidmatch.registries._profile import Candidate, Profile


def candidate(words: Wording, found: Candidate) -> str:
    """Studio Exemple, SIREN 123456789, Perpignan, 58.21Z Édition de jeux électroniques"""
    told = [words.text("{name:text}, SIREN {siren}", name=found.name, siren=found.siren)]
    if found.commune:
        told.append(words.place(f"COM-{found.commune}"))
    if found.naf:
        told.append(plain(words.naf(found.naf)))
    return ", ".join(told)


def remarks(words: Wording, company: Company | None, profile: Profile) -> Iterator[str]:
    """What is to be known of a profile beyond its facts; `company` is the one on file, if it is there."""
    if profile.is_ceased:
        yield ceased(words, profile)
    if profile.is_masked:
        yield words.text("Shown in part at its head's request: do not publish its facts, do not prospect it.")
    for note in profile.notes:
        yield words.say(note)
    if profile.size_class:
        told = {"category": profile.size_class, "year": profile.size_class_year or "?"}
        yield words.text("INSEE category {category:text} ({year}): of its whole group, not the European size.", **told)
    group = profile.size_class not in (None, "PME")
    if group and (company is None or company.holdings in (None, ())):
        yield words.text("It seems to belong to a group: ask who holds it.")
    awards = company.aid_received if company else None
    if profile.had_de_minimis and not any(award.de_minimis for award in awards or ()):
        yield words.text("It has received de minimis aid, the register says: ask for the amounts and dates.")


def ceased(words: Wording, profile: Profile) -> str:
    """That it is no more."""
    if profile.ceased_on:
        return words.text("The register says that it ceased on {day:date}.", day=profile.ceased_on)
    return words.text("The register says that it has ceased.")


def changes(words: Wording, done: Enriched) -> Iterator[str]:
    """Each fact written, then each that the register contradicts."""
    for one in done.new:
        told = {
            "field": words.term(_FIELDS, one.field),
            "found": _portrait.written(words, one.field, one.found),
        }
        if one.held is None:
            yield words.text("{field}: {found}", **told)
        else:
            held = _portrait.written(words, one.field, one.held)
            yield words.text("{field}: {found}, instead of {held}", held=held, **told)
    for one in done.differing:
        yield words.text(
            "{field}: {held} on file, {found} in the register; left as it is",
            field=words.term(_FIELDS, one.field),
            held=_portrait.written(words, one.field, one.held),
            found=_portrait.written(words, one.field, one.found),
        )


_FIELDS = {**_words.RECORD, "name": _words.term("name")}
