"""What a company counts: people, closed years, aid received, shares held."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from aidmatch.identity import Siren
from aidmatch.value import Day, Euros, Refusal, Share, Slug, Value, no_such_code

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

Regulation = Literal["general", "sgei", "agriculture", "fisheries"]
"""The de minimis regulation an aid was granted under."""


AidNature = Literal[
    "grant", "loan", "guarantee", "repayable_advance", "tax_relief", "social_relief", "equity", "in_kind"
]
"""What an aid received was: reliefs of tax and of social contributions count as any other."""


class Span(Value):
    """A number, or the band it lies in, with the year it was counted."""

    low: Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)]
    high: Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)] | None = None
    """None when the band has no upper end."""
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    """Counted on 31 December of that year."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        """Accept 12, "10-19", "250+", {value: 12, year: 2025} and a Sirene band {band: "11", year: 2024}."""
        if isinstance(raw, bool):
            raise Refusal("a number or a band such as 12, 10-19 or 250+ was expected")
        if isinstance(raw, int | float):
            return {"low": raw, "high": raw}
        if isinstance(raw, str):
            return _span_of_text(raw)
        if isinstance(raw, dict) and "value" in raw:
            rest = {key: value for key, value in raw.items() if key != "value"}
            return {"low": raw["value"], "high": raw["value"], **rest}
        if isinstance(raw, dict) and "band" in raw:
            from aidmatch.nomenclatures import headcount_bands

            band = headcount_bands.band(str(raw["band"]))
            if band is None:
                raise no_such_code(str(raw["band"]), None)
            rest = {key: value for key, value in raw.items() if key != "band"}
            return {"low": band.low, "high": band.high, **rest}
        return raw

    @classmethod
    def __get_pydantic_json_schema__(cls, core: "CoreSchema", handler: "GetJsonSchemaHandler") -> "JsonSchemaValue":
        """What editors accept: the short forms too."""
        whole = handler.resolve_ref_schema(handler(core))
        fields = whole["properties"]
        either = {"type": "object", "additionalProperties": False}
        year = {"year": fields["year"]}
        return {
            "description": whole.get("description", ""),
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": r"^[\d ,.]+([-–][\d ,.]+|\+)?$", "examples": ["10-19", "250+"]},
                {**either, "properties": {"value": {"type": "number", "minimum": 0}, **year}, "required": ["value"]},
                {**either, "properties": {"band": {"type": "string"}, **year}, "required": ["band"]},
                {**either, "properties": fields, "required": ["low"]},
            ],
        }

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high is not None and self.high < self.low:
            raise Refusal("the upper end of a band is below its lower end")
        return self


def _span_of_text(raw: str) -> dict[str, float | None]:
    text = raw.replace(" ", "").replace("–", "-").replace(",", ".")
    try:
        if text.endswith("+"):
            return {"low": float(text[:-1]), "high": None}
        low, _, high = text.partition("-")
        return {"low": float(low), "high": float(high or low)}
    except ValueError as error:
        raise Refusal("a number or a band such as 12, 10-19 or 250+ was expected") from error


class Accounts(Value):
    """One closed year."""

    closed_on: Day
    """Last day of the year closed."""
    months: Annotated[int, Field(ge=1, le=24)] = 12
    turnover: Euros | None = None
    """Before tax (HT)."""
    balance_total: Euros | None = None
    awu: Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)] | None = None
    """Annual work units of that year (Recommendation 2003/361/EC, annex, art. 5)."""
    equity: Annotated[int, Field(ge=-(10**13), le=10**13)] | None = None
    capital: Euros | None = None
    """Subscribed capital, premium included."""
    debts: Euros | None = None
    ebitda: Annotated[int, Field(ge=-(10**13), le=10**13)] | None = None
    """Earnings before interest, taxes, depreciation and amortisation (proche de l'excédent brut d'exploitation)."""
    interest: Euros | None = None
    """Interest paid."""


class Award(Value):
    """An aid received: the day the right arose, not the payment (Regulation (EU) 2023/2831, art. 3(3))."""

    granted_on: Day
    amount: Euros | None = None
    """Gross grant equivalent; None when nobody told it."""
    de_minimis: Regulation | None = None
    """The de minimis regulation, or None for any other aid."""
    funder: str | None = None
    call: Slug | None = None
    nature: AidNature | None = None
    face: Euros | None = None
    """What was lent, guaranteed or put in, when that is not its grant equivalent."""
    years: Annotated[float, Field(gt=0, le=100)] | None = None
    """How long a loan or a guarantee runs."""
    received_by: str | None = None
    """The firm that received it, when the company took it over since (Regulation (EU) 2023/2831, art. 3(8))."""


class Holding(Value):
    """A share held in the company, or that it holds in another."""

    side: Literal["parent", "subsidiary", "sister"] = "parent"
    """A sister firm is held by the same person, or by the same persons acting together, who control the company too;
    `share` is what they hold of it."""
    name: str | None = None
    siren: Siren | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "FR"
    share: Share
    """Capital or votes, whichever is higher."""
    controls: bool | None = None
    """Majority of votes, or dominant influence: linked whatever the share."""
    holder: Literal["enterprise", "person", "public_body", "exempt_investor"] = "enterprise"
    """An exempt investor is one of Recommendation 2003/361/EC, annex, art. 3(2): venture capital, business
    angels under 1.25 M EUR, universities, regional funds, small local authorities."""
    adjacent_market: bool | None = None
    """For a sister firm: on the same market, or one just before or after (Recommendation 2003/361/EC, art. 3(3))."""
    accounts: tuple[Accounts, ...] = ()
    """The other firm's closed years, its own linked firms included."""
    aid_received: tuple[Award, ...] | None = None
    """De minimis aid received by a linked firm; None when not known."""
