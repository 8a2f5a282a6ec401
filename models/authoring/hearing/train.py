"""Trains the ears: python -m models.authoring.hearing.train --speakers DIR --work WORK [--folds] [--export FILE]

--folds measures by person in five folds; --export trains on everybody and writes the weights.
"""

import argparse
import copy
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.authoring.hearing import line, sounds, speakers
from models.authoring.hearing.measure import best_shift, calibrate, folds_by_person, score
from models.authoring.hearing.network import Lips, by_clues, by_mels
from models.authoring.hearing.speakers import Clip
from models.authoring.hearing.version import Version
from models.clues import clues
from models.hearing import CLUES_PER_FRAME, HOPS_PER_FRAME, MELS, PARTS, lasting, log_mels

CROP = 150  # frames: 6 s
WEIGHT = torch.tensor([1.0, 0.9, 0.2, 0.1, 0.4, 0.25])
VERSIONS = 8
BATCH = 12
RATE = 3e-3
DELAY_FOUND_AT = (0.2, 0.5, 0.7)
"""Of the epochs: when each clip's own delay is found anew"""


def dressed(clips: list[Clip], versions: int, seed: int) -> list[list[Version]]:
    """Every clip as recorded and in ``versions`` changed ways."""
    rng = np.random.default_rng(seed)
    return [
        [
            version(*(sounds.change(clip.samples, clip.lips, rng) if number else (clip.samples, clip.lips)))
            for number in range(versions + 1)
        ]
        for clip in clips
    ]


def version(samples: np.ndarray, lips: np.ndarray) -> Version:
    frames = len(lips)
    return Version(
        mels=lasting(log_mels(samples), frames * HOPS_PER_FRAME).T.astype(np.float32),
        clues=lasting(clues(samples), frames * CLUES_PER_FRAME).T.astype(np.float32),
        lips=lips.T.astype(np.float32),
    )


