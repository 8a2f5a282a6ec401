"""The wav2lip engine beside what it cannot do without, and beside its makers' program: python -m benchmarks.wav2lip

A clip of 20 s at 720x1280 is made by ``--engine wav2lip`` with random weights, presenter prepared and everything warm.
In the same round the network alone draws as many faces in the same batches and precision, and ffmpeg alone decodes and
encodes as much. Wanted: ours in at most 1.25 times the sum of those two. Then the makers' program, stage by stage.
Seconds belong to the machine, ratios count; those of processor time bear other work on the machine better.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt

from benchmarks.makers import AT_ONCE, DETECT, NETWORK, Seconds, makers
from benchmarks.speed import SENTENCE, floor, make
from benchmarks.tables import Column, Wanted, table
from common.home import Home
from common.media import write_sound
from models.mels import MELS, STEPS
from pipeline.lips.wav2lip import Faces, Wav2Lip
from pipeline.workshop import Workshop
from voices.speaking import speak

Array = npt.NDArray[np.float32]
Rows = list[dict[str, object]]

BOUND = Wanted(what="Ours over network and ffmpeg alone", bound=1.25, at_most=True)
PROCESSOR = Wanted(what="The same in processor time", bound=1.25, at_most=True)


@dataclass(kw_only=True)
class Took:
    """Seconds by the clock and of the processors, children's too."""

    clock_s: float = 0.0
    processor_s: float = 0.0

    @contextmanager
    def counting(self) -> Iterator[None]:
        before = _processor_s()
        began = time.perf_counter()
        yield
        self.clock_s += time.perf_counter() - began
        self.processor_s += _processor_s() - before


def _processor_s() -> float:
    return sum(os.times()[:4])


class Watched:
    """Faces made to speak, counted and timed."""

    def __init__(self, faces: Faces) -> None:
        self.at_once = faces.at_once
        self._faces = faces
        self.count = 0
        self.took = Took()

    def speak(self, faces: Array, sounds: Array) -> Array:
        self.count += len(faces)
        with self.took.counting():
            return self._faces.speak(faces, sounds)


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round of everything of ours."""

    seconds: float
    """Of the clip"""
    faces: int
    """That the network drew; in pauses the presenter's own mouth rests"""
    network: Took
    ffmpeg: Took
    ours: Took
    inside: Took
    """The network's part of ours"""

    @property
    def ratio(self) -> float:
        return self.ours.clock_s / (self.network.clock_s + self.ffmpeg.clock_s)

    @property
    def processor_ratio(self) -> float:
        return self.ours.processor_s / (self.network.processor_s + self.ffmpeg.processor_s)


class Stage:
    """Everything warm: a presenter, a network with random weights."""

    def __init__(self, folder: Path, footage: Path | None, device: str) -> None:
        from models.device import choose
        from models.talker import Talker

        home = Home(root=folder / "home").make()
        weights = random_weights(home.weights / "wav2lip.pth")
        self.device = choose(device)
        began = time.perf_counter()
        self.talker = Talker.open(weights, self.device)
        self.open_s = time.perf_counter() - began
        self.watched = Watched(self.talker)
        engine = Wav2Lip(home, opened=lambda path, device: self.watched)
        workshop = Workshop.open(home)
        self.workshop = replace(workshop, engines={engine.id: engine})
        self.footage = footage or workshop.presenters.default().footage
        self.folder = folder
        make(self.workshop, self.footage, folder, "Warm.", engine=engine.id)

    def round(self, text: str) -> Round:
        self.watched.count, self.watched.took, ours = 0, Took(), Took()
        with ours.counting():
            seconds, _ = make(self.workshop, self.footage, self.folder, text, engine="wav2lip")
        faces, inside, network, ffmpeg = self.watched.count, self.watched.took, Took(), Took()
        given = np.random.default_rng(0).uniform(0, 255, (self.talker.at_once, 96, 96, 3)).astype(np.float32)
        with network.counting():
            for at in range(0, faces, len(given)):
                part = given[: faces - at]
                self.talker.speak(part, np.zeros((len(part), MELS, STEPS), np.float32))
        with ffmpeg.counting():
            floor(self.footage, self.folder, seconds)
        return Round(seconds=seconds, faces=faces, network=network, ffmpeg=ffmpeg, ours=ours, inside=inside)


def random_weights(path: Path) -> Path:
    """A file as the makers publish it, with random numbers in it."""
    import torch

    from models.wav2lip import Wav2Lip as Network

    told = {"state_dict": {f"module.{name}": value for name, value in Network().state_dict().items()}}
    torch.save(told | {"global_step": 1}, path, _use_new_zipfile_serialization=False)
    return path


