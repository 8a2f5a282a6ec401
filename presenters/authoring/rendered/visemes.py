"""Stills to the open mouth: python visemes.py vera STILLS visemes.mp4.

The head stays as the footage's first frame has it, eyes open; the lips go from rest through every viseme and
back. Whoever reads it finds the presenter's own teeth and tongue there.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from footage import composed, encode, load_stills, patched, read_rgba
from motion import LIVES, moment
from mouth import ORDER
from numpy.typing import NDArray

CRF = 14
REST_FRAMES = 5
HELD_FRAMES = {"f": 5, "ee": 6, "eh": 6, "aa": 9, "l": 6, "oh": 5, "oo": 5}


def schedule() -> list[str]:
    """The shape of each frame: every viseme held, and one frame half way to the next."""
    named = ["rest"] * REST_FRAMES
    for one, other in pairwise(("rest", *ORDER, "rest")):
        named += [f"{one}-{other}", *[other] * HELD_FRAMES.get(other, REST_FRAMES)]
    return named


def frames_of(name: str, folder: Path) -> Iterator[NDArray[np.uint8]]:
    stills, now = load_stills(folder, name), moment(LIVES[name], 0)
    border = json.loads((folder / "mouth.json").read_text())["border"]
    person = stills.eyes["open"]
    for number, shape in enumerate(schedule()):
        whole = (
            person if shape == "rest" else patched(person, read_rgba(folder / f"mouth_{shape}.png"), border)
        )
        yield composed(whole, stills, now, number)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("person", choices=sorted(LIVES))
    parser.add_argument("stills", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    encode(frames_of(args.person, args.stills), args.out, CRF)


if __name__ == "__main__":
    main()
