"""The lips do what the track says, as a tracker sees it, and nothing else in the picture changes."""

import tracemalloc
from collections.abc import Callable, Iterable
from itertools import islice

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from lip_world import SILENCE, luma, tracked

from pipeline.lips.calibration import PLAIN
from pipeline.lips.cavity import inside
from pipeline.lips.displacement import Grid, moved
from pipeline.lips.faceframe import face_frames
from pipeline.lips.focus import softness
from pipeline.lips.light import light_of
from pipeline.lips.lipshape import Mouth, aim, rest_of
from pipeline.lips.sights import strengths
from pipeline.lips.warp import FADE_FRAMES, Lips, Warp
from pipeline.mouthtrack import (
    APERTURE_PER_JAW,
    JAW,
    PARAMETERS,
    PRESS,
    RAISE,
    ROUND,
    TONGUE,
    TUCK,
    WIDE,
    MouthTrack,
)
from presenters.faces import aperture, eye_distance, faces_in
from presenters.footage import play
from presenters.presenter import Prepared

Frame = npt.NDArray[np.uint8]
EXTREMES = (
    {},
    {PRESS: 1.0},
    {TUCK: 1.0, JAW: 0.1},
    {JAW: 1.2, WIDE: 1.0, RAISE: 1.0},
    {JAW: 0.3, WIDE: -1.0, ROUND: 1.0},
    {JAW: 1.0, TONGUE: 1.0},
)


def rendered(prepared: Prepared, values: dict[int, float], frames: int = 3) -> list[Frame]:
    return list(Warp().render(prepared, SILENCE, tracked(frames, values)))


def seen_apertures(frames: Iterable[Frame]) -> list[float]:
    faces = list(faces_in(frames))
    assert all(face is not None for face in faces)
    return [float(aperture(face)) for face in faces if face is not None]


def seen_width(frame: Frame) -> float:
    (face,) = faces_in([frame])
    assert face is not None
    return float(np.linalg.norm(face[61, :2] - face[291, :2]) / eye_distance(face))


def sharpness(frame: Frame, prepared: Prepared) -> float:
    marks = prepared.landmarks[0]
    left, right = int(marks[234, 0]), int(marks[454, 0])
    box = luma(frame)[int(marks[2, 1]) : int(marks[152, 1]), left:right]
    return float(cv2.Laplacian(box, cv2.CV_64F).var())


def test_at_rest_the_footage_is_untouched(calm: Prepared) -> None:
    for frame, own in zip(rendered(calm, {}, 6), play(calm), strict=False):
        np.testing.assert_array_equal(frame, own)


@pytest.mark.parametrize("values", EXTREMES[1:])
def test_nothing_outside_the_mouths_reach_changes_by_a_bit(calm: Prepared, values: dict[int, float]) -> None:
    (frame,) = rendered(calm, values, 1)
    own = next(play(calm))
    marks = calm.landmarks[0]
    nose, chin = marks[2, 1], marks[152, 1]
    rows = np.flatnonzero((luma(frame) != luma(own)).any(axis=1))
    columns = np.flatnonzero((luma(frame) != luma(own)).any(axis=0))
    assert rows.min() >= nose - 0.08 * (chin - nose)
    assert rows.max() <= nose + 1.35 * (chin - nose) + 2
    assert columns.min() >= marks[234, 0] - 2
    assert columns.max() <= marks[454, 0] + 2


@pytest.mark.parametrize("jaw", [0.2, 0.4, 0.7, 1.0])
def test_the_opening_seen_is_the_opening_asked_for(calm: Prepared, jaw: float) -> None:
    seen = np.mean(seen_apertures(rendered(calm, {JAW: jaw})))
    assert seen == pytest.approx(jaw * APERTURE_PER_JAW, abs=0.025 + 0.08 * jaw * APERTURE_PER_JAW)


def test_pressed_lips_meet_whatever_the_jaw_does(calm: Prepared) -> None:
    assert max(seen_apertures(rendered(calm, {PRESS: 1.0, JAW: 0.6}))) < 0.03


