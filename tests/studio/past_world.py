"""Orders that were made long ago, put straight into the line's file."""

import json
from dataclasses import dataclass
from pathlib import Path

from common.home import Home
from pipeline.jobs.job import Failure, Job
from pipeline.jobs.sqlite import SqliteStore
from pipeline.order import Clip, ClipOrder

DAY_S = 86_400.0


@dataclass(kw_only=True)
class Past:
    """A line whose clock stands where a test wants it."""

    home: Home
    store: SqliteStore
    at: float

    @classmethod
    async def open(cls, home: Home, *, at: float) -> "Past":
        past = cls(home=home, store=None, at=at)  # type: ignore[arg-type]
        past.store = await SqliteStore.open(home.line_db, waiting_limit=100_000, now=lambda: past.at)
        return past

    async def made(
        self, text: str, *, channel: str = "studio", who: str = "", batch: str | None = None
    ) -> Job:
        """An order whose clip is made, of 1000 bytes, with what lies beside one."""
        job = await self._claimed(text, channel, who, batch)
        if job.clip:
            return job
        path = self.home.clips / f"{job.id}.mp4"
        path.write_bytes(b"x" * 1000)
        for suffix in (".jpg", ".json", ".vtt"):
            path.with_suffix(suffix).write_text("{}", encoding="utf-8")
        await self.store.finish(job.id, job.attempt, clip_at(path))
        return await self.store.get(job.id)

    async def copies(self, text: str, count: int) -> None:
        """So many orders, called "Clip 0" and on, answered at once from one clip."""
        first = await self.made(text)
        orders = [(first.order, json.dumps({"label": f"Clip {number}"})) for number in range(count)]
        await self.store.add_batch("copies", orders, owner="x", channel="studio")

    async def failed(self, text: str) -> Job:
        job = await self._claimed(text, "studio", "", None)
        await self.store.fail(
            job.id, job.attempt, Failure(code="no-face", message="No.", details={"name": "it"})
        )
        return job

    async def _claimed(self, text: str, channel: str, who: str, batch: str | None) -> Job:
        order, address = ClipOrder(text=text, presenter="mira"), json.dumps({"who": who}, ensure_ascii=False)
        if batch:
            (job,) = await self.store.add_batch(batch, [(order, address)], owner="x", channel=channel)
        else:
            job = await self.store.add(order, owner="x", channel=channel, address=address)
        if job.clip:
            return job
        claimed = await self.store.claim()
        assert claimed
        assert claimed.id == job.id
        return claimed


def clip_at(path: Path) -> Clip:
    return Clip(
        path=str(path),
        thumbnail=str(path.with_suffix(".jpg")),
        receipt=str(path.with_suffix(".json")),
        duration_s=2.0,
        width=180,
        height=320,
        fps=25.0,
        frames=50,
        size_bytes=1000,
    )
