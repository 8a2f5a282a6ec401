from pathlib import Path

from line_works import finished

from common.home import Home
from pipeline.jobs.events import WAITING_LIMIT, Events, Kind
from pipeline.jobs.job import Job, State
from pipeline.order import ClipOrder


def job(number: int, state: State = State.RUNNING) -> Job:
    return Job(id=str(number), order=ClipOrder(text="x"), owner="a", channel="t", address="{}", state=state)


async def test_a_slow_listener_loses_progress_but_no_ending(tmp_path: Path) -> None:
    events = Events()
    clip = finished(Home(root=tmp_path).make(), "a")
    with events.listening() as slow:
        for number in range(WAITING_LIMIT + 50):
            events.publish(Kind.PROGRESS, job(number))
        for number in range(30):
            ended = Job(
                id=str(number),
                order=ClipOrder(text="x"),
                owner="a",
                channel="t",
                address="{}",
                state=State.DONE,
                clip=clip,
            )
            events.publish_change(ended)
        heard = [await anext(slow) for _ in range(WAITING_LIMIT + 30)]
    assert [event.kind for event in heard].count(Kind.ENDED) == 30
    assert [event.job.id for event in heard[-30:]] == [str(number) for number in range(30)]


async def test_progress_of_one_order_does_not_pile_up() -> None:
    events = Events()
    with events.listening() as slow:
        for _ in range(500):
            events.publish(Kind.PROGRESS, job(1))
        events.publish(Kind.QUEUED, job(2, State.QUEUED))
        assert [(await anext(slow)).kind for _ in range(2)] == [Kind.PROGRESS, Kind.QUEUED]


async def test_whoever_stopped_listening_hears_no_more() -> None:
    events = Events()
    with events.listening() as first, events.listening() as second:
        events.publish(Kind.QUEUED, job(1, State.QUEUED))
    events.publish(Kind.QUEUED, job(2, State.QUEUED))
    assert (await anext(first)).job.id == (await anext(second)).job.id == "1"
    assert not first._waiting
