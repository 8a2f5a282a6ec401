"""What is between the lips: two rows of teeth in their gums, and a tongue.

Sizes are people's (Wheeler's Dental Anatomy) over 92 mm a unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import materials
import numpy as np
import stage
from cage import Points
from face import Skin
from mouth import Mouth, jaw_turned
from numpy.typing import NDArray
from people import Person
from scipy.interpolate import CubicSpline

NAMES = ("tooth", "gum", "tongue")  # of the objects on the stage
ROUND = 28  # points round a tooth
STACK = 22  # and from its neck to its edge
BEHIND_LIPS = 0.058


@dataclass(frozen=True, kw_only=True)
class Tooth:
    wide: float
    long: float
    deep: float
    kind: str  # incisor, canine, molar
    short: float = 0.0
    """its edge stops so much before the row's"""


UPPER = (
    Tooth(wide=0.093, long=0.118, deep=0.060, kind="incisor"),
    Tooth(wide=0.073, long=0.104, deep=0.054, kind="incisor", short=0.007),
    Tooth(wide=0.079, long=0.115, deep=0.066, kind="canine", short=0.003),
    Tooth(wide=0.073, long=0.096, deep=0.080, kind="molar", short=0.010),
    Tooth(wide=0.071, long=0.090, deep=0.085, kind="molar", short=0.013),
    Tooth(wide=0.105, long=0.082, deep=0.10, kind="molar", short=0.015),
)
LOWER = (
    Tooth(wide=0.057, long=0.098, deep=0.052, kind="incisor"),
    Tooth(wide=0.062, long=0.100, deep=0.054, kind="incisor"),
    Tooth(wide=0.073, long=0.112, deep=0.064, kind="canine", short=-0.002),
    Tooth(wide=0.074, long=0.092, deep=0.074, kind="molar", short=0.008),
    Tooth(wide=0.076, long=0.088, deep=0.080, kind="molar", short=0.012),
    Tooth(wide=0.11, long=0.080, deep=0.10, kind="molar", short=0.014),
)


@dataclass(frozen=True, kw_only=True)
class Row:
    teeth: tuple[Tooth, ...]
    front_y: float
    edge_z: float
    down: float
    """1 for teeth that hang, -1 for teeth that stand"""
    open: float
    """how fast the arch runs back"""

    def arch(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(self.front_y + self.open * (2.0 * x**2 + 14.0 * x**4))

    def length(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """x and the way along the arch to it."""
        x = np.linspace(0, 0.36, 400)
        way = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x), np.diff(self.arch(x))))])
        return x, way


def rows_of(skin: Skin) -> tuple[Row, Row]:
    """Upper and lower row for the lips at rest."""
    seam = skin.flat[13]
    front = seam[1] + BEHIND_LIPS
    upper = Row(teeth=UPPER, front_y=front, edge_z=seam[2] - 0.028, down=1.0, open=1.0)
    lower = Row(teeth=LOWER, front_y=front + 0.032, edge_z=seam[2] - 0.008, down=-1.0, open=1.12)
    return upper, lower


def add_inside(skin: Skin, person: Person, mouth: Mouth) -> None:
    """Teeth, gums and tongue behind the parted lips."""
    upper, lower = rows_of(skin)
    enamel = materials.enamel(person.enamel)
    gum = materials.wet("gum", (0.50, 0.17, 0.15))
    for row, jaw in ((upper, 0.0), (lower, mouth.jaw)):
        rng = np.random.default_rng(len(person.name) + int(row.down > 0))
        for points, faces, tint in crowns(row, rng):
            stage.mesh("tooth", jaw_turned(points, jaw) if jaw else points, faces, enamel, tint)
        points, faces = gums(row)
        stage.mesh("gum", jaw_turned(points, jaw) if jaw else points, faces, gum)
    points, faces = tongue(lower, upper, mouth)
    stage.mesh("tongue", points, faces, materials.tongue())


