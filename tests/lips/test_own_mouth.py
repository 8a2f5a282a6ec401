"""What the footage's own open mouth gives, and what of it must not show."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from lip_world import SILENCE, film, luma

from pipeline.lips.engine import Frame
from pipeline.lips.faceframe import face_frames
from pipeline.lips.harvest import NOTHING
from pipeline.lips.lipshape import LOWER_INNER, LOWER_OUTER, UPPER_INNER, UPPER_OUTER
from pipeline.lips.survey import survey, surveyed
from pipeline.lips.warp import Lips, Warp
from pipeline.mouthtrack import APERTURE_PER_JAW, JAW, PARAMETERS, MouthTrack
from presenters.faces import aperture
from presenters.footage import play
from presenters.presenter import Prepared

BLUE = 30


def inside(prepared: Prepared, index: int) -> npt.NDArray[np.bool_]:
    """Between the tracked lips, bool [height, width]."""
    marks = prepared.landmarks[index]
    mask = np.zeros((prepared.height, prepared.width), np.uint8)
    cv2.fillPoly(mask, [np.concatenate([marks[UPPER_INNER], marks[LOWER_INNER][::-1]]).astype(np.int32)], 1)
    return mask > 0


@pytest.fixture(scope="module")
def blue_toothed(open_mouthed: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Footage with an open mouth whose bright teeth are bluer than anybody's."""
    frames = []
    for index, frame in zip(range(open_mouthed.frames), play(open_mouthed), strict=False):
        made, height = frame.copy(), open_mouthed.height
        teeth = inside(open_mouthed, index) & (made[:height] > 110)
        u = made[height : height + height // 4].reshape(height // 2, -1)
        u[teeth[::2, ::2]] += BLUE
        frames.append(made)
    return film(tmp_path_factory.mktemp("blue") / "blue.mp4", open_mouthed, frames)


def blue_share(frame: Frame) -> float:
    """Share of the picture that is as blue as those teeth; vera's blouse lies lower."""
    height = frame.shape[0] * 2 // 3
    u = frame[height : height + height // 4].reshape(height // 2, -1)[: height * 5 // 16]
    return float((u > 128 + BLUE // 3).mean())


def spoken(lips: Lips, prepared: Prepared, jaw: float, count: int) -> list[Frame]:
    values = np.zeros(len(PARAMETERS), np.float32)
    values[JAW] = jaw
    return [lips.speak(f, i, values) for i, f in zip(range(count), play(prepared), strict=False)]


def test_the_presenters_own_teeth_are_shown_and_none_while_the_lips_are_shut(blue_toothed: Prepared) -> None:
    lips = Lips(blue_toothed)
    own = np.mean([blue_share(f) for _, f in zip(range(8), play(blue_toothed), strict=False)])
    wide = np.mean([blue_share(f) for f in spoken(lips, blue_toothed, 0.8, 8)])
    shut = np.mean([blue_share(f) for f in spoken(lips, blue_toothed, 0.0, 8)])
    assert own > 0.0005
    assert 0.5 * own < wide < 2 * own
    assert shut < 0.1 * own


def test_own_teeth_are_steady(blue_toothed: Prepared) -> None:
    shares = [blue_share(f) for f in spoken(Lips(blue_toothed), blue_toothed, 0.8, 12)[2:]]
    assert np.std(shares) < 0.1 * np.mean(shares)


def test_what_was_seen_is_kept_and_read_again(blue_toothed: Prepared, tmp_path: Path) -> None:
    faces = face_frames(blue_toothed.landmarks, blue_toothed.depth, fps=25.0)
    first = surveyed(tmp_path / "mouth.npz", "a", blue_toothed, faces)[0].harvest
    again = surveyed(tmp_path / "mouth.npz", "a", blue_toothed, faces)[0].harvest
    assert first.upper is not None
    assert again.upper is not None
    np.testing.assert_array_equal(first.upper.picture, again.upper.picture)
    assert (first.upper.x, first.upper.y, first.darkness) == (again.upper.x, again.upper.y, again.darkness)


def test_a_mouth_never_seen_open_gives_nothing(calm: Prepared) -> None:
    found, _ = survey(calm, face_frames(calm.landmarks, calm.depth, fps=25.0))
    assert found.harvest == NOTHING


@pytest.mark.parametrize(
    ("strip", "reach", "most"),
    [(0.0, 0.6, 0.025), (0.25, 0.6, 0.025), (0.0, 1.15, 0.06)],
    ids=["at the edge", "beyond a strip", "all of it"],
)
def test_darkness_beyond_the_tracked_lip_leaves_no_blot_on_shut_lips(
    open_mouthed: Prepared, tmp_path: Path, strip: float, reach: float, most: float
) -> None:
    """A tracker that takes the dark of the mouth for lip: here the dark is painted into the upper lip."""
    filmed = film(tmp_path / "dark.mp4", open_mouthed, _darkened(open_mouthed, strip, reach))
    dark = replace(filmed, landmarks=open_mouthed.landmarks, depth=open_mouthed.depth)
    shut = spoken(Lips(dark), dark, 0.0, 8)[-1]
    plain = spoken(Lips(open_mouthed), open_mouthed, 0.0, 8)[-1]
    assert _blackness(next(_darkened(open_mouthed, strip, reach)), dark) > 0.2
    assert _blackness(plain, open_mouthed) < 0.01
    assert _blackness(shut, dark) < most


def test_a_mouth_that_the_tracker_takes_for_nearly_shut_is_shut(calm: Prepared, tmp_path: Path) -> None:
    values = np.zeros((calm.frames, len(PARAMETERS)), np.float32)
    values[:, JAW] = np.where(np.arange(calm.frames) < calm.frames // 2, 0.7, 0.02 / APERTURE_PER_JAW)
    talking = film(
        tmp_path / "talks.mp4", calm, Warp().render(calm, SILENCE, MouthTrack(values=values, fps=25.0))
    )
    filmed = film(tmp_path / "dark.mp4", talking, _darkened(talking, 0.0))
    dark = replace(filmed, landmarks=talking.landmarks, depth=talking.depth)
    gaps = aperture(talking.landmarks)
    nearly = np.flatnonzero((gaps > 0.008) & (gaps < 0.02))
    assert len(nearly) >= 2
    own, shut = list(_darkened(talking, 0.0)), spoken(Lips(dark), dark, 0.0, calm.frames)
    for index in nearly:
        assert _blackness(own[index], dark, index) > 0.2
        assert _blackness(shut[index], dark, index) < 0.6 * _blackness(own[index], dark, index)


def _darkened(prepared: Prepared, strip: float, reach: float = 0.6) -> Iterator[Frame]:
    """Each frame with dark in its upper lip, from a share ``strip`` of the lip's height to ``reach``."""
    for index, frame in zip(range(prepared.frames), play(prepared), strict=False):
        marks, made = prepared.landmarks[index], frame.copy()
        inner, outer = marks[UPPER_INNER][3:8], marks[UPPER_OUTER][3:8]
        begins = inner + max(0, 2 - 10 * strip) + strip * (outer - inner)
        band = np.concatenate([begins, (reach * outer + (1 - reach) * inner)[::-1]]).astype(np.int32)
        cv2.fillPoly(made[: prepared.height], [band], 24)
        yield made


def _blackness(frame: Frame, prepared: Prepared, index: int = 7) -> float:
    """Share of the mouth that is nearly black."""
    marks = prepared.landmarks[index]
    area = np.zeros(luma(frame).shape, np.uint8)
    outline = np.concatenate([marks[UPPER_OUTER], marks[LOWER_OUTER][::-1]])
    cv2.fillPoly(area, [outline.astype(np.int32)], 1)
    return float((luma(frame)[area > 0] < 50).mean())
