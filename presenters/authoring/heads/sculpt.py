"""Features the cage is too coarse for: nose wings, nostrils, lips, philtrum, and each person's own traits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cage import Points, Triangles
from people import Person
from subdivide import neighbour_mean

if TYPE_CHECKING:
    from face import Eye


def blob(points: Points, x: float, z: float, wide: float, high: float) -> NDArray[np.float64]:
    """A soft symmetric spot on the front of the face, 1 at (+-x, z)."""
    spot = np.exp(-(((np.abs(points[:, 0]) - abs(x)) / wide) ** 2) - ((points[:, 2] - z) / high) ** 2)
    return spot * (points[:, 1] < 0.9)


def sculpt(points: Points, triangles: Triangles, eyes: dict[str, Eye], person: Person) -> Points:
    points = iron(points, triangles)
    for trait in person.traits:
        spot = blob(points, trait.x, trait.z, trait.wide, trait.high)
        side = np.tanh(points[:, 0] / 0.03)
        points = points + spot[:, None] * np.stack(
            [side * trait.out, -trait.forward + 0 * side, trait.up + 0 * side], 1
        )
    return points


def iron(points: Points, triangles: Triangles) -> Points:
    """Smooth cheeks, forehead and jaw; leave nose and mouth alone."""
    mean = neighbour_mean(triangles, len(points))
    rim = np.asarray(np.abs((mean != 0).sum(1))).ravel() < 5
    features = (
        blob(points, 0, -0.2, 0.26, 0.30)
        + blob(points, 0, -0.62, 0.36, 0.14)
        + blob(points, 0.35, 0.14, 0.22, 0.12)
    )
    weight = np.clip(1 - 1.4 * features, 0, 1)
    weight[rim] = 0
    for _ in range(40):
        points = points + 0.7 * weight[:, None] * (mean @ points - points)
    return points
