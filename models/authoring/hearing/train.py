"""Trains the network: python -m models.authoring.hearing.train --speakers DIR [--folds] [--export FILE]

--folds measures by person in five folds; --export trains on everybody and writes the weights.
"""

import argparse
import copy
import json
import pickle
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.authoring.hearing import sounds, speakers, synthetic
from models.authoring.hearing.network import Lips
from models.authoring.hearing.speakers import Clip
from models.hearing import HOPS_PER_FRAME, PARTS, log_mels

CROP = 150  # frames: 6 s
REACH = 8
WEIGHT = torch.tensor([1.0, 0.9, 0.2, 0.1, 0.4, 0.25])
VERSIONS = 8
BATCH = 12


def dressed(clips: list[Clip], versions: int, seed: int) -> list[list[tuple[np.ndarray, np.ndarray]]]:
    """For every clip its (mels, lips) as recorded and in ``versions`` changed ways."""
    rng = np.random.default_rng(seed)
    return [
        [
            pair(*(sounds.change(clip.samples, clip.lips, rng) if number else (clip.samples, clip.lips)))
            for number in range(versions + 1)
        ]
        for clip in clips
    ]


def pair(samples: np.ndarray, lips: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mels = log_mels(samples)[: len(lips) * HOPS_PER_FRAME]
    mels = np.pad(mels, ((0, len(lips) * HOPS_PER_FRAME - len(mels)), (0, 0)), "edge")
    return mels.T.astype(np.float32), lips.T.astype(np.float32)


def correlations(found: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
    """Pearson r within the mask: [clips, parts, frames] -> [clips, parts]."""
    count = mask.sum(-1)[:, None]
    a = (found - (found * mask[:, None]).sum(-1, keepdim=True) / count[..., None]) * mask[:, None]
    b = (wanted - (wanted * mask[:, None]).sum(-1, keepdim=True) / count[..., None]) * mask[:, None]
    return (a * b).sum(-1) / (a.norm(dim=-1) * b.norm(dim=-1) + 1e-5)


def batch(
    chosen: list[tuple[np.ndarray, np.ndarray, int]], rng: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Crops of (mels, lips, shift), lips brought to where the sound is."""
    mels = np.zeros((len(chosen), 40, CROP * HOPS_PER_FRAME), np.float32)
    lips = np.zeros((len(chosen), len(PARTS), CROP), np.float32)
    mask = np.zeros((len(chosen), CROP), np.float32)
    for row, (mel, lip, shift) in enumerate(chosen):
        lip = np.roll(lip, -shift, axis=1)
        first, last = max(0, -shift), lip.shape[1] - max(0, shift)
        length = min(last - first, CROP)
        start = first + int(rng.integers(0, last - first - length + 1))
        part = mel[:, start * HOPS_PER_FRAME : (start + length) * HOPS_PER_FRAME].copy()
        part += rng.normal(0, 0.12, (40, 1)) + rng.normal(0, 0.08, part.shape)
        part += np.linspace(-1, 1, 40)[:, None] * rng.normal(0, 0.15)
        for _ in range(2):
            low, high = int(rng.integers(0, 36)), int(rng.integers(2, 7))
            part[low : low + high] = 0
        mels[row, :, : length * HOPS_PER_FRAME] = part
        lips[row, :, :length] = lip[:, start : start + length]
        mask[row, :length] = 1
    return torch.from_numpy(mels), torch.from_numpy(lips), torch.from_numpy(mask)


def best_shift(found: np.ndarray, wanted: np.ndarray, reach: int = REACH) -> tuple[float, int]:
    """Highest r of ``wanted`` shifted against ``found``; positive: the lips come late."""
    n = len(found)
    scored = []
    for k in range(-reach, reach + 1):
        a, b = wanted[max(0, k) : n + min(0, k)], found[max(0, -k) : n - max(0, k)]
        scored.append((float(np.corrcoef(a, b)[0, 1]) if a.std() > 1e-6 and b.std() > 1e-6 else 0.0, k))
    return max(scored)


@torch.no_grad()
def hear(net: Lips, mels: np.ndarray) -> np.ndarray:
    net.eval()
    return net(torch.from_numpy(mels)[None])[0].numpy()


def train(net: Lips, data: list, *, epochs: int, rate: float, seed: int, shifts: bool) -> Lips:
    """``data`` as ``dressed`` gives it. With ``shifts`` every clip's own delay is found on the way."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    chances = np.array([min(versions[0][1].shape[1], 2 * CROP) for versions in data], float)
    steps = max(1, int(chances.sum() / CROP / BATCH * 1.6))
    chances /= chances.sum()
    late = [0] * len(data)
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=epochs * steps)
    mean = copy.deepcopy(net)
    for epoch in range(epochs):
        net.train()
        for _ in range(steps):
            rows = rng.choice(len(data), BATCH, p=chances)
            chosen = [(*data[row][int(rng.integers(len(data[row])))], late[row]) for row in rows]
            mels, lips, mask = batch(chosen, rng)
            r = correlations(net(mels), lips, mask)
            loss = ((1 - r) * WEIGHT).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            with torch.no_grad():
                for kept, now in zip(mean.parameters(), net.parameters(), strict=True):
                    kept.lerp_(now, 0.02)
        if shifts and epoch in (epochs // 5, epochs // 2, epochs * 7 // 10):
            for row, versions in enumerate(data):
                mel, lip = versions[0]
                late[row] = best_shift(hear(net, mel)[0], lip[0])[1]
    return mean


def unit(net: Lips, data: list) -> Lips:
    """Scale the last layer so that every part varies by one over ``data`` and its mean is nought."""
    found = np.concatenate([hear(net, versions[0][0]) for versions in data], axis=1)
    last = net.out[1]
    with torch.no_grad():
        spread = torch.from_numpy(found.std(axis=1))
        last.bias.sub_(torch.from_numpy(found.mean(axis=1))).div_(spread)
        last.weight.div_(spread[:, None, None])
    return net


def together(nets: list[Lips], mels: np.ndarray) -> np.ndarray:
    return np.mean([hear(net, mels) for net in nets], axis=0)


def calibrate(nets: list[Lips], data: list) -> tuple[np.ndarray, np.ndarray]:
    """Scale and offset to eye distances. The scale lies between the one of least error and the one that moves as much
    as people do; nought is a shut mouth."""
    slopes, quiet = [], []
    for versions in data:
        mel, lip = versions[0]
        found = together(nets, mel)
        shift = best_shift(found[0], lip[0])[1]
        n = lip.shape[1]
        a, b = found[:, max(0, -shift) : n - max(0, shift)], lip[:, max(0, shift) : n + min(0, shift)]
        r = np.array([max(np.corrcoef(x, y)[0, 1], 0.05) for x, y in zip(a, b, strict=True)])
        slopes.append(b.std(axis=1) / (a.std(axis=1) + 1e-3) * np.sqrt(r))
        quiet.append(np.quantile(found, 0.08, axis=1))
    scale = np.median(slopes, axis=0)
    offset = np.zeros(len(PARTS))
    offset[0] = -float(np.median(quiet, axis=0)[0]) * scale[0]
    return scale.astype(np.float32), offset.astype(np.float32)


def score(nets: list[Lips], data: list, scale: np.ndarray, offset: np.ndarray) -> list[dict[str, float]]:
    rows = []
    for versions in data:
        mel, lip = versions[0]
        found = together(nets, mel)
        r, shift = best_shift(found[0], lip[0])
        n = lip.shape[1]
        a, b = found[:, max(0, -shift) : n - max(0, shift)], lip[:, max(0, shift) : n + min(0, shift)]
        row = {name: float(np.corrcoef(x, y)[0, 1]) for name, x, y in zip(PARTS, a, b, strict=True)}
        row["unshifted"] = float(np.corrcoef(found[0], lip[0])[0, 1])
        row["error"] = float(np.abs(np.maximum(a[0] * scale[0] + offset[0], 0) - b[0]).mean())
        rows.append(row | {"aperture": r, "shift": shift})
    return rows


def folds_by_person(clips: list[Clip], count: int = 5) -> list[int]:
    people = sorted({clip.person for clip in clips})
    np.random.default_rng(0).shuffle(people)
    fold = {person: number % count for number, person in enumerate(people)}
    return [fold[clip.person] for clip in clips]


def begin(folder: Path, texts: dict[str, list[str]], seed: int, channels: int) -> Lips:
    """A network that has heard synthetic speech; kept beside the cache."""
    kept = folder / f"begin-{seed}-{channels}.pt"
    torch.manual_seed(seed)
    net = Lips(channels)
    if kept.exists():
        net.load_state_dict(torch.load(kept, weights_only=True))
        return net
    heard = folder / "synthetic.pkl"
    if not heard.exists():
        clips = synthetic.speak_all(texts, folder=folder / "home")
        heard.write_bytes(pickle.dumps(dressed(clips, 2, 1)))
    net = train(net, pickle.loads(heard.read_bytes()), epochs=6, rate=3e-3, seed=seed, shifts=False)
    torch.save(net.state_dict(), kept)
    return net


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--speakers", type=Path, required=True)
    ask.add_argument(
        "--texts", type=Path, help="JSON: sentences by language, to begin with synthetic speech."
    )
    ask.add_argument("--work", type=Path, required=True, help="A folder for what is kept between runs.")
    ask.add_argument("--folds", action="store_true")
    ask.add_argument("--seeds", type=int, default=1)
    ask.add_argument("--epochs", type=int, default=40)
    ask.add_argument("--channels", type=int, default=64)
    ask.add_argument("--rate", type=float, default=3e-3)
    ask.add_argument("--export", type=Path)
    told = ask.parse_args()
    torch.set_num_threads(1)
    told.work.mkdir(parents=True, exist_ok=True)
    clips = speakers.load(told.speakers)
    cache = told.work / "speakers.pkl"
    if not cache.exists():
        cache.write_bytes(pickle.dumps(dressed(clips, VERSIONS, 0)))
    data = pickle.loads(cache.read_bytes())
    texts = json.loads(told.texts.read_text(encoding="utf-8")) if told.texts else None

    def fresh(seed: int) -> Lips:
        if texts:
            return begin(told.work, texts, seed, told.channels)
        torch.manual_seed(seed)
        return Lips(told.channels)

    def learn(rows: list) -> list[Lips]:
        return [
            unit(train(fresh(seed), rows, epochs=told.epochs, rate=told.rate, seed=seed, shifts=True), rows)
            for seed in range(told.seeds)
        ]

    if told.folds:
        fold = folds_by_person(clips)
        rows: list[dict[str, float]] = []
        for number in range(5):
            taught = [one for one, f in zip(data, fold, strict=True) if f != number]
            asked = [one for one, f in zip(data, fold, strict=True) if f == number]
            nets = learn(taught)
            rows += score(nets, asked, *calibrate(nets, taught))
            print(
                number, {k: round(float(np.mean([row[k] for row in rows])), 3) for k in rows[0]}, flush=True
            )
    if told.export:
        nets = learn(data)
        scale, offset = calibrate(nets, data)
        arrays = {
            f"{n}.{name}": a.astype(np.float16)
            for n, net in enumerate(nets)
            for name, a in net.arrays().items()
        }
        np.savez_compressed(told.export, scale=scale, offset=offset, **arrays)
        print(told.export, told.export.stat().st_size)


if __name__ == "__main__":
    main()
