"""The words people read for the ids of the models; `term` marks them for the catalogue of sentences."""

from __future__ import annotations

from collections.abc import Mapping


def term(text: str) -> str:
    """The English word, marked for translation."""
    return text


ANSWERS: Mapping[str, str] = {
    "eligible": term("eligible on the face of it"),
    "to_confirm": term("to confirm"),
    "to_complete": term("to complete"),
    "ineligible": term("not eligible"),
}

CIRCLES: Mapping[str, str] = {
    "in": term("They qualify, or nearly"),
    "other_trade": term("They could, but it is meant for other trades"),
    "one_answer_away": term("One answer away"),
    "one_condition_away": term("One condition away"),
    "further": term("Further away"),
}
"""How near the members are to a call."""

CIRCLES_OF_CALLS: Mapping[str, str] = {
    **CIRCLES,
    "in": term("Possible, on the face of it"),
    "other_trade": term("Possible, but meant for other trades"),
}
"""How near the calls are to a member."""

INSTRUMENTS: Mapping[str, str] = {
    "grant": term("grant"),
    "repayable_advance": term("repayable advance"),
    "loan": term("loan"),
    "guarantee": term("guarantee"),
    "tax_credit": term("tax credit"),
    "exemption": term("exemption"),
    "equity": term("equity"),
    "prize": term("prize"),
    "training": term("training"),
    "advice": term("advice"),
    "in_kind": term("in kind"),
    "cluster_funding": term("cluster funding"),
}

KINDS: Mapping[str, str] = {
    "call_for_projects": term("call for projects"),
    "expression_of_interest": term("call for expressions of interest"),
    "standing": term("standing scheme"),
    "contest": term("contest"),
}

LEVELS: Mapping[str, str] = {
    "european": term("European"),
    "national": term("national"),
    "regional": term("regional"),
    "departmental": term("departmental"),
    "local": term("local"),
}

WINDOWS: Mapping[str, str] = {
    "open": term("open"),
    "upcoming": term("announced"),
    "closed": term("closed"),
    "undated": term("dates not known"),
}

WINDOW_KINDS: Mapping[str, str] = {
    "dated": term("one closing date"),
    "cut_offs": term("several filing dates"),
    "two_stage": term("two stages"),
    "permanent": term("all year round"),
    "until_exhausted": term("until the money runs out"),
    "forecast": term("announced, not open yet"),
    "suspended": term("suspended"),
    "closed": term("closed"),
    "ended": term("wound up"),
    "unknown": term("dates not known"),
}

SOURCES: Mapping[str, str] = {"watch-list": term("watch list")}
"""Sources that are no public name."""

COLUMNS: Mapping[str, str] = {
    "title": term("title"),
    "funder": term("funder"),
    "operator": term("operator"),
    "closes": term("closing"),
    "opens": term("opening"),
    "url": term("link"),
    "territory": term("territory"),
    "themes": term("themes"),
    "sectors": term("sectors"),
    "amount": term("amount"),
    "rate": term("rate"),
    "description": term("description"),
    "conditions": term("conditions"),
    "contact": term("contact"),
    "type": term("nature"),
    "level": term("level"),
    "status": term("state"),
    "costs": term("eligible costs"),
    "documents": term("documents asked"),
    "read_on": term("read on"),
}
"""What a column of a person's own list holds."""

CONFIDENCE: Mapping[str, str] = {"high": term("high"), "medium": term("medium"), "low": term("low")}

STAGES: Mapping[str, str] = {
    "idea": term("idea"),
    "creation": term("creation"),
    "seed": term("seed"),
    "development": term("development"),
    "growth": term("growth"),
    "transmission": term("transfer"),
}

THEMES: Mapping[str, str] = {
    "animation": term("animation"),
    "audiovisual": term("audiovisual"),
    "circular-economy": term("circular economy"),
    "cluster": term("life of the cluster"),
    "cooperation": term("cooperation"),
    "creation": term("creation"),
    "digital": term("digital"),
    "energy": term("energy"),
    "export": term("export"),
    "growth": term("growth"),
    "hiring": term("hiring"),
    "immersive": term("immersive works"),
    "innovation": term("innovation"),
    "investment": term("investment"),
    "ip": term("intellectual property"),
    "music": term("music"),
    "publishing": term("publishing"),
    "r-and-d": term("research and development"),
    "real-estate": term("premises"),
    "seed": term("seed"),
    "training": term("training"),
    "video-games": term("video games"),
}
"""The usual themes; another shows as it is written."""

