"""Renders a person's stills: python render.py vera OUT [--width 720] [--samples 96].

OUT gets rest.png (RGBA), one eyes_*.png per pose of the eyes, layers.json (where those belong) and
depth.npy (how far each pixel of the person is from the camera plane, units). With --only mouth it gets one
mouth_*.png per shape of the mouth and mouth.json (where those belong).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import bpy
import numpy as np
import stage
from mouth import VISEMES, shapes
from people import PEOPLE, Person
from scene import Pose, build, eye_border, mouth_border, open_mouth, pixel_of
from scipy.ndimage import distance_transform_edt, gaussian_filter

POSES = {
    "open": Pose(),
    "lid33": Pose(close=0.33),
    "lid66": Pose(close=0.66),
    "lid100": Pose(close=1.0),
    "gaze_a": Pose(gaze=(0.055, -0.012)),
    "gaze_b": Pose(gaze=(-0.05, 0.008)),
    "gaze_c": Pose(gaze=(0.012, -0.03)),
}


def render_rest(person: Person, out: Path, width: int, samples: int) -> None:
    skin = build(person, Pose())
    stage.render_settings(width, samples, transparent=True)
    stage.shoot(out / "rest.png")
    height = round(width * 16 / 9)
    np.save(out / "depth.npy", depth_map(skin.points, width, height))


def render_eyes(person: Person, out: Path, width: int, samples: int) -> None:
    height = round(width * 16 / 9)
    for name, pose in POSES.items():
        if (out / f"eyes_{name}.png").exists():
            continue  # an interrupted run goes on where it stopped
        skin = build(person, pose)
        border = eye_border(skin, width, height)
        stage.render_settings(width, samples, transparent=True)
        stage.shoot(out / f"eyes_{name}.png", border)
        (out / "layers.json").write_text(json.dumps({"width": width, "height": height, "border": border}))


def render_mouths(person: Person, out: Path, width: int, samples: int) -> None:
    """The lower face for each viseme; what is only passed through on the way gets a third of the samples."""
    height = round(width * 16 / 9)
    border = mouth_border(width, height)
    (out / "mouth.json").write_text(json.dumps({"width": width, "height": height, "border": border}))
    build(person, Pose())
    for name, mouth in shapes().items():
        path = out / f"mouth_{name}.png"
        if path.exists():
            continue
        open_mouth(person, mouth)
        stage.render_settings(width, samples if name in VISEMES else samples // 3, transparent=True)
        bpy.context.scene.render.use_persistent_data = True  # hair is readied once
        stage.shoot(path, border)


def depth_map(points: np.ndarray, width: int, height: int, cell_px: int = 6) -> np.ndarray:
    """The skin's y at each pixel [height, width], filled outwards and smoothed: enough to turn a head by."""
    grid = np.full((height // cell_px + 1, width // cell_px + 1), np.inf)
    x, y = (pixel_of(points, width, height) / cell_px).astype(int).T
    seen = (x >= 0) & (x < grid.shape[1]) & (y >= 0) & (y < grid.shape[0])
    np.minimum.at(grid, (y[seen], x[seen]), points[seen, 1])
    empty = ~np.isfinite(grid)
    rows, columns = distance_transform_edt(empty, return_distances=False, return_indices=True)
    smooth = gaussian_filter(grid[rows, columns], 2.0)
    at_y = np.clip(np.arange(height) / cell_px - 0.5, 0, grid.shape[0] - 1.001)
    at_x = np.clip(np.arange(width) / cell_px - 0.5, 0, grid.shape[1] - 1.001)
    i, j = at_y.astype(int), at_x.astype(int)
    v, u = (at_y - i)[:, None], (at_x - j)[None]
    top = smooth[i][:, j] * (1 - u) + smooth[i][:, j + 1] * u
    low = smooth[i + 1][:, j] * (1 - u) + smooth[i + 1][:, j + 1] * u
    return (top * (1 - v) + low * v).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("person", choices=sorted(PEOPLE))
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=720)
    parser.add_argument("--samples", type=int, default=96)
    parser.add_argument("--only", choices=["rest", "eyes", "mouth"])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    person = PEOPLE[args.person]
    parts = {"rest": render_rest, "eyes": render_eyes, "mouth": render_mouths}
    for name in [args.only] if args.only else ["rest", "eyes"]:
        parts[name](person, args.out, args.width, args.samples)


if __name__ == "__main__":
    main()
