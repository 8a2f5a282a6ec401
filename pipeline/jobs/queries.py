"""What the line asks of SQLite. Each change guards its own transition, so that a late writer changes nothing."""

COLUMNS = (
    "id, clip_order, length_s, owner, channel, address, state, attempt, lost, stage, share,"
    " created_at, started_at, finished_at, told_at, clip, failure, remote_id, batch, held, urgent"
)

ADD = f"""
INSERT INTO jobs (id, key, clip_order, length_s, owner, channel, address, batch, urgent, state, created_at)
SELECT :id, :key, :clip_order, :length_s, :owner, :channel, :address, :batch, :urgent, 'queued', :now
WHERE (SELECT count(*) FROM jobs WHERE owner = :owner AND state = 'queued') < :limit
RETURNING {COLUMNS}
"""

ASKED_ONCE = "SELECT asked, job, batch FROM once WHERE owner = :owner AND key = :key AND made_at > :since"

KEEP_ONCE = """
INSERT OR REPLACE INTO once (owner, key, asked, job, batch, made_at)
VALUES (:owner, :key, :asked, :job, :batch, :now)
"""

FORGET_ONCE = "DELETE FROM once WHERE made_at <= :since"

COUNT_WAITING = "SELECT count(*) FROM jobs WHERE owner = :owner AND state = 'queued'"

ADD_MADE = f"""
INSERT INTO jobs (id, key, clip_order, length_s, owner, channel, address, batch, urgent, state, created_at, finished_at,
                  share, clip, remote_id)
VALUES (:id, :key, :clip_order, :length_s, :owner, :channel, :address, :batch, :urgent, 'done', :now, :now, 1.0, :clip,
        :remote_id)
RETURNING {COLUMNS}
"""

MADE = """
SELECT clip, (SELECT sent.remote_id FROM jobs AS sent
              WHERE sent.key = made.key AND sent.state IN ('done', 'delivered') AND sent.clip = made.clip
                AND sent.channel = :channel AND sent.remote_id IS NOT NULL
              ORDER BY sent.seq DESC LIMIT 1) AS remote_id
FROM jobs AS made
WHERE key = :key AND state IN ('done', 'delivered')
GROUP BY clip ORDER BY max(seq) DESC
"""

READDRESS = "UPDATE jobs SET address = :address WHERE id = :id"

NEXT = """
SELECT id, key, channel FROM jobs LEFT JOIN owners USING (owner)
WHERE state = 'queued' AND NOT held
ORDER BY urgent DESC,
         (SELECT count(*) FROM jobs AS running WHERE running.owner = jobs.owner AND running.state = 'running'),
         coalesce(served, 0), seq
LIMIT 1
"""

ANY_WAITING = "SELECT 1 FROM jobs WHERE state = 'queued' AND NOT held LIMIT 1"

CLAIM = f"""
UPDATE jobs SET state = 'running', attempt = attempt + 1, stage = NULL, share = 0, started_at = :now,
                served_before = coalesce((SELECT served FROM owners WHERE owners.owner = jobs.owner), 0)
WHERE id = :id AND state = 'queued'
RETURNING {COLUMNS}
"""

SERVE = """
INSERT INTO owners (owner, served) VALUES (:owner, (SELECT coalesce(max(served), 0) + 1 FROM owners))
ON CONFLICT (owner) DO UPDATE SET served = excluded.served
"""

SETTLE = f"""
UPDATE jobs SET state = 'done', share = 1.0, finished_at = :now, clip = :clip, remote_id = :remote_id
WHERE id = :id AND state = 'queued'
RETURNING {COLUMNS}
"""

HOLDS = "SELECT 1 FROM jobs WHERE id = :id AND attempt = :attempt AND state = 'running'"

PROGRESS = """
UPDATE jobs SET stage = :stage, share = :share WHERE id = :id AND attempt = :attempt AND state = 'running'
"""

FINISH = f"""
UPDATE jobs SET state = 'done', share = 1.0, finished_at = :now, clip = :clip, held = 0
WHERE id = :id AND attempt = :attempt AND state = 'running'
RETURNING {COLUMNS}
"""

