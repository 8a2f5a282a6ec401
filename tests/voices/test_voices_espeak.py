"""espeak-ng: the real library, in every language it has."""

from pathlib import Path

import numpy as np
import pytest

from common.errors import UnknownLanguage, UnknownVoice
from common.home import Home
from voices.catalog import Voices
from voices.speaking import speak
from voices.voice import Speech

GREETINGS = {
    "en": "Hello, welcome to our training camp. My name is Bob.",
    "zh": "你好，欢迎来到我们的训练营。",
    "ru": "Здравствуйте, добро пожаловать.",
    "de": "Guten Tag, herzlich willkommen.",
    "ja": "こんにちは。ようこそ。",
    "ar": "مرحبا بكم في المعسكر.",
    "hi": "नमस्ते, आपका स्वागत है।",
    "fr": "Bonjour et bienvenue à tous.",
}


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    return Voices(Home(root=tmp_path_factory.mktemp("voices")).make())


def say(voices: Voices, text: str, **asked: object) -> Speech:
    voice, language = voices.choose(text, **asked)  # type: ignore[arg-type]
    return speak(text, voice=voice, language=language)


@pytest.mark.parametrize("language", GREETINGS)
def test_phones_cover_the_sound_in_order_without_gaps(voices: Voices, language: str) -> None:
    speech = say(voices, GREETINGS[language], language=language)
    assert speech.duration_s > 0.8
    assert len([phone for phone in speech.phones if phone.symbol]) > 8
    assert speech.phones[0].start_s == 0
    for before, after in zip(speech.phones[:-1], speech.phones[1:], strict=True):
        assert before.start_s < before.end_s == pytest.approx(after.start_s, abs=1e-3)
    assert speech.phones[-1].end_s == pytest.approx(speech.duration_s, abs=0.01)


@pytest.mark.parametrize(
    ("language", "text", "vowel"),
    [
        ("ru", "Мы были и мыли.", "ɨ"),
        ("ru-LV", "Мы были и мыли.", "ɨ"),
        ("ro", "Pâine, câine.", "ɨ"),
        ("vi", "Thứ tư.", "ɨ"),
        ("fr", "La lune, une rue.", "y"),
        ("de", "Über die Tür.", "y"),
    ],
)
def test_a_vowel_is_told_rounded_only_where_the_language_rounds_it(
    voices: Voices, language: str, text: str, vowel: str
) -> None:
    told = "".join(phone.symbol for phone in say(voices, text, language=language).phones)
    assert set(told) & {"y", "ɨ"} == {vowel}


def test_phones_are_where_the_sound_is(voices: Voices) -> None:
    speech = say(voices, "Papa. Mama. Tomorrow we sing.", language="en")
    level = {True: [], False: []}
    for phone in speech.phones:
        if phone.end_s - phone.start_s < 0.05:
            continue
        part = speech.samples[int(phone.start_s * speech.rate_hz) : int(phone.end_s * speech.rate_hz)]
        level[phone.symbol == ""].append(float(np.sqrt(np.mean(part**2))))
    assert np.median(level[False]) > 20 * np.median(level[True])


def test_every_language_speaks_something_in_both_variants(voices: Voices) -> None:
    silent = []
    for info in voices.list():
        if info.engine == "espeak":
            speech = voices.get(info.id).speak(voices.sample(info.languages[0]), language=info.languages[0])
            if speech.duration_s < 0.2 or np.abs(speech.samples).max() < 0.01:
                silent.append(info.id)
    assert not silent
    assert len(voices.list()) > 200


def pitch_hz(speech: Speech) -> float:
    """Median over loud frames, by autocorrelation."""
    size, found = int(0.05 * speech.rate_hz), []
    low, high = speech.rate_hz // 320, speech.rate_hz // 70
    loudest = np.sqrt(np.mean(speech.samples**2))
    for start in range(0, len(speech.samples) - size, size):
        part = speech.samples[start : start + size]
        if np.sqrt(np.mean(part**2)) > loudest:
            match = np.correlate(part, part, "full")[size - 1 :]
            found.append(speech.rate_hz / (low + int(np.argmax(match[low:high]))))
    return float(np.median(found))


def test_female_voices_are_higher_than_male_ones(voices: Voices) -> None:
    text = "One morning the old man opened all the windows."
    female = pitch_hz(say(voices, text, voice="en-us-female"))
    male = pitch_hz(say(voices, text, voice="en-us-male"))
    assert female > male * 1.25


def test_the_rate_changes_the_length(voices: Voices) -> None:
    voice = voices.get("en-us-female")
    slow = speak("This is said at one pace or another.", voice=voice, language="en", rate=0.8)
    fast = speak("This is said at one pace or another.", voice=voice, language="en", rate=1.6)
    assert slow.duration_s > 1.4 * fast.duration_s


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello", "en"),
        ("ok", "en"),
        ("Привет", "ru"),
        ("Привіт, як справи?", "uk"),
        ("你好", "zh"),
        ("日本語を話します", "ja"),
        ("안녕하세요", "ko"),
        ("γεια σας", "el"),
        ("Ich möchte gerne eine Tasse Kaffee und ein Stück Kuchen.", "de"),
        ("Je voudrais réserver une table pour deux personnes ce soir.", "fr"),
        ("我用 Python 写程序", "zh"),
        ("12345", "en"),
    ],
)
def test_the_language_is_found_from_the_text(voices: Voices, text: str, language: str) -> None:
    assert voices.choose(text)[1] == language


def test_the_presenters_gender_picks_the_voice(voices: Voices) -> None:
    assert voices.choose("Hello", gender="male")[0].info.id == "en-us-male"
    assert voices.choose("Hello", gender="female")[0].info.id == "en-us-female"


def test_a_language_and_a_gender_name_its_usual_voice(voices: Voices) -> None:
    assert voices.get("en-female").info.id == "en-us-female"
    assert voices.get("EN-male").info.id == "en-us-male"
    assert voices.get("de-female").info.id == "de-female"


def test_unknown_names_offer_near_ones(voices: Voices) -> None:
    with pytest.raises(UnknownVoice, match="en-us-female"):
        voices.get("en-us-femal")
    with pytest.raises(UnknownLanguage):
        voices.choose("Hello", language="xx-none")
    with pytest.raises(UnknownLanguage, match="speaks"):
        voices.choose("Hello", voice="ru-female", language="en")


def test_long_text_is_joined_without_clicks(voices: Voices) -> None:
    speech = say(voices, "The quick brown fox jumps over the lazy dog. " * 40, language="en")
    assert speech.duration_s > 60
    assert np.abs(np.diff(speech.samples)).max() < 0.5
    quiet = np.abs(speech.samples) < 1e-4
    starts = np.flatnonzero(np.diff(quiet.astype(int)) == -1)
    long_pauses = [s for s in starts if quiet[max(0, s - 2000) : s].all()]
    for start in long_pauses:
        assert np.abs(speech.samples[start : start + 20]).max() < 0.1


def test_a_path_without_speech_data_is_not_needed(tmp_path: Path) -> None:
    assert (
        Voices(Home(root=tmp_path / "nothing here")).get("de-male").speak("Ja", language="de").duration_s
        > 0.1
    )


def test_a_number_is_one_word_as_it_is_written(voices: Voices) -> None:
    speech = say(voices, "In 2026 we paid 1234 euros.", language="en")
    assert [word.text for word in speech.words] == ["In", "2026", "we", "paid", "1234", "euros"]
    assert all(word.end_s > word.start_s for word in speech.words)
