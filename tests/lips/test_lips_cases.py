"""Faces that are not calm, straight and large."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from lip_world import SILENCE, film, luma, tracked
from turned_head import turned

from pipeline.lips.engine import Frame
from pipeline.lips.lipshape import LOWER_OUTER, UPPER_OUTER
from pipeline.lips.warp import Warp
from pipeline.mouthtrack import JAW, PRESS, RAISE, ROUND, WIDE
from presenters.faces import aperture, face_width, faces_in
from presenters.footage import play
from presenters.presenter import Prepared

SHUT, OPEN = 0.035, 0.08


def spoken(prepared: Prepared, values: dict[int, float], count: int = 4) -> list[Frame]:
    return list(Warp().render(prepared, SILENCE, tracked(count, values)))


def seen(frames: list[Frame]) -> list[float]:
    return [float(aperture(face)) for face in faces_in(frames) if face is not None]


@pytest.mark.parametrize("degrees", [-40, -20, 20, 40])
def test_a_head_that_is_turned_opens_and_shuts_its_mouth(
    calm: Prepared, tmp_path: Path, degrees: float
) -> None:
    frames = [turned(frame, calm, index, degrees) for index, frame in enumerate(islice(play(calm), 6))]
    aside = film(tmp_path / "aside.mp4", calm, frames)
    wide, shut = seen(spoken(aside, {JAW: 0.6})), seen(spoken(aside, {JAW: 0.6, PRESS: 1.0}))
    assert len(wide) == len(shut) == 4
    assert min(wide) > OPEN
    assert max(shut) < SHUT


def test_a_face_sixty_pixels_wide_opens_and_shuts_its_mouth(make: Callable[..., Prepared]) -> None:
    far = make("scale=142:252", seconds=0.4)
    points = np.concatenate([far.landmarks[0], far.depth[0][:, None]], axis=-1)
    assert 55 < face_width(points) < 65
    larger = [np.kron(luma(frame), np.ones((4, 4), np.uint8)) for frame in spoken(far, {JAW: 0.7})]
    grey = [np.vstack([frame, np.full((len(frame) // 2, frame.shape[1]), 128, np.uint8)]) for frame in larger]
    assert min(seen(grey)) > OPEN
    for frame, own in zip(spoken(far, {}), play(far), strict=False):
        np.testing.assert_array_equal(frame, own)


def test_a_grinning_mouth_shuts_and_rounds(calm: Prepared, tmp_path: Path) -> None:
    grin = {WIDE: 1.0, JAW: 0.35, RAISE: 1.0}
    grinning = film(tmp_path / "grin.mp4", calm, Warp().render(calm, SILENCE, tracked(12, grin)))
    assert min(seen(list(islice(play(grinning), 4)))) > 0.06
    assert max(seen(spoken(grinning, {PRESS: 1.0}))) < SHUT
    assert widths(spoken(grinning, {ROUND: 1.0, WIDE: -0.8, JAW: 0.2})) < 0.9 * widths(
        list(islice(play(grinning), 4))
    )


def widths(frames: list[Frame]) -> float:
    """Median mouth width over the face's."""
    faces = [face for face in faces_in(frames) if face is not None]
    return float(np.median([np.linalg.norm(f[61, :2] - f[291, :2]) / face_width(f) for f in faces]))


def test_what_stands_beside_the_head_does_not_swim_with_the_jaw(calm: Prepared) -> None:
    """Further from the jaw line than a quarter of the eyes' distance not a pixel changes."""
    (frame,), own = spoken(calm, {JAW: 1.0}, 1), next(play(calm))
    marks = calm.landmarks[0]
    eyes = float(np.linalg.norm(marks[33] - marks[263]))
    for y in range(int(marks[0, 1]), int(marks[152, 1])):
        left, right = int(marks[234, 0] - 0.1 * eyes), int(marks[454, 0] + 0.1 * eyes)
        np.testing.assert_array_equal(luma(frame)[y, :left], luma(own)[y, :left])
        np.testing.assert_array_equal(luma(frame)[y, right:], luma(own)[y, right:])


def test_neither_teeth_nor_light_flicker_while_the_mouth_stays_open(calm: Prepared) -> None:
    frames = spoken(calm, {JAW: 0.6}, 12)
    x, y = calm.landmarks[0, 13].astype(int)
    inside = [luma(frame)[y - 6 : y + 30, x - 20 : x + 20].astype(float).mean() for frame in frames]
    assert np.abs(np.diff(inside)).max() < 2.0


def with_glasses(frame: Frame, marks: npt.NDArray[np.float32]) -> None:
    for eye in (33, 133), (362, 263):
        middle, wide = marks[list(eye)].mean(axis=0), float(np.ptp(marks[list(eye), 0]))
        cv2.ellipse(
            luma(frame), middle.astype(int).tolist(), (int(0.9 * wide), int(0.7 * wide)), 0, 0, 360, 30, 3
        )
    cv2.line(luma(frame), marks[133].astype(int).tolist(), marks[362].astype(int).tolist(), 30, 3)


def with_beard(frame: Frame, marks: npt.NDArray[np.float32]) -> None:
    """Dark bristles from the nose down, but for the lips."""
    height, width = luma(frame).shape
    beard = np.zeros((height, width), np.uint8)
    jaw = [58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288]
    cv2.fillPoly(beard, [marks[[*jaw, 425, 2, 205]].astype(np.int32)], 1)
    cv2.fillPoly(beard, [marks[[*UPPER_OUTER, *LOWER_OUTER[::-1]]].astype(np.int32)], 0)
    bristles = np.random.default_rng(5).integers(25, 75, (height, width)).astype(np.uint8)
    here = beard > 0
    luma(frame)[here] = bristles[here]


@pytest.mark.parametrize("worn", [with_glasses, with_beard])
def test_glasses_and_beards_stay_as_they_are_and_the_lips_between_them_move(
    calm: Prepared, tmp_path: Path, worn: Callable[[Frame, npt.NDArray[np.float32]], None]
) -> None:
    frames = []
    for index, frame in enumerate(islice(play(calm), 8)):
        made = frame.copy()
        worn(made, calm.landmarks[index])
        frames.append(made)
    person = film(tmp_path / "worn.mp4", calm, frames)
    open_, shut = spoken(person, {JAW: 0.6}), spoken(person, {JAW: 0.6, PRESS: 1.0})
    assert min(seen(open_)) > OPEN
    assert max(seen(shut)) < SHUT
    eyes = int(person.landmarks[0, 197, 1])
    for frame, own in zip(open_, play(person), strict=False):
        np.testing.assert_array_equal(luma(frame)[:eyes], luma(own)[:eyes])
