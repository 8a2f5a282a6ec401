"""Claims and finishes every order of a line, and prints the ids of those it claimed."""

import asyncio
import sys
from pathlib import Path

from line_works import finished

from common.home import Home
from pipeline.jobs.sqlite import SqliteStore


async def main(home: Home) -> None:
    store = await SqliteStore.open(home.line_db)
    print("ready", flush=True)
    sys.stdin.readline()
    while job := await store.claim():
        print(job.id, flush=True)
        assert await store.finish(job.id, job.attempt, finished(home, job.id))
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Home(root=Path(sys.argv[1]))))
