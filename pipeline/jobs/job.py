"""One order in the line, as frozen data."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.order import Clip, ClipOrder, Stage


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    """The clip is made and not yet with whoever asked"""
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({State.DONE, State.DELIVERED, State.FAILED, State.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why an order failed: the error's stable code, its English sentence and its details for catalogues."""

    code: str
    message: str
    details: dict[str, str | int | float]


@dataclass(frozen=True, kw_only=True)
class Job:
    id: str
    """Opaque, sortable by time"""
    order: ClipOrder
    owner: str
    """Whom fair share counts, such as "telegram:12345" """
    channel: str
    """Who delivers it: "telegram", "studio", "api" """
    address: str
    """Where to deliver, in JSON that only the channel reads"""
    state: State
    attempt: int = 0
    stage: Stage | None = None
    share: float = 0.0
    created_at: float = 0.0
    """Unix time, seconds; so are the others"""
    started_at: float | None = None
    finished_at: float | None = None
    told_at: float | None = None
    """When the asker was told of the end (clip, failure or cancellation)"""
    clip: Clip | None = None
    failure: Failure | None = None
    remote_id: str | None = None
    """What the channel calls the delivered clip (Telegram's file_id), so the same clip is sent again without upload"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an order is in the line."""

    ahead: int
    """Orders that will be made before this one, the running one included"""
    estimate_s: float | None
    """Seconds until it is done, from measured speed; None until anything was measured"""
