"""Clothes: a top cut from the body itself, and a jacket with lapels over it."""

from __future__ import annotations

import bpy
import materials
import numpy as np
import stage
from face import Skin
from numpy.typing import NDArray
from people import Person
from subdivide import border_loops, refine

HEM_Z = -3.9


def neckline(points: NDArray, person: Person) -> NDArray[np.float64]:
    """Positive above the top's neckline."""
    x, y, z = np.abs(points[:, 0]), points[:, 1], points[:, 2]
    if person.neckline == "v":
        edge = -2.50 + person.shoulder_lift + 1.15 * x + 0.75 * np.clip(y - 0.75, 0, 1)
    else:
        edge = -1.98 + person.shoulder_lift + 0.10 * x + 0.42 * np.clip(y - 0.72, 0, 1)
    return z - edge


def add_top(skin: Skin, person: Person) -> None:
    """The skin below the neckline, lifted a little: a blouse or a pullover with a bound edge."""
    above = neckline(skin.points, person)
    low = (above[skin.triangles] < 0).any(1) & (skin.points[skin.triangles][..., 2] < -1.2).all(1)
    used, faces = np.unique(skin.triangles[low], return_inverse=True)
    points, faces = skin.points[used].copy(), faces.reshape(-1, 3)
    points[:, 2] -= np.clip(neckline(points, person), 0, 1)  # snap the ragged edge to the neckline
    points, faces = refine(points, faces, 1)
    middle = np.array([0, 1.15, 0])
    away = (points - middle) * [1, 1, 0]
    points += 0.02 * away / np.linalg.norm(away, axis=1, keepdims=True)
    cloth = materials.cloth("top", person.shirt, weave=260.0)
    top = stage.mesh("top", points, faces, cloth)
    top.modifiers.new("thick", "SOLIDIFY").thickness = 0.012
    edge = max(border_loops(faces), key=lambda loop: points[loop, 2].mean())
    add_tube(points[edge], person.binding, cloth)


def add_tube(line: NDArray, radius: float, material: bpy.types.Material) -> None:
    """A closed rounded band along a line."""
    for _ in range(12):
        line = (np.roll(line, 1, 0) + 2 * line + np.roll(line, -1, 0)) / 4
    curve = bpy.data.curves.new("band", "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution = "3D", radius, 6
    spline = curve.splines.new("POLY")
    spline.points.add(len(line) - 1)
    spline.points.foreach_set("co", np.concatenate([line, np.ones((len(line), 1))], 1).ravel())
    spline.use_cyclic_u = True
    curve.materials.append(material)
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("band", curve))


def shoulder_z(x: NDArray, person: Person) -> NDArray[np.float64]:
    """Height of the jacket's shoulder line at a distance x from the middle."""
    x = np.abs(x)
    return -1.74 + person.shoulder_lift - 0.20 * np.clip(x - 0.5, 0, 3) - 0.10 * np.clip(x - 1.35, 0, 3) ** 2


def body(x: NDArray, v: NDArray, person: Person) -> NDArray[np.float64]:
    """The jacket's surface: v = 0 on the shoulder line, 1 at the hem; negative runs down the back."""
    ridge = shoulder_z(x, person)
    chest_y = 0.30 + 0.16 * np.clip(np.abs(x) / 1.6, 0, 2) ** 2
    fall = v * (ridge - HEM_Z)
    roll = 0.52  # how far down the shoulder turns into the chest
    turn = np.clip(fall / roll, 0, 1)
    y = 1.18 - (1.18 - chest_y) * np.sin(turn * np.pi / 2) ** 1.15
    bust = person.bust * np.exp(-(((np.abs(x) - 0.62) / 0.40) ** 2) - ((ridge - fall + 3.05) / 0.42) ** 2)
    return np.stack([x, y - bust - 0.05 * turn, ridge - fall], -1)


def opening(v: NDArray, person: Person) -> NDArray[np.float64]:
    """Half the width of the jacket's front opening at v."""
    return np.interp(
        v, [0, 0.12, 0.35, 0.62, 0.80, 1.0], np.array([0.66, 0.60, 0.43, 0.20, 0.02, -0.08]) * person.opening
    )


