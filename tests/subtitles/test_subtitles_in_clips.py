"""Subtitles beside a clip and in its picture: real clips, real letters."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from bot.leaving import delete_files
from common.home import Home
from common.media import probe, read_frames, run_ffmpeg
from pipeline.burning import as_ass, burnt, ems, font_for, mouth_bottom_px, place_for, quoted
from pipeline.cues import Cue
from pipeline.jobs.job import Job, State
from pipeline.order import Clip, ClipOrder, Style, Subtitles
from pipeline.picture import Framing, framing
from pipeline.subtitles import Subtitled
from pipeline.workshop import Limits, Workshop
from presenters.prepare import prepare
from presenters.presenter import Prepared

Make = Callable[..., Clip]
Picture = npt.NDArray[np.uint8]
HI = ClipOrder(text="Hi there, my friend.")


@pytest.fixture(scope="module")
def prepared(portrait: Path, workshop: Workshop) -> Prepared:
    return prepare(portrait, home=workshop.home)


def luma(path: str, at_s: float) -> Picture:
    info = probe(Path(path))
    frame = next(iter(read_frames(Path(path), width=info.width, height=info.height, start_s=at_s)))
    return frame[: info.height]


def rows_that_differ(clip: Clip, plain: Clip, at_s: float = 0.6) -> npt.NDArray[np.int64]:
    differs = np.abs(luma(clip.path, at_s).astype(int) - luma(plain.path, at_s)) > 60
    return np.flatnonzero(differs.any(axis=1))


def test_burnt_subtitles_change_the_picture_where_they_stand_and_nowhere_else(make: Make) -> None:
    plain = make(HI, "plain")
    clip = make(replace(HI, subtitles=Subtitles.BURNT), "burnt")
    rows = rows_that_differ(clip, plain)
    assert len(rows) > 10
    assert 0.75 * clip.height < rows.min()
    assert rows.max() < 0.9 * clip.height
    assert [Path(path).suffix for path in clip.subtitles] == [".srt", ".vtt"]
    assert (clip.width, clip.frames) == (plain.width, plain.frames)


def test_subtitles_beside_a_clip_are_two_files_and_leave_the_picture_alone(make: Make) -> None:
    plain = make(HI, "plain")
    clip = make(replace(HI, subtitles=Subtitles.BESIDE), "beside")
    srt, vtt = (Path(path).read_text(encoding="utf-8") for path in clip.subtitles)
    assert re.fullmatch(r"1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\nHi there, my friend.\n", srt)
    assert vtt.startswith("WEBVTT\n\n00:00:00.")
    assert len(rows_that_differ(clip, plain)) == 0
    receipt = json.loads(Path(clip.receipt).read_text(encoding="utf-8"))
    assert (receipt["subtitles"], receipt["remarks"]) == (list(clip.subtitles), {})
    assert Clip.from_json(clip.to_json()) == clip


def test_a_recording_whose_words_nobody_knows_becomes_a_clip_that_says_why(
    make: Make, tmp_path: Path
) -> None:
    spoken = make(HI, "spoken")
    order = ClipOrder(sound=spoken.path, subtitles=Subtitles.BURNT)
    unknown = make(order, "unknown")
    known = make(replace(order, text="Hi there, my friend.", language="en"), "known")
    assert unknown.subtitles == ()
    receipt = json.loads(Path(unknown.receipt).read_text(encoding="utf-8"))
    assert receipt["remarks"] == {
        "no-words": "No subtitles: what is said in the recording is not known. Give its text."
    }
    assert "Hi there, my friend." in Path(known.subtitles[0]).read_text(encoding="utf-8")


def test_a_text_that_is_not_in_the_recording_is_not_shown(make: Make) -> None:
    spoken = make(HI, "spoken")
    clip = make(
        ClipOrder(sound=spoken.path, text="word " * 200, language="en", subtitles=Subtitles.BESIDE), "other"
    )
    receipt = json.loads(Path(clip.receipt).read_text(encoding="utf-8"))
    assert clip.subtitles == ()
    assert "other-words" in receipt["remarks"]


def drawn(text: str, prepared: Prepared, language: str = "en") -> Picture:
    """Luma of a black picture with a subtitle."""
    view = Framing(width=360, height=640)
    told = Subtitled(cues=(Cue(start_s=0.0, end_s=9.0, lines=(text,)),), burnt=True, columns=30)
    with burnt(told, view, prepared, language=language, note=False) as filters:
        raw = run_ffmpeg(
            [
                *("-f", "lavfi", "-i", "color=black:s=360x640:d=1", "-vf", f"{filters},format=gray"),
                *("-frames:v", "1", "-f", "rawvideo", "pipe:1"),
            ],
            limit_s=60.0,
        )
    return np.frombuffer(raw, np.uint8).reshape(640, 360)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("我", "们", "zh"),
        ("ж", "щ", "ru"),
        ("ß", "ř", "de"),
        ("あ", "の", "ja"),
        ("ع", "م", "ar"),
        ("한", "글", "ko"),
    ],
)
def test_letters_of_every_script_are_drawn_and_are_no_boxes(
    one: str, other: str, language: str, prepared: Prepared
) -> None:
    first, second = drawn(one * 4, prepared, language), drawn(other * 4, prepared, language)
    assert (first > 200).sum() > 60
    assert (np.abs(first.astype(int) - second) > 100).sum() > 40


def test_a_text_from_right_to_left_ends_on_the_left(prepared: Prepared) -> None:
    picture = drawn("مرحبا بكم 1", prepared, "ar")
    columns = np.flatnonzero((picture > 200).any(axis=0))
    digit = drawn("1", prepared, "ar")
    height = np.flatnonzero((picture[:, columns[0] : columns[0] + 6] > 200).any(axis=1))
    alone = np.flatnonzero((digit > 200).any(axis=1))
    assert np.ptp(height) == pytest.approx(np.ptp(alone), abs=6)


@pytest.mark.parametrize("text", ["{\\an8}top\\N", "a\\nb{b}c", "C:\\new\\files"])
def test_what_people_write_is_never_a_command_to_the_one_who_draws(text: str, prepared: Prepared) -> None:
    rows = np.flatnonzero((drawn(text, prepared) > 200).any(axis=1))
    line = np.flatnonzero((drawn("A{bgj}", prepared) > 200).any(axis=1))
    assert rows.min() > 0.75 * 640
    assert np.ptp(rows) <= np.ptp(line) + 4


def test_a_line_that_would_be_too_wide_is_drawn_smaller(prepared: Prepared) -> None:
    picture = drawn("W" * 42, prepared)
    columns = np.flatnonzero((picture > 200).any(axis=0))
    assert columns.min() > 8
    assert columns.max() < 352
    assert ems("WWWW") > ems("iiii")


@pytest.mark.parametrize("name", ["it's 100% [odd], a:b;c \\ d", "中文 文件夹", "q\"uote's"])
def test_folders_with_odd_names_do_not_break_the_filter(
    name: str, prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / name
    odd.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(odd))
    assert (drawn("Hello", prepared) > 200).sum() > 60


def test_a_path_is_escaped_for_the_option_and_for_the_chain() -> None:
    assert quoted(Path("/a:b/c,d")) == "/a\\\\:b/c\\,d"


def test_subtitles_stay_off_the_mouth_at_the_bottom_of_a_close_up_and_at_the_top_where_there_is_no_room(
    prepared: Prepared,
) -> None:
    view = Framing(width=360, height=640)
    usual = place_for(view, prepared, widest=30, note=False, tall_ems=3.0)
    lip = mouth_bottom_px(view, prepared)
    assert not usual.top
    assert 640 - usual.margin_px - 3.0 * usual.em_px > lip

    def lowered(by_px: float) -> Prepared:
        return replace(prepared, landmarks=prepared.landmarks + np.array([0.0, by_px], np.float32))

    close = place_for(view, lowered(540 - lip), widest=30, note=False, tall_ems=3.0)
    assert not close.top
    assert close.margin_px < usual.margin_px
    closest = place_for(view, lowered(610 - lip), widest=30, note=False, tall_ems=3.0)
    assert closest.top
    assert ",8," in as_ass((), view, closest, language="en")


def test_in_a_round_note_subtitles_stay_within_the_circle_and_below_the_mouth(prepared: Prepared) -> None:
    view = framing(prepared, note=True, size=None, limits=Limits())
    place = place_for(view, prepared, widest=24, note=True, tall_ems=3.0)
    bottom = view.height - place.margin_px
    half = view.width / 2
    room = 2 * (half**2 - (bottom - half) ** 2) ** 0.5
    assert view.width - 2 * place.side_px < room
    assert place.top or bottom - 3.0 * place.em_px > mouth_bottom_px(view, prepared)


def test_a_note_has_subtitles_too(make: Make) -> None:
    plain = make(replace(HI, style=Style.NOTE), "plain")
    clip = make(replace(HI, style=Style.NOTE, subtitles=Subtitles.BURNT), "burnt")
    assert len(rows_that_differ(clip, plain)) > 8


def test_fonts_are_taken_by_script() -> None:
    families = [font_for(text).family for text in ("Hi", "Привет", "你好 Mira", "مرحبا", "नमस्ते", "สวัสดี", "…")]
    assert families == [
        "Noto Sans",
        "Noto Sans",
        "Noto Sans CJK",
        "Noto Sans Arabic",
        "Noto Sans Devanagari",
        "Noto Sans Thai",
        "Noto Sans",
    ]


def test_deleted_means_subtitles_too(tmp_path: Path) -> None:
    home = Home(root=tmp_path).make()
    path = home.new_clip()
    files = [path.with_suffix(suffix) for suffix in (".mp4", ".jpg", ".json", ".srt", ".vtt")]
    for file in files:
        file.write_bytes(b"x")
    clip = Clip(
        path=str(path),
        thumbnail=str(files[1]),
        receipt=str(files[2]),
        duration_s=1.0,
        width=2,
        height=2,
        fps=25.0,
        frames=25,
        size_bytes=1,
        subtitles=(str(files[3]), str(files[4])),
    )
    job = Job(
        id="j",
        owner="local",
        channel="cli",
        address="",
        order=HI,
        state=State.DONE,
        created_at=0.0,
        clip=clip,
    )
    assert delete_files([job], home).clips == 1
    assert not any(file.exists() for file in files)
