"""MediaPipe's 478 landmarks out of the 68 of iBUG 300-W, which most other networks give, and back.

A face of ordinary proportions is turned and sized as the landmarks that no expression moves say (weak perspective; its
depth is that face's own). What the 68 then lie beside it moves the 478 about them: kriging, a spline by Matérn's
covariance, which neither swings nor carries far. It is done over a plane on which the mouth stands open, so that what
one lip does hardly moves the other.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Points = npt.NDArray[np.float32]

PATH = Path(__file__).with_name("mesh.npz")
"""Made by presenters/authoring/mesh.py"""
MARKS, POINTS = 68, 478
MESH_OF_MARK: tuple[tuple[int, ...], ...] = (
    # The outline, from the left temple by the chin to the right one; left is the picture's left.
    *((127,), (234,), (93,), (132,), (58,), (172,), (136, 150), (149, 176), (152,)),
    *((400, 378), (379, 365), (397,), (288,), (361,), (323,), (454,), (356,)),
    # Left brow and right brow, from left to right.
    *((70,), (63,), (105,), (66,), (107,)),
    *((336,), (296,), (334,), (293,), (300,)),
    # The nose's ridge, downwards; below its tip from left to right.
    *((168,), (197,), (5,), (4,)),
    *((75,), (97,), (2,), (326,), (305,)),
    # Each eye from its left corner along the upper lid, back along the lower one.
    *((33,), (160,), (158,), (133,), (153,), (144,)),
    *((362,), (385,), (387,), (263,), (373,), (380,)),
    # The lips' outer edge and then their inner one, from the left corner along the upper lip, back along the lower.
    *((61,), (40, 39), (37,), (0,), (267,), (269, 270), (291,), (321, 405), (314,), (17,), (84,), (91, 181)),
    *((78,), (81, 82), (13,), (311, 312), (308,), (317, 402), (14,), (87, 178)),
)
"""Which landmarks of the mesh lie where each of the 68 does; of two, midway"""
FIRM_MARKS = slice(17, 48)
"""Brows, nose and eyes"""
FIRM = ((FIRM_MARKS, 1.0), ([48, 54], 0.5), ([0, 16], 0.3), ([1, 2, 8, 14, 15], 0.2))
"""Marks that tell how the head is turned, and how much each counts"""
UPPER_LIP = (
    61,
    185,
    40,
    39,
    37,
    0,
    267,
    269,
    270,
    409,
    291,
    78,
    191,
    80,
    81,
    82,
    13,
    312,
    311,
    310,
    415,
    308,
)
LOWER_LIP = (146, 91, 181, 84, 17, 314, 405, 321, 375, 95, 88, 178, 87, 14, 317, 402, 318, 324)
CORNERS = (61, 291)
OPEN = 0.12
"""Eye distances by which the plane's mouth stands open in its middle; at its corners it is shut"""
BORDER, CHIN = 0.06, 0.2
"""Eye distances below the mouth over which skin goes along as the lip above it does, and from which all of it does"""
REACH = 0.25
"""Eye distances over which what moves one landmark moves another"""
NOISE = 0.001
"""Variance of the 68 that is not the face's own, as a share of how much faces differ"""
FLAT = 0.5
"""Depth counts for less than what is seen"""