def lapel_width(v: NDArray, person: Person) -> NDArray[np.float64]:
    wide = np.interp(v, [0.0, 0.10, 0.26, 0.44, 0.60, 0.80], [0.16, 0.22, 0.30, 0.44, 0.34, 0.02])
    notch = 0.20 * np.exp(-(((v - 0.345) / 0.016) ** 2))
    return (wide - notch) * person.lapel


def sheet(points: NDArray, name: str, material: bpy.types.Material, thickness: float) -> None:
    """A grid [rows, columns, 3] as cloth with thickness."""
    ids = np.arange(points[..., 0].size).reshape(points.shape[:2])
    faces = np.stack([ids[:-1, :-1], ids[:-1, 1:], ids[1:, 1:], ids[1:, :-1]], -1).reshape(-1, 4)
    thing = stage.mesh(name, points.reshape(-1, 3), faces, material)
    solid = thing.modifiers.new("thick", "SOLIDIFY")
    solid.thickness, solid.offset = thickness, 0
    bevel = thing.modifiers.new("round", "SUBSURF")
    bevel.levels = bevel.render_levels = 1


def add_jacket(person: Person) -> None:
    cloth = materials.cloth("jacket", person.jacket, weave=170.0)
    v, u = np.meshgrid(np.linspace(0, 1, 90), np.linspace(0, 1, 70), indexing="ij")
    for side in (1, -1):
        edge = opening(v, person)
        x = edge + (2.5 - edge) * u
        front = body(x, v, person)
        front[..., 1] += 0.012 * side  # the viewer's left side buttons over the right
        sheet(front * [side, 1, 1], "front", cloth, 0.03)
        back = body(0.55 + 1.95 * u, v, person)
        back[..., 1] = 2.36 - back[..., 1]
        sheet(back * [side, 1, 1], "back", cloth, 0.03)
        add_lapel(side, person, cloth)
    add_collar(person, cloth)


def add_lapel(side: int, person: Person, cloth: bpy.types.Material) -> None:
    """A strip folded back along the opening, lying just off the chest."""
    v, u = np.meshgrid(np.linspace(0.0, 0.80, 220), np.linspace(0, 1, 24), indexing="ij")
    edge, width = opening(v, person), lapel_width(v, person)
    slant = 0.10 * u * np.clip((v - 0.1) / 0.2, 0, 1)  # points rise towards the shoulder
    strip = body(edge - 0.01 + width * u, np.clip(v - slant * 0.55, 0, 1), person)
    off = 0.030 + 0.055 * np.sin(np.pi * np.clip(u * 0.9, 0, 1)) + 0.012 * (1 - u)
    strip[..., 1] -= off + 0.004 * side
    sheet(strip * [side, 1, 1], "lapel", cloth, 0.022)


def add_collar(person: Person, cloth: bpy.types.Material) -> None:
    """A band round the back of the neck that folds over outwards."""
    turn, u = np.meshgrid(np.linspace(-1, 1, 120) * np.radians(126), np.linspace(0, 1, 16), indexing="ij")
    stand = np.sin(u * np.pi * 0.62)
    wide, deep = 0.67 * person.opening + 0.07 * u, 0.55 + 0.07 * u
    x = np.sin(turn) * wide
    y = 1.15 + np.cos(turn) * deep
    sink = 0.33 * np.arcsin(np.clip((1.18 - y) / 0.88, 0, 1) ** 0.87)  # the chest falls away in front
    low = shoulder_z(np.abs(x) + 0.1, person) + 0.03 - sink
    z = low + stand * 0.24 * np.clip(np.cos(turn * 0.70), 0.30, 1) - 0.09 * u**2
    sheet(np.stack([x, y, z], -1), "collar", cloth, 0.02)


def add_clothes(skin: Skin, person: Person) -> None:
    add_top(skin, person)
    add_jacket(person)
