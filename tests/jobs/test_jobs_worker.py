"""The worker and its child: real processes, really killed."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from line_works import Works, finished, is_gone, until_gone

from common.errors import LineTaken
from common.home import Home
from pipeline.jobs.events import Kind
from pipeline.jobs.job import FINAL, State
from pipeline.jobs.worker import Worker


async def test_an_order_becomes_a_clip(works: Works) -> None:
    works.start()
    done = await works.made(await works.order("make"))
    assert done.clip
    assert Path(done.clip.path).stat().st_size == done.clip.size_bytes
    kinds = [event.kind for event in works.events]
    assert [kind for kind in kinds if kind is not Kind.PROGRESS] == [Kind.QUEUED, Kind.STARTED, Kind.ENDED]
    assert (await works.line.place(done.id)).estimate_s == 0.0


async def test_what_a_library_prints_or_reads_does_not_disturb_the_talk(works: Works) -> None:
    works.start()
    await works.made(await works.order("print"))
    assert "careless library" in (works.home.logs / "worker.log").read_text()


async def test_one_warm_child_makes_many_orders(works: Works) -> None:
    works.start()
    for number in range(5):
        await works.made(await works.order(f"make {number}"))
    assert len(works.children()) == 1


async def test_an_order_given_while_the_worker_rests_is_started_without_waiting_for_a_look(
    works: Works,
) -> None:
    works.start(look_s=30.0)
    await works.made(await works.order("make 1"))
    async with asyncio.timeout(10):
        await works.made(await works.order("make 2"))


async def test_a_child_killed_in_mid_order_is_replaced_and_the_order_made_at_the_second_attempt(
    works: Works, tmp_path: Path
) -> None:
    works.start()
    job = await works.order(f"hold {tmp_path / 'go'}")
    await works.started(job)
    assert works.worker.child_pid
    os.kill(works.worker.child_pid, signal.SIGKILL)
    await works.started(job, attempt=2)
    (tmp_path / "go").touch()
    done = await works.made(job)
    assert (done.attempt, done.lost) == (2, 1)
    assert len(works.children()) == 2


async def test_three_crashes_are_a_clear_failure_and_the_line_goes_on(works: Works) -> None:
    works.start()
    deadly = await works.order("die")
    failed = await works.ended(deadly)
    assert failed.state is State.FAILED
    assert failed.failure
    assert failed.failure.code == "worker-lost"
    assert "3 times" in failed.failure.message
    assert failed.failure.details == {"attempts": 3}
    await works.made(await works.order("make"))
    assert works.files() == {
        f"{(await works.line.list(limit=1))[0].id}{end}" for end in (".mp4", ".jpg", ".json")
    }


async def test_bad_input_is_said_at_once_with_its_code_and_details(works: Works) -> None:
    works.start()
    failed = await works.ended(await works.order("bad"))
    assert failed.failure
    assert (failed.failure.code, failed.attempt) == ("no-face", 1)
    assert failed.failure.details == {"name": "holiday.jpg"}
    assert failed.failure.message.startswith("No face was found in holiday.jpg")
    assert len(works.children()) == 1


async def test_what_nobody_foresaw_is_tried_three_times_each_with_a_fresh_child(works: Works) -> None:
    works.start()
    failed = await works.ended(await works.order("boom"))
    assert failed.failure
    assert (failed.failure.code, failed.attempt) == ("internal", 3)
    assert "nobody foresaw this" in (works.home.logs / "worker.log").read_text()
    await works.made(await works.order("make"))
    assert len(works.children()) == 4


@pytest.mark.parametrize("what", ["flaky", "lost"], ids=["ffmpeg", "the graphics processor"])
async def test_what_failed_here_is_tried_again_in_a_fresh_child(
    works: Works, tmp_path: Path, what: str
) -> None:
    works.start()
    done = await works.made(await works.order(f"{what} {tmp_path / 'failed-once'}"))
    assert done.attempt == 2
    assert len(works.children()) == 2


async def test_a_fresh_child_is_told_how_often_the_order_lost_one_so_that_it_asks_for_less(
    works: Works, tmp_path: Path
) -> None:
    works.start()
    await works.made(await works.order(f"lost {tmp_path / 'told'}"))
    assert (tmp_path / "told").read_text(encoding="utf-8") == "01"


async def test_a_child_whose_heart_stops_is_killed_and_replaced(works: Works, tmp_path: Path) -> None:
    works.start(beat_s=1.5)
    job = await works.order(f"hold {tmp_path / 'go'}")
    await works.started(job)
    stopped = works.worker.child_pid
    assert stopped
    os.kill(stopped, signal.SIGSTOP)
    await works.started(job, attempt=2)
    assert is_gone(stopped)
    (tmp_path / "go").touch()
    await works.made(job)


async def test_a_child_whose_heart_stops_while_it_rests_costs_no_attempt(works: Works) -> None:
    works.start(beat_s=1.5)
    await works.made(await works.order("make 1"))
    stopped = works.worker.child_pid
    assert stopped
    os.kill(stopped, signal.SIGSTOP)
    await asyncio.to_thread(until_gone, stopped)
    done = await works.made(await works.order("make 2"))
    assert (done.attempt, done.lost) == (1, 0)


async def test_an_order_that_takes_too_long_is_stopped_and_given_up_at_the_third_attempt(
    works: Works, tmp_path: Path
) -> None:
    works.start(clip_s=0.3, clip_per_second=0.0)
    failed = await works.ended(await works.order(f"heavy {tmp_path / 'never'}"))
    assert failed.failure
    assert (failed.failure.code, failed.attempt) == ("took-too-long", 3)
    assert all(is_gone(pid) for pid in works.children()[:3])


async def test_a_waiting_order_is_cancelled_and_never_started(works: Works, tmp_path: Path) -> None:
    works.start()
    first = await works.order(f"hold {tmp_path / 'go'}")
    second = await works.order("make")
    await works.started(first)
    assert await works.line.cancel(second.id)
    assert not await works.line.cancel(second.id)
    (tmp_path / "go").touch()
    await works.made(first)
    await works.made(await works.order("make 3"))
    assert second.id not in {event.job.id for event in works.events if event.kind is Kind.STARTED}


async def test_a_running_order_is_cancelled_politely_and_a_second_tap_changes_nothing(
    works: Works, tmp_path: Path
) -> None:
    works.start()
    job = await works.order(f"hold {tmp_path / 'never'}")
    await works.started(job)
    assert await works.line.cancel(job.id)
    assert not await works.line.cancel(job.id)
    assert (await works.ended(job)).state is State.CANCELLED
    await works.made(await works.order("make"))
    assert len(works.children()) == 1
    assert not [name for name in works.files() if job.id in name]
    assert (await works.line.get(job.id)).state is State.CANCELLED


async def test_a_running_order_that_does_not_heed_is_cancelled_by_ending_the_child(
    works: Works, tmp_path: Path
) -> None:
    works.start(cancel_s=0.2)
    job = await works.order(f"heavy {tmp_path / 'never'}")
    await works.started(job)
    await works.line.cancel(job.id)
    await works.made(await works.order("make"))
    assert len(works.children()) == 2
    assert (await works.line.get(job.id)).lost == 0


async def test_an_order_cancelled_from_another_program_is_stopped(works: Works, tmp_path: Path) -> None:
    works.start()
    job = await works.order(f"hold {tmp_path / 'never'}")
    await works.started(job)
    with sqlite3.connect(works.home.line_db) as other:
        other.execute("UPDATE jobs SET state = 'cancelled', finished_at = 1 WHERE id = ?", (job.id,))
    await works.made(await works.order("make"))


@pytest.mark.parametrize("word", ["hold", "heavy"])
async def test_a_running_order_of_somebody_who_is_forgotten_is_stopped(
    works: Works, tmp_path: Path, word: str
) -> None:
    works.start(cancel_s=0.2)
    job = await works.order(f"{word} {tmp_path / 'never'}")
    await works.started(job)
    assert [gone.id for gone in await works.line.forget("ann")] == [job.id]
    await works.made(await works.order("make", owner="bob"))
    assert not [name for name in works.files() if job.id in name]


async def test_a_cancelled_order_can_be_retried_at_once(works: Works, tmp_path: Path) -> None:
    works.start()
    job = await works.order(f"hold {tmp_path / 'go'}")
    await works.started(job)
    await works.line.cancel(job.id)
    await works.line.retry(job.id)
    (tmp_path / "go").touch()
    await works.until(lambda event: event.job.state is State.DONE)
    assert (await works.line.get(job.id)).attempt == 2


async def test_asked_to_stop_the_worker_gives_its_order_back_at_no_cost(works: Works, tmp_path: Path) -> None:
    works.start()
    job = await works.order(f"hold {tmp_path / 'go'}")
    await works.started(job)
    pid = works.worker.child_pid
    await works.stop()
    back = await works.line.get(job.id)
    assert (back.state, back.lost) == (State.QUEUED, 0)
    assert pid
    assert is_gone(pid)
    assert works.files() == set()
    (tmp_path / "go").touch()
    works.start()
    assert (await works.made(job)).lost == 0


async def test_a_second_worker_on_the_same_folder_is_told_so(works: Works) -> None:
    works.start()
    await works.made(await works.order("make"))
    second = Worker(line=works.line, home=works.home)
    with pytest.raises(LineTaken, match="Another Mouthpiece is already working"):
        await second.run()
    await works.stop()
    second.take_line()


async def test_the_same_order_twice_is_made_once(works: Works) -> None:
    works.start()
    first = await works.made(await works.order("make"))
    again = await works.order("make", owner="bob")
    assert (again.state, again.clip) == (State.DONE, first.clip)


async def test_the_same_order_twice_at_once_is_made_once(works: Works, tmp_path: Path) -> None:
    works.start()
    text = f"hold {tmp_path / 'go'}"
    first, again = await works.order(text), await works.order(text, owner="bob")
    await works.started(first)
    (tmp_path / "go").touch()
    made = await works.made(first)
    assert (await works.made(again)).clip == made.clip
    assert [event.job.id for event in works.events if event.kind is Kind.STARTED] == [first.id]


def serving(home: Home, *more: str) -> "subprocess.Popen[str]":
    script = Path(__file__).with_name("line_program.py")
    return subprocess.Popen(
        [sys.executable, str(script), str(home.root), *more], stdout=subprocess.PIPE, text=True
    )


def test_a_whole_program_killed_in_mid_order_finishes_it_once_after_the_restart(
    home: Home, tmp_path: Path
) -> None:
    text = f"hold {tmp_path / 'go'}"
    with serving(home, text) as first:
        assert first.stdout
        started = next(line for line in first.stdout if line.startswith("progress"))
        first.kill()
    child = int(started.split()[1])
    until_gone(child)
    (tmp_path / "go").touch()
    with serving(home) as second:
        assert second.stdout
        ended = next(line for line in second.stdout if line.startswith("ended"))
        second.terminate()
    assert ended.split()[1:] == ["done", "2", "1"]
    assert second.returncode == 0
    with sqlite3.connect(home.line_db) as line:
        assert line.execute("SELECT state, attempt FROM jobs").fetchall() == [("done", 2)]
        assert line.execute("SELECT count(*) FROM measured").fetchall() == [(1,)]
    assert len([path for path in home.clips.rglob("*.mp4") if not path.name.startswith(".")]) == 1


def test_an_ffmpeg_ends_with_the_child_that_ends_with_the_killed_program(home: Home, tmp_path: Path) -> None:
    with serving(home, f"film {tmp_path / 'pid'}") as program:
        assert program.stdout
        told = (line.split() for line in program.stdout if line.startswith("progress"))
        child = next(int(words[1]) for words in told if (tmp_path / "pid").exists())
        program.kill()
    until_gone(child)
    until_gone(int((tmp_path / "pid").read_text(encoding="utf-8")))


async def test_no_order_is_lost_when_the_worker_stops_at_any_moment(works: Works) -> None:
    jobs = [await works.order(f"make {number}") for number in range(8)]
    for _ in range(8):
        works.start()
        await works.until(lambda event: event.kind is Kind.STARTED)
        await works.stop()
    works.start()
    while [job for job in jobs if (await works.line.get(job.id)).state not in FINAL]:
        await works.until(lambda event: event.kind is Kind.ENDED)
    ended = [await works.line.get(job.id) for job in jobs]
    assert [(job.state, job.lost) for job in ended] == [(State.DONE, 0)] * 8


async def test_a_clip_that_is_on_disk_survives_a_late_word_of_an_earlier_attempt(works: Works) -> None:
    job = await works.order("make")
    first = await works.line.claim()
    assert first
    await works.line.give_back(job.id, first.attempt)
    second = await works.line.claim()
    assert second
    assert not await works.line.finish(job.id, first.attempt, finished(works.home, "late"))
    assert await works.line.finish(job.id, second.attempt, finished(works.home, "right"))
    done = await works.line.get(job.id)
    assert done.clip
    assert done.clip.path.endswith("right.mp4")
