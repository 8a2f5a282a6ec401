"""What keeps the worker from making anything: it says so, waits, and goes on, and no order pays for it."""

from pathlib import Path

import pytest
from line_works import Works

from common.errors import DiskFull
from pipeline.jobs.job import State


async def test_a_full_disk_gives_the_order_back_says_so_and_waits_for_space(
    works: Works, tmp_path: Path
) -> None:
    works.start()
    job = await works.order(f"full {tmp_path / 'space'}")
    await works.started(job, attempt=3)
    trouble = await works.trouble()
    assert trouble
    assert trouble.code == "disk-full"
    (tmp_path / "space.go").touch()
    (tmp_path / "space").touch()
    done = await works.made(job)
    assert done.lost == 0
    assert [trouble and trouble.code for trouble in works.troubles] == ["disk-full", None]
    await works.made(await works.order("make"))
    assert works.worker.trouble is None


async def test_space_is_said_to_be_there_again_while_the_clip_is_still_being_made(
    works: Works, tmp_path: Path
) -> None:
    space = tmp_path / "space"
    works.start()
    job = await works.order(f"full {space}")
    assert await works.trouble()
    space.touch()
    assert await works.trouble() is None
    assert (await works.line.get(job.id)).state is State.RUNNING
    space.with_suffix(".go").touch()
    await works.made(job)


async def test_a_full_disk_is_no_trouble_any_more_once_nobody_waits_for_space(
    works: Works, tmp_path: Path
) -> None:
    works.start()
    job = await works.order(f"full {tmp_path / 'never'}")
    assert await works.trouble()
    await works.line.cancel(job.id)
    assert await works.trouble() is None


async def test_a_made_clip_is_kept_until_the_full_line_has_room_to_say_so(
    works: Works, tmp_path: Path
) -> None:
    works.start()
    job = await works.order(f"hold {tmp_path / 'go'}")
    await works.started(job)
    await fill(works)
    (tmp_path / "go").touch()
    trouble = await works.trouble()
    assert trouble
    assert trouble.code == "disk-full"
    assert (await works.line.get(job.id)).state is State.RUNNING
    await works.store._all("PRAGMA max_page_count=100000")
    done = await works.made(job)
    assert (done.attempt, done.lost) == (1, 0)
    assert await works.trouble() is None
    assert done.clip
    assert Path(done.clip.path).is_file()


async def fill(works: Works) -> None:
    """Let the line's file grow no more, and use up the room that is left in it."""
    pages = (await works.store._one("PRAGMA page_count"))[0]
    await works.store._all(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DiskFull):
        for number in range(1000):
            filler = await works.order(f"make {number}", owner=f"filler {number}")
            await works.line.cancel(filler.id)


async def test_a_folder_that_cannot_be_made_fails_its_order_and_the_line_goes_on(works: Works) -> None:
    works.home.clips.rmdir()
    works.home.clips.write_text("a file where the folder of clips should be", encoding="utf-8")
    works.start()
    failed = await works.ended(await works.order("make"))
    assert failed.failure
    assert (failed.failure.code, failed.attempt) == ("internal", 3)
    works.home.clips.unlink()
    assert await works.line.retry(failed.id)
    await works.made(failed)


async def test_a_child_that_cannot_start_costs_no_attempt_and_the_reason_is_known(works: Works) -> None:
    (works.home.root / "broken").touch()
    works.start(respawn_most_s=0.1)
    job = await works.order("make")
    trouble = await works.trouble()
    assert trouble
    assert trouble.code == "worker-broken"
    assert "no such library" in trouble.message
    (works.home.root / "broken").unlink()
    done = await works.made(job)
    assert (done.attempt, works.worker.trouble) == (1, None)
