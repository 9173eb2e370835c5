"""What the coordinator decided on the letters of a week, carried out: the drafts it concerns are written anew at once.

So what is released next is what she decided, whether or not she looks at the letters in between.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.errors import IN_PART
from aidmatch.journal import letters

if TYPE_CHECKING:
    from aidmatch.cli._mailing import Mailing
    from aidmatch.cli._session import Session
    from aidmatch.company import Company
    from aidmatch.journal import Journal
    from aidmatch.journal.letters import Kept


class Carried(NamedTuple):
    """What became of a decision."""

    rewritten: int
    standing: int
    """Letters that were released before, so that it comes too late for them."""

    @property
    def exit_code(self) -> int:
        """Done in part where it came too late for a letter."""
        return IN_PART if self.standing else 0


def carry_out(
    session: Session, journal: Journal, week: str, whose: Collection[str], *, call: str | None = None
) -> Carried:
    """Write the drafts of a week anew, of some members (an empty id stands for all) or of those that show a call."""
    from aidmatch.cli._mailing import Mailing

    held = [one for one in letters.kept(journal, week) if "" in whose or one.company in whose]
    mailing = Mailing(session, journal, week)
    rewritten = standing = 0
    for one in held:
        if one.is_released:
            standing += call is None or call in _calls(one)
            continue
        company = session.catalogue.company(one.company)
        if company is not None:
            _again(mailing, company, one)
            rewritten += 1
    return Carried(rewritten, standing)


def told(session: Session, week: str, carried: Carried) -> str:
    """What became of it, in a sentence; what came too late is told apart."""
    words = session.wording
    if carried.standing:
        session.note(
            words.plural(
                "{n} letter was released before and stays as it is",
                "{n} letters were released before and stay as they are",
                carried.standing,
            )
        )
    if not carried.rewritten:
        return words.text("Noted for the letters of {week}", week=week)
    return words.plural("Noted; {n} letter written anew", "Noted; {n} letters written anew", carried.rewritten)


def _calls(kept: Kept) -> set[str]:
    worded = kept.worded
    return {str(item["call"]) for part in ("items", "lines", "lost") for item in worded[part]}


def _again(mailing: Mailing, company: Company, draft: Kept) -> None:
    """Write one draft anew; a flash on a call that was taken out is no more."""
    if draft.kind != "flash":
        today = mailing.session.at.date().isoformat()
        if draft.kind != "urgent" or draft.about == today:
            list(mailing.write([company], keep=True, is_urgent=draft.kind == "urgent"))
    elif draft.about in mailing.review.dropped(company.id):
        mailing.withdraw(draft)
    else:
        # That it may be told was settled when it was drafted.
        list(mailing.flash([company], draft.about, keep=True, anyway=True))
