"""Clips of people speaking, as sound and lips: what the network learns from and is measured against."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.hearing import FPS, PARTS

Array = npt.NDArray[np.float32]
BELOW = {"chin": 152, "upper": 0, "lower": 17}


@dataclass(frozen=True, kw_only=True, eq=False)
class Clip:
    name: str
    person: str
    samples: Array
    """float32 mono at RATE_HZ"""
    lips: Array
    """float32 [frames, len(PARTS)] at FPS, in eye distances, as models.hearing.PARTS tells"""


def load(folder: Path) -> list[Clip]:
    """``folder`` holds index.json and one .npz a clip: points [frames, points, 3] (nasion-centred, in eye distances),
    sound (int16 at RATE_HZ), fps."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    clips = []
    for told in index["clips"]:
        with np.load(folder / f"{told['id']}.npz") as kept:
            points, sound, fps = kept["points"].astype(np.float32), kept["sound"], float(kept["fps"])
        lips = at_rate(measure(points, index["landmarks"]), fps)
        person = told["person"] if told["person"] != "?" else told["id"]
        samples = (sound / 32768).astype(np.float32)
        clips.append(Clip(name=told["id"], person=person, samples=samples, lips=lips))
    return clips


def measure(points: Array, landmarks: list[int]) -> Array:
    """Lips in a frame of the head's own, so that turning it moves nothing: [frames, len(PARTS)]."""
    at = {landmark: position for position, landmark in enumerate(landmarks)}

    def point(*numbers: int) -> Array:
        return np.asarray(points[:, [at[n] for n in numbers]].mean(axis=1))

    across = point(263) - point(33)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    down = point(2, 98, 327) - point(168)
    down -= (down * across).sum(axis=1, keepdims=True) * across
    down /= np.linalg.norm(down, axis=1, keepdims=True)
    forward = np.cross(across, down)
    nose = point(2, 98, 327)
    parts = {
        "aperture": ((point(14, 87, 317) - point(13, 82, 312)) * down).sum(axis=1),
        "width": np.linalg.norm(point(291) - point(61), axis=1),
        "forward": -((point(0, 17, 13, 14) - nose) * forward).sum(axis=1),
    }
    parts |= {name: ((point(number) - nose) * down).sum(axis=1) for name, number in BELOW.items()}
    values = np.stack([parts[name] for name in PARTS], axis=1)
    rest = np.nanmedian(values, axis=0)
    rest[PARTS.index("aperture")] = np.nanquantile(values[:, PARTS.index("aperture")], 0.03)
    return np.asarray(values - rest, np.float32)


def at_rate(values: Array, fps: float) -> Array:
    times = np.arange(int(len(values) / fps * FPS)) / FPS * fps
    # Frames in which no face was found are not numbers.
    known = np.flatnonzero(np.isfinite(values).all(axis=1))
    return np.stack([np.interp(times, known, column[known]) for column in values.T], axis=1).astype(
        np.float32
    )