def test_lips_do_not_look_shut_while_the_lower_one_is_tucked_under_the_teeth(calm: Prepared) -> None:
    tucked = seen_apertures(rendered(calm, {TUCK: 1.0, JAW: 0.23, RAISE: 0.3}))
    assert max(seen_apertures(rendered(calm, {PRESS: 1.0, JAW: 0.23}))) < 0.02 < min(tucked)
    assert max(tucked) < 0.08


def test_footage_with_an_open_mouth_is_shut_and_opened_like_any_other(open_mouthed: Prepared) -> None:
    own = seen_apertures(islice(play(open_mouthed), 2))
    assert min(own) > 0.08
    assert max(seen_apertures(rendered(open_mouthed, {}))) < 0.05
    assert max(seen_apertures(rendered(open_mouthed, {PRESS: 1.0}))) < 0.035
    assert min(seen_apertures(rendered(open_mouthed, {JAW: 0.8}))) > 0.12


def test_no_teeth_of_the_footage_are_left_between_shut_lips(open_mouthed: Prepared) -> None:
    (shut,) = rendered(open_mouthed, {PRESS: 1.0}, 1)
    (face,) = faces_in([shut])
    assert face is not None
    x, y = int(face[13, 0]), int((face[13, 1] + face[14, 1]) / 2)
    seam = luma(shut)[y - 2 : y + 2, x - 8 : x + 8].astype(float)
    top, bottom = (int(open_mouthed.landmarks[0, i, 1]) for i in (13, 14))
    own = luma(next(play(open_mouthed)))[top:bottom, x - 8 : x + 8].astype(float)
    assert seam.max() < own.max() - 25


@pytest.mark.parametrize("pixel", [1 / 60, 1 / 100])
def test_the_line_of_shut_lips_covers_a_pixel_of_the_open_mouth_on_either_side(
    open_mouthed: Prepared, pixel: float
) -> None:
    """Between large pixels teeth would show as specks."""
    frames = face_frames(open_mouthed.landmarks, open_mouthed.depth, fps=open_mouthed.fps)
    mouth, rest = Mouth.of(frames, 0), rest_of(frames, open_mouthed.has_face)
    wanted = aim(tracked(1, {PRESS: 1.0}).values[0], mouth, rest, 1.0, PLAIN.draw)
    grid = Grid.reaching(1.3, 64.0)
    light = light_of(next(play(open_mouthed)), open_mouthed.landmarks[0])
    drawn = inside(grid.x, moved(grid, mouth, wanted), wanted, light, 150.0, pixel=pixel)
    assert drawn is not None
    column = drawn.picture[:, round((mouth.middle - drawn.x) * drawn.per_eye), 3]
    assert (column > 127).sum() / drawn.per_eye >= 2 * pixel


def test_from_f_to_a_vowel_the_upper_lip_stays_where_the_vowel_has_it(calm: Prepared) -> None:
    """The lower lip lets go of the teeth while the jaw is already on its way: all of the upper row was seen then."""
    frames = face_frames(calm.landmarks, calm.depth, fps=calm.fps)
    mouth, rest = Mouth.of(frames, 0), rest_of(frames, calm.has_face)
    grid = Grid.reaching(1.3, 64.0)

    def rise(values: dict[int, float]) -> float:
        wanted = aim(tracked(1, values).values[0], mouth, rest, 1.0, PLAIN.draw)
        drawn = moved(grid, mouth, wanted)
        return float((drawn.seam - drawn.upper)[np.abs(drawn.u) < 0.2].mean())

    vowel = rise({JAW: 0.6})
    assert rise({JAW: 0.6, TUCK: 0.4}) < vowel + 0.01
    assert rise({JAW: 0.1, TUCK: 1.0}) > rise({JAW: 0.1}) + 0.005


def test_spread_lips_are_wider_and_rounded_lips_narrower(calm: Prepared) -> None:
    (rest,), (spread,) = rendered(calm, {JAW: 0.2}, 1), rendered(calm, {JAW: 0.2, WIDE: 1.0}, 1)
    (rounded,) = rendered(calm, {JAW: 0.2, WIDE: -0.8, ROUND: 1.0}, 1)
    assert seen_width(spread) > 1.05 * seen_width(rest)
    assert seen_width(rounded) < 0.88 * seen_width(rest)