AUDIENCES: Mapping[str, str] = {
    "company": term("company"),
    "association": term("association"),
    "cluster": term("cluster"),
    "research": term("research body"),
    "person": term("natural person"),
    "public_body": term("public body"),
}

TAX_REGIMES: Mapping[str, str] = {
    "corporate_tax": term("corporate tax"),
    "income_tax": term("income tax on actual profit"),
    "micro": term("micro tax regime"),
    "not_taxed": term("not subject to tax on profits"),
}

CRITERIA: Mapping[str, str] = {
    "perimeter": term("area"),
    "activity": term("activity (NAF)"),
    "headcount": term("headcount"),
    "sme": term("SME in the EU sense"),
    "turnover": term("turnover"),
    "balance": term("balance sheet total"),
    "age": term("age"),
    "legal_form": term("legal form"),
    "foreign_form": term("legal form abroad"),
    "micro_entrepreneur": term("micro-entrepreneur regime"),
    "audience": term("who may apply"),
    "ownership": term("ownership"),
    "tax_regime": term("tax regime"),
    "label": term("label or approval"),
    "de_minimis": term("de minimis aid received"),
    "works_start": term("start of the project"),
    "stage": term("stage"),
    "consortium": term("partners"),
    "standing": term("standing"),
    "prose": term("to read with the funder"),
    "any_of": term("one of several conditions"),
}

FAILING: Mapping[str, str] = {**CRITERIA, "prose": term("an answer received")}
"""What turns a company away: prose does so only when a person answered no."""

SHORT_QUESTIONS: Mapping[str, str] = {
    "perimeter": term("the place"),
    "activity": term("the NAF code"),
    "headcount": term("the headcount"),
    "sme": term("headcount and turnover"),
    "turnover": term("the turnover"),
    "age": term("the creation date"),
    "legal_form": term("the legal form"),
    "micro_entrepreneur": term("the micro-entrepreneur regime"),
    "audience": term("the legal form"),
}
"""What is missing, by the kind that asks for it."""

FACTS: Mapping[str, str] = {
    "place": term("seat"),
    "establishments": term("establishment"),
    "project.place": term("place of the project"),
    "project.state": term("state of the project"),
    "project.partners": term("partners of the project"),
    "headcount": term("headcount"),
    "awu": term("annual work units"),
    "turnover": term("turnover"),
    "balance_total": term("balance sheet total"),
    "created": term("created on"),
    "first_closed_year": term("first year closed"),
    "closed_years": term("closed years"),
    "naf": term("NAF code"),
    "naf_2025": term("NAF 2025 code"),
    "legal_form": term("legal form"),
    "micro_entrepreneur": term("micro-entrepreneur"),
    "roles": term("role"),
    "economic_activity": term("sells goods or services"),
    "holdings": term("who holds the company"),
    "controlled_outside_eu": term("controlled from outside the EU"),
    "tax_regime": term("tax regime"),
    "labels": term("labels"),
    "aid_received": term("aid received"),
    "debts_paid": term("debts paid"),
    "in_difficulty": term("in difficulty"),
    "stage": term("stage"),
    "audience": term("kind of applicant"),
    "size": term("size calculation"),
    "equity": term("own funds"),
    "labels_refused": term("labels not held"),
    "project.countries": term("countries of the partners"),
    "answer": term("answer"),
}

RECORD: Mapping[str, str] = {
    "siren": term("SIREN"),
    "siret": term("SIRET of the seat"),
    "national_id": term("national number"),
    "legal_form": term("legal form"),
    "roles": term("role"),
    "economic_activity": term("sells goods or services"),
    "naf": term("NAF code"),
    "naf_2025": term("NAF 2025 code"),
    "seat": term("seat"),
    "establishments": term("establishments"),
    "open_establishments": term("open establishments"),
    "headcount": term("headcount"),
    "awu": term("annual work units"),
    "micro_entrepreneur": term("micro-entrepreneur"),
    "created": term("created on"),
    "first_closed_year": term("first year closed"),
    "accounts": term("accounts"),
    "holdings": term("who holds the company"),
    "merged_on": term("merged on"),
    "controlled_outside_eu": term("controlled from outside the EU"),
    "tax_regime": term("tax regime"),
    "labels": term("labels"),
    "labels_refused": term("labels not held"),
    "debts_paid": term("debts paid"),
    "in_difficulty": term("in difficulty"),
    "stages": term("moment of life"),
    "themes": term("themes"),
    "description": term("trade"),
    "needs": term("needs"),
    "offers": term("offers"),
    "projects": term("projects"),
    "aid_received": term("aid received"),
    "aid_received_in_part": term("aid received in part"),
    "clusters": term("clusters"),
    "groups": term("groups"),
    "readers": term("readers of its letters"),
    "website": term("website"),
}
"""The fields of a company's file, in the order they are shown."""

