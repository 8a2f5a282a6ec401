"""What is found out about the footage's frames, once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from lip_world import luma

from pipeline.lips.faceframe import face_frames
from pipeline.lips.sights import LOOK_EVERY, Sights
from pipeline.lips.survey import survey, surveyed
from presenters.footage import play
from presenters.presenter import Prepared


def sights_of(prepared: Prepared) -> Sights:
    return survey(prepared, face_frames(prepared.landmarks, prepared.depth, fps=25.0))[0].sights


def test_light_that_grows_is_followed_without_jumps_and_goes_round_with_the_footage(
    make: Callable[..., Prepared],
) -> None:
    growing = make("scale=432:768,eq=brightness='0.2*t':eval=frame", seconds=1.6)
    assert growing.back is not None
    seen = sights_of(growing).lights[:, 0]
    filmed = [luma(frame).mean() for _, frame in zip(range(growing.frames), play(growing), strict=False)]
    rise = filmed[-1] - filmed[0]
    assert seen[-1] - seen[0] > 0.4 * rise
    assert np.abs(np.diff(seen)).max() < 0.1 * rise
    # Played back it ends where it began, so nothing jumps where it turns.
    assert abs(seen[1] - seen[0]) < 0.05 * rise


def test_sights_kept_are_those_that_were_found(make: Callable[..., Prepared], tmp_path: Path) -> None:
    bar = "drawbox=x=220:y=400:w=34:h=320:color=black:t=fill:enable='between(n,14,18)'"
    passing = make(f"scale=432:768,{bar}", seconds=1.4)
    faces = face_frames(passing.landmarks, passing.depth, fps=25.0)
    first, again = (surveyed(tmp_path / "m.npz", "a", passing, faces)[0].sights for _ in range(2))
    assert set(first.front) >= set(range(15, 18))
    assert set(first.front) == set(again.front)
    for index, mask in first.front.items():
        np.testing.assert_allclose(again.front[index], mask, atol=0.003)
    np.testing.assert_array_equal(again.lights, first.lights)
    np.testing.assert_array_equal(again.free, first.free)


def test_a_photo_is_seen_too(make: Callable[..., Prepared]) -> None:
    photo = make("scale=432:768", photo=True)
    found = sights_of(photo)
    assert found.lights.shape == (1, 7)
    assert found.free.tolist() == [1.0]
    assert found.light(0).skin[0] > 60


def test_open_lips_are_seen_in_every_frame(open_mouthed: Prepared, calm: Prepared) -> None:
    found = sights_of(open_mouthed)
    assert found.spills is not None
    assert len(found.spills) == open_mouthed.frames > LOOK_EVERY
    assert sights_of(calm).spills is None
