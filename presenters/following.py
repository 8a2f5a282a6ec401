"""Following one face through footage: the largest, or that of the person who was chosen by number."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from common.errors import NoFace, NoSuchFace
from presenters.faces import CUT_EYES, POINTS, FaceTracker, Frame, Points, Track, face_width
from presenters.people import MOST, Face, Gathering, Known
from presenters.tracker import Open, Tracker
from presenters.view import View

LINKED = 0.3
"""Faces of neighbouring frames whose likenesses are further apart are not one face that moves on"""
GROWN = 0.35
SMOOTH = 9
"""Frames over which it is asked who a face is"""
SEEN_BEFORE = 0.15
"""What it counts that a look now and then took a face for somebody: it decides between people who look alike"""
UNLIKE = 0.7
"""A face that far from how somebody looked is not theirs, though it is nobody else's"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """One face from frame to frame, as long as it moves on without a jump."""

    start: int
    faces: list[Face] = field(default_factory=list)
    points: list[Points] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.start + len(self.faces)


class Crowd:
    """Every face of every frame, joined to runs."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._count = 0

    def see(self, rgb: Frame, faces: Sequence[Points], *, width: int) -> None:
        going = [run for run in self._runs if run.end == self._count]
        for points in faces:
            face = Face.of(rgb, points, scale=rgb.shape[1] / width)
            run = min(going, key=lambda run: face.moved(run.faces[-1]), default=None)
            if run is None or not _moves_on(run.faces[-1], face):
                run = Run(start=self._count)
                self._runs.append(run)
            else:
                going.remove(run)
            run.faces.append(face)
            run.points.append(points)
        self._count += 1

    def of(self, people: Sequence[Known], number: int) -> Points:
        """The landmarks of the person of that number: float32 [frames, 478, 3], NaN where they are not seen."""
        points = np.full((self._count, POINTS, 3), np.nan, np.float32)
        sure = np.zeros(self._count)
        for run in self._runs:
            for at, margin in enumerate(_margins(run, people, number - 1)):
                index = run.start + at
                if margin < sure[index]:
                    sure[index], points[index] = margin, run.points[at]
        return points


def _moves_on(before: Face, now: Face) -> bool:
    near = now.moved(before) < CUT_EYES and abs(np.log(now.eyes_px / before.eyes_px)) < GROWN
    return bool(near and now.like.apart(before.like) < LINKED)


def _margins(run: Run, people: Sequence[Known], wanted: int) -> npt.NDArray[np.float64]:
    """How much more like the wanted person than anybody else each face of a run is: float64 [faces], below 0 when it is."""
    galleries = [known.gallery() for known in people]
    apart = np.array(
        [[min(face.like.apart(like) for like in gallery) for gallery in galleries] for face in run.faces]
    )
    others = np.delete(apart, wanted, axis=1).min(axis=1, initial=UNLIKE)
    margin = apart[:, wanted] - others
    local = np.convolve(np.pad(margin, SMOOTH // 2, mode="edge"), np.full(SMOOTH, 1 / SMOOTH), mode="valid")
    return np.asarray(0.5 * local + 0.5 * margin.mean() + SEEN_BEFORE * _taken(run, people, wanted))


def _taken(run: Run, people: Sequence[Known], wanted: int) -> float:
    """-1 when looks now and then took this run for the wanted person, 1 when for others, between when they differ."""
    votes = [
        -1.0 if number == wanted else 1.0
        for number, known in enumerate(people)
        for index, face in known.seen.items()
        if run.start <= index < run.end and face.moved(run.faces[index - run.start]) < CUT_EYES / 2
    ]
    return float(np.mean(votes)) if votes else 0.0


def follow(
    frames: Iterable[Frame],
    *,
    still: bool = False,
    face: int | None = None,
    every: int = 25,
    name: str = "",
    opened: Open = FaceTracker,
) -> Track:
    """Track one face through I420 frames, one at a time; everybody is looked at in every ``every``-th frame.

    ``face`` counts people as ``Gathering`` numbers them; None is the largest at first and then the same as long as it is
    seen. ``opened`` finds faces. Raises NoFace and NoSuchFace when there is no person of that number.
    """
    gathering, crowd = Gathering(), Crowd()
    points: list[Points] = []
    nothing = np.full((POINTS, 3), np.nan, np.float32)
    tracker: Tracker | None = None
    width, height = 1, 1
    with ExitStack() as stack:
        looker = stack.enter_context(opened(faces=MOST, still=True))
        view = View(looker.sight)
        for index, frame in enumerate(frames):
            height, width = frame.shape[0] * 2 // 3, frame.shape[1]
            rgb = view.of(frame)
            if index % every == 0:
                there = looker.all_faces(rgb, width=width, height=height)
                gathering.look(index, rgb, there, width=width)
                view.suit([float(face_width(one)) for one in there])
                if tracker is None:
                    faces = MOST if face is not None else 4 if len(there) > 1 else 1
                    tracker = stack.enter_context(opened(faces=faces, still=still))
            assert tracker is not None
            if face is not None:
                crowd.see(rgb, tracker.seen(rgb, width=width, height=height), width=width)
            else:
                seen = tracker.follow(rgb, width=width, height=height)
                points.append(nothing if seen is None else seen)
    told = gathering.told(width=width, height=height)
    pictures = gathering.pictures(width=width) if len(told) > 1 else []
    if face is None:
        followed = np.stack(points) if points else nothing[None]
        speaker = gathering.whose(followed)
        return Track(points=followed, people=told, pictures=pictures, speaker=speaker)
    if not told:
        raise NoFace(name=name)
    if not 1 <= face <= len(told):
        raise NoSuchFace(name=name, people=len(told), face=face)
    return Track(points=crowd.of(gathering.people(), face), people=told, pictures=pictures, speaker=face)
