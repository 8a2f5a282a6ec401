"""The mouth that opens: the lips' seam cut, rolled lips with an inside behind them, and a shape for each viseme.

Every point of the lips follows the seam; the chin follows the jaw; the skin between is a membrane that bends as
little as it can (biharmonic deformation, as in Botsch and Kobbelt 2004).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from cage import LIP_PAIRS, OVAL, Points, Triangles
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra
from scipy.sparse.linalg import splu
from sculpt import Values, lip_depth
from subdivide import border_loops, edges_of, neighbour_mean

SEAM = [78, *(upper for upper, _ in LIP_PAIRS), 308]
HINGE = np.array([0.0, 0.95, -0.12])  # of the jaw, a little below the ears' middle
CORNER_SHARE = 0.36  # of the jaw's way that the corners go
# Behind the seam the lip rolls in: how far back, and how far away from the opening.
ROLL = [(0.010, -0.005), (0.022, -0.006), (0.034, 0.0), (0.043, 0.016), (0.047, 0.045), (0.050, 0.085)]
# Then the bag: y, half width, height above the seam, depth below it.
BAG = [(0.20, 0.35, 0.17, 0.25), (0.38, 0.34, 0.18, 0.28), (0.55, 0.26, 0.13, 0.24), (0.64, 0.10, 0.04, 0.10)]
JAWLINE = OVAL[11:26]  # of the oval: what of it the jaw carries


@dataclass(frozen=True, kw_only=True)
class Mouth:
    """What lips, jaw and tongue do; lengths in units, all 0 at rest."""

    jaw: float = 0.0
    """radians"""
    upper: float = 0.0
    """the upper lip up"""
    lower: float = 0.0
    """the lower lip down, beyond the jaw's way"""
    wide: float = 0.0
    """each corner outwards"""
    smile: float = 0.0
    """the corners up"""
    pucker: float = 0.0
    """0..1 lips rounded and pushed forward"""
    tuck: float = 0.0
    """0..1 the lower lip drawn in under the upper teeth"""
    thin: float = 0.0
    """0..1 lips stretched thin"""
    tongue_up: float = 0.0
    """its tip"""
    tongue_out: float = 0.0
    """its tip, forward"""
    hump: float = 0.0
    """its back, up"""

    def towards(self, other: Mouth, share: float) -> Mouth:
        """The shape on the way to another."""
        between = {
            one.name: (1 - share) * getattr(self, one.name) + share * getattr(other, one.name)
            for one in fields(self)
        }
        return Mouth(**between)


REST = Mouth()
VISEMES = {
    "aa": Mouth(jaw=0.265, upper=0.030, lower=0.055, wide=-0.010, thin=0.25, tongue_up=0.03, hump=0.06),
    "eh": Mouth(jaw=0.13, upper=0.030, lower=0.030, wide=0.020, thin=0.2, hump=0.05),
    "ee": Mouth(jaw=0.035, upper=0.038, lower=0.032, wide=0.055, smile=0.02, thin=0.5, hump=0.07),
    "oh": Mouth(jaw=0.15, upper=0.015, lower=0.01, pucker=0.55, tongue_up=-0.02, tongue_out=-0.06),
    "oo": Mouth(jaw=0.035, upper=0.012, lower=0.012, pucker=0.9, tongue_up=-0.01, tongue_out=-0.08),
    "f": Mouth(jaw=0.03, upper=0.042, lower=0.0, wide=0.015, tuck=1.0),
    "l": Mouth(jaw=0.115, upper=0.030, lower=0.025, wide=0.010, tongue_up=0.20, tongue_out=0.07),
}

ORDER = ("f", "ee", "eh", "aa", "l", "oh", "oo")  # each is near the next


def shapes() -> dict[str, Mouth]:
    """Every shape that is rendered: the visemes, and one half way from each to the next ("f-ee")."""
    made = dict(VISEMES)
    for one, other in pairwise(("rest", *ORDER, "rest")):
        made[f"{one}-{other}"] = VISEMES.get(one, REST).towards(VISEMES.get(other, REST), 0.5)
    return made


@dataclass(frozen=True, kw_only=True)
class Slit:
    """Where the lips were parted."""

    upper: NDArray[np.int64]
    """Points along the upper lip's edge from one corner to the other, the corners among them"""
    lower: NDArray[np.int64]
    ring: NDArray[np.int64]
    """The whole edge in order"""
    inner: NDArray[np.int64]
    """[loops, ring] points behind the edge: the lips' inner side, then the bag"""


def jaw_turned(points: Points, angle: float) -> Points:
    """What the jaw carries, opened by ``angle`` radians: it turns and, as jaws do, slides forward a little."""
    away = points - HINGE
    c, s = np.cos(angle), np.sin(angle)
    turned = np.stack(
        [away[..., 0], c * away[..., 1] - s * away[..., 2], s * away[..., 1] + c * away[..., 2]], -1
    )
    return turned + HINGE + np.array([0.0, -0.22 * angle, 0.0])


