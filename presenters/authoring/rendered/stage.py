"""The Blender scene: meshes from arrays, camera, lights, render settings."""

from __future__ import annotations

import math
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector
from numpy.typing import NDArray

VIEW_HEIGHT = 5.95  # units seen from top to bottom at the face
CAMERA_Y = -18.0
CAMERA_Z = 0.1
VIEW_CENTRE_Z = -0.39  # puts the eyes at 41 % of the height


def empty_scene() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)


def mesh(
    name: str,
    points: NDArray,
    faces: NDArray | list[list[int]],
    material: bpy.types.Material,
    tint: NDArray | None = None,
    levels: int = 0,
) -> bpy.types.Object:
    """A smooth-shaded object; `tint` [n, 4] is linear colour and, for skin, roughness."""
    data = bpy.data.meshes.new(name)
    data.from_pydata(np.asarray(points).tolist(), [], faces if isinstance(faces, list) else faces.tolist())
    data.shade_smooth()
    if tint is not None:
        layer = data.color_attributes.new("tint", "FLOAT_COLOR", "POINT")
        layer.data.foreach_set("color", np.ascontiguousarray(tint, np.float32).ravel())
    data.materials.append(material)
    data.update()
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    if levels:
        smooth = thing.modifiers.new("smooth", "SUBSURF")
        smooth.levels = smooth.render_levels = levels
    return thing


def strands(
    name: str, lines: NDArray, root_radius: float, material: bpy.types.Material, tip: float = 0.3
) -> bpy.types.Object:
    """Hair: `lines` [strands, points, 3]; radius falls to `tip` of the root's."""
    count, length, _ = lines.shape
    curves = bpy.data.hair_curves.new(name)
    curves.add_curves([length] * count)
    curves.position_data.foreach_set("vector", np.ascontiguousarray(lines, np.float32).ravel())
    radius = root_radius * (1 - (1 - tip) * np.linspace(0, 1, length) ** 2)
    curves.attributes.new("radius", "FLOAT", "POINT") if "radius" not in curves.attributes else None
    curves.attributes["radius"].data.foreach_set("value", np.tile(radius, count).astype(np.float32))
    curves.materials.append(material)
    thing = bpy.data.objects.new(name, curves)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def camera() -> None:
    data = bpy.data.cameras.new("camera")
    data.sensor_fit = "VERTICAL"
    data.sensor_height = 36
    data.lens = 36 * -CAMERA_Y / VIEW_HEIGHT
    data.shift_y = (VIEW_CENTRE_Z - CAMERA_Z) / VIEW_HEIGHT
    thing = bpy.data.objects.new("camera", data)
    thing.location = (0, CAMERA_Y, CAMERA_Z)
    thing.rotation_euler = (math.pi / 2, 0, 0)
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.scene.camera = thing


def area_light(
    at: tuple[float, float, float], power_w: float, size: float, colour: tuple[float, float, float]
) -> None:
    data = bpy.data.lights.new("area", "AREA")
    data.energy, data.size, data.color = power_w, size, colour
    thing = bpy.data.objects.new("area", data)
    thing.location = at
    thing.rotation_euler = (Vector((0, 0.4, -0.2)) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(thing)


def lights(key_side: int) -> None:
    """Soft three-point light: a big key high on one side (-1 left), a gentle fill, two rims from behind."""
    area_light((4.5 * key_side, -6.5, 4.2), 620, 4.0, (1.0, 0.95, 0.89))
    area_light((-5.5 * key_side, -6.0, 0.8), 210, 5.0, (0.92, 0.96, 1.0))
    area_light((-4.0 * key_side, 4.5, 3.6), 260, 2.5, (1.0, 0.97, 0.93))
    area_light((4.0 * key_side, 4.5, 2.6), 150, 2.5, (0.9, 0.95, 1.0))
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = (0.75, 0.82, 0.9, 1)
    world.node_tree.nodes["Background"].inputs[1].default_value = 0.28
    bpy.context.scene.world = world


def render_settings(width: int, samples: int, *, transparent: bool) -> None:
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = samples
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.adaptive_threshold = 0.04
    scene.cycles.use_denoising = True
    scene.cycles.max_bounces = 5
    scene.cycles.transparent_max_bounces = 8
    scene.cycles.seed = 7
    scene.render.threads_mode, scene.render.threads = "FIXED", 1
    scene.render.resolution_x, scene.render.resolution_y = width, round(width * 16 / 9)
    scene.render.film_transparent = transparent
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = 0.35
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGBA"


def shoot(path: Path, border: tuple[float, float, float, float] | None = None) -> None:
    """Render to `path`; `border` is (left, bottom, right, top) in 0..1, cropped."""
    render = bpy.context.scene.render
    render.use_border = render.use_crop_to_border = border is not None
    if border:
        render.border_min_x, render.border_min_y, render.border_max_x, render.border_max_y = border
    render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
