"""Pictures of one row of teeth laid on one another, so that their median is as crisp as each of them.

A tracker is off by a few nodes from frame to frame, and teeth lie in more or less shadow. What does not fit is left out: a
row laid in wrongly shows as a second one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

STRAYS = 6
"""Nodes by which a tracker may be off from frame to frame"""
ABOUT_TEETH = 9
"""Nodes, across: what lies next to the teeth tells where they are, a tongue or a lip further off does not"""
SHARED = 0.3
"""Of the teeth's surroundings in the best picture, at least this must be seen in another"""
ALIKE = 0.6
"""Least correlation of two pictures of the same teeth"""
FAR = 0.003
"""Correlation that a node further away must add: a row without lines fits anywhere along itself"""
CRISPEST = 15
"""So many of the pictures that fit best give a place its colour, if they show it: the median of many is soft"""
LIGHT = (0.8, 1.4)
LEAST_POWER = 1e-6
"""Of two pictures without any lines"""


@dataclass(frozen=True, kw_only=True)
class Laid:
    """One picture and how it lies on the others."""

    number: int
    by: tuple[int, int]
    """Nodes down and right"""
    alike: float
    """Correlation with the best picture, 0..1"""
    light: float
    """How much more light its teeth would need to be as bright as those"""

    def moved(self, many: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
        """This one of ``many``, [ny, nx, ...], moved there."""
        return np.roll(many[self.number], self.by, (0, 1))

    def lit(self, pictures: Sequence[Array]) -> Array:
        """The same of pictures, as bright as the best one."""
        return np.asarray(self.moved(pictures) * (self.light, 1, 1), np.float32)


def laid_together(pictures: Sequence[Array], inside: Sequence[Mask], teeth: Mask, best: int) -> list[Laid]:
    """Those of ``pictures``, float32 [ny, nx, 3], that fit the ``best`` one and its ``teeth``, those that fit best first.

    ``inside``: what lies between the lips in each. By the highest correlation of luma about the teeth (Lewis 1995, "Fast
    normalized cross-correlation"), which does not mind shadow.
    """
    kernel = np.ones((ABOUT_TEETH, ABOUT_TEETH), np.uint8)
    area = np.asarray(cv2.dilate(teeth.astype(np.uint8), kernel) > 0) & inside[best]
    if not area.any():
        return []
    target = pictures[best][..., 0]
    found = []
    for number, (picture, mask) in enumerate(zip(pictures, inside, strict=True)):
        luma = picture[..., 0]
        by, alike = _best(target, area, luma, mask)
        if alike >= ALIKE and max(map(abs, by)) < STRAYS:
            light = _light(target, luma, teeth & np.roll(mask, by, (0, 1)), by)
            found.append(Laid(number=number, by=by, alike=alike, light=light))
    return sorted(found, key=lambda one: -one.alike)


def median_of(pictures: Sequence[Array], shows: Mask) -> Array:
    """Per place the median colour of the best ``pictures``, [places, 3] each and the best first, that show it.

    ``shows``: [pictures, places].
    """
    rank = np.cumsum(shows, axis=0)
    used = shows & (rank <= CRISPEST)
    return np.asarray(np.nanmedian(np.where(used[..., None], np.stack(pictures), np.nan), axis=0), np.float32)


def _light(target: Array, luma: Array, shared: Mask, by: tuple[int, int]) -> float:
    if not shared.any():
        return 1.0
    here = float(np.median(np.roll(luma, by, (0, 1))[shared]))
    return float(np.clip(float(np.median(target[shared])) / max(here, 0.05), *LIGHT))


def _best(target: Array, area: Mask, luma: Array, mask: Mask) -> tuple[tuple[int, int], float]:
    """The offset at which ``luma`` is most like ``target``, and how much it is.

    All offsets at once by sums over what both show (Padfield 2012, "Masked object registration in the Fourier domain").
    """
    at = tuple(slice(int(there.min()), int(there.max()) + 1) for there in np.nonzero(area))
    level = target[area].mean()
    own = area[at].astype(np.float32)
    wanted = (target[at] - level) * own
    round_ = tuple(np.arange(span.start - STRAYS, span.stop + STRAYS) for span in at)
    seen = mask.astype(np.float32).take(round_[0], 0, mode="wrap").take(round_[1], 1, mode="wrap")
    there = luma.take(round_[0], 0, mode="wrap").take(round_[1], 1, mode="wrap")
    there = ((there - level) * seen).astype(np.float32)
    shared = _sums(seen, own)
    count = np.maximum(shared, 1)
    means = _sums(seen, wanted), _sums(there, own)
    powers = _sums(seen, wanted * wanted), _sums(there * there, own)
    power = np.prod([power - mean * mean / count for power, mean in zip(powers, means, strict=True)], axis=0)
    both = _sums(there, wanted) - means[0] * means[1] / count
    alike = np.where(power > LEAST_POWER, both / np.sqrt(np.maximum(power, LEAST_POWER)), -1)
    steps = np.abs(np.arange(-STRAYS, STRAYS + 1))
    score = np.where(shared >= SHARED * own.sum(), alike - FAR * (steps[:, None] + steps), -np.inf)
    down, right = np.unravel_index(int(score.argmax()), score.shape)
    if score[down, right] == -np.inf:
        return (0, 0), -1.0
    return (int(down) - STRAYS, int(right) - STRAYS), float(alike[down, right])


def _sums(image: Array, part: Array) -> npt.NDArray[np.float64]:
    """Of products of ``part`` with what lies under it in ``image`` at every offset, -STRAYS to STRAYS down and right."""
    return np.asarray(cv2.matchTemplate(image, part, cv2.TM_CCORR)[::-1, ::-1], np.float64)
