"""Eyeballs, tear ducts, lashes and brows."""

from __future__ import annotations

import bpy
import materials
import numpy as np
import stage
from face import Eye, Skin, rim_heights
from numpy.typing import NDArray
from paint import BROW_LOWER, BROW_UPPER
from people import Person
from scipy.spatial import cKDTree

SPOKES = 192
IRIS = 0.50  # radians from the axis to the edge of the iris
PUPIL = 0.19


def ball(
    eye: Eye, gaze: tuple[float, float], person: Person, rng: np.random.Generator
) -> tuple[NDArray, list[list[int]], NDArray]:
    """Points, faces and tint of an eyeball that looks `gaze` (right, up) radians off straight ahead."""
    tilt = np.concatenate(
        [
            np.linspace(0, PUPIL, 6)[1:],
            np.linspace(PUPIL, IRIS + 0.04, 40)[1:],
            np.linspace(IRIS + 0.04, 2.2, 24)[1:],
        ]
    )
    turn = np.linspace(0, 2 * np.pi, SPOKES, endpoint=False)
    a, b = np.meshgrid(tilt, turn, indexing="ij")
    dent = 0.055 * np.clip(1 - a / IRIS, 0, 1) ** 0.7  # the iris lies a little deeper than the white
    spot = np.stack([np.sin(a) * np.cos(b), -np.cos(a) + dent, np.sin(a) * np.sin(b)], -1).reshape(-1, 3)
    spot = np.concatenate([[[0, -1 + 0.055, 0]], spot]) * eye.radius
    tint = np.concatenate([[[0.004, 0.004, 0.004, 1]], eye_tint(a, b, person, rng).reshape(-1, 4)])
    faces = [[0, 1 + i, 1 + (i + 1) % SPOKES] for i in range(SPOKES)]
    for ring in range(len(tilt) - 1):
        low, high = 1 + ring * SPOKES, 1 + (ring + 1) * SPOKES
        faces += [[low + i, high + i, high + (i + 1) % SPOKES, low + (i + 1) % SPOKES] for i in range(SPOKES)]
    return spot @ turn_matrix(gaze).T + eye.centre, faces, tint


def turn_matrix(gaze: tuple[float, float]) -> NDArray[np.float64]:
    right, up = gaze
    yaw = np.array([[np.cos(right), -np.sin(right), 0], [np.sin(right), np.cos(right), 0], [0, 0, 1]])
    pitch = np.array([[1, 0, 0], [0, np.cos(up), np.sin(up)], [0, -np.sin(up), np.cos(up)]])
    return yaw @ pitch


def eye_tint(a: NDArray, b: NDArray, person: Person, rng: np.random.Generator) -> NDArray:
    """Pupil, fibres, a light ring round the pupil, a dark rim, and a white that is never white."""
    share = np.clip((a - PUPIL) / (IRIS - PUPIL), 0, 1)
    fibres = sum(
        rng.normal() / np.sqrt(k / 12) * np.cos(k * b + rng.uniform(0, 6.3) + 2.5 * share * rng.normal())
        for k in range(12, 70)
    )
    fibres = np.tanh(fibres / 4)
    iris = np.array(person.iris) * (1 + 0.55 * fibres * np.sin(np.pi * share) ** 0.5)[..., None]
    iris = iris * (1.1 + 0.9 * np.exp(-(((share - 0.35) / 0.25) ** 2)))[..., None]
    rim = np.clip((share - 0.74) / 0.26, 0, 1)[..., None] ** 1.5
    colour = iris * (1 - rim) + np.array(person.iris_rim) * rim
    pupil = np.clip((a - PUPIL + 0.012) / 0.024, 0, 1)[..., None]
    colour = colour * pupil + 0.003 * (1 - pupil)
    white = np.array([0.74, 0.69, 0.66]) * (
        1 - 0.30 * np.clip((a - 0.55) / 0.6, 0, 1)[..., None] * [0.3, 0.8, 0.8]
    )
    edge = np.clip((a - IRIS + 0.025) / 0.06, 0, 1)[..., None]
    colour = colour * (1 - edge) + white * edge
    return np.concatenate([colour.clip(0, 1), np.ones_like(a)[..., None]], -1)


def add_eyes(skin: Skin, person: Person, gaze: tuple[float, float] = (0.0, 0.0)) -> None:
    white = materials.tinted("eye", 0.5, Specular_IOR_Level=0.0)
    clear = materials.cornea()
    duct = materials.plain("duct", (0.55, 0.20, 0.17), 0.2, Subsurface_Weight=0.5, Subsurface_Scale=0.02)
    for eye in skin.eyes.values():
        points, faces, tint = ball(eye, gaze, person, np.random.default_rng(3))
        stage.mesh("eyeball", points, faces, white, tint)
        add_cornea(eye, gaze, clear)
        inwards = np.sign(-eye.centre[0])
        at = eye.inner + np.array([-inwards * 0.018, 0.035, -0.004])
        add_ellipsoid(at, (0.026, 0.03, 0.018), duct)


def add_cornea(eye: Eye, gaze: tuple[float, float], material: bpy.types.Material) -> None:
    """The wet shell: the eyeball a hair larger, bulging over the iris."""
    a, b = np.meshgrid(
        np.linspace(0.001, 1.7, 60), np.linspace(0, 2 * np.pi, 96, endpoint=False), indexing="ij"
    )
    far = 1.008 + 0.045 * np.exp(-((a / 0.42) ** 4))
    spot = far[..., None] * np.stack([np.sin(a) * np.cos(b), -np.cos(a), np.sin(a) * np.sin(b)], -1)
    ids = np.arange(a.size).reshape(a.shape)
    right = np.roll(ids, -1, axis=1)
    faces = np.stack([ids[:-1], ids[1:], right[1:], right[:-1]], -1).reshape(-1, 4)
    stage.mesh("cornea", spot.reshape(-1, 3) * eye.radius @ turn_matrix(gaze).T + eye.centre, faces, material)


