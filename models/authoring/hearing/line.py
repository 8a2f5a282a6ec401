"""Lips as a linear map of clues: ridge regression, fitted at once. Little is learned by heart."""

from dataclasses import dataclass

import numpy as np

from models.authoring.hearing.measure import best_shift
from models.authoring.hearing.version import Version
from models.hearing import PARTS, around

KEPT = 400
"""Principal components of the clues about a frame"""
RIDGE = 0.7
ROUNDS = 3
"""Fits, each with the delays that the one before found"""
LEAST_SPREAD = 0.3 * np.array([0.05, 0.04, 0.03, 0.014, 0.042, 0.011])
"""In eye distances: what hardly moves in a clip counts less"""


@dataclass(frozen=True, kw_only=True)
class Line:
    weight: np.ndarray
    """float32 [features, len(PARTS)]"""
    bias: np.ndarray

    def __call__(self, one: Version) -> np.ndarray:
        return (around(one.clues.T) @ self.weight + self.bias).T


def fit(data: list[Version]) -> Line:
    heard = [around(one.clues.T).astype(np.float64) for one in data]
    together = np.concatenate(heard)
    mean = together.mean(axis=0)
    some = (together - mean)[::2]
    squared, ways = np.linalg.eigh(some.T @ some / 2)
    # Large components count more than small ones, by the square root of what they would whitened.
    narrow = 10 * ways[:, : -KEPT - 1 : -1] / np.maximum(squared[: -KEPT - 1 : -1], 1e-9) ** 0.25
    heard = [(values - mean) @ narrow for values in heard]
    late = [0] * len(data)
    solved = np.zeros((narrow.shape[1], len(PARTS)))
    for _ in range(ROUNDS):
        squares, products = np.zeros((len(solved), len(solved))), np.zeros(solved.shape)
        for values, one, shift in zip(heard, data, late, strict=True):
            count = one.lips.shape[1]
            x = values[max(0, -shift) : count - max(0, shift)]
            y = one.lips[:, max(0, shift) : count + min(0, shift)].T
            x, y = x - x.mean(axis=0), (y - y.mean(axis=0)) / (y.std(axis=0) + LEAST_SPREAD)
            squares += x.T @ x / np.sqrt(len(x))
            products += x.T @ y / np.sqrt(len(x))
        strength = RIDGE * np.trace(squares) / len(squares)
        solved = np.linalg.solve(squares + strength * np.eye(len(squares)), products)
        late = [
            best_shift((values @ solved)[:, 0], one.lips[0])[1]
            for values, one in zip(heard, data, strict=True)
        ]
    spread = (np.concatenate(heard) @ solved).std(axis=0)
    weight = narrow @ solved / spread
    return Line(weight=weight.astype(np.float32), bias=(-mean @ weight).astype(np.float32))
