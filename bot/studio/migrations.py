"""The studio's tables, one script per version. A script that was released is never changed."""

FIRST = """
CREATE TABLE uploads (
    id TEXT NOT NULL PRIMARY KEY,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('sound', 'video', 'photo', 'table')),
    size_bytes INTEGER NOT NULL,
    duration_s REAL,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    has_sound INTEGER NOT NULL DEFAULT 0,
    owner TEXT NOT NULL,
    created_at REAL NOT NULL
) STRICT;
CREATE INDEX uploads_by_age ON uploads (created_at);

CREATE TABLE batches (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('many', 'names')),
    title TEXT NOT NULL,
    asked TEXT NOT NULL,
    owner TEXT NOT NULL,
    who TEXT NOT NULL,
    created_at REAL NOT NULL
) STRICT;

CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    created_at REAL NOT NULL,
    used_at REAL
) STRICT;

CREATE TABLE answered (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    asked TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    created_at REAL NOT NULL,
    PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE calls (
    job TEXT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    due_at REAL,
    status INTEGER
) STRICT, WITHOUT ROWID;
"""

UPLOADED_ONCE = """
ALTER TABLE uploads ADD COLUMN key TEXT;
ALTER TABLE uploads ADD COLUMN asked TEXT;
CREATE INDEX uploads_by_key ON uploads (owner, key) WHERE key IS NOT NULL;
"""

COMPARISONS = """
CREATE TABLE comparisons (
    id TEXT NOT NULL PRIMARY KEY,
    presenter TEXT NOT NULL,
    a_job TEXT NOT NULL,
    b_job TEXT NOT NULL,
    a_engine TEXT NOT NULL,
    b_engine TEXT NOT NULL,
    vote TEXT CHECK (vote IN ('A', 'B', 'alike')),
    owner TEXT NOT NULL,
    created_at REAL NOT NULL
) STRICT;
CREATE INDEX comparisons_by_age ON comparisons (created_at);
"""

MIGRATIONS = (FIRST, UPLOADED_ONCE, COMPARISONS)
