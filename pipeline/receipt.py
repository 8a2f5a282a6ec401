"""What was made and how long each stage took."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.files import write_text
from voices.voice import Phone


@dataclass(frozen=True, kw_only=True)
class PartMade:
    """A part of a clip."""

    text: str
    shared: bool
    reused: bool
    start_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Kept beside every clip; times in seconds."""

    clip: str
    presenter: str
    voice: str
    engine: str
    tracker: str
    """What found face and lips"""
    language: str
    text: str
    duration_s: float
    frames: int
    fps: float
    width: int
    height: int
    asked_size: int | None
    """The short side asked for; the clip's own is less where the footage has no more"""
    stages_s: dict[str, float]
    total_s: float
    phones: tuple[tuple[str, float, float], ...]
    """IPA symbol ("" for silence), start and end"""
    faceless_spans: tuple[tuple[float, float], ...]
    """Spans of the clip where the footage shows no face"""
    draft: bool = False
    """Only the first seconds"""
    subtitles: tuple[str, ...] = ()
    """Files beside the clip"""
    reused: tuple[str, ...] = ()
    """What was known from an earlier clip with the same sound"""
    remarks: dict[str, str] = field(default_factory=dict)
    """What the person should know, by stable code"""
    reused_s: float = 0.0
    """How much of the clip was taken over from another one"""
    parts: tuple[PartMade, ...] = ()
    """What it was joined from, when it was"""

    def write(self, path: Path) -> None:
        write_text(path, json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n")


class Stopwatch:
    """Adds up wall time by stage."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.stages_s: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.stages_s[name] = round(self.stages_s.get(name, 0.0) + time.monotonic() - began, 4)

    @property
    def total_s(self) -> float:
        return round(time.monotonic() - self._began, 4)


def told_phones(phones: Sequence[Phone]) -> tuple[tuple[str, float, float], ...]:
    return tuple((phone.symbol, round(phone.start_s, 4), round(phone.end_s, 4)) for phone in phones)


def spans_without(has_face: npt.NDArray[np.bool_], fps: float) -> tuple[tuple[float, float], ...]:
    """Runs of False in bool [frames] as (start, end) in seconds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], has_face, [True]]).astype(np.int8)))
    return tuple((round(a / fps, 3), round(b / fps, 3)) for a, b in zip(edges[::2], edges[1::2], strict=True))