MEMBERS: Mapping[str, str] = {
    "id": term("id"),
    "name": term("company name"),
    **RECORD,
    "place": term("territory code"),
    "seat.commune": term("commune code"),
    "town": term("town"),
    "postcode": term("postcode"),
    "seat.department": term("department"),
    "seat.region": term("region"),
    "seat.country": term("country"),
    "seat.nuts": term("NUTS code"),
    "headcount_band": term("Sirene headcount band"),
    "turnover": term("turnover"),
    "balance_total": term("balance sheet total"),
    "closed_on": term("year end"),
    "email": term("e-mail"),
    "contact": term("contact"),
    "first_name": term("first name"),
    "language": term("language of the letter"),
    "consent": term("consent to the letter"),
    "opt_out": term("no letters"),
    "provenance": term("who said it"),
    "costs_by": term("costs of the project by item"),
}
"""What a column of a list of members holds."""

SAID_BY: Mapping[str, str] = {
    "head": term("said by the head"),
    "register": term("public register"),
    "accounts": term("filed accounts"),
    "list": term("member list"),
    "estimate": term("estimate"),
}

SIZE_CLASSES: Mapping[str, str] = {
    "micro": term("micro enterprise"),
    "small": term("small enterprise"),
    "medium": term("medium enterprise"),
    "midcap": term("small mid-cap"),
    "large": term("large enterprise"),
}

TIES: Mapping[str, str] = {
    "own": term("the company alone"),
    "linked": term("a linked firm"),
    "partner": term("a partner firm"),
    "perhaps_linked": term("a firm that may be linked"),
    "total": term("in all"),
}
"""What a firm is to the company in the size calculation."""

LABELS: Mapping[str, str] = {
    "jei": term("young innovative company (JEI)"),
    "jec": term("young growth company (JEC)"),
    "jeu": term("young university company (JEU)"),
    "esus": term("solidarity enterprise of social utility (ESUS)"),
    "qualiopi": term("Qualiopi"),
}
"""The labels and approvals with a long name; another shows as it is written."""

STATES: Mapping[str, str] = {
    "not_started": term("not started"),
    "started": term("started"),
    "done": term("done"),
    **AUDIENCES,
    **SIZE_CLASSES,
}
"""Values of facts that are words."""

STANCES: Mapping[str, str] = {
    "dismissed": term("put aside"),
    "followed": term("followed"),
    "applied": term("applied for"),
    "won": term("won"),
    "refused": term("refused"),
    "dropped": term("given up"),
}
"""What a member did about a call."""

CHANGED: Mapping[str, str] = {
    "new": term("new"),
    "better": term("better"),
    "worse": term("worse"),
    "gone": term("no longer possible"),
}
"""What a supposed fact makes of a call, against today."""

SCORE_PARTS: Mapping[str, str] = {
    "relevance": term("words in common"),
    "targeting": term("trade aimed at"),
    "themes": term("themes in common"),
    "level": term("nearness"),
    "stage": term("moment of life"),
    "amount": term("amount"),
    "time": term("time left"),
    "freshness": term("record lately checked"),
    "confidence": term("confidence in the record"),
}

DOUBTS: Mapping[str, str] = {
    "conditions_not_stated": term("conditions not stated by the source"),
    "low_confidence": term("record of low confidence"),
    "stale": term("record not checked for a long time"),
}

GROUPS: Mapping[str, str] = {"unknown": term("not known"), "abroad": term("abroad"), "other": term("others")}

