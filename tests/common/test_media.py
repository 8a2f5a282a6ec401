"""The door to ffmpeg, with the real ffmpeg and files it makes."""

from pathlib import Path

import numpy as np
import pytest

from common.clipwriter import ClipWriter, write_thumbnail
from common.errors import (
    EmptyFile,
    FileMissing,
    MediaFailed,
    NoSound,
    SoundTooLong,
    UnreadableMedia,
)
from common.files import whole, write_text
from common.media import probe, read_frames, read_sound, run_ffmpeg, write_sound

TONE = ("-f", "lavfi", "-i", "sine=frequency=440:duration=1.5")
PICTURE = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=1")


def made(path: Path, *arguments: str) -> Path:
    run_ffmpeg([*arguments, "-y", str(path)], limit_s=60.0)
    return path


@pytest.mark.parametrize("suffix", ["wav", "mp3", "m4a", "aac", "flac", "ogg", "opus", "webm"])
def test_every_kind_of_recording_is_read(tmp_path: Path, suffix: str) -> None:
    path = made(tmp_path / f"tone.{suffix}", *TONE, "-ac", "2")
    samples = read_sound(path, rate_hz=16_000, limit_s=10.0)
    assert samples.dtype == np.float32
    assert len(samples) == pytest.approx(24_000, abs=2400)
    assert 0.02 < np.abs(samples).max() <= 1.0


@pytest.mark.parametrize(
    "name", ["with space.wav", 'it\'s "quoted".wav', "录音 一.wav", "-v.wav", "100%d.wav", "a:b.wav"]
)
def test_names_of_any_kind_are_read(tmp_path: Path, name: str) -> None:
    path = made(tmp_path / "plain.wav", *TONE).rename(tmp_path / name)
    assert probe(path).duration_s == pytest.approx(1.5, abs=0.01)
    assert len(read_sound(path, rate_hz=8_000, limit_s=5.0)) == 12_000


def test_a_video_is_described_upright(tmp_path: Path) -> None:
    flat = made(tmp_path / "flat.mp4", *PICTURE)
    turned = made(tmp_path / "turned.mp4", "-display_rotation", "90", "-i", str(flat), "-c", "copy")
    info = probe(turned)
    assert (info.width, info.height) == (180, 320)
    assert info.fps == 25.0
    assert not info.has_sound
    frames = list(read_frames(turned, width=180, height=320))
    assert len(frames) == 25
    assert frames[0].shape == (480, 180)


def test_a_photo_is_a_still(tmp_path: Path) -> None:
    info = probe(made(tmp_path / "photo.png", *PICTURE, "-frames:v", "1"))
    assert info.still
    assert (info.width, info.height, info.duration_s) == (320, 180, None)


def test_a_cover_picture_does_not_make_a_song_a_video(tmp_path: Path) -> None:
    cover = made(tmp_path / "cover.png", *PICTURE, "-frames:v", "1")
    song = made(
        tmp_path / "song.mp3",
        *TONE,
        "-i",
        str(cover),
        "-map",
        "0",
        "-map",
        "1",
        "-disposition:v",
        "attached_pic",
    )
    assert not probe(song).has_picture


def test_bad_files_are_named_for_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        probe(tmp_path / "nothing.wav")
    empty = tmp_path / "empty.wav"
    empty.touch()
    with pytest.raises(EmptyFile):
        probe(empty)
    text = tmp_path / "text.wav"
    text.write_text("This is no sound.\n" * 100, encoding="utf-8")
    with pytest.raises(UnreadableMedia, match=r"text\.wav"):
        probe(text)
    with pytest.raises(NoSound):
        read_sound(made(tmp_path / "mute.mp4", *PICTURE), rate_hz=16_000, limit_s=10.0)
    whole_file = made(tmp_path / "whole.mp4", *PICTURE)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole_file.read_bytes()[:2000])
    with pytest.raises(UnreadableMedia):
        probe(cut)


def test_a_long_sound_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = made(tmp_path / "long.flac", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "14400")
    with pytest.raises(SoundTooLong) as caught:
        read_sound(path, rate_hz=16_000, limit_s=900.0)
    assert caught.value.details["duration_s"] == pytest.approx(14_400, abs=1)


