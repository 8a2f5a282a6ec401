"""The engine without weights: the presenter's own pixels, moved; the mouth's inside as it was seen, or painted.

Each pixel of the mouth's box is sampled once, straight from the footage, in YUV, at the footage's own resolution; every
pixel outside the box is left as it is.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.lips.alive import enliven
from pipeline.lips.calibration import PLAIN, calibrated
from pipeline.lips.cavity import inside
from pipeline.lips.chin import chins
from pipeline.lips.displacement import BELOW_JAW, Grid, moved
from pipeline.lips.engine import Frame, Places
from pipeline.lips.faceframe import FaceFrames, face_frames
from pipeline.lips.front import lay_over
from pipeline.lips.light import Light
from pipeline.lips.lipshape import Mouth, Rest, aim, calm_frames, rest_of
from pipeline.lips.paste import Placed, paste
from pipeline.lips.sights import strengths
from pipeline.lips.spill import Spill
from pipeline.lips.survey import surveyed
from pipeline.mouthtrack import APERTURE_PER_JAW, JAW, PARAMETERS, MouthTrack
from presenters.footage import play
from presenters.presenter import Loop, Prepared
from voices.voice import Speech

Array = npt.NDArray[np.float32]

CODE = "14"
"""Raise it when lips are drawn otherwise: presenters are then calibrated anew"""
SAMPLES = 3
FADE_FRAMES = 5
"""The effect fades in and out over so many frames beside a span without a face"""
FINEST = 64.0
"""Field nodes in an eye distance, at most: the fields are smooth"""
FINEST_INSIDE = 160.0
FINER_INSIDE = 1.5
"""Nodes of the inside in a pixel of a small face: with one, laying it into the picture would make it soft"""
LENS = 1.5
"""What is painted is blurred so many times the footage's sharpest edges: those of the eyes are finer than teeth"""
LENS_OWN = 0.6
"""Own teeth are as soft as the footage to begin with"""


class Warp:
    """See the module."""

    id = "warp"
    code = CODE
    joins = True

    def on(self, device: str | None) -> "Warp":
        return self

    def open(self) -> None:
        """It draws with the footage alone."""

    def after(self, lost: int) -> "Warp":
        return self

    def render(
        self, prepared: Prepared, speech: Speech, mouth: MouthTrack, places: Places | None = None
    ) -> Iterator[Frame]:
        spoken = self._speaking(prepared, mouth, np.arange(mouth.frames) if places is None else places)
        return enliven(spoken, prepared, speech, mouth.frames) if prepared.still else spoken

    def _speaking(
        self, prepared: Prepared, mouth: MouthTrack, places: Places
    ) -> Generator[Frame, None, None]:
        order = prepared.shown(int(places[-1]) + 1 + FADE_FRAMES)
        strength = strengths(prepared.has_face[order], FADE_FRAMES)
        lips = Lips(prepared)
        # A frame that is shown once may be drawn in, others are copied.
        once = (
            np.append(np.diff(places) > 0, True) & (prepared.loop is not Loop.FREEZE) & (not prepared.still)
        )
        at = int(places[0])
        with closing(play(prepared, start=at)) as footage:
            frame = next(footage)
            for place, values, chin, over in zip(places, mouth.values, chins(mouth), once, strict=True):
                while at < place:
                    frame, at = next(footage), at + 1
                weight = float(strength[place])
                index = int(order[place])
                if weight > 0:
                    yield lips.speak(frame, index, values, weight, chin=float(chin), over=bool(over))
                else:
                    yield frame


@dataclass(frozen=True, kw_only=True)
class Look:
    """One frame of the footage, as far as lips must know it."""

    light: Light
    mouth: Mouth
    placed: Placed
    spill: Spill | None
    """Of open lips, see spill.py"""
    front: npt.NDArray[np.float32] | None
    """What is before the face, see front.py; None when nothing is"""
    free: float
    """0..1: how far the lips may move; less while something covers them"""

    def lay_front(self, out: Frame, frame: Frame) -> None:
        """Put what is in front back over ``out``."""
        if self.front is not None:
            lay_over(out, frame, self.front, self.placed)


