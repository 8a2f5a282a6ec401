"""How well lips are heard, and how far they move."""

from collections.abc import Callable

import numpy as np

from models.authoring.hearing.speakers import Clip
from models.authoring.hearing.version import Version
from models.hearing import PARTS

REACH = 8
"""Frames by which lips may come early or late"""
Hear = Callable[[Version], np.ndarray]


def best_shift(found: np.ndarray, wanted: np.ndarray, reach: int = REACH) -> tuple[float, int]:
    """Highest r of ``wanted`` shifted against ``found``; positive: the lips come late."""
    n = len(found)
    scored = []
    for k in range(-reach, reach + 1):
        a, b = wanted[max(0, k) : n + min(0, k)], found[max(0, -k) : n - max(0, k)]
        scored.append((float(np.corrcoef(a, b)[0, 1]) if a.std() > 1e-6 and b.std() > 1e-6 else 0.0, k))
    return max(scored)


def aligned(found: np.ndarray, lips: np.ndarray) -> tuple[np.ndarray, np.ndarray, float, int]:
    """Both where the gap fits best, that r and that shift."""
    r, shift = best_shift(found[0], lips[0])
    n = lips.shape[1]
    return (
        found[:, max(0, -shift) : n - max(0, shift)],
        lips[:, max(0, shift) : n + min(0, shift)],
        r,
        shift,
    )


def calibrate(hear: Hear, data: list[Version]) -> tuple[np.ndarray, np.ndarray]:
    """Scale and offset to eye distances. The scale lies between the one of least error and the one that moves as much
    as people do; nought is a shut mouth."""
    slopes, quiet = [], []
    for one in data:
        found = hear(one)
        a, b, _, _ = aligned(found, one.lips)
        r = np.array([max(np.corrcoef(x, y)[0, 1], 0.05) for x, y in zip(a, b, strict=True)])
        slopes.append(b.std(axis=1) / (a.std(axis=1) + 1e-3) * np.sqrt(r))
        quiet.append(np.quantile(found, 0.08, axis=1))
    scale = np.median(slopes, axis=0)
    offset = np.zeros(len(PARTS))
    offset[0] = -float(np.median(quiet, axis=0)[0]) * scale[0]
    return scale.astype(np.float32), offset.astype(np.float32)


def score(hear: Hear, data: list[Version], scale: np.ndarray, offset: np.ndarray) -> list[dict[str, float]]:
    rows = []
    for one in data:
        found = hear(one)
        a, b, r, shift = aligned(found, one.lips)
        row = {name: float(np.corrcoef(x, y)[0, 1]) for name, x, y in zip(PARTS, a, b, strict=True)}
        row["unshifted"] = float(np.corrcoef(found[0], one.lips[0])[0, 1])
        row["error"] = float(np.abs(np.maximum(a[0] * scale[0] + offset[0], 0) - b[0]).mean())
        rows.append(row | {"aperture": r, "shift": shift})
    return rows


def folds_by_person(clips: list[Clip], count: int = 5) -> list[int]:
    people = sorted({clip.person for clip in clips})
    np.random.default_rng(0).shuffle(people)
    fold = {person: number % count for number, person in enumerate(people)}
    return [fold[clip.person] for clip in clips]
