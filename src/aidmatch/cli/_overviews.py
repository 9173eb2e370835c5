"""The coordinators' letters, one a cluster: what `digest overview` shows and `monday` writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.cli._mailing import Mailing, is_written_to, rules_of
from aidmatch.cli._session import refuse
from aidmatch.cli._signing import cluster_of
from aidmatch.formats._wording import Wording
from aidmatch.journal import awaited, letters

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.company import Company
    from aidmatch.compose import Overview
    from aidmatch.config._letters import Cluster
    from aidmatch.formats.overview_sentences import Beside, WordedOverview


class Told(NamedTuple):
    """The letter to one coordinator."""

    cluster: Cluster | None
    seen: Overview
    beside: Beside
    letter: WordedOverview
    words: Wording

    @property
    def id(self) -> str:
        """The cluster's, empty where none is set up."""
        return self.cluster.id if self.cluster else ""


def overviews(mailing: Mailing, only: str | None = None) -> Iterator[Told]:
    """One letter a cluster of aidmatch.toml; one for all members where none is set up."""
    session = mailing.session
    clusters = session.letters.clusters
    if only is not None and not clusters:
        refuse("aidmatch.toml names no cluster", "name it there: [clusters.{name:text}]", name=only)
    if only is not None and only not in clusters:
        refuse(
            "no such cluster in aidmatch.toml: {name:text}",
            "there are: {known:text}",
            name=only,
            known=", ".join(clusters),
        )
    for cluster in (clusters.values() if only is None else (clusters[only],)) if clusters else (None,):
        yield _told(mailing, cluster)


def _told(mailing: Mailing, cluster: Cluster | None) -> Told:
    from aidmatch.compose import Question, Survey, Week, next_letter
    from aidmatch.formats.overview_sentences import Beside, worded

    session, journal = mailing.session, mailing.journal
    words = Wording(cluster.language) if cluster else session.wording
    week = Week(mailing.week, session.at, next_letter(session.at), rules_of(session))
    survey = Survey(mailing.desk(words), week, awaited.told_before(journal, mailing.week) if journal else frozenset())
    names = {}
    for company in session.catalogue.companies():
        if not _belongs(session, company, cluster):
            continue
        names[company.id] = company.name
        asked = awaited.questions(journal, company.id) if journal else ()
        survey.see(
            company,
            mailing.history(company.id),
            tuple(Question(*one) for one in asked),
            is_silent=not is_written_to(company),
            is_ours=cluster_of(session, company) == cluster,
        )
    seen = survey.overview()
    written = letters.kept(journal, mailing.week) if journal else ()
    beside = Beside(
        cluster.name if cluster else words.text("Your cluster"),
        sum(one.company in names for one in written) if journal else None,
        awaited.unsent(journal, mailing.week) if journal else (),
        [(names[one.company], one) for one in awaited.doubts(journal) if one.company in names] if journal else (),
        mailing.troubles,
    )
    return Told(cluster, seen, beside, worded(words, seen, beside), words)


def _belongs(session: Session, company: Company, cluster: Cluster | None) -> bool:
    return cluster is None or cluster.id in company.clusters or cluster_of(session, company) == cluster


def to_files(mailing: Mailing, folder: Path) -> list[tuple[Told, Path]]:
    """Each letter as a page, as text and as Markdown; the path is the page's."""
    from aidmatch.deliver.folder import Page, write
    from aidmatch.formats.overview_forms import FORMS

    made = []
    for told in overviews(mailing):
        name = told.words.text("coordinator") + (f"-{told.id}" if told.id else "")
        # Without the week: letters of members that go take no letter of a coordinator along.
        pages = [Page("", "", suffix, form(told.words, told.letter), name) for suffix, form in FORMS.values()]
        write(folder, pages)
        made.append((told, folder / f"{name}.html"))
    return made
