"""A head turned aside, made from one that faces the viewer: its landmarks turned in space, the picture drawn after them."""

import cv2
import numpy as np
import numpy.typing as npt
from scipy.interpolate import LinearNDInterpolator

from pipeline.lips.engine import Frame
from presenters.presenter import Prepared

EDGE_ON = 0.2
"""Skin that looks further away from the viewer than this (a cosine) is hidden"""


def turned(frame: Frame, prepared: Prepared, index: int, degrees: float) -> Frame:
    """An I420 frame of ``prepared`` with its head turned to the viewer's right; the rest of the picture follows."""
    marks, depth = prepared.landmarks[index], prepared.depth[index]
    middle = marks[[234, 454]].mean(axis=0)
    back = depth[[234, 454]].mean()
    x, z = marks[:, 0] - middle[0], depth - back
    angle = np.radians(degrees)
    seen = np.stack([middle[0] + x * np.cos(angle) - z * np.sin(angle), marks[:, 1]], axis=-1)
    outward = np.stack([x, z], axis=-1) / np.maximum(np.hypot(x, z), 1e-3)[:, None]
    facing = -(outward[:, 1] * np.cos(angle) + outward[:, 0] * np.sin(angle)) > EDGE_ON
    width, height = prepared.width, prepared.height
    rim = np.array([(a, b) for a in np.linspace(0, width, 7) for b in np.linspace(0, height, 9)], np.float32)
    far = np.abs(rim - marks[4]).max(axis=1) > 1.1 * np.ptp(marks[:, 0])
    source = np.concatenate([marks[facing], rim[far]])
    target = np.concatenate([seen[facing], rim[far]])
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1)
    where = LinearNDInterpolator(target, source)(grid).astype(np.float32)
    where = np.where(np.isnan(where), grid, where).astype(np.float32)
    bgr = cv2.cvtColor(frame, cv2.COLOR_YUV2BGR_I420)
    out = cv2.remap(bgr, where, np.empty(0, np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    yuv: npt.NDArray[np.uint8] = cv2.cvtColor(out, cv2.COLOR_BGR2YUV_I420)
    return yuv
