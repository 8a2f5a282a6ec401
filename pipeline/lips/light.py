"""The light on a face: what its skin and lips look like in it, and so what teeth and tongue would."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Colour = tuple[float, float, float]
Shade = tuple[Array | float, Array | float, Array | float]
"""A colour whose luma may differ from place to place"""

CHEEKS = ((50, 205), (280, 425))
UPPER_LIP = ((13, 0), (82, 37), (312, 267))
LOWER_LIP = ((14, 17), (87, 84), (317, 314))
LAG = 0.36
"""Share of each new look: the light changes slowly, and teeth must not flicker"""
CHEEK_X = 0.33


@dataclass(frozen=True, kw_only=True)
class Light:
    """Medians of an I420 picture."""

    skin: Colour
    lip: Colour
    slope: float
    """How much brighter the right side of the face is than its middle, -0.25..0.25"""

    def followed_by(self, now: "Light") -> "Light":
        """The same light a frame later."""

        def near(a: Colour, b: Colour) -> Colour:
            return (a[0] + LAG * (b[0] - a[0]), a[1] + LAG * (b[1] - a[1]), a[2] + LAG * (b[2] - a[2]))

        return Light(
            skin=near(self.skin, now.skin),
            lip=near(self.lip, now.lip),
            slope=self.slope + LAG * (now.slope - self.slope),
        )

    def across(self, x: Array) -> Array:
        """float32: relative brightness at ``x`` eye distances right of the middle."""
        return np.asarray(np.clip(1 + self.slope * x / CHEEK_X, 0.7, 1.3), np.float32)

    def tone(self, luma: float, blue: float, red: float, redder: float) -> Colour:
        """Flesh at ``luma`` of the skin's own, its chroma scaled by ``blue`` and ``red``."""
        y, u, v = self.skin
        return (
            16 + (y - 16) * luma,
            128 + (u - 128) * blue,
            128 + (v - 128) * red + redder * min(1, luma * 3),
        )

    def flesh(self, luma: float) -> Colour:
        """The mouth's lining at ``luma`` of the skin's own: redder than skin, and as colourless as it is dark."""
        y, u, v = self.skin
        red = min(1.0, 2.5 * luma)
        return (16 + (y - 16) * luma, 128 + (u - 128) * 0.8 * red, 128 + (v - 128) * red + 8 * red)

    def tooth(self, luma: float) -> Colour:
        """Teeth: a little brighter than skin, nearly the colour of the light itself."""
        y, u, v = self.skin
        bright = min(0.82 * (y - 16) + 52, 200.0)
        return (16 + bright * luma, 128 + (u - 128) * 0.44, 128 + (v - 128) * 0.42)

    def inner_lip(self, luma: float | Array) -> Shade:
        """The lips' own colour at ``luma`` of their brightness."""
        y, u, v = self.lip
        colour = np.minimum(1.0, 1.9 * np.asarray(luma, np.float32))
        return (16 + (y - 16) * luma, 128 + (u - 128) * colour, 128 + (v - 128) * 1.05 * colour)


def middle(values: npt.NDArray[np.uint8]) -> float:
    """The upper median, at a tenth of what ``np.median`` costs for a few pixels."""
    count = values.size
    return float(np.partition(values, count // 2, axis=None)[count // 2])


def light_of(frame: npt.NDArray[np.uint8], marks: Array) -> Light:
    """From an I420 frame, uint8 [h * 3 // 2, w], and landmarks [478, 2] in pixels."""
    width, height = frame.shape[1], frame.shape[0] * 2 // 3
    luma = frame[:height]
    chroma = frame[height:].reshape(2, height // 2, width // 2)
    eyes_px = float(np.linalg.norm(marks[263] - marks[33]))
    half = max(2, round(0.05 * eyes_px))

    def patch(at: Array, half: int) -> Colour:
        x = int(np.clip(at[0], half, width - half - 1))
        y = int(np.clip(at[1], half, height - half - 1))
        rows, columns = slice(y - half, y + half), slice(x - half, x + half)
        small = (slice((y - half) // 2, (y + half + 1) // 2), slice((x - half) // 2, (x + half + 1) // 2))
        return (middle(luma[rows, columns]), middle(chroma[0][small]), middle(chroma[1][small]))

    sides = [np.mean([patch(marks[i], half) for i in cheek], axis=0) for cheek in CHEEKS]
    thin = max(1, round(0.014 * eyes_px))
    lips = [patch((marks[a] + marks[b]) / 2, thin) for a, b in (*UPPER_LIP, *LOWER_LIP)]
    skin = np.maximum(sides[0], sides[1]) if abs(sides[0][0] - sides[1][0]) > 40 else np.mean(sides, axis=0)
    slope = (sides[1][0] - sides[0][0]) / max(sides[0][0] + sides[1][0] - 32, 20.0)
    return Light(
        skin=(float(skin[0]), float(np.mean([s[1] for s in sides])), float(np.mean([s[2] for s in sides]))),
        lip=tuple(float(v) for v in np.median(lips, axis=0)),  # type: ignore[arg-type]
        slope=float(np.clip(slope, -0.25, 0.25)),
    )
