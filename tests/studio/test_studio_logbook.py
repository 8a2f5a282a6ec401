"""The log as it is written and read again: Chinese, tracebacks, lines that are none, rotation, and no secrets."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.logbook import Found, Logbook, Source, Wish
from bot.logs import FILE_NAME
from common.home import Home
from pipeline.jobs.child import mark
from pipeline.jobs.warmchild import LOG_LIMIT_BYTES, WarmChild

TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz_0123"
EVERYTHING = Wish()
LOGGING = f"""
import logging, sys
import structlog
from pathlib import Path
from bot.logs import configure
from common.home import Home

configure(Home(root=Path(sys.argv[1])), "INFO", ["geheim", 'quo"te'])
log = structlog.get_logger()
log.info("订单开始", job="abc123", why="first line\\nsecond \\u2028 line", level_of_detail=3)
log.warning("somebody knocked", address="https://api.telegram.org/bot{TOKEN}/getMe", said='with quo"te')
try:
    try:
        raise ValueError("the password is geheim")
    except ValueError as error:
        raise RuntimeError("出错了") from error
except RuntimeError:
    log.exception("order broke", job="abc123")
    logging.getLogger("some.library").exception("and %s", "a library")
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path / "home").make()


def write_log(home: Home) -> str:
    """What a program that logs says on its screen."""
    done = subprocess.run(
        [sys.executable, "-c", LOGGING, str(home.root)], capture_output=True, text=True, check=True
    )
    return done.stderr


def test_what_was_logged_reads_back_with_its_traceback_and_its_chinese(home: Home) -> None:
    write_log(home)
    first, knock, broke, library = Logbook(home=home).last(Source.BOT, EVERYTHING, limit=10).entries
    assert (first.event, first.order, first.level) == ("订单开始", "abc123", "info")
    assert first.fields == {"why": "first line\nsecond \u2028 line", "level_of_detail": "3"}
    assert first.at.endswith("Z")
    assert knock.level == "warning"
    assert broke.trace
    assert broke.trace.startswith("Traceback")
    assert "ValueError" in broke.trace
    assert broke.trace.endswith("RuntimeError: 出错了")
    assert (library.event, library.level) == ("and a library", "error")
    assert library.trace


def test_no_secret_reaches_the_screen_or_the_file(home: Home) -> None:
    screen = write_log(home)
    file = (home.logs / FILE_NAME).read_text(encoding="utf-8")
    for told in (screen, file):
        assert TOKEN not in told
        assert "geheim" not in told
        assert "(hidden)/getMe" in told
    assert json.loads(file.split("\n")[1])["said"] == "with (hidden)"


def test_entries_are_found_by_order_level_and_words_in_any_script(home: Home) -> None:
    write_log(home)
    book = Logbook(home=home)

    def events(wish: Wish) -> list[str]:
        return [entry.event for entry in book.last(Source.BOT, wish, limit=10).entries]

    assert events(Wish(order="abc123")) == ["订单开始", "order broke"]
    assert events(Wish(level="warning")) == ["somebody knocked", "order broke", "and a library"]
    assert events(Wish(words="出错 VALUEERROR", order="abc123")) == ["order broke"]
    assert events(Wish(words="订单")) == ["订单开始"]


def test_a_line_that_is_not_ours_or_is_cut_off_is_shown_as_it_stands(home: Home) -> None:
    (home.logs / FILE_NAME).write_text(
        'event="old line" level=info\n[1, 2]\n{"event": "whole"}\n{"event": "ha'
    )
    entries = Logbook(home=home).last(Source.BOT, EVERYTHING, limit=10).entries
    assert [entry.event for entry in entries] == ['event="old line" level=info', "[1, 2]", "whole"]


