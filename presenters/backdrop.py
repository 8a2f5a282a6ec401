"""What is behind the presenter, when it is one plain colour: a green screen, a painted wall.

The backdrop is followed inwards from the picture's edge. How it looks where nobody stands in front of it, under light
that falls off, is kept beside the prepared footage as a small smooth picture, the plate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from common.files import whole
from common.media import read_frames
from presenters.looks import spread
from presenters.presenter import Prepared

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

VERSION = 1
SAMPLES = 9
LONG_SIDE = 320
"""The footage is looked at this small: backdrops are smooth"""
STRIP = 0.03  # of the width: the edge of the picture that is looked at first
LEAST_SPREAD = (2.0, 1.2, 1.2)  # levels of Y, U, V that a picture's noise takes in any case
ROUGHEST = (14.0, 7.0, 7.0)  # beyond these it is a curtain, a street, a room
UNEVEN = (9.0, 3.5, 3.5)  # levels that the plate may bend by otherwise than light falls off
NEAR = 9.0  # spreads, added up over Y, U and V
EDGE_PLAIN = 0.85  # of the strip
LEAST_SHARE = 0.12  # of the picture
MOST_FACE = 0.01  # of the face, of the chest, that may look like the backdrop joined to it
MOST_CHEST = 0.04
MOST_ISLANDS = 0.012  # of the picture: shelves and frames on the wall
CLEAR = 0.8  # of the person's outline that stands out well
ROUNDS = 4


@dataclass(frozen=True, kw_only=True)
class Backdrop:
    """A plain backdrop."""

    plate: Array
    """float32 [h, w, 3]: its Y, U, V all over the picture, as if nobody stood there; small"""
    spread: Array
    """float32 [3]: how far its pixels are from the plate, levels of Y, U, V"""
    edge: Mask
    """bool [h, w]: the picture's edge where it shows the backdrop, not the presenter"""
    stand_out: float
    """How far the presenter is from it, in spreads"""


def backdrop_of(prepared: Prepared) -> Backdrop | None:
    """What was found before, else looked for and kept; None when there is no plain backdrop."""
    path = prepared.forth.with_name("backdrop.npz")
    if path.exists():
        with np.load(path) as kept:
            if int(kept["version"]) == VERSION:
                return _read(kept) if "plate" in kept else None
    found = find(prepared)
    arrays: dict[str, npt.ArrayLike] = {"version": VERSION}
    if found is not None:
        arrays |= {name: getattr(found, name) for name in ("plate", "spread", "edge", "stand_out")}
    with whole(path) as beside, beside.open("wb") as file:
        np.savez(file, **{name: np.asarray(value) for name, value in arrays.items()})
    return found


def _read(kept: Mapping[str, npt.NDArray[Any]]) -> Backdrop:
    return Backdrop(
        plate=kept["plate"], spread=kept["spread"], edge=kept["edge"], stand_out=float(kept["stand_out"])
    )


def find(prepared: Prepared) -> Backdrop | None:
    """Look for a plain backdrop in a few frames."""
    size = small_size(prepared.width, prepared.height)
    indices = spread(prepared, SAMPLES)
    wanted = "+".join(f"eq(n,{index})" for index in indices)
    chain = "" if prepared.still else f"select='{wanted}',"
    frames = read_frames(
        prepared.forth, width=size[0], height=size[1], filters=f"{chain}scale={size[0]}:{size[1]}:flags=area"
    )
    pictures = [planes(frame) for frame in frames]
    scale = np.array(size, np.float32) / (prepared.width, prepared.height)
    people = [Person.of(prepared.landmarks[index] * scale, size) for index in indices[: len(pictures)]]
    return _judged(pictures, people)


def small_size(width: int, height: int) -> tuple[int, int]:
    shrink = min(1.0, LONG_SIDE / max(width, height))
    return max(2, round(width * shrink / 2) * 2), max(2, round(height * shrink / 2) * 2)


