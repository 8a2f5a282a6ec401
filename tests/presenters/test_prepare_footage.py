"""Presenters are tracked and prepared once, whatever their footage is like."""

import shutil
import time
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from common.errors import (
    Cancelled,
    EmptyFile,
    FaceTooSmall,
    FileMissing,
    NoFace,
    NoPicture,
    PictureTooLarge,
    UnreadableMedia,
)
from common.home import Home
from common.media import read_frames, run_ffmpeg
from presenters.faces import eye_distance
from presenters.footage import play
from presenters.prepare import prepare

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-pix_fmt", "yuv420p", "-an")


def make(*arguments: str) -> None:
    run_ffmpeg(["-y", *arguments], limit_s=60.0)


def test_every_frame_has_landmarks_that_sit_on_the_face(short: Path, home: Home) -> None:
    prepared = prepare(short, home=home)
    assert (prepared.width, prepared.height, prepared.fps) == (360, 640, 25.0)
    assert prepared.frames == 30
    assert prepared.has_face.all()
    assert prepared.landmarks.shape == (30, 478, 2)
    assert prepared.depth.shape == (30, 478)
    eyes, chin = prepared.landmarks[:, [33, 263], 1].mean(1), prepared.landmarks[:, 152, 1]
    assert (eyes < chin).all()
    assert (prepared.landmarks > 0).all()
    assert (prepared.landmarks < (360, 640)).all()


def test_regular_footage_is_kept_to_the_byte(short: Path, home: Home) -> None:
    assert prepare(short, home=home).forth.read_bytes() == short.read_bytes()


def test_a_second_time_takes_milliseconds_and_a_renamed_file_is_known(
    short: Path, home: Home, tmp_path: Path
) -> None:
    first = prepare(short, home=home)
    renamed = tmp_path / "名字 'x'.mp4"
    shutil.copy(short, renamed)
    heard: list[float] = []
    started = time.perf_counter()
    again = prepare(renamed, home=home, on_progress=heard.append)
    took_s = time.perf_counter() - started
    assert again.digest == first.digest
    assert heard == []
    assert took_s < 1.0
    np.testing.assert_array_equal(again.landmarks, first.landmarks)


def test_changed_footage_is_prepared_anew(short: Path, home: Home, tmp_path: Path) -> None:
    changed = tmp_path / short.name
    make("-i", str(short), "-t", "0.4", *H264, str(changed))
    prepared = prepare(changed, home=home)
    assert prepared.digest != prepare(short, home=home).digest
    assert prepared.frames == 10


def test_progress_rises_to_the_end_and_may_stop_the_work(short: Path, tmp_path: Path) -> None:
    home = Home(root=tmp_path)
    heard: list[float] = []

    def stop(share: float) -> None:
        heard.append(share)
        if len(heard) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        prepare(short, home=home, on_progress=stop)
    assert heard == sorted(heard)
    assert list(home.prepared.iterdir()) == []


def test_a_turned_phone_video_stands_upright(short: Path, home: Home, tmp_path: Path) -> None:
    lying, turned = tmp_path / "lying.mp4", tmp_path / "turned.mp4"
    make("-i", str(short), "-t", "0.4", "-vf", "transpose=clock", *H264, str(lying))
    make("-display_rotation", "90", "-i", str(lying), "-c", "copy", str(turned))
    prepared = prepare(turned, home=home)
    assert (prepared.width, prepared.height) == (360, 640)
    assert prepared.has_face.all()
    roll = prepared.landmarks[0, 263] - prepared.landmarks[0, 33]
    assert abs(roll[1]) < 0.2 * roll[0]


def test_a_variable_rate_becomes_constant(short: Path, home: Home, tmp_path: Path) -> None:
    uneven = tmp_path / "uneven.mp4"
    drop = "select='not(between(n,8,13))'"
    make("-i", str(short), "-vf", drop, "-fps_mode", "vfr", *H264, str(uneven))
    prepared = prepare(uneven, home=home)
    frames = list(read_frames(prepared.forth, width=prepared.width, height=prepared.height))
    assert len(frames) == prepared.frames
    assert abs(prepared.frames / prepared.fps - 1.2) < 0.09


def test_a_fast_camera_is_halved(short: Path, home: Home, tmp_path: Path) -> None:
    fast = tmp_path / "fast.mp4"
    make("-i", str(short), "-t", "0.4", "-vf", "fps=60", *H264, str(fast))
    assert prepare(fast, home=home).fps == pytest.approx(30.0)