def test_teeth_and_darkness_fill_an_open_mouth(calm: Prepared) -> None:
    (frame,) = rendered(calm, {JAW: 0.9}, 1)
    (face,) = faces_in([frame])
    assert face is not None
    upper, lower = face[13, :2], face[14, :2]
    column = luma(frame)[int(upper[1]) : int(lower[1]), int(upper[0]) + 3].astype(float)
    cheek = float(luma(frame)[int(face[50, 1]), int(face[50, 0])])
    assert column.max() > 0.6 * cheek
    assert column.min() < 0.45 * cheek
    assert column.argmax() < column.argmin()


def test_the_mouth_is_as_sharp_as_the_footage(calm: Prepared) -> None:
    own = sharpness(next(play(calm)), calm)
    for jaw in (0.1, 0.3):
        (frame,) = rendered(calm, {JAW: jaw}, 1)
        assert 0.85 < sharpness(frame, calm) / own < 1.6


def test_frames_without_a_face_pass_through_and_the_lips_fade(make: Callable[..., Prepared]) -> None:
    scale, blank = "[0:v]scale=432:768,fps=25", "color=gray:s=432x768:r=25:d=0.4[g]"
    cut = f"{scale},split[p][q];[p]trim=0:0.4,setpts=PTS-STARTPTS[a];[q]trim=0.4:0.8,setpts=PTS-STARTPTS[b]"
    prepared = make(f"{cut};{blank};[a][g][b]concat=n=3", seconds=1.2)
    assert 0 < (~prepared.has_face).sum() < prepared.frames
    own = list(islice(play(prepared), prepared.frames))
    frames = rendered(prepared, {JAW: 0.8}, prepared.frames)
    changed = np.array([np.abs(a.astype(int) - b).sum() for a, b in zip(frames, own, strict=True)])
    assert (changed[~prepared.has_face] == 0).all()
    gone = int(np.flatnonzero(~prepared.has_face)[0])
    assert 0 < changed[gone - 1] < 0.6 * changed[gone - 6]


def test_the_effect_rises_within_a_fifth_of_a_second_of_a_gap() -> None:
    face = np.array([1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1], bool)
    expected = [1, 1, 1, 0.8, 0.6, 0.4, 0.2, 0, 0, 0.2, 0.4, 0.6, 0.8, 1, 1]
    np.testing.assert_allclose(strengths(face, FADE_FRAMES), expected, atol=1e-6)
    assert (strengths(np.ones(4, bool), FADE_FRAMES) == 1).all()
    assert (strengths(np.zeros(4, bool), FADE_FRAMES) == 0).all()


