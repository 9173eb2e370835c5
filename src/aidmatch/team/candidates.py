"""What a team is judged by of each who agreed to be proposed, and whose hands each is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.control import holdings_of, is_linked
from aidmatch.nomenclatures import activities, territories
from aidmatch.place import Place, region_named, region_of
from aidmatch.roster.alike import folded, siren_of
from aidmatch.size import possible_classes

if TYPE_CHECKING:
    from aidmatch.company import Audience, Company, Holding, Project
    from aidmatch.contact import Contact
    from aidmatch.match import Answer

CONTACT = "contact:"
"""What begins the key of a contact; no id of a member holds a colon."""
PARTNER = "partner:"
"""What begins the key of one that a project names."""


class Candidate(NamedTuple):
    """One who agreed to be proposed."""

    key: str
    """A member's id, `CONTACT` and a contact's, or `PARTNER` and its place in the project."""
    name: str
    kind: Audience
    country: str | None
    region: str | None
    place: str | None
    """Department, else region or country: what a label may say."""
    trade: str | None
    """NAF rév. 2 division."""
    trades: tuple[str, ...]
    """In words, where there is no code."""
    size: str | None
    """A band of people employed."""
    is_research: bool
    is_sme: bool | None
    offers: tuple[str, ...]
    needs: tuple[str, ...]
    agreed: bool = False
    """To be named, for this call, to those who agreed likewise."""
    fit: int = 0
    """How well the call answers its needs and trade, 0 to 1000."""
    answer: Answer | None = None
    """To the conditions of the call but those on partners; None of a contact."""
    failed: tuple[str, ...] = ()
    """Kinds of those it does not meet."""
    share: float | None = None
    """The part of the costs it bears, where a project tells it."""

    @property
    def is_member(self) -> bool:
        """Whether it is here as a member, and not as a contact or a partner that a project names."""
        return not self.key.startswith((CONTACT, PARTNER))

    @property
    def is_of_project(self) -> bool:
        """Whether the lead's project names it."""
        return self.key.startswith(PARTNER)

    @property
    def branch(self) -> str | None:
        """The NAF section of its trade."""
        return activities.section(self.trade, activities.REV2) if self.trade else None


_BANDS = ((1, "0"), (10, "1-9"), (50, "10-49"), (250, "50-249"))


def of_companies(companies: Iterable[Company], as_of: date) -> Iterator[Candidate]:
    """Members as candidates."""
    for company in companies:
        seat, span = company.seat, company.headcount
        kind: Audience = company.roles[0] if company.roles else "company"
        bands = (
            {_band(span.low), _band(inf if span.high is None else span.high)} if span is not None else {None, "unknown"}
        )
        yield Candidate(
            key=company.id,
            name=company.name,
            kind="research" if "research" in company.roles else kind,
            country=seat.country if seat else None,
            region=region_of(seat) if seat else None,
            place=_shown(seat) if seat else None,
            trade=_division(company.naf),
            trades=_in_words(company),
            size=bands.pop() if len(bands) == 1 else None,
            is_research="research" in company.roles,
            is_sme=possible_classes(company, as_of).is_sme,
            offers=company.offers,
            needs=company.needs,
        )


def of_contact(contact: Contact, call: str | None = None) -> Candidate:
    """A contact as a candidate for a call."""
    codes = [_division(activities.normalise(trade)) for trade in contact.trades]
    country = territories.country(contact.country) if contact.country else None
    region = region_named(contact.country or "FR", contact.region)
    return Candidate(
        key=CONTACT + contact.id,
        name=contact.name,
        kind=contact.kind,
        country=contact.country or ("FR" if region and region.startswith("REG-") else None),
        region=region,
        place=region if region and region.startswith("REG-") else country,
        trade=next((code for code in codes if code), None),
        trades=tuple(trade for trade, code in zip(contact.trades, codes, strict=True) if not code),
        size=None,
        is_research=contact.kind == "research",
        is_sme=contact.sme,
        offers=contact.offers,
        needs=contact.needs,
        agreed=call is not None and call in contact.agreed,
    )


def of_project(project: Project) -> tuple[Candidate, ...]:
    """The partners that a project has already: there whoever joins, and known by what the lead told."""
    return tuple(
        Candidate(
            key=f"{PARTNER}{place}",
            name=one.name or "",
            kind=one.audience,
            country=one.country,
            region=(region := region_named(one.country, one.region)),
            place=region if region and region.startswith("REG-") else territories.country(one.country),
            trade=None,
            trades=(),
            size=None,
            is_research=one.audience == "research",
            is_sme=one.sme,
            offers=(),
            needs=(),
            share=one.share,
        )
        for place, one in enumerate(project.partners or (), start=1)
    )