def part_lips(points: Points, triangles: Triangles) -> tuple[Points, Triangles, Slit]:
    """Cut the seam between the corners and add the loops behind it, all lying in the seam still."""
    path = seam_path(points, triangles)
    within = path[1:-1]
    twin = np.arange(len(points))
    twin[within] = len(points) + np.arange(len(within))
    middles = points[triangles].mean(1)
    below = middles[:, 2] < np.interp(middles[:, 0], points[path, 0], points[path, 2])
    triangles = np.where(below[:, None], twin[triangles], triangles)
    points = np.concatenate([points, points[within]])
    ring = next(loop for loop in border_loops(triangles) if path[0] in loop)
    inner = len(points) + np.arange((len(ROLL) + len(BAG)) * len(ring)).reshape(-1, len(ring))
    points = np.concatenate([points, *[points[ring]] * len(inner)])
    parts = [triangles]
    for a, b in pairwise([ring, *inner]):
        a2, b2 = np.roll(a, -1), np.roll(b, -1)
        parts += [np.stack([a2, a, b], 1), np.stack([a2, b, b2], 1)]
    last = inner[-1]
    parts.append(np.stack([last[2:], last[1:-1], np.full(len(last) - 2, last[0])], 1))
    slit = Slit(upper=path, lower=twin[path], ring=ring, inner=inner)
    return points, np.concatenate(parts), slit


def seam_path(points: Points, triangles: Triangles) -> NDArray[np.int64]:
    """The mesh's points along the seam, from the viewer's left to the right."""
    edges, _, _ = edges_of(triangles)
    graph = sparse.coo_matrix((np.ones(len(edges)), edges.T), shape=(len(points), len(points))).tocsr()
    path = [SEAM[0]]
    for start, end in pairwise(SEAM):
        _, before = dijkstra(
            graph, directed=False, indices=start, unweighted=True, limit=40, return_predecessors=True
        )
        part = [end]
        while part[-1] != start:
            part.append(int(before[part[-1]]))
        path += part[-2::-1]
    return np.array(path)


def opened(points: Points, triangles: Triangles, slit: Slit, mouth: Mouth) -> Points:
    """The points [n, 3] with the mouth in the shape ``mouth``."""
    count = int(slit.inner[0, 0])
    outer = triangles[(triangles < count).all(1)]
    moved = points.copy()
    moved[:count] += membrane(points[:count], outer, *handles(points[:count], slit, mouth))
    upper, lower = edge_lines(points, slit, mouth)
    moved[slit.upper], moved[slit.lower] = upper, lower
    moved[slit.inner] = behind(moved, points, slit, mouth)
    return moved


