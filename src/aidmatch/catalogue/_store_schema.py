"""The tables of the store, and the steps from each earlier form. It holds what no file of the workspace does."""

from __future__ import annotations

STEPS: tuple[str, ...] = (
    """
-- A passage at one source.
CREATE TABLE runs (
    id       INTEGER PRIMARY KEY,
    source   TEXT NOT NULL,     -- as aidmatch.toml names it
    kind     TEXT NOT NULL,     -- the source's module
    started  TEXT NOT NULL,     -- ISO instant
    state    TEXT NOT NULL      -- reread: from what was kept, without the network
             CHECK (state IN ('running', 'complete', 'partial', 'failed', 'interrupted', 'reread')),
    pages    INTEGER NOT NULL DEFAULT 0,
    read     INTEGER NOT NULL DEFAULT 0,   -- records received, each once
    expected INTEGER,                      -- records the source said there were
    refused  INTEGER NOT NULL DEFAULT 0,
    new      INTEGER NOT NULL DEFAULT 0,
    changed  INTEGER NOT NULL DEFAULT 0,
    gone     INTEGER NOT NULL DEFAULT 0,
    back     INTEGER NOT NULL DEFAULT 0,
    bytes    INTEGER NOT NULL DEFAULT 0,   -- received, unpacked
    requests INTEGER NOT NULL DEFAULT 0,
    trouble  TEXT                          -- JSON messages: why it is not complete, or what is odd
) STRICT;
CREATE INDEX runs_by_source ON runs (source, id);

-- Every form a record was seen in. None is ever changed or deleted but by `purge`.
CREATE TABLE versions (
    id      INTEGER PRIMARY KEY,
    source  TEXT NOT NULL,
    record  TEXT NOT NULL,      -- the source's own id
    run     INTEGER NOT NULL REFERENCES runs,
    cause   TEXT NOT NULL       -- source: it says something else; reader: we read it otherwise
            CHECK (cause IN ('source', 'reader')),
    raw     BLOB NOT NULL,      -- the record as it was sent, zlib
    call    TEXT NOT NULL,      -- JSON, as our own files write it
    essence TEXT NOT NULL       -- SHA-256 of what it says, less what flickers
) STRICT;
CREATE INDEX versions_by_record ON versions (source, record, id);

-- A record of a source, as it stands.
CREATE TABLE records (
    source  TEXT NOT NULL,
    record  TEXT NOT NULL,
    call    TEXT NOT NULL,                               -- id of the call
    version INTEGER NOT NULL REFERENCES versions,
    first   INTEGER NOT NULL REFERENCES runs,
    seen    INTEGER NOT NULL REFERENCES runs,            -- the last that saw it
    gone    INTEGER REFERENCES runs,                     -- the complete run that no longer did
    PRIMARY KEY (source, record)
) STRICT, WITHOUT ROWID;

-- What each run changed, in order: the source of `changes` and of every letter.
CREATE TABLE events (
    id     INTEGER PRIMARY KEY,
    run    INTEGER NOT NULL REFERENCES runs,
    source TEXT NOT NULL,
    record TEXT NOT NULL,
    kind   TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'gone', 'back')),
    before INTEGER REFERENCES versions,
    after  INTEGER REFERENCES versions
) STRICT;
CREATE INDEX events_by_run ON events (run);

-- What was refused, so that a drift can be looked at.
CREATE TABLE problems (
    run     INTEGER NOT NULL REFERENCES runs,
    record  TEXT NOT NULL,
    problem TEXT NOT NULL       -- JSON
) STRICT;
CREATE INDEX problems_by_run ON problems (run);
""",
    """
-- SHA-256 of the record as it was sent and of what read it, where nothing was odd: the same again need not be read.
ALTER TABLE records ADD COLUMN reading TEXT;
""",
)
"""One script a version of the schema; a store of version n runs those from n on. Written once, never edited."""
