"""Who writes to the members, what a letter holds, how it leaves, and how long what was written is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError

from aidmatch.config._wrong import FILE, wrong
from aidmatch.errors import SettingsError
from aidmatch.value import Slug, Value, say

Address = Annotated[str, Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+$")]

Count = Annotated[int, Field(ge=0)]
Days = Annotated[int, Field(gt=0)]
Months = Days

Security = Literal["starttls", "implicit", "none"]
"""STARTTLS on the port of submission, TLS from the first byte, or none: for a server on this very machine only."""


class Cluster(Value):
    """A cluster of the workspace."""

    id: Slug
    """As members name it in `clusters`."""
    name: str
    perimeter: tuple[str, ...] = ()
    """Territories it works in: REG-76, DEP-66."""
    sectors: tuple[str, ...] = ()
    """NAF codes of its members, or levels above them."""
    sender: str | None = None
    """Who signs: the coordinator's name."""
    email: Address | None = None
    """Where members answer."""
    phone: str | None = None
    language: Literal["fr", "en"] = "fr"
    """Of the coordinator's own letter."""
    company: str | None = None
    """The member file that stands for the cluster itself, as an applicant."""


class Digest(Value):
    """What a letter holds."""

    auto_send: bool = False
    """Send without a person's release."""
    say_nothing_new: bool = True
    """One line when there is nothing new; else no letter."""
    full: Count = 3
    """Items shown in full."""
    lines: Count = 12
    """Items on one line each after them."""
    questions: Count = 3
    steps: tuple[Days, ...] = (60, 30, 14, 7, 2)
    """Reminders of a followed call: days before what can still be prepared."""
    reminder: Days = 14
    """The one reminder of any other."""
    folder: Annotated[str, Field(min_length=1)] = "lettres"
    """Where `monday` writes what is to be read, a folder a week; relative to the workspace."""


class Mail(Value):
    """The mailbox that letters leave from. The password comes from the environment or the keyring, never from here."""

    host: str | None = None
    port: Annotated[int, Field(gt=0, lt=65536)] | None = None
    """By default that of the security: 587, 465 or 25."""
    security: Security = "starttls"
    user: str | None = None
    sender: Address | None = None
    """Address the letters come from; the cluster's by default."""
    pace: Annotated[float, Field(gt=0)] = 1.0
    """Letters a second at most."""
    all_to: Address | None = None
    """Every letter to this address instead: for trying out."""


class Retention(Value):
    """How long what was written is kept, in months; `aidmatch purge` applies it."""

    letters: Months = 24
    stances: Months = 60
    sendings: Months = 12


class Letters(Value):
    """All of it."""

    clusters: Mapping[str, Cluster] = {}
    """By id, in the order of the file: the first named signs for a member of several without an order of its own."""
    digest: Digest = Digest()
    mail: Mail = Mail()
    retention: Retention = Retention()


def read_letters(content: Mapping[str, object]) -> Letters:
    """The tables `clusters`, `digest`, `mail` and `retention`; a wrong setting is named with what was expected."""
    clusters = content.get("clusters", {})
    if not isinstance(clusters, dict):
        raise wrong("clusters", say("a table was expected, such as [clusters.ma-grappe]"))
    return Letters(
        clusters={
            name: _filled(Cluster, one, f"clusters.{name}", id=name, name=name) for name, one in clusters.items()
        },
        digest=_filled(Digest, content.get("digest", {}), "digest"),
        mail=_filled(Mail, content.get("mail", {}), "mail"),
        retention=_filled(Retention, content.get("retention", {}), "retention"),
    )


T = TypeVar("T", Cluster, Digest, Mail, Retention)


def _filled(model: type[T], given: object, prefix: str, **otherwise: str) -> T:
    """The settings of a table, each of its type."""
    if not isinstance(given, dict):
        raise wrong(prefix, say("a table was expected"))
    facts = {**otherwise, **given}
    try:
        return model.model_validate(facts)
    except ValidationError as error:
        from aidmatch.datafiles import Raw, problems_of

        first = next(iter(problems_of(error, model, FILE, Raw(facts, None))))
        what = say("{file:text}: {setting:text} is wrong", file=FILE, setting=f"{prefix}.{first.field}")
        raise SettingsError(what, first.what) from error
