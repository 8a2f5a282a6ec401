"""One order in the line, as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from common.errors import MouthpieceError
from pipeline.order import Clip, ClipOrder, Stage

ATTEMPTS = 3
"""So often may a worker be lost over one order before the order is given up"""


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

    @classmethod
    def of(cls, error: MouthpieceError) -> "Failure":
        details = {
            name: value if isinstance(value, str | int | float) else str(value)
            for name, value in error.details.items()
        }
        return cls(code=error.code, message=str(error), details=details)


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
    """How often it was claimed. Whoever claimed it shows this number with every change, so that an earlier holder,
    thought dead, changes nothing. It never goes down."""
    lost: int = 0
    """How many of those attempts ended with the worker lost; at ATTEMPTS the order has failed"""
    length_s: float = 0.0
    """How long its clip will be, estimated when it was ordered"""
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
    batch: str | None = None
    """Which batch it is one of"""
    held: bool = False
    """Its batch is paused: it keeps its place and is not made. One that runs already is made to its end"""
    urgent: bool = False
    """Made before all that are not, such as a draft somebody sits and waits for"""


@dataclass(frozen=True, kw_only=True)
class Once:
    """What keeps a repeated request from being done twice."""

    key: str
    """The asker's own"""
    asked: str
    """Hash of what was asked with it"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which orders are looked for; None leaves a part open."""

    owner: str | None = None
    batch: str | None = None
    presenter: str | None = None
    channels: tuple[str, ...] | None = None
    states: tuple[State, ...] | None = None
    words: str | None = None
    """All of these words, in any case, in text, file names or address"""
    file: str | None = None
    """The opaque name of a file it reads"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an order is in the line."""

    ahead: int
    """Orders that will be made before this one, the running one included; 0 when it is running or has ended"""
    estimate_s: float | None
    """Seconds until it is done, from measured speed; None until anything was measured"""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How far the orders of a batch are."""

    states: Mapping[State, int] = field(default_factory=dict)
    held: int = 0
    """Paused ones"""
    shares: float = 0.0
    """What is done of each, added up; one that has ended counts as 1"""

    @property
    def total(self) -> int:
        return sum(self.states.values())
