"""Known engines that the search is measured beside, each over the full text; one that is missing is named."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

from benchmarks.quality.relevance import Search

_WORD = re.compile(r"\w+")


def full_text(programme: Mapping[str, Any]) -> str:
    """Title, promise, description, long description and steps, without markup."""
    from aidmatch.sources._markdown import plain

    parts = [programme["titre"], programme["promesse"], programme["description"], programme.get("description longue")]
    parts += [step["description"] for step in programme["objectifs"]]
    return "\n".join(plain(part) for part in parts if part)


def token_set_ratio(texts: Mapping[str, str]) -> Search:
    """The shared words of two texts, whatever their order (rapidfuzz)."""
    from rapidfuzz import fuzz, process, utils

    ids = list(texts)
    prepared = [utils.default_process(text) for text in texts.values()]

    def search(need: str) -> list[str]:
        asked = utils.default_process(need)
        found = process.extract(asked, prepared, scorer=fuzz.token_set_ratio, limit=None)
        return [ids[place] for _, _, place in sorted(found, key=lambda one: (-one[1], one[2]))]

    return search


def fts5(texts: Mapping[str, str]) -> Search:
    """BM25 of SQLite, accents folded, no stems; repeated words count each time."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, text, tokenize='unicode61 remove_diacritics 2')"
    )
    connection.executemany("INSERT INTO held VALUES (?, ?)", texts.items())

    def search(need: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in _WORD.findall(need))
        rows = connection.execute("SELECT id FROM held WHERE held MATCH ? ORDER BY rank, rowid", (asked,))
        return [one for (one,) in rows]

    return search


def tantivy(texts: Mapping[str, str]) -> Search:
    """BM25 of tantivy, French stems, repeated words as boosts."""
    from tantivy import Document, Filter, Index, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

    analyzer = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.stemmer("french"))
    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="french")
    index = Index(builder.build())
    index.register_tokenizer("french", analyzer.build())
    writer = index.writer(num_threads=1)
    for one, text in texts.items():
        writer.add_document(Document(id=one, text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(need: str) -> list[str]:
        words = Counter(word.lower() for word in _WORD.findall(need))
        asked = index.parse_query(" ".join(f'"{word}"^{times}' for word, times in words.items()), ["text"])
        hits = searcher.search(asked, limit=len(texts)).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return search


def bm25s(texts: Mapping[str, str]) -> Search:
    """BM25 of bm25s with its French stop words and Snowball's French stems; repeated words count each time."""
    import bm25s as engine
    import numpy as np
    import Stemmer  # type: ignore[import-not-found]

    stemmer, ids = Stemmer.Stemmer("french"), list(texts)

    def words(held: list[str]) -> Any:
        return engine.tokenize(held, stopwords="fr", stemmer=stemmer, show_progress=False, return_ids=False)

    index = engine.BM25()
    index.index(words(list(texts.values())), show_progress=False)

    def search(need: str) -> list[str]:
        asked = words([need])[0]
        gains = index.get_scores(asked) if asked else np.zeros(len(ids))
        return [ids[place] for place in np.argsort(-gains, kind="stable")]

    return search


PEERS: Mapping[str, tuple[str, Callable[[Mapping[str, str]], Search]]] = {
    "rapidfuzz token_set_ratio": ("rapidfuzz", token_set_ratio),
    "SQLite FTS5 bm25": ("sqlite3", fts5),
    "tantivy, French stems": ("tantivy", tantivy),
    "bm25s, French stems": ("bm25s", bm25s),
}
"""By name: the module that has to be there, and what prepares the texts."""

BAR = "bm25s, French stems"
"""The best of them: what the search has to beat."""


def there() -> tuple[list[str], list[str]]:
    """The names of the peers that are installed, and of those that are not."""
    found = [name for name, (module, _) in PEERS.items() if find_spec(module)]
    return found, [name for name in PEERS if name not in found]
