"""The line of orders in one SQLite file."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Self

import aiosqlite

from common.database import open_database
from common.errors import LineFull, UnknownJob, WorkerLost
from pipeline.jobs import queries
from pipeline.jobs.job import ATTEMPTS, FINAL, Counts, Failure, Job, Once, Place, State, Wanted
from pipeline.jobs.migrations import MIGRATIONS
from pipeline.jobs.pace import Measured, Pace, left_s
from pipeline.jobs.rows import holds_all, job_of, kind_of, written
from pipeline.jobs.store import Forgotten, Used
from pipeline.jobs.transactions import Transactions
from pipeline.order import Clip, ClipOrder, Stage

WAITING_LIMIT = 20
"""Orders one owner may have waiting"""
MEASUREMENTS_KEPT = 400
ONCE_KEPT_S = 86_400.0
"""So long a key is known to have been used"""


class SqliteStore(Transactions):
    """A JobStore. Several processes may use one file at once; each claims an order that no other has."""

    def __init__(
        self, connection: aiosqlite.Connection, path: Path, *, waiting_limit: int, now: Callable[[], float]
    ) -> None:
        super().__init__(connection, path)
        self._waiting_limit = waiting_limit
        self._now = now

    @classmethod
    async def open(
        cls, path: Path, *, waiting_limit: int = WAITING_LIMIT, now: Callable[[], float] = time.time
    ) -> Self:
        """Raises NewerData, DiskFull."""
        connection = await open_database(path, MIGRATIONS)
        # An order was promised to somebody: it must outlive a power cut, not only a crash of this program.
        await connection.execute("PRAGMA synchronous=FULL")
        await connection.create_function("holds_all", -1, holds_all, deterministic=True)
        return cls(connection, path, waiting_limit=waiting_limit, now=now)

    # What is asked for

    async def add(
        self,
        order: ClipOrder,
        *,
        owner: str,
        channel: str,
        address: str,
        urgent: bool = False,
        once: Once | None = None,
    ) -> Job:
        values = await asyncio.to_thread(written, order, self._now())
        values |= {"owner": owner, "channel": channel, "address": address, "batch": None, "urgent": urgent}
        return (await self._whole(self._add([values], limit=self._waiting_limit, once=once)))[0]

    async def add_batch(
        self,
        batch: str,
        orders: Sequence[tuple[ClipOrder, str]],
        *,
        owner: str,
        channel: str,
        once: Once | None = None,
    ) -> Sequence[Job]:
        now = self._now()
        rows = await asyncio.to_thread(lambda: [written(order, now) for order, _ in orders])
        shared = {"owner": owner, "channel": channel, "batch": batch, "urgent": False}
        values = [
            {**one, **shared, "address": address} for one, (_, address) in zip(rows, orders, strict=True)
        ]
        return await self._whole(self._add(values, limit=sys.maxsize, once=once))

    async def _add(self, orders: Sequence[dict[str, Any]], *, limit: int, once: Once | None) -> Sequence[Job]:
        async with self._transaction():
            if once and (before := await self._made_once(orders[0]["owner"], once)):
                return before
            jobs = [await self._added(values, limit) for values in orders]
            if once:
                values = {"owner": jobs[0].owner, "job": jobs[0].id, "batch": jobs[0].batch}
                await self._all(queries.KEEP_ONCE, **values, **asdict(once), now=self._now())
                await self._all(queries.FORGET_ONCE, since=self._now() - ONCE_KEPT_S)
            return jobs

    async def _made_once(self, owner: str, once: Once) -> Sequence[Job]:
        """What the key made before, when that is still there."""
        row = await self._maybe(
            queries.ASKED_ONCE, owner=owner, key=once.key, since=self._now() - ONCE_KEPT_S
        )
        if row is None or row["asked"] != once.asked:
            return []
        made = queries.OF_BATCH if row["batch"] else queries.GET
        return [job_of(one) for one in await self._all(made, batch=row["batch"], id=row["job"])]

    async def asked_once(self, owner: str, key: str) -> str | None:
        rows = await self._read(queries.ASKED_ONCE, owner=owner, key=key, since=self._now() - ONCE_KEPT_S)
        return str(rows[0]["asked"]) if rows else None

    async def _added(self, values: dict[str, Any], limit: int) -> Job:
        made = await self._made(values["key"], values["channel"])
        if made:
            return job_of(await self._one(queries.ADD_MADE, **values, **made))
        row = await self._maybe(queries.ADD, **values, limit=limit)
        if row is None:
            waiting = (await self._one(queries.COUNT_WAITING, owner=values["owner"]))[0]
            raise LineFull(waiting=waiting, limit=limit)
        return job_of(row)

    async def _made(self, key: str, channel: str) -> dict[str, str | None] | None:
        """The clip of the same order and what the channel calls it, when its file is still there."""
        for row in await self._all(queries.MADE, key=key, channel=channel):
            if Path(Clip.from_json(row["clip"]).path).is_file():
                return dict(row)
        return None

    async def readdress(self, job_id: str, address: str) -> bool:
        return await self._change(queries.READDRESS, id=job_id, address=address)

    async def cancel(self, job_id: str) -> bool:
        return await self._change(queries.CANCEL, id=job_id, now=self._now())

    async def retry(self, job_id: str) -> bool:
        return await self._change(queries.RETRY, id=job_id)

    async def hold(self, batch: str, *, held: bool) -> int:
        return await self._whole(self._counted_change(queries.HOLD, {"batch": batch, "held": held}))

    async def cancel_batch(self, batch: str) -> Sequence[Job]:
        return await self._whole(self._changed_jobs(queries.CANCEL_BATCH, batch=batch, now=self._now()))

    async def retry_batch(self, batch: str) -> Sequence[Job]:
        return await self._whole(self._changed_jobs(queries.RETRY_BATCH, batch=batch))

    async def _changed_jobs(self, query: str, **values: Any) -> Sequence[Job]:
        async with self._transaction():
            return [job_of(row) for row in await self._all(query, **values)]

    async def delete_batch(self, batch: str) -> Sequence[Job] | None:
        return await self._whole(self._delete_batch(batch))

    async def _delete_batch(self, batch: str) -> Sequence[Job] | None:
        async with self._transaction():
            if await self._maybe(queries.BUSY_BATCH, batch=batch):
                return None
            jobs = [job_of(row) for row in await self._all(queries.DELETE_BATCH, batch=batch)]
            return [replace(job, clip=None) if await self._shared(job) else job for job in jobs]

    async def delete(self, job_id: str) -> Job | None:
        return await self._whole(self._delete(job_id))

    async def _delete(self, job_id: str) -> Job | None:
        async with self._transaction():
            row = await self._maybe(queries.DELETE, id=job_id)
            if row is None:
                return None
            job = job_of(row)
            return replace(job, clip=None) if await self._shared(job) else job

    async def forget(self, owner: str) -> Sequence[Job]:
        return await self._whole(self._forget(owner))

    async def _forget(self, owner: str) -> Sequence[Job]:
        async with self._transaction():
            jobs = [job_of(row) for row in await self._all(queries.FORGET, owner=owner)]
            await self._all(queries.FORGET_OWNER, owner=owner)
            return [replace(job, clip=None) if await self._shared(job) else job for job in jobs]

    async def forget_presenter(self, presenter: str) -> Forgotten:
        return await self._whole(self._forget_presenter(presenter))

    async def _forget_presenter(self, presenter: str) -> Forgotten:
        async with self._transaction():
            # Deleted first: what is cancelled now must stay until its asker was told.
            deleted = await self._all(queries.DELETE_OF_PRESENTER, presenter=presenter)
            cancelled = await self._all(queries.CANCEL_OF_PRESENTER, presenter=presenter, now=self._now())
        return Forgotten(
            cancelled=[job_of(row) for row in cancelled], deleted=[job_of(row) for row in deleted]
        )

    async def _shared(self, job: Job) -> bool:
        if job.clip is None:
            return False
        return await self._maybe(queries.SHARED_CLIP, clip=job.clip.to_json()) is not None

    # What the worker does

    async def claim(self) -> Job | None:
        # Asked every other second while nothing waits: that must not take the file's one write lock.
        if not await self._read(queries.ANY_WAITING):
            return None
        return await self._whole(self._claim())

    async def _claim(self) -> Job | None:
        async with self._transaction():
            row = await self._maybe(queries.NEXT)
            if row is None:
                return None
            made = await self._made(row["key"], row["channel"])
            if made:
                return job_of(await self._one(queries.SETTLE, id=row["id"], now=self._now(), **made))
            job = job_of(await self._one(queries.CLAIM, id=row["id"], now=self._now()))
            await self._all(queries.SERVE, owner=job.owner)
            return job

    async def holds(self, job_id: str, attempt: int) -> bool:
        return bool(await self._read(queries.HOLDS, id=job_id, attempt=attempt))

    async def progress(self, job_id: str, attempt: int, stage: Stage, share: float) -> bool:
        return await self._change(queries.PROGRESS, id=job_id, attempt=attempt, stage=stage, share=share)

    async def finish(self, job_id: str, attempt: int, clip: Clip) -> bool:
        return await self._whole(self._finish(job_id, attempt, clip))

    async def _finish(self, job_id: str, attempt: int, clip: Clip) -> bool:
        now = self._now()
        async with self._transaction():
            row = await self._maybe(queries.FINISH, id=job_id, attempt=attempt, clip=clip.to_json(), now=now)
            if row is None:
                return False
            job = job_of(row)
            await self._all(
                queries.MEASURE,
                **kind_of(job),
                duration_s=clip.duration_s,
                took_s=now - (job.started_at or now),
            )
            await self._all(queries.MEASURE_FEW, keep=MEASUREMENTS_KEPT)
            return True

    async def fail(self, job_id: str, attempt: int, failure: Failure) -> bool:
        words = json.dumps(asdict(failure), ensure_ascii=False)
        return await self._change(queries.FAIL, id=job_id, attempt=attempt, failure=words, now=self._now())

    async def release(self, job_id: str, attempt: int) -> bool:
        return await self._whole(self._release(job_id, attempt))

    async def _release(self, job_id: str, attempt: int) -> bool:
        async with self._transaction():
            row = await self._maybe(queries.RELEASE, id=job_id, attempt=attempt)
            if row is None:
                return False
            await self._all(queries.UNSERVE, **dict(row))
            return True

    async def give_back(self, job_id: str, attempt: int, failure: Failure | None = None) -> Job:
        await self._change(queries.GIVE_BACK, id=job_id, attempt=attempt, **self._giving_up(failure))
        return await self.get(job_id)

    async def give_back_all(self) -> Sequence[Job]:
        return await self._whole(self._give_back_all())

    async def _give_back_all(self) -> Sequence[Job]:
        async with self._transaction():
            return [job_of(row) for row in await self._all(queries.GIVE_BACK_ALL, **self._giving_up(None))]

    def _giving_up(self, failure: Failure | None) -> dict[str, Any]:
        failure = failure or Failure.of(WorkerLost(attempts=ATTEMPTS))
        words = json.dumps(asdict(failure), ensure_ascii=False)
        return {"attempts": ATTEMPTS, "failure": words, "now": self._now()}

    # What is told

    async def get(self, job_id: str) -> Job:
        rows = await self._read(queries.GET, id=job_id)
        if not rows:
            raise UnknownJob(name=job_id)
        return job_of(rows[0])

    async def list(
        self,
        *,
        owner: str | None = None,
        active_only: bool = False,
        before: str | None = None,
        limit: int = 100,
    ) -> Sequence[Job]:
        if active_only:
            jobs = [job_of(row) for row in await self._read(queries.ACTIVE)]
            return [job for job in jobs if owner in (None, job.owner)][:limit]
        return [
            job_of(row) for row in await self._read(queries.NEWEST, owner=owner, before=before, limit=limit)
        ]

    async def batch(self, batch: str) -> Sequence[Job]:
        return [job_of(row) for row in await self._read(queries.OF_BATCH, batch=batch)]

    async def batches(self, batches: Sequence[str]) -> Mapping[str, Counts]:
        rows = await self._read(queries.BATCHES_COUNTED, batches=json.dumps(list(batches)))
        told: dict[str, Counts] = {}
        for row in rows:
            before = told.get(row["batch"], Counts())
            told[row["batch"]] = Counts(
                states={**before.states, State(row["state"]): row["jobs"]},
                held=before.held + int(row["held"]),
                shares=before.shares + row["shares"],
            )
        return told

    async def find(self, wanted: Wanted, *, before: str | None = None, limit: int = 50) -> Sequence[Job]:
        values = {
            "owner": wanted.owner,
            "batch": wanted.batch,
            "presenter": wanted.presenter,
            "channels": json.dumps(wanted.channels) if wanted.channels is not None else None,
            "states": json.dumps(wanted.states) if wanted.states is not None else None,
            "words": wanted.words or None,
            "file": wanted.file,
            "before": before,
            "limit": limit,
        }
        return [job_of(row) for row in await self._read(queries.FOUND, **values)]

    async def ended_before(
        self, at: float, *, channels: Sequence[str], states: Sequence[State] | None = None, limit: int = 500
    ) -> Sequence[Job]:
        values = _ended(at, channels, states)
        return [job_of(row) for row in await self._read(queries.ENDED_BEFORE, **values, limit=limit)]

    async def leaving(
        self, at: float, *, channels: Sequence[str], states: Sequence[State] | None = None
    ) -> tuple[int, Sequence[Clip]]:
        values = _ended(at, channels, states)
        ((orders,),) = await self._read(queries.COUNT_ENDED, **values)
        clips = await self._read(queries.CLIPS_OF_ENDED, **values)
        return orders, [Clip.from_json(row["clip"]) for row in clips]

    async def used(self) -> Used:
        (row,) = await self._read(queries.USED)
        return Used(**dict(row))

    async def counted(self) -> Mapping[State, int]:
        return {State(row["state"]): row["jobs"] for row in await self._read(queries.COUNTED)}

    async def place(self, job_id: str) -> Place:
        place = (await self.places()).get(job_id)
        if place:
            return place
        job = await self.get(job_id)
        return Place(ahead=0, estimate_s=0.0 if job.state in FINAL else None)

    async def places(self) -> Mapping[str, Place]:
        jobs = [job_of(row) for row in await self._read(queries.ACTIVE)]
        pace = await self._pace() if jobs else None
        places: dict[str, Place] = {}
        wait_s = 0.0
        for ahead, job in enumerate(jobs):
            if pace:
                wait_s += self._left_s(job, pace)
            places[job.id] = Place(
                ahead=0 if job.state is State.RUNNING else ahead, estimate_s=wait_s if pace else None
            )
        return places

    async def takes_s(self, look: str, lengths_s: Sequence[float], *, spoken: bool) -> float | None:
        pace = await self._pace()
        if pace is None:
            return None
        return sum(pace.takes_s(look=look, spoken=spoken, expected_s=length_s) for length_s in lengths_s)

    async def _pace(self) -> Pace | None:
        rows = await self._read(queries.MEASURED)
        return Pace.learn(Measured(**{**dict(row), "spoken": bool(row["spoken"])}) for row in rows)

    def _left_s(self, job: Job, pace: Pace) -> float:
        takes_s = pace.takes_s(**kind_of(job))
        if job.started_at is None:
            return takes_s
        return left_s(takes_s, elapsed_s=self._now() - job.started_at, share=job.share)

    async def untold(self, channel: str) -> Sequence[Job]:
        return [job_of(row) for row in await self._read(queries.UNTOLD, channel=channel)]

    async def told(self, job_id: str, *, remote_id: str | None = None) -> bool:
        return await self._change(queries.TOLD, id=job_id, remote_id=remote_id, now=self._now())


def _ended(at: float, channels: Sequence[str], states: Sequence[State] | None) -> dict[str, Any]:
    told = json.dumps(list(states)) if states is not None else None
    return {"before": at, "channels": json.dumps(list(channels)), "states": told}
