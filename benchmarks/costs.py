"""Parts 3 and 4: what a frame costs, drawn, in a whole clip, prepared; beside ffmpeg and a peer's network, in one run.

Rounds of everything follow one another, so that whatever else the machine does falls on all alike; a ratio is the median
of the rounds' own ratios. Milliseconds belong to the machine, ratios count.
"""

import resource
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.known import TEXTS
from benchmarks.loudness import loud_lips
from benchmarks.peer_cost import BATCH, THREADS, peer_timer
from benchmarks.scene import Scene
from benchmarks.speed import SENTENCE, floor, make
from benchmarks.tables import Column, Wanted, table
from common.home import Home
from common.media import probe, read_frames, run_ffmpeg
from pipeline.lips.warp import Lips
from presenters.following import follow
from presenters.footage import play
from presenters.prepare import prepare
from presenters.presenter import Loop
from voices.speaking import speak

Rows = list[dict[str, object]]

DRAWN_FRAMES = 100
"""Held decoded while they are drawn: 1.4 MB each at 720p"""
OPENING = 0.25
FFMPEG = "ffmpeg alone: decode and encode"
DRAW = "our lips: draw only"
PEER = f"a network as large as Wav2Lip's (batch {BATCH}, {THREADS} threads): draw only"
CLIP = "a whole clip of ours: speak, move, decode, draw, encode"
TRACK = "prepare a presenter: decode and track"
PREPARE = "all of preparing, ends meet: that, and see how the lips open"
TURN = "all of preparing, ends apart: also turn round"
REGULAR = "all of preparing, ends apart, HEVC on its side: also make regular"
PREPARED = (PREPARE, TURN, REGULAR)
PROCESSOR = ": processor time of both cores"
RATIO = Wanted(what="A whole clip over ffmpeg's time", bound=1.5, at_most=True)
PREPARING = Wanted(what="The dearest of preparing, ms a frame", bound=15, at_most=True, digits=1)
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-crf", "20", "-x265-params", "log-level=error")


def costs(scene: Scene, *, rounds: int = 3) -> Rows:
    """One row for each kind of work: its milliseconds a frame, and how many times ffmpeg's that is."""
    footage = next(iter(scene.people.values()))
    fps = probe(footage).fps
    peer = peer_timer()
    make(scene.workshop, footage, scene.folder, "Warm.")
    took: dict[str, list[float]] = {name: [] for name in (FFMPEG, DRAW, PEER, CLIP, TRACK)}
    took |= {name + part: [] for name in PREPARED for part in ("", PROCESSOR)}
    lying = on_its_side(footage, scene.folder)
    for number in range(rounds):
        seconds, clip_s = make(scene.workshop, footage, scene.folder, SENTENCE * 4)
        took[CLIP].append(clip_s / (seconds * fps))
        took[FFMPEG].append(floor(footage, scene.folder, seconds) / (seconds * fps))
        took[DRAW].append(_draw(scene))
        for name, a_frame_s in _prepare(footage, lying, scene.folder / f"home{number}").items():
            took[name].append(a_frame_s)
        if peer:
            took[PEER].append(peer.a_frame_s())
    return rows_of(took)


def _draw(scene: Scene) -> float:
    """Seconds a frame of the lips alone: frames are decoded before and not encoded after."""
    prepared = scene.prepared(next(iter(scene.people)))
    voice, language = scene.workshop.voices.choose(TEXTS["en"], language="en")
    mouth = loud_lips(speak(TEXTS["en"], voice=voice, language=language), fps=prepared.fps, opening=OPENING)
    frames = list(islice(play(prepared), min(DRAWN_FRAMES, mouth.frames)))
    order = prepared.shown(len(frames))
    lips = Lips(prepared)
    began = time.perf_counter()
    for frame, index, values in zip(frames, order, mouth.values, strict=False):
        lips.speak(frame, int(index), values)
    return (time.perf_counter() - began) / len(frames)


def on_its_side(footage: Path, folder: Path) -> Path:
    """The same as a telephone films it: HEVC, and turned by whoever plays it."""
    lying, turned = folder / "lying.mp4", folder / "turned.mp4"
    run_ffmpeg(
        ["-i", str(footage), "-vf", "transpose=clock", *HEVC, "-an", "-y", str(lying)],
        limit_s=600,
    )
    run_ffmpeg(["-display_rotation", "90", "-i", str(lying), "-c", "copy", "-y", str(turned)], limit_s=60)
    return turned


def _prepare(footage: Path, lying: Path, root: Path) -> dict[str, float]:
    """Seconds a frame of footage, in a data folder that has seen nothing."""
    home = Home(root=root).make()
    took: dict[str, float] = {}
    for name, path, loop in (
        (PREPARE, footage, None),
        (TURN, footage, Loop.THERE_AND_BACK),
        (REGULAR, lying, Loop.THERE_AND_BACK),
    ):
        began, before_s = time.perf_counter(), _processor_s()
        prepared = prepare(path, home=home, loop=loop)
        Lips(prepared)
        took[name] = (time.perf_counter() - began) / prepared.frames
        took[name + PROCESSOR] = (_processor_s() - before_s) / prepared.frames
    began = time.perf_counter()
    frames = read_frames(footage, width=prepared.width, height=prepared.height)
    follow(frames, still=prepared.still)
    took[TRACK] = (time.perf_counter() - began) / prepared.frames
    return took


def _processor_s() -> float:
    """Of this process and of the children that have ended: a busy machine hardly changes it."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def rows_of(took: dict[str, list[float]]) -> Rows:
    """From seconds a frame in each round. What was never measured says so."""
    rows: Rows = []
    for name, a_frame_s in took.items():
        ratios = [own / ffmpeg for own, ffmpeg in zip(a_frame_s, took[FFMPEG], strict=False)]
        rows.append(
            {
                "what": name,
                "ms": 1000 * median(a_frame_s) if a_frame_s else "not measured",
                "ratio": median(ratios) if ratios else None,
            }
        )
    return rows


def costs_table(rows: Rows) -> str:
    columns = (
        Column(key="what", title="what"),
        Column(key="ms", title="ms a frame", digits=1),
        Column(key="ratio", title="times ffmpeg's"),
    )
    return f"{table(columns, rows)}\n\n{_verdicts(rows)}"


def _verdicts(rows: Sequence[dict[str, object]]) -> str:
    ratio = next(row["ratio"] for row in rows if row["what"] == CLIP)
    preparing = [float(row["ms"]) for row in rows if row["what"] in PREPARED and isinstance(row["ms"], float)]
    assert isinstance(ratio, float)
    return f"{RATIO.verdict(ratio)} {PREPARING.verdict(max(preparing))}"
