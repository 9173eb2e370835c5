"""A workspace's data files -> an index that is up to date, and what was refused on the way.

What files there are (`files`), what each becomes (`records`), the catalogue opened over them (`opening`), and a public
file taken in (`importing`).
"""

from __future__ import annotations

from aidmatch.prepare.files import CALLS as CALLS
from aidmatch.prepare.files import COMPANIES as COMPANIES
from aidmatch.prepare.files import IMPORTS as IMPORTS
from aidmatch.prepare.files import home_of_store as home_of_store
from aidmatch.prepare.files import locked as locked
from aidmatch.prepare.opening import open_catalogue as open_catalogue
