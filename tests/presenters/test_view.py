"""Trackers look at pictures as small as the faces in them allow, and read them as well."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.media import read_frames
from presenters.faces import FaceTracker, Points, aperture, eye_distance
from presenters.view import Sight, View, small_rgb

SIGHT = Sight(long_side_px=1280, clear_face_px=100.0)
LIPS = (61, 291, 0, 17, 13, 14, 82, 87, 312, 317, 78, 308)


def frame(width: int, height: int) -> npt.NDArray[np.uint8]:
    return np.full((height * 3 // 2, width), 128, np.uint8)


def width_of(view: View, width: int, height: int) -> int:
    return view.of(frame(width, height)).shape[1]


def test_pictures_are_whole_until_faces_are_known_and_no_larger_than_is_looked_at() -> None:
    assert width_of(View(SIGHT), 1280, 720) == 1280
    assert width_of(View(SIGHT), 1920, 1080) == 960
    assert width_of(View(Sight(long_side_px=960, clear_face_px=None)), 1280, 720) == 960


def test_a_large_face_makes_them_smaller_and_a_small_one_larger_again() -> None:
    view = View(SIGHT)
    for face_px, width in ((199.0, 1280), (201.0, 640), (185.0, 640), (175.0, 1280), (401.0, 320)):
        view.suit([face_px])
        assert width_of(view, 1280, 720) == width
    view.suit([])
    assert width_of(view, 1280, 720) == 320


def test_the_smallest_who_is_no_passer_by_counts() -> None:
    view = View(SIGHT)
    view.suit([500.0, 120.0])
    assert width_of(view, 1280, 720) == 320
    view.suit([500.0, 170.0])
    assert width_of(view, 1280, 720) == 1280


def test_landmarks_of_a_picture_half_as_large_lie_where_they_did(vera: Path) -> None:
    whole, half = (tracked(vera, shrink) for shrink in (1, 2))
    eyes_px = float(eye_distance(whole).mean())
    apart = (half - whole)[..., :2].mean(axis=0)
    assert np.abs(apart.mean(axis=0)).max() < 0.1
    assert np.linalg.norm(apart, axis=-1).mean() < 0.003 * eyes_px
    assert np.linalg.norm(apart[list(LIPS)], axis=-1).mean() < 0.003 * eyes_px
    assert np.abs(aperture(half) - aperture(whole)).mean() < 0.003


def tracked(vera: Path, shrink: int) -> Points:
    frames = read_frames(vera, width=720, height=1280, limit_s=1.0)
    with FaceTracker() as tracker:
        faces = [tracker.follow(small_rgb(one, shrink=shrink), width=720, height=1280) for one in frames]
    return np.stack([face for face in faces if face is not None])
