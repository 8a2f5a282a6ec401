"""Batches in the line, what is urgent, and looking for orders, on a real SQLite file."""

import asyncio
import json
from pathlib import Path

import pytest
from line_works import Clock, finished

from common.errors import FileMissing
from common.home import Home
from pipeline.jobs.events import Events, Kind
from pipeline.jobs.job import Job, Once, State, Wanted
from pipeline.jobs.line import Line
from pipeline.jobs.sqlite import WAITING_LIMIT, SqliteStore
from pipeline.order import ClipOrder


def texts(*said: str) -> list[tuple[ClipOrder, str]]:
    return [(ClipOrder(text=text), json.dumps({"label": text}, ensure_ascii=False)) for text in said]


async def claimed_texts(store: SqliteStore) -> list[str | None]:
    found = []
    while job := await store.claim():
        found.append(job.order.text)
    return found


async def done(store: SqliteStore, home: Home) -> Job:
    job = await store.claim()
    assert job
    assert await store.finish(job.id, job.attempt, finished(home, job.id))
    return await store.get(job.id)


async def test_a_batch_may_be_longer_than_one_persons_limit(store: SqliteStore) -> None:
    said = [f"text {number}" for number in range(WAITING_LIMIT * 3)]
    await store.add_batch("b", texts(*said), owner="ann", channel="studio")
    assert [job.order.text for job in await store.batch("b")] == said


async def test_a_batch_with_a_missing_file_is_not_in_the_line_at_all(
    store: SqliteStore, tmp_path: Path
) -> None:
    orders = [*texts("one"), (ClipOrder(sound=str(tmp_path / "gone.wav")), "{}")]
    with pytest.raises(FileMissing):
        await store.add_batch("b", orders, owner="ann", channel="studio")
    assert await store.batch("b") == []


async def test_a_paused_batch_waits_while_others_are_made_and_then_goes_on(store: SqliteStore) -> None:
    await store.add_batch("b", texts("one", "two"), owner="ann", channel="studio")
    await store.add(ClipOrder(text="other"), owner="bob", channel="studio", address="{}")
    assert await store.hold("b", held=True) == 2
    assert await store.hold("b", held=True) == 0
    assert await claimed_texts(store) == ["other"]
    assert list(await store.places())[-2:] == [job.id for job in await store.batch("b")]
    assert await store.hold("b", held=False) == 2
    assert await claimed_texts(store) == ["one", "two"]


async def test_a_held_order_can_be_cancelled_and_retried(store: SqliteStore) -> None:
    (job,) = await store.add_batch("b", texts("one"), owner="ann", channel="studio")
    await store.hold("b", held=True)
    assert await store.cancel(job.id)
    assert await store.retry(job.id)
    assert await claimed_texts(store) == ["one"]


async def test_listeners_hear_that_a_batch_was_paused(store: SqliteStore) -> None:
    line = Line(store, Events())
    await line.add_batch("b", texts("one"), owner="ann", channel="studio")
    with line.events.listening() as heard:
        await line.hold("b", held=True)
        event = await asyncio.wait_for(anext(heard), 5)
    assert event.kind is Kind.QUEUED
    assert event.job.held


async def test_what_is_urgent_is_made_first_and_shown_first(store: SqliteStore) -> None:
    await store.add(ClipOrder(text="long"), owner="ann", channel="studio", address="{}")
    draft = await store.add(
        ClipOrder(text="draft", only_s=3.0), owner="ann", channel="studio", address="{}", urgent=True
    )
    assert next(iter(await store.places())) == draft.id
    assert await claimed_texts(store) == ["draft", "long"]


async def test_orders_are_found_by_words_in_any_script_and_case(store: SqliteStore) -> None:
    await store.add_batch(
        "b", texts("Guten Tag, Äpfel", "Добрый день", "早上好"), owner="ann", channel="studio"
    )
    await store.add(ClipOrder(text="Good day"), owner="bob", channel="telegram", address="{}")

    async def found(**wanted: object) -> list[str | None]:
        return [job.order.text for job in await store.find(Wanted(**wanted))]  # type: ignore[arg-type]

    assert await found(words="ÄPFEL tag") == ["Guten Tag, Äpfel"]
    assert await found(words="ДОБРЫЙ") == ["Добрый день"]
    assert await found(words="早上") == ["早上好"]
    assert await found(words="100%_") == []
    assert await found(channels=("telegram",)) == ["Good day"]
    assert await found(batch="b", states=(State.QUEUED,)) == ["早上好", "Добрый день", "Guten Tag, Äpfel"]
    assert await found(states=(State.FAILED,)) == []


async def test_pages_of_found_orders_follow_each_other(store: SqliteStore) -> None:
    await store.add_batch("b", texts(*(f"n{n}" for n in range(5))), owner="ann", channel="studio")
    first = await store.find(Wanted(), limit=2)
    second = await store.find(Wanted(), before=first[-1].id, limit=2)
    assert [job.order.text for job in (*first, *second)] == ["n4", "n3", "n2", "n1"]


async def test_only_what_ended_is_deleted_and_a_shared_clip_stays(store: SqliteStore, home: Home) -> None:
    for _ in range(2):
        await store.add(ClipOrder(text="same"), owner="ann", channel="studio", address="{}")
    first = await done(store, home)
    second = await store.claim()
    assert second
    assert second.clip == first.clip
    waiting = await store.add(ClipOrder(text="other"), owner="ann", channel="studio", address="{}")
    assert await store.delete(waiting.id) is None
    deleted = await store.delete(first.id)
    assert deleted
    assert deleted.clip is None
    again = await store.delete(second.id)
    assert again
    assert again.clip == first.clip


