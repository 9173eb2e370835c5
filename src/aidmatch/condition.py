"""A condition of a call: one rule of the shelf, or an alternative of several.

It stands apart from `call` so that a warm `rank`, which judges conditions and shows columns, need not load the
whole call.
"""

from collections.abc import Hashable, Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from aidmatch.company import Applicant
from aidmatch.criteria import AnyCriterion, Criterion
from aidmatch.value import Value
from aidmatch.verdict import Verdict, any_of

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema


Branch = AnyCriterion


class AnyOf(Value):
    """An alternative: one branch is enough, and a branch may be several conditions together."""

    kind: Literal["any_of"]
    branches: Annotated[tuple[tuple[Branch, ...], ...], Field(min_length=2)]
    words: str | None = None
    source: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        """A branch of one condition may be written without its list."""
        if isinstance(raw, dict) and isinstance(raw.get("branches"), list | tuple):
            branches = [[branch] if not isinstance(branch, list | tuple) else branch for branch in raw["branches"]]
            return {**raw, "branches": branches}
        return raw

    @classmethod
    def __get_pydantic_json_schema__(cls, core: "CoreSchema", handler: "GetJsonSchemaHandler") -> "JsonSchemaValue":
        """What editors accept: a branch of one condition without its list."""
        schema = handler.resolve_ref_schema(handler(core))
        branch = schema["properties"]["branches"]["items"]
        schema["properties"]["branches"]["items"] = {"anyOf": [branch, branch["items"]]}
        return schema

    @property
    def members(self) -> tuple[Criterion, ...]:
        """Every criterion of every branch, in order."""
        return tuple(criterion for branch in self.branches for criterion in branch)

    def read(self, applicant: Applicant, as_of: date) -> tuple[Any, ...]:
        """The tuple of its branches' keys."""
        return tuple(criterion.read(applicant, as_of) for criterion in self.members)

    def judge(self, key: tuple[Any, ...]) -> Verdict:
        """The nearest branch speaks."""
        keys = iter(key)
        return any_of(tuple(criterion.judge(next(keys)) for criterion in branch) for branch in self.branches)

    def check(self, applicant: Applicant, as_of: date) -> Verdict:
        """The verdict on an applicant."""
        return self.judge(self.read(applicant, as_of))

    def asked(self) -> Hashable:
        """What is asked, without its quotations."""
        return self.kind, tuple(tuple(criterion.asked() for criterion in branch) for branch in self.branches)

    def rule(self) -> str:
        """The alternative without its quotations, as JSON."""
        unquoted = {"words": True, "source": True}
        within = {"branches": {"__all__": {"__all__": unquoted}}}
        return self.model_dump_json(exclude={**unquoted, **within}, exclude_defaults=True, by_alias=True)


Condition = Annotated[AnyCriterion | AnyOf, Field(discriminator="kind")]


class Rule(NamedTuple):
    """A distinct condition and the calls that hold it."""

    condition: Condition
    calls: int
    """Bitset over the calls' ordinals."""


def sum_of(bitsets: Iterable[int]) -> int:
    """The calls of one bitset or another."""
    return reduce(or_, bitsets, 0)
