"""The letters of a week, written anew or as they were released: what `digest`, `flash` and `monday` share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.cli._choose import choose_company
from aidmatch.cli._journal import writing
from aidmatch.cli._session import refuse
from aidmatch.cli._signing import cluster_of, language_of, sender_of
from aidmatch.cli._unread import troubles_of
from aidmatch.errors import SettingsError
from aidmatch.formats._wording import Wording
from aidmatch.journal import Journal, forgotten, home_of_journal, letters, stances
from aidmatch.value import Refusal
from aidmatch.worded import WordedLetter, from_record, to_record

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.company import Company
    from aidmatch.compose import Desk, History, Letter, Rules


class Written(NamedTuple):
    """A letter of the week."""

    company: Company
    letter: WordedLetter
    is_released: bool
    id: int | None
    """In the journal; None in a preview."""
    has_left: bool = False


def week_asked(session: Session, given: str | None) -> str:
    """The week a command is about: the one given, else the one of the day."""
    from aidmatch.compose import monday_of, week_of

    try:
        return week_of(monday_of(given)) if given else week_of(session.at.date())
    except Refusal as error:
        raise SettingsError(error.message) from error


def waiting(session: Session, journal: Journal, week: str) -> None:
    """Ask about letters of earlier weeks that were released and are not known to have left."""
    words = session.wording
    for earlier, count in letters.waiting(journal, week):
        told = words.plural(
            "{n} letter of {week} is not known to have left",
            "{n} letters of {week} are not known to have left",
            count,
            week=earlier,
        )
        session.note(words.text("{told}; if it did: aidmatch digest sent --week {week}", told=told, week=earlier))


def members(session: Session, cluster: str | None, group: str | None, named: Sequence[str] | None) -> list[Company]:
    """The members a command is about, in the order of their ids; a cluster or group nobody is in is refused."""
    if named:
        return [choose_company(session, one) for one in dict.fromkeys(named)]
    everyone = list(session.catalogue.companies())
    found = [
        company
        for company in everyone
        if (cluster is None or cluster in company.clusters) and (group is None or group in company.groups)
    ]
    if not found and (cluster or group):
        known = sorted({name for company in everyone for name in (company.groups if group else company.clusters)})
        refuse("no member is in {name:text}", "there are: {known:text}", name=group or cluster, known=", ".join(known))
    return found


@contextmanager
def drafts_and_released(session: Session, week: str) -> Iterator[tuple[Journal, list[Written]]]:
    """The letters of a week as they would leave: drafts written anew first, what was taken out still shown nowhere."""
    with writing(session) as journal:
        mailing = Mailing(session, journal, week)
        for _written in mailing.write(members(session, None, None, None), keep=True):
            pass
        # Those written at other moments of the week stand beside them: what is released was all there to see.
        yield journal, list(mailing.held())


def kept_letters(session: Session, journal: Journal, week: str, named: Sequence[str] | None) -> list[letters.Kept]:
    """The letters of a week in the journal, of all or of the members named; none at all is refused."""
    wanted = {choose_company(session, one).id for one in named or ()}
    found = [one for one in letters.kept(journal, week) if not wanted or one.company in wanted]
    if not found:
        refuse("there is no letter of {week:text}", "write them with: aidmatch digest --week {week:text}", week=week)
    return found


def is_written_to(company: Company) -> bool:
    """Whether letters are written for a member: not if all its readers said no."""
    return not company.readers or any(reader.consent is not False for reader in company.readers)


def rules_of(session: Session) -> Rules:
    """What a letter holds, as aidmatch.toml says."""
    from aidmatch.compose import Rules

    digest = session.letters.digest
    return Rules(digest.full, digest.lines, digest.steps, digest.reminder)


class Mailing:
    """The letters of one week."""

    def __init__(self, session: Session, journal: Journal | None, week: str) -> None:
        """`journal` None: nothing is known of earlier letters, and nothing is kept."""
        self.session, self.journal, self.week = session, journal, week
        self.review = letters.review(journal, week) if journal else letters.Review(frozenset(), {})
        self.troubles = troubles_of(session)
        self._left = letters.left(journal) if journal else frozenset()
        self._forgotten = forgotten.remembered(journal) if journal else frozenset()
        self._desks: dict[str, Desk] = {}
        told = stances.of_companies(journal) if journal else []
        self._peers = frozenset((one.company, one.call) for one in told if one.state == "won" and one.talks)

    def write(
        self,
        companies: Sequence[Company],
        *,
        keep: bool,
        is_urgent: bool = False,
        tick: Callable[[], None] = lambda: None,
    ) -> Iterator[Written]:
        """The letter of each member, in the order given; `keep` notes the drafts in the journal."""
        from aidmatch.compose import next_letter

        until = next_letter(self.session.at)
        rules = rules_of(self.session)
        for company in companies:
            tick()
            if self._is_gone(company):
                continue
            if not is_written_to(company):
                if keep:
                    self._withdraw(company.id)
                continue
            about = self.session.at.date().isoformat() if is_urgent else ""
            done = self._released(company.id, ("urgent",) if is_urgent else ("weekly", "welcome"), about)
            if done is not None:
                yield self._as_kept(company, done)
                continue
            desk = self.desk(language_of(company))
            letter = desk.write(
                company,
                self.week,
                until,
                self.history(company.id),
                rules,
                questions=self.session.letters.digest.questions,
                is_urgent=is_urgent,
            )
            silent = letter.is_empty and (is_urgent or not self.session.letters.digest.say_nothing_new)
            if silent and letter.kind != "welcome":
                if keep and self.journal is not None:
                    letters.withdraw(self.journal, self.week, letter.kind, company.id, about)
                continue
            yield self._kept(company, letter, about, keep=keep)

    def flash(self, companies: Sequence[Company], call: str, *, keep: bool, anyway: bool = False) -> Iterator[Written]:
        """One call, to each member it fits; `anyway`: a person vouches for it."""
        from aidmatch.compose import next_letter

        for company in companies:
            if self._is_gone(company) or not is_written_to(company):
                continue
            done = self._released(company.id, ("flash",), call)
            if done is not None:
                yield self._as_kept(company, done)
                continue
            desk = self.desk(language_of(company))
            until = next_letter(self.session.at)
            letter = desk.flash(company, self.week, until, call, self.history(company.id), anyway=anyway)
            if letter is not None:
                yield self._kept(company, letter, call, keep=keep)

    def _is_gone(self, company: Company) -> bool:
        """Whether a member was forgotten after this run had read it: writing to it would bring it back."""
        from aidmatch.privacy import is_forgotten, is_in

        workspace = self.session.workspace.path
        if not is_forgotten(home_of_journal(workspace), self._forgotten, company):
            return False
        return not is_in(workspace / (self.session.catalogue.company_file(company.id) or ""), company.id)

    def _withdraw(self, company: str) -> None:
        """Take away what was drafted for a member that asked for no letters since."""
        if self.journal is not None:
            for one in letters.kept(self.journal, self.week, company):
                self.withdraw(one)

    def withdraw(self, draft: letters.Kept) -> None:
        """Take away one draft."""
        if self.journal is not None:
            letters.withdraw(self.journal, self.week, draft.kind, draft.company, draft.about)

    def held(self) -> Iterator[Written]:
        """Every letter of the week as the journal has it, of whatever kind; not those of members no more on file."""
        for one in letters.kept(self.journal, self.week) if self.journal else ():
            company = self.session.catalogue.company(one.company)
            if company is not None:
                yield self._as_kept(company, one)

    def _as_kept(self, company: Company, kept: letters.Kept) -> Written:
        return Written(company, from_record(kept.worded), kept.is_released, kept.id, kept.id in self._left)

    def _kept(self, company: Company, letter: Letter, about: str, *, keep: bool) -> Written:
        from aidmatch.formats.letter_sentences import worded

        cluster = cluster_of(self.session, company)
        made = worded(
            language_of(company),
            letter,
            sender_of(self.session, cluster),
            word=self.review.word(company.id),
            troubles=self.troubles,
        )
        if not keep or self.journal is None:
            return Written(company, made, is_released=False, id=None)
        id_ = letters.draft(
            self.journal,
            self.week,
            letter.kind,
            company.id,
            about,
            cluster.id if cluster else None,
            self.session.at,
            to_record(made),
            letter.shown(),
        )
        return Written(company, made, is_released=False, id=id_)

    def _released(self, company: str, kinds: tuple[str, ...], about: str) -> letters.Kept | None:
        if self.journal is None:
            return None
        held = letters.kept(self.journal, self.week, company)
        return next((one for one in held if one.is_released and one.kind in kinds and one.about == about), None)

    def history(self, company: str) -> History:
        """What is known of a member's letters."""
        from aidmatch.compose import History

        if self.journal is None:
            return History(was_written_to=False)
        return History(
            letters.told(self.journal, company),
            {one.call: one.state for one in stances.of_company(self.journal, company) if one.state is not None},
            self.review.dropped(company) | self._flashed(company),
            letters.was_written_to(self.journal, company),
        )

    def _flashed(self, company: str) -> frozenset[str]:
        """The calls that a letter of their own tells this week: another letter need not."""
        held = letters.kept(self.journal, self.week, company) if self.journal else ()
        return frozenset(one.about for one in held if one.kind == "flash")

    def desk(self, words: Wording) -> Desk:
        """The catalogue in a language, made once."""
        from aidmatch.compose import Desk

        if words.language not in self._desks:
            memory, catalogue = self.session.memory, self.session.catalogue
            self._desks[words.language] = Desk(
                catalogue,
                self.session.at,
                scoring=self.session.settings.scoring,
                language=words.language,
                sifter=memory.sifter(catalogue.sieve(self.session.at)),
                match=memory.match,
                peers=self._peers,
                titles=self._title,
            )
        return self._desks[words.language]

    def _title(self, call: str) -> str | None:
        return letters.title_of(self.journal, call) if self.journal else None
