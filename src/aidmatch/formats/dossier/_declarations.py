"""Declarations to read again and sign: the SME in the EU sense, and the de minimis aid received."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aidmatch.formats import _words
from aidmatch.formats._told import Section, blank, capital
from aidmatch.formats.dossier._identity import number_of
from aidmatch.nomenclatures import figures
from aidmatch.size import CEILINGS, possible_classes
from aidmatch.sme_declaration import ceilings, form, notes

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.dossier import Dossier
    from aidmatch.formats._wording import Wording
    from aidmatch.size import Bounds, Sizing


def signed_by(words: Wording, company: Company) -> Section:
    """Who declares."""
    rows = [
        (words.text("Company"), company.name),
        number_of(words, company),
        (words.text("Address of the seat"), blank(words, words.text("full address of the seat"))),
        (words.text("The undersigned"), blank(words, words.text("name and quality of who signs"))),
    ]
    return Section(words.text("Who declares"), (), (words.text("Field of the form"), words.text("Value")), tuple(rows))


def sme(words: Wording, kit: Dossier) -> Section:
    """The figures of the Commission's form, firm by firm, and the class they give."""
    day = kit.at.date()
    sizing = possible_classes(kit.company, day)
    headings = (
        words.text("Firm"),
        words.text("Annual work units"),
        words.text("Turnover"),
        words.text("Balance sheet total"),
    )
    rows = [
        (
            words.term(_words.TIES, line.tie) if line.name is None else line.name,
            _within(
                words, line.awu, lambda value: words.number(int(value) if value == int(value) else round(value, 1))
            ),
            _within(words, line.turnover, lambda value: words.euros(round(value))),
            _within(words, line.balance_total, lambda value: words.euros(round(value))),
        )
        for line in sizing.lines
    ]
    told = [capital(words.say(step.what)) for step in notes(kit.company, sizing, day)]
    return Section(
        words.text("Declaration of SME status"),
        tuple(_class(words, kit, sizing)),
        headings,
        tuple(rows),
        (*told, *_ceilings(words, kit)),
    )


def _class(words: Wording, kit: Dossier, sizing: Sizing) -> list[str]:
    """The form's boxes: kind of enterprise, class, reference year."""
    day = kit.at.date()
    boxes = form(kit.company, sizing, day)
    told: list[str]
    if boxes.kind == "unknown":
        told = [blank(words, words.text("the kind of enterprise (who holds what is not on file)"))]
    else:
        told = [words.text("Kind of enterprise: {kind}.", kind=words.term(_words.ENTERPRISE_KINDS, boxes.kind))]
    sizes = [words.term(_words.SIZE_CLASSES, one) for one in (*CEILINGS, "large") if one in sizing.classes]
    if len(sizes) == 1:
        told.append(words.text("Class in the EU sense, by what is on file: {size}.", size=sizes[0]))
    else:
        told.append(blank(words, words.text("the class (it may be {sizes})", sizes=words.several(sizes))))
    if boxes.closed_on is not None:
        told.append(words.text("Reference year closed on {day:date}.", day=boxes.closed_on))
    elif boxes.is_estimate:
        told.append(words.text("No year closed yet: an estimate in good faith."))
    else:
        told.append(blank(words, words.text("the reference year (no closed year on file)")))
    if boxes.has_changed:
        changed = words.text("the last year alone would change the class: tick “change of data”")
        told.append(f"{capital(changed)}.")
    return told


def _ceilings(words: Wording, kit: Dossier) -> list[str]:
    """The ceilings in force that day, with their text."""
    told: list[str] = []
    laws: dict[str, None] = {}
    for size, (staff, turnover, balance) in ceilings(kit.at.date()):
        if size == "midcap":
            continue
        what = words.text(
            "{size}: fewer than {staff:number} annual work units, and turnover up to {turnover:euros} or balance "
            "sheet up to {balance:euros}",
            size=words.term(_words.SIZE_CLASSES, size),
            staff=int(staff.value),
            turnover=int(turnover.value),
            balance=int(balance.value),
        )
        told.append(capital(what))
        laws[words.text("{source:text}, {article:text}.", source=staff.source, article=staff.article)] = None
    return [*told, *laws]


