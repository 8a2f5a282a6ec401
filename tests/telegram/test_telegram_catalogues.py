import ast
import re
import string
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import bot.locales
import bot.telegram.app
from bot.locales import LOCALES, REASONS, locale_for, source, translator
from bot.telegram.status import subclasses
from common.errors import MouthpieceError, UnknownPresenter, near_names
from pipeline.lips.engines import ENGINES
from pipeline.order import Stage, Style
from presenters.remarks import SENTENCES, Grade

ROOT = Path(bot.locales.__file__).parents[1]
USED_BY_NAME = re.compile(r'say\(\s*f?"([a-z]+(?:-[a-z]+)*)"')
OURS = ("common.errors", "models.errors", "bot.telegram.")
"""Modules whose errors may be read in a chat"""


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(locale: str) -> dict[str, set[str]]:
    """Variables by key."""
    found = {}
    for entry in FluentParser().parse(source(locale)).body:
        assert not isinstance(entry, ftl.Junk), entry.content
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in found, f"{entry.id.name} is there twice"
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.names
    return found


def errors() -> list[type[MouthpieceError]]:
    return [error for error in subclasses(MouthpieceError) if error.__module__.startswith(OURS)]


def details(error: type[MouthpieceError]) -> dict[str, str | int | float]:
    """Details as the sentence needs them: numbers where it formats a number."""
    fields = [(name, form) for _, name, form, _ in string.Formatter().parse(error.sentence) if name]
    return {name: 3.5 if form or name in ("width", "height") else "x" for name, form in fields}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_catalogue_has_the_same_keys_with_the_same_variables(locale: str) -> None:
    assert messages(locale) == messages("en")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("error", errors(), ids=lambda error: error.code)
def test_every_error_has_its_sentence(locale: str, error: type[MouthpieceError]) -> None:
    given = details(error)
    assert messages(locale)[f"error-{error.code}"] <= given.keys()
    said = translator(locale).error(error.code, "not found", given)
    assert said != "not found"
    assert "{" not in said


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", SENTENCES)
def test_every_remark_on_footage_is_said_with_its_details(locale: str, code: str) -> None:
    named = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name}
    assert messages(locale)[f"fitness-{code}"] == named
    said = translator(locale)(f"fitness-{code}", **dict.fromkeys(named, 12.5))
    assert "{" not in said
    assert bool(re.search("1[23]", said)) == bool(named)


def test_no_sentence_is_left_of_an_error_that_is_gone() -> None:
    codes = {f"error-{error.code}" for error in subclasses(MouthpieceError)}
    assert {key for key in messages("en") if key.startswith("error-")} <= codes


def test_every_message_the_code_says_exists_and_every_message_is_said() -> None:
    there = messages("en").keys()
    families = {
        *(f"stage-{stage}" for stage in Stage),
        *(f"style-{style}" for style in Style),
        *(f"style-chosen-{style}" for style in Style),
        *(f"lips-{engine}" for engine in ENGINES),
        *(f"subtitles-{choice}" for choice in ("off", "burnt", "chosen-off", "chosen-burnt")),
        *(f"command-{name}" for name in commands()),
        *(f"adding-look-{grade}" for grade in ("good", "fair", "poor")),
        *REASONS.values(),
        *(f"fitness-{code}" for code in SENTENCES),
        *(f"fitness-grade-{grade}" for grade in Grade),
        "voice-female",
        "voice-male",
    }
    written = set()
    for path in [*(ROOT / "telegram").glob("*.py"), ROOT / "locales" / "__init__.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in there:
                written.add(node.value)
        for key in USED_BY_NAME.findall(path.read_text(encoding="utf-8")):
            assert key in there or any(name.startswith(key) for name in there), (path.name, key)
    assert families <= there
    unsaid = {
        key
        for key in there
        if key not in written | families and not key.startswith(("error-", "fitness-", "table-"))
    }
    assert unsaid == set()


def commands() -> set[str]:
    from bot.telegram.commands import GROUP, PRIVATE

    return {*PRIVATE, *GROUP}


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 заказ"),
        (2, "2 заказа"),
        (5, "5 заказов"),
        (11, "11 заказов"),
        (21, "21 заказ"),
        (104, "104 заказа"),
    ],
)
def test_russian_counts_as_russians_do(count: int, said: str) -> None:
    assert said + " на" not in translator("ru")("status-waiting", ahead=count)
    assert f"перед вами {said}." in translator("ru")("status-waiting", ahead=count)


def test_durations_are_rounded_as_people_say_them() -> None:
    said = [translator("en").duration(seconds) for seconds in (1, 33, 89, 90, 900, 7300)]
    assert said == ["5 seconds", "35 seconds", "90 seconds", "2 minutes", "15 minutes", "2 hours"]
    assert translator("ru").duration(65) == "65 секунд"
    assert translator("zh").duration(130) == "2 分钟"


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("en-GB", "en"),
        ("zh-hans", "zh"),
        ("zh_TW", "zh"),
        ("RU", "ru"),
        ("uk", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_catalogue_follows_telegrams_language_code(code: str | None, locale: str) -> None:
    assert locale_for(code) == locale


def test_near_names_and_reasons_are_said_in_the_readers_language() -> None:
    error = UnknownPresenter(name="mya", hint=near_names("mya", ["mia", "noah"]))
    said = translator("zh").error(error.code, str(error), error.details)
    assert said == "没有名为“mya”的主播。你是不是想找 mia？全部主播见 /presenters。"
    reason = {"name": "a.mp3", "reason": "it is cut off: its index is missing"}
    assert (
        translator("ru")
        .error("unreadable-media", "", reason)
        .startswith("Не удалось прочитать: a.mp3 – файл обрезан")
    )


def test_an_unknown_code_or_a_missing_detail_leaves_the_english_sentence() -> None:
    assert translator("ru").error("brand-new", "As it says.", {}) == "As it says."
    assert translator("ru").error("no-face", "As it says.", {}) == "As it says."


def test_a_message_that_no_catalogue_has_is_an_error() -> None:
    with pytest.raises(KeyError, match="brand-new"):
        translator("zh")("brand-new")


def test_names_written_from_right_to_left_do_not_turn_the_sentence() -> None:
    assert "\u2068علي\u2069" in translator("en")("presenters-chosen", name="علي")
    assert "\u2068" not in translator("en")("presenters-chosen", name="李 Ann")