def add_ellipsoid(at: NDArray, size: tuple[float, float, float], material: bpy.types.Material) -> None:
    bpy.ops.mesh.primitive_uv_sphere_add(segments=32, ring_count=20, radius=1, location=at)
    bpy.context.object.scale = size
    bpy.ops.object.shade_smooth()
    bpy.context.object.data.materials.append(material)


def add_lashes(skin: Skin, person: Person, close: float, rng: np.random.Generator) -> None:
    lines = []
    for side, eye in skin.eyes.items():
        rim = skin.points[skin.rims[side]]
        for upper, count, length in ((True, 110, person.lash_length), (False, 60, person.lash_length * 0.5)):
            lines.append(lash_row(rim, eye, upper, count, length, close, rng))
    stage.strands("lashes", np.concatenate(lines), 0.0018, materials.hair(1.0, 0.0, 0.6), tip=0.1)


def lash_row(
    rim: NDArray, eye: Eye, upper: bool, count: int, length: float, close: float, rng: np.random.Generator
) -> NDArray:
    """[count, 8, 3]: out from the margin and curling away from the opening."""
    x = np.sort(rng.uniform(rim[:, 0].min() + 0.03, rim[:, 0].max() - 0.004, count))
    if eye.centre[0] > 0:
        x = np.sort(rng.uniform(rim[:, 0].min() + 0.05, rim[:, 0].max() - 0.004, count))
    else:
        x = np.sort(rng.uniform(rim[:, 0].min() + 0.004, rim[:, 0].max() - 0.05, count))
    top, bottom = rim_heights(rim, eye, x)
    z = top if upper else bottom
    tree = cKDTree(rim[:, [0, 2]])
    y = rim[tree.query(np.stack([x, z], 1))[1], 1]
    root = np.stack([x, y - 0.004, z + (-0.001 if upper else 0.001)], 1)
    outward = np.clip((x - eye.centre[0]) * np.sign(eye.centre[0]) / eye.radius, -1, 1)
    sideways = np.sign(eye.centre[0]) * (0.15 + 0.55 * np.clip(outward, -0.3, 1)) + rng.normal(0, 0.10, count)
    size = length * (0.75 + 0.35 * np.clip(outward + 0.4, 0, 1)) * rng.uniform(0.7, 1.05, count)
    lift = (0.75 - 1.5 * close) if upper else -0.75
    t = np.linspace(0, 1, 8)[None, :, None]
    first = np.stack([sideways * 0.5, np.full(count, -1.0), np.full(count, -0.12 if upper else -0.2)], 1)
    curl = np.stack([sideways * 0.6, np.full(count, 0.25), np.full(count, lift)], 1)
    return root[:, None] + size[:, None, None] * (first[:, None] * t * 0.75 + curl[:, None] * t**2 * 0.95)


def add_brows(skin: Skin, person: Person, rng: np.random.Generator) -> None:
    """Fine hairs between the two rows of brow landmarks, combed outwards."""
    lines = []
    points = skin.flat
    front = points[points[:, 1] < 0.6]
    surface = cKDTree(front[:, [0, 2]])
    for sign in (1, -1):
        upper, lower = points[BROW_UPPER] * [sign, 1, 1], points[BROW_LOWER] * [sign, 1, 1]
        lines.append(brow(upper, lower, front, surface, person, rng))
    material = materials.hair(person.brow_melanin, person.hair_redness, 0.4)
    stage.strands("brows", np.concatenate(lines), 0.0018, material, tip=0.15)


def brow(
    upper: NDArray, lower: NDArray, front: NDArray, surface: cKDTree, person: Person, rng: np.random.Generator
) -> NDArray:
    """[count, 6, 3]; t runs from the outer end (0) to the nose (1)."""
    count = person.brow_hairs
    t, across = rng.uniform(0.0, 1, count), rng.beta(2, 2, count)
    at = np.linspace(0, 1, 5)
    top = np.stack([np.interp(t, at, upper[:, i]) for i in (0, 2)], 1)
    bottom = np.stack([np.interp(t, at, lower[:, i]) for i in (0, 2)], 1)
    thick = person.brow_thickness * np.clip(t / 0.35, 0.12, 1) * np.clip((1.02 - t) / 0.10, 0.4, 1)
    middle = bottom * 0.45 + top * 0.55 + [0, person.brow_lift]
    spot = middle + (across - 0.5)[:, None] * np.array([0, 1]) * (thick * 0.115)[:, None]
    angle = np.interp(t, [0, 0.4, 0.8, 1], [0.35, 0.05, -0.6, -1.15]) + rng.normal(0, 0.12, count)
    angle += (0.5 - across) * np.interp(t, [0, 0.5, 1], [0.6, 0.7, 0.2]) * -1.0
    away = np.stack([-np.cos(angle), -np.sin(angle)], 1)
    away[:, 0] *= 1.0 if middle[:, 0].mean() < 0 else -1.0
    length = rng.uniform(0.05, 0.085, count) * np.clip(t / 0.3, 0.55, 1)
    steps = np.linspace(0, 1, 6)
    flat = spot[:, None] + (length[:, None] * steps)[..., None] * away[:, None]
    depth = front[surface.query(flat.reshape(-1, 2), k=3)[1]][..., 1].mean(-1).reshape(flat.shape[:2])
    lift = 0.004 + 0.012 * steps * (1 - 0.6 * steps)
    return np.stack([flat[..., 0], depth - lift, flat[..., 1]], -1)
