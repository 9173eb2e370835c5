"""A letter in its reader's words -> every form it leaves in: page, text, Markdown, mail, calendar, JSON, sheet.

Every form is made from the letter's own sentences and dates, so that one letter gives the same bytes whenever it is
asked for.
"""

from aidmatch.formats.letter._calendar import ics as ics
from aidmatch.formats.letter._html import html as html
from aidmatch.formats.letter._json import json as json
from aidmatch.formats.letter._mail import eml as eml
from aidmatch.formats.letter._markdown import markdown as markdown
from aidmatch.formats.letter._sheet import Addressed as Addressed
from aidmatch.formats.letter._sheet import sheet as sheet
from aidmatch.formats.letter._shown import shown as shown
from aidmatch.formats.letter._text import text as text