def test_a_photo_of_odd_size_becomes_one_even_frame(short: Path, home: Home, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    make("-i", str(short), "-frames:v", "1", "-vf", "scale=361:641", str(photo))
    prepared = prepare(photo, home=home)
    assert prepared.still
    assert (prepared.width % 2, prepared.height % 2) == (0, 0)
    frames = list(islice(play(prepared), 3))
    assert all(frame.shape == (prepared.height * 3 // 2, prepared.width) for frame in frames)
    np.testing.assert_array_equal(frames[0], frames[2])


def test_large_footage_is_made_smaller(short: Path, home: Home, tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    make("-i", str(short), "-frames:v", "1", "-vf", "scale=1440:2560", str(large))
    prepared = prepare(large, home=home)
    assert (prepared.width, prepared.height) == (1080, 1920)


def test_frames_go_there_and_back_without_a_jump(short: Path, home: Home) -> None:
    prepared = prepare(short, home=home)
    assert prepared.back is not None
    size = (prepared.height, prepared.width)
    frames = [frame[: size[0]].astype(np.float32) for frame in islice(play(prepared), 70)]
    steps = np.array([np.abs(b - a).mean() for a, b in pairwise(frames)])
    assert steps.max() <= 3 * np.median(steps) + 0.5
    order = prepared.shown(70)
    forth = list(read_frames(prepared.forth, width=prepared.width, height=prepared.height))
    for index, frame in zip(order, frames, strict=True):
        assert np.abs(forth[index][: size[0]] - frame).mean() < 1.0


def test_a_loop_is_played_round_and_not_back(vera: Path, home: Home, tmp_path: Path) -> None:
    loop = tmp_path / "loop.mp4"
    make("-i", str(vera), "-vf", "scale=360:640", *H264, str(loop))
    prepared = prepare(loop, home=home)
    assert prepared.back is None
    assert prepared.shown(prepared.frames + 2)[-2:].tolist() == [0, 1]


def test_frames_without_a_face_are_marked_and_cuts_do_not_smear(
    short: Path, home: Home, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.mp4"
    blank = "color=gray:s=360x640:r=25:d=0.6[g]"
    parts = "[0:v]trim=0:0.4,setpts=PTS-STARTPTS[a];[0:v]trim=0.5:0.9,setpts=PTS-STARTPTS,hflip[b]"
    make(
        *("-i", str(short), "-filter_complex", f"{parts};{blank};[a][g][b]concat=n=3[v]", "-map", "[v]"),
        *H264,
        str(gone),
    )
    prepared = prepare(gone, home=home)
    assert prepared.frames == 35
    assert prepared.has_face[:9].all()
    assert not prepared.has_face[11:24].any()
    assert prepared.has_face[27:].all()
    assert np.isfinite(prepared.landmarks).all()
    apart = float(np.linalg.norm(prepared.landmarks[:10] - prepared.landmarks[0], axis=-1).max())
    assert apart < 0.2 * float(eye_distance(prepared.landmarks[0]))


def test_of_two_faces_the_larger_is_followed(short: Path, home: Home, tmp_path: Path) -> None:
    pair = tmp_path / "pair.mp4"
    join = "[0:v]scale=180:320,pad=360:640:0:160[a];[a][0:v]hstack"
    make("-i", str(short), "-t", "0.3", "-filter_complex", join, *H264, str(pair))
    prepared = prepare(pair, home=home)
    assert (prepared.landmarks[:, 1, 0] > 360).all()


def test_footage_without_a_face_is_refused(home: Home, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    make("-f", "lavfi", "-i", "testsrc2=s=320x240:d=0.4", *H264, str(empty))
    with pytest.raises(NoFace) as caught:
        prepare(empty, home=home, name="holiday.mp4")
    assert "holiday.mp4" in str(caught.value)
    assert not any(path.name.startswith(".") for path in home.prepared.iterdir())


def test_a_face_that_is_too_small_is_refused(short: Path, home: Home, tmp_path: Path) -> None:
    small = tmp_path / "small.mp4"
    make("-i", str(short), "-t", "0.3", "-vf", "scale=72:128,pad=360:640:140:200:gray", *H264, str(small))
    with pytest.raises((FaceTooSmall, NoFace)):
        prepare(small, home=home)


def test_bad_files_are_named_for_what_they_are(home: Home, tmp_path: Path) -> None:
    sound, text, nothing = tmp_path / "sound.wav", tmp_path / "text.mp4", tmp_path / "nothing.mp4"
    make("-f", "lavfi", "-i", "sine=d=0.3", str(sound))
    text.write_text("not a video at all\n" * 50)
    nothing.touch()
    for path, error in (
        (sound, NoPicture),
        (text, UnreadableMedia),
        (nothing, EmptyFile),
        (tmp_path / "missing.mp4", FileMissing),
    ):
        with pytest.raises(error):
            prepare(path, home=home)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(home: Home, tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    make("-f", "lavfi", "-i", "color=gray:s=9000x6000", "-frames:v", "1", "-pix_fmt", "gray", str(huge))
    with pytest.raises(PictureTooLarge):
        prepare(huge, home=home)