FAIL = """
UPDATE jobs SET state = 'failed', finished_at = :now, failure = :failure, held = 0
WHERE id = :id AND attempt = :attempt AND state = 'running'
"""

RELEASE = """
UPDATE jobs SET state = 'queued', stage = NULL, share = 0, started_at = NULL
WHERE id = :id AND attempt = :attempt AND state = 'running'
RETURNING owner, served_before
"""

UNSERVE = "UPDATE owners SET served = :served_before WHERE owner = :owner"

_GIVE_BACK = """
UPDATE jobs SET state = CASE WHEN lost + 1 >= :attempts THEN 'failed' ELSE 'queued' END,
                failure = CASE WHEN lost + 1 >= :attempts THEN :failure END,
                finished_at = CASE WHEN lost + 1 >= :attempts THEN :now END,
                started_at = CASE WHEN lost + 1 >= :attempts THEN started_at END,
                held = CASE WHEN lost + 1 >= :attempts THEN 0 ELSE held END,
                lost = lost + 1, stage = NULL, share = 0
"""

GIVE_BACK = f"{_GIVE_BACK} WHERE id = :id AND attempt = :attempt AND state = 'running'"

GIVE_BACK_ALL = f"{_GIVE_BACK} WHERE state = 'running' RETURNING {COLUMNS}"

CANCEL = """
UPDATE jobs SET state = 'cancelled', finished_at = :now, held = 0 WHERE id = :id AND state IN ('queued', 'running')
"""

# What belongs to a paused batch waits with the rest of it.
RETRY = """
UPDATE jobs SET state = 'queued', lost = 0, stage = NULL, share = 0, started_at = NULL, finished_at = NULL,
                told_at = NULL, failure = NULL,
                held = EXISTS (SELECT 1 FROM jobs AS one WHERE one.batch = jobs.batch AND one.held)
WHERE id = :id AND state IN ('failed', 'cancelled')
"""

CANCEL_BATCH = f"""
UPDATE jobs SET state = 'cancelled', finished_at = :now, held = 0
WHERE batch = :batch AND state IN ('queued', 'running') RETURNING {COLUMNS}
"""

# What was asked to wait goes on waiting.
RETRY_BATCH = f"""
UPDATE jobs SET state = 'queued', lost = 0, stage = NULL, share = 0, started_at = NULL, finished_at = NULL,
                told_at = NULL, failure = NULL,
                held = EXISTS (SELECT 1 FROM jobs AS one WHERE one.batch = :batch AND one.held)
WHERE batch = :batch AND state IN ('failed', 'cancelled') RETURNING {COLUMNS}
"""

BUSY_BATCH = "SELECT 1 FROM jobs WHERE batch = :batch AND state IN ('queued', 'running') LIMIT 1"

DELETE_BATCH = f"DELETE FROM jobs WHERE batch = :batch RETURNING {COLUMNS}"

BATCHES_COUNTED = """
SELECT batch, state, count(*) AS jobs, total(held) AS held,
       total(CASE WHEN state IN ('queued', 'running') THEN share ELSE 1 END) AS shares
FROM jobs WHERE batch IN (SELECT value FROM json_each(:batches)) GROUP BY batch, state
"""

GET = f"SELECT {COLUMNS} FROM jobs WHERE id = :id"

NEWEST = f"""
SELECT {COLUMNS} FROM jobs
WHERE (:owner IS NULL OR owner = :owner)
  AND seq < coalesce((SELECT seq FROM jobs WHERE id = :before), 9223372036854775807)
ORDER BY seq DESC LIMIT :limit
"""

# An owner's nth waiting order is served in round n, and each round serves the owners in the same sequence: the least
# recently served first, and those never served by their oldest order. So NEXT, asked again and again, gives this order.
ACTIVE = f"""
SELECT {COLUMNS}, state = 'queued' AS waits,
       row_number() OVER (PARTITION BY state, jobs.owner ORDER BY seq) AS round,
       min(seq) OVER (PARTITION BY state, jobs.owner) AS oldest
FROM jobs LEFT JOIN owners USING (owner)
WHERE state IN ('queued', 'running')
ORDER BY waits, held, urgent DESC, round, coalesce(served, 0), oldest
"""