@pytest.mark.parametrize(
    "filters",
    [
        "scale=432:768,rotate=0.35:fillcolor=gray",
        "scale=216:384",
        "scale=432:768,crop=432:450:0:0",
        "scale=432:768,crop=170:768:130:0",
        "scale=432:768,perspective=x0=60:y0=40:x2=60:y2=728:sense=destination",
    ],
    ids=["tilted", "far away", "chin below the picture", "cheek beside the picture", "in perspective"],
)
def test_lips_move_on_a_face_that_is(make: Callable[..., Prepared], filters: str) -> None:
    prepared = make(filters, seconds=0.2)
    for values in EXTREMES:
        for frame in rendered(prepared, values, 2):
            assert frame.shape == (prepared.height * 3 // 2, prepared.width)
    shut, wide = rendered(prepared, {PRESS: 1.0}, 1), rendered(prepared, {JAW: 0.8}, 1)
    assert seen_apertures(wide)[0] > seen_apertures(shut)[0] + 0.07


def test_a_photo_speaks(make: Callable[..., Prepared]) -> None:
    photo = make("scale=432:768", photo=True)
    assert min(seen_apertures(rendered(photo, {JAW: 0.6}, 4))) > 0.09


def test_footage_shorter_than_the_track_is_played_on(calm: Prepared) -> None:
    track = tracked(2 * calm.frames + 7, {})
    order = calm.shown(track.frames)
    frames = list(Warp().render(calm, SILENCE, track))
    assert len(frames) == track.frames
    own = list(islice(play(calm), calm.frames))
    for index, frame in zip(order, frames, strict=True):
        assert np.abs(own[index].astype(float) - frame).mean() < 1.0


def test_a_frame_drawn_in_looks_like_a_copy_that_was_drawn(calm: Prepared) -> None:
    frame, values = next(play(calm)), tracked(1, {JAW: 0.8}).values[0]
    kept = frame.copy()
    copy = Lips(calm).speak(frame, 0, values)
    np.testing.assert_array_equal(frame, kept)
    assert Lips(calm).speak(frame, 0, values, over=True) is frame
    np.testing.assert_array_equal(frame, copy)


def test_a_frame_of_footage_shown_again_is_not_drawn_twice(calm: Prepared) -> None:
    mouth = tracked(4, {JAW: 0.8})
    slow = list(Warp().render(calm, SILENCE, mouth, np.array([0, 0, 1, 1])))
    quick = list(Warp().render(calm, SILENCE, tracked(2, {JAW: 0.8})))
    for place, frame in zip((0, 0, 1, 1), slow, strict=True):
        assert np.abs(frame.astype(int) - quick[place]).mean() < 0.05


def test_memory_does_not_grow_with_the_clip(calm: Prepared) -> None:
    def peak(frames: int) -> int:
        values = np.zeros((frames, len(PARAMETERS)), np.float32)
        values[:, JAW] = 0.4
        tracemalloc.start()
        for _ in Warp().render(calm, SILENCE, MouthTrack(values=values, fps=25.0)):
            pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    list(Warp().render(calm, SILENCE, tracked(2, {JAW: 0.4})))
    assert peak(120) < 1.1 * peak(30) + 200_000


def test_what_is_painted_is_as_soft_as_the_footage(make: Callable[..., Prepared], calm: Prepared) -> None:
    soft = make("scale=432:768,gblur=sigma=2.2")
    own = [softness(next(play(one)), one.landmarks[0]) for one in (calm, soft)]
    assert own[1] > 1.5 * own[0]
    assert sharpness(rendered(soft, {JAW: 0.7}, 1)[0], soft) < 2.5 * sharpness(next(play(soft)), soft)


def test_a_frame_of_footage_is_seen_alike_wherever_a_clip_begins(calm: Prepared) -> None:
    whole = list(Warp().render(calm, SILENCE, tracked(12, {JAW: 0.8})))
    late = list(Warp().render(calm, SILENCE, tracked(4, {JAW: 0.8}), np.arange(8, 12)))
    for frame, again in zip(whole[8:], late, strict=True):
        np.testing.assert_array_equal(frame, again)


def below_lips(frame: Frame, own: Frame, prepared: Prepared) -> float:
    """How much the skin between the lower lip and the chin differs from the footage's."""
    marks = prepared.landmarks[0]
    top, bottom = int(0.5 * (marks[17, 1] + marks[152, 1])), int(marks[152, 1])
    part = np.s_[top:bottom, int(marks[149, 0]) : int(marks[378, 0])]
    return float(np.abs(luma(frame)[part].astype(float) - luma(own)[part]).mean())


def test_the_chin_stays_down_while_lips_meet_for_a_moment_and_rises_when_they_stay_shut(
    calm: Prepared,
) -> None:
    values = np.zeros((15, len(PARAMETERS)), np.float32)
    values[:9, JAW] = 0.7
    values[4, PRESS], values[4, JAW] = 1.0, 0.0
    frames = list(Warp().render(calm, SILENCE, MouthTrack(values=values, fps=25.0)))
    own = list(islice(play(calm), 15))
    moved = [below_lips(frame, before, calm) for frame, before in zip(frames, own, strict=True)]
    assert seen_apertures([frames[4]])[0] < 0.03 < 0.1 < seen_apertures([frames[2]])[0]
    assert moved[4] > 0.4 * moved[2], "the chin does not jump with the lips"
    assert moved[14] < 0.1 * moved[2]