def marks_of(points: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The 68 of float32 [..., 478, 2 or 3]: [..., 68, 2], where the mesh has them."""
    return np.asarray(np.einsum("mp,...pi->...mi", _mean_of(), points[..., :2]), np.float32)


def points_of(marks: npt.NDArray[Any]) -> Points:
    """The mesh's landmarks of 68, [..., 68, 2], pixels: float32 [..., 478, 3], depth in the same scale."""
    mesh = _mesh()
    stance = Stance.of(marks)
    placed = stance.placed(mesh.face)
    beside = marks - stance.placed(mesh.marks)[..., :2]
    placed[..., :2] += np.einsum("pm,...mi->...pi", mesh.spread, beside)
    return np.asarray(placed, np.float32)


def unlikely(marks: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """How far 68 marks, [..., 68, 2], lie from a turned and sized face, root mean square in its eye distances: [...]."""
    mesh = _mesh()
    stance = Stance.of(marks)
    beside = (marks - stance.placed(mesh.marks)[..., :2])[..., FIRM_MARKS, :]
    return np.asarray(np.sqrt((beside**2).sum(-1).mean(-1)) / np.maximum(stance.size, 1e-6))


@dataclass(frozen=True, kw_only=True)
class Stance:
    """How the face of ordinary proportions is turned, sized and placed."""

    size: Array
    """[...]: pixels an eye distance"""
    turn: Array
    """[..., 3, 3]: a rotation"""
    place: Array
    """[..., 2]: pixels"""

    @classmethod
    def of(cls, marks: npt.NDArray[Any]) -> "Stance":
        """That fits the firm ones of 68 marks [..., 68, 2] best: the affine fit, its axes then made square and alike."""
        own, weights = _mesh().marks, _firmness()
        middle = weights @ own
        seen = np.asarray(marks, np.float64)
        place = np.einsum("m,...mi->...i", weights, seen)
        # [..., 2, 3]: weighted least squares, in closed form.
        from_middle = own - middle
        spread = np.linalg.inv((from_middle * weights[:, None]).T @ from_middle)
        affine = (
            np.einsum("...mi,mj->...ij", seen - place[..., None, :], from_middle * weights[:, None]) @ spread
        )
        left, sizes, right = np.linalg.svd(affine, full_matrices=False)
        size, axes = sizes.mean(axis=-1), left @ right
        turn = np.concatenate([axes, np.cross(axes[..., :1, :], axes[..., 1:, :])], axis=-2)
        moved = size[..., None] * np.einsum("...ij,j->...i", axes, middle)
        return cls(size=size, turn=turn, place=place - moved)

    def placed(self, face: Array) -> Array:
        """[n, 3], eye distances, as seen: [..., n, 3], pixels."""
        seen = self.size[..., None, None] * np.einsum("...ij,nj->...ni", self.turn, face)
        seen[..., :2] += self.place[..., None, :]
        return np.asarray(seen)


@dataclass(frozen=True, kw_only=True)
class Mesh:
    face: Array
    """[478, 3]: the face of ordinary proportions, looking ahead, in eye distances"""
    marks: Array
    """[68, 3]: its marks"""
    spread: Array
    """[478, 68]: how far what lies beside a mark moves each landmark"""


@cache
def _mesh() -> Mesh:
    with np.load(PATH) as kept:
        face = kept["face"].astype(np.float64)
    plane = _opened(face)
    at = _mean_of() @ plane
    among = _covariance(at, at) + NOISE * np.eye(MARKS)
    return Mesh(face=face, marks=_mean_of() @ face, spread=np.linalg.solve(among, _covariance(at, plane)).T)


def _opened(face: Array) -> Array:
    """The face with its mouth open, depth made less of: what of it lies near what."""
    left, right = (face[corner] for corner in CORNERS)
    aside = (face[:, 0] - (left[0] + right[0]) / 2) / ((right[0] - left[0]) / 2)
    mouth = np.sqrt(np.clip(1 - aside**2, 0.0, 1.0))
    below = face[:, 1] - (left[1] + right[1]) / 2
    chin = np.clip(below / CHIN - 0.5, 0.0, 1.0)
    falls = np.clip(below / BORDER, 0.0, 1.0) * np.maximum(mouth, chin)
    falls[list(UPPER_LIP)], falls[list(LOWER_LIP)] = 0.0, mouth[list(LOWER_LIP)]
    plane = face * (1.0, 1.0, FLAT)
    plane[:, 1] += OPEN * falls
    return np.asarray(plane)


def _covariance(one: Array, other: Array) -> Array:
    """Matérn's, of smoothness 3/2."""
    away = np.sqrt(3) * np.linalg.norm(one[:, None] - other[None], axis=-1) / REACH
    return np.asarray((1 + away) * np.exp(-away))


@cache
def _mean_of() -> Array:
    """[68, 478]: of each mark, which landmarks it is the mean of."""
    found = np.zeros((MARKS, POINTS))
    for mark, mesh in enumerate(MESH_OF_MARK):
        found[mark, list(mesh)] = 1 / len(mesh)
    return found


@cache
def _firmness() -> Array:
    weights = np.zeros(MARKS)
    for marks, weight in FIRM:
        weights[marks] = weight
    return np.asarray(weights / weights.sum())
