"""Every problem of a table is said in every language, with its details."""

import string

import pytest

from bot.locales import LOCALES, translator
from pipeline.problems import SENTENCES, WARNINGS


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", SENTENCES)
def test_every_problem_of_a_table_is_said_with_its_details(locale: str, code: str) -> None:
    named = [name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name]
    details = {name: 1200 + number for number, name in enumerate(named)}
    said = translator(locale).problem(code, "not found", details)
    assert said != "not found"
    assert [
        n
        for n in details.values()
        if f"{n}" in said or f"{n:,}" in said or f"{n:_}".replace("_", "\u00a0") in said
    ] == list(details.values())


def test_warnings_are_problems_there_are() -> None:
    assert set(SENTENCES) >= WARNINGS
