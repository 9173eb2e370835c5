"""A condition of a call -> what it asks, in words, before any company is held against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aidmatch.formats import _words
from aidmatch.formats._words import term

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording

_ASKED: Mapping[str, Mapping[str, str]] = {
    "perimeter": {"within": term("{value:places}"), "excluding": term("except {value:places}")},
    "activity": {"within": term("{value:nafs}"), "excluding": term("except {value:nafs}")},
    "headcount": {"min": term("at least {value:number}"), "max": term("at most {value:number}")},
    "sme": {"classes": term("{value:sizes}")},
    "turnover": {"min": term("at least {value:euros}"), "max": term("at most {value:euros}")},
    "balance": {"min": term("at least {value:euros}"), "max": term("at most {value:euros}")},
    "age": {
        "least": term("at least {value:months}"),
        "under": term("less than {value:months}"),
        "min_closed_years": term("closed years: at least {value:number}"),
    },
    "legal_form": {"within": term("{value:forms}"), "excluding": term("except {value:forms}")},
    "audience": {"within": term("{value:audiences}")},
    "ownership": {
        "eu_control": term("controlled within the European Union"),
        "independent": term("no other firm controls it"),
    },
    "tax_regime": {"within": term("{value:taxes}")},
    "label": {"any_of": term("{value:labels}"), "none_of": term("except {value:labels}")},
    "de_minimis": {
        "kind": term("under the ceiling of the regulation"),
        "smallest": term("aid of at least {value:euros}"),
        "largest": term("aid of at most {value:euros}"),
    },
    "stage": {"within": term("{value:stages}")},
    "consortium": {
        "min_partners": term("partners in all: at least {value:number}"),
        "min_countries": term("countries in all: at least {value:number}"),
        "research_body": term("a research body among the partners"),
        "min_regions": term("regions in all: at least {value:number}"),
        "min_sme_share": term("SMEs: at least {value:share} of the partners"),
        "unlinked": term("no links between the partners"),
        "max_share": term("at most {value:share} of the costs for each partner"),
    },
    "standing": {
        "debts_paid": term("tax and social debts paid"),
        "not_in_difficulty": term("company free of difficulty"),
    },
    "prose": {"text": term("{value:text}")},
}
"""By kind and field, what is asked when the field is filled."""

_BY_COSTS: Mapping[str, str] = {"min_sme_share": term("SMEs: at least {value:share} of the costs")}
"""The same of a team whose SMEs are counted by what they bear."""

_MOMENTS: Mapping[str, str] = {
    "before_application": term("sign or order nothing before applying"),
    "after_receipt": term("sign or order nothing before the funder has received the application"),
    "after_complete": term("sign or order nothing before the file is declared complete"),
    "after_decision": term("sign or order nothing before the decision"),
}
_PLACES: Mapping[str, str] = {
    "seat": term("seat"),
    "establishment": term("establishment"),
    "project": term("place of the project"),
}


def asked(words: Wording, condition: Any) -> str:
    """« territoire concerné : Occitanie (siège ou établissement) »"""
    return words.text(
        "{name}: {reason}", name=words.term(_words.CRITERIA, condition.kind), reason=_rule(words, condition)
    )


def _is_by_costs(condition: Any) -> bool:
    return bool(condition.kind == "consortium" and condition.sme_share_of == "costs")


def _rule(words: Wording, condition: Any) -> str:
    if condition.kind == "any_of":
        branches = [" + ".join(asked(words, one) for one in branch) for branch in condition.branches]
        return words.text(" or ").join(branches)
    if condition.kind == "works_start":
        return words.term(_MOMENTS, condition.moment)
    if condition.kind == "micro_entrepreneur":
        return (
            words.text("only they may apply") if condition.accepted else words.text("micro-entrepreneurs are left out")
        )
    templates = {**_ASKED[condition.kind], **(_BY_COSTS if _is_by_costs(condition) else {})}
    parts = [
        words.text(template, value=getattr(condition, field))
        for field, template in templates.items()
        if getattr(condition, field) not in (None, (), False)
    ]
    if condition.kind == "perimeter":
        counted = words.several([words.term(_PLACES, place) for place in condition.places])
        return words.text("{area} ({counted})", area=", ".join(parts), counted=counted)
    if condition.kind == "headcount" and condition.ruler == "awu":
        return words.text("{bounds} (annual work units)", bounds=", ".join(parts))
    return ", ".join(parts)
