"""Batches: clips that are asked for together, and what is done with all of them at once."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from bot.studio.api.batchschema import (
    PAGE,
    BatchOut,
    CountsOut,
    LeftOutRow,
    ManyIn,
    NamesIn,
    Target,
    WholeBatchOut,
)
from bot.studio.api.schema import Look, OrderIn
from bot.studio.desk import Desk, OneFaceOnly, order_out
from bot.studio.rows import left_out_of, orders_of_rows, why_left_out
from bot.studio.store import Batch, new_id
from bot.studio.visitors import Visitor
from common.errors import BadInput, about
from pipeline.jobs.job import Counts, Job, Place, State
from pipeline.order import ClipOrder

TITLE_LETTERS = 60
EMPTY_S = 3600.0
"""A batch has its orders a moment after it is kept"""
SWEPT = 1000


class UnknownBatch(BadInput):
    code = "unknown-batch"
    sentence = "There is no such batch any more. It may have been deleted."


class BatchBusy(BadInput):
    code = "batch-busy"
    sentence = "Some of these clips still wait or are being made. Cancel them first."


@dataclass(frozen=True, kw_only=True)
class Batches:
    """What is done with many orders at once."""

    desk: Desk

    async def begin(self, asked: ManyIn | NamesIn, visitor: Visitor) -> Batch:
        """Put all of it in the line, or nothing. Raises BadInput, with the field it is about, DiskFull."""
        kept: dict[str, object] = {"request": asked.model_dump(mode="json", exclude_none=True)}
        if isinstance(asked, NamesIn):
            rows, orders = await orders_of_rows(self.desk, asked, visitor)
            kept["columns"] = rows.table.columns
            if rows.left_out:
                kept["left_out"] = [asdict(one) for one in rows.left_out]
            title = asked.title or Path(rows.table.name).stem
        else:
            orders = await self._orders_of_targets(asked, visitor)
            title = asked.title or (asked.text or "").strip() or Path(orders[0][0].sound_name or "").stem
        batch = Batch(
            id=new_id(),
            kind=asked.kind,
            title=_short(title),
            asked=kept,
            owner=visitor.owner,
            who=visitor.who,
            created_at=time.time(),
        )
        store = self.desk.store
        # First the batch: without its orders it is not shown, but orders without their batch would be.
        await store.keep_batch(batch)
        try:
            jobs = await self.desk.line.add_batch(
                batch.id, orders, owner=visitor.owner, channel=visitor.channel, once=visitor.once
            )
        except BaseException:
            await asyncio.shield(store.drop_batch(batch.id))
            raise
        made = jobs[0].batch
        if made is None or made == batch.id:
            return batch
        # The same key made another batch before, whose answer was lost.
        await store.drop_batch(batch.id)
        return await self.get(made)

    async def _orders_of_targets(self, asked: ManyIn, visitor: Visitor) -> list[tuple[ClipOrder, str]]:
        same = {name: getattr(asked, name) for name in (*Look.model_fields, "text", "sound")}
        order = await self.desk.read(OrderIn(**same))
        names = await asyncio.to_thread(self.desk.names)
        orders = []
        for at, target in enumerate(asked.targets):
            with about(f"targets.{at}"):
                aimed = await self._aimed(order, target)
            name = (
                Path(aimed.footage_name).stem if aimed.footage_name else names.get(aimed.presenter or "", "")
            )
            address = json.dumps({"who": visitor.who, "label": name}, ensure_ascii=False)
            orders.append((aimed, address))
        return orders

    async def _aimed(self, order: ClipOrder, target: Target) -> ClipOrder:
        if bool(target.presenter) == bool(target.footage):
            raise OneFaceOnly
        if target.footage:
            upload = await self.desk.media(target.footage, "picture")
            filmed = replace(
                order, presenter=None, footage=upload.path, footage_name=upload.name, face=target.face
            )
            return await self.desk.settled(filmed)
        presenter = await self.desk.presenter(target.presenter)
        return await self.desk.settled(replace(order, presenter=presenter))

    # What is there

    async def get(self, batch_id: str) -> Batch:
        """Raises UnknownBatch."""
        batch = await self.desk.store.batch(batch_id)
        if batch is None:
            raise UnknownBatch
        return batch

    async def list(
        self, *, kind: str | None = None, before: str | None = None, limit: int = 20
    ) -> tuple[Sequence[BatchOut], str | None]:
        """Newest first, and what to ask the next page with. Those whose clips were all deleted are left out."""
        found = await self.desk.store.batches(kind=kind, before=before, limit=limit)
        counts = await self.desk.line.batches([batch.id for batch in found])
        told = [batch_out(batch, counts[batch.id]) for batch in found if batch.id in counts]
        return told, found[-1].id if len(found) == limit else None

    async def told(self, batch_id: str) -> BatchOut:
        """Raises UnknownBatch."""
        batch = await self.get(batch_id)
        return batch_out(batch, (await self.desk.line.batches([batch.id])).get(batch.id, Counts()))

    async def whole(
        self, batch_id: str, visitor: Visitor, *, first: int = 0, limit: int = PAGE
    ) -> WholeBatchOut:
        """With a page of its orders. Raises UnknownBatch."""
        batch = await self.get(batch_id)
        jobs = await self.desk.line.batch(batch.id)
        counts = (await self.desk.line.batches([batch.id])).get(batch.id, Counts())
        places = await self.desk.line.places()
        names = await asyncio.to_thread(self.desk.names)
        return await asyncio.to_thread(
            _whole, batch, jobs, counts, visitor, places, names, slice(first, first + limit)
        )

    # What is done with all of it

    async def hold(self, batch_id: str, *, held: bool) -> BatchOut:
        """Pause it, or let it go on. Raises UnknownBatch."""
        await self.get(batch_id)
        await self.desk.line.hold(batch_id, held=held)
        return await self.told(batch_id)

    async def cancel(self, batch_id: str) -> BatchOut:
        """Raises UnknownBatch."""
        await self.get(batch_id)
        await self.desk.line.cancel_batch(batch_id)
        return await self.told(batch_id)

    async def retry(self, batch_id: str) -> BatchOut:
        """All that failed or were cancelled. Raises UnknownBatch."""
        await self.get(batch_id)
        await self.desk.line.retry_batch(batch_id)
        return await self.told(batch_id)

    async def delete(self, batch_id: str) -> None:
        """With its clips. Raises UnknownBatch, BatchBusy."""
        await self.get(batch_id)
        deleted = await self.desk.line.delete_batch(batch_id)
        if deleted is None:
            raise BatchBusy
        await self.desk.delete_files(deleted)
        await self.desk.store.drop_batch(batch_id)

    async def sweep(self, *, older_than_s: float = EMPTY_S) -> None:
        """Forget batches whose clips were all deleted one by one."""
        batches = await self.desk.store.batches(limit=SWEPT)
        counts = await self.desk.line.batches([batch.id for batch in batches])
        for batch in batches:
            if batch.id not in counts and batch.created_at < time.time() - older_than_s:
                await self.desk.store.drop_batch(batch.id)


def batch_out(batch: Batch, counts: Counts) -> BatchOut:
    states = dict.fromkeys(CountsOut.model_fields, 0)
    for state, jobs in counts.states.items():
        # Whoever looks here has the clip as soon as it is made.
        states[State.DONE if state is State.DELIVERED else state] += jobs
    return BatchOut(
        id=batch.id,
        kind="names" if batch.kind == "names" else "many",
        title=batch.title,
        who=batch.who,
        created_at=batch.created_at,
        total=counts.total,
        counts=CountsOut(**states),
        paused=counts.held > 0,
        share=counts.shares / max(counts.total, 1),
    )


def _whole(
    batch: Batch,
    jobs: Sequence[Job],
    counts: Counts,
    visitor: Visitor,
    places: Mapping[str, Place],
    names: Mapping[str, str],
    page: slice,
) -> WholeBatchOut:
    waits_s = [
        place.estimate_s
        for job in jobs
        if not (job.held and job.state is State.QUEUED) and (place := places.get(job.id))
    ]
    known_s = [wait_s for wait_s in waits_s if wait_s is not None]
    return WholeBatchOut(
        **batch_out(batch, counts).model_dump(),
        left_s=max(known_s) if known_s else None,
        reused_s=sum(_reused_s(job.clip.receipt) for job in jobs if job.clip)
        if batch.kind == "names"
        else 0.0,
        asked=batch.asked["request"],
        left_out=[
            LeftOutRow(row=one.row.number, code=one.problems[0].code, message=why_left_out(one, visitor))
            for one in left_out_of(batch)
            if page.start == 0
        ],
        orders=[order_out(job, visitor, places.get(job.id), names) for job in jobs[page]],
        first=page.start,
        next=page.stop if page.stop < len(jobs) else None,
    )


@lru_cache(maxsize=4096)
def _reused_s(receipt: str) -> float:
    """Seconds of a clip that were taken over from one made before; its receipt never changes."""
    try:
        return float(json.loads(Path(receipt).read_text(encoding="utf-8")).get("reused_s", 0.0))
    except (OSError, ValueError):
        return 0.0


def _short(title: str) -> str:
    plain = " ".join(title.split())
    return plain if len(plain) <= TITLE_LETTERS else f"{plain[: TITLE_LETTERS - 1].rstrip()}…"
