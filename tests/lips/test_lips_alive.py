"""A photo blinks, breathes and moves its head with the speech; the room around it, and its mouth, stay right."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from lip_world import luma, tracked

from pipeline.lips.alive import Alive
from pipeline.lips.eye import EYELIDS, eyes_of
from pipeline.lips.headfield import Head
from pipeline.lips.movement import (
    DOWN,
    FURTHEST,
    MOTIONS,
    NO_BLINK_S,
    PITCH,
    ROLL,
    YAW,
    Movement,
    loudness,
    movement,
)
from pipeline.lips.warp import Warp
from pipeline.mouthtrack import JAW, PARAMETERS, MouthTrack
from presenters.faces import aperture, eye_distance, faces_in
from presenters.footage import play
from presenters.presenter import Prepared
from voices.voice import Speech

Frame = npt.NDArray[np.uint8]
FPS = 25.0
SENTENCE_FRAMES = 70
AT_REST = np.zeros(len(MOTIONS), np.float32)


def said(seconds: float, *, seed: int = 1, phrase_s: float = 1.6, pause_s: float = 0.6) -> Speech:
    """Syllables of noise, four a second, in phrases with pauses between."""
    rate_hz = 8000
    time_s = np.arange(int(seconds * rate_hz)) / rate_hz
    speaks = time_s % (phrase_s + pause_s) < phrase_s
    loud = np.sin(np.pi * 4 * time_s) ** 2 * (0.6 + 0.4 * np.sin(2 * np.pi * 0.7 * time_s)) * speaks
    noise = np.random.default_rng(seed).standard_normal(len(time_s))
    return Speech(samples=(0.1 * loud * noise).astype(np.float32), rate_hz=rate_hz, language="en")


def silent(seconds: float) -> Speech:
    return Speech(samples=np.zeros(int(seconds * 8000), np.float32), rate_hz=8000, language="en")


def moves(speech: Speech, digest: str = "photo") -> Movement:
    return movement(speech, digest, frames=round(speech.duration_s * FPS), fps=FPS)


def blinks_of(lids: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """Frames in which a blink begins."""
    return np.flatnonzero((lids[1:] > 0) & (lids[:-1] == 0)) + 1


def openness(frames: list[Frame]) -> npt.NDArray[np.float64]:
    """[frames]: height over width of the eyes, as a tracker sees them."""
    faces = list(faces_in(frames))
    assert all(face is not None for face in faces)
    points = np.array(faces)[..., :2]
    middle, corners = [(159, 145), (386, 374)], [(33, 133), (362, 263)]
    high, wide = (
        np.array([np.linalg.norm(points[:, a] - points[:, b], axis=-1) for a, b in pairs])
        for pairs in (middle, corners)
    )
    return np.asarray((high / wide).mean(axis=0))


SENTENCE = said(SENTENCE_FRAMES / FPS, phrase_s=1.2)


@pytest.fixture(scope="module")
def photo(make: Callable[..., Prepared]) -> Prepared:
    return make("scale=360:640", photo=True)


@pytest.fixture(scope="module")
def distant(make: Callable[..., Prepared]) -> Prepared:
    """A small person before a wall full of lines."""
    wall = "testsrc2=s=640x640:d=1[wall];[0:v]scale=180:320[small];[wall][small]overlay=220:160"
    return make(wall, photo=True)


def still(prepared: Prepared) -> Frame:
    return next(play(prepared))


def test_people_blink_twelve_to_twenty_times_a_minute() -> None:
    found = [blinks_of(moves(said(60, seed=seed)).lids) for seed in range(8)]
    rates = [len(starts) for starts in found]
    assert 12 <= np.mean(rates) <= 20
    assert min(rates) >= 9
    assert max(rates) <= 24
    assert len({tuple(starts) for starts in found}) == 8
    assert min(starts[0] for starts in found) >= NO_BLINK_S * FPS


def test_lids_close_in_an_eighth_of_a_second_and_open_more_slowly() -> None:
    lids = movement(said(60), "photo", frames=6000, fps=100.0).lids
    starts = blinks_of(lids)
    closing = [lids[start : start + 60].argmax() + 1 for start in starts]
    opening = [
        (lids[start : start + 80] > 0).argmin() - down for start, down in zip(starts, closing, strict=True)
    ]
    assert min(closing) >= 9
    assert max(closing) <= 15
    assert np.median(opening) > 1.4 * np.median(closing)


def test_every_blink_shuts_the_eyes_whatever_the_frame_rate() -> None:
    for fps in (15.0, 25.0, 30.0):
        lids = movement(said(40), "photo", frames=round(40 * fps), fps=fps).lids
        for start in blinks_of(lids):
            assert lids[start : start + round(0.4 * fps)].max() > 0.97


def test_blinks_come_where_phrases_end() -> None:
    starts = np.concatenate([blinks_of(moves(said(60, seed=seed)).lids) / FPS for seed in range(6)])
    since_end = (starts - 1.6) % 2.2
    near = np.minimum(since_end, 2.2 - since_end) < 0.2
    assert near.mean() > 0.5  # 18 % of all time is so near


def test_the_same_speech_moves_the_same_photo_the_same_way() -> None:
    one, again = moves(said(4)), moves(said(4))
    np.testing.assert_array_equal(one.head, again.head)
    np.testing.assert_array_equal(one.lids, again.lids)
    assert not np.array_equal(one.head, moves(said(4, seed=2)).head)
    assert not np.array_equal(one.head, moves(said(4), "another").head)


def test_the_head_moves_within_its_bounds_without_a_jerk_and_rests_at_both_ends() -> None:
    head = np.concatenate([moves(said(20, seed=seed)).head for seed in range(3)])
    assert (np.abs(head) <= np.array(FURTHEST)).all()
    assert head[:, YAW].std() > 0.25
    assert head[:, PITCH].std() > 0.15
    assert np.abs(np.diff(head[:, : ROLL + 1], axis=0)).max() < 0.5  # degrees a frame
    assert np.abs(head[[0, 499, 500, 999]]).max() < 1e-6


def test_in_silence_the_head_all_but_rests_and_the_breath_goes_on() -> None:
    speaks, rests = (
        np.concatenate([moves(speech, str(k)).head for k in range(4)]) for speech in (said(20), silent(20))
    )
    assert rests[:, YAW].std() < 0.5 * speaks[:, YAW].std()
    breath = moves(silent(30)).head[20:-20, -1]
    rises = np.count_nonzero((breath[1:] > 0.4) & (breath[:-1] <= 0.4))
    assert 5 <= rises <= 8  # 12 to 15 a minute, in 28 s


def test_the_head_nods_with_loud_syllables() -> None:
    speech = said(30, pause_s=1.2)
    loud = loudness(speech, 750, FPS)
    together = np.mean([np.corrcoef(loud, moves(speech, str(k)).head[:, PITCH])[0, 1] for k in range(6)])
    assert together > 0.12


def test_lids_down_are_seen_as_shut_eyes(photo: Prepared) -> None:
    alive, own = Alive(photo), still(photo)
    lids = [0.0, 0.5, 1.0]
    wide, half, shut = openness([alive.pose(own, AT_REST, share) for share in lids])
    assert shut < 0.35 * wide
    assert shut < half < 0.9 * wide


def test_a_lid_covers_the_iris_and_does_not_squash_it(photo: Prepared) -> None:
    own = still(photo)
    half = Alive(photo).pose(own, AT_REST, 0.45)
    for upper, lower in EYELIDS:
        marks = photo.landmarks[0]
        top, bottom = (marks[edge[4]] for edge in (upper, lower))
        x = round(float(bottom[0]))
        above, below = (round(float(top[1] + share * (bottom[1] - top[1]))) for share in (0.2, 0.75))
        np.testing.assert_array_equal(luma(half)[below, x - 2 : x + 3], luma(own)[below, x - 2 : x + 3])
        assert (luma(half)[above, x - 2 : x + 3].astype(int) - luma(own)[above, x - 2 : x + 3]).mean() > 20


def test_a_lid_that_hardly_moves_hardly_changes_the_eye(photo: Prepared) -> None:
    own, alive = still(photo), Alive(photo)
    changed = [
        np.abs(luma(alive.pose(own, AT_REST, share)).astype(int) - luma(own)).max()
        for share in (0.0, 0.02, 1.0)
    ]
    assert changed[0] == 0
    assert changed[1] < 0.25 * changed[2]


def test_eyes_that_are_shut_in_the_photo_do_not_blink(photo: Prepared) -> None:
    marks = photo.landmarks[0].copy()
    assert len(eyes_of(still(photo), marks)) == 2
    for upper, lower in EYELIDS:
        marks[list(lower)] = marks[list(upper)] + (0, 0.5)
    assert eyes_of(still(photo), marks) == ()


def test_what_is_far_from_the_head_is_the_photos_own(distant: Prepared) -> None:
    own, alive = still(distant), Alive(distant)
    furthest = np.array(FURTHEST, np.float32)
    for head in (furthest, -furthest):
        changed = luma(alive.pose(own, head, 1.0)) != luma(own)
        marks, eyes = distant.landmarks[0], float(eye_distance(distant.landmarks[0]))
        assert changed[int(marks[:, 1].min()) : int(marks[:, 1].max())].any()
        rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
        assert columns.min() > marks[:, 0].min() - 4 * eyes
        assert columns.max() < marks[:, 0].max() + 4 * eyes
        assert rows.min() > marks[:, 1].min() - 4 * eyes
        assert rows.max() < marks[:, 1].max() + 6 * eyes


@pytest.mark.parametrize("fixture", ["photo", "distant"])
def test_lines_around_the_head_bend_too_slowly_to_be_seen(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    prepared: Prepared = request.getfixturevalue(fixture)
    marks, depth = prepared.landmarks[0], prepared.depth[0]
    head = Head.of(marks, depth, width=prepared.width, height=prepared.height)
    assert head.box
    eyes = float(eye_distance(marks))
    low, high = marks.min(axis=0), marks.max(axis=0)
    y, x = (
        np.arange(n) * head.pitch_px + at
        for n, at in zip(head.fields.shape[1:3], (head.box.y0, head.box.x0), strict=True)
    )
    beside = ((x < low[0] - 0.3 * eyes) | (x > high[0] + 0.3 * eyes))[None] | (y < low[1] - 0.7 * eyes)[
        :, None
    ]
    for motion, far in enumerate(FURTHEST):
        shift = head.fields[motion] * far
        slope = np.hypot(*(np.abs(np.gradient(shift, head.pitch_px, axis=axis)).max(-1) for axis in (0, 1)))
        assert slope[beside].max() < 0.05
        assert np.abs(shift[beside]).max() < 0.05 * eyes


def test_a_head_at_the_pictures_edge_moves_less_and_smears_no_border(
    photo: Prepared, make: Callable[..., Prepared]
) -> None:
    tight = make("scale=360:640,crop=210:400:70:120", photo=True)
    roomy, narrow = (
        Head.of(p.landmarks[0], p.depth[0], width=p.width, height=p.height) for p in (photo, tight)
    )
    assert np.abs(narrow.fields[[ROLL, DOWN]]).max() < 0.7 * np.abs(roomy.fields[[ROLL, DOWN]]).max()
    own = still(tight)
    turned = luma(narrow.turned(own, np.array(FURTHEST, np.float32))).astype(int)
    for line in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        assert np.abs(turned[line] - luma(own)[line]).max() <= 3


@pytest.mark.parametrize(
    "filters",
    [
        "scale=360:640,rotate=0.35:fillcolor=gray",
        "scale=150:266",
        "scale=360:640,crop=360:380:0:0",
        "scale=360:640,crop=140:640:110:0",
    ],
    ids=["tilted", "far away", "chin below the picture", "cheek beside the picture"],
)
def test_a_photo_comes_alive_whose_face_is(make: Callable[..., Prepared], filters: str) -> None:
    prepared = make(filters, photo=True)
    own, alive, furthest = still(prepared), Alive(prepared), np.array(FURTHEST, np.float32)
    wide, shut = openness([alive.pose(own, furthest, 0.0), alive.pose(own, furthest, 1.0)])
    assert shut < 0.6 * wide
    turned, back = alive.pose(own, furthest, 1.0), alive.pose(own, -furthest, 1.0)
    assert turned.shape == own.shape
    assert not np.array_equal(turned, back)
    for line in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        assert np.abs(luma(turned)[line].astype(int) - luma(own)[line]).max() <= 3


def test_the_nose_moves_further_than_the_ears_when_the_head_turns(photo: Prepared) -> None:
    turn = AT_REST.copy()
    turn[YAW] = 2.0
    (face,) = faces_in([Alive(photo).pose(still(photo), turn, 0.0)])
    assert face is not None
    shift = face[:, 0] - photo.landmarks[0][:, 0]
    eyes = float(eye_distance(face))
    assert shift[1] > 0.015 * eyes
    assert shift[1] > 2 * abs(float(shift[[234, 454]].mean()))


@pytest.fixture(scope="module")
def mouth() -> MouthTrack:
    """Open from 1.2 s to 2 s."""
    values = np.zeros((SENTENCE_FRAMES, len(PARAMETERS)), np.float32)
    values[30:50, JAW] = 0.6
    return MouthTrack(values=values, fps=FPS)


@pytest.fixture(scope="module")
def frames(photo: Prepared, mouth: MouthTrack) -> list[Frame]:
    return list(Warp().render(photo, SENTENCE, mouth))


def test_the_mouth_opens_and_shuts_as_it_would_on_a_head_that_rests(frames: list[Frame]) -> None:
    seen = np.array([np.nan if face is None else float(aperture(face)) for face in faces_in(frames)])
    assert seen[:30].max() < 0.035
    assert seen[31:49].min() > 0.09
    assert seen[51:].max() < 0.035


def test_eyes_are_shut_where_a_blink_is_planned_and_open_elsewhere(
    frames: list[Frame], photo: Prepared
) -> None:
    lids = movement(SENTENCE, photo.digest, frames=SENTENCE_FRAMES, fps=FPS).lids
    seen = openness(frames)
    assert (lids > 0.95).any()
    assert seen[lids > 0.95].max() < 0.5 * seen[0]
    assert seen[lids == 0].min() > 0.85 * seen[0]


def test_the_head_moves_but_little(frames: list[Frame]) -> None:
    faces = [face for face in faces_in(frames) if face is not None]
    nose = np.array([face[1, :2] for face in faces])
    far = np.linalg.norm(nose - nose[0], axis=-1) / float(eye_distance(faces[0]))
    assert 0.01 < far.max() < 0.09
    assert far[-1] < 0.01


def test_it_begins_as_the_photo_and_is_the_same_every_time(
    frames: list[Frame], photo: Prepared, mouth: MouthTrack
) -> None:
    np.testing.assert_array_equal(frames[0], still(photo))
    for frame, again in zip(frames, Warp().render(photo, SENTENCE, mouth), strict=True):
        np.testing.assert_array_equal(frame, again)


def test_in_silence_the_mouth_stays_shut(photo: Prepared) -> None:
    frames = list(Warp().render(photo, silent(1.0), tracked(25, {})))[::3]
    assert max(float(aperture(face)) for face in faces_in(frames) if face is not None) < 0.035
