"""Aide de minimis: whether the whole aid fits in what the group may still receive.

Regulation (EU) 2023/2831 of 13 December 2023 (general; 2023/2832 for services of general economic interest, 1408/2013
for agriculture, 717/2014 for fisheries): a ceiling over three rolling years, to the day, for the linked group. The new
aid must fit whole: if it crosses the ceiling, no part of it is covered. Failed when the call's smallest aid exceeds
the room in the most favourable reading, met when its largest fits in the least favourable, a reserve in between. An
aid never exceeds the costs of the project, where these are told. The counter stands in `cumulate`.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = DeMinimis(kind="de_minimis", smallest=50_000, largest=100_000)
>>> def says(received):
...     award = {"granted_on": "2025-03-01", "amount": received, "de_minimis": "general"}
...     company = Company(id="x", name="X", holdings=(), aid_received=(award,) if received else None)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says(200_000), says(260_000), says(220_000), says(0)
('met', 'failed', 'unknown', 'unknown')
"""

from datetime import date
from typing import Literal, NamedTuple, Self

from pydantic import model_validator

from aidmatch.company import Applicant, Regulation
from aidmatch.criteria._base import Criterion, Told, to_confirm, told
from aidmatch.cumulate import REGULATIONS, Headroom, headroom
from aidmatch.value import Euros, Refusal
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say


class Key(NamedTuple):
    """What is left under each regulation, and the costs of the project."""

    rooms: tuple[Headroom | None, ...]
    """In the order of `cumulate.REGULATIONS`."""
    costs: int | None
    aid_told: Told
    holdings_told: Told
    project_told: Told


class DeMinimis(Criterion):
    """The aid must fit whole, in gross grant equivalent."""

    kind: Literal["de_minimis"]
    regulation: Regulation = "general"
    smallest: Euros | None = None
    """The smallest aid of the call, EUR."""
    largest: Euros | None = None
    """The largest aid of the call, EUR; None when it has no cap but the regulation's."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.smallest is not None and self.largest is not None and self.smallest > self.largest:
            raise Refusal("smallest is above largest", field="smallest")
        return self

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """The counters of that day."""
        company, project = applicant
        return Key(
            tuple(headroom(company, as_of, regulation) for regulation in REGULATIONS),
            project.costs if project else None,
            told(company, "aid_received", "aid_received", as_of),
            told(company, "holdings", "holdings", as_of) if company.holdings is not None else Told(),
            told(company, "projects", "project", as_of) if project and project.costs is not None else Told(),
        )

    def judge(self, key: Key) -> Verdict:
        """The smallest aid against the most room there may be, the largest against the least."""
        room = key.rooms[REGULATIONS.index(self.regulation)]
        if room is None:
            return Verdict(
                "de_minimis",
                Outcome.UNKNOWN,
                say("no de minimis ceiling on file for that day"),
                missing=("ceiling",),
                question=say("Under which de minimis regulation is the aid granted?"),
            )
        facts = (Fact("aid_received", room.used, key.aid_told.by, key.aid_told.on),)
        least = self.smallest or 1
        most = max(least, min(amount for amount in (self.largest, key.costs, room.ceiling) if amount is not None))
        if least > room.high:
            return Verdict(
                "de_minimis",
                Outcome.FAILED,
                say("{left:euros} left of the {ceiling:euros} of de minimis aid", left=room.high, ceiling=room.ceiling),
                facts,
                remedy=self._remedy(room, least),
            )
        if most <= room.low:
            return Verdict(
                "de_minimis",
                Outcome.MET,
                say("{left:euros} left of the {ceiling:euros} of de minimis aid", left=room.low, ceiling=room.ceiling),
                facts,
                confirm=to_confirm(
                    key.aid_told, key.holdings_told, *((key.project_told,) if most == key.costs else ())
                ),
            )
        if room.known:
            return Verdict(
                "de_minimis",
                Outcome.UNKNOWN,
                say("{left:euros} left of de minimis aid, up to {most:euros} may be asked", left=room.low, most=most),
                facts,
                missing=("project.costs",),
                question=say("Will the aid asked stay under {left:euros}?", left=room.low),
            )
        return Verdict(
            "de_minimis",
            Outcome.UNKNOWN,
            say("de minimis aid already received not known"),
            facts,
            missing=room.missing,
            question=self._question(room),
        )

    def _question(self, room: Headroom) -> Message:
        if "aid_received" in room.missing:
            return say("What de minimis aid has the group received over the last three years?")
        return say("Which firms are linked to the company, and what de minimis aid did they receive?")

    def _remedy(self, room: Headroom, least: int) -> Message | None:
        day = room.holds_on(least)
        return say("room for {amount:euros} again on {day:date}", amount=least, day=day) if day else None
