"""Finds which Gaussians of the acoustic model may count as one: python -m models.authoring.hearing.alike FILE

Of each phone and stream the two whose merger loses least are merged until KEPT are left (Runnalls 2007). No sound is
needed, and nothing of the model is in the file but which belongs to which.
"""

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.acoustics import DENSITIES, PHONES, STREAMS, often, read

KEPT = 24
Grid = npt.NDArray[np.float64]


def groups(kept: int = KEPT) -> npt.NDArray[np.uint8]:
    """As models.acoustics.fewer takes them."""
    means, spreads, weights = read()
    found = np.empty((STREAMS, PHONES, DENSITIES), np.uint8)
    for stream in range(STREAMS):
        share = often(weights[stream]).astype(float)
        for phone in range(PHONES):
            found[stream, phone] = merge(
                means[phone, stream].astype(float), spreads[phone, stream].astype(float), share[phone], kept
            )
    return found


def merge(means: Grid, spreads: Grid, share: Grid, kept: int) -> npt.NDArray[np.uint8]:
    """The group of each density of means and spreads [densities, CEPSTRA], met as often as ``share``."""
    count = len(means)
    means, spreads, share = means.copy(), spreads.copy(), share / share.sum()
    every = np.arange(count)
    belongs, alive = every.copy(), np.ones(count, bool)

    def loss(one: int) -> Grid:
        together = share[one] + share
        a, b = (share[one] / together)[:, None], (share / together)[:, None]
        spread = a * spreads[one] + b * spreads + a * b * (means[one] - means) ** 2
        lost = together * np.log(spread).sum(axis=1) - share * np.log(spreads).sum(axis=1)
        lost -= share[one] * np.log(spreads[one]).sum()
        lost[~alive] = lost[one] = np.inf
        return np.asarray(lost)

    losses = np.stack([loss(one) for one in every])
    for _ in range(count - kept):
        one, other = divmod(int(losses.argmin()), count)
        a, b = share[[one, other]] / share[[one, other]].sum()
        spreads[one] = a * spreads[one] + b * spreads[other] + a * b * (means[one] - means[other]) ** 2
        means[one] = a * means[one] + b * means[other]
        share[one] += share[other]
        belongs[belongs == other] = one
        alive[other] = False
        losses[other], losses[:, other] = np.inf, np.inf
        losses[one] = losses[:, one] = loss(one)
    return np.unique(belongs, return_inverse=True)[1].astype(np.uint8)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("file", type=Path)
    told = ask.parse_args()
    np.savez_compressed(told.file, alike=groups())
    print(told.file, told.file.stat().st_size)


if __name__ == "__main__":
    main()
