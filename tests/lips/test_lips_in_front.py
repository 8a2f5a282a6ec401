"""What passes in front of the mouth stays in front."""

from collections.abc import Callable

import numpy as np
import pytest
from lip_world import SILENCE, luma, tracked

from pipeline.lips.engine import Frame
from pipeline.lips.faceframe import face_frames
from pipeline.lips.front import FEWEST_FRAMES
from pipeline.lips.survey import survey
from pipeline.lips.warp import Lips, Warp
from pipeline.mouthtrack import JAW, PARAMETERS
from presenters.footage import play
from presenters.presenter import Prepared

COVERED = slice(14, 19)
"""Frames in which the object is before the mouth"""


def passing(colour: str, width: int) -> str:
    """An ffmpeg filter: an upright bar comes up before the right half of the mouth and goes away again."""
    x, y = 432 // 2 + 4, 400
    return (
        f"scale=432:768,drawbox=x={x}:y={y}:w={width}:h=320:color={colour}:t=fill:enable='between(n,14,18)'"
    )


@pytest.mark.parametrize(
    "colour", ["black", "0xE8E4DC", "0x705040"], ids=["microphone", "paper", "dark hand"]
)
def test_an_object_before_the_mouth_keeps_its_own_pixels(make: Callable[..., Prepared], colour: str) -> None:
    prepared = make(passing(colour, 34), seconds=1.4)
    frames = list(Warp().render(prepared, SILENCE, tracked(35, {JAW: 0.7})))
    own = [frame for _, frame in zip(range(35), play(prepared), strict=False)]
    box = (slice(420, 560), slice(224, 246))
    for index in range(COVERED.start + 1, COVERED.stop):
        apart = np.abs(luma(frames[index])[box].astype(int) - luma(own[index])[box])
        assert np.percentile(apart, 98) <= 3
    free = np.abs(luma(frames[5])[box].astype(int) - luma(own[5])[box])
    assert free.max() > 40


def test_a_covered_mouth_does_not_speak_and_speaks_again_when_it_is_free(
    make: Callable[..., Prepared],
) -> None:
    prepared = make(passing("black", 34).replace("x=220", "x=130").replace("w=34", "w=170"), seconds=1.6)
    lips = Lips(prepared)
    values = np.zeros(len(PARAMETERS), np.float32)
    values[JAW] = 0.7
    changed = []
    for index, frame in zip(range(36), play(prepared), strict=False):
        changed.append(_changed(lips.speak(frame, index, values), frame))
    assert changed[14] < 0.3 * changed[5]
    assert changed[17] < 0.1 * changed[5]
    assert changed[35] == pytest.approx(changed[5], rel=0.2)


def _changed(out: Frame, frame: Frame) -> float:
    return float(np.abs(luma(out).astype(int) - luma(frame)).mean())


def test_nothing_is_in_front_of_an_ordinary_face(
    make: Callable[..., Prepared], open_mouthed: Prepared
) -> None:
    turning = make("scale=432:768,rotate=0.25*sin(t*6):fillcolor=gray", seconds=1.2)
    for prepared in (turning, open_mouthed):
        assert prepared.has_face.sum() >= FEWEST_FRAMES
        found, _ = survey(prepared, face_frames(prepared.landmarks, prepared.depth, fps=25.0))
        assert found.sights.front == {}
        assert (found.sights.free == 1).all()
