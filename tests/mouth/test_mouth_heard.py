from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from common.home import Home
from pipeline.heardmouth import move
from pipeline.mouth import articulate
from pipeline.mouthtrack import JAW, PARAMETERS, PRESS, WIDE
from pipeline.sound import for_analysis, speech_spans
from pipeline.timeline import Source, timeline
from voices.catalog import Voices
from voices.speaking import speak
from voices.voice import Speech

TEXT = "My mother may bake a marvellous apple pie.\n\nPapa will buy a lamp for our farm."


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    return Voices(Home(root=tmp_path_factory.mktemp("home")).make())


@pytest.fixture(scope="module")
def spoken(voices: Voices) -> Speech:
    voice, tag = voices.choose(TEXT, language="en", voice=None)
    return speak(TEXT, voice=voice, language=tag)


def recorded(speech: Speech, text: str = "") -> Speech:
    """The same sound as a recording would give it: no phones, some noise."""
    noise = np.random.default_rng(0).normal(0, 0.002, len(speech.samples))
    samples = (speech.samples + noise).astype(np.float32)
    return replace(speech, samples=samples, phones=(), words=(), text=text)


def test_a_voice_that_tells_its_phones_is_not_second_guessed(voices: Voices, spoken: Speech) -> None:
    told = timeline(spoken, voices)
    assert told.source is Source.VOICE
    by_phones = articulate(spoken.phones, spoken, fps=25.0)
    assert np.array_equal(move(told, spoken, fps=25.0).values, by_phones.values)


@pytest.mark.parametrize(("text", "source"), [("", Source.HEARD), (TEXT, Source.TEXT)])
def test_a_recording_moves_the_mouth_and_rests_in_its_pauses(
    voices: Voices, spoken: Speech, text: str, source: Source
) -> None:
    speech = recorded(spoken, text)
    told = timeline(speech, voices)
    assert told.source is source
    track = move(told, speech, fps=25.0)
    assert track.values.shape == (int(np.ceil(speech.duration_s * 25)), len(PARAMETERS))
    assert np.isfinite(track.values).all()
    assert track.values[:, JAW].max() > 0.25
    assert track.values[:, WIDE].std() > 0.02
    pauses = [phone for phone in spoken.phones if not phone.symbol and phone.end_s - phone.start_s > 0.4]
    assert pauses
    for pause in pauses:
        middle = round((pause.start_s + pause.end_s) / 2 * 25)
        assert np.abs(track.values[middle]).max() < 0.02


def test_lips_meet_where_the_known_text_says_so(voices: Voices, spoken: Speech) -> None:
    speech = recorded(spoken, TEXT)
    told = timeline(speech, voices)
    track = move(told, speech, fps=25.0).values
    closing = [phone for phone in told.phones if phone.symbol in ("p", "b", "m")]
    assert len(closing) >= 8
    for phone in closing:
        first, last = int((phone.start_s - 0.04) * 25), int(np.ceil((phone.end_s + 0.04) * 25)) + 1
        gap = track[first:last, JAW] * (1 - track[first:last, PRESS])
        assert gap.min() < 0.06


@pytest.mark.parametrize("fps", [12.5, 24.0, 29.97, 60.0])
def test_any_frame_rate_sees_the_same_movement(voices: Voices, spoken: Speech, fps: float) -> None:
    speech = recorded(spoken)
    told = timeline(speech, voices)
    usual, other = (move(told, speech, fps=rate).values[:, WIDE] for rate in (50.0, fps))
    at = np.arange(len(other)) / fps * 50
    assert np.corrcoef(np.interp(at, np.arange(len(usual)), usual), other)[0, 1] > 0.97


def test_a_moment_of_sound_is_heard_too(voices: Voices, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    speech = Speech(samples=rng.normal(0, 0.1, 3000).astype(np.float32), rate_hz=24_000, language="")
    assert move(timeline(speech, voices), speech, fps=25.0).frames == 4


def test_the_mouth_rests_where_the_timeline_found_no_speech(voices: Voices, spoken: Speech) -> None:
    speech = recorded(spoken)
    told = timeline(speech, voices)
    assert told.spans
    assert told.spans == tuple(speech_spans(for_analysis(speech)))
    half_s = speech.duration_s / 2
    track = move(replace(told, spans=((0.0, half_s),)), speech, fps=25.0)
    assert np.abs(track.values[: int(25 * half_s), JAW]).max() > 0.2
    assert not track.values[int(25 * (half_s + 0.2)) :].any()
