"""Who signs the letters of a member, and in which language they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidmatch.formats._wording import Wording

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.company import Company
    from aidmatch.config._letters import Cluster
    from aidmatch.formats.letter_sentences import Sender


def cluster_of(session: Session, company: Company) -> Cluster | None:
    """The cluster that signs: the first the member's file names, else the only one there is."""
    clusters = session.letters.clusters
    named = next((clusters[name] for name in company.clusters if name in clusters), None)
    return named or (next(iter(clusters.values())) if len(clusters) == 1 else None)


def sender_of(session: Session, cluster: Cluster | None) -> Sender:
    """Who signs, as the letter shows it."""
    from aidmatch.formats.letter_sentences import Sender

    if cluster is None:
        return Sender(session.wording.text("Your cluster"), email=session.letters.mail.sender)
    return Sender(cluster.name, cluster.sender, cluster.email or session.letters.mail.sender, cluster.phone)


def language_of(company: Company) -> Wording:
    """The language of a member's letters: of its first reader."""
    return Wording(company.readers[0].language if company.readers else "fr")
