"""Where each pixel of the mouth's box comes from, and where the mouth stands open."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.lips.mouthframe import REACH_DOWN, REACH_U, REACH_UP, Field, MouthFrame, along
from pipeline.mouthtrack import APERTURE_PER_JAW, JAW, PRESS, RAISE, ROUND, TUCK, WIDE, WIDTH_PER_WIDE

UPPER_SHARE = 0.24
"""Part of the opening that the upper lip makes by rising"""
SEEN_GAIN = 1.12
"""The tracker sees a little less than what is opened"""
ROUND_NARROWS = 0.13
RAISE_UP = 0.035
TUCK_OPENS = 0.030
CHIN_FOLLOWS = 0.62
UPPER_DECAY = 0.16
LIP_TO_CHIN = 0.34
SHUT_BELOW = 0.004


@dataclass(frozen=True, kw_only=True)
class Fields:
    """All float32 on the mouth frame's grid, lengths in eye distances."""

    du: Field
    """Added to u to find the source"""
    dv: Field
    above: Field
    """Distance below the upper lip's edge; negative on the upper lip"""
    below: Field
    """Distance above the lower lip's edge; negative on the lower lip"""
    across: Field
    """-1..1 from corner to corner of the opening"""
    gap: float
    """The opening at the middle"""
    teeth_line: Field
    """v of the seam: what is fixed to the skull hangs from it"""


def fields(mouth: MouthFrame, values: npt.NDArray[np.float32], *, rest_gap: float) -> Fields:
    """Displacement for one frame; ``values`` are MouthTrack parameters."""
    jaw, wide, round_ = float(values[JAW]), float(values[WIDE]), float(values[ROUND])
    press, tuck, raise_ = float(values[PRESS]), float(values[TUCK]), float(values[RAISE])
    u, v = mouth.u, mouth.v
    stretch = WIDTH_PER_WIDE * wide - ROUND_NARROWS * round_
    near = _bell(u, 0.46, 4) * _bell(v - 0.02, 0.27, 4)
    du = -u * (stretch / (1 + stretch)) * near
    source_u = u + du
    a = np.where(source_u < 0, mouth.left, mouth.right).astype(np.float32)
    across = source_u / a
    lens = np.clip(1 - across * across, 0, 1)
    lens = lens * (1.35 - 0.35 * lens) if round_ < 0.5 else lens
    opening = SEEN_GAIN * APERTURE_PER_JAW * jaw * (1 - press) + (TUCK_OPENS * tuck)
    opening = max(opening, rest_gap if rest_gap < SHUT_BELOW else 0.0)
    upper = (UPPER_SHARE * opening + RAISE_UP * raise_ * min(1.0, opening / 0.04)) * lens
    lower = (1 - UPPER_SHARE) * opening * lens
    own = along(mouth.gap, source_u)
    seam = along(mouth.seam, source_u)
    d = v - seam
    # Lips grow thinner when pressed or spread and thicker when rounded: the sample is taken further out or in.
    thin = 0.30 * press + 0.10 * max(wide, 0) - 0.22 * round_
    edge_up, edge_low = d + upper, d - lower
    shift_up = (upper - 0.46 * own) * _fall(-edge_up, UPPER_DECAY, -mouth.nose)
    jaw_drop = CHIN_FOLLOWS * opening * _bell(u, 0.72, 4) * (1 - 0.25 * press)
    mix = _step(edge_low / LIP_TO_CHIN)
    shift_low = (lower - 0.62 * own) * (1 - mix) + jaw_drop * mix
    reach = max(REACH_DOWN - mouth.chin, 0.3)
    shift_low = shift_low * (1 - _step((edge_low - mouth.chin * 0.75) / (mouth.chin * 0.25 + reach * 0.85)))
    on_upper = d < (lower - upper) / 2
    dv = np.where(on_upper, shift_up, -shift_low)
    dv = (
        dv
        + np.where(on_upper, edge_up, edge_low)
        * thin
        * _bell(np.where(on_upper, edge_up, edge_low), 0.085, 2)
        * lens
    )
    window = _window(u, v)
    return Fields(
        du=(du * window).astype(np.float32),
        dv=(dv * window).astype(np.float32),
        above=edge_up.astype(np.float32),
        below=(-edge_low).astype(np.float32),
        across=across.astype(np.float32),
        gap=opening,
        teeth_line=seam,
    )


def _bell(x: Field, width: float, power: int) -> Field:
    return np.asarray(np.exp(-((x / width) ** power)), np.float32)


def _step(x: Field) -> Field:
    t = np.clip(x, 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def _fall(distance: Field, decay: float, limit: float) -> Field:
    """1 at the lip's edge, 0 at the base of the nose."""
    distance = np.clip(distance, 0, None)
    return np.asarray(
        np.exp(-((distance / decay) ** 2)) * (1 - _step(distance / max(limit * 1.1, 0.1))), np.float32
    )


def _window(u: Field, v: Field) -> Field:
    """0 at the box's border, so that nothing outside it ever moves."""
    side = 1 - _step((np.abs(u) - 0.72) / (REACH_U - 0.76))
    top = _step((v + REACH_UP - 0.02) / 0.10)
    bottom = 1 - _step((v - REACH_DOWN + 0.25) / 0.22)
    return np.asarray(side * top * bottom, np.float32)
