import numpy as np
import pytest
import soxr

from common.home import Home
from models.acoustics import (
    CEPSTRA,
    DENSITIES,
    MANNERS,
    PHONES,
    STATES,
    STREAMS,
    fewer,
    likelihoods,
    read,
    whole,
)
from models.authoring.hearing.alike import merge
from models.clues import ALIKE, CLUES, CLUES_PER_S, THROATS, clues, heard, throat
from models.spectrum import RATE_HZ, spectra, within
from voices.catalog import Voices
from voices.speaking import speak
from voices.voice import Speech

S, IY, AA = 30, 19, 2
"""Where the model keeps these phones"""


def told(sound: np.ndarray) -> np.ndarray:
    return clues(within(spectra(sound), sound))


@pytest.mark.parametrize("seconds", [0.001, 0.01, 0.5, 6.1])
def test_any_length_of_sound_gives_a_row_each_fiftieth_of_a_second(seconds: float) -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, int(seconds * RATE_HZ)).astype(np.float32)
    found = told(sound)
    assert found.shape == (max(1, int(np.ceil(seconds * CLUES_PER_S))), CLUES)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


def test_clues_of_silence_are_numbers() -> None:
    assert np.isfinite(told(np.zeros(RATE_HZ, np.float32))).all()


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Speech:
    voices = Voices(Home(root=tmp_path_factory.mktemp("home")).make())
    text = "Six seas see these seals; father's calm palm starts far past Mars."
    voice, tag = voices.choose(text, language="en", voice=None)
    return speak(text, voice=voice, language=tag)


def test_sounds_are_known_for_what_they_are(speech: Speech) -> None:
    found = told(soxr.resample(speech.samples, speech.rate_hz, RATE_HZ).astype(np.float32))

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
    assert np.abs(told(sound) - told(0.3 * sound)).mean() < 0.02


def test_a_shorter_throat_is_told_by_its_higher_sounds(speech: Speech) -> None:
    def length(tempo: float) -> float:
        sound = soxr.resample(speech.samples, speech.rate_hz * tempo, RATE_HZ).astype(np.float32)
        return throat(spectra(sound))

    low, own, high = length(0.9), length(1.0), length(1.1)
    # This voice's own throat is short already, so a shorter one is hardly told from it.
    assert THROATS[0] <= low < own - 0.02
    assert low + 0.03 < high <= THROATS[-1]


def test_another_throat_changes_the_clues_less_than_it_would_untold(speech: Speech) -> None:
    sound = soxr.resample(speech.samples, speech.rate_hz, RATE_HZ).astype(np.float32)
    faster = soxr.resample(speech.samples, speech.rate_hz * 1.1, RATE_HZ).astype(np.float32)
    quick, own = told(faster), told(sound)
    at = np.minimum(np.arange(len(quick)) * 1.1, len(own) - 1).astype(int)
    assert np.corrcoef(quick.ravel(), own[at].ravel())[0, 1] > 0.6


def test_likelihoods_are_those_of_the_gaussians_one_by_one() -> None:
    means, spreads, weights = read()
    moments = np.random.default_rng(3).normal(0, 0.3, (STREAMS, 3, CEPSTRA)).astype(np.float32)
    found = likelihoods(moments, whole()).reshape(PHONES, STATES, -1)
    for phone, moment in ((AA, 0), (S, 1), (IY, 2)):
        total = np.zeros(STATES * MANNERS)
        for stream in range(STREAMS):
            away = moments[stream, moment].astype(float) - means[phone, stream]
            spread = spreads[phone, stream].astype(float)
            near = -0.5 * (away**2 / spread + np.log(spread)).sum(axis=1)
            # As near as the nearest counts at least e^-60 of it, and every weight 1e-10 more than it is.
            chances = np.exp(np.maximum(near - near.max(), -60.0)) @ (weights[stream, phone] + 1e-10)
            total += near.max() + np.log(chances)
        wanted = total.reshape(STATES, MANNERS).max(axis=1)
        assert found[phone, :, moment] == pytest.approx(wanted, abs=2e-3)


def test_gaussians_of_which_none_are_alike_stay_as_they_are() -> None:
    every = np.broadcast_to(np.arange(DENSITIES, dtype=np.uint8), (STREAMS, PHONES, DENSITIES))
    moments = np.random.default_rng(3).normal(0, 0.3, (STREAMS, 5, CEPSTRA)).astype(np.float32)
    assert np.abs(likelihoods(moments, fewer(every)) - likelihoods(moments, whole())).max() < 0.05


def test_those_kept_hear_nearly_what_all_of_them_hear(speech: Speech) -> None:
    spectrum = spectra(soxr.resample(speech.samples, speech.rate_hz, RATE_HZ).astype(np.float32))
    assert np.corrcoef(clues(spectrum).ravel(), clues(spectrum, whole()).ravel())[0, 1] > 0.9
    assert throat(spectrum) == pytest.approx(throat(spectrum, whole()), abs=0.02)
    assert heard(spectrum, 1.0).shape == (STREAMS, len(spectrum), CEPSTRA)


def test_what_is_kept_holds_nothing_of_the_model_but_which_belong_together() -> None:
    with np.load(ALIKE) as file:
        assert file.files == ["alike"]
        assert (file["alike"].dtype, file["alike"].shape) == (np.uint8, (STREAMS, PHONES, DENSITIES))
        assert all(len(np.unique(row)) == 24 for row in file["alike"].reshape(-1, DENSITIES))


def test_gaussians_that_lie_together_are_merged_first() -> None:
    means = np.array([[0.0, 0.0], [5.0, 5.0], [0.1, 0.0], [5.0, 5.1], [-9.0, 0.0]])
    groups = merge(means, np.ones_like(means), np.full(5, 0.2), kept=3)
    assert groups[0] == groups[2]
    assert groups[1] == groups[3]
    assert len(set(groups.tolist())) == 3
