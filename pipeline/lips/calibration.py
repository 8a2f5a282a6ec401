"""How far to open one presenter's lips so that a tracker, and so a viewer, sees the opening that was asked for.

Thin, drawn, dark or bearded lips are read differently. The presenter's own calm frame is rendered at a few openings, tracked
again, and the curve turned round. It is kept beside the prepared footage.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from common.files import write_text
from presenters.faces import FaceTracker, Frame, Points, aperture
from presenters.view import View

TRIED = (0.0, 0.04, 0.08, 0.13, 0.19, 0.26, 0.34)
"""Openings drawn, in eye distances"""
FURTHEST = (0.6, 1.7)
"""Bounds of drawn over asked: a tracker that is lost must not tear a mouth open"""
VERSION = 2


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """A rising curve from the gap asked for to the gap to draw, eye distances."""

    asked: tuple[float, ...]
    drawn: tuple[float, ...]

    def draw(self, gap: float) -> float:
        """The gap to draw; beyond the curve it goes on at the same ratio."""
        if gap > self.asked[-1]:
            return gap * self.drawn[-1] / self.asked[-1]
        return float(np.interp(gap, self.asked, self.drawn))


PLAIN = Calibration(asked=(0.0, 0.34), drawn=(0.0, 0.34))


def calibrated(
    path: Path, code: str, pictures: Callable[[Sequence[float]], Iterable[Iterable[Frame]]]
) -> Calibration:
    """The curve kept at ``path``, else measured and kept there.

    ``pictures(gaps)`` renders one or more frames of the presenter, each at every gap. ``code`` names the version of what
    draws them.
    """
    kept = _read(path, code)
    if kept:
        return kept
    found = _measured(pictures)
    told = {"version": f"{VERSION} {code}", "asked": found.asked, "drawn": found.drawn}
    write_text(path, json.dumps(told))
    return found


def _read(path: Path, code: str) -> Calibration | None:
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    if told["version"] != f"{VERSION} {code}":
        return None
    return Calibration(asked=tuple(told["asked"]), drawn=tuple(told["drawn"]))


def _measured(pictures: Callable[[Sequence[float]], Iterable[Iterable[Frame]]]) -> Calibration:
    faces = list(_watched(frame for frames in pictures(TRIED) for frame in frames))
    read = np.array([np.nan if face is None else float(aperture(face)) for face in faces])
    rows = read.reshape(-1, len(TRIED))
    rows = rows[~np.isnan(rows).any(axis=1)]
    if len(rows) == 0:
        return PLAIN
    seen = np.maximum.accumulate(np.median(rows, axis=0))
    return turned_round(seen.tolist())


def _watched(frames: Iterable[Frame]) -> Iterator[Points | None]:
    """The face of each I420 frame, looked at as a stream as clips are: by itself a small gap is read as a larger one."""
    view = View(FaceTracker.sight)
    with FaceTracker() as tracker:
        for frame in frames:
            yield tracker.follow(view.of(frame), width=frame.shape[1], height=frame.shape[0] * 2 // 3)


def turned_round(seen: Sequence[float]) -> Calibration:
    """From what was seen at TRIED (rising) to the curve that draws what is asked."""
    asked = np.array(TRIED)
    rising = np.array(seen) + np.arange(len(seen)) * 1e-6
    drawn = np.interp(asked, rising, asked)
    drawn = np.clip(drawn, asked * FURTHEST[0], asked * FURTHEST[1])
    drawn[0] = 0.0
    drawn = np.maximum.accumulate(drawn)
    return Calibration(asked=tuple(asked.tolist()), drawn=tuple(drawn.tolist()))
