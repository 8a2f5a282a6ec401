"""The presenter's own teeth, tongue and darkness, gathered from frames in which the mouth stands open.

Footage of a presenter shows what it happens to; footage of visemes is there to be looked into.

Upper teeth belong to the skull and are gathered about the base of the nose; lower teeth belong to the jaw and are
gathered about the chin. Of many frames each place keeps its median, so a compressed frame's blocks do not show.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.arch import uncovered
from pipeline.lips.engine import Frame
from pipeline.lips.faceframe import FaceFrames
from pipeline.lips.laying import Laid, laid_together, median_of
from pipeline.lips.light import Light
from pipeline.lips.lipshape import SEAM, Mouth, edges
from pipeline.lips.piece import LONGEST, PER_EYE, Piece, Tongue, completed, largest, levelled
from pipeline.lips.ramp import held
from pipeline.lips.tongue import tongue_of
from presenters.presenter import Prepared

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

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
WET = 0.065  # within so much of the lower lip its wet inner side and gum are seen, before the teeth begin
LONGEST_TOOTH = LONGEST
BRIGHT = (0.35, 0.60)  # bounds of the luma, relative to the skin's, from which a pixel is a tooth
PALE = 0.8  # of the lips' redness: what is redder is lip or gum
SHINING = 0.8  # of the skin's luma: teeth that are darker on the whole were seen in shadow, and painted ones are better
UNLIKE_LIPS = 0.6
CERTAIN = 0.5
CERTAIN_VISEMES = 0.3  # the teeth beside the front ones are lit in few of the shapes
NARROWEST = 0.09  # to either side of the middle
MIDDLE = 0.06
LIT = 0.25  # what is lighter than this share of the skin's luma is not the mouth's depth
BETWEEN_TEETH = 9  # nodes
TURNED_AWAY = 0.85
CALM = 30  # percentile of the lips' gap
CALM_VISEMES = 10
SHOWS_LOWER = 0.7  # of the widest opening
LEAST_EDGE = 0.022
SPOKEN_GAP = 0.14  # lips that speak part so far
UPPER_EDGE = 0.030  # the upper front teeth show so far below the line where resting lips meet, and no further
LOWER_EDGE = 0.030  # the lower ones lie as far below it while the jaw rests
LOWEST_EDGE = 0.045  # and no further: a tracked chin falls less than the jaw does


@dataclass(frozen=True, kw_only=True)
class Harvest:
    """What footage shows between its own lips; each part None where it was never seen well."""

    upper: Piece | None = None
    lower: Piece | None = None
    tongue: Tongue | None = None
    darkness: float | None = None
    """Luma of the mouth's depth over the skin's"""

    def else_from(self, other: "Harvest") -> "Harvest":
        """What was not seen here is taken from ``other``."""
        return Harvest(
            upper=self.upper or other.upper,
            lower=self.lower or other.lower,
            tongue=self.tongue or other.tongue,
            darkness=other.darkness if self.darkness is None else self.darkness,
        )


NOTHING = Harvest()


class Harvesting:
    """Looks into the open mouths of one presenter's footage."""

    def __init__(self, prepared: Prepared, faces: FaceFrames, *, visemes: bool = False) -> None:
        self._prepared = prepared
        self._faces = faces
        self._visemes = visemes
        self.wanted = _open_frames(prepared, faces, every=visemes)
        """The frames to show to ``look``"""
        certain = CERTAIN_VISEMES if visemes else CERTAIN
        self._upper = _Row(UPPER_ROWS, NOSE, down=True, certain=certain)
        self._lower = _Row(LOWER_ROWS, CHIN, down=False, certain=certain, begins=WET if visemes else SHADOW)
        self._tongue = _Row(LOWER_ROWS, CHIN, down=False) if visemes else None
        gap = _gaps(faces)[self.wanted]
        # Of visemes few open far enough to show the lower teeth; in the others they would be outvoted.
        shows_lower = gap >= SHOWS_LOWER * gap.max(initial=0) if visemes else gap > 0
        self._shows_lower = {index for index, shows in zip(self.wanted, shows_lower, strict=True) if shows}
        self._depths: list[float] = []

    def look(self, frame: Frame, index: int, light: Light) -> None:
        self._upper.look(frame, self._faces, index, light)
        if index in self._shows_lower:
            self._lower.look(frame, self._faces, index, light)
        if self._tongue is not None:
            self._tongue.look(frame, self._faces, index, light)
        self._depths.append(self._upper.darkest)

    def harvest(self) -> Harvest:
        if len(self._depths) < FEWEST:
            return NOTHING
        middle = 0.5 * (self._upper.percentile(10) + self._upper.percentile(90))
        threshold = float(np.clip(middle, *BRIGHT))
        depth = float(np.median(self._depths))
        least = LEAST_EDGE if self._visemes else -np.inf
        edges = (self._seam(NOSE) + least, self._seam(NOSE) + UPPER_EDGE)
        upper = self._upper.teeth(threshold, edges)
        lowest = self._seam(CHIN) + LOWEST_EDGE if self._visemes else np.inf
        lower = self._lower.teeth(threshold, (self._seam(CHIN) + LOWER_EDGE, lowest))
        tongue = self._tongue.tongue(depth) if self._tongue and depth < LIT else None
        return Harvest(
            upper=upper,
            lower=lower,
            tongue=tongue.behind(lower) if tongue and lower else tongue,
            darkness=depth if depth < LIT else None,
        )

    def _seam(self, anchor: int) -> float:
        """Where resting lips meet, below ``anchor``; eye distances."""
        marks = self._faces.marks[self._prepared.has_face]
        gap = _gaps(self._faces)[self._prepared.has_face]
        calm = gap <= np.percentile(gap, CALM_VISEMES if self._visemes else CALM) + 1e-6
        return float(np.median((marks[:, 13, 1] + SEAM * gap - marks[:, anchor, 1])[calm]))


