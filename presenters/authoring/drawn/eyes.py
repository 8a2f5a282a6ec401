"""The eyes, painted anew for every frame: ball, iris, lids, lashes, at any gaze and any state of a blink."""

# ruff: noqa: RUF005 - arrays of points are shifted by adding a tuple; nothing is concatenated.

import numpy as np
import skia

from brush import Canvas, ink, linear, mix, polygon, radial, ribbon, spline, taper
from people import Person
from proportions import EYES, IRIS

SAMPLES = 48
IRIS_RADIUS = 0.076


class Eye:
    """One eye of a face: its lids at rest and the way they close."""

    def __init__(self, person: Person, points: np.ndarray, side: str) -> None:
        upper, lower = (spline(points[list(lid), :2], SAMPLES) for lid in EYES[side])
        self.person = person
        self.out = -1.0 if side == "left" else 1.0
        self.upper, self.lower = upper, lower
        self.centre = points[IRIS[side], :2].copy()
        self.centre[1] = 0.46 * upper[:, 1].min() + 0.54 * lower[:, 1].max()
        swell = np.sin(np.linspace(0, np.pi, SAMPLES))[:, None]
        # A closed lid hangs in a soft downward curve a little above the lower lid's lowest point.
        self.shut = upper * 0.14 + lower * 0.86 + swell * (0, 0.012)
        self.crease = upper + swell**0.7 * (0, -0.052) + (self.out * 0.008, -0.004)
        self.rng_seed = person.seed + (11 if side == "left" else 23)

    def paint(self, canvas: Canvas, blink: float, gaze: tuple[float, float]) -> None:
        """Paint over the face; `blink` is 0 open .. 1 shut, `gaze` moves the iris in face units."""
        margin = self.upper + (self.shut - self.upper) * blink
        lower = self.lower - (0, 0.010) * np.array([[1.0]]) * blink
        self._lid_hollow(canvas, blink)
        opening = polygon(np.vstack([margin, lower[::-1]]))
        if blink < 0.97:
            with canvas.clipped(opening):
                self._ball(canvas, margin)
                self._iris(canvas, gaze)
                self._lid_shadow(canvas, margin)
        self._lower_lid(canvas, lower)
        self._upper_lid(canvas, margin, blink)
        self._lashes(canvas, margin, lower, blink)

    def _lid_hollow(self, canvas: Canvas, blink: float) -> None:
        skin = self.person.skin
        x, y = self.upper[SAMPLES // 2]
        canvas.glow((x, y - 0.085), (0.24, 0.085), skin.ramp[1], 0.34)
        canvas.glow((x - self.out * 0.17, y + 0.0), (0.09, 0.10), skin.ramp[1], 0.42)
        canvas.glow((x + self.out * 0.02, y - 0.135), (0.16, 0.035), skin.ramp[4], 0.30)

    def _ball(self, canvas: Canvas, margin: np.ndarray) -> None:
        x, y = self.centre
        colours = [ink(c) for c in ("#f4efe9", "#e9e0d9", "#c9b3a8", "#8d6f66")]
        whole = skia.Path()
        whole.addRect(skia.Rect.MakeLTRB(x - 0.3, y - 0.2, x + 0.3, y + 0.2))
        canvas.fill(whole, shader=radial((x - 0.02, y + 0.02), 0.20, colours, (0.0, 0.45, 0.8, 1.0)))
        corner = self.lower[-1]
        canvas.glow((float(corner[0]) + self.out * 0.012, float(corner[1])), (0.040, 0.032), "#d07f74", 0.85)

    def _iris(self, canvas: Canvas, gaze: tuple[float, float]) -> None:
        x, y = float(self.centre[0] + gaze[0]), float(self.centre[1] + gaze[1])
        eyes, r = self.person.eyes, IRIS_RADIUS
        disc = skia.Path()
        disc.addCircle(x, y, r)
        canvas.fill(disc, eyes.iris_rim, 0.55, blur=0.006)
        tones = [
            ink(c) for c in (eyes.iris_glow, mix(eyes.iris_glow, eyes.iris, 0.5), eyes.iris, eyes.iris_rim)
        ]
        canvas.fill(disc, shader=radial((x, y), r, tones, (0.30, 0.5, 0.78, 1.0)))
        rng = np.random.default_rng(self.rng_seed)
        with canvas.clipped(disc):
            for angle in np.linspace(0, 2 * np.pi, 70) + rng.normal(0, 0.04, 70):
                way = np.array([np.cos(angle), np.sin(angle)])
                near, far = rng.uniform(0.38, 0.5) * r, rng.uniform(0.65, 0.95) * r
                colour = eyes.iris_glow if rng.random() < 0.55 else eyes.iris_rim
                canvas.stroke(
                    [way * near + (x, y), way * (near + far) / 2 + (x, y), way * far + (x, y)],
                    0.005,
                    colour,
                    0.30,
                    samples=8,
                )
            canvas.glow((x + 0.01, y + 0.042), (0.062, 0.040), eyes.iris_glow, 0.75)
            canvas.glow((x, y - 0.07), (0.12, 0.055), "#000000", 0.55)
        pupil = skia.Path()
        pupil.addCircle(x, y, 0.40 * r)
        canvas.fill(pupil, "#070505", 0.97, blur=0.002)
        # The window's reflection stays where the lamp is while the iris turns under it.
        glint_x, glint_y = float(self.centre[0]) + gaze[0] * 0.4, float(self.centre[1]) + gaze[1] * 0.4
        pane = skia.Path()
        pane.addRoundRect(skia.Rect.MakeXYWH(glint_x - 0.048, glint_y - 0.046, 0.034, 0.036), 0.009, 0.009)
        canvas.fill(pane, "#ffffff", 0.95, blur=0.0022)
        canvas.glow((glint_x + 0.036, glint_y + 0.034), (0.018, 0.015), "#ffffff", 0.6)

    def _lid_shadow(self, canvas: Canvas, margin: np.ndarray) -> None:
        canvas.fill(ribbon(margin + (0, 0.012), np.full(SAMPLES, 0.05)), "#1d0f0c", 0.55, blur=0.016)

    def _lower_lid(self, canvas: Canvas, lower: np.ndarray) -> None:
        skin = self.person.skin
        canvas.fill(
            ribbon(lower + (0, 0.006), 0.013 * taper(SAMPLES, 0.6, 0.5)),
            mix(skin.blush, skin.ramp[4], 0.55),
            0.80,
            blur=0.003,
        )
        canvas.fill(ribbon(lower + (0, 0.016), 0.010 * taper(SAMPLES, 0.6, 0.1)), skin.line, 0.40, blur=0.004)
        canvas.fill(
            ribbon(lower + (0, 0.042), 0.018 * taper(SAMPLES, 0.2, 0.2)), skin.ramp[1], 0.22, blur=0.014
        )

    def _upper_lid(self, canvas: Canvas, margin: np.ndarray, blink: float) -> None:
        """The lid's skin between its crease and its margin; a blink unrolls it downwards."""
        skin = self.person.skin
        crease = self.crease + (0, 0.020 * blink) * np.sin(np.linspace(0, np.pi, SAMPLES))[:, None]
        lid = polygon(np.vstack([crease, margin[::-1]]))
        middle, top = margin[SAMPLES // 2], crease[SAMPLES // 2]
        low = max(float(middle[1]), float(top[1]) + 0.02)
        tones = [
            ink(mix(skin.ramp[1], skin.ramp[2], 0.4)),
            ink(mix(skin.ramp[2], skin.ramp[3], 0.15 + 0.5 * blink)),
            ink(mix(skin.ramp[1], skin.ramp[2], 0.55)),
        ]
        canvas.fill(lid, shader=linear((0, float(top[1])), (0, low), tones, (0.0, 0.5, 1.0)), blur=0.0025)
        with canvas.clipped(lid):
            canvas.glow(
                (float(middle[0]), float(top[1] * 0.45 + low * 0.55)),
                (0.09, 0.02 + 0.045 * blink),
                skin.ramp[4],
                0.30 + 0.20 * blink,
            )
            for end in (0, -1):
                canvas.glow((float(margin[end][0]), float(margin[end][1])), (0.11, 0.08), skin.ramp[1], 0.5)
        canvas.fill(
            ribbon(crease, 0.016 * taper(SAMPLES, 0.35, 0.15)), skin.line, 0.62 - 0.3 * blink, blur=0.004
        )
        canvas.fill(
            ribbon(crease, 0.040 * taper(SAMPLES, 0.3, 0.1)), skin.ramp[1], 0.45 - 0.15 * blink, blur=0.013
        )

    def _lashes(self, canvas: Canvas, margin: np.ndarray, lower: np.ndarray, blink: float) -> None:
        eyes, rng = self.person.eyes, np.random.default_rng(self.rng_seed + 1)
        outer = np.linspace(1.25, 0.35, SAMPLES)
        canvas.fill(
            ribbon(margin + (0, -0.002), eyes.liner * outer * taper(SAMPLES, 0.7, 0.2)),
            eyes.lash,
            0.96,
            blur=0.002,
        )
        for t in np.clip(np.linspace(0, 1, 62) ** 1.2 * 0.9 + rng.normal(0, 0.006, 62), 0, 1):
            root = margin[min(int(t * (SAMPLES - 1)), SAMPLES - 1)]
            fan = (0.52 - t) * 2.0
            droop = -1 + 1.75 * blink
            way = np.array([self.out * fan, droop * (0.8 + 0.2 * np.sin(np.pi * t))])
            reach = eyes.lash_length * (1.25 - 0.85 * t) * rng.uniform(0.8, 1)
            tip = root + way * reach
            bend = root + way * reach * (0.75, 0.42) + (0, 0.05 * reach * (1 - blink))
            canvas.stroke([root, bend, tip], 0.0062, eyes.lash, 0.72, samples=10, root=0.9)
        for t in rng.uniform(0.04, 0.7, 18):
            root = lower[int(t * (SAMPLES - 1))] + (0, 0.014)
            way = np.array([self.out * (0.5 - t), 0.8]) * eyes.lash_length * rng.uniform(0.25, 0.45)
            canvas.stroke([root, root + way], 0.005, eyes.lash, 0.22, samples=8, root=0.6)


def both_eyes(person: Person, points: np.ndarray) -> tuple[Eye, Eye]:
    return Eye(person, points, "left"), Eye(person, points, "right")
