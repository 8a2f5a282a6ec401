import numpy as np
import pytest
import soxr

from common.home import Home
from models.acoustics import PHONES, STATES
from models.clues import CLUES, CLUES_PER_S, RATE_HZ, THROATS, clues, spectra, throat
from voices.catalog import Voices
from voices.speaking import speak
from voices.voice import Speech

S, IY, AA = 30, 19, 2
"""Where the model keeps these phones"""


@pytest.mark.parametrize("seconds", [0.001, 0.01, 0.5, 6.1])
def test_any_length_of_sound_gives_a_row_each_fiftieth_of_a_second(seconds: float) -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, int(seconds * RATE_HZ)).astype(np.float32)
    found = clues(sound)
    assert found.shape == (max(1, int(np.ceil(seconds * CLUES_PER_S))), CLUES)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


def test_clues_of_silence_are_numbers() -> None:
    assert np.isfinite(clues(np.zeros(RATE_HZ, np.float32))).all()


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Speech:
    voices = Voices(Home(root=tmp_path_factory.mktemp("home")).make())
    text = "Six seas see these seals; father's calm palm starts far past Mars."
    voice, tag = voices.choose(text, language="en", voice=None)
    return speak(text, voice=voice, language=tag)


def test_sounds_are_known_for_what_they_are(speech: Speech) -> None:
    found = clues(soxr.resample(speech.samples, speech.rate_hz, RATE_HZ).astype(np.float32))

    def mean(symbol: str) -> np.ndarray:
        rows = [
            found[round((phone.start_s + phone.end_s) / 2 * CLUES_PER_S)]
            for phone in speech.phones
            if phone.symbol == symbol
        ]
        return np.asarray(np.mean(rows, axis=0)).reshape(PHONES, STATES).max(axis=1)

    assert mean("s")[S] > max(mean("s")[IY], mean("s")[AA])
    assert mean("iː")[IY] > max(mean("iː")[AA], mean("iː")[S])
    assert mean("ɑː")[AA] > max(mean("ɑː")[IY], mean("ɑː")[S])


def test_a_louder_recording_sounds_no_different() -> None:
    rng = np.random.default_rng(1)
    sound = (rng.normal(0, 0.1, RATE_HZ) * np.repeat(rng.random(16), RATE_HZ // 16)).astype(np.float32)
    assert np.abs(clues(sound) - clues(0.3 * sound)).mean() < 0.02


def test_a_shorter_throat_is_told_by_its_higher_sounds(speech: Speech) -> None:
    def told(tempo: float) -> float:
        sound = soxr.resample(speech.samples, speech.rate_hz * tempo, RATE_HZ).astype(np.float32)
        return throat(spectra(sound))

    low, own, high = told(0.9), told(1.0), told(1.1)
    assert THROATS[0] <= low < own < high <= THROATS[-1]
    assert high - low > 0.05


def test_another_throat_changes_the_clues_less_than_it_would_untold(speech: Speech) -> None:
    sound = soxr.resample(speech.samples, speech.rate_hz, RATE_HZ).astype(np.float32)
    faster = soxr.resample(speech.samples, speech.rate_hz * 1.1, RATE_HZ).astype(np.float32)
    at = np.minimum(np.arange(len(clues(faster))) * 1.1, len(clues(sound)) - 1).astype(int)
    assert np.corrcoef(clues(faster).ravel(), clues(sound)[at].ravel())[0, 1] > 0.6