def planes(frame: npt.NDArray[np.uint8]) -> Array:
    """An I420 frame as float32 [height, width, 3], the colours brought to its size."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    flat, area = frame.reshape(-1), height * width
    colours = flat[area:].reshape(2, height // 2, width // 2)
    full = [cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR) for plane in colours]
    return np.asarray(np.stack([flat[:area].reshape(height, width), *full], axis=-1), np.float32)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Where somebody stands in a small picture, going by their face."""

    face: Mask
    chest: Mask
    """A narrow column below the chin: surely theirs"""
    around: Mask
    """Hair and shoulders are in here, and much else"""

    @classmethod
    def of(cls, marks: Array, size: tuple[int, int]) -> "Person":
        """``marks`` are landmarks, [478, 2], in pixels of a picture of ``size``."""
        (left, top), (right, bottom) = marks.min(axis=0), marks.max(axis=0)
        wide, high, x = right - left, bottom - top, (left + right) / 2
        face, chest, around = (np.zeros((size[1], size[0]), np.uint8) for _ in range(3))
        cv2.fillConvexPoly(face, cv2.convexHull(marks.astype(np.int32)), (1,))
        _box(chest, x - 0.3 * wide, bottom + 0.25 * high, x + 0.3 * wide)
        centre = (int(x), int((top + bottom) / 2 - 0.15 * high))
        cv2.ellipse(around, centre, (int(0.95 * wide), int(1.05 * high)), 0, 0, 360, (1,), -1)
        _box(around, x - 1.2 * wide, bottom - 0.3 * high, x + 1.2 * wide)
        _box(around, x - 2.2 * wide, bottom + 0.2 * high, x + 2.2 * wide)
        return cls(face=face > 0, chest=chest > 0, around=around > 0)


def _box(mask: npt.NDArray[np.uint8], left: float, top: float, right: float) -> None:
    """Down to the bottom of the picture."""
    mask[max(0, int(top)) :, max(0, int(left)) : max(0, int(right))] = 1


def _judged(pictures: Sequence[Array], people: Sequence[Person]) -> Backdrop | None:
    edge = _edge(people)
    if not edge.any():
        return None
    plate = _surface(pictures, [edge] * len(pictures))
    spreads = _spreads(pictures, plate, [edge] * len(pictures))
    if np.mean([(apart(p, plate, spreads) < NEAR)[edge].mean() for p in pictures]) < EDGE_PLAIN:
        return None
    seen: list[Mask] = []
    for _ in range(ROUNDS):
        if (spreads > ROUGHEST).any():
            return None
        seen = [_joined(apart(p, plate, spreads) < NEAR, edge) for p in pictures]
        if min(mask.mean() for mask in seen) < LEAST_SHARE:
            return None
        inner = [_shrunk(mask) for mask in seen]
        surface = _surface(pictures, inner)
        plate = _filled(pictures, inner, surface)
        spreads = _spreads(pictures, plate, inner)
    bent = np.percentile(np.abs(plate - surface)[seen[0]], 95, axis=0)
    if (bent > UNEVEN).any() or np.mean([mask[edge].mean() for mask in seen]) < EDGE_PLAIN:
        return None
    away = [apart(p, plate, spreads) for p in pictures]
    if not all(_person_stands(*each) for each in zip(seen, people, away, strict=True)):
        return None
    stand_out = float(np.median([np.median(a[~mask]) for a, mask in zip(away, seen, strict=True)]))
    return Backdrop(plate=plate, spread=spreads, edge=edge, stand_out=stand_out)


def apart(picture: Array, plate: Array, spreads: Array) -> Array:
    """How far each pixel is from the plate, in spreads: float32 [h, w]."""
    return np.asarray((np.abs(picture - plate) / spreads).sum(axis=-1), np.float32)


def _edge(people: Sequence[Person]) -> Mask:
    """The strip along the top and the sides where nobody stands."""
    height, width = people[0].face.shape
    strip = max(2, round(STRIP * width))
    edge = np.zeros((height, width), bool)
    edge[:strip] = edge[:, :strip] = edge[:, -strip:] = True
    for person in people:
        edge &= ~person.around
    return edge


