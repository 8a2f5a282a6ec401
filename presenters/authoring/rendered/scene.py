"""One person in front of the camera, ready to render."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import clothes
import ears
import eyes
import hair
import materials
import numpy as np
import stage
import teeth
from face import Skin, make_skin
from mouth import Mouth
from paint import paint_skin
from people import Person

Border = tuple[float, float, float, float]  # left, bottom, right, top, 0..1 of the picture


@dataclass(frozen=True, kw_only=True)
class Pose:
    """What the eyes do: `close` 0 open to 1 shut; `gaze` (right, up) in radians."""

    close: float = 0.0
    gaze: tuple[float, float] = (0.0, 0.0)


def build(person: Person, pose: Pose, *, steps: int = 3, hair_share: float = 1.0) -> Skin:
    """Put the person on an empty stage; the seed is fixed, so every pose has the same hairs."""
    stage.empty_scene()
    skin = make_skin(person, close=pose.close, steps=steps)
    stage.mesh("skin", skin.points, skin.triangles, materials.skin(), paint_skin(skin, person))
    eyes.add_eyes(skin, person, pose.gaze)
    eyes.add_lashes(skin, person, pose.close, np.random.default_rng(1))
    eyes.add_brows(skin, person, np.random.default_rng(2))
    ears.add_ears(person)
    hair.add_hair(make_skin(person, steps=3), person, np.random.default_rng(3), hair_share)
    clothes.add_clothes(skin, person)
    stage.camera()
    stage.lights(person.key_side)
    return skin


def open_mouth(person: Person, mouth: Mouth) -> None:
    """Put skin with an open mouth, and what is in it, in the place of the skin that is on the stage."""
    for thing in list(bpy.data.objects):
        if thing.name.split(".")[0] in ("skin", *teeth.NAMES):
            bpy.data.objects.remove(thing)
    skin = make_skin(person, mouth=mouth)
    stage.mesh("skin", skin.points, skin.triangles, materials.skin(), paint_skin(skin, person))
    teeth.add_inside(skin, person, mouth)


def pixel_of(points: np.ndarray, width: int, height: int) -> np.ndarray:
    """Where the camera sees points [..., 3]: pixels [..., 2], x right and y down."""
    scale = -stage.CAMERA_Y / (points[..., 1] - stage.CAMERA_Y) * height / stage.VIEW_HEIGHT
    x = width / 2 + points[..., 0] * scale
    middle = height / 2 + (stage.VIEW_CENTRE_Z - stage.CAMERA_Z) * height / stage.VIEW_HEIGHT
    return np.stack([x, middle - (points[..., 2] - stage.CAMERA_Z) * scale], -1)


def eye_border(skin: Skin, width: int, height: int) -> Border:
    """The part of the picture in which blinking and looking changes anything."""
    corners = np.array([
        [sign * 0.66, 0.05, eye.centre[2] + up] for eye in skin.eyes.values() for sign in (-1, 1) for up in (-0.24, 0.30)
    ])  # fmt: skip
    spot = pixel_of(corners, width, height) / [width, height]
    (left, top), (right, bottom) = spot.min(0), spot.max(0)
    return float(left), float(1 - bottom), float(right), float(1 - top)


def mouth_border(width: int, height: int) -> Border:
    """The part of the picture in which speaking changes anything."""
    corners = np.array([[sign * 0.72, 0.1, z] for sign in (-1, 1) for z in (-1.66, -0.20)])
    spot = pixel_of(corners, width, height) / [width, height]
    (left, top), (right, bottom) = spot.min(0), spot.max(0)
    return float(left), float(1 - bottom), float(right), float(1 - top)
