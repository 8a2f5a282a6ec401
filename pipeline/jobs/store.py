"""The port through which everything else sees the line of orders."""

from collections.abc import Sequence
from typing import Protocol

from pipeline.jobs.job import Failure, Job, Place
from pipeline.order import Clip, ClipOrder, Stage


class JobStore(Protocol):
    """Keeps orders. Every method is one transaction; transitions are guarded and say whether they happened."""

    async def add(self, order: ClipOrder, *, owner: str, channel: str, address: str) -> Job:
        """Put an order at the end of its owner's line, written to disk before this returns.

        When the same order (``ClipOrder.key``) was finished before and its clip is still there, the new job is DONE at
        once with that clip and its ``remote_id``. Raises LineFull past the owner's limit.
        """
        ...

    async def claim(self) -> Job | None:
        """Take the next order by fair share (owner with fewest running and recently served first, then oldest)."""
        ...

    async def progress(self, job_id: str, attempt: int, stage: Stage, share: float) -> bool: ...
    async def finish(self, job_id: str, attempt: int, clip: Clip) -> bool: ...
    async def fail(self, job_id: str, attempt: int, failure: Failure) -> bool: ...
    async def give_back(self, job_id: str, attempt: int) -> Job:
        """Put a running order back after a crash; FAILED with code worker-lost after the third attempt."""
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
        self, *, owner: str | None = None, active_only: bool = False, limit: int = 100
    ) -> Sequence[Job]:
        """Newest first; with ``active_only`` the queued and running ones in the order they will be made."""
        ...

    async def place(self, job_id: str) -> Place: ...

    async def untold(self, channel: str) -> Sequence[Job]:
        """Ended orders of a channel whose asker was not told yet, oldest first."""
        ...

    async def told(self, job_id: str, *, remote_id: str | None = None) -> bool:
        """The asker has the clip (DONE becomes DELIVERED) or knows of the failure; False when already told."""
        ...

    async def forget(self, owner: str) -> Sequence[Job]:
        """Delete every order of an owner and return them; the caller deletes their files."""
        ...
