"""Speed as a ratio in one run: python -m benchmarks.speed [--footage VIDEO] [--runs N]

A clip of 20 s is rendered with the presenter prepared and everything warm; in turn with it, ffmpeg decodes and encodes
the same 20 s with the same settings. The ratio is what counts: absolute seconds belong to the machine. With --memory it
prints instead the peak memory of a fresh process for a short and for a long clip.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from common.clipwriter import ClipWriter
from common.home import Home
from common.media import probe, run_ffmpeg
from pipeline.order import ClipOrder
from pipeline.render import render
from pipeline.workshop import Workshop

SENTENCE = "People who hear this sentence may well remember the morning when it was said for the first time. "
SECONDS = 20


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--footage", type=Path)
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--memory", action="store_true")
    ask.add_argument("--repeat", type=int, help="Only render this many sentences and print the peak memory.")
    told = ask.parse_args()
    if told.memory:
        for repeat in (2, 50):
            subprocess.run([sys.executable, "-m", "benchmarks.speed", "--repeat", str(repeat)], check=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop.open(Home(root=Path(folder)).make())
        footage = told.footage or workshop.presenters.default().footage
        if told.repeat:
            seconds, _ = make(workshop, footage, Path(folder), SENTENCE * told.repeat)
            peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"clip of {seconds:.0f} s: peak {peak_mb:.0f} MB")
            return
        make(workshop, footage, Path(folder), "Warm.")
        ratios = []
        for _ in range(told.runs):
            seconds, took_s = make(workshop, footage, Path(folder), SENTENCE * 4)
            floor_s = floor(footage, Path(folder), seconds)
            ratios.append(took_s / floor_s)
            print(
                f"{seconds:.1f} s of clip: ours {took_s:.2f} s, ffmpeg {floor_s:.2f} s, ratio {ratios[-1]:.2f}"
            )
        print(f"median ratio {median(ratios):.2f}")


def make(
    workshop: Workshop, footage: Path, folder: Path, text: str, *, engine: str | None = None
) -> tuple[float, float]:
    """Seconds of the clip, and seconds it took."""
    order = ClipOrder(text=text, language="en", footage=str(footage), engine=engine)
    began = time.monotonic()
    clip = render(order, workshop=workshop, out=folder / "clip.mp4", report=lambda progress: None)
    return clip.duration_s, time.monotonic() - began


def floor(footage: Path, folder: Path, seconds: float) -> float:
    """ffmpeg alone: decode the footage and encode as many seconds with a clip's own settings."""
    info = probe(footage)
    sound = folder / "silence.wav"
    run_ffmpeg(["-f", "lavfi", "-i", f"anoisesrc=d={seconds}:a=0.1", "-y", str(sound)], limit_s=60)
    writer = ClipWriter(
        folder / "floor.mp4",
        width=info.width,
        height=info.height,
        fps=info.fps,
        frames=round(seconds * info.fps),
        sound=sound,
    )
    began = time.monotonic()
    run_ffmpeg(writer.as_transcode(footage), limit_s=600)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