def _gaps(faces: FaceFrames) -> Array:
    """How far the lips part in every frame, eye distances."""
    return faces.marks[:, 14, 1] - faces.marks[:, 13, 1]


def _open_frames(prepared: Prepared, faces: FaceFrames, *, every: bool = False) -> list[int]:
    """The frames that show most of the inside, at most FRAMES, the face towards the viewer; ``every`` open one counts."""
    gap = _gaps(faces)
    frontal = faces.eyes >= TURNED_AWAY * np.percentile(faces.eyes, 90)
    fit = np.flatnonzero(prepared.has_face & frontal & (gap > OPEN_GAP))
    widest = fit[np.argsort(-gap[fit])][: len(fit) if every else max(len(fit) // 3, FRAMES // 4)]
    step = max(1, -(-len(widest) // FRAMES))
    return sorted(int(index) for index in widest[::step])


@dataclass
class _Row:
    """Looks into one mouth after another, in the coordinates of one anchor."""

    rows: tuple[float, float]
    anchor: int
    down: bool
    certain: float = CERTAIN
    begins: float = SHADOW
    """Eye distances from the lip within which teeth begin"""
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

    def teeth(self, threshold: float, edges: tuple[float, float]) -> Piece | None:
        """What hangs together from the lip inwards and is bright, in most of the frames that show the place.

        Their biting edge is put between ``edges``: a grin, or a head that nods, shows it too far from their lip, and a
        tracker that takes the line between resting lips too low hides them behind it.
        """
        inside = self._inside if self.down else [_lower_half(mask) for mask in self._inside]
        runs = [
            self._run((p[..., 0] > threshold) & light, m)
            for p, m, light in zip(self._pictures, inside, self._pale, strict=True)
        ]
        best, sure = self._best(runs, inside, threshold)
        laid = laid_together(self._pictures, inside, sure, best)
        if len(laid) < FEWEST:
            return None
        pictures = [one.lit(self._pictures) for one in laid]
        inside = [one.moved(inside) for one in laid]
        rows = np.stack([one.moved(runs) for one in laid])
        seen = np.stack(inside).sum(axis=0)
        share = np.where(seen >= FEWEST, rows.sum(axis=0) / np.maximum(seen, 1), 0.0)
        certain = share > self.certain
        kept = largest(_joined(certain)) & self._within_edge(rows)
        columns = self.x[kept.any(axis=0)]
        if len(columns) == 0 or columns[0] > -NARROWEST or columns[-1] < NARROWEST:
            return None
        shows = np.where(certain, rows, np.stack(inside))[:, kept]
        colours = median_of([picture[kept] for picture in pictures], shows)
        luma, _, red = np.median(colours, axis=0)
        if luma < SHINING or red > UNLIKE_LIPS * self._lip_red:
            return None
        picture = np.zeros((*kept.shape, 4), np.float32)
        picture[kept, :3] = colours
        picture[..., 3] = kept
        if self.down:
            dark = np.stack([p[..., 0] < threshold for p in pictures]) & np.stack(inside)
            picture, kept = uncovered(picture, kept, self.x, _ended(rows, dark))
        return self._piece(picture, kept, edges, laid)

    def _piece(
        self, picture: Array, kept: Mask, edges: tuple[float, float], laid: list[Laid]
    ) -> Piece | None:
        middle_rows = np.flatnonzero(kept[:, np.abs(self.x) < MIDDLE].mean(axis=1) > CERTAIN)
        if len(middle_rows) == 0:
            return None
        seen_at = float(self.y[middle_rows[-1 if self.down else 0]])
        shift = held(seen_at, *edges) - seen_at
        whole = completed(picture, kept, down=self.down)
        if not self.down:
            whole = levelled(whole, self.x, SPOKEN_GAP / max(self._gap(laid), SPOKEN_GAP))
        return Piece(
            picture=whole,
            x=float(self.x[0]),
            y=float(self.y[0]) + shift,
        )

    def _within_edge(self, rows: Mask) -> Mask:
        """Up to where most pictures, bool [pictures, ny, nx], see the teeth of a column end: a tongue's tip is none."""
        rows = rows if self.down else rows[:, ::-1]
        count = rows.shape[1]
        ends = np.where(rows.any(axis=1), count - 1 - np.argmax(rows[:, ::-1], axis=1), np.nan)
        # Between two teeth it may never have been bright.
        edge = np.full(rows.shape[2], float(count))
        seen = rows.any(axis=(0, 1))
        edge[seen] = np.nanmedian(ends[:, seen], axis=0)
        within = np.arange(count)[:, None] <= edge
        return np.asarray(within if self.down else within[::-1])

    def _gap(self, laid: list[Laid]) -> float:
        """How far the lips part in those pictures, eye distances."""
        return (
            float(np.median([self._inside[one.number].sum(axis=0).max() for one in laid])) / PER_EYE
            + 2 * INSET
        )

    def tongue(self, depth: float) -> Tongue | None:
        return tongue_of(self._pictures, self._inside, self.x, self.y, lip_red=self._lip_red, depth=depth)

    def _run(self, bright: Mask, inside: Mask) -> Mask:
        """In every column the bright pixels from the lip inwards, up to where darkness begins."""
        if self.down:
            return self._from_above(bright, inside)
        return self._from_above(bright[::-1], inside[::-1])[::-1]

    def _best(self, runs: list[Mask], inside: list[Mask], threshold: float) -> tuple[int, Mask]:
        """The number of the picture that shows most teeth, and those of them that surely belong to this row."""
        if not self.down:
            dark = [m & (p[..., 0] < threshold) for p, m in zip(self._pictures, inside, strict=True)]
            runs = [_divided(run, part) for run, part in zip(runs, dark, strict=True)]
        best = int(np.argmax([run.sum() for run in runs]))
        return best, runs[best]

    def _from_above(self, bright: Mask, inside: Mask) -> Mask:
        depth = np.cumsum(inside, axis=0)
        tooth = bright & inside
        begun = np.maximum.accumulate(tooth, axis=0)
        late = ~begun & (depth > self.begins * PER_EYE)
        ended = np.maximum.accumulate((begun & ~tooth) | late, axis=0)
        return np.asarray(tooth & ~ended & (depth <= (LONGEST_TOOTH + self.begins - SHADOW) * PER_EYE))


def _divided(run: Mask, dark: Mask) -> Mask:
    """Nothing where it is mostly bright from lip to lip: those teeth may be the upper ones."""
    divided = run & dark.any(axis=0)
    mostly = divided.any(axis=0).sum() > CERTAIN * run.any(axis=0).sum()
    return divided if mostly else np.zeros_like(run)


def _ended(rows: Mask, dark: Mask) -> Mask:
    """The columns whose teeth, bool [pictures, ny, nx], mostly end in the dark and not behind a lip."""
    below = np.maximum.accumulate(rows, axis=1) & dark
    shown = rows.any(axis=1)
    return np.asarray((below.any(axis=1) & shown).sum(axis=0) > CERTAIN * np.maximum(shown.sum(axis=0), 1))


def _lower_half(inside: Mask) -> Mask:
    """The jaw moves against the skull: what is seen of the upper jaw tells nothing of where the lower one is."""
    rows = np.flatnonzero(inside.any(axis=1))
    half = inside.copy()
    if len(rows):
        half[: (rows[0] + rows[-1]) // 2] = False
    return half


def _joined(mask: Mask) -> Mask:
    """The dark lines between teeth belong to them."""
    across = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, BETWEEN_TEETH), np.uint8))
    return np.asarray(across > 0)
