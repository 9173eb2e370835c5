"""The tables of the journal, and the steps from each earlier form. No other file holds what it does."""

from __future__ import annotations

STEPS: tuple[str, ...] = (
    """
-- What a member did about a call. The last row of a pair stands; none is changed.
CREATE TABLE stances (
    id      INTEGER PRIMARY KEY,
    company TEXT NOT NULL,
    call    TEXT NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('dismissed', 'followed', 'applied', 'won', 'refused', 'dropped', 'cleared')),
    day     TEXT NOT NULL,                 -- ISO day it happened
    amount  INTEGER,                       -- EUR, asked or won
    note    TEXT,
    talks   INTEGER NOT NULL DEFAULT 0,    -- of an aid won: the member agrees to talk about it
    said    TEXT NOT NULL                  -- ISO instant it was noted
) STRICT;
CREATE INDEX stances_by_pair ON stances (company, call, id);

-- What a funder or a head answered on a point that no machine decides. The last row of a point stands.
CREATE TABLE answers (
    id      INTEGER PRIMARY KEY,
    company TEXT,                          -- NULL: for every member
    call    TEXT NOT NULL,
    point   TEXT NOT NULL,                 -- SHA-256 of the condition: void when the call's words change
    quote   TEXT NOT NULL,                 -- the condition's words, to be shown
    answer  TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'withdrawn')),
    source  TEXT NOT NULL,                 -- who said it
    day     TEXT NOT NULL,
    said    TEXT NOT NULL
) STRICT;
CREATE INDEX answers_by_call ON answers (call, company, point, id);

-- A letter to one member. A draft is written anew at each run; a released one never changes.
CREATE TABLE letters (
    id       INTEGER PRIMARY KEY,
    week     TEXT NOT NULL,                -- 2026-W48
    kind     TEXT NOT NULL CHECK (kind IN ('welcome', 'weekly', 'urgent', 'flash')),
    company  TEXT NOT NULL,
    about    TEXT NOT NULL DEFAULT '',     -- a flash: the call; an urgent letter: its day
    cluster  TEXT,                         -- who signs
    at       TEXT NOT NULL,                -- ISO instant it was written for
    state    TEXT NOT NULL CHECK (state IN ('draft', 'released')),
    released TEXT,                         -- ISO instant
    worded   TEXT NOT NULL,                -- JSON: its sentences, from which every form of it is made
    UNIQUE (company, week, kind, about)
) STRICT;
CREATE INDEX letters_by_week ON letters (week, kind);

-- What a letter shows of a call with its title and date, and what was true of it then.
CREATE TABLE items (
    letter  INTEGER NOT NULL REFERENCES letters ON DELETE CASCADE,
    place   INTEGER NOT NULL,
    call    TEXT NOT NULL,
    news    TEXT NOT NULL,
    shape   TEXT NOT NULL CHECK (shape IN ('full', 'line', 'lost')),
    seen    TEXT NOT NULL,                 -- JSON: answer, closings, what it offers and asks, reminder
    PRIMARY KEY (letter, place)
) STRICT, WITHOUT ROWID;

-- A letter on its way to one reader. `claimed` is written before the mail leaves, `sent` after the server took it.
CREATE TABLE sendings (
    id         INTEGER PRIMARY KEY,
    letter     INTEGER NOT NULL REFERENCES letters ON DELETE CASCADE,
    reader     TEXT NOT NULL,              -- e-mail address; empty where it was handed over without one
    message_id TEXT NOT NULL,
    state      TEXT NOT NULL               -- handed: sent by hand, as the coordinator said
               CHECK (state IN ('claimed', 'sent', 'refused', 'doubtful', 'handed')),
    at         TEXT NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0,
    why        TEXT,                       -- what the server said
    UNIQUE (letter, reader)
) STRICT;

-- What the coordinator took out of the letters of a week, for one member or for all.
CREATE TABLE drops (
    week    TEXT NOT NULL,
    company TEXT NOT NULL DEFAULT '',      -- empty: for all
    call    TEXT NOT NULL,
    PRIMARY KEY (week, company, call)
) STRICT, WITHOUT ROWID;

-- What she says on top of them.
CREATE TABLE words (
    week    TEXT NOT NULL,
    company TEXT NOT NULL DEFAULT '',
    text    TEXT NOT NULL,
    PRIMARY KEY (week, company)
) STRICT, WITHOUT ROWID;

-- Folders that letters were written to, so that a member who is forgotten goes from there too.
CREATE TABLE folders (
    path TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Who asked to be forgotten: a keyed hash of each number and name, so that the next import skips that row.
CREATE TABLE forgotten (
    mark TEXT PRIMARY KEY,
    day  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
""",
    """
-- What a member said of teams. No row is a no; the last row of a pair stands, and none is changed.
CREATE TABLE partnering (
    id      INTEGER PRIMARY KEY,
    company TEXT NOT NULL,
    call    TEXT NOT NULL DEFAULT '',      -- empty: it may be proposed, without its name; a call: there also by name
    answer  TEXT NOT NULL CHECK (answer IN ('yes', 'no')),
    source  TEXT NOT NULL,                 -- who said it
    day     TEXT NOT NULL,
    said    TEXT NOT NULL                  -- ISO instant it was noted
) STRICT;
CREATE INDEX partnering_by_pair ON partnering (company, call, id);
""",
    """
-- Files of kits to apply, so that a member who is forgotten goes from there too.
CREATE TABLE kits (
    path    TEXT PRIMARY KEY,              -- absolute, links resolved
    company TEXT NOT NULL,
    call    TEXT NOT NULL,
    day     TEXT NOT NULL,                 -- ISO day it was last written
    mark    TEXT NOT NULL                  -- SHA-256 of what was written
) STRICT, WITHOUT ROWID;
""",
)
"""One script a version of the schema; a journal of version n runs those from n on. Written once, never edited."""
