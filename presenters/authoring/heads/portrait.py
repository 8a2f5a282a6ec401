"""Builds one person and renders a still: portrait.py NAME OUT.png [--close 0..1] [--width W] [--samples N] [--border l,b,r,t]"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

import clothes
import growth
import materials
import stage
from face import make_skin
from paint import tints
from people import PEOPLE, Person


def eyeball(eye, person: Person, gaze: tuple[float, float] = (0.0, 0.0)) -> None:
    """White, iris and pupil painted on one sphere, under a clear cornea."""
    t, f = np.meshgrid(
        np.concatenate([np.linspace(0, 0.5, 90), np.linspace(0.52, np.pi, 40)]),
        np.linspace(0, 2 * np.pi, 160, endpoint=False),
        indexing="ij",
    )
    ball = np.stack([np.sin(t) * np.cos(f), -np.cos(t), np.sin(t) * np.sin(f)], -1)
    iris = np.arcsin(0.069 / eye.radius)
    rng = np.random.default_rng(2)
    fibre = np.convolve(rng.normal(0, 1, 160 * 3), np.ones(3) / 3, "same")[160:320]
    colour = np.empty((*t.shape, 4))
    colour[..., 3] = 1
    white = np.array([0.72, 0.68, 0.65]) * (1 - 0.18 * np.clip((t - iris) / 0.9, 0, 1))[..., None]
    inner = (
        np.array(person.iris)
        * (1.0 + 0.35 * fibre[None, :] + 0.9 * np.clip(1 - np.abs(t / iris - 0.5) / 0.25, 0, 1))[..., None]
    )
    rim = np.clip((t / iris - 0.80) / 0.2, 0, 1)[..., None]
    inner = inner * (1 - rim) + np.array(person.iris_rim) * rim
    pupil = np.clip((t / iris - 0.38) / 0.05, 0, 1)[..., None]
    inner = inner * pupil + 0.004 * (1 - pupil)
    edge = np.clip((t / iris - 1) / 0.10, 0, 1)[..., None]
    colour[..., :3] = np.clip(inner, 0.001, 1) * (1 - edge) + white * edge
    flat = np.where(t < iris, 0.94 + 0.06 * (t / iris) ** 2, 1.0)[..., None]
    points = (ball * flat * eye.radius).reshape(-1, 3) + eye.centre
    ids = np.arange(t.size).reshape(t.shape)
    a, b = ids[:-1], ids[1:]
    c, d = np.roll(b, -1, 1), np.roll(a, -1, 1)
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    stage.mesh(
        "eye",
        points,
        faces,
        materials.tinted("eye", 0.35, Subsurface_Weight=0.2, Subsurface_Scale=0.02),
        colour.reshape(-1, 4),
    )
    bulge = 1.0 + 0.055 * np.exp(-((t / (iris * 0.85)) ** 2)) + 0.006
    stage.mesh(
        "cornea",
        (ball * bulge[..., None] * eye.radius).reshape(-1, 3) + eye.centre,
        faces,
        materials.cornea(),
    )


def build(person: Person, close: float) -> None:
    skin = make_skin(person, close=close)
    scalp = growth.scalp_weight(skin.flat, person)
    stage.mesh("skin", skin.points, skin.triangles, materials.skin(), tints(skin, person, scalp))
    for eye in skin.eyes.values():
        eyeball(eye, person)
    hair = materials.hair(person.hair_melanin, person.hair_redness)
    if person.long_hair:
        stage.strands("hair", growth.long_hair(skin, person, 72_000), 0.0034, hair)
    else:
        stage.strands("hair", growth.short_hair(skin, person, 60_000), 0.0034, hair)
        for side in (-1, 1):
            points, faces = clothes.ear(side)
            tint = np.tile([*(np.array(person.skin) * [1.0, 0.9, 0.88]), 0.45], (len(points), 1))
            stage.mesh("ear", points, faces, materials.skin(), tint)
    stage.strands(
        "brows",
        growth.brows(skin, person),
        0.0017,
        materials.hair(min(1, person.hair_melanin + 0.1), person.hair_redness),
    )
    stage.strands(
        "lashes",
        growth.lashes(skin, person),
        0.0019,
        materials.plain("lash", (0.008, 0.006, 0.005), 0.5),
        tip=0.15,
    )
    wool = materials.plain("wool", person.jacket, 0.85, Sheen_Weight=0.35)
    weave(wool)
    points, faces = clothes.jumper(skin)
    stage.mesh("jumper", points, faces, wool, levels=1)
    stage.mesh("collar", *clothes.collar(skin), wool, levels=1)


def weave(material) -> None:
    nodes = materials.Nodes(material)
    shader = material.node_tree.nodes["Principled BSDF"]
    where = nodes.add("ShaderNodeTexCoord")
    wave = nodes.add("ShaderNodeTexWave", Scale=26.0, Distortion=1.5, Detail=2.0)
    nodes.link(where.outputs["Object"], wave.inputs["Vector"])
    noise = nodes.add("ShaderNodeTexNoise", Scale=70.0, Detail=3.0)
    nodes.link(where.outputs["Object"], noise.inputs["Vector"])
    materials.bump(nodes, shader, [(wave.outputs["Fac"], 0.25), (noise.outputs["Fac"], 0.3)], distance=0.03)


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("name")
    ask.add_argument("out", type=Path)
    ask.add_argument("--close", type=float, default=0.0)
    ask.add_argument("--width", type=int, default=720)
    ask.add_argument("--samples", type=int, default=48)
    ask.add_argument("--border")
    told = ask.parse_args()
    stage.empty_scene()
    build(PEOPLE[told.name], told.close)
    stage.camera()
    stage.lights()
    stage.render_settings(told.width, told.samples, transparent=True)
    stage.shoot(told.out.resolve(), tuple(map(float, told.border.split(","))) if told.border else None)


main()
