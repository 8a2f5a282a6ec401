"""What a film of the mouth opening gives the lips: teeth, tongue and darkness in colours that nobody's have."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from lip_world import SILENCE, film

from common.home import Home
from pipeline.lips.engine import Frame
from pipeline.lips.faceframe import face_frames
from pipeline.lips.lipshape import LOWER_INNER, UPPER_INNER
from pipeline.lips.survey import survey, surveyed
from pipeline.lips.warp import Lips, Warp
from pipeline.mouthtrack import JAW, PARAMETERS, TONGUE, MouthTrack
from presenters.footage import play
from presenters.prepare import prepare
from presenters.presenter import Prepared

UPPER, LOWER, RED = (215, 128 + 36, 128), (215, 128 - 36, 122), (105, 128 + 20, 128 + 52)
"""Y, U, V of blue upper teeth, yellow lower ones and a tongue redder than any"""
DARK = (26, 128, 130)
GUM, WET = (110, 124, 128 + 34), 0.04
"""What is seen of the lower lip's inner side, and how much, eye distances"""
WIDE, HALF = 0.95, 0.6
OPENINGS = (*[0.0] * 5, *[WIDE] * 12, *[HALF] * 6, *[0.0] * 5)
LYING, RAISED = 0.49, 0.525


def painted(frame: Frame, marks: npt.NDArray[np.float32], eyes_px: float, tongue: float) -> Frame:
    """``frame`` with what is between its lips drawn anew: the upper teeth in the skull, the others in the jaw.

    ``tongue`` is how high its tip stands above the chin, eye distances.
    """
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    inside = np.zeros((height, width), np.uint8)
    outline = np.concatenate([marks[UPPER_INNER], marks[LOWER_INNER][::-1]])
    cv2.fillPoly(inside, [np.round(outline).astype(np.int32)], 1)
    y, x = np.mgrid[:height, :width]
    nose, chin = marks[2], marks[152]
    from_chin = (chin[1] - y) / eyes_px
    areas = (
        (DARK, inside > 0),
        (RED, (np.abs(x - nose[0]) < 0.13 * eyes_px) & (from_chin < tongue)),
        (LOWER, from_chin < 0.44),
        (GUM, np.roll(inside, -round(WET * eyes_px), 0) == 0),
        (UPPER, y < nose[1] + 0.295 * eyes_px),
    )
    made = frame.copy()
    chroma = made[height:].reshape(2, height // 2, width // 2)
    for (luma, u, v), area in areas:
        area = area & (inside > 0)
        made[:height][area] = luma
        chroma[0][area[::2, ::2]], chroma[1][area[::2, ::2]] = u, v
    return made


def eyes_of(prepared: Prepared) -> float:
    return float(np.median(np.linalg.norm(prepared.landmarks[:, 263] - prepared.landmarks[:, 33], axis=-1)))


@pytest.fixture(scope="module")
def mouth_film(calm: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calm presenter's mouth at rest, wide open, half open and at rest again."""
    folder = tmp_path_factory.mktemp("visemes")
    values = np.zeros((len(OPENINGS), len(PARAMETERS)), np.float32)
    values[:, JAW] = OPENINGS
    opened = film(
        folder / "open.mp4", calm, Warp().render(calm, SILENCE, MouthTrack(values=values, fps=25.0))
    )
    eyes = eyes_of(opened)
    frames = (
        painted(f, marks, eyes, RAISED if jaw == HALF else LYING)
        for f, marks, jaw in zip(play(opened), opened.landmarks, OPENINGS, strict=False)
    )
    film(folder / "visemes.mp4", calm, frames)
    return folder / "visemes.mp4"


@pytest.fixture(scope="module")
def shown(calm: Prepared, mouth_film: Path) -> Prepared:
    home = Home(root=mouth_film.parent / "home").make()
    return prepare(calm.forth, home=home, visemes=mouth_film)


def near(frame: Frame, prepared: Prepared, colour: tuple[int, int, int]) -> npt.NDArray[np.bool_]:
    """Where the mouth has about that chroma, bool [height / 2, width / 2]."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    u, v = frame[height:].reshape(2, height // 2, width // 2).astype(np.int32)
    off = np.hypot(u - colour[1], v - colour[2])
    mouth = np.zeros(u.shape, np.uint8)
    middle = prepared.landmarks[0][[13, 14]].mean(axis=0) / 2
    half = 0.3 * eyes_of(prepared) / 2
    mouth[int(middle[1] - half) : int(middle[1] + half), int(middle[0] - half) : int(middle[0] + half)] = 1
    return np.asarray((off < 0.6 * np.hypot(colour[1] - 128, colour[2] - 128)) & (mouth > 0))


def spoken(lips: Lips, prepared: Prepared, jaw: float, tongue: float = 0.0, count: int = 8) -> list[Frame]:
    values = np.zeros(len(PARAMETERS), np.float32)
    values[JAW], values[TONGUE] = jaw, tongue
    return [lips.speak(f, i, values) for i, f in zip(range(count), play(prepared), strict=False)]


@pytest.mark.parametrize(("part", "least_px"), [(UPPER, 40), (LOWER, 15), (RED, 25)])
def test_teeth_and_tongue_of_the_film_are_shown_wide_open_and_never_while_shut(
    shown: Prepared, part: tuple[int, int, int], least_px: int
) -> None:
    lips = Lips(shown)
    wide, shut = (
        [int(near(f, shown, part).sum()) for f in spoken(lips, shown, jaw)[2:]] for jaw in (0.95, 0.0)
    )
    resting = [int(near(f, shown, part).sum()) for f, _ in zip(play(shown), range(8), strict=False)][2:]
    assert min(wide) >= least_px
    assert np.std(wide) < 0.12 * np.mean(wide)
    assert max(shut) <= max(resting) + 2


def test_upper_teeth_stay_with_the_skull_and_lower_ones_go_with_the_jaw(shown: Prepared) -> None:
    lips = Lips(shown)

    def rows(jaw: float, part: tuple[int, int, int]) -> float:
        seen = near(spoken(lips, shown, jaw)[-1], shown, part)
        found = np.nonzero(seen)[0]
        return float(found.max() if part is UPPER else found.min())

    assert abs(rows(WIDE, UPPER) - rows(0.55, UPPER)) <= 1.5
    assert rows(WIDE, LOWER) > rows(0.7, LOWER)


def test_a_tongue_that_is_called_for_rises_as_far_as_it_was_seen_to(shown: Prepared) -> None:
    lips = Lips(shown)
    found = survey(shown, face_frames(shown.landmarks, shown.depth, fps=shown.fps))[0].harvest.tongue
    assert found is not None
    assert found.lift == pytest.approx(RAISED - LYING, abs=0.02)
    lying, raised = (
        np.nonzero(near(spoken(lips, shown, WIDE, t)[-1], shown, RED))[0].min() for t in (0.0, 1.0)
    )
    assert lying - raised == pytest.approx(found.lift * eyes_of(shown) / 2, abs=1.1)
    assert lying > raised


def test_what_was_never_seen_is_painted_as_without_a_film(calm: Prepared, tmp_path: Path) -> None:
    """A film in which the mouth stays shut changes no pixel."""
    home = Home(root=tmp_path / "home").make()
    plain, shut = prepare(calm.forth, home=home), prepare(calm.forth, home=home, visemes=calm.forth)
    assert shut.visemes is not None
    drawn = (spoken(Lips(one), one, 0.8, count=3) for one in (plain, shut))
    for one, other in zip(*drawn, strict=True):
        np.testing.assert_array_equal(one, other)


def test_another_film_is_prepared_anew_and_the_same_one_is_not(
    calm: Prepared, shown: Prepared, mouth_film: Path
) -> None:
    home = Home(root=mouth_film.parent / "home")
    heard: list[float] = []
    again = prepare(calm.forth, home=home, visemes=mouth_film, on_progress=heard.append)
    assert again.digest == shown.digest
    assert heard == []
    assert prepare(calm.forth, home=home).digest != shown.digest
    assert prepare(calm.forth, home=home).visemes is None


def test_what_was_seen_of_the_tongue_is_kept_and_read_again(shown: Prepared, tmp_path: Path) -> None:
    faces = face_frames(shown.landmarks, shown.depth, fps=shown.fps)
    first, again = (surveyed(tmp_path / "m.npz", "a", shown, faces)[0].harvest.tongue for _ in range(2))
    assert first is not None
    assert again is not None
    np.testing.assert_array_equal(first.picture, again.picture)
    assert (first.x, first.y, first.lift) == (again.x, again.y, again.lift)