def test_the_log_is_followed_over_its_rotation_without_a_gap(home: Home) -> None:
    path = home.logs / FILE_NAME
    path.write_text('{"event": "1"}\n')
    book = Logbook(home=home)
    found = book.last(Source.BOT, EVERYTHING, limit=10)
    with path.open("a") as file:
        file.write('{"event": "2"}\n{"event": "3')
    assert [entry.event for entry in book.since(Source.BOT, found.after, EVERYTHING).entries] == ["2"]
    after = book.since(Source.BOT, found.after, EVERYTHING).after
    with path.open("a") as file:
        file.write('"}\n{"event": "4"}\n')
    path.rename(path.with_name(f"{FILE_NAME}.1"))
    path.write_text('{"event": "5"}\n')
    news = book.news(Source.BOT, after, EVERYTHING)
    assert [entry.event for entry in news.entries] == ["3", "4", "5"]
    assert book.news(Source.BOT, news.after, EVERYTHING) == Found(entries=(), after=news.after)
    assert [entry.event for entry in book.last(Source.BOT, EVERYTHING, limit=3).entries] == ["3", "4", "5"]


def test_what_the_child_prints_belongs_to_the_order_it_was_making(home: Home) -> None:
    crash = "Traceback (most recent call last):\n  File 'x', line 1\n    one\nKeyError: 'a'\n"
    cause = "\nDuring handling of the above exception, another exception occurred:\n\n"
    (home.logs / "worker.log").write_text(
        f"loading\n{mark('0a1:1', 0)}\nFutureWarning: old\n{crash}{cause}{crash}{mark('0a2:3', 60)}\nfine\n"
    )
    book = Logbook(home=home)
    entries = book.last(Source.WORKER, EVERYTHING, limit=10).entries
    assert [(entry.order, entry.level) for entry in entries] == [
        (None, "info"),
        ("0a1", "info"),
        ("0a1", "warning"),
        ("0a1", "error"),
        ("0a2", "info"),
        ("0a2", "info"),
    ]
    assert entries[3].event == "KeyError: 'a'"
    assert str(entries[3].trace).count("Traceback") == 2
    assert entries[5].at == "1970-01-01T00:01:00Z"
    found = book.last(Source.WORKER, Wish(order="0a2"), limit=10)
    with (home.logs / "worker.log").open("a") as file:
        file.write("later\n")
    (later,) = book.since(Source.WORKER, found.after, Wish(order="0a2")).entries
    assert (later.event, later.order) == ("later", "0a2")


BEATING = """
import json, sys
print(json.dumps({"ready": True}), flush=True)
for number, line in enumerate(sys.stdin):
    sys.stderr.write(line * 20_000)
    sys.stderr.flush()
    print(json.dumps({"beat": number}), flush=True)
    print(json.dumps({"done": number}), flush=True)
"""


async def test_the_childs_log_stays_short_while_the_child_lives_and_goes_on(home: Home) -> None:
    path = home.logs / "worker.log"
    bell = asyncio.Event()
    child = await WarmChild.start(
        [sys.executable, "-c", BEATING], log_file=path, scratch=home.root / "scratch", bell=bell, step_s=1.0
    )
    try:
        async with asyncio.timeout(60):
            for number in range(12):
                child.tell(words="x" * 40)
                while True:
                    words = child.news()
                    if words == {"done": number}:
                        break
                    bell.clear()
                    if words is None:
                        await bell.wait()
    finally:
        await child.end()
    assert 0 < path.stat().st_size <= LOG_LIMIT_BYTES
    old = path.with_suffix(".old.log")
    assert old.stat().st_size > LOG_LIMIT_BYTES
    assert old.read_bytes()[:9] == path.read_bytes()[:9] == b'{"words":'


def test_what_is_written_first_into_a_log_that_was_not_there_is_not_missed(home: Home) -> None:
    book = Logbook(home=home)
    found = book.last(Source.BOT, EVERYTHING, limit=10)
    assert found.entries == []
    (home.logs / FILE_NAME).write_text('{"event": "first"}\n')
    assert [entry.event for entry in book.news(Source.BOT, found.after, EVERYTHING).entries] == ["first"]