def _within(words: Wording, bounds: Bounds, told: Callable[[float], str]) -> str:
    low, high = bounds
    if high is None:
        return blank(words, words.text("{low} or more", low=told(low)) if low else words.text("not known"))
    if low == high:
        return told(low)
    return blank(words, words.text("{low} to {high}", low=told(low), high=told(high)))


def de_minimis(words: Wording, kit: Dossier) -> Section:
    """The aid received over the period, and what is left."""
    day = kit.at.date()
    period = figures.figure("de_minimis.period", day)
    intro = [
        words.text(
            "De minimis aid received over the {months:months} before {day:date} by the single undertaking: the company "
            "and the firms linked to it.",
            months=int(period.value) if period else 0,
            day=day,
        )
    ]
    ledger = kit.ledger
    headings = (
        words.text("Granted on"),
        words.text("Firm"),
        words.text("Funder"),
        words.text("Regulation"),
        words.text("Gross grant equivalent"),
    )
    rows: list[tuple[str, ...]] = []
    for firm, award in ((one.firm, one.award) for one in ledger.entries):
        told = words.euros(award.amount) if award.amount is not None else blank(words, words.text("amount"))
        rows.append(
            (
                words.date(award.granted_on),
                award.received_by or firm or kit.company.name,
                award.funder or blank(words, words.text("funder")),
                words.term(_words.REGULATIONS, award.de_minimis),
                told,
            )
        )
    if rows:
        total = sum(one.award.amount or 0 for one in ledger.entries)
        rows.append((words.text("Total"), "", "", "", words.euros(total)))
    elif kit.company.aid_received is None:
        intro.append(blank(words, words.text("the aid received (nobody said which, or that there was none)")))
    else:
        intro.append(words.text("No de minimis aid of that time is on file: to confirm before signing."))
    return Section(
        words.text("Declaration of de minimis aid"),
        tuple(intro),
        headings if rows else (),
        tuple(rows),
        tuple(_left(words, kit)),
    )


def _left(words: Wording, kit: Dossier) -> list[str]:
    room = kit.ledger.room
    if room is None:
        return [blank(words, words.text("what is left (no ceiling is on file for that day)"))]
    told = []
    if room.known:
        told.append(
            words.text("Left on that day: {left:euros} of {ceiling:euros}.", left=room.high, ceiling=room.ceiling)
        )
    else:
        told.append(
            words.text(
                "Left at most on that day: {left:euros} of {ceiling:euros}.", left=room.high, ceiling=room.ceiling
            )
        )
        if "aid_received" in room.missing:
            told.append(blank(words, words.text("all the aid received")))
        if "holdings" in room.missing:
            told.append(blank(words, words.text("the firms linked to the company, and the aid they received")))
        if "fiscal_years" in room.missing:
            told.append(blank(words, words.text("which aid falls in the last three fiscal years")))
    rule = figures.figure(f"de_minimis.{kit.ledger.regulation}", kit.at.date())
    if rule is not None:
        told.append(words.text("{source:text}, {article:text}.", source=rule.source, article=rule.article))
    return told


def signature(words: Wording) -> Section:
    """Place, day and signature."""
    rows = [
        (words.text("Done at"), blank(words, words.text("place"))),
        (words.text("On"), blank(words, words.text("day"))),
        (words.text("Name, quality and signature"), blank(words, words.text("signature"))),
    ]
    intro = (words.text("I declare that what stands above is true, and undertake to tell of any change."),)
    return Section(words.text("Signature"), intro, (words.text("Field of the form"), words.text("Value")), tuple(rows))
