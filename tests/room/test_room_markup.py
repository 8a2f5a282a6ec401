"""Formatted text: what a bot writes is what people read, and nothing else."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.room.apierror import ApiError
from bot.room.flood import FloodGate
from bot.room.forms import file_name
from bot.room.markup import parse, units
from bot.room.settings import FloodLimits
from bot.room.texts import TEXTS, asked_language


def kinds(text: str, mode: str) -> tuple[str, list[tuple[str, int, int]]]:
    plain, entities = parse(text, mode)
    return plain, [(one["type"], one["offset"], one["length"]) for one in entities]


def test_html_nests_and_counts_in_utf16() -> None:
    assert kinds("🎬 <b>a<i>b</i></b> &amp; <code>x&lt;y</code>", "HTML") == (
        "🎬 ab & x<y",
        [("bold", 3, 2), ("italic", 4, 1), ("code", 8, 3)],
    )


def test_html_keeps_the_language_of_a_block_and_drops_dangerous_links() -> None:
    plain, entities = parse(
        '<pre><code class="language-python">x</code></pre><a href="javascript:alert(1)">y</a>', "HTML"
    )
    assert plain == "xy"
    assert entities == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]


def test_markdown_v2_is_read_with_escapes_links_and_quotes() -> None:
    assert kinds(r"*bold _both_* \! [site](https://example.org) ||hidden||", "MarkdownV2") == (
        "bold both ! site hidden",
        [("bold", 0, 9), ("italic", 5, 4), ("text_link", 12, 4), ("spoiler", 17, 6)],
    )
    assert kinds("`a*b`\n>quoted\n>more", "MarkdownV2") == (
        "a*b\nquoted\nmore",
        [("code", 0, 3), ("blockquote", 4, 11)],
    )


@pytest.mark.parametrize("text", ["<div>x</div>", "<b>x</i>", "</b>", "a < b", "<b><i>x</b></i>"])
def test_html_that_does_not_add_up_is_refused(text: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        parse(text, "HTML")


@given(st.text(max_size=200))
def test_plain_text_stays_as_it_is_and_entities_lie_within_it(text: str) -> None:
    plain, entities = parse(text, None)
    assert plain == text.strip()
    assert all(one["offset"] >= 0 and one["offset"] + one["length"] <= units(plain) for one in entities)


@given(st.text(max_size=80), st.sampled_from(["HTML", "MarkdownV2"]))
def test_any_text_is_read_or_refused_but_never_breaks_the_reader(text: str, mode: str) -> None:
    with contextlib.suppress(ApiError):
        plain, entities = parse(text, mode)
        assert all(one["length"] > 0 and one["offset"] + one["length"] <= units(plain) for one in entities)


def test_a_burst_passes_and_the_bucket_fills_again_with_time() -> None:
    now = 0.0
    gate = FloodGate(FloodLimits(chat_per_s=1, chat_burst=3), clock=lambda: now)
    for _ in range(3):
        gate.pass_through(1)
    with pytest.raises(ApiError) as refused:
        gate.pass_through(1)
    assert refused.value.parameters == {"retry_after": 1}
    now = 1.0
    gate.pass_through(1)


def test_all_chats_together_have_a_limit_of_their_own() -> None:
    gate = FloodGate(FloodLimits(all_per_s=30, all_burst=30), clock=lambda: 0.0)
    for chat in range(30):
        gate.pass_through(chat)
    with pytest.raises(ApiError, match="Too Many Requests"):
        gate.pass_through(99)


def test_the_page_has_every_sentence_in_every_language() -> None:
    for language, texts in TEXTS.items():
        assert texts.keys() == TEXTS["en"].keys(), language
        for key, sentence in texts.items():
            assert sentence.count("{") == TEXTS["en"][key].count("{"), (language, key)


@pytest.mark.parametrize(
    ("header", "language"), [("zh-CN,zh;q=0.9", "zh"), ("ru", "ru"), ("de-AT", "de"), ("", "en"), ("*", "en")]
)
def test_the_first_language_a_browser_asks_for_counts(header: str, language: str) -> None:
    assert asked_language(header) == language


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\a\\отчёт.wav", "отчёт.wav"),
        ("合同 «1».pdf", "合同 «1».pdf"),
        ("a\r\nb.mp3", "ab.mp3"),
        ("..", "file"),
    ],
)
def test_names_of_files_lose_folders_and_control_characters_only(raw: str, kept: str) -> None:
    assert file_name(raw) == kept