# Those that run are made all the same; should one come back into the line, it waits with the others.
HOLD = """
UPDATE jobs SET held = :held WHERE batch = :batch AND state IN ('queued', 'running') AND held <> :held
"""

DELETE = f"""
DELETE FROM jobs WHERE id = :id AND state IN ('done', 'delivered', 'failed', 'cancelled') RETURNING {COLUMNS}
"""

# Folded here and not by LIKE: SQLite folds ASCII only, and people search for names in any script.
FOUND = f"""
SELECT {COLUMNS} FROM jobs
WHERE (:owner IS NULL OR owner = :owner)
  AND (:batch IS NULL OR batch = :batch)
  AND (:presenter IS NULL OR json_extract(clip_order, '$.presenter') = :presenter)
  AND (:channels IS NULL OR channel IN (SELECT value FROM json_each(:channels)))
  AND (:states IS NULL OR state IN (SELECT value FROM json_each(:states)))
  AND (:file IS NULL OR instr(clip_order, :file))
  AND (:words IS NULL OR holds_all(:words, json_extract(clip_order, '$.text'),
                                   json_extract(clip_order, '$.sound_name'),
                                   json_extract(clip_order, '$.footage_name'), address))
  AND seq < coalesce((SELECT seq FROM jobs WHERE id = :before), 9223372036854775807)
ORDER BY seq DESC LIMIT :limit
"""

OF_BATCH = f"SELECT {COLUMNS} FROM jobs WHERE batch = :batch ORDER BY seq"

_ENDED = """finished_at < :before AND channel IN (SELECT value FROM json_each(:channels))
  AND (:states IS NULL OR state IN (SELECT value FROM json_each(:states)))"""

ENDED_BEFORE = f"SELECT {COLUMNS} FROM jobs WHERE {_ENDED} ORDER BY seq LIMIT :limit"

COUNT_ENDED = f"SELECT count(*) FROM jobs WHERE {_ENDED}"

CLIPS_OF_ENDED = (
    f"SELECT clip FROM jobs WHERE clip IS NOT NULL GROUP BY clip HAVING min(coalesce({_ENDED}, 0))"
)

USED = """
SELECT count(*) AS clips, coalesce(sum(json_extract(clip, '$.size_bytes')), 0) AS size_bytes
FROM (SELECT clip FROM jobs WHERE clip IS NOT NULL GROUP BY clip)
"""

COUNTED = "SELECT state, count(*) AS jobs FROM jobs GROUP BY state"

UNTOLD = f"""
SELECT {COLUMNS} FROM jobs WHERE channel = :channel AND finished_at IS NOT NULL AND told_at IS NULL
ORDER BY finished_at, seq
"""

TOLD = """
UPDATE jobs SET told_at = :now, remote_id = coalesce(:remote_id, remote_id),
                state = CASE state WHEN 'done' THEN 'delivered' ELSE state END
WHERE id = :id AND finished_at IS NOT NULL AND told_at IS NULL
"""

FORGET = f"DELETE FROM jobs WHERE owner = :owner RETURNING {COLUMNS}"

FORGET_OWNER = "DELETE FROM owners WHERE owner = :owner"

CANCEL_OF_PRESENTER = f"""
UPDATE jobs SET state = 'cancelled', finished_at = :now, held = 0
WHERE json_extract(clip_order, '$.presenter') = :presenter AND state IN ('queued', 'running')
RETURNING {COLUMNS}
"""

DELETE_OF_PRESENTER = f"""
DELETE FROM jobs
WHERE json_extract(clip_order, '$.presenter') = :presenter
  AND (state IN ('done', 'delivered', 'failed') OR (state = 'cancelled' AND told_at IS NOT NULL))
RETURNING {COLUMNS}
"""

SHARED_CLIP = "SELECT 1 FROM jobs WHERE clip = :clip LIMIT 1"

MEASURE = """
INSERT INTO measured (look, spoken, expected_s, duration_s, took_s)
VALUES (:look, :spoken, :expected_s, :duration_s, :took_s)
"""

MEASURE_FEW = "DELETE FROM measured WHERE seq <= (SELECT max(seq) FROM measured) - :keep"

MEASURED = "SELECT look, spoken, expected_s, duration_s, took_s FROM measured ORDER BY seq"