def test_a_playlist_may_not_open_other_files(tmp_path: Path) -> None:
    made(tmp_path / "part.ts", *TONE)
    playlist = tmp_path / "list.wav"
    playlist.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.5,\npart.ts\n#EXT-X-ENDLIST\n", encoding="utf-8"
    )
    with pytest.raises(UnreadableMedia):
        read_sound(playlist, rate_hz=16_000, limit_s=10.0)


def test_sound_survives_writing_and_reading(tmp_path: Path) -> None:
    wave = (0.5 * np.sin(np.arange(16_000) * 2 * np.pi * 300 / 16_000)).astype(np.float32)
    path = tmp_path / "wave.wav"
    write_sound(path, wave, 16_000)
    back = read_sound(path, rate_hz=16_000, limit_s=5.0)
    assert np.abs(back - wave).max() < 1e-3


def write_clip(path: Path, sound: Path, *, frames: int = 50, **options: object) -> None:
    source = read_frames(made(path.with_name("source.mp4"), *PICTURE), width=320, height=180, repeat=True)
    with ClipWriter(path, width=320, height=180, fps=25.0, frames=frames, sound=sound, **options) as writer:  # type: ignore[arg-type]
        for _, frame in zip(range(frames), source, strict=False):
            writer.write(frame)
    source.close()  # type: ignore[attr-defined]


def test_a_clip_has_both_tracks_of_the_same_length(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    write_clip(clip, made(tmp_path / "tone.wav", *TONE))
    info = probe(clip)
    assert (info.width, info.height, info.fps, info.pixel_format) == (320, 180, 25.0, "yuv420p")
    assert info.duration_s == pytest.approx(2.0, abs=0.03)
    assert len(read_sound(clip, rate_hz=16_000, limit_s=5.0)) / 16_000 == pytest.approx(2.0, abs=0.04)
    data = clip.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), (
        "the index must come first so that it plays while it loads"
    )
    write_thumbnail(clip, tmp_path / "thumb.jpg")
    assert max(probe(tmp_path / "thumb.jpg").width, probe(tmp_path / "thumb.jpg").height) == 320


@pytest.mark.parametrize("colour", ["bt709", "bt601", ""])
def test_naming_the_colours_of_a_clip_does_not_change_them(tmp_path: Path, colour: str) -> None:
    clip = tmp_path / "clip.mp4"
    write_clip(clip, made(tmp_path / "tone.wav", *TONE), frames=10, colour=colour)
    pairs = zip(
        read_frames(clip, width=320, height=180),
        read_frames(tmp_path / "source.mp4", width=320, height=180),
        strict=False,
    )
    errors = [((ours.astype(float) - theirs) ** 2).mean() for ours, theirs in pairs]
    assert len(errors) == 10
    assert max(errors) < 12
    assert probe(clip).colour == colour


def test_a_clip_stays_below_the_size_it_may_have(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    noise = made(
        tmp_path / "noise.mp4", "-f", "lavfi", "-i", "nullsrc=s=320x180:r=25:d=10,geq=random(1)*255:128:128"
    )
    sound = made(tmp_path / "tone.wav", *TONE)
    with ClipWriter(
        clip, width=320, height=180, fps=25.0, frames=250, sound=sound, max_bytes=600_000
    ) as writer:
        for frame in read_frames(noise, width=320, height=180):
            writer.write(frame)
    assert clip.stat().st_size < 600_000


def test_a_render_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    sound = made(tmp_path / "tone.wav", *TONE)
    clip = tmp_path / "out" / "clip.mp4"
    with (
        pytest.raises(RuntimeError, match="stop"),
        ClipWriter(clip, width=320, height=180, fps=25.0, frames=9, sound=sound),
    ):
        raise RuntimeError("stop")
    assert list(clip.parent.iterdir()) == []


def test_an_encoder_that_cannot_start_says_why(tmp_path: Path) -> None:
    frame = np.zeros((270, 320), np.uint8)
    with (
        pytest.raises(MediaFailed),
        ClipWriter(
            tmp_path / "clip.mp4", width=320, height=180, fps=25.0, frames=2, sound=tmp_path / "nothing.wav"
        ) as writer,
    ):
        for _ in range(200):
            writer.write(frame)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    write_text(path, "first")
    with pytest.raises(RuntimeError), whole(path) as beside:
        beside.write_text("half", encoding="utf-8")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "first"
    assert list(tmp_path.iterdir()) == [path]