LOST: Mapping[str, str] = {
    **CRITERIA,
    "instrument": term("nature of the aid"),
    "kind": term("kind of call"),
    "level": term("level"),
    "cut_offs": term("several filing dates"),
    "second_stage": term("second stage"),
    "window": term("kind of window"),
    "naf-2025": term("NAF 2025 codes"),
    "long_text": term("text cut at its length"),
    "url": term("address"),
    "amounts": term("amounts"),
    "aid_regime": term("state-aid regime"),
    "stages": term("stages"),
    "themes": term("themes"),
    "consortium": term("partners"),
    "documents": term("documents asked"),
    "steps": term("steps before applying"),
    "selection": term("way of choosing"),
    "contact": term("contact"),
    "language": term("language"),
    "open_to_all": term("open to all"),
}
"""What the national standard has no column for."""

COUNTS: Mapping[str, str] = {
    "sent": term("the day of sending counts"),
    "received": term("the file must have arrived by then"),
}

CHOSEN: Mapping[str, str] = {
    "of_right": term("granted of right to whoever meets the conditions"),
    "first_come": term("first come, first served"),
    "jury": term("chosen by a jury"),
}

CONSORTIUM: Mapping[str, str] = {
    "optional": term("partners welcome"),
    "required": term("partners required"),
}

CONFLICTING: Mapping[str, str] = {
    "window.kind": term("whether it is open"),
    "window.closes": term("closing day"),
    "origin.status": term("state the source gives"),
    "instrument": term("nature of the aid"),
    "aid_regime": term("state-aid regime"),
    "amounts.floor": term("smallest amount"),
    "amounts.ceiling": term("largest amount"),
    "amounts.intensity": term("aid rate"),
    "amounts.costs_floor": term("smallest eligible costs"),
    "amounts.costs_ceiling": term("largest eligible costs"),
}
"""Fields that the origins of one call may disagree on."""

STATUSES: Mapping[str, str] = {"open": term("open"), "closed": term("closed"), "ended": term("wound up")}
"""What a source says of its call."""

REGIMES: Mapping[str, str] = {
    "de_minimis": term("de minimis"),
    "gber": term("block exemption (GBER)"),
    "notified": term("notified scheme"),
    "none": term("no state aid"),
}

MARKS: Mapping[str, str] = {
    "S": term("read in the text"),
    "s": term("long-standing, not read again"),
    "U": term("to be verified, decides nothing"),
}
"""How sure a row of law is."""

ENTERPRISE_KINDS: Mapping[str, str] = {
    "autonomous": term("autonomous enterprise"),
    "partner": term("enterprise with partner firms"),
    "linked": term("enterprise with linked firms"),
    "unknown": term("type of enterprise not known: who holds what is missing"),
}
"""The first box of the SME declaration."""

INSEE: Mapping[str, str] = {
    "mic": term("microenterprise (MIC)"),
    "pme": term("SME (PME)"),
    "eti": term("intermediate-size enterprise (ETI)"),
    "ge": term("large enterprise (GE)"),
}

ACCOUNTS_SIZES: Mapping[str, str] = {
    "micro": term("micro accounts"),
    "small": term("small accounts"),
    "medium": term("medium accounts"),
    "large": term("large accounts"),
}

REGULATIONS: Mapping[str, str] = {
    "general": term("general"),
    "sgei": term("services of general economic interest"),
    "agriculture": term("agriculture"),
    "fisheries": term("fisheries"),
}
"""The de minimis regulations."""

AID_NATURES: Mapping[str, str] = {
    "grant": term("grant"),
    "loan": term("loan"),
    "guarantee": term("guarantee"),
    "repayable_advance": term("repayable advance"),
    "tax_relief": term("tax relief"),
    "social_relief": term("relief of social contributions"),
    "equity": term("equity"),
    "in_kind": term("in kind"),
}
"""What an aid received was."""

COST_ITEMS: Mapping[str, str] = {
    "staff": term("staff"),
    "equipment": term("equipment"),
    "premises": term("premises and works"),
    "services": term("services bought"),
    "intangible": term("rights, patents and software"),
    "travel": term("travel, fairs and publicity"),
    "training": term("training"),
    "running": term("other running costs"),
}
"""What a project's costs are made of."""

PLAN_DAYS: Mapping[str, str] = {
    "step": term("before all else"),
    "start": term("begin the file"),
    "opens": term("opens"),
    "ready": term("file ready, hand it in"),
    "closes": term("closing"),
    "sign": term("sign nothing before"),
}
"""What a day of a plan is for."""

MOMENTS: Mapping[str, str] = {
    "before_application": term("the file is handed in"),
    "after_receipt": term("the funder has received the file"),
    "after_complete": term("the file is declared complete"),
    "after_decision": term("the decision"),
}
"""From when on one may sign and order."""
