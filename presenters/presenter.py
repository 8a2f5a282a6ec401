"""Who is seen: a presenter as registered, and a presenter prepared for the lips."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypedDict

import numpy as np
import numpy.typing as npt

Landmarks = npt.NDArray[np.float32]


class Loop(StrEnum):
    """How footage goes on when it ends before the speech does."""

    THERE_AND_BACK = "there-and-back"
    CROSS_FADE = "cross-fade"
    """Cut where two moments look alike and faded from one into the other"""
    FREEZE = "freeze"
    """Played once, then the last frame is held"""


class Choice(TypedDict, total=False):
    """What of footage is used, and how. What is left out, or None, is chosen as suits the footage."""

    face: int | None
    """Which person, counted from 1 as the fitness report numbers them; None is the largest"""
    loop: str | None
    """One of Loop"""
    begin_s: float | None
    end_s: float | None
    """Only this part of the footage is used"""
    tracker: str | None
    """What finds face and lips, by name; see presenters/tracker.py"""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who is seen in footage."""

    number: int
    """From 1: left to right where most of them are seen"""
    x: float
    y: float
    """Where the nose is then, in shares of the picture"""
    face_px: float
    """Median width of the face"""
    share: float
    """Of the looks that found a face"""


@dataclass(frozen=True, kw_only=True)
class Presenter:
    """A person (or drawn person) who can say things."""

    id: str
    name: str
    footage: Path
    """Video or photo"""
    licence: str = ""
    made_with: str = ""
    description: str = ""
    gender: str = ""
    """"female", "male" or "": picks a default voice"""
    builtin: bool = False
    owner: str = ""
    """Who added it, such as "telegram:12345" or "local"; "" when nobody in particular did"""
    shared: bool = True
    """Everybody sees it; else only its owner does"""
    consent: str = ""
    """Who agreed to be seen, when and for what, in the owner's words"""
    added_at: str = ""
    """UTC, ISO 8601"""
    sha256: str = ""
    """Of the footage, when it was added"""
    file_name: str = ""
    """What its owner called the footage"""
    engine: str = ""
    """The lips kept for it, for orders that name none; "" is none"""
    face: int | None = None
    loop: str | None = None
    begin_s: float | None = None
    end_s: float | None = None
    visemes: Path | None = None
    """A short video of the same mouth opening, whose inside the lips may show"""
    tracker: str | None = None

    @property
    def choice(self) -> Choice:
        """What of the footage is used, for ``prepare``."""
        return Choice(
            face=self.face, loop=self.loop, begin_s=self.begin_s, end_s=self.end_s, tracker=self.tracker
        )

    def seen_by(self, owner: str | None) -> bool:
        """``owner`` None is whoever runs this machine, who sees all."""
        return owner is None or self.builtin or self.shared or (owner != "" and self.owner == owner)


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Footage ready for the lips: made once per content hash, kept on disk, loaded in milliseconds.

    Frames are not held in memory: they are decoded as a stream, forth and then, unless ends meet, back again.
    """

    digest: str
    """Content hash of the footage and of the preparing code's version"""
    forth: Path
    """Constant rate, upright, even-sized; one frame for a photo"""
    back: Path | None
    """The same in reverse without the first and last frame; None when the footage loops by itself or is a photo"""
    width: int
    height: int
    fps: float
    landmarks: Landmarks
    """float32 [frames, 478, 2], pixels, smoothed; rows without a face are filled by their neighbours"""
    has_face: npt.NDArray[np.bool_]
    """bool [frames]"""
    depth: npt.NDArray[np.float32]
    """float32 [frames, 478]: how far each landmark lies behind the head's middle, in the same scale, smoothed"""
    colour: str = ""
    """How the picture is tagged, see MediaInfo.colour"""
    people: tuple[Person, ...] = ()
    """Who is seen in the footage"""
    face: int | None = None
    """Number of the person whom the landmarks are of, where it is known"""
    loop: Loop | None = None
    """How it goes on at its end; None when its ends meet by themselves"""
    visemes: "Prepared | None" = None
    """A short video of the same mouth opening, prepared as well; where there is one"""
    tracker: str = "mediapipe"
    """What found the landmarks"""

    @property
    def frames(self) -> int:
        return len(self.landmarks)

    @property
    def still(self) -> bool:
        return self.frames == 1

    def played(self) -> Iterator[int]:
        """Indices of the frames as they are shown, for ever."""
        while True:
            yield from range(self.frames)
            while self.loop is Loop.FREEZE:
                yield self.frames - 1
            if self.back is not None:
                yield from range(self.frames - 2, 0, -1)

    def shown(self, count: int) -> npt.NDArray[np.int64]:
        """Indices of the first ``count`` frames shown."""
        return np.fromiter(self.played(), np.int64, count)

    def shown_faces(self, count: int) -> npt.NDArray[np.bool_]:
        """bool [count]: whether each frame shown has a face."""
        return np.asarray(self.has_face[self.shown(count)])
