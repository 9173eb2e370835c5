"""Official code lists and dated figures, read from the tables of ``data/``.

Every table there names its source, its edition and the day it was checked (``data/sources.csv``); a threshold
or a rate is a dated row, never a constant. A module reads its own tables when first asked, and keeps them.
"""
