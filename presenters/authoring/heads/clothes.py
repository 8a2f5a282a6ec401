"""A knitted crew-neck jumper over the shoulders, and ears."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from face import Skin
from growth import normals

AXIS_Y = 1.05


def neckline(angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Height of the collar by angle round the neck; 0 is straight ahead."""
    return -1.78 + 0.20 * (1 - np.cos(angle)) / 2 * 1.6


def angles(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.arctan2(points[:, 0], AXIS_Y - points[:, 1])


def jumper(skin: Skin) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    n = normals(skin.points, skin.triangles)
    low = skin.points[:, 2] < neckline(angles(skin.points)) + 0.02
    keep = low[skin.triangles].all(1)
    below = np.clip((neckline(angles(skin.points)) - skin.points[:, 2]) / 0.35, 0, 1)
    points = skin.points + n * (0.035 + 0.06 * below)[:, None]
    return points, skin.triangles[keep]


def collar(skin: Skin, height: float = 0.075, rings: int = 14, around: int = 160) -> tuple[NDArray, NDArray]:
    """A ribbed band along the neckline, as a closed tube."""
    theta = np.linspace(-np.pi, np.pi, around, endpoint=False)
    line = np.zeros((around, 3))
    turned = angles(skin.points)
    for i, angle in enumerate(theta):
        away = np.abs((turned - angle + np.pi) % (2 * np.pi) - np.pi)
        score = (away / 0.06) ** 2 + ((skin.points[:, 2] - neckline(np.array(angle))) / 0.05) ** 2
        near = np.argsort(score)[:12]
        line[i] = skin.points[near].mean(0)
        line[i, 2] = neckline(np.array(angle))
    for _ in range(12):
        line = 0.25 * np.roll(line, 1, 0) + 0.5 * line + 0.25 * np.roll(line, -1, 0)
    out = line - np.array([0, AXIS_Y, 0])
    out[:, 2] = 0
    out /= np.linalg.norm(out, axis=1)[:, None]
    phi = np.linspace(0, 2 * np.pi, rings, endpoint=False)
    rib = 1 + 0.06 * np.cos(theta * around / 4)[:, None, None]
    tube = (
        line[:, None]
        + rib * (out[:, None] * (0.03 + 0.045 * np.cos(phi))[None, :, None])
        + np.array([0, 0, 1.0]) * (height * np.sin(phi))[None, :, None]
    )
    ids = np.arange(around * rings).reshape(around, rings)
    a, b = ids, np.roll(ids, -1, 0)
    c, d = np.roll(b, -1, 1), np.roll(a, -1, 1)
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    return tube.reshape(-1, 3), faces


def ear(side: int, rings: int = 24, around: int = 48) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """A shell with a raised helix and a hollow; side is -1 or 1."""
    u = np.linspace(0, 1, rings)[:, None]
    t = np.linspace(0, 2 * np.pi, around, endpoint=False)[None]
    wide = 0.125 * (1 + 0.18 * np.sin(t)) * u
    high = 0.235 * u
    depth = (
        0.055 * np.exp(-(((u - 0.86) / 0.14) ** 2))
        - 0.05 * np.exp(-((u / 0.5) ** 2))
        + 0.02 * np.exp(-(((u - 0.55) / 0.1) ** 2)) * (np.cos(t - 2.6) > 0)
    )
    x, z = wide * np.cos(t), high * np.sin(t) + 0.03 * np.sin(t) * u
    x = x * (1 - 0.35 * np.clip(-np.sin(t), 0, 1) * u)
    y = np.broadcast_to(depth - 0.07 * (u > 0.97), x.shape)
    flare = np.radians(28)
    out = y * np.cos(flare) + (x + 0.08) * np.sin(flare)
    back = x * np.cos(flare) - y * np.sin(flare)
    points = np.stack([side * (0.795 + out), 0.92 + back, -0.16 + z], -1).reshape(-1, 3)
    ids = np.arange(rings * around).reshape(rings, around)
    a, b = ids[:-1], ids[1:]
    c, d = np.roll(b, -1, 1), np.roll(a, -1, 1)
    return points, np.concatenate(
        [np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)]
    )
