"""Footage that is made regular, or turned round, is what it was: its pixels, its light, its order, its length."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from common.errors import UnreadableMedia
from common.home import Home
from common.media import read_frames, run_ffmpeg
from presenters.footage import play
from presenters.prepare import PLAYED_ONCE, prepare

LOSSLESS = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-pix_fmt", "yuv420p", "-an")
SIZE = (360, 640)
SCALED = "scale=360:640"


def made(vera: Path, target: Path, *arguments: str, begin_s: float = 0.4, length_s: float = 1.2) -> Path:
    cut = ("-ss", str(begin_s), "-i", str(vera), "-t", str(length_s))
    run_ffmpeg(["-y", *cut, *arguments, str(target)], limit_s=60.0)
    return target


def luma(frames: Sequence[npt.NDArray[np.uint8]]) -> npt.NDArray[np.float32]:
    return np.stack([frame[: SIZE[1]] for frame in frames]).astype(np.float32)


def frames_of(path: Path) -> npt.NDArray[np.float32]:
    return luma(list(read_frames(path, width=SIZE[0], height=SIZE[1])))


def test_footage_made_regular_keeps_its_pixels_and_every_frame_that_was_tracked(
    vera: Path, home: Home, tmp_path: Path
) -> None:
    plain = made(vera, tmp_path / "plain.mkv", "-vf", SCALED, *LOSSLESS)
    prepared = prepare(plain, home=home)
    own, kept = frames_of(plain), frames_of(prepared.forth)
    assert len(kept) == len(own) == prepared.frames
    squared = ((own - kept) ** 2).mean(axis=(1, 2))
    assert (10 * np.log10(255**2 / squared)).min() > 47


def test_footage_of_the_full_range_keeps_its_light(vera: Path, home: Home, tmp_path: Path) -> None:
    as_usual = made(vera, tmp_path / "usual.mkv", "-vf", SCALED, *LOSSLESS, length_s=0.4)
    wide = f"{SCALED}:out_range=pc,format=yuvj420p"
    full = made(vera, tmp_path / "full.mp4", "-vf", wide, "-c:v", "libx264", "-crf", "8", "-an", length_s=0.4)
    apart = frames_of(prepare(full, home=home).forth) - frames_of(as_usual)
    assert abs(float(apart.mean())) < 0.5
    assert float(np.abs(apart).mean()) < 1.5


@pytest.mark.parametrize("frames", [3, 27, 28, 65])
def test_turned_round_each_frame_is_shown_in_its_turn(
    vera: Path, home: Home, tmp_path: Path, frames: int
) -> None:
    plain = made(
        vera, tmp_path / "plain.mp4", "-vf", SCALED, "-frames:v", str(frames), *LOSSLESS, length_s=3.0
    )
    prepared = prepare(plain, home=home, loop="there-and-back")
    forth = frames_of(prepared.forth)[:, ::4, ::4]
    assert len(forth) == prepared.frames == frames
    shown = luma(list(islice(play(prepared), 2 * frames)))[:, ::4, ::4]
    for index, frame in zip(prepared.shown(2 * frames), shown, strict=True):
        assert np.abs(forth - frame).mean(axis=(1, 2)).argmin() == index


def test_a_rate_that_mpeg_4_cannot_count_is_brought_to_one_that_it_can(
    vera: Path, home: Home, tmp_path: Path
) -> None:
    odd = made(vera, tmp_path / "odd.mkv", "-vf", f"{SCALED},fps=24037/100", *LOSSLESS, length_s=0.5)
    prepared = prepare(odd, home=home, loop="there-and-back")
    assert prepared.fps == pytest.approx(240.37 / 8, abs=0.01)
    assert len(frames_of(prepared.forth)) == prepared.frames


def test_footage_that_breaks_off_while_it_is_made_regular_is_refused(home: Home, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mkv"
    run_ffmpeg(["-y", "-f", "lavfi", "-i", "testsrc2=s=320x240:d=0.4", *LOSSLESS, str(broken)], limit_s=60.0)
    data = broken.read_bytes()
    broken.write_bytes(data[:900] + bytes(len(data) - 900))
    with pytest.raises(UnreadableMedia):
        prepare(broken, home=home)
    assert not any(path.name.startswith(".") for path in home.prepared.iterdir())


def test_what_was_looked_at_by_itself_is_taken_over_with_its_film_of_visemes(
    short: Path, home: Home, tmp_path: Path
) -> None:
    film = made(short, tmp_path / "film.mkv", *LOSSLESS, begin_s=0.0, length_s=0.6)
    footage = made(short, tmp_path / "footage.mkv", *LOSSLESS, begin_s=0.2, length_s=0.8)
    for path, choice in ((footage, {}), (film, PLAYED_ONCE)):
        marks = prepare(path, home=home, **choice).forth.with_name("landmarks.npz")
        with np.load(marks) as data:
            np.savez(marks, points=data["points"] + 1000, has_face=data["has_face"])
    both = prepare(footage, home=home, visemes=film)
    assert both.visemes is not None
    assert both.landmarks.min() > 900
    assert both.visemes.landmarks.min() > 900
    assert len(frames_of(both.forth)) == both.frames
    assert len(frames_of(both.visemes.forth)) == both.visemes.frames


def test_regular_footage_that_ends_before_its_part_does_is_kept_to_the_byte(short: Path, home: Home) -> None:
    assert prepare(short, home=home, **PLAYED_ONCE).forth.read_bytes() == short.read_bytes()
