"""Trains the ears: python -m models.authoring.hearing.train --speakers DIR --work WORK [--folds] [--export FILE]

--folds measures by person in five folds; --export trains on everybody and writes the weights.
"""

import argparse
import copy
import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.authoring.hearing import line, sounds, speakers
from models.authoring.hearing.measure import best_shift, calibrate, folds_by_person, score
from models.authoring.hearing.network import Lips
from models.authoring.hearing.speakers import Clip
from models.authoring.hearing.version import Version
from models.clues import clues
from models.hearing import CLUES_PER_FRAME, FPS, HOPS_PER_FRAME, MELS, PARTS, lasting, log_mels
from models.spectrum import HOP, RATE_HZ, spectra, within

CROP = 150  # frames: 6 s
WEIGHT = torch.tensor([1.0, 0.9, 0.2, 0.1, 0.4, 0.25])
VERSIONS = 8
BATCH = 12
RATE = 3e-3
EPOCHS = 30
TRUST = np.array([0.7, 0.85, 0.6, 0.6, 0.7, 0.7])
"""For each part, how far the line is trusted against the network"""
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
    spectrum = spectra(samples)
    told = clues(within(spectrum, samples))
    return Version(
        mels=lasting(log_mels(spectrum), frames * HOPS_PER_FRAME).T.astype(np.float32),
        clues=lasting(told, frames * CLUES_PER_FRAME).T.astype(np.float32),
        lips=lips.T.astype(np.float32),
    )


def hushed(clip: Clip) -> Version:
    """The clip and a second of silence, in which the lips come to where they are when most shut: without it a map of
    clues gives silence whatever gap it likes."""
    lips = clip.lips
    gap = lips[:, PARTS.index("aperture")]
    rest = np.median(lips[gap <= np.quantile(gap, 0.1)], axis=0)
    samples = clip.samples[: len(lips) * HOPS_PER_FRAME * HOP]
    return version(
        np.append(samples, np.zeros(RATE_HZ, np.float32)),
        np.append(lips, np.tile(rest, (int(FPS), 1)), axis=0),
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


def blurred(mels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
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


def batch(chosen: list[tuple[Version, int]], rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Crops of versions at tempos of their own, lips brought by each clip's delay to where the sound is."""
    heard = np.zeros((len(chosen), MELS, CROP * HOPS_PER_FRAME), np.float32)
    lips = np.zeros((len(chosen), len(PARTS), CROP), np.float32)
    mask = np.zeros((len(chosen), CROP), np.float32)
    for row, (one, shift) in enumerate(chosen):
        lip = np.roll(one.lips, -shift, axis=1)
        first, last = max(0, -shift), lip.shape[1] - max(0, shift)
        length = min(last - first, CROP)
        start = first + int(rng.integers(0, last - first - length + 1))
        tempo = float(np.exp(rng.normal(0, 0.1)))
        frames = min(CROP, int(length / tempo))
        part = one.mels[:, start * HOPS_PER_FRAME : (start + length) * HOPS_PER_FRAME]
        hops = frames * HOPS_PER_FRAME
        heard[row, :, :hops] = blurred(paced(part, hops, tempo), rng)
        lips[row, :, :frames] = paced(lip[:, start : start + length], frames, tempo)
        mask[row, :frames] = 1
    return torch.from_numpy(heard), torch.from_numpy(lips), torch.from_numpy(mask)


@torch.no_grad()
def hear(net: Lips, values: np.ndarray) -> np.ndarray:
    net.eval()
    return net(torch.from_numpy(values)[None])[0].numpy()


def train(data: list[list[Version]], seed: int) -> Lips:
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    net = Lips()
    chances = np.array([min(versions[0].lips.shape[1], 2 * CROP) for versions in data], float)
    steps = max(1, int(chances.sum() / CROP / BATCH * 1.6))
    chances /= chances.sum()
    late = [0] * len(data)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=EPOCHS * steps)
    mean = copy.deepcopy(net)
    for epoch in range(EPOCHS):
        net.train()
        for _ in range(steps):
            rows = rng.choice(len(data), BATCH, p=chances)
            chosen = [(data[row][int(rng.integers(len(data[row])))], late[row]) for row in rows]
            heard, lips, mask = batch(chosen, rng)
            loss = ((1 - correlations(net(heard), lips, mask)) * WEIGHT).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            with torch.no_grad():
                for kept, now in zip(mean.parameters(), net.parameters(), strict=True):
                    kept.lerp_(now, 0.02)
        if epoch in [int(EPOCHS * part) for part in DELAY_FOUND_AT]:
            for row, versions in enumerate(data):
                late[row] = best_shift(hear(net, versions[0].mels)[0], versions[0].lips[0])[1]
    return unit(mean, [versions[0].mels for versions in data])


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

    net: Lips
    line: line.Line

    def __call__(self, one: Version) -> np.ndarray:
        """[len(PARTS), frames], not yet in eye distances."""
        return TRUST[:, None] * self.line(one) + (1 - TRUST[:, None]) * hear(self.net, one.mels)

    def arrays(self) -> dict[str, np.ndarray]:
        return {"line.weight": self.line.weight, "line.bias": self.line.bias} | {
            f"mels.{name}": array for name, array in self.net.arrays().items()
        }


def learn(data: list[list[Version]], clips: list[Clip]) -> Ears:
    return Ears(net=train(data, seed=0), line=line.fit([hushed(clip) for clip in clips]))


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
            ears = learn(taught, [clip for clip, f in zip(clips, fold, strict=True) if f != number])
            rows += score(ears, asked, *calibrate(ears, [versions[0] for versions in taught]))
            means = {name: round(float(np.mean([row[name] for row in rows])), 3) for name in rows[0]}
            print(number, means, flush=True)
    if told.export:
        ears = learn(data, clips)
        scale, offset = calibrate(ears, [versions[0] for versions in data])
        arrays = {name: array.astype(np.float16) for name, array in ears.arrays().items()}
        np.savez_compressed(told.export, scale=scale, offset=offset, trust=TRUST.astype(np.float32), **arrays)
        print(told.export, told.export.stat().st_size)


if __name__ == "__main__":
    main()
