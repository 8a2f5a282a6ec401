"""A photo's eyes taken apart: the skin that would be there without them, and what eye and lashes are over it.

Each eye has its own frame: x from 0 at the corner on the viewer's left to 1 at the other, y down the face, both in widths of
that eye as it is seen. The skin is a membrane (the Laplace equation) held by the skin around the eye, with its grain.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.engine import Frame
from pipeline.lips.paste import Placed
from pipeline.lips.ramp import step

Array = npt.NDArray[np.float32]

EYELIDS = (
    ((33, 246, 161, 160, 159, 158, 157, 173, 133), (33, 7, 163, 144, 145, 153, 154, 155, 133)),
    ((362, 398, 384, 385, 386, 387, 388, 466, 263), (362, 382, 381, 380, 374, 373, 390, 249, 263)),
)
"""Landmarks of the upper and the lower lid's edge, from the viewer's left to right"""
LEAST_WIDTH_PX = 10.0
LEAST_OPEN = 0.09
"""Eyes open less, in their own widths, are shut already"""
LEFT, TOP, RIGHT, BOTTOM = -0.34, -0.62, 1.34, 0.62
NODES_PER_PX = 1.6
NODES = (56.0, 150.0)
"""Nodes in an eye's width, least and most"""
BEYOND_CORNERS = 0.14

# In the eye's opening:
EDGE_FADES = 0.12
WATERLINE = 0.10
LASHES = (0.3, 0.45)
"""Bounds of the height of what is dark above the eye"""
STEPS = np.arange(-0.1, 0.8, 0.02, dtype=np.float32)
"""Places above a lid's edge that are looked at"""
FURTHEST_RAISED = 0.3

LIGHT_AGAIN = 0.7
"""Share of the way from lashes to skin at which skin begins"""
LINE_IS_DARKER = 12.0
SEEN_SHARE = 0.15
"""Share of an eye's columns that must tell where its edge is"""
LEAST_LINE = 0.25
"""Of the skin's luma: shut lids have a line even where there are no lashes"""
BALL_SHADES = 0.05
GRAIN_AT_MOST = 5.0
ROUNDS = 24


@dataclass(frozen=True, kw_only=True)
class Eye:
    """One eye of a photo, taken apart."""

    placed: Placed
    per_width: float
    y: Array
    """float32 [ny, 1]"""
    upper: Array
    """float32 [nx]: the upper lid's edge"""
    lower: Array
    """float32 [nx]: the lower lid's edge"""
    lashes: Array
    """float32 [nx]: how far above the edge the lashes reach"""
    inner: Array
    """float32 [nx]: 1 between the corners, falling to 0 beyond them"""
    picture: Array
    """float32 [ny, nx, 3]: Y, U, V of the photo"""
    skin: Array
    """float32 [ny, nx, 3]: the same without eye and lashes"""

    @property
    def opening(self) -> float:
        return float((self.lower - self.upper).max())

    @cached_property
    def covered(self) -> Array:
        """float32 [ny, nx]: 1 on eye and lashes, falling to 0 around them"""
        fades = EDGE_FADES * self.opening
        top = step((self.y - self.upper + self.lashes) / (0.3 * self.lashes) + 0.5)
        bottom = 1 - step((self.y - self.lower - WATERLINE * self.opening) / fades + 0.5)
        return np.asarray(top * bottom * self.inner, np.float32)

    @cached_property
    def over(self) -> Array:
        """float32 [ny, nx, 3]: what the photo has over its skin"""
        return self.picture - self.skin

    @cached_property
    def line(self) -> Array:
        """float32 [nx], below 0: how much darker than skin the lid's edge is; luma"""
        lashes = (self.y < self.upper) & (self.y > self.upper - 0.6 * self.lashes)
        darkest = np.where(lashes, self.over[..., 0], 0).min(axis=0)
        skin = np.where(lashes, self.skin[..., 0], 0).max(axis=0) - 16
        calm = _calm(darkest, 0.06 * self.per_width)
        return np.asarray(np.minimum(calm, -LEAST_LINE * skin), np.float32)


