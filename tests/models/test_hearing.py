import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soxr

from common.home import Home
from models.hearing import (
    FLOOR,
    FPS,
    GROUPS,
    HIGHEST_HZ,
    HOPS_PER_FRAME,
    LOUD_RANGE,
    LOWEST_HZ,
    MELS,
    PARTS,
    SPREAD,
    WEIGHTS,
    Net,
    hear_mouth,
    log_mels,
)
from models.spectrum import HOP, RATE_HZ, SPECTRUM, WINDOW, spectra
from pipeline.mouth import articulate
from pipeline.mouthtrack import JAW, PRESS
from voices.catalog import Voices
from voices.speaking import speak
from voices.voice import Speech

TEXTS = {
    "en": "Mama may bake a fabulous apple pie, and Papa will buy a lamp for our party. What a marvellous car!",
    "de": "Am Abend badet Mama das Baby, und Papa kauft ein Paar warme Handschuhe für die Oma.",
    "ru": "Мама мыла раму, а папа пил кофе с молоком и читал большую газету у окна.",
}


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    return Voices(Home(root=tmp_path_factory.mktemp("home")).make())


def said(voices: Voices, language: str) -> tuple[Speech, np.ndarray]:
    """Speech and its samples at the network's rate."""
    voice, tag = voices.choose(TEXTS[language], language=language, voice=None)
    speech = speak(TEXTS[language], voice=voice, language=tag)
    return speech, soxr.resample(speech.samples, speech.rate_hz, RATE_HZ).astype(np.float32)


def test_the_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size < 2_000_000


@pytest.mark.parametrize("seconds", [0.01, 0.1, 1.0, 7.3])
def test_any_length_of_sound_gives_one_row_a_frame(seconds: float) -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, int(seconds * RATE_HZ)).astype(np.float32)
    values = hear_mouth(sound).values
    assert values.shape == (int(np.ceil(len(sound) / RATE_HZ * FPS)), len(PARTS))
    assert values.dtype == np.float32
    assert np.isfinite(values).all()


@pytest.mark.parametrize("language", list(TEXTS))
def test_the_heard_lips_follow_what_is_said_in_any_language(voices: Voices, language: str) -> None:
    speech, samples = said(voices, language)
    track = articulate(speech.phones, speech, fps=FPS).values
    spoken = track[:, JAW] * (1 - track[:, PRESS])
    gap = hear_mouth(samples).part("aperture")[: len(spoken)]
    # Real people open and close a little before they are heard.
    followed = max(np.corrcoef(gap[: len(gap) - k], spoken[k : len(gap)])[0, 1] for k in range(3))
    assert followed > 0.25


def test_lips_are_wider_apart_in_open_vowels_than_in_closures_and_in_silence(voices: Voices) -> None:
    speech, samples = said(voices, "en")
    gap = hear_mouth(np.concatenate([samples, np.zeros(RATE_HZ, np.float32)])).part("aperture")

    def mean(symbols: set[str]) -> float:
        found = [
            gap[round((phone.start_s + phone.end_s) / 2 * FPS) - 1]
            for phone in speech.phones
            if phone.symbol in symbols
        ]
        return float(np.mean(found))

    wide, shut = mean({"ɑː", "æ", "aʊ", "aɪ"}), mean({"m", "p", "b"})
    assert wide > 1.3 * shut
    assert 0.05 < wide < 0.3
    assert np.abs(gap[-18:-6]).max() < 0.045


def test_a_louder_recording_moves_the_lips_no_differently(voices: Voices) -> None:
    _, samples = said(voices, "en")
    soft, loud = hear_mouth(0.1 * samples).values, hear_mouth(samples).values
    assert np.corrcoef(soft[:, 0], loud[:, 0])[0, 1] > 0.97


def test_long_sound_is_heard_as_its_parts_are(voices: Voices) -> None:
    _, samples = said(voices, "en")
    whole = hear_mouth(np.tile(samples, 3)).part("aperture")
    once = hear_mouth(samples).part("aperture")
    middle = round(len(samples) / RATE_HZ * FPS)
    assert np.corrcoef(whole[middle : middle + len(once) - 10], once[: len(once) - 10])[0, 1] > 0.95


