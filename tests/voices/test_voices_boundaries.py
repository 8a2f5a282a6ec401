from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from common.home import Home
from voices.boundaries import refine
from voices.catalog import Voices
from voices.speaking import speak
from voices.voice import Phone, Speech

RATE_HZ = 16_000


@pytest.fixture
def voices(tmp_path: Path) -> Voices:
    return Voices(Home(root=tmp_path / "home").make())


def said(voices: Voices, text: str, language: str) -> Speech:
    voice, language = voices.choose(text, language=language, voice=None)
    return speak(text, voice=voice, language=language)


def loudness(speech: Speech, phone: Phone) -> np.ndarray:
    """Level of each 5 ms of a phone, over the loudest of the speech."""
    hop = speech.rate_hz // 200
    part = speech.samples[round(phone.start_s * speech.rate_hz) : round(phone.end_s * speech.rate_hz)]
    hops = part[: len(part) // hop * hop].reshape(-1, hop)
    return np.asarray(np.sqrt((hops**2).mean(axis=1)) / np.abs(speech.samples).max())


def test_the_silence_before_a_burst_belongs_to_the_stop(voices: Voices) -> None:
    speech = said(voices, "Папа пил.", "ru")
    stops = [(a, b) for a, b in pairwise(speech.phones) if b.symbol == "p" and a.symbol in ("a", "ɑ")]
    assert len(stops) >= 2
    for vowel, stop in stops:
        assert loudness(speech, stop)[:4].max() < 0.02
        assert loudness(speech, vowel).mean() > 0.1


def test_a_vowel_begins_where_the_lips_let_go() -> None:
    hum, vowel = np.arange(RATE_HZ // 5) / RATE_HZ, np.arange(RATE_HZ // 5) / RATE_HZ
    nasal = 0.1 * np.sin(2 * np.pi * 250 * hum)
    open_ = sum(0.2 * np.sin(2 * np.pi * f * vowel) for f in (250, 750, 1250, 2500))
    told = (Phone(symbol="m", start_s=0.0, end_s=0.225), Phone(symbol="a", start_s=0.225, end_s=0.4))
    moved = refine(told, np.concatenate([nasal, open_]).astype(np.float32), RATE_HZ)
    assert moved[1].start_s == pytest.approx(0.2, abs=0.006)
    assert moved[0].end_s == moved[1].start_s


def test_phones_between_which_nothing_happens_stay_where_they_were() -> None:
    tone = 0.2 * np.sin(2 * np.pi * 200 * np.arange(RATE_HZ) / RATE_HZ).astype(np.float32)
    told = (Phone(symbol="m", start_s=0.0, end_s=0.5), Phone(symbol="a", start_s=0.5, end_s=1.0))
    assert refine(told, tone, RATE_HZ) == told


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Peter Piper picked a peck of pickled peppers."),
        ("zh", "爸爸妈妈都很满意，朋友跑步。"),
        ("de", "Am Abend badet Mama das Baby."),
        ("ru", "Бабушка пекла пироги с яблоками."),
    ],
)
def test_phones_keep_their_order_and_cover_the_sound(voices: Voices, language: str, text: str) -> None:
    speech = said(voices, text, language)
    for a, b in pairwise(speech.phones):
        assert a.start_s < a.end_s
        assert a.end_s == pytest.approx(b.start_s, abs=1e-6)
    assert speech.phones[-1].end_s == pytest.approx(speech.duration_s, abs=0.02)


def test_a_switch_of_language_is_not_told_as_a_phone(voices: Voices) -> None:
    symbols = "".join(
        phone.symbol for phone in said(voices, "Das Baby lacht, Computer Software.", "de").phones
    )
    assert symbols
    assert not set("()") & set(symbols)
    assert "en" not in symbols[:3]


def test_sequences_that_come_as_one_symbol_are_told_one_by_one(voices: Voices) -> None:
    english = [phone.symbol for phone in said(voices, "March, far, more.", "en").phones]
    chinese = [phone.symbol for phone in said(voices, "朋友跑步", "zh").phones]
    assert "ɑː" in english
    assert "ɑːɹ" not in english
    assert ("p", "h") in list(pairwise(chinese))