def correlations(found: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
    """Pearson r within the mask: [clips, parts, frames] -> [clips, parts]."""
    count = mask.sum(-1)[:, None]
    a = (found - (found * mask[:, None]).sum(-1, keepdim=True) / count[..., None]) * mask[:, None]
    b = (wanted - (wanted * mask[:, None]).sum(-1, keepdim=True) / count[..., None]) * mask[:, None]
    return (a * b).sum(-1) / (a.norm(dim=-1) * b.norm(dim=-1) + 1e-5)


def paced(values: np.ndarray, length: int, tempo: float) -> np.ndarray:
    """``length`` columns, ``tempo`` old ones apart."""
    at = np.clip((np.arange(length) + 0.5) * tempo - 0.5, 0, values.shape[1] - 1)
    low = np.minimum(at.astype(int), values.shape[1] - 2)
    share = (at - low).astype(np.float32)
    return values[:, low] * (1 - share) + values[:, low + 1] * share


def blurred_mels(mels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Another throat (bands moved), tone and noise, two holes."""
    at = np.clip(np.arange(MELS) * np.exp(rng.normal(0, 0.08)), 0, MELS - 1)
    low = np.minimum(at.astype(int), MELS - 2)
    share = (at - low)[:, None]
    mels = mels[low] * (1 - share) + mels[low + 1] * share
    mels = mels + rng.normal(0, 0.12, (MELS, 1)) + rng.normal(0, 0.08, mels.shape)
    mels += np.linspace(-1, 1, MELS)[:, None] * rng.normal(0, 0.15)
    for _ in range(2):
        start, width = int(rng.integers(0, 36)), int(rng.integers(2, 7))
        mels[start : start + width] = 0
    return mels


def blurred_clues(told: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return told + rng.normal(0, 0.1, told.shape)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How one kind of network is made and taught."""

    name: str
    make: Callable[[], Lips]
    take: Callable[[Version], np.ndarray]
    blur: Callable[[np.ndarray, np.random.Generator], np.ndarray]
    per_frame: int
    epochs: int
    seeds: int


KINDS = (
    Kind(
        name="mels",
        make=by_mels,
        take=lambda one: one.mels,
        blur=blurred_mels,
        per_frame=HOPS_PER_FRAME,
        epochs=30,
        seeds=2,
    ),
    Kind(
        name="clues",
        make=by_clues,
        take=lambda one: one.clues,
        blur=blurred_clues,
        per_frame=CLUES_PER_FRAME,
        epochs=25,
        seeds=4,
    ),
)


def batch(
    kind: Kind, chosen: list[tuple[Version, int]], rng: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Crops of versions at tempos of their own, lips brought by each clip's delay to where the sound is."""
    per_frame = kind.per_frame
    heard = np.zeros((len(chosen), len(kind.take(chosen[0][0])), CROP * per_frame), np.float32)
    lips = np.zeros((len(chosen), len(PARTS), CROP), np.float32)
    mask = np.zeros((len(chosen), CROP), np.float32)
    for row, (one, shift) in enumerate(chosen):
        lip = np.roll(one.lips, -shift, axis=1)
        first, last = max(0, -shift), lip.shape[1] - max(0, shift)
        length = min(last - first, CROP)
        start = first + int(rng.integers(0, last - first - length + 1))
        tempo = float(np.exp(rng.normal(0, 0.1)))
        frames = min(CROP, int(length / tempo))
        part = kind.take(one)[:, start * per_frame : (start + length) * per_frame]
        heard[row, :, : frames * per_frame] = kind.blur(paced(part, frames * per_frame, tempo), rng)
        lips[row, :, :frames] = paced(lip[:, start : start + length], frames, tempo)
        mask[row, :frames] = 1
    return torch.from_numpy(heard), torch.from_numpy(lips), torch.from_numpy(mask)


@torch.no_grad()
def hear(net: Lips, values: np.ndarray) -> np.ndarray:
    net.eval()
    return net(torch.from_numpy(values)[None])[0].numpy()


def train(kind: Kind, data: list[list[Version]], seed: int) -> Lips:
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    net = kind.make()
    chances = np.array([min(versions[0].lips.shape[1], 2 * CROP) for versions in data], float)
    steps = max(1, int(chances.sum() / CROP / BATCH * 1.6))
    chances /= chances.sum()
    late = [0] * len(data)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=kind.epochs * steps)
    mean = copy.deepcopy(net)
    for epoch in range(kind.epochs):
        net.train()
        for _ in range(steps):
            rows = rng.choice(len(data), BATCH, p=chances)
            chosen = [(data[row][int(rng.integers(len(data[row])))], late[row]) for row in rows]
            heard, lips, mask = batch(kind, chosen, rng)
            loss = ((1 - correlations(net(heard), lips, mask)) * WEIGHT).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            with torch.no_grad():
                for kept, now in zip(mean.parameters(), net.parameters(), strict=True):
                    kept.lerp_(now, 0.02)
        if epoch in [int(kind.epochs * part) for part in DELAY_FOUND_AT]:
            for row, versions in enumerate(data):
                late[row] = best_shift(hear(net, kind.take(versions[0]))[0], versions[0].lips[0])[1]
    return unit(mean, [kind.take(versions[0]) for versions in data])


def unit(net: Lips, heard: list[np.ndarray]) -> Lips:
    """Scale the last layer so that every part varies by one over ``heard`` and its mean is nought."""
    found = np.concatenate([hear(net, values) for values in heard], axis=1)
    last = net.out[1]
    with torch.no_grad():
        spread = torch.from_numpy(found.std(axis=1))
        last.bias.sub_(torch.from_numpy(found.mean(axis=1))).div_(spread)
        last.weight.div_(spread[:, None, None])
    return net


@dataclass(frozen=True, kw_only=True)
class Ears:
    """As models.hearing.Ears, in torch."""

    nets: dict[str, list[Lips]]
    line: line.Line

    def __call__(self, one: Version) -> np.ndarray:
        """[len(PARTS), frames], not yet in eye distances."""
        said = [
            np.mean([hear(net, kind.take(one)) for net in self.nets[kind.name]], axis=0) for kind in KINDS
        ]
        return (sum(said) + self.line(one)) / (len(said) + 1)

    def arrays(self) -> dict[str, np.ndarray]:
        return {"line.weight": self.line.weight, "line.bias": self.line.bias} | {
            f"{kind}.{number}.{name}": array
            for kind, nets in self.nets.items()
            for number, net in enumerate(nets)
            for name, array in net.arrays().items()
        }


def learn(data: list[list[Version]]) -> Ears:
    nets = {kind.name: [train(kind, data, seed) for seed in range(kind.seeds)] for kind in KINDS}
    return Ears(nets=nets, line=line.fit([versions[0] for versions in data]))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--speakers", type=Path, required=True)
    ask.add_argument("--work", type=Path, required=True, help="A folder for what is kept between runs.")
    ask.add_argument("--folds", action="store_true")
    ask.add_argument("--export", type=Path)
    told = ask.parse_args()
    torch.set_num_threads(1)
    told.work.mkdir(parents=True, exist_ok=True)
    clips = speakers.load(told.speakers)
    cache = told.work / "versions.pkl"
    if not cache.exists():
        cache.write_bytes(pickle.dumps(dressed(clips, VERSIONS, 0)))
    data = pickle.loads(cache.read_bytes())
    if told.folds:
        fold = folds_by_person(clips)
        rows: list[dict[str, float]] = []
        for number in range(5):
            taught = [one for one, f in zip(data, fold, strict=True) if f != number]
            asked = [versions[0] for versions, f in zip(data, fold, strict=True) if f == number]
            ears = learn(taught)
            rows += score(ears, asked, *calibrate(ears, [versions[0] for versions in taught]))
            means = {name: round(float(np.mean([row[name] for row in rows])), 3) for name in rows[0]}
            print(number, means, flush=True)
    if told.export:
        ears = learn(data)
        scale, offset = calibrate(ears, [versions[0] for versions in data])
        arrays = {name: array.astype(np.float16) for name, array in ears.arrays().items()}
        np.savez_compressed(told.export, scale=scale, offset=offset, **arrays)
        print(told.export, told.export.stat().st_size)


if __name__ == "__main__":
    main()
