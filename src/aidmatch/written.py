"""What people write of a call, in French or in English -> our values: windows, amounts, rates, places, natures.

What is not sure is None, and the caller keeps the words. Amounts follow babel's rules of the French language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from aidmatch import days
from aidmatch.call import Instrument, Kind, Level
from aidmatch.nomenclatures import territories
from aidmatch.window import Window, WindowKind


def moment(said: str | date | datetime) -> date | datetime | None:
    """A day, or an instant of Paris when the hour is said; None when it is neither."""
    if isinstance(said, datetime):
        return days.plain_day(said)
    return said if isinstance(said, date) else days.moment(said)


def window(opens: str | date | datetime, closes: str | date | datetime, status: str = "") -> tuple[Window, bool]:
    """When a file can be handed in, and whether all that was said of it could be read.

    What could not is kept in the note: a date that nobody can read is not "open for ever", nor is it over.
    """
    opening = moment(opens)
    said = str(closes)
    one = moment(closes)
    dates = [moment(part) for part in _SEVERAL_DAYS.split(said)] if one is None else []
    cut_offs = tuple(day for day in dates if day is not None)
    several = len(cut_offs) > 1 and len(cut_offs) == len(dates)
    kind = _window_kind(said) or _window_kind(status)
    lost = [cell for cell, known in ((str(opens), opening is not None), (said, one or several)) if cell and not known]
    is_read = not [cell for cell in lost if _window_kind(cell) is None]
    note = " ; ".join(cell for cell in lost if _window_kind(cell) is None or any(map(str.isdigit, cell))) or None
    if several:
        return Window(kind="cut_offs", opens=opening, cut_offs=cut_offs, note=note), is_read
    if one is not None:
        if opening is not None and _instant(opening) > _instant(one):
            return Window(kind="unknown", note=" – ".join((str(opens), said))), False
        return Window(kind="dated", opens=opening, closes=one, note=note), is_read
    return Window(kind=kind or "unknown", opens=opening, note=note), is_read


_SEVERAL_DAYS = re.compile(r"\s*(?:[,;|\n]|\bet\b|\bpuis\b|\band\b)\s*", re.IGNORECASE)


def _instant(day: date | datetime) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time())


def _window_kind(said: str) -> WindowKind | None:
    return next((kind for pattern, kind in _WINDOWS if pattern.search(said)), None)


_WINDOWS: tuple[tuple[re.Pattern[str], WindowKind], ...] = (
    (re.compile(r"épuis|epuis|exhaust", re.IGNORECASE), "until_exhausted"),
    (re.compile(r"permanen|au fil de l|toute l['’]année|en continu|all year|rolling", re.IGNORECASE), "permanent"),
    (re.compile(r"suspend", re.IGNORECASE), "suspended"),
    (re.compile(r"^(?:à venir|a venir|annonc|prochainement|upcoming|announced)", re.IGNORECASE), "forecast"),
    (re.compile(r"^(?:clos|clôtur|clotur|fermé|terminé|closed)", re.IGNORECASE), "closed"),
)
"""What people write in the place of a date, or as the state of a call."""


def euros(said: str) -> int | None:
    """An amount in whole euros; None for several, for a share, or for words beside it that may change it."""
    found = _AMOUNT.fullmatch(" ".join(said.split()))
    if found is None:
        return None
    from babel.numbers import NumberFormatError, parse_decimal

    try:
        number = parse_decimal(re.sub(r"(?<=\d)[ \u00a0\u202f.](?=\d{3}\b)", "", found["number"]), locale="fr")
    except NumberFormatError:
        return None
    unit = (found["unit"] or "").casefold()
    value = int(number * (1_000 if unit.startswith(("k", "millier")) else 1_000_000 if unit else 1))
    return value if value < _RICH else None


_RICH = 10**13

_AMOUNT = re.compile(
    r"(?:(?:jusqu['’]à|maximum|max\.?|plafond(?: de)?|plafonnée? à|up to)\s*:?\s*)?€?\s*"
    r"(?P<number>\d[\d \u00a0\u202f.]*(?:,\d{1,2})?)\s*"
    r"(?P<unit>k|M|millions?(?: d['’])?|milliers?(?: d['’])?)?\s*(?:€|euros?|EUR)?\s*(?:HT|max\.?|maximum)?",
    re.IGNORECASE,
)
"""One amount, at most with words that say it is a ceiling."""


def share(said: str) -> float | None:
    """A rate from 0 to 1, written in per cent; None for several, or for words beside it."""
    found = _RATE.fullmatch(" ".join(said.split()))
    value = float(found["number"].replace(",", ".")) / 100 if found else None
    return round(value, 6) if value is not None and value <= 1 else None


_RATE = re.compile(
    r"(?:(?:jusqu['’]à|maximum|max\.?|up to)\s*:?\s*)?(?P<number>\d{1,3}(?:[.,]\d+)?)\s*%\s*(?:max\.?|maximum)?",
    re.IGNORECASE,
)


def places(said: str) -> tuple[str, ...]:
    """The codes of the territories named, every one of them; none when one is not known or could be two."""
    found = [_place(part.strip()) for part in _SEVERAL.split(said) if part.strip()]
    return () if None in found else tuple(dict.fromkeys(code for code in found if code))


_SEVERAL = re.compile(r"[,;/|\n+]|\s+et\s+|\s+and\s+")

_WHOLE_FRANCE = frozenset({"france", "france entière", "france entiere", "national", "nationale", "toute la france"})


def _place(name: str) -> str | None:
    if name.casefold() in _WHOLE_FRANCE:
        return territories.FRANCE
    number = _NUMBER.search(name)
    own = _KIND.sub("", _NUMBER.sub("", name).strip())
    codes = territories.find(own)
    wide = [code for code in codes if code.startswith(("REG-", "DEP-"))]
    # « Sud » is what people call a region, before it is short for a grouping of communes.
    wide += [code for code in codes if code.startswith("EPCI-") and _alike(territories.label(code)) == _alike(own)]
    communes = [code for code in codes if code.startswith("COM-")]
    # A commune's name is often that of several.
    found = wide[0] if wide else communes[0] if len(codes) == len(communes) == 1 else None
    return None if number and found != f"DEP-{number[1].upper()}" else found


def _alike(name: str) -> str:
    return " ".join(name.replace("’", "'").replace("-", " ").casefold().split())


_KIND = re.compile(
    r"^(?:la\s+)?(?:région|département)\s+(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|des\s+|d['’])?", re.IGNORECASE
)

_NUMBER = re.compile(r"\((\d{2,3}|2[AB])\)$", re.IGNORECASE)
"""« Aude (11) »"""


def level_of(codes: tuple[str, ...]) -> Level | None:
    """The level of the territories, when they are of one."""
    levels: Mapping[str, Level] = {
        "PAYS": "national",
        "REG": "regional",
        "DEP": "departmental",
        "EPCI": "local",
        "COM": "local",
    }
    found = {levels.get(code.partition("-")[0]) for code in codes}
    return found.pop() if len(found) == 1 else None


def level(said: str) -> Level | None:
    """The level named."""
    return next((level for pattern, level in _LEVELS if pattern.search(said)), None)


_LEVELS: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"europ|\bUE\b|\bEU\b", re.IGNORECASE), "european"),
    (re.compile(r"nation|\bÉtat\b|\bEtat\b", re.IGNORECASE), "national"),
    (re.compile(r"région|region", re.IGNORECASE), "regional"),
    (re.compile(r"départ|depart", re.IGNORECASE), "departmental"),
    (re.compile(r"local|métropol|metropol|intercommun|agglo|commune|municip", re.IGNORECASE), "local"),
)


def instrument(said: str) -> Instrument | None:
    """The nature of the aid named; of several the first here, money before advice. A prize is a contest's."""
    return next((instrument for pattern, instrument in _INSTRUMENTS if pattern.search(said)), None)


