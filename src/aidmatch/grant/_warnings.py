"""What may stop or shrink an aid, told before anything else; none of it is a verdict."""

from __future__ import annotations

from datetime import date

from aidmatch.call import Call
from aidmatch.company import Company, Project
from aidmatch.difficulty import difficulty
from aidmatch.nomenclatures import figures
from aidmatch.plausible import doubt
from aidmatch.reckoning import Step, rows
from aidmatch.value import say


def warnings_of(call: Call, company: Company, project: Project | None, as_of: date) -> list[Step]:
    """Start of works, difficulty, and a funder that may not be the one who grants."""
    found = list(_start_of_works(call, project, as_of))
    if call.aid_regime in ("gber", "notified", None) and call.instrument not in ("tax_credit", "exemption"):
        state = difficulty(company, as_of)
        if state.state in ("told", "warned"):
            found.extend(state.steps)
            found.append(
                Step(say("an undertaking in difficulty gets no such aid; the funder reads the whole group"), (), True)
            )
    funder = doubt(call, as_of)
    return [*found, funder] if funder else found


def _start_of_works(call: Call, project: Project | None, as_of: date) -> list[Step]:
    """What may not be signed yet: the rule of the sheet, else the law's where the aid is exempted by block."""
    state = project.state if project else None
    moments = [getattr(rule, "moment", None) for rule in call.criteria if rule.kind == "works_start"]
    if not moments and call.aid_regime == "gber" and call.instrument not in ("tax_credit", "exemption"):
        moments = ["before_application"]
    if not moments:
        return []
    rule = rows(figures.figure("works_start.incentive_effect", as_of)) if moments[0] == "before_application" else ()
    if state in ("started", "done"):
        return [Step(say("the project has already started: the part not yet ordered may still be asked for"), rule)]
    what = {
        "before_application": say("sign or order nothing before applying"),
        "after_receipt": say("sign or order nothing before the funder has received the application"),
        "after_complete": say("sign or order nothing before the file is declared complete"),
        "after_decision": say("sign or order nothing before the decision"),
    }[str(moments[0])]
    return [Step(what, rule, is_doubt=state is None)]
