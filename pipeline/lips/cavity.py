"""The inside of the mouth, painted in the face's own light: darkness, teeth, tongue."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.lips.fields import Fields
from pipeline.lips.mouthframe import Field, MouthFrame
from pipeline.mouthtrack import RAISE, TONGUE, TUCK

TOOTH_WIDTH = 0.066  # of an upper front tooth, in eye distances
UPPER_TEETH = 0.088  # how far the upper teeth hang below the seam of the closed lips
LOWER_TEETH = 0.052
EDGE_PX = 1.1
CHEEKS = [50, 280, 205, 425]


@dataclass(frozen=True, kw_only=True)
class Light:
    """The face's own colour: luma and chroma of its skin, as I420 bytes."""

    y: float
    u: float
    v: float


@dataclass(frozen=True, kw_only=True)
class Inside:
    """What is seen through the lips, float32 on the grid."""

    alpha: Field
    """0..1"""
    y: Field
    u: Field
    v: Field


def skin_light(frame: npt.NDArray[np.uint8], marks: npt.NDArray[np.float32], height: int) -> Light:
    """Median of small patches of both cheeks in an I420 frame."""
    width = frame.shape[1]
    luma = frame[:height]
    chroma = frame[height:].reshape(2, height // 2, width // 2)
    half = max(2, int(0.06 * np.linalg.norm(marks[263] - marks[33])))
    patches: list[list[float]] = []
    for x, y in marks[CHEEKS].astype(int):
        x, y = int(np.clip(x, half, width - half - 1)), int(np.clip(y, half, height - half - 1))
        cut = (slice(y - half, y + half), slice(x - half, x + half))
        small = (slice((y - half) // 2, (y + half) // 2), slice((x - half) // 2, (x + half) // 2))
        patches.append([float(np.median(p)) for p in (luma[cut], chroma[0][small], chroma[1][small])])
    y, u, v = np.median(np.array(patches), axis=0)
    return Light(y=float(y), u=float(u), v=float(v))


def inside(mouth: MouthFrame, moved: Fields, values: npt.NDArray[np.float32], light: Light) -> Inside | None:
    """None while the lips are shut."""
    if moved.gap < 0.006:
        return None
    soft = EDGE_PX / mouth.eyes_px
    alpha: Any = np.clip(moved.above / soft + 0.5, 0, 1) * np.clip(moved.below / soft + 0.5, 0, 1)
    alpha = alpha * np.clip((1 - np.abs(moved.across)) / 0.10, 0, 1) * min(1.0, (moved.gap - 0.006) / 0.012)
    depth = np.clip(moved.above / 0.05, 0, 1)
    u_in, bright = moved.across, light.y
    shade = 0.42 + 0.58 * np.exp(-((u_in / 0.62) ** 2))
    y = bright * (0.13 + 0.10 * (1 - depth)) * (0.7 + 0.3 * shade)
    cu, cv = np.full_like(y, _to(light.u, 0.55)), np.full_like(y, 128 + (light.v - 128) * 1.05 + 4)
    y, cu, cv = _tongue(y, cu, cv, moved, values, light)
    y, cu, cv = _teeth(y, cu, cv, mouth, moved, values, light, shade)
    y = np.maximum(y * (0.62 + 0.38 * np.clip(moved.above / 0.022, 0, 1)), 16)
    return Inside(
        alpha=alpha.astype(np.float32),
        y=y.astype(np.float32),
        u=cu.astype(np.float32),
        v=cv.astype(np.float32),
    )


def _to(chroma: float, share: float) -> float:
    return 128 + (chroma - 128) * share


def _tongue(
    y: Field, cu: Field, cv: Field, moved: Fields, values: npt.NDArray[np.float32], light: Light
) -> tuple[Any, Any, Any]:
    tip = float(values[TONGUE])
    height = 0.30 + 0.30 * tip
    rise = moved.gap * height
    cover = np.clip((rise * np.clip(1 - (moved.across / 0.78) ** 2, 0, 1) - moved.below) / 0.02 + 0.2, 0, 1)
    tone = light.y * (0.40 + 0.10 * np.clip(moved.below / (rise + 1e-3), 0, 1))
    share = 0.85 * cover
    return (
        y * (1 - share) + tone * share,
        cu * (1 - share) + _to(light.u, 0.75) * share,
        cv * (1 - share) + (128 + (light.v - 128) * 1.45 + 5) * share,
    )


def _teeth(
    y: Field,
    cu: Field,
    cv: Field,
    mouth: MouthFrame,
    moved: Fields,
    values: npt.NDArray[np.float32],
    light: Light,
    shade: Field,
) -> tuple[Any, Any, Any]:
    """Upper teeth hang from the skull: opening the jaw does not move them. Lower teeth ride on the jaw."""
    soft = 1.6 / mouth.eyes_px
    hang = UPPER_TEETH - 0.028 + 0.012 * float(values[RAISE]) + 0.02 * float(values[TUCK])
    arc = hang * (1 - 0.30 * np.clip(moved.across / 0.8, -1, 1) ** 2)
    below_seam = mouth.v - moved.teeth_line
    upper = np.clip((arc - below_seam) / soft, 0, 1) * np.clip((0.86 - np.abs(moved.across)) / 0.16, 0, 1)
    lower_arc = LOWER_TEETH * (0.35 + 0.65 * np.clip((moved.gap - 0.08) / 0.10, 0, 1))
    lower_arc = lower_arc * (1 - 0.5 * np.clip(moved.across / 0.6, -1, 1) ** 2)
    lower = np.clip((lower_arc - moved.below) / soft, 0, 1) * np.clip(
        (0.62 - np.abs(moved.across)) / 0.14, 0, 1
    )
    lower = lower * (0.75 if moved.gap > 0.07 else 0.0) * (1 - upper)
    cell = mouth.u / TOOTH_WIDTH
    seam = np.exp(-(((cell - np.round(cell)) / 0.07) ** 2))
    tip = np.clip((arc - below_seam) / 0.02, 0, 1)
    white = min(light.y * 1.22 + 12, 222.0)
    tone = white * (0.45 + 0.55 * shade) * (1 - 0.13 * seam) * (0.88 + 0.12 * tip)
    for cover, level in ((lower, 0.66), (upper, 0.93)):
        y = y * (1 - cover) + tone * level * cover
        cu = cu * (1 - cover) + _to(light.u, 0.62) * cover
        cv = cv * (1 - cover) + _to(light.v, 0.36) * cover
    return y, cu, cv
