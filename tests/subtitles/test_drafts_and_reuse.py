"""Drafts make the first seconds only, and what is known of a sound is not found out twice."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from common.errors import NothingToSay, TextTooLong
from common.media import probe, read_sound, write_sound
from pipeline.jobs.length import expected_length_s
from pipeline.kept import Kept, Once
from pipeline.order import Clip, ClipOrder, Subtitles
from pipeline.sound import beginning_of
from voices.text import beginning
from voices.voice import Speech, Word

Make = Callable[..., Clip]
LONG = "We show you how this is done, step by step, and then we do it once more. " * 130


def receipt(clip: Clip) -> dict:
    return json.loads(Path(clip.receipt).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20 s of a tone that comes and goes."""
    path = tmp_path_factory.mktemp("sound") / "long.wav"
    times = np.arange(20 * 24_000) / 24_000
    tone = np.sin(2 * np.pi * 180 * times) * (np.sin(2 * np.pi * 3 * times) > 0) * 0.3
    write_sound(path, tone.astype(np.float32), 24_000)
    return path


def test_a_draft_of_a_long_text_is_its_first_seconds_with_a_soft_end(make: Make) -> None:
    clip = make(ClipOrder(text=LONG, only_s=2.0, subtitles=Subtitles.BESIDE))
    told = receipt(clip)
    assert (clip.duration_s, told["draft"]) == (2.0, True)
    assert len(told["text"]) < 200
    assert told["phones"][-1][2] <= 2.0
    assert probe(Path(clip.path)).duration_s == pytest.approx(2.0, abs=0.05)
    sound = read_sound(Path(clip.path), rate_hz=16_000, limit_s=10.0)
    assert np.abs(sound[int(1.985 * 16_000) :]).max() < 0.2 * np.abs(sound).max()
    shown = Path(clip.subtitles[0]).read_text(encoding="utf-8")
    assert "We show you how" in shown
    assert "once more" not in shown


def test_a_draft_by_a_voice_that_tells_sentences_keeps_about_what_is_said() -> None:
    text = "one two three four five six seven eight nine ten"
    speech = Speech(
        samples=np.ones(10_000, np.float32),
        rate_hz=1000,
        language="en",
        text=text,
        words=(Word(text=text, start_s=0.0, end_s=10.0),),
    )
    draft = beginning_of(speech, 5.0)
    assert draft.text == draft.words[0].text == "one two three four five six"
    assert (draft.duration_s, draft.words[0].end_s) == (5.0, 5.0)
    assert draft.samples[-1] == 0.0
    assert speech.samples[-1] == 1.0


def test_a_draft_of_a_recording_hears_its_first_seconds_only(make: Make, recording: Path) -> None:
    clip = make(ClipOrder(sound=str(recording), only_s=1.0))
    assert (clip.duration_s, receipt(clip)["draft"]) == (1.0, True)


def test_a_draft_may_begin_in_silence(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "late.wav"
    samples = np.zeros(3 * 24_000, np.float32)
    samples[48_000:] = 0.3 * np.sin(np.arange(24_000) / 20)
    write_sound(path, samples, 24_000)
    assert make(ClipOrder(sound=str(path), only_s=1.0)).duration_s == 1.0


def test_a_text_shorter_than_a_draft_is_said_whole(make: Make) -> None:
    clip = make(ClipOrder(text="Hi.", only_s=3.0))
    assert clip.duration_s < 2.0
    assert receipt(clip)["text"] == "Hi."


def test_a_draft_refuses_what_the_clip_would_refuse(make: Make) -> None:
    with pytest.raises(TextTooLong):
        make(ClipOrder(text=LONG * 2, only_s=3.0))
    with pytest.raises(NothingToSay):
        make(ClipOrder(text="🙂 https://example.com", only_s=3.0))


def test_the_line_expects_a_draft_to_be_short(recording: Path) -> None:
    assert expected_length_s(ClipOrder(text=LONG, only_s=3.0)) == 3.0
    assert expected_length_s(ClipOrder(sound=str(recording), only_s=3.0)) == 3.0
    assert expected_length_s(ClipOrder(text="Hello", only_s=3.0)) < 3.0


def test_a_text_is_cut_at_the_end_of_a_word_and_chinese_anywhere() -> None:
    assert beginning("One two three four", 5) == "One two"
    assert beginning("One", 50) == "One"
    assert beginning("我们今天开始", 6) == "我们"


def test_one_recording_for_two_videos_is_listened_to_once(
    make: Make, recording: Path, cut: Callable[[str], Path]
) -> None:
    order = ClipOrder(sound=str(recording), only_s=2.0)
    slow = make(replace(order, footage=str(cut("scale=360:640,fps=20"))), "slow")
    quick = make(replace(order, footage=str(cut("scale=180:320,fps=30"))), "quick")
    alone = make(replace(order, footage=str(cut("scale=180:320,fps=30"))), "alone", fresh=True)
    first, second = receipt(slow), receipt(quick)
    assert (slow.fps, quick.fps) == (20.0, 30.0)
    assert first["reused"] == []
    assert second["reused"] == ["listen", "timeline", "hearing"]
    assert second["phones"] == first["phones"] == receipt(alone)["phones"]
    assert second["stages_s"].keys() == first["stages_s"].keys() >= {"listen", "prepare", "mouth", "render"}
    assert Path(quick.path).read_bytes() == Path(alone.path).read_bytes()


def test_a_recording_is_known_by_what_is_in_it(make: Make, recording: Path, tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(recording.read_bytes())
    make(ClipOrder(sound=str(recording), only_s=0.5), "one")
    assert receipt(make(ClipOrder(sound=str(path), only_s=0.5), "two"))["reused"] != []
    write_sound(path, np.full(24_000, 0.2, np.float32) * np.sin(np.arange(24_000, dtype=np.float32)), 24_000)
    assert receipt(make(ClipOrder(sound=str(path), only_s=0.5), "three"))["reused"] == []


def test_a_text_is_spoken_once_for_one_voice_and_rate(make: Make) -> None:
    order = ClipOrder(text="Hi there.", voice="en-female")
    first = make(order, "first")
    assert receipt(make(order, "again"))["reused"] == ["speak", "timeline"]
    assert receipt(make(replace(order, rate=1.3), "faster"))["reused"] == []
    assert receipt(make(replace(order, voice="en-male"), "other"))["reused"] == []
    assert receipt(make(order, "third"))["phones"] == receipt(first)["phones"]


def test_only_the_last_sounds_are_kept_and_nothing_too_large() -> None:
    kept = Kept(most_sounds=2, most_bytes=1000)
    for sound in "abc":
        Once(kept=kept, sound=sound, reused=[])("x", lambda: np.zeros(10))
    assert [kept.find(sound, "x") is not None for sound in "abc"] == [False, True, True]
    kept.find("b", "x")
    kept.keep("d", "x", np.zeros(10))
    assert [kept.find(sound, "x") is not None for sound in "bcd"] == [True, False, True]
    kept.keep("e", "x", np.zeros(1000))
    assert kept.find("e", "x") is None
    assert kept.size_bytes <= 1000
