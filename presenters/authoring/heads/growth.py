"""Hair, brows and lashes as strands [strands, points, 3]."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from face import Skin
from people import Person

BROWS = {
    -1: ([70, 63, 105, 66, 107], [46, 53, 52, 65, 55]),
    1: ([300, 293, 334, 296, 336], [276, 283, 282, 295, 285]),
}
LINE_Y = [-0.2, 0.1, 0.22, 0.34, 0.46, 0.58, 0.70, 0.85, 1.05, 1.25, 1.5, 1.8, 2.2]
LINE_Z = [0.80, 0.72, 0.66, 0.54, 0.34, 0.05, -0.20, -0.10, 0.02, -0.35, -0.70, -0.80, -0.85]


def scalp_weight(points: NDArray[np.float64], person: Person) -> NDArray[np.float64]:
    """0..1: where hair grows."""
    line = np.interp(points[:, 1], LINE_Y, LINE_Z) + person.hairline
    return np.clip((points[:, 2] - line) / 0.09 + 0.3, 0, 1)


def normals(points: NDArray[np.float64], triangles: NDArray[np.int64]) -> NDArray[np.float64]:
    a, b, c = (points[triangles[:, i]] for i in range(3))
    flat = np.cross(b - a, c - a)
    out = np.zeros_like(points)
    for i in range(3):
        np.add.at(out, triangles[:, i], flat)
    out /= np.linalg.norm(out, axis=1)[:, None] + 1e-12
    outward = points - [0, 0.9, 0]
    return out * np.sign((out * outward).sum(1).mean())


def roots(
    skin: Skin, weight: NDArray[np.float64], count: int, rng: np.random.Generator
) -> tuple[NDArray, NDArray]:
    """Points spread evenly over the triangles where `weight` is high, and their normals."""
    t = skin.triangles
    p = skin.points
    area = np.linalg.norm(np.cross(p[t[:, 1]] - p[t[:, 0]], p[t[:, 2]] - p[t[:, 0]]), axis=1)
    chance = area * weight[t].mean(1) ** 2
    pick = rng.choice(len(t), count, p=chance / chance.sum())
    u = rng.random((count, 2))
    u = np.where(u.sum(1, keepdims=True) > 1, 1 - u, u)
    share = np.column_stack([1 - u.sum(1), u])
    n = normals(p, t)
    return np.einsum("ij,ijk->ik", share, p[t[pick]]), np.einsum("ij,ijk->ik", share, n[t[pick]])


def unit(v: NDArray[np.float64]) -> NDArray[np.float64]:
    return v / (np.linalg.norm(v, axis=-1, keepdims=True) + 1e-9)


class Skull:
    """Keeps strands outside the head."""

    def __init__(self, skin: Skin) -> None:
        self.points = skin.points
        self.normals = normals(skin.points, skin.triangles)
        self.tree = cKDTree(self.points)

    def out(self, spot: NDArray[np.float64], height: NDArray[np.float64] | float) -> NDArray[np.float64]:
        _, near = self.tree.query(spot)
        depth = ((spot - self.points[near]) * self.normals[near]).sum(1)
        push = np.clip(height - depth, 0, 0.4)
        return spot + push[:, None] * self.normals[near]


def short_hair(skin: Skin, person: Person, strands: int) -> NDArray[np.float64]:
    """Short sides, longer top combed up and over to the side."""
    rng = np.random.default_rng(3)
    p, n = roots(skin, scalp_weight(skin.points, person), strands, rng)
    top = np.clip((p[:, 2] - 0.62) / 0.45, 0, 1)
    front = np.clip((1.0 - p[:, 1]) / 0.9, 0, 1)
    comb = unit(
        np.column_stack(
            [0.45 - 0.55 * np.clip(p[:, 0], -0.2, 1), 0.75 - 0.35 * front, 0.05 * np.ones(len(p))]
        )
        * top[:, None]
        + np.column_stack([0.1 * np.sign(p[:, 0]), 0.55 * np.ones(len(p)), -0.8 * np.ones(len(p))])
        * (1 - top)[:, None]
    )
    length = (0.09 + 0.25 * top**1.3) * rng.uniform(0.75, 1.1, len(p))
    lift = 0.25 + 0.85 * top * (0.35 + 0.65 * front)
    clump = rng.integers(0, 900, len(p))
    wild = rng.normal(0, 0.16, (900, 3))[clump] + rng.normal(0, 0.09, (len(p), 3))
    skull, steps, lines, spot = Skull(skin), 9, [p - 0.01 * n], p
    for k in range(1, steps):
        s = k / (steps - 1)
        way = unit(n * lift[:, None] * (1 - s) ** 1.2 + comb * (0.35 + s) + wild * (0.4 + s))
        spot = spot + way * (length / (steps - 1))[:, None]
        spot = skull.out(spot, 0.012 + 0.03 * s * top)
        lines.append(spot)
    return np.stack(lines, 1)


def long_hair(skin: Skin, person: Person, strands: int) -> NDArray[np.float64]:
    """A shoulder-length cut with a side parting, tucked behind the cheeks."""
    rng = np.random.default_rng(5)
    guides = strands // 45
    p, n = roots(skin, scalp_weight(skin.points, person), guides, rng)
    parting = -0.16
    side = np.sign(p[:, 0] - parting)
    back = np.clip((p[:, 1] - 0.9) / 0.8, 0, 1)
    end_z = -1.52 - 0.22 * back + rng.uniform(-0.10, 0.08, guides)
    skull, steps, lines, spot = Skull(skin), 34, [p - 0.01 * n], p.copy()
    layer = rng.uniform(0.04, 0.13, guides)
    along = 0.0
    for k in range(1, steps):
        s = k / (steps - 1)
        crown = np.clip((spot[:, 2] - 0.1) / 0.9, 0, 1)
        sideways = np.column_stack([side * (0.95 - 0.3 * back), 0.28 + 0.25 * back, -0.30 * np.ones(guides)])
        down = np.column_stack([0.10 * side * np.sin(s * 5.0), 0.05 * np.ones(guides), -np.ones(guides)])
        way = unit(0.9 * n * np.exp(-9 * s)[..., None] if np.ndim(s) else 0.9 * n * np.exp(-9 * s))
        way = unit(way * np.exp(-8 * s) + sideways * crown[:, None] + down * (1 - 0.8 * crown)[:, None])
        left = np.clip((spot[:, 2] - end_z) / 0.3, 0, 1)
        spot = spot + way * (0.105 * left)[:, None]
        spot = skull.out(spot, layer * min(1.0, s * 5))
        widest = np.interp(
            spot[:, 2],
            [-1.8, -1.4, -0.9, -0.3, 0.3, 0.8, 1.15, 1.45],
            [0.74, 0.82, 0.90, 0.93, 0.92, 0.80, 0.58, 0.2],
        )
        widest = widest + layer - 0.10
        spot[:, 0] = np.clip(spot[:, 0], -widest, widest)
        # Hair must not fall over the face: below the brow it stays beside the cheeks and behind them.
        low = np.clip((0.55 - spot[:, 2]) / 0.35, 0, 1)
        spot[:, 1] = np.maximum(spot[:, 1], 0.30 * low + spot[:, 1].min() * (1 - low))
        edge = np.interp(
            spot[:, 2], [-1.7, -1.25, -0.9, -0.5, 0.0, 0.5], [0.50, 0.56, 0.66, 0.76, 0.80, 0.60]
        )
        wide = np.where(spot[:, 1] < 0.95, edge * low, 0.0)
        spot[:, 0] = np.where(np.abs(spot[:, 0]) < wide, side * wide, spot[:, 0])
        lines.append(spot.copy())
        along += 1
    guide = np.stack(lines, 1)
    for _ in range(3):
        guide[:, 1:-1] = 0.25 * guide[:, :-2] + 0.5 * guide[:, 1:-1] + 0.25 * guide[:, 2:]
    each = 45
    which = np.repeat(np.arange(guides), each)
    spread = rng.normal(0, 1, (len(which), 1, 3)) * np.array([0.045, 0.045, 0.02])
    s = np.linspace(0, 1, steps)[None, :, None]
    curl = 0.010 * np.sin(s * rng.uniform(5, 11, (len(which), 1, 1)) + rng.uniform(0, 6, (len(which), 1, 1)))
    return guide[which] + spread * (0.55 + 0.9 * s * (1 - 0.55 * s)) + curl * np.array([1, 1, 0.0])


def brows(skin: Skin, person: Person, strands: int = 800) -> NDArray[np.float64]:
    rng = np.random.default_rng(11)
    flat = skin.points
    front = np.flatnonzero(flat[:, 1] < 0.6)
    tree = cKDTree(flat[front][:, [0, 2]])
    lines = []
    for side, (upper, lower) in BROWS.items():
        up, low = flat[upper][:, [0, 2]], flat[lower][:, [0, 2]]
        t = rng.beta(1.1, 1.1, strands)
        h = rng.uniform(0.12, 0.88, strands)
        u = np.column_stack([np.interp(t, np.linspace(0, 1, 5), c[:, i]) for c in (up, low) for i in (0, 1)])
        thin = person.brow_height * (0.45 + 0.55 * np.sin(np.pi * np.clip(t * 0.8 + 0.25, 0, 1)))
        mid = (u[:, :2] + u[:, 2:]) / 2 + [0, 0.015]
        base = mid + (u[:, :2] - u[:, 2:]) * ((h - 0.5) * thin)[:, None]
        out = np.column_stack(
            [
                np.full(strands, float(side)),
                np.where(h < 0.5, 0.42, -0.05) + 0.7 * (t > 0.8) * 0.6 - 0.35 * (1 - t),
            ]
        )
        out += rng.normal(0, 0.14, out.shape)
        out = unit(out) * rng.uniform(0.05, 0.085, strands)[:, None]
        for k in range(5):
            xz = base + out * k / 4
            _, near = tree.query(xz)
            y = flat[front][near, 1] - 0.006 - 0.012 * k / 4
            lines.append(np.column_stack([xz[:, 0], y, xz[:, 1]]))
    count = len(lines) // 5
    return np.concatenate([np.stack(lines[i * 5 : i * 5 + 5], 1) for i in range(count)])


def lashes(skin: Skin, person: Person) -> NDArray[np.float64]:
    rng = np.random.default_rng(13)
    out = []
    for side, rim in skin.rims.items():
        eye = skin.eyes[side]
        loop = skin.points[rim]
        middle = loop[:, 2].mean()
        for sign, count, length in ((1, 110, person.lash), (-1, 40, person.lash * 0.4)):
            part = loop[(loop[:, 2] - middle) * sign > -0.004]
            part = part[np.argsort(part[:, 0])]
            t = np.linspace(0.04, 0.98, count) + rng.normal(0, 0.006, count)
            at = np.column_stack([np.interp(t, np.linspace(0, 1, len(part)), part[:, i]) for i in range(3)])
            away = unit(at - eye.centre)
            fan = np.column_stack(
                [1.2 * (at[:, 0] - eye.centre[0]), -0.09 * np.ones(count), 0.05 * sign * np.ones(count)]
            )
            steps = []
            for k in range(6):
                s = k / 5
                steps.append(
                    at
                    + away * 0.004
                    + length * s * (unit(fan + 0.15 * away) + np.array([0, 0, 0.9 * sign * s])) * 0.75
                )
            out.append(np.stack(steps, 1))
    return np.concatenate(out)
