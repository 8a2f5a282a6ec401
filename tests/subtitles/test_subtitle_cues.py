"""Texts cut into subtitles that read well, at the times they are spoken."""

import re
from itertools import pairwise

import pytest

from common.home import Home
from pipeline.align import spread
from pipeline.atoms import atoms, columns
from pipeline.cues import Cue, as_srt, as_vtt, cues
from voices.catalog import Voices
from voices.speaking import speak
from voices.text import as_written
from voices.voice import Word

ENGLISH = (
    "In 2026 we saved **25 %** – don't wait! 😀 Call +49 30 1234, it's free: write to a@b.de. Yes. Dr. Smith's device "
    "weighs 3.5 kg and costs $1,299.99, which is less than most people would expect from a machine that does so much.\n\n"
    "See https://example.com/a/very/long/address for more!!! And mind C:\\new <b>files</b> {x} & #news."
)
CHINESE = (
    "我们在2026年节省了25%的时间，欢迎使用Mouthpiece。谢谢大家！今天我想向各位介绍一个全新的产品，它可以把任何一段文字变成"
    "一段由真人主持的视频，而且完全在您自己的电脑上运行。"
)
RUSSIAN = "Привет! Это 3 новых ролика за 10 минут. Мы рассказываем о том, как быстро и просто сделать видео с ведущим."
GERMAN = "Die Donaudampfschifffahrtsgesellschaft gab bekannt, dass der Fahrplan vom 1. Juli bis zum 31. August gilt."
ARABIC = "مرحبا بكم في الأخبار، اليوم نتحدث عن الطقس في المدينة وعن كل ما هو جديد في عام 2026."
JAPANESE = "こんにちは、世界。写真や動画を送ってください。すぐに返事をしますので、少しだけお待ちください。"
TEXTS = {"en": ENGLISH, "zh": CHINESE, "ru": RUSSIAN, "de": GERMAN, "ar": ARABIC, "ja": JAPANESE}


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    return Voices(Home(root=tmp_path_factory.mktemp("home")).make())


def subtitles(text: str, language: str, voices: Voices, *, widest: int = 42) -> tuple[tuple[Cue, ...], float]:
    voice, tag = voices.choose(text, language=language)
    speech = speak(text, voice=voice, language=tag)
    pieces = atoms(as_written(text), speech.words, tag)
    return cues(pieces, duration_s=speech.duration_s, widest=widest), speech.duration_s


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("widest", [30, 42])
def test_subtitles_hold_the_whole_text_in_two_lines_that_fit(
    language: str, widest: int, voices: Voices
) -> None:
    made, duration_s = subtitles(TEXTS[language], language, voices, widest=widest)
    shown = "".join(line for cue in made for line in cue.lines)
    assert letters(shown) == letters(as_written(TEXTS[language]))
    assert all(1 <= len(cue.lines) <= 2 for cue in made)
    # A single word may be wider than a line, and is not cut.
    assert all(columns(line) <= widest or " " not in line for cue in made for line in cue.lines)
    assert all(first.end_s <= second.start_s for first, second in pairwise(made))
    assert made[-1].end_s <= duration_s
    assert all(cue.end_s - cue.start_s >= 0.6 for cue in made)


def test_the_text_is_shown_as_the_person_wrote_it_without_markup_links_and_emoji(voices: Voices) -> None:
    made, _ = subtitles(ENGLISH, "en", voices)
    shown = " ".join(line for cue in made for line in cue.lines)
    assert "In 2026 we saved 25 % – don't wait!" in shown
    assert "$1,299.99," in shown
    assert "a@b.de." in shown
    assert "for more!!!" in shown
    assert "C:\\new files {x} & #news." in shown
    assert "*" not in shown
    assert "😀" not in shown
    assert "http" not in shown