async def test_space_and_age_are_told(store: SqliteStore, home: Home, clock: Clock) -> None:
    await store.add(ClipOrder(text="old"), owner="ann", channel="studio", address="{}")
    old = await done(store, home)
    clock.now_s += 100
    await store.add(ClipOrder(text="new"), owner="ann", channel="studio", address="{}")
    await done(store, home)
    used = await store.used()
    assert (used.clips, used.size_bytes) == (2, 8)
    assert [job.id for job in await store.ended_before(clock.now_s, channels=["studio"])] == [old.id]
    assert await store.ended_before(clock.now_s, channels=["telegram"]) == []
    assert await store.counted() == {State.DONE: 2}


async def test_a_whole_batch_is_cancelled_retried_counted_and_deleted(store: SqliteStore, home: Home) -> None:
    await store.add_batch("b", texts("one", "two", "three"), owner="ann", channel="studio")
    await store.add_batch("c", texts("other"), owner="ann", channel="studio")
    made = await done(store, home)
    assert await store.delete_batch("b") is None
    assert [job.order.text for job in await store.cancel_batch("b")] == ["two", "three"]
    counts = (await store.batches(["b", "no such"]))["b"]
    assert counts.states == {State.DONE: 1, State.CANCELLED: 2}
    assert (counts.total, counts.held, counts.shares) == (3, 0, 3.0)
    assert len(await store.retry_batch("b")) == 2
    await store.cancel_batch("b")
    deleted = await store.delete_batch("b")
    assert deleted is not None
    assert [job.clip for job in deleted] == [made.clip, None, None]
    assert list(await store.batches(["b", "c"])) == ["c"]


async def test_what_is_retried_in_a_paused_batch_waits_too(store: SqliteStore) -> None:
    jobs = await store.add_batch("b", texts("one", "two"), owner="ann", channel="studio")
    await store.cancel(jobs[0].id)
    await store.hold("b", held=True)
    assert [job.held for job in await store.retry_batch("b")] == [True]
    assert await store.claim() is None


async def test_one_that_is_retried_waits_while_its_batch_is_paused_and_not_otherwise(
    store: SqliteStore,
) -> None:
    first, second = await store.add_batch("b", texts("one", "two"), owner="ann", channel="studio")
    (other,) = await store.add_batch("c", texts("three"), owner="ann", channel="studio")
    for job in (first, other):
        await store.cancel(job.id)
    await store.hold("b", held=True)
    assert await store.retry(first.id)
    assert await store.retry(other.id)
    assert [(await store.get(job.id)).held for job in (first, second, other)] == [True, True, False]
    assert await claimed_texts(store) == ["three"]
    await store.hold("b", held=False)
    assert await claimed_texts(store) == ["one", "two"]


async def test_how_long_a_batch_takes_is_known_once_anything_was_made(
    store: SqliteStore, home: Home, clock: Clock
) -> None:
    assert await store.takes_s("mira", [10.0], spoken=True) is None
    await store.add(ClipOrder(text="one"), owner="ann", channel="studio", address="{}")
    job = await store.claim()
    assert job
    clock.now_s += 4.0
    await store.finish(job.id, job.attempt, finished(home, job.id))
    one = await store.takes_s("mira", [10.0], spoken=False)
    two = await store.takes_s("mira", [10.0, 10.0], spoken=False)
    assert one is not None
    assert two == pytest.approx(2 * one)


async def test_what_ran_when_its_batch_was_paused_waits_when_its_worker_is_lost(
    store: SqliteStore, home: Home
) -> None:
    await store.add_batch("b", texts("one"), owner="ann", channel="studio")
    first = await store.claim()
    assert first
    assert await store.hold("b", held=True) == 1
    lost = await store.give_back(first.id, first.attempt)
    assert (lost.state, lost.held) == (State.QUEUED, True)
    assert await claimed_texts(store) == []
    await store.hold("b", held=False)
    second = await store.claim()
    assert second
    await store.hold("b", held=True)
    assert await store.release(second.id, second.attempt)
    assert await claimed_texts(store) == []
    await store.hold("b", held=False)
    await store.claim()
    await store.hold("b", held=True)
    (back,) = await store.give_back_all()
    assert back.held


async def test_what_was_made_to_its_end_in_a_paused_batch_is_not_paused(
    store: SqliteStore, home: Home
) -> None:
    await store.add_batch("b", texts("one"), owner="ann", channel="studio")
    job = await store.claim()
    assert job
    await store.hold("b", held=True)
    assert await store.finish(job.id, job.attempt, finished(home, job.id))
    assert not (await store.get(job.id)).held
    assert (await store.batches(["b"]))["b"].held == 0


async def test_a_key_makes_its_order_once_and_its_batch_once(store: SqliteStore, clock: Clock) -> None:
    once, order = Once(key="k", asked="1"), ClipOrder(text="one")

    async def ordered() -> str:
        return (await store.add(order, owner="ann", channel="api", address="{}", once=once)).id

    first = await ordered()
    assert await ordered() == first
    assert await store.asked_once("ann", "k") == "1"
    assert await store.asked_once("bob", "k") is None
    batch_once = Once(key="l", asked="2")
    made = await store.add_batch("b", texts("x", "y"), owner="ann", channel="api", once=batch_once)
    again = await store.add_batch("c", texts("x", "y"), owner="ann", channel="api", once=batch_once)
    assert [job.id for job in again] == [job.id for job in made]
    assert await store.batch("c") == []
    clock.now_s += 86_401
    assert await store.asked_once("ann", "k") is None
    assert await ordered() != first
