"""The presenter's own teeth and darkness, gathered from frames in which the footage's mouth stands open.

Upper teeth belong to the skull and are gathered about the base of the nose; lower teeth belong to the jaw and are
gathered about the chin. Of many frames each place keeps its median, so a compressed frame's blocks do not show.
"""

from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.engine import Frame
from pipeline.lips.faceframe import FaceFrames
from pipeline.lips.light import Light
from pipeline.lips.lipshape import SEAM, Mouth, edges
from presenters.presenter import Prepared

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

PER_EYE = 128.0
HALF_WIDTH = 0.34
UPPER_ROWS = (0.04, 0.60)  # below the base of the nose
LOWER_ROWS = (-0.75, -0.10)  # above the chin
NOSE, CHIN = 2, 152
OPEN_GAP = 0.045
FRAMES = 60
FEWEST = 6
INSET = 0.008  # of a tracked lip edge nobody can say which side a pixel is on
CORNER_INSET = 0.02
SHADOW = 0.016  # next to the lip teeth may lie in shadow
LONGEST_TOOTH = 0.12
BRIGHT = (0.35, 0.60)  # bounds of the luma, relative to the skin's, from which a pixel is a tooth
PALE = 0.8  # of the lips' redness: what is redder is lip or gum
SHINING = 0.8  # of the skin's luma: teeth that are darker on the whole were seen in shadow, and painted ones are better
UNLIKE_LIPS = 0.6
CERTAIN = 0.5
NARROWEST = 0.09  # to either side of the middle
MIDDLE = 0.06
STRAYS = 4  # nodes by which a tracker may be off from frame to frame
LIT = 0.25  # what is lighter than this share of the skin's luma is not the mouth's depth
TURNED_AWAY = 0.85
CALM = 30  # percentile of the lips' gap
UPPER_EDGE = 0.030  # the upper front teeth show so far below the line where resting lips meet, and no further
LOWER_EDGE = 0.030  # the lower ones lie as far below it while the jaw rests