def crowns(row: Row, rng: np.random.Generator) -> list[tuple[Points, list[list[int]], NDArray]]:
    """Points, faces and tint of each tooth."""
    made = []
    x, way = row.length()
    for sign in (-1, 1):
        at = 0.0
        for tooth in row.teeth:
            middle = float(np.interp(at + tooth.wide / 2, way, x))
            at += tooth.wide
            slope = float(np.gradient(row.arch(x), x)[np.searchsorted(x, middle)])
            along = np.array([1.0, slope]) / np.hypot(1, slope)
            points, faces, tint = crown(tooth)
            turn = rng.normal(0, 0.035)
            c, s = np.cos(turn), np.sin(turn)
            points[:, :2] = points[:, :2] @ np.array([[c, s], [-s, c]])
            points[:, 0] *= -1 if sign < 0 else 1
            across, deep, high = points.T
            placed = np.stack(
                [
                    sign * (middle - along[1] * deep) + along[0] * across,
                    row.arch(np.array(middle)) + sign * along[1] * across + along[0] * deep,
                    row.edge_z + row.down * (high + tooth.short + rng.normal(0, 0.0015)),
                ],
                1,
            )
            made.append((placed, faces, tint))
    return made


def crown(tooth: Tooth) -> tuple[Points, list[list[int]], NDArray]:
    """A tooth: x across, y back from its front face (0 there), z from its edge (0) to its neck and root."""
    s = 1 - np.cos(np.linspace(0, np.pi / 2, STACK))  # dense at the edge
    turn = np.linspace(0, 2 * np.pi, ROUND, endpoint=False)
    s, a = np.meshgrid(s, turn, indexing="ij")
    power = 2 / 2.7
    across = np.sign(np.cos(a)) * np.abs(np.cos(a)) ** power
    deep = np.sign(np.sin(a)) * np.abs(np.sin(a)) ** power
    end = np.sqrt(np.clip(1 - np.clip(1 - s / 0.10, 0, 1) ** 2, 0, 1))  # the rounded edge
    neck = np.clip((s - 0.35) / 0.65, 0, 1)
    half = tooth.wide / 2 * 0.985 * (1 - 0.20 * neck**1.5) * (0.80 + 0.20 * end)
    thin = {"incisor": 0.42, "canine": 0.55, "molar": 0.95}[tooth.kind]
    thick = tooth.deep / 2 * (thin + (1 - thin) * np.clip(s / 0.8, 0, 1)) * (0.25 + 0.75 * end)
    x = half * across
    share = x / (tooth.wide / 2)
    front = tooth.deep / 2 * 0.42 * (0.9 - np.sqrt(np.clip(1 - (0.75 * share) ** 2, 0, 1)))
    bulge = 0.008 * np.sin(np.pi * np.clip(s * 1.1, 0, 1))
    y = thick * (1 + deep) + front - bulge + 0.010
    z = s * tooth.long * 1.12
    corner = 0.010 * np.abs(share) ** 4 if tooth.kind == "incisor" else 0.022 * np.abs(share) ** 1.5
    z = z + corner * np.clip(1 - s / 0.5, 0, 1)
    points = np.stack([x, y, z], -1).reshape(-1, 3)
    faces = [
        [i * ROUND + j, i * ROUND + (j + 1) % ROUND, (i + 1) * ROUND + (j + 1) % ROUND, (i + 1) * ROUND + j]
        for i in range(STACK - 1)
        for j in range(ROUND)
    ]
    faces.append(list(range(ROUND))[::-1])
    # Warmer at the neck, a little grey and glassy at the edge.
    warm = neck.reshape(-1, 1)
    glass = np.clip(1 - s / 0.16, 0, 1).reshape(-1, 1) * (tooth.kind != "molar")
    tint = np.array([[1.0, 1.0, 1.0]]) * (1 - warm * [0.06, 0.15, 0.30]) * (1 - glass * [0.16, 0.12, 0.07])
    return points, faces, np.concatenate([tint, np.ones((len(tint), 1))], 1)


