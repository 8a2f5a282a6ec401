"""The process that looks at footage: what it says, and that nothing of it is left."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from adding_world import VERA
from telegram_world import World, ffmpeg

from bot.examining import Found, examiner
from bot.locales import translator


def at_work() -> list[psutil.Process]:
    """Processes of ours that look at footage."""
    found = []
    for child in psutil.Process().children(recursive=True):
        try:
            # A fork that has not become another program yet still shows its parent's words: only ours count.
            if "presenters.fitness_worker" in child.cmdline() and child.ppid() == os.getpid():
                found.append(child)
        except psutil.Error:
            continue
    return found


async def test_footage_is_graded_and_shown(world: World, vera: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.jpg"
    found = await examiner(world.home)(vera, "Vera's “best”.jpg", sheet)
    assert found.failure is None
    assert found.grade in ("good", "fair", "poor")
    assert sheet.read_bytes()[:2] == b"\xff\xd8"


async def test_of_a_video_it_is_told_how_far_the_look_is(world: World, tmp_path: Path) -> None:
    footage = tmp_path / "vera.mp4"
    ffmpeg("-t", "0.6", "-i", VERA, "-vf", "scale=270:480", "-an", footage)
    shares: list[float] = []
    found = await examiner(world.home)(footage, "Vera", tmp_path / "sheet.jpg", on_share=shares.append)
    assert "short" in [one["code"] for one in found.remarks]
    assert shares == sorted(shares)
    assert shares


async def test_what_cannot_be_used_says_why_by_its_code(world: World, tmp_path: Path) -> None:
    found = await examiner(world.home)(world.media / "face.png", "Wand", tmp_path / "sheet.jpg")
    assert found.failure is not None
    assert found.failure.code == "no-face"
    assert (
        translator("zh")
        .error(found.failure.code, "", found.failure.details)
        .startswith("在Wand里没有找到人脸")
    )


async def test_looking_too_long_is_stopped_and_leaves_no_process(
    world: World, vera: Path, tmp_path: Path
) -> None:
    found = await examiner(world.home, limit_s=0.05)(vera, "Vera", tmp_path / "sheet.jpg")
    assert found.failure is not None
    assert found.failure.code == "media-timeout"
    assert at_work() == []


async def test_a_crash_of_the_process_is_a_failure_of_ours(world: World, vera: Path, tmp_path: Path) -> None:
    looking = asyncio.create_task(examiner(world.home)(vera, "Vera", tmp_path / "sheet.jpg"))
    while not looking.done():
        for process in at_work():
            process.kill()
        await asyncio.sleep(0.01)
    found = await looking
    assert found.failure is not None
    assert found.failure.code == "internal"


async def test_one_piece_of_footage_is_looked_at_at_a_time(world: World, vera: Path, tmp_path: Path) -> None:
    examine = examiner(world.home)
    looking = [asyncio.create_task(examine(vera, "Vera", tmp_path / f"{n}.jpg")) for n in range(3)]
    most = 0
    while not all(one.done() for one in looking):
        most = max(most, len(at_work()))
        await asyncio.sleep(0.01)
    assert [found.failure for found in await asyncio.gather(*looking)] == [None] * 3
    assert most == 1


def test_a_look_ends_with_the_program_that_was_killed(tmp_path: Path) -> None:
    footage = tmp_path / "long.mp4"
    ffmpeg("-stream_loop", "40", "-i", VERA, "-c", "copy", "-an", footage)
    script = Path(__file__).with_name("examine_program.py")
    arguments = [str(tmp_path / "home"), str(footage), str(tmp_path / "sheet.jpg")]
    with subprocess.Popen([sys.executable, str(script), *arguments], stdout=subprocess.PIPE) as program:
        assert program.stdout
        assert program.stdout.readline().startswith(b"share")
        started = psutil.Process(program.pid).children(recursive=True)
        program.kill()
    assert len(started) >= 1
    _, left = psutil.wait_procs(started, timeout=30)
    assert left == []


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_a_remark_that_no_catalogue_knows_is_said_as_it_came(locale: str) -> None:
    found = Found(grade="fair", remarks=({"code": "new", "sentence": "Too dark.", "details": {}},))
    assert found.lines(translator(locale)) == ["• Too dark."]
