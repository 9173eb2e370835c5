"""Those who agreed to be proposed to others: members by the journal, contacts by the coordinator's lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from aidmatch.cli._circle import within
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.company import Company
    from aidmatch.contact import Contact
    from aidmatch.journal.partnering import Word
    from aidmatch.team import Circle, Quoting

OUTSIDE = Annotated[
    list[Path] | None,
    typer.Option(
        "--outside",
        exists=True,
        dir_okay=False,
        help=_("Contacts outside the clusters, YAML or CSV; by default the lists of data/contacts. May be repeated."),
    ),
]
NAMES = Annotated[bool, typer.Option("--names", help=_("Name everybody, for the coordinator alone: marked INTERNAL."))]


class Partners(NamedTuple):
    """Who may be proposed, and what must not be said."""

    members: Sequence[Company]
    contacts: Sequence[Contact]
    circle: Circle
    quoting: Quoting
    words: Sequence[Word]
    """What members said of teams."""

    def consents(self, company: str) -> bool:
        """Whether a member agreed to be proposed."""
        return consenting(self.words).get(company, False)


def consenting(words: Sequence[Word]) -> Mapping[str, bool]:
    """What each member said of the search for partners."""
    from aidmatch.journal.partnering import ANY

    return {word.company: word.agrees for word in words if word.call == ANY}


def words_on_teams(session: Session) -> Sequence[Word]:
    """What members said of teams; nothing where there is no journal."""
    from aidmatch.cli._journal import journal_of
    from aidmatch.cli._memory import telling
    from aidmatch.journal import home_of_journal, partnering

    with telling(home_of_journal(session.workspace.path)), journal_of(session, write=False) as journal:
        return partnering.every(journal) if journal is not None else []


def partners(
    session: Session,
    cluster: list[str] | None,
    group: list[str] | None,
    outside: list[Path] | None,
) -> Partners:
    """Those who agreed, of the clusters and groups asked for."""
    from aidmatch.team import Circle, Quoting
    from aidmatch.team.candidates import CONTACT

    holds = within(session, cluster, group)
    everyone = list(session.catalogue.companies())
    words = words_on_teams(session)
    consent = consenting(words)
    members = [company for company in everyone if consent.get(company.id) and holds(company)]
    known = listed(session, outside)
    contacts = [one for one in known if one.consent]
    names = {company.id: company.name for company in everyone} | {CONTACT + one.id: one.name for one in known}
    return Partners(members, contacts, Circle(everyone, contacts, session.at.date()), Quoting(names), words)


def listed(session: Session, outside: list[Path] | None = None) -> list[Contact]:
    """The contacts of the lists; an id given twice stands as it was read first."""
    from aidmatch.datafiles import line_of_id, twin
    from aidmatch.outside import contacts, lists

    found: dict[str, Contact] = {}
    homes: dict[str, str] = {}
    root = session.workspace.path
    for path in outside or lists(root):
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        read, problems = contacts(path, name)
        for one in read:
            if one.id in found:
                problems.append(twin(name, line_of_id(path, one.id), one.id, homes[one.id]))
            else:
                found[one.id], homes[one.id] = one, name
        session.problems.extend(problems)
        session.tell_problems(problems)
    return list(found.values())


def telling_words(session: Session) -> Callable[[Sequence[str]], Mapping[str, float]]:
    """What a word tells by its rarity among the calls; one that no call holds tells as one that a single call holds."""
    from aidmatch.search import weights
    from aidmatch.search.postings import information

    catalogue, scoring = session.catalogue, weights().scoring

    def told(wanted: Sequence[str]) -> Mapping[str, float]:
        found = catalogue.lookup(wanted)
        holding = {term: len(found[term].ordinals) if term in found else 1 for term in wanted}
        return {term: information(many, max(many, catalogue.count), scoring) for term, many in holding.items()}

    return told
