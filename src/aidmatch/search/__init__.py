"""French full text over funding calls: stems, compounds, thesaurus, typos; relevance, with the words that met.

The road of a need: `query` turns a need, or the weighted parts of a company's profile, into asked words with their
alternatives (synonyms, translations); `score` adds up, for each call, the prepared impact of the words it holds;
`relevance` brings the sum between 0 and 1; `matched` says which words met. `build` prepares the postings.

Nothing is read here but the tables of `data/`: no file is written, no database opened, no clock read. Postings come
in through `lookup`, so that a caller who keeps them in a database loads those of the asked words alone.
"""

from __future__ import annotations

from aidmatch.search.asking import Asked, Query, query
from aidmatch.search.feedback import Gists
from aidmatch.search.postings import Gist, Posting, Postings, build
from aidmatch.search.scoring import Met, Scores, matched, relevance, score
from aidmatch.search.settings import Weights, weights
from aidmatch.search.stems import Term, terms
from aidmatch.search.thesaurus import Thesaurus

__all__ = [
    "Asked",
    "Gist",
    "Gists",
    "Met",
    "Posting",
    "Postings",
    "Query",
    "Scores",
    "Term",
    "Thesaurus",
    "Weights",
    "build",
    "matched",
    "query",
    "relevance",
    "score",
    "terms",
    "weights",
]
