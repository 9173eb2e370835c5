"""What members were told, what they did about it, and what left: the memory of the letters.

`.aidmatch/journal.sqlite` in the workspace. It is the only copy; every table that speaks of a member names it in a
column `company`, so that what is held of one can be given or forgotten whole.
"""

from aidmatch.journal._file import Journal, home_of_journal
from aidmatch.journal.letters import Kept, Seen, Shown

__all__ = ["Journal", "Kept", "Seen", "Shown", "home_of_journal"]
