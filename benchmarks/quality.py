"""The whole table of quality: python -m benchmarks.quality [--footage DIR] [--speakers DIR] [--json]

Prints, as Markdown: every presenter saying known phones, and lips that only follow loudness beside ours; with
--speakers, a folder of videos of people really speaking, the sound of each on every presenter against the speaker's own
lips; then what a frame costs beside ffmpeg and beside a peer's network, and what preparing a presenter costs.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.costs import costs, costs_table
from benchmarks.known import TEXTS, floor, floor_table, known_phones, known_table
from benchmarks.scene import Scene, people
from benchmarks.speakers import follow_speakers, speakers_table
from common.home import Home
from pipeline.workshop import Workshop

PARTS = ("known", "floor", "speakers", "costs")


def main() -> None:
    told = _arguments().parse_args()
    with tempfile.TemporaryDirectory(prefix="mouthpiece-benchmark-") as folder:
        workshop = Workshop.open(Home(root=Path(folder, "home")).make())
        scene = Scene(
            workshop=workshop,
            folder=Path(folder),
            people=people(workshop, told.footage, told.presenters),
        )
        made = {name: part for name in told.parts if (part := MAKE[name](scene, told)) is not None}
    if told.json:
        print(json.dumps({name: rows for name, (_, rows) in made.items()}, ensure_ascii=False, indent=1))
        return
    print("\n\n".join(markdown for markdown, _ in made.values()))


def _arguments() -> argparse.ArgumentParser:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--footage", type=Path, help="More videos to measure on.")
    ask.add_argument("--speakers", type=Path, help="Videos of people speaking, with their sound.")
    ask.add_argument("--presenters", nargs="*", default=[], help="Only these.")
    ask.add_argument("--languages", nargs="*", default=list(TEXTS), choices=list(TEXTS))
    ask.add_argument("--parts", nargs="*", default=list(PARTS), choices=PARTS, help="Only these parts.")
    ask.add_argument("--full", action="store_true", help="The floor on every presenter, not only the first.")
    ask.add_argument("--seconds", type=float, help="Only so much of each speaker.")
    ask.add_argument("--json", action="store_true")
    return ask


Part = tuple[str, list[dict[str, object]]]
"""A part of the report: as Markdown, and the rows it was made from"""


def _known(scene: Scene, told: argparse.Namespace) -> Part:
    rows = known_phones(scene, told.languages)
    return f"### Known phones\n\n{known_table(rows)}", rows


def _floor(scene: Scene, told: argparse.Namespace) -> Part:
    names = list(scene.people) if told.full else list(scene.people)[:1]
    rows = floor(scene, told.languages, names)
    return f"### The floor: lips that follow loudness\n\n{floor_table(rows)}", rows


def _speakers(scene: Scene, told: argparse.Namespace) -> Part | None:
    if told.speakers is None:
        print("No --speakers: real speech is not measured.", file=sys.stderr)
        return None
    clips = []
    for clip in follow_speakers(scene, told.speakers, seconds=told.seconds):
        print(clip, file=sys.stderr)
        clips.append(clip)
    return f"### Real speech, through the pixels\n\n{speakers_table(clips)}", [asdict(c) for c in clips]


def _costs(scene: Scene, told: argparse.Namespace) -> Part:
    rows = costs(scene)
    return f"### What a frame costs\n\n{costs_table(rows)}", rows


MAKE: dict[str, Callable[[Scene, argparse.Namespace], Part | None]] = {
    "known": _known,
    "floor": _floor,
    "speakers": _speakers,
    "costs": _costs,
}


if __name__ == "__main__":
    main()
