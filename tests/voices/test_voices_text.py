"""Text made ready for speaking."""

import emoji
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import NothingToSay, TextTooLong
from voices.text import as_written, clean, sentences


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Look: https://example.org/a?b=c now", "Look: now"),
        ("**Bold** and _soft_ and `code`", "Bold and soft and code"),
        ("# Title\n- one\n- two", "Title\none\ntwo"),
        ("[our site](https://example.org) is up", "our site is up"),
        ("Really?!?!?? Yes!!!!!", "Really?!?!? Yes!"),
        ("Fish &amp; chips", "Fish & chips"),
        ("Hi 👋🏽 there 🏳️‍🌈", "Hi there"),
        ("<b>Hello</b> you", "Hello you"),
        ("@anna and #spring", "anna and spring"),
        ("2 < 3", "2 3"),
        ("snake_case stays", "snake case stays"),
    ],
)
def test_what_is_not_speech_is_left_out(text: str, spoken: str) -> None:
    assert clean(text).replace("  ", " ") == spoken


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂🙂🙂", "...", "!!!", "https://example.org", "\n\n", "***", "\u200b"]
)
def test_a_text_with_nothing_to_say_is_refused(text: str) -> None:
    with pytest.raises(NothingToSay):
        clean(text)


def test_a_text_over_the_limit_says_by_how_much() -> None:
    with pytest.raises(TextTooLong, match="20 over the limit of 100"):
        clean("a" * 120, limit=100)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_speech_or_a_clear_refusal(text: str) -> None:
    try:
        spoken = clean(text)
    except NothingToSay:
        return
    assert spoken.strip()
    assert not emoji.emoji_list(spoken)
    assert "http://" not in spoken.lower()
    assert "https://" not in spoken.lower()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abc ,.!?，。你好\n", min_size=1, max_size=600), st.sampled_from(["en", "zh", "de"]))
def test_sentences_stay_within_the_engines_limit_and_lose_no_letters(text: str, language: str) -> None:
    parts = [part for part, _ in sentences(text, language, longest=60)]
    assert all(len(part) <= 60 for part in parts)

    def letters(words: str) -> str:
        return "".join(c for c in words if c.isalpha())

    assert letters("".join(parts)) == letters(text)


def test_a_number_with_a_dot_ends_no_sentence_where_that_means_the_first() -> None:
    assert [part for part, _ in sentences("Er kam am 1. Juli. Sie auch.", "de")] == [
        "Er kam am 1. Juli.",
        "Sie auch.",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Hi**, [Ann](https://a.b) 😀!!!", "Hi, Ann !!!"),
        ("Write to a@b.de, #news\n\n- one\n---", "Write to a@b.de, #news\none"),
        ("C:\\x {y} &amp; 5 < 6 …", "C:\\x {y} & 5 < 6 …"),
    ],
)
def test_a_text_to_read_keeps_what_was_written(text: str, shown: str) -> None:
    assert as_written(text) == shown
