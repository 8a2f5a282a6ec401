"""Loop subdivision (Loop 1987), so that the coarse cage becomes a smooth surface."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Points = NDArray[np.float64]
Triangles = NDArray[np.int64]


def edges_of(triangles: Triangles) -> tuple[Triangles, NDArray[np.int64], NDArray[np.int64]]:
    """Unique edges [e, 2], the edge of each triangle side [3t], and how many triangles share an edge [e]."""
    sides = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    edges, which, shared = np.unique(np.sort(sides, axis=1), axis=0, return_inverse=True, return_counts=True)
    return edges, which.ravel(), shared


def loop_matrix(triangles: Triangles, count: int) -> tuple[sparse.csr_matrix, Triangles]:
    """One step: the matrix from old to new points, and the new triangles."""
    edges, which, shared = edges_of(triangles)
    opposite = np.concatenate([triangles[:, 2], triangles[:, 0], triangles[:, 1]])
    border = shared == 1
    n_edges = len(edges)
    odd = sparse.coo_matrix(
        (np.repeat(np.where(border, 0.5, 0.375), 2), (np.repeat(np.arange(n_edges), 2), edges.ravel())),
        shape=(n_edges, count),
    )
    inner_side = ~border[which]
    odd = odd + sparse.coo_matrix(
        (np.full(inner_side.sum(), 0.125), (which[inner_side], opposite[inner_side])), shape=(n_edges, count)
    )
    matrix = sparse.vstack([even_rule(edges, border, count), odd]).tocsr()
    ab, bc, ca = (count + which.reshape(3, -1)).tolist()
    a, b, c = triangles.T
    fine = np.concatenate([np.stack(t, 1) for t in ((a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca))])
    return matrix, fine


def even_rule(edges: Triangles, border: NDArray[np.bool_], count: int) -> sparse.csr_matrix:
    """Old points: pulled towards their neighbours; on a border only along the border."""
    both = np.concatenate([edges, edges[:, ::-1]])
    rim = np.zeros(count, bool)
    rim[edges[border].ravel()] = True
    keep = np.concatenate([border, border]) | ~rim[both[:, 0]]
    both, on_rim = both[keep], rim[both[keep][:, 0]]
    valence = np.bincount(both[:, 0], minlength=count).clip(1)
    beta = (0.625 - (0.375 + 0.25 * np.cos(2 * np.pi / valence)) ** 2) / valence
    weight = np.where(on_rim, 0.125, beta[both[:, 0]])
    pull = sparse.coo_matrix((weight, both.T), shape=(count, count)).tocsr()
    return pull + sparse.diags(1 - np.asarray(pull.sum(1)).ravel())


def refine(points: Points, triangles: Triangles, steps: int, keep: int = 0) -> tuple[Points, Triangles]:
    """Subdivide `steps` times; the first `keep` points are pre-stretched so that the surface meets them."""
    matrix: sparse.csr_matrix | None = None
    count = len(points)
    for _ in range(steps):
        step, triangles = loop_matrix(triangles, count)
        matrix = step if matrix is None else step @ matrix
        count = step.shape[0]
    if matrix is None:
        return points, triangles
    cage = points.copy()
    for _ in range(4 if keep else 0):
        cage[:keep] += 0.6 * (points[:keep] - (matrix[:keep] @ cage))
    return matrix @ cage, triangles


def border_loops(triangles: Triangles) -> list[NDArray[np.int64]]:
    """Closed loops of border points, each in order along the side of the surface."""
    sides = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    _, which, shared = edges_of(triangles)
    following = dict(sides[shared[which] == 1].tolist())
    loops = []
    while following:
        start, point = following.popitem()
        loop = [start]
        while point != start:
            loop.append(point)
            point = following.pop(point)
        loops.append(np.array(loop))
    return loops


def neighbour_mean(triangles: Triangles, count: int) -> sparse.csr_matrix:
    """A matrix that averages each point's neighbours."""
    edges, _, _ = edges_of(triangles)
    both = np.concatenate([edges, edges[:, ::-1]])
    near = sparse.coo_matrix((np.ones(len(both)), both.T), shape=(count, count)).tocsr()
    return sparse.diags(1 / np.asarray(near.sum(1)).ravel().clip(1)) @ near
