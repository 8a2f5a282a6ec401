"""The line on a real SQLite file."""

import subprocess
import sys
from pathlib import Path

import pytest
from line_works import Clock, finished

from common.errors import DiskFull, FileMissing, LineFull, NewerData, NoFace, UnknownJob
from common.home import Home
from pipeline.jobs.job import Failure, Job, State
from pipeline.jobs.migrations import MIGRATIONS
from pipeline.jobs.sqlite import WAITING_LIMIT, SqliteStore
from pipeline.order import ClipOrder, Stage


async def add(store: SqliteStore, text: str, *, owner: str = "ann", channel: str = "test") -> Job:
    return await store.add(ClipOrder(text=text), owner=owner, channel=channel, address="{}")


async def make(store: SqliteStore, clock: Clock, home: Home, *, took_s: float, duration_s: float) -> Job:
    """Claim the next order and finish it."""
    job = await store.claim()
    assert job
    clock.now_s += took_s
    assert await store.finish(job.id, job.attempt, finished(home, job.id, duration_s=duration_s))
    return await store.get(job.id)


async def test_two_processes_that_drain_one_line_claim_each_order_once(
    home: Home, store: SqliteStore
) -> None:
    ids = [(await add(store, f"text {n}", owner=f"owner {n % 7}")).id for n in range(60)]
    script = Path(__file__).with_name("drain_program.py")
    workers = [
        subprocess.Popen(
            [sys.executable, str(script), str(home.root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("\n")
        worker.stdin.flush()
    claimed = [worker.communicate(timeout=60)[0].split() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert sorted(claimed[0] + claimed[1]) == sorted(ids)
    assert {(await store.get(job_id)).state for job_id in ids} == {State.DONE}


async def test_whoever_lost_an_order_changes_nothing_any_more(store: SqliteStore, home: Home) -> None:
    job = await add(store, "hello")
    first = await store.claim()
    assert first
    await store.give_back(job.id, first.attempt)
    assert await store.claim()
    late = finished(home, "late")
    assert not await store.progress(job.id, first.attempt, Stage.RENDER, 0.9)
    assert not await store.finish(job.id, first.attempt, late)
    assert not await store.fail(job.id, first.attempt, Failure.of(NoFace(name="x")))
    assert not await store.release(job.id, first.attempt)
    assert not await store.holds(job.id, first.attempt)
    assert await store.holds(job.id, first.attempt + 1)


async def test_a_second_cancel_changes_nothing(store: SqliteStore) -> None:
    waiting, running = await add(store, "one"), await add(store, "two", owner="bob")
    claimed = await store.claim()
    assert claimed
    for job in (waiting, running):
        assert await store.cancel(job.id)
        assert not await store.cancel(job.id)
        assert (await store.get(job.id)).state is State.CANCELLED
    assert not await store.holds(claimed.id, claimed.attempt)
    assert await store.claim() is None


async def test_a_cancelled_order_is_made_when_retried_and_a_finished_one_is_not_made_again(
    store: SqliteStore, clock: Clock, home: Home
) -> None:
    job = await add(store, "hello")
    await store.cancel(job.id)
    assert await store.retry(job.id)
    done = await make(store, clock, home, took_s=1, duration_s=1)
    assert done.id == job.id
    assert not await store.retry(job.id)
    assert not await store.cancel(job.id)


async def test_the_same_order_is_answered_from_the_finished_clip_while_it_is_there(
    store: SqliteStore, clock: Clock, home: Home
) -> None:
    await add(store, "hello")
    first = await make(store, clock, home, took_s=1, duration_s=1)
    await store.told(first.id, remote_id="file-7")
    again = await add(store, "hello", owner="bob")
    assert (again.state, again.clip, again.remote_id) == (State.DONE, first.clip, "file-7")
    elsewhere = await add(store, "hello", owner="eve", channel="studio")
    assert (elsewhere.state, elsewhere.remote_id) == (State.DONE, None)
    assert first.clip
    Path(first.clip.path).unlink()
    assert (await add(store, "hello")).state is State.QUEUED
    assert (await add(store, "hello!")).state is State.QUEUED


async def test_someone_with_one_order_does_not_wait_for_someone_with_ten(store: SqliteStore) -> None:
    for number in range(10):
        await add(store, f"text {number}", owner="ann")
    await add(store, "short", owner="bob")
    await add(store, "brief", owner="eve")
    owners = []
    while job := await store.claim():
        owners.append(job.owner)
        await store.fail(job.id, job.attempt, Failure.of(NoFace(name="x")))
    assert owners[:4] == ["ann", "bob", "eve", "ann"]
    assert owners[4:] == ["ann"] * 8


async def test_the_places_told_are_the_order_in_which_they_are_made(store: SqliteStore) -> None:
    for owner, count in (("ann", 4), ("bob", 2), ("eve", 3)):
        for number in range(count):
            await add(store, f"{owner} {number}", owner=owner)
    told = list(await store.places())
    assert [(await store.place(job_id)).ahead for job_id in told] == list(range(9))
    made = []
    while job := await store.claim():
        made.append(job.id)
        await store.fail(job.id, job.attempt, Failure.of(NoFace(name="x")))
    assert made == told


async def test_an_estimate_is_made_from_what_clips_took_and_never_before(
    store: SqliteStore, clock: Clock, home: Home
) -> None:
    text = "A sentence of some length that is spoken in a few seconds, no more and no less"
    first = await add(store, text)
    assert (await store.place(first.id)).estimate_s is None
    await make(store, clock, home, took_s=6, duration_s=4)
    for number in range(3):
        await add(store, f"{text} {number}", owner="bob")
    estimates = [place.estimate_s for place in (await store.places()).values()]
    assert estimates == pytest.approx([6, 12, 18], rel=0.15)
    running = await store.claim()
    assert running
    clock.now_s += 4
    assert (await store.place(running.id)).estimate_s == pytest.approx(2, abs=1)


async def test_one_owner_cannot_fill_the_line(store: SqliteStore) -> None:
    for number in range(WAITING_LIMIT):
        await add(store, f"text {number}")
    with pytest.raises(LineFull, match=str(WAITING_LIMIT)):
        await add(store, "one more")
    assert (await add(store, "mine", owner="bob")).state is State.QUEUED


async def test_the_third_loss_of_a_worker_is_the_end_and_a_release_is_no_loss(store: SqliteStore) -> None:
    job = await add(store, "hello")
    for _ in range(5):
        claimed = await store.claim()
        assert claimed
        assert await store.release(job.id, claimed.attempt)
    states = []
    for _ in range(3):
        claimed = await store.claim()
        assert claimed
        states.append((await store.give_back(job.id, claimed.attempt)).state)
    assert states == [State.QUEUED, State.QUEUED, State.FAILED]
    failed = await store.get(job.id)
    assert failed.failure
    assert failed.failure.code == "worker-lost"
    assert await store.retry(job.id)
    assert (await store.get(job.id)).lost == 0


async def test_what_ran_when_the_program_died_is_in_the_line_again(store: SqliteStore, home: Home) -> None:
    job = await add(store, "hello")
    await store.claim()
    reopened = await SqliteStore.open(home.line_db)
    assert [back.id for back in await reopened.give_back_all()] == [job.id]
    assert (await reopened.get(job.id)).state is State.QUEUED
    assert await reopened.give_back_all() == []
    await reopened.close()


async def test_an_ending_is_told_once_per_channel_oldest_first(
    store: SqliteStore, clock: Clock, home: Home
) -> None:
    jobs = [await add(store, f"text {n}") for n in range(3)]
    await add(store, "elsewhere", channel="studio", owner="bob")
    await store.cancel(jobs[1].id)
    clock.now_s += 1
    await make(store, clock, home, took_s=1, duration_s=1)
    assert [job.id for job in await store.untold("test")] == [jobs[1].id, jobs[0].id]
    assert not await store.told(jobs[2].id)
    for job in jobs[:2]:
        assert await store.told(job.id)
        assert not await store.told(job.id)
    assert (await store.get(jobs[0].id)).state is State.DELIVERED
    assert (await store.get(jobs[1].id)).state is State.CANCELLED
    assert await store.untold("test") == []


async def test_forgetting_someone_leaves_others_and_the_clips_they_share(
    store: SqliteStore, clock: Clock, home: Home
) -> None:
    await add(store, "hello")
    shared = await make(store, clock, home, took_s=1, duration_s=1)
    await add(store, "only mine")
    own = await make(store, clock, home, took_s=1, duration_s=1)
    bobs = await add(store, "hello", owner="bob")
    assert bobs.clip == shared.clip
    forgotten = {job.id: job.clip for job in await store.forget("ann")}
    assert forgotten == {shared.id: None, own.id: own.clip}
    with pytest.raises(UnknownJob):
        await store.get(own.id)
    assert [job.id for job in await store.list()] == [bobs.id]
    assert await store.forget("ann") == []


async def test_a_presenter_that_goes_takes_its_ended_orders_and_stops_the_others(
    store: SqliteStore, clock: Clock, home: Home
) -> None:
    async def ordered(text: str, owner: str, presenter: str = "anna") -> Job:
        order = ClipOrder(text=text, presenter=presenter)
        return await store.add(order, owner=owner, channel="test", address="{}")

    cancelled_before = await ordered("cancelled before", "ann")
    await store.cancel(cancelled_before.id)
    made = await ordered("made", "ann")
    await make(store, clock, home, took_s=1, duration_s=1)
    bobs = await ordered("made", "bob")
    running = await ordered("running", "ann")
    claimed = await store.claim()
    waiting = await ordered("waiting", "bob")
    other = await ordered("other", "ann", presenter="mira")
    gone = await store.forget_presenter("anna")
    assert {job.id for job in gone.deleted} == {made.id, bobs.id}
    assert all(job.clip for job in gone.deleted)
    assert {job.id for job in gone.cancelled} == {running.id, waiting.id}
    assert claimed is not None
    assert not await store.holds(running.id, claimed.attempt)
    states = {job.id: job.state for job in await store.list()}
    cancelled = dict.fromkeys((cancelled_before.id, running.id, waiting.id), State.CANCELLED)
    assert states == cancelled | {other.id: State.QUEUED}
    assert {job.id for job in await store.untold("test")} == cancelled.keys()
    for job_id in cancelled:
        await store.told(job_id)
    assert {job.id for job in (await store.forget_presenter("anna")).deleted} == cancelled.keys()


async def test_the_list_pages_from_the_newest_back(store: SqliteStore) -> None:
    ids = [(await add(store, f"text {n}", owner=f"owner {n % 2}")).id for n in range(6)]
    page = [job.id for job in await store.list(limit=4)]
    rest = [job.id for job in await store.list(limit=4, before=page[-1])]
    assert page + rest == ids[::-1]
    assert [job.id for job in await store.list(owner="owner 1", limit=2)] == [ids[5], ids[3]]


async def test_a_sound_that_is_gone_is_named(store: SqliteStore, tmp_path: Path) -> None:
    order = ClipOrder(sound=str(tmp_path / "gone.wav"), sound_name="录音 1.wav")
    with pytest.raises(FileMissing, match=r"录音 1\.wav"):
        await store.add(order, owner="ann", channel="test", address="{}")
    assert await store.list() == []


async def test_a_full_disk_is_said_and_changes_nothing(store: SqliteStore) -> None:
    job = await add(store, "hello")
    pages = (await store._one("PRAGMA page_count"))[0]
    await store._all(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DiskFull):
        for number in range(200):
            await add(store, f"{number} " + "long text " * 300, owner=f"owner {number}")
    kept = len(await store.list(limit=500))
    await store._all("PRAGMA max_page_count=100000")
    more = await add(store, "there is space again", owner="bob")
    assert len(await store.list(limit=500)) == kept + 1
    claimed = await store.claim()
    assert claimed
    assert claimed.id == job.id
    assert (await store.get(more.id)).state is State.QUEUED


async def test_a_line_of_an_older_version_is_brought_up_to_date_with_its_orders(home: Home) -> None:
    import sqlite3

    with sqlite3.connect(home.line_db) as old:
        old.executescript(f"{MIGRATIONS[0]} PRAGMA user_version=1;")
        old.execute(
            "INSERT INTO jobs (id, key, clip_order, length_s, owner, channel, address, state, created_at)"
            " VALUES ('abc', 'k', ?, 1, 'ann', 'test', '{}', 'queued', 1)",
            (ClipOrder(text="kept").to_json(),),
        )
    old.close()
    store = await SqliteStore.open(home.line_db)
    job = await store.claim()
    assert job
    assert job.order.text == "kept"
    assert (await store._one("PRAGMA user_version"))[0] == len(MIGRATIONS)
    await store.close()


async def test_a_line_of_a_newer_version_is_left_alone(home: Home, store: SqliteStore) -> None:
    await store._all(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    with pytest.raises(NewerData):
        await SqliteStore.open(home.line_db)
