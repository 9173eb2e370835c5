"""The tables of the index. It holds nothing that cannot be rebuilt from the data files."""

from __future__ import annotations

SCHEMA_VERSION = 9
"""Raised whenever a table or the meaning of a column changes: an older index is rebuilt."""

TABLES = """
-- Schema and program version, and number of calls.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- A data file as it was read, so that a change is seen from size and time, then hash,
-- and an unchanged file need not be read again.
CREATE TABLE files (
    path     TEXT PRIMARY KEY,  -- relative to the workspace, with forward slashes
    shelf    TEXT NOT NULL,     -- calls, companies, overlays or decisions
    size     INTEGER NOT NULL,  -- bytes
    modified INTEGER NOT NULL,  -- nanoseconds since 1970
    sha256   TEXT NOT NULL,
    problems TEXT NOT NULL,     -- JSON list of what was refused
    records  TEXT NOT NULL      -- JSON list of the valid records, as our own models write them; last, as it is long
);

-- What is judged and scored of a call: short columns, as a start reads them of most calls.
CREATE TABLE calls (
    ordinal     INTEGER PRIMARY KEY,  -- place in the bitsets; calls are in the order of their ids
    id          TEXT NOT NULL UNIQUE,
    level       TEXT,
    instrument  TEXT NOT NULL,
    themes      TEXT NOT NULL,        -- joined by blanks, with one at each end
    stages      TEXT NOT NULL,        -- likewise
    targeted    INTEGER NOT NULL,     -- whether it names trades it is for by code
    window_kind TEXT NOT NULL,
    closings    INTEGER NOT NULL,     -- how many first-stage closings are known
    opens       REAL,                 -- seconds since 1970
    last_close  REAL,                 -- last first-stage closing known; null when none
    floor       INTEGER,              -- EUR, before tax
    ceiling     INTEGER,
    typical     INTEGER,
    intensity   REAL,                 -- share from 0 to 1
    confidence  TEXT NOT NULL,
    read_on     TEXT,                 -- ISO date
    points      INTEGER NOT NULL,     -- left to a person whatever the day: prose, and doubts but staleness
    doubts      TEXT NOT NULL,        -- the record's own doubts but staleness, joined by blanks
    stale_after TEXT                  -- ISO date; null when it never gets stale
);

-- What people read of it in a list.
CREATE TABLE faces (
    ordinal   INTEGER PRIMARY KEY REFERENCES calls,
    title     TEXT NOT NULL,
    url       TEXT,
    funder    TEXT NOT NULL,          -- names joined by a comma; the operator where none is named
    kind      TEXT NOT NULL,
    worth_fr  TEXT NOT NULL,          -- what one may get, in words, as a list shows it
    worth_en  TEXT NOT NULL,
    origin    TEXT NOT NULL,          -- source
    origin_id TEXT,
    file      TEXT NOT NULL
);

-- The calls of each theme.
CREATE TABLE themes (
    theme TEXT PRIMARY KEY,
    calls BLOB NOT NULL               -- as in rules
) WITHOUT ROWID;

-- Ids under which one source gives a call that several tell, and which stands under another.
CREATE TABLE within (id TEXT PRIMARY KEY, ordinal INTEGER NOT NULL REFERENCES calls) WITHOUT ROWID;

-- What is read of every call before any is chosen, without the columns that people read.
CREATE INDEX calls_at_a_glance ON calls (ordinal, window_kind, last_close, points, stale_after);

-- The whole calls, JSON; apart, so that reading columns does not drag them from the disk.
CREATE TABLE records (ordinal INTEGER PRIMARY KEY REFERENCES calls, record TEXT NOT NULL);

-- Every first-stage closing.
CREATE TABLE closings (
    at         REAL NOT NULL,         -- seconds since 1970
    ordinal    INTEGER NOT NULL REFERENCES calls,
    iso        TEXT NOT NULL,         -- with the offset of its place
    time_given INTEGER NOT NULL,
    PRIMARY KEY (at, ordinal)
) WITHOUT ROWID;
CREATE INDEX closings_by_call ON closings (ordinal, at);

-- Each distinct condition, once, with the calls that hold it.
CREATE TABLE rules (
    number INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,
    kin    INTEGER REFERENCES kin,    -- where the kind names codes
    rule   TEXT NOT NULL,             -- the condition, JSON
    calls  BLOB NOT NULL              -- L and ordinals, unsigned 32 bits, little end first; or B and the bitset
);
CREATE INDEX rules_by_kin ON rules (kin, number);

-- Rules that are alike but for the codes that they name: a company that touches none of these is judged by one of them.
CREATE TABLE kin (
    kin  INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    own  BLOB NOT NULL                -- the calls that hold one of them, as in rules
);

-- Those of calls that hold several rules of one kin.
CREATE TABLE shared (kin INTEGER NOT NULL REFERENCES kin, number INTEGER NOT NULL REFERENCES rules);

-- Which rules name a code, and whether they exclude it.
CREATE TABLE naming (
    kind     TEXT NOT NULL,
    code     TEXT NOT NULL,
    number   INTEGER NOT NULL REFERENCES rules,
    excluded INTEGER NOT NULL,
    PRIMARY KEY (kind, code, number, excluded)
) WITHOUT ROWID;

-- Each distinct targeting that names trades.
CREATE TABLE targets (rule TEXT NOT NULL, calls BLOB NOT NULL);

-- Search postings: see the search room for what they mean.
CREATE TABLE terms (
    term     TEXT PRIMARY KEY,
    ordinals BLOB NOT NULL,           -- unsigned 32 bits, little end first
    impacts  BLOB NOT NULL            -- 32-bit floats, little end first
) WITHOUT ROWID;

-- The search thesaurus, its words stemmed: a need asks for a few dozen of its thousands.
CREATE TABLE meanings (
    stem    TEXT PRIMARY KEY,         -- or a phrase, its stems joined by a blank
    related TEXT NOT NULL,            -- JSON, as `search.Thesaurus.related` has it; empty where it is none
    phrases TEXT NOT NULL             -- JSON, as `search.Thesaurus.phrases` has it; empty where it is none
) WITHOUT ROWID;

-- What each call is about: the terms it lends to a need it answers well.
CREATE TABLE gists (
    ordinal INTEGER PRIMARY KEY REFERENCES calls,
    terms   TEXT NOT NULL,            -- one a line, the most telling first
    weights BLOB NOT NULL             -- 32-bit floats, little end first
);

CREATE TABLE companies (
    ordinal INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    siren   TEXT,
    file    TEXT NOT NULL,
    record  TEXT NOT NULL
);
"""