def _terms(shape: tuple[int, ...]) -> Array:
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    return np.asarray(np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=-1), np.float32)


def _surface(pictures: Sequence[Array], masks: Sequence[Mask]) -> Array:
    """A quadratic surface through what the masks show, deaf to outliers (Tukey's biweight)."""
    terms = _terms(pictures[0].shape)
    step = max(1, int(sum(mask.sum() for mask in masks)) // 6000)
    rows = np.concatenate([terms[mask] for mask in masks])[::step]
    values = np.concatenate([p[mask] for p, mask in zip(pictures, masks, strict=True)])[::step]
    fit = np.zeros((terms.shape[-1], 3), np.float32)
    fit[0] = np.median(values, axis=0)
    calm = np.diag([0, 1, 1, 8, 8, 8]).astype(np.float32) * len(rows) * 1e-3
    for _ in range(8):
        rest = np.abs(values - rows @ fit)
        scale = np.maximum(4.7 * 1.48 * np.median(rest, axis=0), np.array(LEAST_SPREAD) * 3)
        weight = (np.clip(1 - (rest / scale) ** 2, 0, 1) ** 2).min(axis=1, keepdims=True)
        fit = np.linalg.solve(rows.T @ (weight * rows) + calm, rows.T @ (weight * values)).astype(np.float32)
    return np.asarray(terms @ fit, np.float32)


def _filled(pictures: Sequence[Array], masks: Sequence[Mask], surface: Array) -> Array:
    """The surface, corrected by what was seen, and near it by what was seen nearby."""
    weight = np.sum(masks, axis=0).astype(np.float32)
    total = np.sum([(p - surface) * m[..., None] for p, m in zip(pictures, masks, strict=True)], axis=0)
    rest = np.zeros_like(surface)
    left = np.ones(weight.shape, np.float32)
    for sigma in (5.0, 12.0, 32.0):
        near = cv2.GaussianBlur(weight, (0, 0), sigma)
        mean = cv2.GaussianBlur(total, (0, 0), sigma) / np.maximum(near, 1e-3)[..., None]
        sure = np.clip(near / (0.3 * len(pictures)), 0, 1) * left
        rest += mean * sure[..., None]
        left = left - sure
    return np.asarray(surface + rest, np.float32)


def _spreads(pictures: Sequence[Array], plate: Array, masks: Sequence[Mask]) -> Array:
    rest = np.concatenate([np.abs(p - plate)[m] for p, m in zip(pictures, masks, strict=True)])
    return np.asarray(np.maximum(np.percentile(rest, 90, axis=0) / 1.65, LEAST_SPREAD), np.float32)


def _joined(near: Mask, edge: Mask) -> Mask:
    """What of ``near`` hangs together with the picture's edge; threads do not count."""
    opened = cv2.morphologyEx(near.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    labels = cv2.connectedComponents(opened, connectivity=4)[1]
    return np.asarray(np.isin(labels, np.setdiff1d(labels[edge], 0)))


def _shrunk(mask: Mask) -> Mask:
    return np.asarray(cv2.erode(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)


def _person_stands(seen: Mask, person: Person, away: Array) -> bool:
    """Whether the presenter is whole before the backdrop, and nothing else is."""
    chest = seen[person.chest].mean() if person.chest.any() else 0.0
    if seen[person.face].mean() > MOST_FACE or chest > MOST_CHEST:
        return False
    labels, areas = _islands(~seen)
    own = set(np.unique(labels[person.face | person.chest])) | set(np.unique(labels[-1]))
    if sum(area for label, area in areas if label not in own) > MOST_ISLANDS * seen.size:
        return False
    ring = cv2.dilate(seen.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    inside = ring & ~(cv2.dilate(seen.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)
    return bool((away[inside] > 1.5 * NEAR).mean() > CLEAR) if inside.any() else False


def _islands(mask: Mask) -> tuple[npt.NDArray[np.int32], list[tuple[int, int]]]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    return np.asarray(labels, np.int32), [
        (label, int(stats[label, cv2.CC_STAT_AREA])) for label in range(1, count)
    ]
