"""A tiny input to Wav2Lip's network and what came out, kept in wav2lip_recorded.json.

``python tests/models/wav2lip_recorded.py`` records it anew, in double precision. Do so only when the test's own weights or
input change: an architecture that changes what comes out no longer fits the published weights.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.wav2lip import FACE_CHANNELS, SIDE_PX, Wav2Lip

FILE = Path(__file__).with_suffix(".json")
SEED = 20260
COARSE = 8
"""The recorded faces have so many places a side; each is as many of the network's pixels as fit"""
MEL_PLACES = (16, 8)
KEPT_EVERY = 8
"""Of what comes out, every eighth row and column is kept"""
KEPT_FROM = 3


@dataclass(frozen=True, kw_only=True)
class Recorded:
    mels: Tensor
    """float64 [1, 1, 80, 16], -4..4"""
    faces: Tensor
    """float64 [1, 6, 96, 96], 0..1"""
    spoken: Tensor
    """float64 [3, 12, 12]: of what comes out, see ``kept``"""


def seeded_weights() -> dict[str, Tensor]:
    """By name, from the raw bits of PCG64, which numpy promises never to change."""
    with torch.device("meta"):
        wanted = Wav2Lip().state_dict()
    return {
        name: _numbers(name, tuple(value.shape), SEED + number)
        for number, (name, value) in enumerate(wanted.items())
    }


def _numbers(name: str, shape: tuple[int, ...], seed: int) -> Tensor:
    if not shape:
        return torch.tensor(1000)
    raw = np.random.PCG64(seed).random_raw(int(np.prod(shape)))
    even = ((raw >> np.uint64(40)) / 2.0**24).astype(np.float32).reshape(shape)
    if len(shape) > 1:
        # So wide that sound and face both come through all layers.
        high = np.sqrt(4.0 / np.prod(shape[1:]))
        low = -high
    elif name.endswith("running_var"):
        low, high = 0.3, 0.7
    elif name.endswith("1.weight"):
        low, high = 0.4, 0.8
    else:
        low, high = -0.2, 0.2
    return torch.from_numpy(np.float32(low) + even * np.float32(high - low))


def recorded() -> Recorded:
    told = json.loads(FILE.read_text(encoding="utf-8"))
    return Recorded(**_inputs(told), spoken=torch.tensor(told["spoken"], dtype=torch.float64))


def kept(spoken: Tensor) -> Tensor:
    """Of what the network gives, [1, 3, 96, 96]: [3, 12, 12]."""
    return spoken[0, :, KEPT_FROM::KEPT_EVERY, KEPT_FROM::KEPT_EVERY]


def _inputs(told: dict[str, list[object]]) -> dict[str, Tensor]:
    mels, faces = (np.array(told[name], np.float64) for name in ("mels", "faces"))
    mels = np.kron(mels, np.ones((80 // MEL_PLACES[0], 16 // MEL_PLACES[1]))) / 10
    faces = np.kron(faces, np.ones((1, SIDE_PX // COARSE, SIDE_PX // COARSE))) / 255
    return {"mels": torch.from_numpy(mels)[None, None], "faces": torch.from_numpy(faces)[None]}


def main() -> None:
    chance = np.random.default_rng(SEED)
    told = {
        "mels": chance.integers(-40, 41, MEL_PLACES).tolist(),
        "faces": chance.integers(0, 256, (FACE_CHANNELS, COARSE, COARSE)).tolist(),
    }
    network = Wav2Lip().double().eval()
    network.load_state_dict(seeded_weights())
    with torch.inference_mode():
        spoken = kept(network(**_inputs(told)))
    told["spoken"] = np.round(spoken.numpy(), 8).tolist()
    FILE.write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
