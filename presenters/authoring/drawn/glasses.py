"""Thin metal glasses over the eyes."""

# ruff: noqa: RUF005 - arrays of points are shifted by adding a tuple; nothing is concatenated.

import numpy as np
import skia

from brush import Canvas, ribbon, spline, taper
from eyes import Eye
from people import Person

METAL, METAL_LIGHT = "#2b2420", "#b89b74"


def _rim(centre: np.ndarray) -> np.ndarray:
    """A rounded lens, a little wider than high: float [120, 2]."""
    angle = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    squareness = 0.62
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** squareness * 0.245
    y = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** squareness * 0.158
    return np.stack([x, y], 1) + centre + (0, 0.022)


def paint_glasses(canvas: Canvas, person: Person, eyes: tuple[Eye, Eye]) -> None:
    if not person.glasses:
        return
    for eye in eyes:
        _lens(canvas, person, eye)
    bridge = [(-0.125, -0.12), (-0.05, -0.155), (0.05, -0.155), (0.125, -0.12)]
    canvas.stroke(np.array(bridge) + (0.01, 0.035), 0.03, person.skin.ramp[0], 0.4, blur=0.012, root=1, tip=1)
    canvas.stroke(bridge, 0.022, METAL, 1, root=1, tip=1)
    canvas.stroke(np.array(bridge) - (0, 0.005), 0.006, METAL_LIGHT, 0.9, root=1, tip=1)


def _lens(canvas: Canvas, person: Person, eye: Eye) -> None:
    rim = _rim(np.array([eye.out * 0.365, -0.125]))
    closed = np.vstack([rim, rim[:2]])
    canvas.fill(
        ribbon(closed + (0.015, 0.045), np.full(len(closed), 0.035)), person.skin.ramp[0], 0.34, blur=0.016
    )
    lens = skia.Path()
    lens.addPoly([skia.Point(float(x), float(y)) for x, y in rim], True)
    with canvas.clipped(lens):
        canvas.glow((eye.out * 0.365 - 0.14, -0.24), (0.22, 0.10), "#ffffff", 0.13, angle_deg=-35)
        glare = spline([(eye.out * 0.365 + 0.10, -0.32), (eye.out * 0.365 + 0.21, 0.06)], 20)
        canvas.fill(ribbon(glare, np.full(20, 0.05)), "#ffffff", 0.05, blur=0.01)
    canvas.fill(ribbon(closed, np.full(len(closed), 0.016)), METAL, 0.97)
    top = rim[66:114]
    canvas.fill(ribbon(top - (0, 0.003), 0.006 * taper(len(top), 0.1, 0.1)), METAL_LIGHT, 0.95)
    arm = [(eye.out * 0.605, -0.15), (eye.out * 0.70, -0.16), (eye.out * 0.80, -0.13)]
    canvas.stroke(np.array(arm) + (0, 0.04), 0.04, person.skin.ramp[0], 0.4, blur=0.015, root=1, tip=1)
    canvas.stroke(arm, 0.026, METAL, 1, root=0.8, tip=0.8)
