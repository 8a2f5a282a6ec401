"""What each frame of the footage shows, as far as lips must know it: found once, whatever is said over it later.

The same frame is seen alike in every clip and in every part of one, wherever it begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.lips.engine import Frame
from pipeline.lips.faceframe import FaceFrames
from pipeline.lips.front import FEWEST_FRAMES, Seen, Skin, in_front, in_terms_of_skin, patch
from pipeline.lips.light import Light, light_of
from pipeline.lips.lipshape import Mouth
from pipeline.lips.paste import Placed
from pipeline.lips.spill import COLUMNS, Spill, columns, depths
from presenters.presenter import Loop, Prepared

Array = npt.NDArray[np.float32]

LOOK_EVERY = 8
"""Frames between looks at the light"""
LIGHT_FOLLOWS = 0.65
"""Share of the way to each look at the light, forth and back: it changes slowly, and teeth must not flicker"""
FOLLOWS = 0.75
"""Share of the way to what is found of a lip's edge in a frame, forth and back: it must not jump"""
FADE_FRAMES = 4
"""In which lips come to rest before they are covered"""
AROUND = 16
"""Frames beyond the footage's ends, as it plays on there, that even out what is seen at them"""


@dataclass(frozen=True, kw_only=True)
class Sights:
    """Of every frame of the footage."""

    lights: Array
    """float32 [frames, 7]: skin, lip (Y, U, V), slope"""
    free: Array
    """float32 [frames], 0..1: how far the lips may move; less while something covers them"""
    front: Mapping[int, Array]
    """What is before the face, see front.py, by the frame's index"""
    spills: Array | None
    """float32 [frames, 2, COLUMNS], see spill.py; None when the footage's mouth is never open"""

    def light(self, index: int) -> Light:
        seen = self.lights[index].tolist()
        return Light(skin=tuple(seen[:3]), lip=tuple(seen[3:6]), slope=seen[6])

    def spill(self, index: int, mouth: Mouth) -> Spill | None:
        if self.spills is None or not self.spills[index].any():
            return None
        upper, lower = self.spills[index]
        return Spill(x=columns(mouth), upper=upper, lower=lower)


class Watch:
    """Looks at the frames with a face, in order, and then says what was seen."""

    def __init__(self, prepared: Prepared, faces: FaceFrames, *, opens: bool) -> None:
        self._prepared, self._faces = prepared, faces
        self._lit: dict[int, Light] = {}
        self._light: Light | None = None
        self._patches: dict[int, Array] = {}
        self._depths = np.zeros((prepared.frames, 2, COLUMNS), np.float32) if opens else None
        self._watches_front = int(prepared.has_face.sum()) >= FEWEST_FRAMES

    def see(self, frame: Frame, index: int) -> None:
        """An I420 frame of the footage that shows the face."""
        if self._light is None or index >= max(self._lit) + LOOK_EVERY:
            self._lit[index] = light_of(frame, self._prepared.landmarks[index])
            self._light = self._light.followed_by(self._lit[index]) if self._light else self._lit[index]
        placed = Placed(axes=self._faces.axes[index], origin=self._faces.origin[index])
        if self._watches_front:
            self._patches[index] = patch(frame, placed)
        if self._depths is not None:
            mouth = Mouth.of(self._faces, index)
            self._depths[index] = depths(frame, mouth, placed, self._light)

    def seen(self, spread: set[int]) -> Sights:
        """Frames whose index is in ``spread`` tell what skin looks like; where they are too few nothing is in front."""
        lights = self._lights()
        patches = (
            np.stack(list(self._patches.values())) if self._patches else np.empty((0, 1, 1, 3), np.float32)
        )
        indices = np.fromiter(self._patches, np.int64)
        patches = in_terms_of_skin(patches, lights[indices, 0])
        skin = Skin.of([now for index, now in zip(indices, patches, strict=True) if index in spread])
        found = in_front(patches, [Mouth.of(self._faces, int(index)) for index in indices], skin)
        return Sights(
            lights=lights,
            free=self._free(found, indices),
            front={int(indices[row]): mask for row, mask in found.masks.items()},
            spills=None if self._depths is None else self._evened(self._depths, FOLLOWS, AROUND),
        )

    def _lights(self) -> Array:
        """Of every frame, from those that were looked at."""
        rows = [(*light.skin, *light.lip, light.slope) for light in self._lit.values()]
        seen = np.array(rows or [DAYLIGHT], np.float32)
        seen = self._evened(seen, LIGHT_FOLLOWS, AROUND // LOOK_EVERY + 1)
        at, frames = list(self._lit) or [0], np.arange(self._prepared.frames)
        return np.stack([np.interp(frames, at, part) for part in seen.T], axis=1).astype(np.float32)

    def _free(self, found: Seen, indices: npt.NDArray[np.int64]) -> Array:
        hidden = np.zeros(self._prepared.frames, bool)
        hidden[indices] = found.hidden
        return strengths(~hidden, FADE_FRAMES)

    def _evened(self, values: Array, share: float, around: int) -> Array:
        """Evened out over time, forth and back alike, going on beyond the ends as the footage does."""
        from scipy.signal import lfilter

        if len(values) < 2:
            return values
        turns = self._prepared.back is not None
        held = self._prepared.loop is Loop.FREEZE or self._prepared.still
        room = min(around, len(values) - 1)
        padded = np.pad(
            values,
            ((room, room), *((0, 0) for _ in values.shape[1:])),
            mode="edge" if held else "reflect" if turns else "wrap",
        )
        for _ in range(2):
            before = padded[:1] * (1 - share)
            padded = lfilter([share], [1, share - 1], padded, axis=0, zi=before)[0][::-1]
        return np.asarray(padded[room : room + len(values)], np.float32)


DAYLIGHT = (150.0, 118.0, 146.0, 110.0, 118.0, 152.0, 0.0)
"""Of footage in which no face was seen, where nothing is drawn either"""


def strengths(there: npt.NDArray[np.bool_], steps: int) -> Array:
    """0..1 [frames]: 0 where something is not there, rising to 1 within so many ``steps`` of it."""
    if there.all():
        return np.ones(len(there), np.float32)
    away = np.full(len(there), len(there))
    for order in (range(len(there)), reversed(range(len(there)))):
        since = steps
        for i in order:
            since = 0 if not there[i] else since + 1
            away[i] = min(away[i], since)
    return np.clip(away / steps, 0, 1).astype(np.float32)
