"""Hair made of strands: a parted bob that falls beside the face, and a short cut combed to one side."""

from __future__ import annotations

from dataclasses import dataclass

import materials
import numpy as np
import stage
from face import Skin
from numpy.typing import NDArray
from paint import hairline
from people import Person
from scipy.spatial import cKDTree


@dataclass(frozen=True, kw_only=True)
class Bob:
    """The volume the long hair lies on: an ellipsoid round the head, then a fall to the shoulders."""

    centre: tuple[float, float, float] = (0.0, 0.93, 0.33)
    radii: tuple[float, float, float] = (0.97, 1.12, 1.24)
    part_x: float = 0.22
    end_z: float = -1.62
    strands: int = 26000
    clumps: int = 420


def slerp(a: NDArray, b: NDArray, t: NDArray) -> NDArray[np.float64]:
    """Along great circles between unit vectors a, b [n, 3] at t [n, m]: [n, m, 3]."""
    angle = np.arccos(np.clip((a * b).sum(-1), -0.9999, 0.9999))[:, None, None]
    t = t[..., None]
    return (np.sin((1 - t) * angle) * a[:, None] + np.sin(t * angle) * b[:, None]) / np.sin(angle)


def bob_lines(
    bob: Bob, side: NDArray, along: NDArray, depth: NDArray, length: NDArray, jitter: NDArray, steps: int
) -> NDArray[np.float64]:
    """[n, steps, 3]; `along` 0..1 is the place on the part from forehead to nape, `depth` 0..1 the layer."""
    radii = np.array(bob.radii)
    rise = np.radians(33 + 142 * along)
    x = (bob.part_x * (1 - 0.75 * along) + 0.012 * side * jitter) / radii[0]
    start = np.stack([x, -np.cos(rise) * np.sqrt(1 - x**2), np.sin(rise) * np.sqrt(1 - x**2)], 1)
    azimuth = np.radians(61 + 119 * along**0.9)
    dip = np.radians(-8 - 4 * along)
    end = np.stack(
        [
            side * np.sin(azimuth) * np.cos(dip),
            -np.cos(azimuth) * np.cos(dip),
            np.sin(dip) * np.ones_like(side),
        ],
        1,
    )
    on_head = steps * 11 // 20
    t = np.linspace(0, 1, on_head)[None].repeat(len(along), 0)
    layer = (0.955 + 0.055 * depth)[:, None] - 0.035 * np.exp(-((t / 0.06) ** 2)) + 0.02 * np.sin(np.pi * t)
    cap = np.array(bob.centre) + slerp(start, end, t) * radii * layer[..., None]
    s = np.linspace(0, 1, steps - on_head + 1)[None, 1:, None]
    last = cap[:, -1:]
    drop = (last[..., 2] - (bob.end_z + (1 - length[:, None]) * 0.30 + 0.10 * along[:, None]))[..., None]
    outward = np.stack([side, np.zeros_like(side), np.zeros_like(side)], 1)[:, None]
    swing = (0.10 * np.sin(np.pi * s * 0.9) - 0.16 * s**2 * (0.6 + 0.4 * depth[:, None, None])) * (
        1 - 0.5 * along[:, None, None]
    )
    swing -= (1 - depth[:, None, None]) * 0.17 * np.sin(np.pi / 2 * s)  # inner locks hug the neck
    forward = np.array([0.0, -1.0, 0.0]) * (0.10 * np.sin(np.pi * s * 0.75)) * (1 - along[:, None, None])
    fall = last + np.array([0, 0, -1.0]) * drop * s + outward * swing + forward
    return relax(np.concatenate([cap, fall], axis=1), from_step=on_head // 2)


def relax(lines: NDArray, from_step: int, rounds: int = 10) -> NDArray[np.float64]:
    """Even out the bend where the fall begins; roots and tips stay."""
    part = lines[:, from_step:]
    for _ in range(rounds):
        part[:, 1:-1] = (part[:, :-2] + 2 * part[:, 1:-1] + part[:, 2:]) / 4
    return lines


def bob_strands(bob: Bob, rng: np.random.Generator, steps: int = 40) -> NDArray[np.float64]:
    """Strands gathered into locks: each follows a lock's own path, with its own small wave."""
    lock_side = np.where(rng.random(bob.clumps) < 0.56, -1.0, 1.0)
    lock_along = rng.random(bob.clumps) ** 1.25
    lock_depth, lock_length = rng.random(bob.clumps), rng.random(bob.clumps)
    which = rng.integers(0, bob.clumps, bob.strands)
    stray = rng.normal(0, 1, bob.strands)
    along = np.clip(lock_along[which] + 0.020 * stray, 0, 1)
    depth = np.clip(lock_depth[which] + rng.normal(0, 0.10, bob.strands), 0, 1.1)
    length = lock_length[which] + rng.normal(0, 0.10, bob.strands)
    lines = bob_lines(bob, lock_side[which], along, depth, length, rng.normal(0.4, 1, bob.strands), steps)
    t = np.linspace(0, 1, steps)[None, :, None]
    phase, pace = rng.uniform(0, 6.3, bob.clumps)[which], rng.uniform(5, 8, bob.clumps)[which]
    wave = 0.022 * np.sin(pace[:, None] * t[..., 0] + phase[:, None]) * np.clip((t[..., 0] - 0.3) / 0.3, 0, 1)
    lines[..., 0] += wave
    lines[..., 1] += 0.7 * wave
    scatter = rng.normal(0, 1, (bob.strands, 1, 3)) * (0.004 + 0.008 * np.abs(t - 0.5))
    fly = (rng.random(bob.strands) < 0.03)[:, None, None] * rng.normal(0, 0.035, (bob.strands, 1, 3)) * t
    return lines + scatter + fly


def short_strands(
    skin: Skin, rng: np.random.Generator, count: int = 46000, steps: int = 10
) -> NDArray[np.float64]:
    """Roots all over the scalp; long and combed over on top, close to the skin at the sides."""
    roots, normals = scatter_on_scalp(skin, rng, count)
    locks = rng.choice(len(roots), 900)
    which = cKDTree(roots[locks]).query(roots)[1]
    top = np.clip((roots[:, 2] - 0.70) / 0.45, 0, 1)
    front = np.clip((0.75 - roots[:, 1]) / 0.5, 0, 1) * top
    length = (0.15 + 0.37 * top**1.3) * rng.uniform(0.75, 1.05, len(roots))
    length *= 0.45 + 0.55 * np.clip(hairline(roots) / 0.16, 0, 1)
    comb = np.stack([0.70 * top, 0.50 - 0.45 * front, -1.0 + 1.0 * top], 1)
    comb += 0.20 * rng.normal(0, 1, (len(locks), 3))[which] + 0.06 * rng.normal(0, 1, roots.shape)
    comb -= (comb * normals).sum(1, keepdims=True) * normals
    comb /= np.linalg.norm(comb, axis=1, keepdims=True)
    t = np.linspace(0, 1, steps)[None, :, None]
    lines = roots[:, None] + length[:, None, None] * comb[:, None] * t
    lines += (roots[locks][which] - roots)[:, None] * 0.40 * t**1.5 * top[:, None, None]
    lift = 0.034 + 0.08 * top + 0.10 * front
    lift *= 0.45 + 0.55 * np.clip(hairline(roots) / 0.22, 0, 1) + 0.12 * rng.normal(0, 1, len(locks))[which]
    return drape(lines, skin, lift[:, None] * np.sin(np.linspace(0, 0.78 * np.pi, steps))[None] ** 0.8)


def drape(lines: NDArray, skin: Skin, height: NDArray) -> NDArray[np.float64]:
    """Keep strands at their heights [strands, steps] over the scalp, however it curves."""
    normals = point_normals(skin)
    flat = lines.reshape(-1, 3)
    near = cKDTree(skin.points).query(flat, k=4)[1]
    foot, normal = skin.points[near].mean(1), normals[near].mean(1)
    above = ((flat - foot) * normal).sum(1)
    return (flat + normal * (height.ravel() - above)[:, None]).reshape(lines.shape)


def point_normals(skin: Skin) -> NDArray[np.float64]:
    corners = skin.points[skin.triangles]
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(skin.points)
    for i in range(3):
        np.add.at(normals, skin.triangles[:, i], face)
    return normals / np.linalg.norm(normals, axis=1, keepdims=True).clip(1e-12)


def scatter_on_scalp(skin: Skin, rng: np.random.Generator, count: int) -> tuple[NDArray, NDArray]:
    """Random points and outward normals on the hairy part of the skin, thinner towards its edge."""
    corners = skin.points[skin.triangles]
    middle = corners.mean(1)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(normal, axis=1)
    normal /= area[:, None].clip(1e-9)
    chance = area * np.clip(hairline(middle) / 0.05 + 0.4, 0, 1) * np.where(middle[:, 1] < 1.45, 1.0, 0.35)
    pick = rng.choice(len(corners), count, p=chance / chance.sum())
    a, b = np.sqrt(rng.random(count)), rng.random(count)
    share = np.stack([1 - a, a * (1 - b), a * b], 1)[..., None]
    return (corners[pick] * share).sum(1), normal[pick]


def add_hair(skin: Skin, person: Person, rng: np.random.Generator, share: float = 1.0) -> None:
    """`share` of the strands, each as much thicker: fewer for a quick look."""
    material = materials.hair(person.hair_melanin, person.hair_redness, person.hair_roughness)
    if person.hair_style == "bob":
        lines, radius, tip = bob_strands(Bob(), rng), 0.0030, 0.4
    else:
        lines, radius, tip = short_strands(skin, rng), 0.0030, 0.25
    lines = lines[: round(len(lines) * share)]
    stage.strands("hair", lines, radius / share, material, tip=tip)