def beside(pool: Iterable[Candidate], partners: Iterable[Candidate]) -> list[Candidate]:
    """Those of the pool that are not among the partners already, as far as names tell."""
    named = {tuple(folded(one.name)) for one in partners if one.name}
    return [one for one in pool if tuple(folded(one.name)) not in named]


def _division(code: str | None) -> str | None:
    if code is None or not activities.exists(code, activities.REV2):
        return None
    return next((one for one in activities.ancestors(code, activities.REV2) if len(one) == 2 and one.isdigit()), None)


def _in_words(company: Company) -> tuple[str, ...]:
    """The trade of one whose code is of the new nomenclature alone, which no table turns into the other."""
    if company.naf is not None or company.naf_2025 is None:
        return ()
    return (activities.label(company.naf_2025[:2], activities.NAF_2025),)


def _band(people: float) -> str:
    return next((name for below, name in _BANDS if people < below), "250+")


def _shown(seat: Place) -> str | None:
    if seat.country != "FR":
        return territories.country(seat.country)
    above = sorted(territories.ancestors(seat.code))
    return next((code for kind in ("DEP-", "REG-") for code in above if code.startswith(kind)), None)


class Circle:
    """Whose hands each is in: members, contacts and the firms between them, followed from one to the next."""

    def __init__(self, companies: Iterable[Company], contacts: Iterable[Contact], as_of: date) -> None:
        self._sure: dict[str, str] = {}
        self._perhaps: dict[str, str] = {}
        self._untold: set[str] = set()
        self._known: dict[tuple[str, str], bool | None] = {}
        for company in companies:
            own = [f"key {company.id}", *_marks(company.name, siren_of(company))]
            self._join(own, sure=True)
            holdings = holdings_of(company)
            if holdings is None:
                self._untold.add(company.id)
            for holding in holdings or ():
                self._follow(own[0], holding, as_of)
        for contact in contacts:
            self._join([f"key {CONTACT}{contact.id}", *_marks(contact.name, contact.siren)], sure=True)
            if not contact.independent:
                self._untold.add(CONTACT + contact.id)

    def _follow(self, own: str, holding: Holding, as_of: date) -> None:
        tied = is_linked(holding, as_of)
        marks = _marks(holding.name, holding.siren)
        if tied is False or not marks:
            return
        if holding.holder == "person":
            # Firms linked through persons are so on the same or a neighbouring market alone (annex, art. 3(3)).
            self._join([own, *(f"person {mark}" for mark in marks)], sure=False)
        else:
            self._join([own, *marks], sure=tied is True)

    def _join(self, marks: Sequence[str], *, sure: bool) -> None:
        for groups in (self._sure, self._perhaps) if sure else (self._perhaps,):
            for mark in marks[1:]:
                one, other = sorted((_root(groups, marks[0]), _root(groups, mark)))
                groups[other] = one

    def linked(self, one: Candidate, other: Candidate) -> bool | None:
        """Whether two are linked: surely, surely not, or None where what is known leaves it open."""
        pair = (one.key, other.key)
        if pair not in self._known:
            self._known[pair] = self._linked(one, other)
        return self._known[pair]

    def _linked(self, one: Candidate, other: Candidate) -> bool | None:
        first, second = f"key {one.key}", f"key {other.key}"
        if _root(self._sure, first) == _root(self._sure, second):
            return True
        if self.is_untold(one) or self.is_untold(other):
            return None
        return None if _root(self._perhaps, first) == _root(self._perhaps, second) else False

    def is_untold(self, one: Candidate) -> bool:
        """Whether nobody told who holds it and what it holds."""
        return one.is_of_project or one.key in self._untold


def _marks(name: str | None, siren: str | None) -> list[str]:
    """What a firm is known by, here and among the holdings of others."""
    named = [f"name {' '.join(folded(name))}"] if name else []
    return [*named, *([f"siren {siren}"] if siren else [])]


def _root(groups: dict[str, str], mark: str) -> str:
    while (above := groups.get(mark, mark)) != mark:
        mark = above
    return mark


def with_fit(
    candidates: Iterable[Candidate],
    fits: Callable[[Candidate], float],
    answers: Mapping[str, tuple[Answer, tuple[str, ...]]],
) -> Iterator[Candidate]:
    """The same, with how well the call suits each, from 0 to 1, and what its conditions answer."""
    for one in candidates:
        answer, failed = answers.get(one.key, (None, ()))
        yield one._replace(fit=round(1000 * fits(one)), answer=answer, failed=failed)
