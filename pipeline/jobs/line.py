"""The line as the rest of this process uses it: a JobStore that also tells what happens and wakes the worker."""

import asyncio
from collections.abc import Mapping, Sequence

from common.errors import UnknownJob
from pipeline.jobs.events import Events, Kind
from pipeline.jobs.job import FINAL, Counts, Failure, Job, Once, Place, State, Wanted
from pipeline.jobs.store import Forgotten, JobStore, Used
from pipeline.order import Clip, ClipOrder, Stage


class Line:
    """A JobStore around another."""

    def __init__(self, store: JobStore, events: Events) -> None:
        self._store = store
        self.events = events
        self.bell = asyncio.Event()
        """Rings when there may be something to make, or to stop making"""

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
        job = await self._store.add(
            order, owner=owner, channel=channel, address=address, urgent=urgent, once=once
        )
        self._tell(job)
        return job

    async def add_batch(
        self,
        batch: str,
        orders: Sequence[tuple[ClipOrder, str]],
        *,
        owner: str,
        channel: str,
        once: Once | None = None,
    ) -> Sequence[Job]:
        return self._tell_all(
            await self._store.add_batch(batch, orders, owner=owner, channel=channel, once=once)
        )

    async def asked_once(self, owner: str, key: str) -> str | None:
        return await self._store.asked_once(owner, key)

    async def hold(self, batch: str, *, held: bool) -> int:
        changed = await self._store.hold(batch, held=held)
        if changed:
            for job in await self._store.batch(batch):
                if job.state is State.QUEUED:
                    self._tell(job)
        return changed

    async def batch(self, batch: str) -> Sequence[Job]:
        return await self._store.batch(batch)

    async def batches(self, batches: Sequence[str]) -> Mapping[str, Counts]:
        return await self._store.batches(batches)

    async def cancel_batch(self, batch: str) -> Sequence[Job]:
        return self._tell_all(await self._store.cancel_batch(batch))

    async def retry_batch(self, batch: str) -> Sequence[Job]:
        return self._tell_all(await self._store.retry_batch(batch))

    async def delete_batch(self, batch: str) -> Sequence[Job] | None:
        return await self._store.delete_batch(batch)

    async def find(self, wanted: Wanted, *, before: str | None = None, limit: int = 50) -> Sequence[Job]:
        return await self._store.find(wanted, before=before, limit=limit)

    async def delete(self, job_id: str) -> Job | None:
        return await self._store.delete(job_id)

    async def ended_before(
        self, at: float, *, channels: Sequence[str], states: Sequence[State] | None = None, limit: int = 500
    ) -> Sequence[Job]:
        return await self._store.ended_before(at, channels=channels, states=states, limit=limit)

    async def leaving(
        self, at: float, *, channels: Sequence[str], states: Sequence[State] | None = None
    ) -> tuple[int, Sequence[Clip]]:
        return await self._store.leaving(at, channels=channels, states=states)

    async def used(self) -> Used:
        return await self._store.used()

    async def counted(self) -> Mapping[State, int]:
        return await self._store.counted()

    async def readdress(self, job_id: str, address: str) -> bool:
        return await self._store.readdress(job_id, address)

    async def claim(self) -> Job | None:
        job = await self._store.claim()
        if job is not None:
            self.events.publish(Kind.ENDED if job.state in FINAL else Kind.STARTED, job)
        return job

    async def holds(self, job_id: str, attempt: int) -> bool:
        return await self._store.holds(job_id, attempt)

    async def progress(self, job_id: str, attempt: int, stage: Stage, share: float) -> bool:
        changed = await self._store.progress(job_id, attempt, stage, share)
        if changed:
            self.events.publish(Kind.PROGRESS, await self._store.get(job_id))
        return changed

    async def finish(self, job_id: str, attempt: int, clip: Clip) -> bool:
        return await self._told(job_id, await self._store.finish(job_id, attempt, clip))

    async def fail(self, job_id: str, attempt: int, failure: Failure) -> bool:
        return await self._told(job_id, await self._store.fail(job_id, attempt, failure))

    async def release(self, job_id: str, attempt: int) -> bool:
        return await self._told(job_id, await self._store.release(job_id, attempt))

    async def give_back(self, job_id: str, attempt: int, failure: Failure | None = None) -> Job:
        job = await self._store.give_back(job_id, attempt, failure)
        self._tell(job)
        return job

    async def give_back_all(self) -> Sequence[Job]:
        jobs = await self._store.give_back_all()
        for job in jobs:
            self._tell(job)
        return jobs

    async def cancel(self, job_id: str) -> bool:
        return await self._told(job_id, await self._store.cancel(job_id))

    async def retry(self, job_id: str) -> bool:
        return await self._told(job_id, await self._store.retry(job_id))

    async def get(self, job_id: str) -> Job:
        return await self._store.get(job_id)

    async def list(
        self,
        *,
        owner: str | None = None,
        active_only: bool = False,
        before: str | None = None,
        limit: int = 100,
    ) -> Sequence[Job]:
        return await self._store.list(owner=owner, active_only=active_only, before=before, limit=limit)

    async def place(self, job_id: str) -> Place:
        return await self._store.place(job_id)

    async def places(self) -> Mapping[str, Place]:
        return await self._store.places()

    async def takes_s(self, look: str, lengths_s: Sequence[float], *, spoken: bool) -> float | None:
        return await self._store.takes_s(look, lengths_s, spoken=spoken)

    async def untold(self, channel: str) -> Sequence[Job]:
        return await self._store.untold(channel)

    async def told(self, job_id: str, *, remote_id: str | None = None) -> bool:
        return await self._store.told(job_id, remote_id=remote_id)

    async def forget(self, owner: str) -> Sequence[Job]:
        jobs = await self._store.forget(owner)
        self.bell.set()
        return jobs

    async def forget_presenter(self, presenter: str) -> Forgotten:
        forgotten = await self._store.forget_presenter(presenter)
        for job in forgotten.cancelled:
            self._tell(job)
        self.bell.set()
        return forgotten

    async def _told(self, job_id: str, changed: bool) -> bool:
        if changed:
            try:
                self._tell(await self._store.get(job_id))
            except UnknownJob:
                self.bell.set()
        return changed

    def _tell_all(self, jobs: Sequence[Job]) -> Sequence[Job]:
        for job in jobs:
            self._tell(job)
        return jobs

    def _tell(self, job: Job) -> None:
        self.events.publish_change(job)
        self.bell.set()
