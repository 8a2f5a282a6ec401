"""The studio's catalogues: the same messages with the same variables in every language, and none that is not used."""

import re
from pathlib import Path

import pytest

import bot.studio
from bot.locales import LOCALES
from bot.studio.pages import PAGES, scripts_of
from bot.studio.words import KEY, VARIABLE, script_words, source, translator

ROOT = Path(bot.studio.__file__).parent


def messages(locale: str) -> dict[str, set[str]]:
    return {found["key"]: set(VARIABLE.findall(found["rest"])) for found in KEY.finditer(source(locale))}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_catalogue_has_the_same_keys_with_the_same_variables(locale: str) -> None:
    assert messages(locale) == messages("en")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_is_written_in_its_own_language(locale: str) -> None:
    letters = {"en": r"[A-Za-z]", "zh": r"[\u4e00-\u9fff]", "ru": r"[\u0400-\u04ff]"}[locale]
    plain = {
        "studio-seconds",
        "studio-minutes",
        "studio-hours",
        "voices-engine-espeak",
        "history-channel-api",
        "log-source-bot",
    }
    say = translator(locale)
    for key, variables in messages(locale).items():
        said = say(key, **dict.fromkeys(variables, 1))
        assert key in plain or re.search(letters, said), f"{key} is not in {locale}: {said}"


def test_scripts_get_words_with_their_variables_to_fill_in() -> None:
    words = script_words("en", "studio-", "one-")
    assert words["studio-waiting"] == "In line, {ahead} before it"
    assert not any(key.startswith("history-") for key in words)


def test_every_word_a_script_says_is_there() -> None:
    known = messages("en")
    for script in (ROOT / "static").glob("*.js"):
        for key in re.findall(r"\bsay\(\"([a-z][a-z0-9-]*)\"", script.read_text(encoding="utf-8")):
            # Scripts that several pages share say words of those pages.
            assert any(one.endswith(f"-{key}") for one in known), f"{script.name} says {key}"


@pytest.mark.parametrize("page", [page for page, _ in PAGES])
def test_no_word_of_a_page_stands_where_a_script_of_many_pages_means_another(page: str) -> None:
    # A page's own word goes before the studio's of the same name; with other variables it is another sentence.
    known = messages("en")
    for script in scripts_of(f"{page}.js"):
        for key in re.findall(r"\bsay\(\"([a-z][a-z0-9-]*)\"", (ROOT / "static" / script).read_text("utf-8")):
            own, shared = f"{page}-{key}", f"studio-{key}"
            if own in known and shared in known:
                assert known[own] == known[shared], f"{script} says {own} for {shared}"
