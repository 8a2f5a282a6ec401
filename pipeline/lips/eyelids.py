"""Eyelids that come down: skin covers the eye, lashes and the edge's shadow ride on it.

The eye beneath stays where it is and is covered, not squashed. What the photo has over its skin is moved as a difference, so
an open lid is the photo itself.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.cavity import Inside
from pipeline.lips.engine import Frame
from pipeline.lips.eye import EDGE_FADES, LEFT, TOP, Eye
from pipeline.lips.paste import cover
from pipeline.lips.ramp import step

Array = npt.NDArray[np.float32]

LEAVES_BY = 0.25
"""How far down the lid has left the eye behind"""
LOWER_RISES = 0.10
"""Share of the eye's opening that the lower lid comes up"""
LASHES_TURN = 0.55
"""Share of their height that upper lashes reach below the edge of a shut lid"""
LINE = 0.06
"""Half the thickness of the line where the lids meet, in the eye's opening"""
SHADOW = 1.7
LINE_ENDS = 8
"""Power of the fall beyond the corners: lids meet between them only"""
LINE_COVERS = 12.0
"""Darkness of a line, in luma, from which it hides what is below it"""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """How far one eye is shut, and where its edges are then."""

    eye: Eye
    leaving: float
    """0..1: how far the lid has come loose from the eye below it"""
    shutting: float
    """0..1"""
    edge: Array
    """float32 [nx]: the upper lid's edge now"""
    lower: Array
    """float32 [nx]: the lower lid's edge now"""

    @classmethod
    def of(cls, eye: Eye, share: float) -> "Closing":
        lower = eye.lower - LOWER_RISES * share * (eye.lower - eye.upper)
        return cls(
            eye=eye,
            leaving=float(step(np.array(share / LEAVES_BY, np.float32))),
            shutting=float(step(np.array(share, np.float32))),
            edge=eye.upper + share * (lower - eye.upper),
            lower=lower,
        )

    @property
    def below(self) -> Array:
        """float32 [ny, nx]: how far each node lies below the upper lid's edge"""
        return self.eye.y - self.edge

    @property
    def fades(self) -> float:
        return EDGE_FADES * self.eye.opening


def shut(frame: Frame, eyes: tuple[Eye, ...], share: float) -> None:
    """Bring the lids of a photo down over its eyes, in place: 0 leaves them as they are, 1 shuts them."""
    if share <= 0:
        return
    for eye in eyes:
        cover(frame, lid(eye, min(share, 1.0)), eye.placed)


def lid(eye: Eye, share: float) -> Inside:
    """The eye with its lid down by ``share``, as a layer over the photo."""
    now = Closing.of(eye, share)
    line = np.minimum(now.leaving * _line(now), now.shutting * _hanging(now))
    above = 1 - step(now.below / (now.fades * (1 - 0.75 * now.leaving)))
    under = now.shutting * step((eye.y - now.lower) / now.fades + 0.5)
    opacity = np.maximum(np.maximum(above, under) * eye.covered, np.clip(-line / LINE_COVERS, 0, 1))
    layer = np.concatenate([_tone(now, line), 255 * opacity[..., None]], axis=-1)
    return Inside(picture=np.clip(layer + 0.5, 0, 255).astype(np.uint8), x=LEFT, y=TOP, per_eye=eye.per_width)


def _tone(now: Closing, line: Array) -> Array:
    """float32 [ny, nx, 3]: skin, what rides on it, and the line."""
    eye, skin = now.eye, now.eye.skin
    tone = skin + _riding(now)
    luma = np.clip(np.minimum(tone[..., 0], skin[..., 0] + line), 16, 255)
    # At the edge what is dark has the skin's hue, only less of it: no slip of white or iris rides on the lid.
    dimmed = np.minimum((luma - 16) / np.maximum(skin[..., 0] - 16, 8), 1)
    hue = 128 + (skin[..., 1:] - 128) * dimmed[..., None]
    rim = now.leaving * (1 - step(-now.below / (0.6 * eye.lashes) - 0.2))
    tone[..., 0] = luma
    tone[..., 1:] += rim[..., None] * (hue - tone[..., 1:])
    return np.asarray(tone, np.float32)


def _riding(now: Closing) -> Array:
    """float32 [ny, nx, 3]: what the photo has over its skin, moved down with the edge."""
    rows = (
        np.arange(len(now.eye.y), dtype=np.float32)[:, None] - (now.edge - now.eye.upper) * now.eye.per_width
    )
    over = _sampled(now.eye.over, rows)
    behind = now.leaving * step(now.below / (0.3 * now.fades) + 0.5)
    upright = now.shutting * LASHES_TURN * step((-now.below / now.eye.lashes - 0.25) / 0.3)
    return np.asarray(over * ((1 - behind) * (1 - upright))[..., None], np.float32)


def _line(now: Closing) -> Array:
    """float32 [ny, nx], at most 0: the dark line along the lid's edge; luma."""
    thick = max(LINE * now.eye.opening, 1.3 / now.eye.per_width)
    # Its shadow falls on the eye below it, and hides the rim between lid and eye.
    reach = np.where(now.below > 0, SHADOW * thick, thick)
    profile = np.exp(-((now.below / reach) ** 2))
    return np.asarray(now.eye.line * profile * now.eye.inner**LINE_ENDS, np.float32)


def _hanging(now: Closing) -> Array:
    """float32 [ny, nx], at most 0: upper lashes as they hang over the lower lid of a shut eye; luma."""
    above = now.below / LASHES_TURN
    dark = np.minimum(_sampled(now.eye.over[..., 0], (now.eye.upper - above - TOP) * now.eye.per_width), 0)
    reach = (above > 0) * (1 - step((above / now.eye.lashes - 0.6) / 0.4))
    return np.asarray(dark * reach * now.eye.inner**LINE_ENDS, np.float32)


def _sampled(values: Array, rows: Array) -> Array:
    """Each column of ``values`` at ``rows``, float32 [ny, nx]; nought outside."""
    columns = np.broadcast_to(np.arange(rows.shape[1], dtype=np.float32), rows.shape)
    return np.asarray(cv2.remap(values, columns, rows.astype(np.float32), cv2.INTER_LINEAR), np.float32)
