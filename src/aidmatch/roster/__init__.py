"""The cluster's members on file: one added, a list read, compared with what is known and written, two lists merged."""

from aidmatch.datafiles import id_of as id_of
from aidmatch.roster.filing import RefusedFacts as RefusedFacts
from aidmatch.roster.filing import add as add
from aidmatch.roster.filing import object_of as object_of
from aidmatch.roster.filing import valid as valid
