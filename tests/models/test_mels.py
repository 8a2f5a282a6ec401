"""The mel spectrogram that Wav2Lip's network was trained with."""

import numpy as np
import pytest

from models.mels import MELS, RATE_HZ, REACH, STEPS, Heard, bands, mels


def noise(seconds: float) -> np.ndarray:
    rng = np.random.default_rng(5)
    count = int(seconds * RATE_HZ)
    loudness = 0.3 * np.abs(np.sin(np.arange(count) / 3000)) ** 3
    return (rng.normal(size=count) * loudness).astype(np.float32)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_is_the_one_that_librosa_makes() -> None:
    librosa = pytest.importorskip("librosa")
    from scipy.signal import lfilter

    sound = noise(1.3)
    sharp = lfilter([1, -0.97], [1], sound.astype(np.float64))
    spectrum = np.abs(librosa.stft(sharp, n_fft=800, hop_length=200, win_length=800, pad_mode="reflect"))
    filters = librosa.filters.mel(sr=16000, n_fft=800, n_mels=80, fmin=55, fmax=7600)
    decibels = 20 * np.log10(np.maximum(1e-5, filters @ spectrum)) - 20
    expected = np.clip(8 * (decibels + 100) / 100 - 4, -4, 4)
    np.testing.assert_allclose(bands(), filters, atol=1e-7)
    np.testing.assert_allclose(mels(sound), expected, atol=1e-4)


def test_silence_is_the_lowest_and_a_tone_lights_its_own_band() -> None:
    assert (mels(np.zeros(8000, np.float32)) == -REACH).all()
    tone = (0.5 * np.sin(2 * np.pi * 1000 * np.arange(8000) / RATE_HZ)).astype(np.float32)
    found = mels(tone)
    lit = int(found[:, 20].argmax())
    hertz = np.fft.rfftfreq(800, 1 / RATE_HZ)
    assert abs(float((bands()[lit] * hertz).sum() / bands()[lit].sum()) - 1000) < 40


@pytest.mark.parametrize("fps", [23.976, 25.0, 30.0, 60.0])
def test_a_window_begins_with_its_picture_at_any_rate(fps: float) -> None:
    sound = noise(2.0)
    whole, heard = mels(sound), Heard(sound, fps=fps)
    for frame in (0, 1, 7, int(fps)):
        first = int(frame * 80 / fps)
        np.testing.assert_array_equal(heard.at(frame), whole[:, first : first + STEPS])
        assert abs(first / 80 - frame / fps) < 1 / 80


def test_after_the_sound_there_is_silence() -> None:
    heard = Heard(noise(0.5), fps=25.0)
    assert heard.at(12).shape == (MELS, STEPS)
    assert (heard.at(12)[:, -6:] == -REACH).all()
    assert (heard.at(400) == -REACH).all()


def test_a_sound_shorter_than_a_window_and_a_long_one_are_heard() -> None:
    assert Heard(np.zeros(3, np.float32), fps=25.0).at(0).shape == (MELS, STEPS)
    long = mels(noise(30.0))
    assert long.shape[1] == 30 * 80 + 1
    np.testing.assert_array_equal(long[:, :100], mels(noise(30.0)[: 16000 * 2])[:, :100])
