"""Templates: what is filled in, and which sentences are shared by all rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import TemplateBroken
from pipeline.clipnames import LONGEST_BYTES, safe_name, unique_names
from pipeline.template import Template

WELCOME = "Hello {Name}, welcome. Your course { course } starts on {date}. Please bring a notebook and a pen. Bye, {name}!"
ROW = {"name": "Anna", "course": "Welding", "date": "2026-05-03"}


def test_placeholders_are_filled_whatever_their_case_and_spaces() -> None:
    template = Template.parse(WELCOME)
    assert template.placeholders == ("Name", "course", "date")
    assert template.fill(ROW) == (
        "Hello Anna, welcome. Your course Welding starts on 2026-05-03. Please bring a notebook and a pen. Bye, Anna!"
    )


def test_two_braces_are_one_and_mean_no_placeholder() -> None:
    template = Template.parse("Write {{name}} for {name}.")
    assert template.names == ("name",)
    assert template.fill({"name": "a name"}) == "Write {name} for a name."


@pytest.mark.parametrize(
    "text", ["Hello {name", "Hello name}", "Hello {}.", "Hello { }.", "{a{b}}", "{a\nb}"]
)
def test_a_broken_template_is_refused_with_the_place(text: str) -> None:
    with pytest.raises(TemplateBroken) as raised:
        Template.parse(text)
    assert raised.value.details["near"]
    assert "curly braces" in str(raised.value)


def test_sentences_without_placeholders_are_shared_and_neighbours_of_a_kind_are_one_part() -> None:
    parts = Template.parse(WELCOME).parts(ROW, "en")
    assert [(part.text, part.shared) for part in parts] == [
        ("Hello Anna, welcome. Your course Welding starts on 2026-05-03. ", False),
        ("Please bring a notebook and a pen. ", True),
        ("Bye, Anna!", False),
    ]


@pytest.mark.parametrize(
    ("language", "text", "row", "shared"),
    [
        (
            "zh",
            "你好，{姓名}！欢迎来到我们的培训中心。请带好你的笔记本。",
            {"姓名": "安娜"},
            "欢迎来到我们的培训中心。请带好你的笔记本。",
        ),
        (
            "ru",
            "Здравствуйте, {Имя}! Мы очень рады видеть вас у себя.",
            {"имя": "Анна"},
            "Мы очень рады видеть вас у себя.",
        ),
    ],
)
def test_columns_and_sentences_may_be_chinese_or_russian(
    language: str, text: str, row: dict[str, str], shared: str
) -> None:
    parts = Template.parse(text).parts(row, language)
    assert [part.text for part in parts if part.shared] == [shared]


def test_what_is_filled_in_never_changes_where_shared_parts_begin() -> None:
    template = Template.parse("Hello {name}. Please bring a notebook and a pen.")
    names = ("Anna", "Dr. Li. And his friend! Who?", "zqxj", "{name}", "…")
    split = [template.parts({"name": name}, "en") for name in names]
    assert {tuple(part.text for part in parts if part.shared) for parts in split} == {
        ("Please bring a notebook and a pen.",)
    }


def test_a_short_sentence_between_names_is_not_cut_out() -> None:
    parts = Template.parse("Hello {name}. Come in! Sit down, {name}.").parts({"name": "Li"}, "en")
    assert [part.shared for part in parts] == [False]


def test_a_template_without_placeholders_is_one_shared_part() -> None:
    parts = Template.parse("Hello to you all. Welcome to our training camp.").parts({}, "en")
    assert [part.shared for part in parts] == [True]


def test_no_word_of_the_template_is_taken_for_a_placeholder() -> None:
    template = Template.parse("Zqxj, {name}. Zqxjq says hello to everybody here.")
    assert [part.text for part in template.parts({"name": "Li"}, "en")] == [
        "Zqxj, Li. ",
        "Zqxjq says hello to everybody here.",
    ]


@given(
    st.text(alphabet="ab. !?\n,。😀Zqxj", max_size=60),
    st.text(alphabet="ab. !?\n", max_size=60),
    st.text(max_size=12),
)
def test_parts_joined_are_the_filled_text(before: str, after: str, value: str) -> None:
    template = Template.parse(before + "{name}" + after)
    values = {"name": value}
    assert "".join(part.text for part in template.parts(values, "en")) == template.fill(values)


@pytest.mark.parametrize(
    ("wanted", "safe"),
    [
        ("Anna - Welding", "Anna - Welding"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("安娜 - 焊接", "安娜 - 焊接"),
        ("CON", "_CON"),
        ("nul.tar", "_nul.tar"),
        ("contact", "contact"),
        ("a\x00b\u202ec\n", "a b c"),
        (" .hidden. ", "hidden"),
        ("...", "row 2"),
        ("", "row 2"),
    ],
)
def test_names_are_safe_on_every_system(wanted: str, safe: str) -> None:
    assert safe_name(wanted, "row 2") == safe


@given(st.lists(st.text(alphabet="aA安\U0001f642 (2).", max_size=60), max_size=8))
def test_names_are_unique_and_short(wanted: list[str]) -> None:
    names = unique_names(safe_name(text, "row") for text in wanted)
    assert len({name.casefold() for name in names}) == len(wanted)
    assert all(0 < len(name.encode()) <= LONGEST_BYTES for name in names)
