"""The tables of the line, one script per version. A script that was released is never changed."""

ORDERS = """
CREATE TABLE owners (
    owner TEXT NOT NULL PRIMARY KEY,
    served INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    clip_order TEXT NOT NULL,
    length_s REAL NOT NULL,
    owner TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'delivered', 'failed', 'cancelled')),
    attempt INTEGER NOT NULL DEFAULT 0,
    lost INTEGER NOT NULL DEFAULT 0,
    served_before INTEGER NOT NULL DEFAULT 0,
    stage TEXT,
    share REAL NOT NULL DEFAULT 0,
    created_at REAL NOT NULL,
    started_at REAL,
    finished_at REAL,
    told_at REAL,
    clip TEXT,
    failure TEXT,
    remote_id TEXT,
    CHECK ((clip IS NOT NULL) = (state IN ('done', 'delivered'))),
    CHECK ((failure IS NOT NULL) = (state = 'failed')),
    CHECK ((finished_at IS NULL) = (state IN ('queued', 'running')))
) STRICT;

CREATE INDEX jobs_waiting ON jobs (owner, seq) WHERE state = 'queued';
CREATE INDEX jobs_running ON jobs (owner) WHERE state = 'running';
CREATE INDEX jobs_made ON jobs (key, seq) WHERE state IN ('done', 'delivered');
CREATE INDEX jobs_untold ON jobs (channel, finished_at) WHERE finished_at IS NOT NULL AND told_at IS NULL;
CREATE INDEX jobs_of_owner ON jobs (owner, seq);
"""

MEASUREMENTS = """
CREATE TABLE measured (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    look TEXT NOT NULL,
    spoken INTEGER NOT NULL,
    expected_s REAL NOT NULL,
    duration_s REAL NOT NULL,
    took_s REAL NOT NULL
) STRICT;
"""

BATCHES = """
ALTER TABLE jobs ADD COLUMN batch TEXT;
ALTER TABLE jobs ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
CREATE INDEX jobs_of_batch ON jobs (batch, seq) WHERE batch IS NOT NULL;
"""

ONCE = """
CREATE TABLE once (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    asked TEXT NOT NULL,
    job TEXT NOT NULL,
    batch TEXT,
    made_at REAL NOT NULL,
    PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX once_by_age ON once (made_at);
"""

MIGRATIONS = (ORDERS, MEASUREMENTS, BATCHES, ONCE)