def gums(row: Row) -> tuple[Points, NDArray]:
    """A scalloped band over the necks, in front and behind."""
    x, way = row.length()
    borders = np.concatenate([[0], np.cumsum([tooth.wide for tooth in row.teeth])])
    along = np.linspace(-borders[-1], borders[-1], 420)
    cell = np.clip(np.searchsorted(borders, np.abs(along), side="right") - 1, 0, len(row.teeth) - 1)
    within = (np.abs(along) - borders[cell]) / np.diff(borders)[cell] * 2 - 1
    necks = np.array([tooth.long + tooth.short for tooth in row.teeth])
    neck = np.interp(np.abs(along), (borders[:-1] + borders[1:]) / 2, necks)
    margin = neck - 0.012 - 0.040 * np.abs(within) ** 2.5
    at_x = np.sign(along) * np.interp(np.abs(along), way, x)
    at_y = row.arch(at_x)
    slope = np.gradient(at_y, at_x)
    inward = np.stack([-slope, np.ones_like(slope)], 1) / np.hypot(1, slope)[:, None]
    deep = np.interp(np.abs(along), (borders[:-1] + borders[1:]) / 2, [tooth.deep for tooth in row.teeth])
    # Round the band: (how deep into the mouth, how far from the margin towards the root).
    profile = np.array([(0.5, 0.000), (0.16, -0.002), (0.03, 0.006), (-0.04, 0.025), (-0.06, 0.06), (-0.02, 0.14),
                        (0.2, 0.22), (0.8, 0.22), (1.15, 0.12), (1.10, 0.03), (1.0, 0.004), (0.86, -0.002)])  # fmt: skip
    rings = []
    for back, up in profile:
        spot = np.stack([at_x, at_y], 1) + inward * (0.008 + back * deep)[:, None]
        rings.append(np.column_stack([spot, row.edge_z + row.down * (margin + up)]))
    points = np.stack(rings, 1)
    ids = np.arange(points.shape[0] * points.shape[1]).reshape(points.shape[:2])
    right = np.roll(ids, -1, axis=1)
    faces = np.stack([ids[:-1], ids[1:], right[1:], right[:-1]], -1).reshape(-1, 4)
    return points.reshape(-1, 3), faces


def tongue(lower: Row, upper: Row, mouth: Mouth) -> tuple[Points, NDArray]:
    """A body swept from the throat to the tip, with a groove along its back."""
    tip_y, edge = lower.front_y + 0.085 - mouth.tongue_out, lower.edge_z
    knots = np.array([
        (0.75, edge - 0.28), (0.56, edge - 0.13 + 0.5 * mouth.hump), (0.36, edge - 0.075 + mouth.hump),
        (0.20 - 0.5 * mouth.tongue_out, edge - 0.075 + 0.5 * mouth.hump + 0.35 * mouth.tongue_up),
        (tip_y, edge - 0.085 + mouth.tongue_up),
    ])  # fmt: skip
    u = np.linspace(0, 1, 80)
    middle = CubicSpline(np.linspace(0, 1, len(knots)), knots)(u)
    half = np.interp(u, [0, 0.3, 0.6, 0.8, 0.92, 1.0], [0.20, 0.22, 0.21, 0.175, 0.13, 0.07])
    half = half * np.sqrt(np.clip(1 - ((u - 0.88) / 0.12).clip(0, 1) ** 2.2, 0.0, 1))
    thick = np.interp(u, [0, 0.4, 0.75, 1.0], [0.13, 0.11, 0.075, 0.05])
    thick = thick * np.sqrt(np.clip(1 - ((u - 0.90) / 0.10).clip(0, 1) ** 2, 0.0, 1))
    turn = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    ahead = np.gradient(middle, u, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    up = np.stack([ahead[:, 1], -ahead[:, 0]], 1)
    cross, lift = np.cos(turn)[None] * half[:, None], np.sin(turn)[None] * thick[:, None]
    groove = 0.022 * np.exp(-((np.cos(turn) / 0.20) ** 2)) * (np.sin(turn) > 0)
    lift = lift - groove[None] * np.clip((1 - u) / 0.15, 0, 1)[:, None]
    rng = np.random.default_rng(9)
    lift = lift + 0.0012 * rng.standard_normal(lift.shape) * (np.sin(turn) > 0)
    spot = middle[:, None] + lift[..., None] * up[:, None]
    points = np.stack([np.broadcast_to(cross, lift.shape), spot[..., 0], spot[..., 1]], -1)
    ids = np.arange(lift.size).reshape(lift.shape)
    right = np.roll(ids, -1, axis=1)
    faces = np.stack([ids[:-1], ids[1:], right[1:], right[:-1]], -1).reshape(-1, 4)
    return jaw_turned(points.reshape(-1, 3), mouth.jaw), faces