class Lips:
    """One presenter's lips; keeps what is the same in all frames."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._frames: FaceFrames = face_frames(prepared.landmarks, prepared.depth, fps=prepared.fps)
        self._rest: Rest = rest_of(self._frames, prepared.has_face)
        eyes_px = float(np.median(np.linalg.norm(self._frames.axes[:, :, 0], axis=-1)))
        chin = float(np.percentile(self._frames.marks[prepared.has_face, 152, 1], 90))
        self._grid = Grid.reaching(chin + BELOW_JAW + 0.12, min(max(eyes_px, 24.0), FINEST))
        self._pixel = 1 / max(eyes_px, 48.0)
        self._per_eye = min(max(FINER_INSIDE * eyes_px, 48.0), FINEST_INSIDE)
        self._calm = calm_frames(self._frames, prepared.has_face, SAMPLES)
        found, self._kept = surveyed(
            prepared.forth.with_name("mouth.npz"), CODE, prepared, self._frames, keep=self._calm
        )
        self._harvest = found.harvest
        self._sights = found.sights
        lens = LENS if found.harvest.upper is None else LENS_OWN
        self._blur = lens * found.softness_px * self._per_eye / eyes_px
        self._calibration = PLAIN
        self._calibration = calibrated(prepared.forth.with_name("lips.json"), CODE, self._samples)
        self._kept = {}

    def speak(
        self,
        frame: Frame,
        index: int,
        values: npt.NDArray[np.float32],
        strength: float = 1.0,
        *,
        chin: float | None = None,
        over: bool = False,
    ) -> Frame:
        """The footage's frame ``index`` with its lips at ``values``, one row of a MouthTrack; ``chin`` as in ``aim``.

        ``over`` allows to draw into ``frame`` itself.
        """
        return self.draw(frame, self.look(index), values, strength, chin=chin, over=over)

    def look(self, index: int) -> Look:
        """What is to be seen in the footage's frame ``index``."""
        mouth = Mouth.of(self._frames, index)
        return Look(
            light=self._sights.light(index),
            mouth=mouth,
            placed=Placed(axes=self._frames.axes[index], origin=self._frames.origin[index]),
            spill=self._sights.spill(index, mouth),
            front=self._sights.front.get(index),
            free=float(self._sights.free[index]),
        )

    def draw(
        self,
        frame: Frame,
        look: Look,
        values: npt.NDArray[np.float32],
        strength: float = 1.0,
        *,
        chin: float | None = None,
        over: bool = False,
    ) -> Frame:
        """``frame`` with its lips at ``values``."""
        light, mouth, placed = look.light, look.mouth, look.placed
        wanted = aim(values, mouth, self._rest, strength * look.free, self._calibration.draw, chin)
        fields = moved(self._grid, mouth, wanted, look.spill.at if look.spill else None)
        seen = inside(
            self._grid.x, fields, wanted, light, self._per_eye, self._harvest, self._blur, self._pixel
        )
        out = paste(frame, self._grid, fields, seen, placed, over=over and look.front is None)
        if out is not frame:
            look.lay_front(out, frame)
        return out

    def _samples(self, gaps: Sequence[float]) -> Iterator[list[Frame]]:
        """Calm frames of the footage, each with its lips at every gap."""
        values = np.zeros((len(gaps), len(PARAMETERS)), np.float32)
        values[:, JAW] = np.array(gaps) / APERTURE_PER_JAW
        for index, frame in self._kept.items() or self._decoded_again():
            yield [self.speak(frame, index, row) for row in values]

    def _decoded_again(self) -> Iterator[tuple[int, Frame]]:
        with closing(play(self._prepared)) as footage:
            for index, frame in zip(range(max(self._calm) + 1), footage, strict=False):
                if index in self._calm:
                    yield index, frame