def eyes_of(photo: Frame, landmarks: Array) -> tuple[Eye, ...]:
    """The eyes that can be shut: open, and large enough. ``landmarks`` is float32 [478, 2], pixels."""
    found = (_eye(photo, landmarks[[*upper]], landmarks[[*lower]]) for upper, lower in EYELIDS)
    return tuple(eye for eye in found if eye is not None)


def _eye(photo: Frame, upper: Array, lower: Array) -> Eye | None:
    across = upper[-1] - upper[0]
    width = float(np.linalg.norm(across))
    if width < LEAST_WIDTH_PX:
        return None
    placed = Placed(axes=np.stack([across, [-across[1], across[0]]], axis=-1), origin=upper[0])
    inverse = np.linalg.inv(placed.axes)
    above, beneath = ((marks - placed.origin) @ inverse.T for marks in (upper, lower))
    per_width = float(np.clip(NODES_PER_PX * width, *NODES))
    x, y = (np.arange(a, b, 1 / per_width, dtype=np.float32) for a, b in ((LEFT, RIGHT), (TOP, BOTTOM)))
    edges = [_curve(x, marks, 0.05 * per_width) for marks in (above, beneath)]
    opening = float((edges[1] - edges[0]).max())
    if opening < LEAST_OPEN:
        return None
    picture = _patch(photo, placed, per_width, len(x), len(y))
    above = _above(picture[..., 0], edges[0], opening, per_width)
    raised = _raised(above, per_width) * opening
    lashes = _lashes(above, per_width) * opening
    edges[0] = edges[0] - raised
    around = np.maximum(-x, x - 1)
    eye = Eye(
        placed=placed,
        per_width=per_width,
        y=y[:, None],
        upper=edges[0],
        lower=np.maximum(edges[1], edges[0]),
        lashes=np.maximum(lashes - raised, LASHES[0] * opening),
        inner=np.asarray(1 - step(around / BEYOND_CORNERS), np.float32),
        picture=picture,
        skin=picture,
    )
    return replace(eye, skin=_skin(eye))


def _calm(values: npt.NDArray[np.floating[Any]], sigma: float) -> Array:
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, sigma, mode="nearest"), np.float32)


def _middle(values: Array, width: float) -> Array:
    """Running median."""
    from scipy.ndimage import median_filter

    return np.asarray(median_filter(values, round(width) | 1, mode="nearest"), np.float32)


def _curve(x: Array, marks: Array, smooth: float) -> Array:
    """A lid's edge in every column: through its landmarks, level beyond the corners."""
    from scipy.interpolate import PchipInterpolator

    order = np.argsort(marks[:, 0])
    through = PchipInterpolator(marks[order, 0] + np.arange(len(order)) * 1e-5, marks[order, 1])
    level = through(np.clip(x, marks[:, 0].min(), marks[:, 0].max()))
    return _calm(level, smooth)