def edge_lines(points: Points, slit: Slit, mouth: Mouth) -> tuple[Points, Points]:
    """Where the edges of the upper and the lower lip go, [n, 3] each; they share their ends."""
    rest = points[slit.upper]
    t = rest[:, 0] / np.abs(rest[[0, -1], 0]).mean()
    reach = np.clip(1 - np.abs(t) ** 2.5, 0, 1) ** (0.8 - 0.25 * mouth.pucker)
    # Round lips: narrower, forward, and the arch of the jaw no longer shapes them.
    flat = rest.copy()
    flat[:, 0] *= 1 - mouth.pucker * (0.22 + 0.16 * t**2)
    flat[:, 1] += -0.085 * mouth.pucker + 0.35 * mouth.pucker * (rest[len(rest) // 2, 1] - rest[:, 1])
    flat[:, 0] += mouth.wide * np.sin(np.pi / 2 * np.clip(t, -1, 1))
    flat[:, 1] += 0.9 * max(mouth.wide, 0) * t**2 + 0.10 * max(mouth.wide, 0)
    flat[:, 2] += mouth.smile * np.abs(t) ** 2
    lines = []
    for side, share in ((1, CORNER_SHARE * (1 - reach)), (-1, CORNER_SHARE + (1 - CORNER_SHARE) * reach)):
        line = flat + share[:, None] * (jaw_turned(flat, mouth.jaw) - flat)
        line[:, 2] += reach * (mouth.upper if side > 0 else -mouth.lower)
        lines.append(line)
    if mouth.tuck:
        drawn = mouth.tuck * np.clip(1 - t**2, 0, 1) ** 0.7
        lines[1][:, 1] += 0.055 * drawn
        lines[1][:, 2] += drawn * (rest[:, 2] - 0.030 - lines[1][:, 2])
    return lines[0], lines[1]


def handles(points: Points, slit: Slit, mouth: Mouth) -> tuple[NDArray[np.int64], Points]:
    """Points whose way is known, and their ways [n, 3]."""
    way = np.zeros_like(points)
    known = ~reachable(points)
    chin = (np.abs(points[:, 0]) < 0.22) & (points[:, 1] < 0.30)
    chin &= (points[:, 2] < -0.97) & (points[:, 2] > -1.18)
    jaw = jaw_turned(points, mouth.jaw) - points
    share = np.zeros(len(points))
    share[chin] = 1
    side = np.abs(points[JAWLINE, 0])
    share[JAWLINE] = np.interp(side, [0.15, 0.40, 0.60, 0.70], [1, 0.85, 0.35, 0.0])
    carried = share > 0
    way[carried] = share[carried, None] * jaw[carried]
    known |= carried
    rest, lines = points[slit.upper], edge_lines(points, slit, mouth)

    def at(line: Points, x: Values) -> Points:
        return np.stack([np.interp(x, rest[:, 0], line[:, k]) for k in range(3)], 1)

    lips = np.flatnonzero(lip_depth(points) > 0.004)
    below = points[lips, 2] < at(rest, points[lips, 0])[:, 2]
    below = (below | np.isin(lips, slit.lower[1:-1])) & ~np.isin(lips, slit.upper)
    thinner = 0.27 * mouth.thin - 0.072 * mouth.pucker
    for part, line, share_of in ((lips[~below], lines[0], 0.9), (lips[below], lines[1], 1.0)):
        x = points[part, 0]
        from_seam = points[part] - at(rest, x)
        way[part] = at(line - rest, x)
        way[part, 2] -= share_of * thinner * from_seam[:, 2]
        way[part, 1] += 0.25 * mouth.thin * np.clip(-from_seam[:, 1], 0, None)
        if line is lines[1]:
            roll_in(way, part, from_seam, mouth)
        known[part] = True
    return np.flatnonzero(known), way[known]


def roll_in(way: Points, part: NDArray[np.int64], from_seam: Points, mouth: Mouth) -> None:
    """The tucked lower lip: its outer rim stays where the jaw has it, the red rolls over the teeth."""
    depth = np.clip(-from_seam[:, 2] / 0.11, 0, 1)
    way[part, 1] -= 0.035 * mouth.tuck * depth
    way[part, 2] -= 0.012 * mouth.tuck * depth


def reachable(points: Points) -> NDArray[np.bool_]:
    """The skin that a mouth can move."""
    x, y, z = np.abs(points[:, 0]), points[:, 1], points[:, 2]
    rise = np.clip((x - 0.12) / 0.40, 0, 1)
    top = -0.40 + 0.30 * rise * rise * (3 - 2 * rise)
    return (x < 0.76) & (y < 0.80) & (z < top) & (z > -1.68)


def membrane(points: Points, triangles: Triangles, known: NDArray[np.int64], way: Points) -> Points:
    """The displacement [n, 3] that takes ``known`` points their ``way`` and bends least between."""
    free = np.ones(len(points), bool)
    free[known] = False
    bend = (sparse.identity(len(points)) - neighbour_mean(triangles, len(points))).tocsc()
    a, b = bend[:, free], bend[:, known]
    moved = np.zeros_like(points)
    moved[known] = way
    moved[free] = -splu((a.T @ a).tocsc()).solve(np.asarray(a.T @ (b @ way)))
    return moved


def behind(moved: Points, rest: Points, slit: Slit, mouth: Mouth) -> Points:
    """[loops, ring, 3]: the lips' rolled inner side and the bag behind."""
    edge, at = moved[slit.ring], rest[slit.ring]
    t = np.clip(at[:, 0] / np.abs(rest[slit.upper[[0, -1]], 0]).mean(), -1, 1)
    is_lower = np.isin(slit.ring, slit.lower[1:-1])
    side = np.where(is_lower, -1.0, 1.0) * np.clip((1 - t**2) / 0.25, 0, 1)
    gap = np.ptp(edge[:, 2])
    loops = []
    for back, away in ROLL:
        loop = edge.copy()
        loop[:, 1] += back * (1 + 0.6 * t**2)
        # Lips that hardly part must not cross.
        loop[:, 2] += side * max(away, -0.2 * gap)
        loop[:, 0] += 0.35 * max(away, 0) * t * np.abs(t) ** 3
        loops.append(loop)
    seam = rest[slit.upper[len(slit.upper) // 2], 2]
    round_ = np.sqrt(np.clip(1 - t**2, 0, 1))
    for y, wide, up, down in BAG:
        loop = np.stack([wide * t, np.full_like(t, y), seam + round_ * np.where(is_lower, -down, up)], 1)
        low = jaw_turned(loop, mouth.jaw)
        share = np.where(is_lower, CORNER_SHARE + (1 - CORNER_SHARE) * round_, CORNER_SHARE * (1 - round_))
        loops.append(loop + share[:, None] * (low - loop))
    return np.stack(loops)


def parted(moved: Points, rest: Points, slit: Slit) -> Values:
    """How far the lips are apart at each point's column, units [n]."""
    line, gap = rest[slit.upper, 0], moved[slit.upper, 2] - moved[slit.lower, 2]
    beyond = 0.15 * gap.max()  # nor do the corners close as tightly as in a shut mouth
    return np.interp(rest[:, 0], line, np.maximum(gap, beyond))