_INSTRUMENTS: tuple[tuple[re.Pattern[str], Instrument], ...] = (
    (re.compile(r"subvention|\bgrants?\b|aide directe|chèque|bourse|voucher|prime\b", re.IGNORECASE), "grant"),
    (re.compile(r"avances? (?:remboursable|récupérable)|repayable", re.IGNORECASE), "repayable_advance"),
    (re.compile(r"\bprêts?\b|\bloans?\b", re.IGNORECASE), "loan"),
    (re.compile(r"garantie|guarantee", re.IGNORECASE), "guarantee"),
    (re.compile(r"crédits? d['’]impôt|tax credit", re.IGNORECASE), "tax_credit"),
    (re.compile(r"exonération|exemption", re.IGNORECASE), "exemption"),
    (re.compile(r"fonds propres|capital|participation|equity", re.IGNORECASE), "equity"),
    (re.compile(r"\bprix\b|trophée|concours|\bprize\b|\baward\b", re.IGNORECASE), "prize"),
    (re.compile(r"formation|training", re.IGNORECASE), "training"),
    (
        re.compile(
            r"accompagnement|conseil|diagnostic|\bdiag\b|expertise|coaching|mentorat|advice|support", re.IGNORECASE
        ),
        "advice",
    ),
    (re.compile(r"mise à disposition|hébergement|in kind", re.IGNORECASE), "in_kind"),
)


