"""Makes presenters/mesh.npz, a face of ordinary proportions: the mean of the built-in presenters' faces as tracked.

    python -m presenters.authoring.mesh

Every tenth frame of each is set upright in space (turned, sized and placed so that what no expression moves lies
alike), all faces are averaged, and what is left of a turn is taken out.
"""

from itertools import islice
from pathlib import Path

import numpy as np

from common.media import probe, read_frames
from presenters.faces import faces_in

BUILTIN = Path(__file__).parents[1] / "builtin"
TARGET = Path(__file__).parents[1] / "mesh.npz"
FIRM = [33, 133, 263, 362, 168, 6, 197, 4, 2, 127, 356, 234, 454, 152, 10, 61, 291]
EVERY = 10
ROUNDS = 6


def faces_of(footage: Path) -> np.ndarray:
    """[frames, 478, 3], pixels."""
    info = probe(footage)
    frames = islice(read_frames(footage, width=info.width, height=info.height), 0, None, EVERY)
    return np.stack([face for face in faces_in(frames) if face is not None]).astype(np.float64)


def mean_face(people: list[np.ndarray]) -> np.ndarray:
    """[478, 3] in eye distances; everybody counts the same."""
    mean = upright(people[0][0])
    for _ in range(ROUNDS):
        mean = upright(np.mean([np.mean([laid_on(face, mean) for face in faces], 0) for faces in people], 0))
    return mean


def laid_on(face: np.ndarray, other: np.ndarray) -> np.ndarray:
    """By the similarity that brings its firm landmarks nearest (Umeyama 1991)."""
    own, there = face[FIRM], other[FIRM]
    left, sizes, right = np.linalg.svd((there - there.mean(0)).T @ (own - own.mean(0)))
    signs = np.array([1, 1, np.sign(np.linalg.det(left @ right))])
    turn = left @ np.diag(signs) @ right
    size = (sizes * signs).sum() / ((own - own.mean(0)) ** 2).sum()
    return size * (face - own.mean(0)) @ turn.T + there.mean(0)


def upright(face: np.ndarray) -> np.ndarray:
    """Looking ahead, its middle at nought, the outer corners of its eyes one apart."""
    across = face[263] - face[33]
    across /= np.linalg.norm(across)
    down = face[152] - face[10]
    down -= down @ across * across
    down /= np.linalg.norm(down)
    turned = (face - face[:468].mean(0)) @ np.stack([across, down, np.cross(across, down)], 1)
    return turned / np.linalg.norm(turned[33] - turned[263])


if __name__ == "__main__":
    people = [faces_of(footage) for footage in sorted(BUILTIN.glob("*/footage.mp4"))]
    np.savez_compressed(TARGET, face=mean_face(people).astype(np.float32))