def test_a_subtitle_stands_while_its_words_are_spoken(voices: Voices) -> None:
    text = "The first sentence stands alone here. The second one says something else entirely."
    made, _ = subtitles(text, "en", voices)
    voice, tag = voices.choose(text, language="en")
    first = speak("The first sentence stands alone here.", voice=voice, language=tag)
    assert [" ".join(cue.lines) for cue in made] == [
        "The first sentence stands alone here.",
        "The second one says something else entirely.",
    ]
    assert made[0].start_s == pytest.approx(0.2, abs=0.05)
    assert made[1].start_s == pytest.approx(first.duration_s - 0.2 + 0.28, abs=0.08)


def test_lines_end_at_clauses_and_before_conjunctions(voices: Voices) -> None:
    made, _ = subtitles("We opened the doors early and everybody came to see it.", "en", voices)
    assert made[0].lines == ("We opened the doors early", "and everybody came to see it.")
    (german, *_), _ = subtitles(GERMAN, "de", voices)
    assert not german.lines[-1].endswith("1.")
    chinese, _ = subtitles(CHINESE, "zh", voices, widest=30)
    assert all(cue.lines[-1][-1] in "，。！" for cue in chinese)
    assert not any(line[0] in "，。！的" for cue in chinese for line in cue.lines)


def test_a_voice_that_tells_no_words_has_subtitles_by_its_sentences(voices: Voices) -> None:
    told = (
        Word(text="The first sentence stands here.", start_s=0.2, end_s=2.2),
        Word(text="And then 2 more.", start_s=2.6, end_s=4.0),
    )
    pieces = atoms("The first sentence stands here. And then 2 more.", told, "en")
    made = cues(pieces, duration_s=4.2, widest=42)
    assert [(cue.start_s, cue.lines) for cue in made] == [
        (0.2, ("The first sentence stands here.",)),
        (2.6, ("And then 2 more.",)),
    ]


def test_words_that_the_voice_left_out_or_added_do_not_move_the_others() -> None:
    told = tuple(
        Word(text=word, start_s=float(number), end_s=number + 1.0)
        for number, word in enumerate("alpha beta inserted words gamma delta epsilon".split())
    )
    pieces = atoms("Alpha, beta gamma (silent) delta epsilon.", told, "en")
    assert {piece.text: piece.start_s for piece in pieces} == {
        "Alpha,": 0.0,
        "beta": 1.0,
        "gamma": 4.0,
        "(silent)": 5.0,
        "delta": 5.0,
        "epsilon.": 6.0,
    }


def test_what_was_not_spoken_yet_has_no_subtitle() -> None:
    told = (Word(text="one", start_s=0.0, end_s=1.0), Word(text="two", start_s=1.0, end_s=2.0))
    assert [piece.text for piece in atoms("One two three four five.", told, "en")] == ["One", "two"]


def test_a_word_too_long_for_any_line_is_cut_and_nothing_is_lost() -> None:
    word = "x" * 100
    pieces = atoms(f"A {word} here.", (Word(text=f"A {word} here", start_s=0.0, end_s=9.0),), "en")
    assert "".join(piece.text for piece in pieces) == f"A{word}here."
    assert max(columns(line) for cue in cues(pieces, duration_s=9.0, widest=30) for line in cue.lines) <= 42


def test_long_recordings_share_their_text_out_over_what_is_spoken() -> None:
    words = spread("one two six ten " * 50, [(10.0, 60.0), (100.0, 110.0)])
    assert words[0].start_s == 10.0
    assert words[-1].end_s == pytest.approx(110.0, abs=1e-6)
    assert not any(60.5 < word.start_s < 99.5 for word in words)
    assert spread("short", [(0.0, 200.0)]) == ()


def test_files_keep_marks_that_have_a_meaning_in_their_format() -> None:
    made = (Cue(start_s=3661.5, end_s=3662.25, lines=("a --> b", "<i> & c")),)
    assert as_srt(made) == "1\n01:01:01,500 --> 01:01:02,250\na → b\n<i> & c\n"
    assert as_vtt(made) == "WEBVTT\n\n01:01:01.500 --> 01:01:02.250\na → b\n&lt;i&gt; &amp; c\n"


def test_nothing_spoken_is_no_subtitle() -> None:
    assert cues([], duration_s=3.0, widest=42) == ()
    assert as_srt(()) == ""