def kind(said: str) -> Kind | None:
    """The kind of call named."""
    return next((kind for pattern, kind in _KINDS if pattern.search(said)), None)


_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"\bAMI\b|manifestations? d['’]int[ée]r[êe]t|expression of interest"), "expression_of_interest"),
    (re.compile(r"\bAAP\b|\b[Aa]ppels? à projets?|\b[Cc]all for (?:projects|proposals)"), "call_for_projects"),
    (re.compile(r"\b(?:[Cc]oncours|[Tt]roph[ée]es?|[Cc]ontest)\b"), "contest"),
    (re.compile(r"\b[Gg]uichet\b|[Dd]ispositif permanent|\b[Ss]tanding\b"), "standing"),
)


def theme(said: str) -> str:
    """The usual theme that the words name, by its id; another in one word, as the other calls write theirs."""
    from rapidfuzz import fuzz, process

    plain = _without_accents(said)
    near = process.extractOne(plain, list(_THEMES), scorer=fuzz.ratio, score_cutoff=_SAME) if plain else None
    return _THEMES[near[0]] if near else "-".join(plain.split())


_SAME = 88
"""Ratio from 0 to 100: an ending or a slip apart."""


def _without_accents(said: str) -> str:
    import unicodedata

    letters = unicodedata.normalize("NFKD", said.casefold().replace("œ", "oe").replace("&", " et "))
    return " ".join(
        "".join(sign if sign.isalnum() else " " for sign in letters if not unicodedata.combining(sign)).split()
    )


_THEMES: Mapping[str, str] = {
    said: name
    for name, words in (
        ("animation", "animation"),
        ("audiovisual", "audiovisuel|cinema|cinema et audiovisuel|audiovisual|film"),
        ("circular-economy", "economie circulaire|dechets|circular economy"),
        ("cluster", "vie de la grappe|cluster|grappe"),
        ("cooperation", "cooperation|partenariat"),
        ("creation", "creation|creation artistique|culture"),
        ("digital", "numerique|transformation numerique|digital|digitalisation"),
        ("energy", "energie|transition energetique|energy|decarbonation"),
        ("export", "export|international|exportation"),
        ("growth", "croissance|developpement|growth"),
        ("hiring", "embauche|emploi|recrutement|rh|ressources humaines|hiring"),
        ("immersive", "immersif|oeuvres immersives|realite virtuelle|xr|immersive|immersive works"),
        ("innovation", "innovation"),
        ("investment", "investissement|investment"),
        ("ip", "propriete intellectuelle|ip|intellectual property"),
        ("music", "musique|music"),
        ("publishing", "edition|livre|publishing"),
        ("r-and-d", "r d|r et d|recherche et developpement|recherche|r and d|research and development"),
        ("real-estate", "immobilier|locaux|premises|real estate"),
        ("seed", "amorcage|seed"),
        ("training", "formation|competences|training"),
        ("video-games", "jeu video|jeux video|jeux videos|video games|video game"),
    )
    for said in (name.replace("-", " "), *words.split("|"))
}
"""The usual themes, by the words people write for them, without accents."""
