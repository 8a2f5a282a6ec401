"""A program with a line and a worker and nothing else: gives one order, if any, and says what happens."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from common.home import Home
from pipeline.jobs.events import Events, Kind
from pipeline.jobs.line import Line
from pipeline.jobs.sqlite import SqliteStore
from pipeline.jobs.worker import Patience, Worker
from pipeline.order import ClipOrder


async def main(home: Home, *texts: str) -> None:
    store = await SqliteStore.open(home.line_db)
    line = Line(store, Events())
    odd = (sys.executable, str(Path(__file__).with_name("odd_child.py")), str(home.root))
    worker = Worker(line=line, home=home, command=odd, patience=Patience(look_s=0.1))
    with line.events.listening() as events:
        working = asyncio.create_task(worker.run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
        for text in texts:
            await line.add(ClipOrder(text=text), owner="ann", channel="test", address="{}")
        telling = asyncio.create_task(tell(events, worker))
        with contextlib.suppress(asyncio.CancelledError):
            await working
        telling.cancel()
    await store.close()


async def tell(events, worker: Worker) -> None:
    async for event in events:
        if event.kind is Kind.PROGRESS:
            print("progress", worker.child_pid, flush=True)
        if event.kind is Kind.ENDED:
            print("ended", event.job.state, event.job.attempt, event.job.lost, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Home(root=Path(sys.argv[1])), *sys.argv[2:]))
