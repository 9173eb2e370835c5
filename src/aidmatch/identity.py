"""What a company goes by in public registers: SIREN, SIRET, activity code."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from aidmatch.nomenclatures import activities
from aidmatch.value import Refusal, no_such_code


def digits(width: int) -> BeforeValidator:
    """A code that YAML read as a number gets its leading zeros back."""
    return BeforeValidator(
        lambda raw: f"{raw:0{width}d}" if isinstance(raw, int) and not isinstance(raw, bool) else raw
    )


def _siren(text: str) -> str:
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siren

    compact = siren.compact(text)
    try:
        siren.validate(compact)
    except ValidationError as error:
        raise Refusal("a SIREN has nine digits and a right check digit") from error
    if not int(compact):
        raise Refusal("a SIREN of zeros passes the checksum but belongs to nobody")
    return compact


def _siret(text: str) -> str:
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siret

    compact = siret.compact(text)
    try:
        siret.validate(compact)
    except ValidationError as error:
        raise Refusal("a SIRET has fourteen digits and right check digits") from error
    _siren(compact[:9])
    return compact


Siren = Annotated[str, digits(9), AfterValidator(_siren)]
"""Nine digits, Luhn (INSEE); zeros refused."""

Siret = Annotated[str, digits(14), AfterValidator(_siret)]
"""Fourteen digits, Luhn on 14 and on the first nine; La Poste's own rule is known to the library."""


Trade = Annotated[str, AfterValidator(lambda raw: activities.normalise(raw) or raw)]
"""An activity code as the INSEE writes it; « 6201z » is read as 62.01Z."""


def known_trades(codes: Iterable[str | None], nomenclature: str, field: str) -> None:
    """Refuse a code that its nomenclature lacks, and name the nearest it has."""
    for code in codes:
        if code is not None and not activities.exists(code, nomenclature):
            raise no_such_code(code, activities.nearest(code, nomenclature), field)
