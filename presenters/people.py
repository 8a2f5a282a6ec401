"""Who is seen in footage: looked at every now and then, told apart, and numbered as the picture is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from presenters.faces import LEAST_FACE_PX, Frame, Picture, Points, eye_distance, face_width
from presenters.likeness import Likeness, likeness
from presenters.presenter import Person
from presenters.view import BESIDE

MOST = 8
"""More people than this are not told apart"""
SAME = 0.48
"""Likenesses further apart are of two people. Measured: one person turning, nodding and talking is up to 0.42 from what is
most like it of how they looked before; two people are 0.6 apart as a rule, and 0.37 at the least."""
SAME_UNCUT = 0.8
"""The same where nothing else in the picture changed since the last look: a head turned away is still its owner's"""
UNCUT = 12.0  # of 255: mean difference of two looks' pictures without a cut between them
NEAR = 1.5  # eye distances that a head moves between two looks
HERE = 0.6  # eye distances
FAR_COST = 0.2  # what being three eye distances away costs: it decides between people who look alike
FEW_LOOKS = 4
KEPT_LIKENESSES = 16
SMALL_SIDE_PX = 480


@dataclass(frozen=True, kw_only=True, eq=False)
class Face:
    """One face in one picture."""

    centre: npt.NDArray[np.float64]
    """float64 [2], pixels"""
    eyes_px: float
    width_px: float
    box: tuple[float, float, float, float]
    """Left, top, right, bottom, pixels"""
    like: Likeness

    @classmethod
    def of(cls, rgb: Frame, points: Points, *, scale: float) -> "Face":
        """``points`` are float32 [478, 3], ``scale`` brings them into ``rgb``."""
        (left, top), (right, bottom) = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
        return cls(
            centre=points[1, :2].astype(np.float64),
            eyes_px=max(float(eye_distance(points)), 1.0),
            width_px=float(face_width(points)),
            box=(float(left), float(top), float(right), float(bottom)),
            like=likeness(rgb, points, scale=scale),
        )

    def moved(self, other: "Face") -> float:
        """How far away another face is, in its eye distances."""
        return float(np.linalg.norm(self.centre - other.centre)) / other.eyes_px


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """Somebody seen so far."""

    seen: dict[int, Face] = field(default_factory=dict)
    """By number of the frame"""

    @property
    def last(self) -> Face:
        return next(reversed(self.seen.values()))

    def gallery(self) -> list[Likeness]:
        likes = [face.like for face in self.seen.values()]
        step = max(1, -(-len(likes) // KEPT_LIKENESSES))
        return likes[::step] if step > 1 else likes

    def apart(self, like: Likeness) -> float:
        """How unlike them a face is, beside what is most like it of how they looked."""
        return min(like.apart(one) for one in self.gallery())


class Gathering:
    """Takes a look now and then, and says in the end who was there."""

    def __init__(self) -> None:
        self._known: list[Known] = []
        self._looks = 0
        self._pictures: dict[int, Frame] = {}

    def look(self, index: int, rgb: Frame, faces: Sequence[Points], *, width: int) -> None:
        """``faces`` are those of frame ``index``, float32 [478, 3] in pixels of a frame ``width`` wide."""
        seen = [Face.of(rgb, points, scale=rgb.shape[1] / width) for points in faces]
        before, picture = next(reversed(self._pictures), None), _small(rgb)
        uncut = before is not None and _difference(self._pictures[before], picture) < UNCUT
        if seen:
            self._looks += 1
            self._pictures[index] = picture
        free = set(range(len(seen)))
        for at, known in _matched(seen, self._known, before if uncut else None):
            known.seen[index] = seen[at]
            free.discard(at)
        self._known += [Known(seen={index: seen[at]}) for at in sorted(free)]

    def people(self) -> list[Known]:
        """Left to right at the first moment at which most of them are seen; then, as they come, those who are not."""
        often = [known for known in self._known if len(known.seen) > 1 or self._looks < FEW_LOOKS]
        counted = often or self._known
        if not counted:
            return []
        widths = [float(np.median([face.width_px for face in known.seen.values()])) for known in counted]
        least = max(LEAST_FACE_PX, BESIDE * max(widths))
        if max(widths) >= LEAST_FACE_PX:
            counted = [known for known, width in zip(counted, widths, strict=True) if width >= least]
        moment = self._moment(counted)
        return sorted(counted, key=lambda known: _reading(known, moment))

    def _moment(self, people: Sequence[Known]) -> int:
        return max(
            sorted(self._pictures), key=lambda index: sum(index in known.seen for known in people), default=0
        )

    def told(self, *, width: int, height: int) -> tuple[Person, ...]:
        """As values, places in shares of a picture of that size."""
        people = self.people()
        moment = self._moment(people)
        return tuple(
            Person(
                number=number,
                x=round(float(_at(known, moment).centre[0]) / width, 4),
                y=round(float(_at(known, moment).centre[1]) / height, 4),
                face_px=round(float(np.median([face.width_px for face in known.seen.values()])), 1),
                share=round(len(known.seen) / max(self._looks, 1), 3),
            )
            for number, known in enumerate(people, start=1)
        )

    def whose(self, points: Points) -> int | None:
        """The number of the person whom landmarks (float32 [frames, 478, 3]) are of most of the time."""
        hits = [
            sum(
                float(np.linalg.norm(points[index, 1, :2] - face.centre)) < HERE * face.eyes_px
                for index, face in known.seen.items()
            )
            for known in self.people()
        ]
        return hits.index(max(hits)) + 1 if any(hits) else None

    def pictures(self, *, width: int) -> list[Picture]:
        """What shows everybody: pictures, and in each the numbers and boxes of those who are not in one before."""
        people = self.people()
        moment = self._moment(people)
        shown: dict[int, list[tuple[int, tuple[float, ...]]]] = {}
        for number, known in enumerate(people, start=1):
            index = moment if moment in known.seen else next(iter(known.seen))
            scale = self._pictures[index].shape[1] / width
            box = tuple(value * scale for value in known.seen[index].box)
            shown.setdefault(index, []).append((number, box))
        return [(self._pictures[index], boxes) for index, boxes in shown.items()]


def _at(known: Known, moment: int) -> Face:
    return known.seen.get(moment) or next(iter(known.seen.values()))


def _reading(known: Known, moment: int) -> tuple[float, float]:
    first = -1.0 if moment in known.seen else float(next(iter(known.seen)))
    return first, float(_at(known, moment).centre[0])


def _matched(seen: Sequence[Face], known: Sequence[Known], before: int | None) -> list[tuple[int, Known]]:
    """Which face is whose: everybody has one face at most, and what is left over is somebody new.

    ``before`` is the frame of the last look when there was no cut since.
    """
    if not seen or not known:
        return []
    apart = np.array([[one.apart(face.like) for one in known] for face in seen])
    moved = np.array([[face.moved(one.last) for one in known] for face in seen])
    there = np.array([before in one.seen for one in known])
    limit = np.where(there & (moved < NEAR), SAME_UNCUT, SAME)
    cost = apart + FAR_COST * np.minimum(moved / 3.0, 1.0)
    rows, columns = linear_sum_assignment(cost)
    return [
        (int(row), known[column])
        for row, column in zip(rows, columns, strict=True)
        if apart[row, column] < limit[row, column]
    ]


def _difference(a: Frame, b: Frame) -> float:
    """Mean absolute difference of two pictures; of those of other sizes, as of a cut."""
    return float(cv2.absdiff(a, b).mean()) if a.shape == b.shape else 255.0


def _small(rgb: Frame) -> Frame:
    shrink = min(1.0, SMALL_SIDE_PX / max(rgb.shape[:2]))
    return np.asarray(cv2.resize(rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
