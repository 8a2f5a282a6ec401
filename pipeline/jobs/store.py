"""The port through which everything else sees the line of orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.jobs.job import Counts, Failure, Job, Once, Place, State, Wanted
from pipeline.order import Clip, ClipOrder, Stage


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What became of the orders of a presenter that is gone."""

    cancelled: Sequence[Job]
    """Their askers are still to be told"""
    deleted: Sequence[Job]


@dataclass(frozen=True, kw_only=True)
class Used:
    """Space on the disk."""

    clips: int
    size_bytes: int


class JobStore(Protocol):
    """Keeps orders. Every method is one transaction; transitions are guarded and say whether they happened.

    Whatever writes may raise DiskFull; nothing was changed then.
    """

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
        """Put an order at the end of its owner's line, written to disk before this returns.

        When the same order (``ClipOrder.key``) was finished before and its clip is still there, the new job is DONE at
        once with that clip and its ``remote_id``. Raises LineFull past the owner's limit, FileMissing when a file it
        names is gone.

        With ``once`` the owner's key is written in the same transaction; what it made before is returned and nothing is
        made. Ask ``asked_once`` first whether it was used for something else.
        """
        ...

    async def asked_once(self, owner: str, key: str) -> str | None:
        """The hash of what an owner's key was used for in the last ONCE_KEPT_S seconds, or None."""
        ...

    async def add_batch(
        self,
        batch: str,
        orders: Sequence[tuple[ClipOrder, str]],
        *,
        owner: str,
        channel: str,
        once: Once | None = None,
    ) -> Sequence[Job]:
        """Put (order, address) after each other at the end of their owner's line, all of them or none.

        A batch has no limit but its own; what was made before is DONE at once, as in ``add``. With a ``once`` that was
        used, the orders of the batch it made, which has another id. Raises FileMissing.
        """
        ...

    async def hold(self, batch: str, *, held: bool) -> int:
        """Pause a batch's orders that wait, or let them go on; how many changed. Those that run are made to their end, and
        wait too when they come back into the line."""
        ...

    async def batch(self, batch: str) -> Sequence[Job]:
        """The orders of a batch, in their order."""
        ...

    async def batches(self, batches: Sequence[str]) -> Mapping[str, Counts]:
        """How far batches are, by their ids; those without orders are left out."""
        ...

    async def cancel_batch(self, batch: str) -> Sequence[Job]:
        """All of a batch that wait or run become CANCELLED; those that changed."""
        ...

    async def retry_batch(self, batch: str) -> Sequence[Job]:
        """All of a batch that FAILED or were CANCELLED become QUEUED, held when the batch is; those that changed."""
        ...

    async def delete_batch(self, batch: str) -> Sequence[Job] | None:
        """Delete all orders of a batch and return them, as ``delete`` does; None when one of them runs or waits."""
        ...

    async def find(self, wanted: Wanted, *, before: str | None = None, limit: int = 50) -> Sequence[Job]:
        """Newest first, older than the job ``before``."""
        ...

    async def delete(self, job_id: str) -> Job | None:
        """Delete an ended order and return it; the caller deletes its files. None when it runs, waits or is not there.

        A clip that another order shares is None in it: it must stay.
        """
        ...

    async def ended_before(
        self, at: float, *, channels: Sequence[str], states: Sequence[State] | None = None, limit: int = 500
    ) -> Sequence[Job]:
        """Orders that ended before a Unix time, oldest first."""
        ...

    async def leaving(
        self, at: float, *, channels: Sequence[str], states: Sequence[State] | None = None
    ) -> tuple[int, Sequence[Clip]]:
        """How many these are, and the clips that would go with them: those no other order shares."""
        ...

    async def used(self) -> Used:
        """What the clips of all orders take."""
        ...

    async def counted(self) -> Mapping[State, int]:
        """How many orders are in each state."""
        ...

    async def readdress(self, job_id: str, address: str) -> bool:
        """Change where to deliver, as when the message to edit is known only after the order was added."""
        ...

    async def claim(self) -> Job | None:
        """Take the next order by fair share (owner with fewest running and least recently served first, then oldest).

        The job is RUNNING with a new attempt; or DONE, when the same order was finished while this one waited.
        """
        ...

    async def holds(self, job_id: str, attempt: int) -> bool:
        """Whether this attempt still runs: not cancelled, forgotten or given to another worker."""
        ...

    async def progress(self, job_id: str, attempt: int, stage: Stage, share: float) -> bool: ...
    async def finish(self, job_id: str, attempt: int, clip: Clip) -> bool: ...
    async def fail(self, job_id: str, attempt: int, failure: Failure) -> bool: ...

    async def release(self, job_id: str, attempt: int) -> bool:
        """Put a running order back with its owner's turn: this was nobody's fault and costs nothing."""
        ...

    async def give_back(self, job_id: str, attempt: int, failure: Failure | None = None) -> Job:
        """Put a running order back after a crash; after the third it is FAILED with ``failure``, or worker-lost.

        Returns the job as it is now, unchanged when this attempt did not run any more. Raises UnknownJob when it was
        forgotten meanwhile.
        """
        ...

    async def give_back_all(self) -> Sequence[Job]:
        """At start: every order left RUNNING by a process that died goes back in the line."""
        ...

    async def cancel(self, job_id: str) -> bool:
        """QUEUED or RUNNING becomes CANCELLED; False when it had ended already."""
        ...

    async def retry(self, job_id: str) -> bool:
        """FAILED or CANCELLED becomes QUEUED with a fresh count of attempts."""
        ...

    async def get(self, job_id: str) -> Job:
        """Raises UnknownJob."""
        ...

    async def list(
        self,
        *,
        owner: str | None = None,
        active_only: bool = False,
        before: str | None = None,
        limit: int = 100,
    ) -> Sequence[Job]:
        """Newest first, older than the job ``before``; with ``active_only`` the running and queued ones in the order
        they will be made."""
        ...

    async def place(self, job_id: str) -> Place:
        """Raises UnknownJob."""
        ...

    async def places(self) -> Mapping[str, Place]:
        """The places of all orders that run or wait, by id, in the order they will be made."""
        ...

    async def takes_s(self, look: str, lengths_s: Sequence[float], *, spoken: bool) -> float | None:
        """Seconds that making clips of such lengths takes, seen at ``look`` (presenter or footage); None until anything
        was measured."""
        ...

    async def untold(self, channel: str) -> Sequence[Job]:
        """Ended orders of a channel whose asker was not told yet, oldest first."""
        ...

    async def told(self, job_id: str, *, remote_id: str | None = None) -> bool:
        """The asker has the clip (DONE becomes DELIVERED) or knows of the failure; False when already told."""
        ...

    async def forget(self, owner: str) -> Sequence[Job]:
        """Delete every order of an owner and return them; the caller deletes their files.

        A clip that another owner's order shares is None here: it must stay.
        """
        ...

    async def forget_presenter(self, presenter: str) -> Forgotten:
        """A presenter is being removed: cancel its orders that run or wait, delete the ended ones.

        The caller deletes the files of the deleted ones.
        """
        ...
