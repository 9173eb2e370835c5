BEGIN TRANSACTION;
CREATE TABLE events (
    id     INTEGER PRIMARY KEY,
    run    INTEGER NOT NULL REFERENCES runs,
    source TEXT NOT NULL,
    record TEXT NOT NULL,
    kind   TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'gone', 'back')),
    before INTEGER REFERENCES versions,
    after  INTEGER REFERENCES versions
) STRICT;
INSERT INTO "events" VALUES(1,1,'portal','r1','new',NULL,1);
INSERT INTO "events" VALUES(2,1,'portal','r2','new',NULL,2);
INSERT INTO "events" VALUES(3,2,'portal','r2','gone',2,NULL);
CREATE TABLE problems (
    run     INTEGER NOT NULL REFERENCES runs,
    record  TEXT NOT NULL,
    problem TEXT NOT NULL       -- JSON
) STRICT;
CREATE TABLE records (
    source  TEXT NOT NULL,
    record  TEXT NOT NULL,
    call    TEXT NOT NULL,                               -- id of the call
    version INTEGER NOT NULL REFERENCES versions,
    first   INTEGER NOT NULL REFERENCES runs,
    seen    INTEGER NOT NULL REFERENCES runs,            -- the last that saw it
    gone    INTEGER REFERENCES runs, reading TEXT,                     -- the complete run that no longer did
    PRIMARY KEY (source, record)
) STRICT, WITHOUT ROWID;
INSERT INTO "records" VALUES('portal','r1','call-r1',1,1,2,NULL,NULL);
INSERT INTO "records" VALUES('portal','r2','call-r2',2,1,1,2,NULL);
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
INSERT INTO "runs" VALUES(1,'portal','portal','2026-11-01T00:00:00+00:00','complete',0,2,NULL,0,2,0,0,0,0,0,NULL);
INSERT INTO "runs" VALUES(2,'portal','portal','2026-11-02T00:00:00+00:00','complete',0,1,NULL,0,0,0,1,0,0,0,NULL);
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
INSERT INTO "versions" VALUES(1,'portal','r1',1,'source',X'789CAB56CA4C51B252502A3254AA05001610034B','{"id": "call-r1", "title": "Aide exemple r1", "kind": "standing", "instrument": "grant", "window": {"kind": "permanent"}, "open_to_all": true, "origin": {"source": "portal", "id": "r1", "url": "https://example.org/r1"}}','r1');
INSERT INTO "versions" VALUES(2,'portal','r2',1,'source',X'789CAB56CA4C51B252502A3252AA05001613034C','{"id": "call-r2", "title": "Aide exemple r2", "kind": "standing", "instrument": "grant", "window": {"kind": "permanent"}, "open_to_all": true, "origin": {"source": "portal", "id": "r2", "url": "https://example.org/r2"}}','r2');
CREATE INDEX runs_by_source ON runs (source, id);
CREATE INDEX versions_by_record ON versions (source, record, id);
CREATE INDEX events_by_run ON events (run);
CREATE INDEX problems_by_run ON problems (run);
COMMIT;
PRAGMA user_version = 2;
