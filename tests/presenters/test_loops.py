"""How footage goes on when it ends before the speech does."""

from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from crowd import nodding

from common.errors import NoSuchPart
from common.home import Home
from common.media import read_frames
from presenters.faces import eye_distance, faces_in
from presenters.footage import play
from presenters.loops import FACES_APART, FADE_S, LEAST_SHARE, faded, find_join
from presenters.prepare import prepare
from presenters.presenter import Loop, Prepared


@pytest.fixture(scope="module")
def comes_back(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nodding(tmp_path_factory.mktemp("again") / "again.mp4", again=True)


@pytest.fixture(scope="module")
def wanders_off(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nodding(tmp_path_factory.mktemp("off") / "off.mp4", again=False)


def lumas(prepared: Prepared, count: int) -> list[npt.NDArray[np.float32]]:
    return [frame[: prepared.height].astype(np.float32) for frame in islice(play(prepared), count)]


def test_footage_that_comes_back_to_a_pose_is_cut_there_and_goes_round_without_a_jump(
    comes_back: Path, home: Home
) -> None:
    prepared = prepare(comes_back, home=home)
    assert prepared.loop is Loop.CROSS_FADE
    assert prepared.back is None
    assert not prepared.forth.with_name("back.mp4").exists()
    assert LEAST_SHARE * 125 <= prepared.frames < 125
    assert prepared.has_face.shape == prepared.landmarks.shape[:1] == (prepared.frames,)
    frames = lumas(prepared, prepared.frames + 12)
    steps = np.array([np.abs(b - a).mean() for a, b in pairwise(frames)])
    ordinary = np.percentile(steps[: prepared.frames - 12], 95)
    assert steps[prepared.frames - 12 :].max() <= 1.3 * ordinary
    noses = prepared.landmarks[:, 1]
    moved = np.linalg.norm(np.diff(np.concatenate([noses, noses[:1]]), axis=0), axis=-1)
    assert moved[-1] <= 1.3 * np.percentile(moved[:-1], 95)


def test_landmarks_sit_on_the_faded_picture(comes_back: Path, home: Home) -> None:
    prepared = prepare(comes_back, home=home)
    last = list(read_frames(prepared.forth, width=prepared.width, height=prepared.height))[-6:]
    for frame, marks in zip(faces_in(last), prepared.landmarks[-6:], strict=True):
        assert frame is not None
        off = np.linalg.norm(frame[:, :2] - marks, axis=-1).mean() / float(eye_distance(marks))
        assert off < 0.03


def test_footage_that_never_comes_back_goes_there_and_back(wanders_off: Path, home: Home) -> None:
    prepared = prepare(wanders_off, home=home)
    assert prepared.loop is Loop.THERE_AND_BACK
    assert prepared.back is not None
    assert prepared.frames == 125


def test_a_cross_fade_that_is_asked_for_is_made_where_it_is_seen_least(wanders_off: Path, home: Home) -> None:
    prepared = prepare(wanders_off, home=home, loop="cross-fade")
    assert (prepared.loop, prepared.back) == (Loop.CROSS_FADE, None)
    assert prepared.frames >= 100
    assert prepare(wanders_off, home=home).back is not None


def test_frozen_footage_plays_once_and_holds_its_last_frame(short: Path, home: Home) -> None:
    prepared = prepare(short, home=home, loop="freeze")
    assert (prepared.loop, prepared.back) == (Loop.FREEZE, None)
    assert prepared.shown(33).tolist() == [*range(30), 29, 29, 29]
    frames = lumas(prepared, 33)
    np.testing.assert_array_equal(frames[29], frames[32])
    assert np.abs(frames[28] - frames[29]).max() > 0


def test_there_and_back_may_be_asked_for_of_a_part(vera: Path, home: Home) -> None:
    prepared = prepare(vera, home=home, loop="there-and-back", end_s=1.0)
    assert prepared.back is not None
    assert prepared.frames == 25


def test_only_the_part_that_was_chosen_is_used(short: Path, home: Home) -> None:
    whole, part = prepare(short, home=home), prepare(short, home=home, begin_s=0.4, end_s=1.0)
    assert part.frames == 15
    of_whole, of_part = lumas(whole, 25)[10:], lumas(part, 15)
    assert max(np.abs(a - b).mean() for a, b in zip(of_whole, of_part, strict=True)) < 1.0


@pytest.mark.parametrize(("begin_s", "end_s"), [(5.0, None), (0.8, 0.8), (0.9, 0.4), (None, 0.1)])
def test_a_part_that_is_not_there_is_refused(
    short: Path, home: Home, begin_s: float | None, end_s: float | None
) -> None:
    with pytest.raises(NoSuchPart) as caught:
        prepare(short, home=home, begin_s=begin_s, end_s=end_s)
    assert "is 1.2 s long" in str(caught.value)


def head(x: npt.NDArray[np.floating[np.float64]] | np.ndarray) -> npt.NDArray[np.float32]:  # type: ignore[type-arg]
    """Landmarks of a head 100 pixels between the eyes, moved to the right by ``x`` pixels."""
    shape = np.random.default_rng(3).uniform(0, 100, (478, 3))
    shape[33], shape[263] = (0, 0, 0), (100, 0, 0)
    points = np.repeat(shape[None], len(x), axis=0)
    points[:, :, 0] += x[:, None]
    return points.astype(np.float32)


def test_a_pair_is_only_taken_when_it_is_closer_than_can_be_seen() -> None:
    grey = [np.full((96, 96), 120, np.uint8)] * 200
    all_seen = np.ones(200, bool)
    for off, seen in ((0.5 * FACES_APART, False), (1.5 * FACES_APART, True)):
        at = np.arange(200) * 8.0
        at[150:] = at[:50] + 100 * off
        join = find_join(head(at), all_seen, grey, fps=25.0)
        assert join is not None
        assert (join.end - join.begin, join.seen) == (150, seen)
    hidden = all_seen.copy()
    hidden[:80] = False
    assert find_join(head(np.arange(200.0) * 2), hidden, grey, fps=25.0) is None
    assert find_join(head(np.arange(90.0)), np.ones(90, bool), grey[:90], fps=25.0) is None


def test_a_picture_that_differs_beside_the_face_is_seen_too() -> None:
    still = head(np.zeros(200))
    pictures = [np.full((96, 96), 120, np.uint8) for _ in range(200)]
    for number, picture in enumerate(pictures):
        picture[60:, : 20 + number // 4] = 220
    join = find_join(still, np.ones(200, bool), pictures, fps=25.0)
    assert join is not None
    assert join.seen


def test_landmarks_are_mixed_as_the_pictures_are() -> None:
    at = np.arange(200.0)
    pictures = [np.full((96, 96), 120, np.uint8)] * 200
    join = find_join(head(at % 120), np.ones(200, bool), pictures, fps=25.0)
    assert join is not None
    fade = round(FADE_S * 25)
    assert join.fade == fade
    mixed = faded(head(at)[:, :1], join)[:, 0, 0] - head(np.zeros(1))[0, 0, 0]
    assert len(mixed) == join.end - join.begin
    assert mixed[-fade] == pytest.approx(at[join.end - fade])
    assert mixed[-1] == pytest.approx(0.1 * at[join.end - 1] + 0.9 * at[join.begin - 1])