def rows_of(rounds: list[Round], theirs: list[Seconds], *, fps: float) -> Rows:
    """Medians, as milliseconds a frame of the clip and as seconds for all of it."""
    seconds = rounds[0].seconds
    frames = seconds * fps
    ours: dict[str, Callable[[Round], float]] = {
        "network alone": lambda one: one.network.clock_s,
        "ffmpeg alone: decode and encode": lambda one: one.ffmpeg.clock_s,
        "ours, from text to clip": lambda one: one.ours.clock_s,
        "of that: network": lambda one: one.inside.clock_s,
    }
    rows = [_row("ours", name, median(map(of, rounds)) / frames, frames) for name, of in ours.items()]
    if not theirs:
        return rows
    stages = {
        name: median(known)
        if (known := [took for one in theirs if (took := one[name]) is not None])
        else None
        for name in theirs[0]
    }
    rows += [_row("makers", name, a_frame_s, frames) for name, a_frame_s in stages.items()]
    left_out = NETWORK.format(count=max(AT_ONCE))
    whole = [a_frame_s for name, a_frame_s in stages.items() if a_frame_s is not None and name != left_out]
    rows.append(_row("makers", "all of it (network 16 at a time)", sum(whole), frames))
    found = stages[DETECT]
    assert found is not None
    rows.append(_row("makers", "all but finding faces", sum(whole) - found, frames))
    return rows


def _row(whose: str, name: str, a_frame_s: float | None, frames: float) -> dict[str, object]:
    if a_frame_s is None:
        return {"whose": whose, "what": name, "ms": "not measured", "seconds": None}
    return {"whose": whose, "what": name, "ms": 1000 * a_frame_s, "seconds": a_frame_s * frames}


def report(rounds: list[Round], rows: Rows) -> str:
    columns = (
        Column(key="whose", title="whose"),
        Column(key="what", title="what"),
        Column(key="ms", title="ms a frame", digits=1),
        Column(key="seconds", title="s for the clip", digits=1),
    )
    each = (
        f"{one.seconds:.1f} s of clip, {one.faces} faces: ours {one.ours.clock_s:.1f} s, network {one.network.clock_s:.1f} s,"
        f" ffmpeg {one.ffmpeg.clock_s:.1f} s, ratio {one.ratio:.2f}; processor time {one.ours.processor_s:.1f},"
        f" {one.network.processor_s:.1f} and {one.ffmpeg.processor_s:.1f} s, ratio {one.processor_ratio:.2f}"
        for one in rounds
    )
    ratio, processor = (median(r) for r in zip(*((r.ratio, r.processor_ratio) for r in rounds), strict=True))
    return "\n\n".join(
        ("\n".join(each), table(columns, rows), f"{BOUND.verdict(ratio)} {PROCESSOR.verdict(processor)}")
    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--footage", type=Path, help="Default: the first built-in presenter, 720x1280.")
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--sentences", type=int, default=4, help="Of five seconds each.")
    ask.add_argument("--device", default="cpu", help="cuda, mps or cpu.")
    ask.add_argument("--only-ours", action="store_true", help="Leave the makers' program out.")
    ask.add_argument("--json", action="store_true")
    told = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="mouthpiece-benchmark-") as folder:
        stage = Stage(Path(folder), told.footage, told.device)
        text = SENTENCE * told.sentences
        sound = Path(folder, "sound.wav")
        voice, language = stage.workshop.voices.choose(text, language="en")
        speech = speak(text, voice=voice, language=language)
        write_sound(sound, speech.samples, speech.rate_hz)
        fps = 25.0
        rounds, theirs = [], []
        for _ in range(told.runs):
            rounds.append(stage.round(text))
            if not told.only_ours:
                frames = round(rounds[-1].seconds * fps)
                theirs.append(makers(stage.footage, sound, Path(folder), frames=frames))
        rows = rows_of(rounds, theirs, fps=fps)
        if told.json:
            print(json.dumps({"rounds": [_told(one) for one in rounds], "rows": rows}, indent=1))
            return
        print(f"{stage.device}, {stage.talker.at_once} faces at a time; opened in {stage.open_s:.1f} s\n")
        print(report(rounds, rows))


def _told(one: Round) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(one) | {"ratio": one.ratio, "processor_ratio": one.processor_ratio}


if __name__ == "__main__":
    main()
