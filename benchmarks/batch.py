"""What a batch costs beside its clips: python -m benchmarks.batch [--clips N] [--seconds S]

One recording and many videos go through the real line, worker and child. The time from the first order's start to the
last clip is compared with the sum of what the clips themselves took, by their receipts; these also show how often the
sound was listened to.
"""

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path

from common.home import Home
from common.media import run_ffmpeg, write_sound
from pipeline.jobs.events import Events
from pipeline.jobs.job import FINAL
from pipeline.jobs.line import Line
from pipeline.jobs.sqlite import SqliteStore
from pipeline.jobs.worker import Worker
from pipeline.order import ClipOrder
from presenters.catalog import Presenters
from voices.catalog import Voices
from voices.speaking import speak

SENTENCE = "People who hear this sentence may well remember the morning when it was said for the first time. "
HUES = (0, 30, -30)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--clips", type=int, default=10)
    ask.add_argument("--seconds", type=float, default=20.0)
    told = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), told.clips, told.seconds))


async def measure(folder: Path, clips: int, seconds: float) -> None:
    home = Home(root=folder / "home").make()
    sound = record(home, folder, seconds)
    store = await SqliteStore.open(home.line_db)
    line = Line(store, Events())
    worker = Worker(line=line, home=home)
    working = asyncio.create_task(worker.run())
    try:
        orders = [
            (ClipOrder(sound=str(sound), footage=str(one)), "{}") for one in footage(home, folder, clips)
        ]
        with line.events.listening() as heard:
            await line.add_batch("batch", orders, owner="one", channel="studio")
            began = None
            while not all(job.state in FINAL for job in await line.batch("batch")):
                event = await anext(heard)
                if began is None and event.job.state == "running":
                    began = time.monotonic()
        took_s = time.monotonic() - (began or 0.0)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    jobs = await line.batch("batch")
    await store.close()
    tell([json.loads(Path(job.clip.receipt).read_text(encoding="utf-8")) for job in jobs if job.clip], took_s)


def record(home: Home, folder: Path, seconds: float) -> Path:
    voice, language = Voices(home).choose(SENTENCE)
    spoken = speak(SENTENCE * 5, voice=voice, language=language)
    path = folder / "sound.wav"
    write_sound(path, spoken.samples[: int(seconds * spoken.rate_hz)], spoken.rate_hz)
    return path


def footage(home: Home, folder: Path, count: int) -> list[Path]:
    """Videos that differ: the built-in presenters', as they are and in other colours."""
    presenters = Presenters(home=home).list()
    made = []
    for number in range(count):
        presenter, hue = presenters[number % len(presenters)], HUES[number // len(presenters) % len(HUES)]
        path = folder / f"{number}.mp4"
        picture = ["-i", str(presenter.footage), "-vf", f"hue=h={hue}", "-crf", "18", "-pix_fmt", "yuv420p"]
        run_ffmpeg([*picture, "-an", str(path)], limit_s=120.0)
        made.append(path)
    return made


def tell(receipts: list[dict[str, object]], took_s: float) -> None:
    whole_s = sum(float(str(receipt["total_s"])) for receipt in receipts)
    listened = sum("listen" not in receipt["reused"] for receipt in receipts)  # type: ignore[operator]
    print(
        f"{len(receipts)} clips in {took_s:.1f} s; by their receipts {whole_s:.1f} s: {took_s / whole_s:.3f} times"
    )
    print(f"the sound was listened to {listened} times")


if __name__ == "__main__":
    main()
