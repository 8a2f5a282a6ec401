"""The short film of the mouth opening: which shapes, in what order, each held."""

from collections.abc import Iterator

import cv2
import numpy as np

from brush import OVERSAMPLING, Canvas, grid_units, smooth
from body import paint_ears
from face import bare_face, face_outline
from hair import paint_back, paint_front
from inside import paint_inside
from frame import PX_PER_UNIT
from mouth import Lips, MouthShape, Skin, opened_lips, paint_lips, rest_lips, step
from people import Person
from portrait import Portrait
from proportions import face_points
from rig import pose

REST = MouthShape()
AA = MouthShape(gap=0.230, wide=-0.05, lift=0.15)
EH = MouthShape(gap=0.135, wide=0.30, lift=0.35, tongue=0.25)
EE = MouthShape(gap=0.082, wide=0.85, lift=0.75, tongue=0.35)
OH = MouthShape(gap=0.145, wide=-0.3, round=0.62)
OO = MouthShape(gap=0.058, wide=-0.5, round=1.0)
FF = MouthShape(gap=0.034, tuck=1.0, lift=0.45)
TH = MouthShape(gap=0.095, wide=0.15, lift=0.30, tongue=1.0, out=1.0)
LL = MouthShape(gap=0.130, wide=0.10, lift=0.30, tongue=1.0)

SEQUENCE = ((REST, 7), (AA, 6), (EH, 4), (EE, 6), (OH, 4), (OO, 4), (FF, 4), (TH, 4), (LL, 6), (REST, 7))
"""Each shape and for how many frames it is held."""
BETWEEN = 2
"""Frames on the way from one to the next."""


def shapes() -> list[MouthShape]:
    """One shape a frame."""
    film: list[MouthShape] = []
    for k, (shape, held) in enumerate(SEQUENCE):
        if k:
            before = SEQUENCE[k - 1][0]
            ways = [(j + 1) / (BETWEEN + 1) for j in range(BETWEEN)]
            film += [before.toward(shape, t * t * (3 - 2 * t)) for t in ways]
        film += [shape] * held
    return film


class Speaking:
    """A portrait whose mouth takes any shape, the head held as the loop begins."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.portrait = Portrait(person)
        points = face_points(person.shape)
        self.rest = rest_lips(points)
        self.outline = smooth(face_outline(points), 400)
        self.bare = bare_face(person, points).pixels
        self.skin = Skin(points, self.rest)
        rng = np.random.default_rng(person.seed)
        paint_back(Canvas(), person, rng)  # The front strands go on where the back ones leave the dice.
        before = Canvas()
        paint_front(before, person, rng)
        if person.hair.style == "swept":
            paint_ears(before, person)
        self.before, self.body = before.pixels, self.portrait.body
        self.light = self.portrait.head.astype(np.int16) - self._head(REST)
        self.at_rest = pose(person, 0)

    def _lips(self, shape: MouthShape) -> Lips:
        return opened_lips(self.rest, shape) if shape != REST else self.rest

    def _head(self, shape: MouthShape) -> np.ndarray:
        lips = self._lips(shape)
        canvas = Canvas(self.skin.drawn(self.bare, lips).copy())
        # The chin comes down beyond the outline of the face at rest; the mouth never does.
        with canvas.clipped(self.outline):
            paint_inside(canvas, self.person, lips, shape)
            paint_lips(canvas, self.person, lips)
        canvas.paste(self.before)
        canvas.surface.flushAndSubmit()
        return canvas.pixels

    def _shaded(self, drop: float) -> np.ndarray:
        """The neck, the jaw's shadow on it as far down as the jaw is."""
        if drop == 0:
            return self.body
        x, y = grid_units()
        near = (1 - step(y, 1.05, 1.75)) * (1 - step(np.abs(x), 0.34, 0.60)) * drop
        columns, rows = np.meshgrid(
            np.arange(x.shape[1], dtype=np.float32), np.arange(x.shape[0], dtype=np.float32)
        )
        rows -= (near * PX_PER_UNIT * OVERSAMPLING).astype(np.float32)
        return cv2.remap(self.body, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def frame(self, shape: MouthShape) -> np.ndarray:
        """One picture with that mouth: uint8 [height, width, 3], RGB."""
        lips = self._lips(shape)
        head = self._head(shape)
        light = self.skin.drawn(self.light, lips)
        self.portrait.head = np.clip(head + light, 0, 255).astype(np.uint8)
        self.portrait.head[..., :3] = np.minimum(self.portrait.head[..., :3], self.portrait.head[..., 3:])
        self.portrait.body = self._shaded(lips.drop)
        return self.portrait.frame_at(self.at_rest)

    def frames(self) -> Iterator[np.ndarray]:
        """The whole film; a shape that is held is drawn once."""
        before, picture = None, np.empty(0)
        for shape in shapes():
            if shape != before:
                before, picture = shape, self.frame(shape)
            yield picture
