"""Who could apply together: what a call asks of a team, who would do, and the best of the teams they make.

The road of one team: `of_companies` and `of_contact` make what a team is judged by of each who agreed to be proposed;
`of_project` does so for the partners that the lead's project names, who are of every team; `needs_of` reads what the
call asks; `bridges` finds where an offer of one meets a need of another; `best_teams` chooses; `propose` says what each
brings, what is missing and whom to look for. Who agreed is the caller's to know: nothing comes in here of one who did
not, save its name, which no quotation may hold, and the firms it is linked to.
"""

from aidmatch.team.bridging import Bridge, bridges
from aidmatch.team.candidates import Candidate, Circle, beside, of_companies, of_contact, of_project
from aidmatch.team.choosing import Chosen, best_teams
from aidmatch.team.needs import NEEDS, Held, Needs, hold, needs_of
from aidmatch.team.proposing import Member, Proposal, Team, Wanted, propose
from aidmatch.team.quoting import Quoting

__all__ = [
    "NEEDS",
    "Bridge",
    "Candidate",
    "Chosen",
    "Circle",
    "Held",
    "Member",
    "Needs",
    "Proposal",
    "Quoting",
    "Team",
    "Wanted",
    "beside",
    "best_teams",
    "bridges",
    "hold",
    "needs_of",
    "of_companies",
    "of_contact",
    "of_project",
    "propose",
]
