"""Skin colours: tint [n, 4] per point, linear RGB and roughness, from where the point lies on the face."""

from __future__ import annotations

import numpy as np
from matplotlib.path import Path as Outline
from numpy.typing import NDArray

from face import Skin
from people import Person

LIPS = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146]  # fmt: skip
SEAM = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]


def tints(skin: Skin, person: Person, scalp: NDArray[np.float64]) -> NDArray[np.float64]:
    """`scalp` [n] is 0..1 where hair grows."""
    p = skin.flat
    front = p[:, 1] < 0.75
    colour = np.tile(np.array(person.skin), (len(p), 1))

    def mix(weight: NDArray[np.float64], target: tuple[float, ...] | NDArray[np.float64]) -> None:
        nonlocal colour
        w = np.clip(weight, 0, 1)[:, None]
        colour = colour * (1 - w) + np.asarray(target) * w

    def spot(x: float, z: float, wide: float, high: float) -> NDArray[np.float64]:
        return np.exp(-(((np.abs(p[:, 0]) - x) / wide) ** 2) - ((p[:, 2] - z) / high) ** 2) * front

    blush = np.array(person.blush)
    mix(0.50 * spot(0.45, -0.33, 0.22, 0.20), blush)
    mix(0.35 * spot(0.0, -0.33, 0.13, 0.13), blush)
    mix(0.25 * spot(0.0, -1.05, 0.2, 0.12), blush)
    mix(0.30 * spot(0.32, -0.05, 0.2, 0.07), np.array(person.skin) * [0.72, 0.62, 0.66])
    if person.makeup:
        mix(0.45 * person.makeup * spot(0.32, 0.16, 0.17, 0.055), np.array(person.skin) * [0.62, 0.45, 0.42])
    if person.stubble:
        jaw = np.clip((-0.52 - p[:, 2]) / 0.2, 0, 1) * np.clip((p[:, 2] + 1.5) / 0.3, 0, 1)
        jaw *= 1 - spot(0.0, -0.62, 0.1, 0.07)
        jaw = np.maximum(jaw * (p[:, 1] < 0.95), 0.9 * spot(0.0, -0.5, 0.26, 0.07))
        mix(0.26 * person.stubble * jaw, np.array([0.13, 0.10, 0.10]))
    lips = lip_weight(p) * front
    mix(0.8 * lips, person.lips)
    seam = seam_weight(p) * front
    mix(0.75 * seam, np.array(person.lips) * 0.25)
    mix(scalp, np.array(person.brow))
    rough = 0.47 - 0.07 * spot(0.0, -0.2, 0.12, 0.5) - 0.14 * lips
    return np.column_stack([colour, rough])


def lip_weight(p: NDArray[np.float64]) -> NDArray[np.float64]:
    outline = Outline(p[LIPS][:, [0, 2]])
    steps = np.linspace(-0.02, 0.014, 7)
    return np.mean(
        [
            outline.contains_points(p[:, [0, 2]], radius=-s) | outline.contains_points(p[:, [0, 2]], radius=s)
            for s in steps
        ],
        axis=0,
    )


def seam_weight(p: NDArray[np.float64]) -> NDArray[np.float64]:
    line = p[SEAM]
    order = np.argsort(line[:, 0])
    height = np.interp(p[:, 0], line[order, 0], line[order, 2])
    inside = np.abs(p[:, 0]) < np.abs(line[:, 0]).max() + 0.015
    return np.exp(-(((p[:, 2] - height) / 0.016) ** 2)) * inside
