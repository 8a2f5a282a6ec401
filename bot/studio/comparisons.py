"""Two engines compared blind in the studio: two orders that no history shows, and a vote that says which was which."""

import asyncio
import time
from dataclasses import asdict, dataclass, replace

from bot.studio.api.schema import OrderIn
from bot.studio.desk import OWN, Desk, address_of
from bot.studio.store import new_id
from bot.studio.visitors import Visitor
from common.errors import BadInput, UnknownJob, about
from models.errors import EngineNeedsTorch, EngineNeedsWeights, EngineNotAgreed
from pipeline.jobs.job import FINAL, Job, State
from pipeline.lips.comparison import blind_pair

CHANNEL = "compare"
"""Of its orders: neither history nor /orders tells their lips before the vote"""
KEPT_S = 86_400.0
SIDES = ("A", "B")
ALIKE = "alike"
KEEP = """
INSERT INTO comparisons (id, presenter, a_job, b_job, a_engine, b_engine, owner, created_at)
VALUES (:id, :presenter, :a_job, :b_job, :a_engine, :b_engine, :owner, :created_at)
"""
FIND = "SELECT id, presenter, a_job, b_job, a_engine, b_engine, vote, owner, created_at FROM comparisons WHERE id = :id"
VOTE = "UPDATE comparisons SET vote = :vote WHERE id = :id AND vote IS NULL"
DROP_OLD = "DELETE FROM comparisons WHERE created_at < :before"


class UnknownComparison(BadInput):
    code = "unknown-comparison"
    sentence = "This comparison is not here any more. Make a new one."


class NotCompared(BadInput):
    code = "not-compared"
    sentence = "Both clips must be made before anybody can vote."


class VotedAlready(BadInput):
    code = "voted-already"
    sentence = "There was a vote on these two already. Make a new comparison to vote again."


@dataclass(frozen=True, kw_only=True)
class Comparison:
    id: str
    presenter: str
    a_job: str
    b_job: str
    a_engine: str
    b_engine: str
    vote: str | None = None
    """ "A", "B", "alike", or None before anybody voted"""
    owner: str
    created_at: float

    @property
    def winner(self) -> str | None:
        return {"A": self.a_engine, "B": self.b_engine}.get(self.vote or "")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What came of a vote."""

    comparison: Comparison
    engine: str | None
    """Kept for the presenter"""
    error: BadInput | None = None
    """Why the one that looked better was not kept"""


@dataclass(frozen=True, kw_only=True)
class Comparisons:
    desk: Desk

    async def begin(
        self,
        visitor: Visitor,
        *,
        presenter: str | None,
        text: str | None,
        sound: str | None,
        voice: str | None = None,
        engines: tuple[str, ...] = (),
    ) -> Comparison:
        """Put both in the line. Raises NothingToCompare, TwoToCompare, and what ``Desk.read`` does."""
        desk = self.desk
        with about("engines"):
            pair = await asyncio.to_thread(blind_pair, desk.engines, engines)
        order = await desk.read(OrderIn(presenter=presenter, text=text, sound=sound, voice=voice, draft=True))
        made: list[Job] = []
        try:
            for engine in pair:
                one = replace(order, engine=engine, usual_engine=None, left_engine=None)
                address = address_of(visitor)
                made.append(
                    await desk.line.add(
                        one, owner=visitor.owner, channel=CHANNEL, address=address, urgent=True
                    )
                )
        except BaseException:
            for job in made:
                await desk.line.cancel(job.id)
            raise
        comparison = Comparison(
            id=new_id(),
            presenter=order.presenter or "",
            a_job=made[0].id,
            b_job=made[1].id,
            a_engine=pair[0],
            b_engine=pair[1],
            owner=visitor.owner,
            created_at=time.time(),
        )
        values = asdict(comparison)
        values.pop("vote")
        await desk.store.change(KEEP, **values)
        return comparison

    async def get(self, comparison_id: str) -> tuple[Comparison, tuple[Job, Job]]:
        """With the orders of A and B. Raises UnknownComparison."""
        rows = await self.desk.store.rows(FIND, id=comparison_id)
        if not rows:
            raise UnknownComparison
        found = Comparison(**dict(rows[0]))
        try:
            line = self.desk.line
            return found, (await line.get(found.a_job), await line.get(found.b_job))
        except UnknownJob as error:  # its presenter was removed
            raise UnknownComparison from error

    async def vote(self, comparison_id: str, vote: str) -> Kept:
        """Keep the better one for the presenter. Raises UnknownComparison, NotCompared, VotedAlready, UnknownPresenter."""
        found, jobs = await self.get(comparison_id)
        if not all(job.clip for job in jobs):
            raise NotCompared
        if not await self.desk.store.change(VOTE, id=found.id, vote=vote):
            raise VotedAlready
        found = replace(found, vote=vote)
        if found.winner is None:
            return Kept(comparison=found, engine=None)
        try:
            await keep_engine(self.desk, found.presenter, found.winner)
        except (EngineNeedsTorch, EngineNeedsWeights, EngineNotAgreed) as error:
            return Kept(comparison=found, engine=None, error=error)
        return Kept(comparison=found, engine=found.winner)

    async def sweep(self, *, older_than_s: float = KEPT_S) -> None:
        """Delete the clips of comparisons that were made so long ago."""
        before = time.time() - older_than_s
        for job in await self.desk.line.ended_before(before, channels=(CHANNEL,)):
            if deleted := await self.desk.line.delete(job.id):
                await self.desk.delete_files([deleted])
        await self.desk.store.change(DROP_OLD, before=before)


async def keep_engine(desk: Desk, presenter: str, engine: str) -> None:
    """Draw a presenter with these lips where an order names none; "" forgets that.

    Raises UnknownPresenter, UnknownEngine, EngineNeedsTorch, EngineNeedsWeights, EngineNotAgreed.
    """

    def keep() -> None:
        if engine:
            desk.engines.get(engine).check_keepable()
        desk.registry.keep_engine(presenter, engine or None, owner=OWN)

    await asyncio.to_thread(keep)


def state_of(jobs: tuple[Job, Job]) -> State:
    """Of both together: FAILED as soon as one cannot come of it."""
    states = {job.state for job in jobs}
    if states & {State.FAILED, State.CANCELLED}:
        return State.FAILED
    if all(job.state in FINAL for job in jobs):
        return State.DONE
    return State.RUNNING if any(job.state != State.QUEUED for job in jobs) else State.QUEUED