def plain_mels(samples: np.ndarray) -> np.ndarray:
    """A window and a band at a time, in double precision."""
    padded = np.pad(samples.astype(float), (WINDOW // 2, WINDOW))
    mel = np.linspace(*(2595 * np.log10(1 + np.array([LOWEST_HZ, HIGHEST_HZ]) / 700)), MELS + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    hz = np.arange(SPECTRUM // 2 + 1) * RATE_HZ / SPECTRUM
    rows = []
    for start in range(0, len(padded) - WINDOW + 1, HOP):
        power = np.abs(np.fft.rfft(padded[start : start + WINDOW] * np.hanning(WINDOW), SPECTRUM)) ** 2
        bands = [np.interp(hz, edges[band : band + 3], [0, 1, 0]) @ power for band in range(MELS)]
        rows.append(np.log(np.array(bands) + 1e-7))
    found = np.array(rows)
    level = found.mean(axis=1)
    return np.maximum((found - found[level > level.max() - LOUD_RANGE].mean(axis=0)) / SPREAD, FLOOR)


def test_mels_are_those_of_a_plain_transform_in_double_precision() -> None:
    rng = np.random.default_rng(4)
    sound = (rng.normal(0, 0.1, 3 * RATE_HZ) * np.repeat(rng.random(30), RATE_HZ // 10)).astype(np.float32)
    assert np.abs(log_mels(spectra(sound)) - plain_mels(sound)).max() < 2e-4


def plain_convolution(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, dilation: int = 1, stride: int = 1
) -> np.ndarray:
    """[n, in], a moment and a tap at a time."""
    found = np.tile(bias.astype(float), (len(x) // stride, 1))
    for row in range(len(found)):
        for tap in range(len(weight)):
            at = row * stride + (tap - len(weight) // 2) * dilation
            if 0 <= at < len(x):
                found[row] += x[at] @ weight[tap]
    return found


def plain_gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def plain_net(w: dict[str, np.ndarray], mels: np.ndarray) -> np.ndarray:
    h = plain_convolution(mels, w["enter.weight"], w["enter.bias"], stride=2)
    for block in range(2):
        name = f"blocks.{block}"
        dilation = int(w[f"{name}.dilation"].item())
        part = plain_convolution(h, w[f"{name}.0.weight"], w[f"{name}.0.bias"], dilation)
        for group in np.split(np.arange(part.shape[1]), GROUPS):
            own = part[:, group]
            part[:, group] = (own - own.mean()) / np.sqrt(own.var() + 1e-5)
        part = plain_gelu(part * w[f"{name}.1.weight"] + w[f"{name}.1.bias"])
        h = h + plain_convolution(part, w[f"{name}.2.weight"], w[f"{name}.2.bias"])
    pairs = np.maximum(h, 0).reshape(len(h) // 2, -1)
    h = plain_gelu(
        plain_convolution(pairs @ w["pool.weight"] + w["pool.bias"], w["out.0.weight"], w["out.0.bias"])
    )
    return plain_convolution(h, w["out.1.weight"], w["out.1.bias"])


def test_the_network_is_a_plain_one_whatever_its_weights() -> None:
    rng = np.random.default_rng(5)
    channels = 2 * GROUPS

    def drawn(*shape: int) -> np.ndarray:
        return rng.normal(0, 1 / np.sqrt(np.prod(shape[:-1])), shape).astype(np.float32)

    shapes = {
        "enter": (5, MELS, channels),
        "out.0": (5, channels, channels),
        "out.1": (5, channels, len(PARTS)),
    }
    weights = {"pool.weight": drawn(2 * channels, channels), "pool.bias": drawn(channels)}
    for block, dilation in enumerate((1, 4)):
        shapes |= {f"blocks.{block}.0": (5, channels, channels), f"blocks.{block}.2": (1, channels, channels)}
        weights |= {f"blocks.{block}.1.{kind}": 3 * drawn(channels) for kind in ("weight", "bias")}
        weights[f"blocks.{block}.dilation"] = np.array(dilation, np.float32)
    for name, shape in shapes.items():
        weights |= {f"{name}.weight": drawn(*shape), f"{name}.bias": drawn(shape[-1])}
    mels = 2 * rng.normal(size=(4 * 33, MELS)).astype(np.float32)
    wanted = plain_net(weights, mels)
    assert np.abs(Net(weights)(mels) - wanted).max() < 1e-4 * wanted.std()


def test_numpy_hears_what_torch_taught() -> None:
    torch = pytest.importorskip("torch")
    from models.authoring.hearing import network

    torch.manual_seed(0)
    taught = network.Lips().eval()
    heard = torch.randn(1, MELS, HOPS_PER_FRAME * 31)
    with torch.no_grad():
        wanted = taught(heard)[0].numpy().T
    arrays = {name: np.asarray(array, np.float32) for name, array in taught.arrays().items()}
    assert np.allclose(Net(arrays)(heard[0].numpy().T), wanted, atol=1e-4)


def test_hearing_needs_no_framework() -> None:
    code = "import sys, numpy as np, models.hearing as h; h.hear_mouth(np.zeros(16000, np.float32)); print('torch' in sys.modules)"
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "False"
