"""What a lip hid of an upper row of teeth: its lower edge, or one of its sides.

In a grin teeth are seen from lip to lip, in one that leans aside only half of them, and a shaded lip beside them looks much
like teeth. Rows of teeth are even: what is seen tells what is not.
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

LIT = 0.72
"""A column at an end that is darker than this share of the bright ones is lip, or as good as unseen"""
SLIVER = 0.45
"""So much of the height of the others a column at an end must show"""
LOPSIDED = 0.6
"""A row whose one side reaches no further than this share of the other was hidden there"""
CLEAR = (0.3, 0.7)
"""The part of what is seen of a column that is surely neither lip nor in a lip's shadow"""
OUTWARDS = 0.85
"""Quantile of the edge that the even curve follows: a lip hides some of a tooth and never adds to it"""
ROUNDS = 30


def uncovered(picture: Array, kept: Mask, from_middle: Array, free: Mask) -> tuple[Array, Mask]:
    """``picture``, float32 [ny, nx, 4], with its mask ``kept``, is given the edge and the side that lips hid.

    ``from_middle``: float32 [nx], eye distances. ``free``: bool [nx], where darkness was seen below the edge; a row that
    mostly ends in the dark is left as it is.
    """
    columns = np.flatnonzero(kept.any(axis=0))
    if np.count_nonzero(free[columns]) > len(columns) / 2:
        return picture, kept
    teeth = _teeth(picture, kept, columns)
    sides = sorted((-float(from_middle[teeth[0]]), float(from_middle[teeth[-1]])))
    leaning = sides[0] < LOPSIDED * sides[1]
    columns = teeth if leaning else columns
    # A row that is seen on both sides tells itself where its middle is, in a head a little turned.
    from_middle = from_middle if leaning else from_middle - from_middle[teeth[[0, -1]]].mean()
    picture, kept = picture.copy(), kept & np.isin(np.arange(kept.shape[1]), columns)
    edge = len(kept) - 1 - np.argmax(kept[::-1, columns], axis=0)
    middle, falls = _even(from_middle[columns], edge)
    for column in columns:
        ends = round(middle - falls * float(from_middle[column]) ** 2) + 1
        rows = np.flatnonzero(kept[:, column])
        clear = rows[int(CLEAR[0] * len(rows)) : max(int(CLEAR[1] * len(rows)), 1)]
        hidden = slice(int(clear[-1]) + 1, None)
        picture[hidden, column, :3] = np.median(picture[clear, column, :3], axis=0)
        kept[hidden, column] = np.arange(len(kept))[hidden] < ends
    if leaning:
        _mirror(picture, kept, from_middle)
    picture[..., 3] = kept
    return picture, kept


def _teeth(picture: Array, kept: Mask, columns: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Those from the first to the last that show a bright tooth and not only a sliver."""
    luma = np.array([np.median(picture[kept[:, column], column, 0]) for column in columns])
    height = kept[:, columns].sum(axis=0)
    shows = (luma >= LIT * np.percentile(luma, 75)) & (height >= SLIVER * np.percentile(height, 75))
    first, last = np.flatnonzero(shows)[[0, -1]]
    return columns[first : last + 1]


def _mirror(picture: Array, kept: Mask, from_middle: Array) -> None:
    """Beyond its ends the row goes on like the other side."""
    other = np.searchsorted(from_middle, -from_middle).clip(0, len(from_middle) - 1)
    columns = np.flatnonzero(kept.any(axis=0))
    beyond = np.ones(len(from_middle), np.bool_)
    beyond[columns[0] : columns[-1] + 1] = False
    picture[:, beyond], kept[:, beyond] = picture[:, other[beyond]], kept[:, other[beyond]]


def _even(x: Array, edge: npt.NDArray[np.intp]) -> tuple[float, float]:
    """Row of the edge in the middle, and by how many rows it is higher one eye distance aside.

    Quantile regression (Koenker & Bassett 1978) by least squares weighted anew.
    """
    terms = np.stack([np.ones(len(x)), -np.square(x.astype(np.float64))], axis=1)
    weight = np.ones(len(x))
    for _ in range(ROUNDS):
        by = np.sqrt(weight)
        found = np.linalg.lstsq(terms * by[:, None], edge * by, rcond=None)[0]
        apart = edge - terms @ found
        weight = np.where(apart > 0, OUTWARDS, 1 - OUTWARDS) / np.maximum(np.abs(apart), 0.5)
    return float(found[0]), max(float(found[1]), 0.0)