def _patch(photo: Frame, placed: Placed, per_width: float, nx: int, ny: int) -> Array:
    width, height = photo.shape[1], photo.shape[0] * 2 // 3
    planes = [photo[:height], *photo[height:].reshape(2, height // 2, width // 2)]
    matrix = placed.from_nodes(LEFT, TOP, per_width, 0, 0)
    halved = matrix / 2
    halved[:, 2] -= 0.25  # a chroma sample lies in the middle of its four pixels
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.stack(
        [
            cv2.warpAffine(plane, way, (nx, ny), flags=flags, borderMode=cv2.BORDER_REPLICATE)
            for plane, way in zip(planes, (matrix, halved, halved), strict=True)
        ],
        axis=-1,
    ).astype(np.float32)


def _above(luma: Array, upper: Array, opening: float, per_width: float) -> Array:
    """float32 [STEPS, nx]: luma on the way up from a lid's edge, calmed along the lid."""
    rows = (upper - STEPS[:, None] * opening - TOP) * per_width
    columns = np.broadcast_to(np.arange(luma.shape[1], dtype=np.float32), rows.shape)
    calm = cv2.GaussianBlur(luma, (0, 0), sigmaX=0.05 * per_width, sigmaY=0.5)
    return np.asarray(cv2.remap(calm, columns, rows.astype(np.float32), cv2.INTER_LINEAR))


def _raised(above: Array, per_width: float) -> Array:
    """float32 [nx]: how far above its landmarks the dark line of the edge begins, in the eye's opening.

    It is seen where white lies below it; before iris and pupil it is where its neighbours say.
    """
    near = above[(STEPS >= 0) & (STEPS < FURTHEST_RAISED)]
    seen = near[0] > near.min(axis=0) + LINE_IS_DARKER
    begins = (near < (near[0] + near.min(axis=0)) / 2).argmax(axis=0)
    columns = np.arange(above.shape[1])
    within = (columns / per_width > -LEFT) & (columns / per_width < 1 - LEFT)
    seen &= within
    if seen.sum() < SEEN_SHARE * within.sum():
        return np.zeros(above.shape[1], np.float32)
    found = np.interp(columns, columns[seen], STEPS[STEPS >= 0][begins[seen]])
    return _calm(_middle(found, 0.3 * per_width), 0.06 * per_width)


def _lashes(above: Array, per_width: float) -> Array:
    """float32 [nx]: how far up from the landmarks it is dark, in the eye's opening."""
    near = above[STEPS < 0.3]
    light = near.min(axis=0) + LIGHT_AGAIN * (above.max(axis=0) - near.min(axis=0))
    later = np.arange(len(STEPS))[:, None] > near.argmin(axis=0)
    reach = STEPS[(later & (above > light)).argmax(axis=0)]
    reach = _calm(_middle(reach, 0.2 * per_width), 0.08 * per_width)
    return np.clip(1.25 * reach, *LASHES).astype(np.float32)


def _skin(eye: Eye) -> Array:
    """The photo without eye and lashes: a membrane over them, with the grain of the skin below the eye."""
    known = cv2.dilate((eye.covered > 0).astype(np.uint8), np.ones((3, 3), np.uint8)) == 0
    skin = _membrane(eye.picture, known)
    calm = cv2.GaussianBlur(eye.picture[..., 0], (0, 0), sigmaX=0.06 * eye.per_width)
    grain = np.clip(eye.picture[..., 0] - calm, -GRAIN_AT_MOST, GRAIN_AT_MOST)
    grain = np.roll(grain, -round((1.3 * eye.opening + 0.1) * eye.per_width), axis=0)
    soft = cv2.GaussianBlur((~known).astype(np.float32), (0, 0), sigmaX=1.5)
    place = (eye.y - eye.upper) / np.maximum(eye.lower - eye.upper, 0.3 * eye.opening)
    ball = np.clip(1 - (2 * place - 0.6) ** 2, -1, 1) * BALL_SHADES
    skin[..., 0] += soft * ~known * (grain + ball * eye.inner * (skin[..., 0] - 16))
    return skin


def _membrane(picture: Array, known: npt.NDArray[np.bool_]) -> Array:
    """The Laplace equation, from coarse to fine: pixels that are not known become the mean of their neighbours."""
    height, width = known.shape
    if min(height, width) > 16 and not known.all():
        size = (width // 2, height // 2)
        weight = cv2.resize(known.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        shrunk = cv2.resize(picture * known[..., None], size, interpolation=cv2.INTER_AREA)
        coarse = _membrane((shrunk / np.maximum(weight, 1e-6)[..., None]).astype(np.float32), weight > 0)
        start = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    else:
        start = np.full_like(picture, picture[known].mean(axis=0) if known.any() else 128.0)
    filled = np.where(known[..., None], picture, start)
    for _ in range(ROUNDS):
        mean = cv2.blur(filled, (3, 3), borderType=cv2.BORDER_REPLICATE)
        filled = np.where(known[..., None], picture, mean)
    return np.asarray(filled, np.float32)
