"""From phones to the mouth: what must be seen is seen, whatever the language."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.home import Home
from pipeline.mouth import articulate
from pipeline.mouthtrack import APERTURE_PER_JAW, JAW, PARAMETERS, PRESS, ROUND, TUCK, WIDE
from pipeline.phones import articulation, unknown_letters
from voices.catalog import Voices
from voices.speaking import speak
from voices.voice import Phone, Speech

TEXTS = {
    "en": "Hello, welcome to our training camp. People buy more pumps, maps and lamps before spring. Five vans.",
    "zh": "你好，欢迎来到我们的训练营。我们帮助你建立更好的产品。爸爸妈妈都很满意。",
    "de": "Guten Morgen und herzlich willkommen. Wir bauen gemeinsam ein besseres Produkt.",
    "ru": "Здравствуйте, добро пожаловать в наш лагерь. Мы поможем вам построить хороший продукт.",
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Speech]:
    voices = Voices(Home(root=tmp_path_factory.mktemp("mouth")))
    return {
        language: speak(
            text,
            voice=voices.get(f"{language}-female" if language != "en" else "en-us-female"),
            language=language,
        )
        for language, text in TEXTS.items()
    }


def aperture(values: np.ndarray) -> np.ndarray:
    return values[:, JAW] * APERTURE_PER_JAW * (1 - values[:, PRESS])


def frames_of(phone: Phone, fps: float, around_s: float = 0.0) -> slice:
    first = max(0, int((phone.start_s - around_s) * fps))
    return slice(first, int(np.ceil((phone.end_s + around_s) * fps)) + 1)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("fps", [25.0, 30.0])
def test_lips_meet_in_every_bilabial(said: dict[str, Speech], language: str, fps: float) -> None:
    speech = said[language]
    values = articulate(speech.phones, speech, fps=fps).values
    closing = [phone for phone in speech.phones if articulation(phone.symbol).closes]
    assert len(closing) >= 4
    for phone in closing:
        assert aperture(values)[frames_of(phone, fps, 0.04)].min() < 0.02, phone


@pytest.mark.parametrize("language", TEXTS)
def test_open_vowels_are_seen_open(said: dict[str, Speech], language: str) -> None:
    speech = said[language]
    values = articulate(speech.phones, speech, fps=25.0).values
    wide = [
        p
        for p in speech.phones
        if p.symbol in {"a", "ɑ", "aɪ", "aʊ", "æ", "aː", "ɑː"} and p.end_s - p.start_s > 0.06
    ]
    assert wide
    for phone in wide:
        assert aperture(values)[frames_of(phone, 25.0)].max() > 0.08, phone


@pytest.mark.parametrize("language", TEXTS)
def test_the_mouth_rests_in_silence(said: dict[str, Speech], language: str) -> None:
    speech = said[language]
    track = articulate(speech.phones, speech, fps=25.0)
    for phone in speech.phones:
        if not phone.symbol and phone.end_s - phone.start_s > 0.4:
            inner = track.values[int((phone.start_s + 0.14) * 25) : int((phone.end_s - 0.14) * 25)]
            assert np.abs(inner).max(initial=0.0) < 0.12
    assert np.abs(track.values[0]).max() < 0.02
    assert np.abs(track.values[-1]).max() < 0.05


@pytest.mark.parametrize("language", TEXTS)
def test_lips_follow_the_phones(said: dict[str, Speech], language: str) -> None:
    speech = said[language]
    lips = aperture(articulate(speech.phones, speech, fps=25.0).values)
    height = {True: 0.9, False: 0.4}
    fine = np.zeros(len(lips) * 8)
    for phone in speech.phones:
        gestures = articulation(phone.symbol).gestures
        vowel = any(gesture.vowel for gesture in gestures)
        level = (
            0.0
            if not gestures or articulation(phone.symbol).closes
            else height[phone.symbol[:1] in "aɑæʌɐ"]
            if vowel
            else 0.25
        )
        fine[int(phone.start_s * 200) : int(phone.end_s * 200)] = level
    window = np.hanning(27) / np.hanning(27).sum()
    assert np.corrcoef(lips, np.convolve(fine, window, "same")[::8])[0, 1] > 0.65


def held(symbol: str) -> np.ndarray:
    """The mouth in the middle of one long phone."""
    samples = np.full(24_000, 0.1, np.float32)
    phones = (
        Phone(symbol="", start_s=0.0, end_s=0.3),
        Phone(symbol=symbol, start_s=0.3, end_s=0.6),
        Phone(symbol="", start_s=0.6, end_s=1.0),
    )
    speech = Speech(samples=samples, rate_hz=24_000, language="en")
    return articulate(phones, speech, fps=25.0).values[11]


def test_each_sound_shapes_the_mouth_as_people_do() -> None:
    assert held("u")[ROUND] > 0.6 > held("i")[ROUND]
    assert held("i")[WIDE] > 0.5 > -0.4 > held("u")[WIDE]
    assert held("f")[TUCK] > 0.8 > 0.1 > held("s")[TUCK]
    assert held("m")[PRESS] > 0.9
    assert held("v")[JAW] > 0.18 > held("v")[PRESS], "in f and v the teeth part the lips"
    assert held("ɑ")[JAW] > held("e")[JAW] > held("i")[JAW] > held("m")[JAW]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=4), st.floats(0.001, 0.5)), min_size=0, max_size=30),
    st.sampled_from([10.0, 25.0, 29.97, 60.0]),
)
def test_any_phones_give_a_mouth_within_its_limits(rows: list[tuple[str, float]], fps: float) -> None:
    phones, at_s = [], 0.0
    for symbol, length_s in rows:
        phones.append(Phone(symbol=symbol, start_s=at_s, end_s=at_s + length_s))
        at_s += length_s
    speech = Speech(samples=np.full(max(1, int(at_s * 8000)), 0.05, np.float32), rate_hz=8000, language="")
    track = articulate(phones, speech, fps=fps)
    assert track.frames == max(1, int(np.ceil(speech.duration_s * fps - 1e-6)))
    assert np.isfinite(track.values).all()
    assert track.values.shape[1] == len(PARAMETERS)
    assert track.values.max() <= 1.0
    assert track.values.min() >= -1.0


def test_no_phone_of_any_language_is_unknown_to_the_tables(tmp_path: Path) -> None:
    voices = Voices(Home(root=tmp_path))
    unknown: dict[str, str] = {}
    for info in voices.list():
        if info.id.endswith("-female") and info.engine == "espeak":
            for phone in (
                voices.get(info.id).speak(voices.sample(info.languages[0]), language=info.languages[0]).phones
            ):
                if letters := unknown_letters(phone.symbol):
                    unknown[info.id] = unknown.get(info.id, "") + letters
    assert not unknown
