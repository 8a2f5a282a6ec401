"""Recordings: levelled, refused with a reason, heard, and aligned to known text."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from common.errors import NoSound, SilentSound, SoundTooLong, SoundTooShort, UnreadableMedia
from common.home import Home
from common.media import run_ffmpeg, write_sound
from pipeline.align import align, warp
from pipeline.sound import (
    ANALYSIS_HZ,
    BLOCK,
    HOP,
    TARGET_RMS,
    for_analysis,
    frame_rms,
    gated,
    listen,
    speech_spans,
)
from pipeline.timeline import timeline
from voices.catalog import Voices
from voices.speaking import speak
from voices.voice import Speech

TEXT = (
    "Good morning everybody. My brother bought a new map of the mountains, and we will walk for many miles."
)


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    return Voices(Home(root=tmp_path_factory.mktemp("sound")))


@pytest.fixture(scope="module")
def said(voices: Voices) -> Speech:
    return speak(TEXT, voice=voices.get("en-us-male"), language="en", rate=0.9)


@pytest.fixture
def recording(said: Speech, tmp_path: Path) -> Path:
    path = tmp_path / "recording.wav"
    write_sound(path, said.samples * np.float32(0.08), said.rate_hz)
    return path


@pytest.mark.parametrize("suffix", ["wav", "mp3", "m4a", "ogg", "flac", "webm", "aac", "mp4"])
def test_any_kind_of_recording_is_levelled(
    recording: Path, tmp_path: Path, said: Speech, suffix: str
) -> None:
    path = tmp_path / f"other.{suffix}"
    run_ffmpeg(["-i", str(recording), "-ac", "2", "-ar", "48000", "-y", str(path)], limit_s=60)
    speech = listen(path, name=path.name, limit_s=60)
    rms = frame_rms(speech.samples, speech.rate_hz)
    loud = rms[rms > rms.max() * 0.1]
    assert float(np.sqrt(np.mean(loud**2))) == pytest.approx(TARGET_RMS, rel=0.15)
    assert np.abs(speech.samples).max() < 0.96
    assert speech.duration_s == pytest.approx(said.duration_s, abs=0.15)


def test_sounds_that_cannot_be_used_are_refused_by_name(tmp_path: Path) -> None:
    silence = tmp_path / "silence.wav"
    write_sound(silence, np.zeros(32_000, np.float32), 16_000)
    with pytest.raises(SilentSound, match=r"silence\.wav"):
        listen(silence, name="silence.wav", limit_s=60)
    blip = tmp_path / "blip.wav"
    write_sound(blip, np.full(1000, 0.3, np.float32), 16_000)
    with pytest.raises(SoundTooShort):
        listen(blip, name="blip.wav", limit_s=60)
    with pytest.raises(SoundTooLong):
        listen(silence, name="silence.wav", limit_s=1.0)
    text = tmp_path / "text.mp3"
    text.write_text("no sound at all " * 99, encoding="utf-8")
    with pytest.raises(UnreadableMedia):
        listen(text, name="text.mp3", limit_s=60)
    mute = tmp_path / "mute.mp4"
    run_ffmpeg(["-f", "lavfi", "-i", "testsrc2=size=64x64:duration=1", str(mute)], limit_s=60)
    with pytest.raises(NoSound):
        listen(mute, name="mute.mp4", limit_s=60)


def test_speech_is_told_from_silence(recording: Path) -> None:
    speech = listen(recording, name="r", limit_s=60)
    padded = np.concatenate([np.zeros(24_000, np.float32), speech.samples, np.zeros(24_000, np.float32)])
    spans = speech_spans(for_analysis(Speech(samples=padded, rate_hz=24_000, language="")))
    assert 0.8 < spans[0][0] < 1.5
    assert speech.duration_s + 0.5 < spans[-1][1] < speech.duration_s + 1.4


def test_heard_phones_follow_the_recording(recording: Path, voices: Voices, said: Speech) -> None:
    phones = timeline(listen(recording, name="r", limit_s=60), voices).phones
    spoken = [phone for phone in phones if phone.symbol]
    assert 0.5 < len(spoken) / len([phone for phone in said.phones if phone.symbol]) < 1.6
    assert phones[0].start_s == 0
    assert phones[-1].end_s == pytest.approx(said.duration_s, abs=0.1)


def starts(phones: tuple, symbols: str) -> np.ndarray:
    return np.array([phone.start_s for phone in phones if phone.symbol in symbols.split()])


def test_known_text_is_aligned_to_another_voice_within_40_ms(
    recording: Path, voices: Voices, said: Speech
) -> None:
    """The recording is a slower man, the model a woman at the ordinary pace."""
    speech = listen(recording, name="r", limit_s=60, text=TEXT, language="en")
    analysis = for_analysis(speech)
    phones = align(speech, analysis, speech_spans(analysis), voices).phones
    found, true = starts(phones, "m b p"), starts(said.phones, "m b p")
    assert len(found) == len(true)
    assert np.mean(np.abs(found - true)) < 0.04


def test_text_that_is_not_what_is_said_is_not_forced_on_it(recording: Path, voices: Voices) -> None:
    speech = listen(recording, name="r", limit_s=60, text="No.", language="en")
    assert len([phone for phone in timeline(speech, voices).phones if phone.symbol]) > 25


def test_the_cheapest_path_is_found() -> None:
    rng = np.random.default_rng(0)
    line = rng.normal(size=(40, 3)).astype(np.float32)
    slow = np.repeat(line, 2, axis=0)
    cost = np.linalg.norm(line[:, None] - slow[None], axis=2).astype(np.float32)
    path = warp(cost)
    assert tuple(path[0]) == (0, 0)
    assert tuple(path[-1]) == (39, 79)
    assert np.all(np.diff(path, axis=0) >= 0)
    assert np.mean(path[:, 1] // 2 == path[:, 0]) > 0.95


def test_a_ten_minute_recording_is_heard_in_time_and_in_pieces(voices: Voices) -> None:
    piece = speak("One two three four five. " * 4, voice=voices.get("en-us-female"), language="en")
    minutes = np.tile(piece.samples, int(120 / piece.duration_s) + 1)
    phones = timeline(Speech(samples=minutes, rate_hz=piece.rate_hz, language=""), voices).phones
    assert phones[-1].end_s > 119


def noise(seconds: float) -> np.ndarray:
    random = np.random.default_rng(5)
    return random.normal(0, 0.05, int(seconds * ANALYSIS_HZ)) * np.linspace(0, 2, int(seconds * ANALYSIS_HZ))


@pytest.mark.parametrize("seconds", [0.5, 2.0, 4.096, 4.1])
def test_a_sound_is_cleaned_in_blocks_as_it_would_be_at_once(seconds: float) -> None:
    samples = noise(seconds)
    np.testing.assert_allclose(gated(samples, block=64 * HOP), gated(samples), atol=1e-6)


def test_cleaning_a_long_sound_takes_little_more_than_the_sound() -> None:
    def peak(blocks: int) -> int:
        samples = np.zeros(blocks * BLOCK)
        tracemalloc.start()
        gated(samples)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(1)
    assert peak(5) - peak(2) < 3 * BLOCK * 4 * 2, "beyond the cleaned samples themselves, which are float32"
