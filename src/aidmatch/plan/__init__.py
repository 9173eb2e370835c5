"""Plan: which aids to ask for together, in which order and for how much, and why the others stay out.

A set of aids that the law allows at once is looked for by an exact solver, never one call after the other: the aid
that looks best alone may close the way to two that bring more. What each aid would bring is put down first
(`Option`), the set is chosen (`best`), then its days are counted (`calendar`); the stages of a company's life are
laid beside it (`ways`).
"""

from aidmatch.plan._assumed import Doubts as Doubts
from aidmatch.plan._assumed import assumed as assumed
from aidmatch.plan._calendar import Entry as Entry
from aidmatch.plan._calendar import calendar as calendar
from aidmatch.plan._limits import Limits as Limits
from aidmatch.plan._limits import Obstacle as Obstacle
from aidmatch.plan._limits import Totals as Totals
from aidmatch.plan._limits import obstacle as obstacle
from aidmatch.plan._limits import order as order
from aidmatch.plan._limits import totals as totals
from aidmatch.plan._openings import openings as openings
from aidmatch.plan._option import WHOLE as WHOLE
from aidmatch.plan._option import Option as Option
from aidmatch.plan._option import Out as Out
from aidmatch.plan._option import Sort as Sort
from aidmatch.plan._option import asked_for as asked_for
from aidmatch.plan._option import option as option
from aidmatch.plan._reserve import Reserve as Reserve
from aidmatch.plan._reserve import reserved as reserved
from aidmatch.plan._solver import Chosen as Chosen
from aidmatch.plan._solver import best as best
from aidmatch.plan._solver import left_out as left_out
from aidmatch.plan._ways import STAGES as STAGES
from aidmatch.plan._ways import Stand as Stand
from aidmatch.plan._ways import Way as Way
from aidmatch.plan._ways import ways as ways