@dataclass(frozen=True, kw_only=True)
class Teeth:
    """One row of teeth as it was seen."""

    picture: Array
    """float32 [ny, nx, 4]: luma over the skin's, U - 128, V - 128, opacity"""
    x: float
    """Of the first node, from the base of the nose or the chin"""
    y: float

    @cached_property
    def tone(self) -> tuple[float, float, float]:
        """Their colour in the light: luma over the skin's, U - 128, V - 128."""
        shown = self.picture[self.picture[..., 3] > 0.9]
        luma = float(np.percentile(shown[:, 0], 75))
        return luma, float(np.median(shown[:, 1])), float(np.median(shown[:, 2]))

    def seen_at(self, x: Array, y: Array, anchor: tuple[float, float]) -> Array:
        """Read at columns ``x`` and rows ``y`` (regular) of the face frame: float32 [len(y), len(x), 4]."""
        step = float(x[1] - x[0]) * PER_EYE if len(x) > 1 else 1.0
        first_x, first_y = (float(x[0]) - anchor[0] - self.x), (float(y[0]) - anchor[1] - self.y)
        matrix = np.array([[step, 0, first_x * PER_EYE], [0, step, first_y * PER_EYE]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(self.picture, matrix, (len(x), len(y)), flags=flags), np.float32)


@dataclass(frozen=True, kw_only=True)
class Harvest:
    """What footage shows between its own lips; each part None where it was never seen well."""

    upper: Teeth | None = None
    lower: Teeth | None = None
    darkness: float | None = None
    """Luma of the mouth's depth over the skin's"""


NOTHING = Harvest()


class Harvesting:
    """Looks into the open mouths of one presenter's footage."""

    def __init__(self, prepared: Prepared, faces: FaceFrames) -> None:
        self._prepared = prepared
        self._faces = faces
        self.wanted = _open_frames(prepared, faces)
        """The frames to show to ``look``"""
        self._upper, self._lower = _Row(UPPER_ROWS, NOSE, down=True), _Row(LOWER_ROWS, CHIN, down=False)
        self._depths: list[float] = []

    def look(self, frame: Frame, index: int, light: Light) -> None:
        for row in (self._upper, self._lower):
            row.look(frame, self._faces, index, light)
        self._depths.append(self._upper.darkest)

    def harvest(self) -> Harvest:
        if len(self._depths) < FEWEST:
            return NOTHING
        middle = 0.5 * (self._upper.percentile(10) + self._upper.percentile(90))
        threshold = float(np.clip(middle, *BRIGHT))
        depth = float(np.median(self._depths))
        return Harvest(
            upper=self._upper.teeth(threshold, self._seam(NOSE) + UPPER_EDGE),
            lower=self._lower.teeth(threshold, self._seam(CHIN) + LOWER_EDGE),
            darkness=depth if depth < LIT else None,
        )

    def _seam(self, anchor: int) -> float:
        """Where resting lips meet, below ``anchor``; eye distances."""
        marks = self._faces.marks[self._prepared.has_face]
        gap = marks[:, 14, 1] - marks[:, 13, 1]
        calm = gap <= np.percentile(gap, CALM) + 1e-6
        return float(np.median((marks[:, 13, 1] + SEAM * gap - marks[:, anchor, 1])[calm]))


def _open_frames(prepared: Prepared, faces: FaceFrames) -> list[int]:
    """The frames that show most of the inside, at most FRAMES, the face towards the viewer."""
    gap = faces.marks[:, 14, 1] - faces.marks[:, 13, 1]
    frontal = faces.eyes >= TURNED_AWAY * np.percentile(faces.eyes, 90)
    fit = np.flatnonzero(prepared.has_face & frontal & (gap > OPEN_GAP))
    widest = fit[np.argsort(-gap[fit])][: max(len(fit) // 3, FRAMES // 4)]
    step = max(1, -(-len(widest) // FRAMES))
    return sorted(int(index) for index in widest[::step])


@dataclass
class _Row:
    """Looks into one mouth after another, in the coordinates of one anchor."""

    rows: tuple[float, float]
    anchor: int
    down: bool
    darkest: float = 0.0
    _lip_red: float = 0.0
    _pictures: list[Array] = field(default_factory=list)
    _inside: list[Mask] = field(default_factory=list)
    _pale: list[Mask] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.x = np.arange(-HALF_WIDTH, HALF_WIDTH, 1 / PER_EYE, dtype=np.float32)
        self.y = np.arange(*self.rows, 1 / PER_EYE, dtype=np.float32)

    def look(self, frame: Frame, faces: FaceFrames, index: int, light: Light) -> None:
        marks = faces.marks[index]
        at = marks[self.anchor]
        matrix = np.empty((2, 3))
        matrix[:, :2] = faces.axes[index] / PER_EYE
        matrix[:, 2] = faces.origin[index] + faces.axes[index] @ np.array(
            [self.x[0] + at[0], self.y[0] + at[1]]
        )
        height, width = frame.shape[0] * 2 // 3, frame.shape[1]
        chroma = frame[height:].reshape(2, height // 2, width // 2)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        planes = [
            cv2.warpAffine(plane, m, (len(self.x), len(self.y)), flags=flags).astype(np.float32)
            for plane, m in ((frame[:height], matrix), (chroma[0], matrix / 2), (chroma[1], matrix / 2))
        ]
        picture = np.dstack(
            [(planes[0] - 16) / max(light.skin[0] - 16, 20.0), planes[1] - 128, planes[2] - 128]
        )
        upper, lower = edges(Mouth.of(faces, index), self.x + at[0])
        y = self.y[:, None] + at[1]
        corners = (marks[78, 0] + CORNER_INSET, marks[308, 0] - CORNER_INSET)
        columns = (self.x + at[0] > corners[0]) & (self.x + at[0] < corners[1])
        inside = (y > upper + INSET) & (y < lower - INSET) & columns
        if inside.any():
            self.darkest = float(np.percentile(picture[..., 0][inside], 5))
        self._pictures.append(picture.astype(np.float32))
        self._lip_red = float(light.lip[2] - 128)
        self._pale.append(picture[..., 2] < PALE * (light.lip[2] - 128))
        self._inside.append(inside)

    def percentile(self, q: float) -> float:
        values = [p[..., 0][m] for p, m in zip(self._pictures, self._inside, strict=True)]
        return float(np.percentile(np.concatenate(values), q)) if any(map(len, values)) else 0.0

    def teeth(self, threshold: float, edge: float) -> Teeth | None:
        """What hangs together from the lip inwards and is bright, in most of the frames that show the place.

        Their biting edge is put no further from their lip than ``edge``: a grin, or a head that nods, shows it too far.
        """
        offsets = _offsets(self._pictures, self._inside)
        pictures, inside, pale = (
            [np.roll(one, by, (0, 1)) for one, by in zip(many, offsets, strict=True)]
            for many in (self._pictures, self._inside, self._pale)
        )
        rows = np.stack(
            [
                self._run((p[..., 0] > threshold) & light, p[..., 0] < threshold, m)
                for p, m, light in zip(pictures, inside, pale, strict=True)
            ]
        )
        seen = np.stack(inside).sum(axis=0)
        share = np.where(seen >= FEWEST, rows.sum(axis=0) / np.maximum(seen, 1), 0.0)
        kept = _largest(share > CERTAIN)
        columns = self.x[kept.any(axis=0)]
        if len(columns) == 0 or columns[0] > -NARROWEST or columns[-1] < NARROWEST:
            return None
        middle = np.nanmedian(np.where(rows[..., None], np.stack(pictures), np.nan)[:, kept], axis=0)
        luma, _, red = np.median(middle, axis=0)
        if luma < SHINING or red > UNLIKE_LIPS * self._lip_red:
            return None
        picture = np.zeros((*kept.shape, 4), np.float32)
        picture[kept, :3] = middle
        picture[..., 3] = kept
        middle_rows = np.flatnonzero(kept[:, np.abs(self.x) < MIDDLE].mean(axis=1) > CERTAIN)
        if len(middle_rows) == 0:
            return None
        seen_at = float(self.y[middle_rows[-1 if self.down else 0]])
        shift = min(edge - seen_at, 0.0) if self.down else max(edge - seen_at, 0.0)
        return Teeth(
            picture=_completed(picture, kept, down=self.down),
            x=float(self.x[0]),
            y=float(self.y[0]) + shift,
        )

    def _run(self, bright: Mask, dark: Mask, inside: Mask) -> Mask:
        """In every column the bright pixels from the lip inwards, up to where darkness begins."""
        if self.down:
            return self._from_above(bright, inside)
        # Where it is bright from lip to lip the teeth may be the upper ones.
        divided = (inside & dark).any(axis=0)
        return np.asarray(self._from_above(bright[::-1], inside[::-1])[::-1] & divided)

    def _from_above(self, bright: Mask, inside: Mask) -> Mask:
        depth = np.cumsum(inside, axis=0)
        tooth = bright & inside
        begun = np.maximum.accumulate(tooth, axis=0)
        late = ~begun & (depth > SHADOW * PER_EYE)
        ended = np.maximum.accumulate((begun & ~tooth) | late, axis=0)
        return np.asarray(tooth & ~ended & (depth <= LONGEST_TOOTH * PER_EYE))


def _offsets(pictures: list[Array], inside: list[Mask]) -> list[tuple[int, int]]:
    """By how many whole nodes (down, right) each picture is moved to fit the one that shows most."""
    first = int(np.argmax([mask.sum() for mask in inside]))
    target, area = pictures[first][..., 0], inside[first]
    steps = range(-STRAYS, STRAYS + 1)
    found = []
    for picture, mask in zip(pictures, inside, strict=True):

        def unlike(by: tuple[int, int], luma: Array = picture[..., 0], mask: Mask = mask) -> float:
            shared = area & np.roll(mask, by, (0, 1))
            apart = np.abs(np.roll(luma, by, (0, 1)) - target)[shared]
            return float(apart.mean()) if len(apart) > 0.3 * area.sum() else np.inf

        found.append(min(((dy, dx) for dy in steps for dx in steps), key=unlike))
    return found


def _largest(mask: Mask) -> Mask:
    """The largest piece of a mask, its ragged edge smoothed."""
    smooth = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.2) > 0.5
    _, labels, stats, _ = cv2.connectedComponentsWithStats(smooth.astype(np.uint8))
    if len(stats) < 2:
        return np.zeros_like(mask)
    return np.asarray((labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))) & mask)


def _completed(picture: Array, kept: Mask, *, down: bool) -> Array:
    """Teeth go on under the lip, where they were never seen: the nearest row, a little darker towards the gum."""
    if not down:
        return np.asarray(_completed(picture[::-1], kept[::-1], down=True)[::-1])
    filled = picture.copy()
    for column in np.flatnonzero(kept.any(axis=0)):
        first = int(np.argmax(kept[:, column]))
        inner = min(first + 2, len(kept) - 1)
        above = np.arange(max(0, first - int(LONGEST_TOOTH * PER_EYE)), inner)
        filled[above, column] = picture[inner if kept[inner, column] else first, column]
        filled[above, column, 0] *= 1 - 0.25 * np.clip((inner - above) / (0.06 * PER_EYE), 0, 1)
    opacity = cv2.GaussianBlur(filled[..., 3], (0, 0), 0.9)
    # Colour beyond the edge, so that the soft edge does not fade to black.
    weight = cv2.GaussianBlur(filled[..., 3], (0, 0), 2.0)[..., None]
    spread = cv2.GaussianBlur(filled[..., :3] * filled[..., 3:], (0, 0), 2.0) / np.maximum(weight, 1e-3)
    filled[..., :3] = np.where(filled[..., 3:] > 0, filled[..., :3], spread)
    filled[..., 3] = opacity
    return filled
