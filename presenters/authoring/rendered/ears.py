"""Ears: a sheet over the ear's outline, given its ridges and hollows."""

from __future__ import annotations

import materials
import numpy as np
import stage
from numpy.typing import NDArray
from people import Person

HALF_WIDTH, HALF_HEIGHT = 0.19, 0.315
FLARE = np.radians(24)


def bell(value: NDArray, at: float, wide: float) -> NDArray:
    return np.exp(-(((value - at) / wide) ** 2))


def relief(u: NDArray, v: NDArray, r: NDArray, turn: NDArray) -> NDArray[np.float64]:
    """Height off the ear's plane; u runs to the back, v up, both -1..1 at the outline."""
    degrees = np.degrees(turn) % 360
    helix = np.clip((210 - degrees) / 30, 0, 1) + np.clip((degrees - 325) / 25, 0, 1)
    antihelix = np.clip((125 - degrees) / 40, 0, 1) * (degrees < 200) + np.clip((degrees - 285) / 30, 0, 1)
    height = 0.050 * helix * bell(r, 0.88, 0.10) - 0.030 * helix * bell(r, 0.70, 0.09)
    height += 0.040 * antihelix * bell(r, 0.52, 0.13)
    height -= 0.095 * bell(u, -0.22, 0.38) * bell(v, -0.12, 0.34)
    height += 0.055 * bell(u, -0.72, 0.22) * bell(v, -0.18, 0.16)
    height += 0.020 * bell(u, -0.1, 0.5) * bell(v, -0.82, 0.25)
    return height - 0.05 * np.clip((r - 0.93) / 0.07, 0, 1) ** 2


def ear(side: int, person: Person) -> tuple[NDArray, list[list[int]], NDArray]:
    """Points, faces and tint; side is 1 for the viewer's right."""
    r, turn = np.meshgrid(
        np.linspace(0.02, 1, 34), np.linspace(0, 2 * np.pi, 120, endpoint=False), indexing="ij"
    )
    narrow = 1 - 0.22 * np.clip(-np.sin(turn), 0, 1) + 0.06 * np.sin(turn)
    u, v = r * np.cos(turn) * narrow, r * np.sin(turn)
    sheet = np.stack([u * HALF_WIDTH, relief(u, v, r, turn), v * HALF_HEIGHT], -1)
    back = [sheet[-1] * [s, 1, s] + [0, -drop, 0] for s, drop in ((0.97, 0.03), (0.85, 0.07), (0.6, 0.16))]
    local = np.concatenate([sheet, np.array(back)])
    local[..., 0] -= 0.16 * local[..., 2]  # the ear leans back
    across = np.array([side * np.sin(FLARE), np.cos(FLARE), 0])
    outward = np.array([side * np.cos(FLARE), -np.sin(FLARE), 0])
    at = np.array([side * person.ear_x, 1.06, -0.04])
    points = at + local[..., :1] * across + local[..., 1:2] * outward + local[..., 2:] * [0, 0, 1]
    ids = np.arange(points[..., 0].size).reshape(points.shape[:2])
    right = np.roll(ids, -1, axis=1)
    faces = np.stack([ids[:-1], right[:-1], right[1:], ids[1:]], -1).reshape(-1, 4)
    if side < 0:
        faces = faces[:, ::-1]
    ruddy = 0.15 + 0.2 * np.clip(local[..., 1].ravel() * -8, 0, 1)
    tint = np.array(person.skin) + ruddy[:, None] * (np.array(person.blush) - person.skin)
    return points.reshape(-1, 3), faces.tolist(), np.concatenate([tint, np.full((len(tint), 1), 0.5)], 1)


def add_ears(person: Person) -> None:
    material = materials.skin()
    for side in (1, -1):
        points, faces, tint = ear(side, person)
        stage.mesh("ear", points, faces, material, tint, levels=1)
