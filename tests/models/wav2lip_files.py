"""Weights of Wav2Lip's form, with random numbers, as its makers and others have saved such."""

import zipfile
from pathlib import Path

import torch
from torch import Tensor

from models.wav2lip import Wav2Lip


def random_weights(seed: int = 1) -> dict[str, Tensor]:
    """As after training: the normalisations have seen faces, and nothing dies away or bursts."""
    torch.manual_seed(seed)
    found = Wav2Lip().state_dict()
    for name, value in found.items():
        if name.endswith("running_mean"):
            value.normal_(0, 0.05)
        elif name.endswith("running_var"):
            value.uniform_(0.2, 0.6)
        elif name.endswith("num_batches_tracked"):
            value.fill_(1000)
        elif value.ndim == 1:
            value.uniform_(0.02, 0.9)
    return found


def save_as_published(path: Path, weights: dict[str, Tensor]) -> Path:
    """An old stream of pickles, trained on several graphics processors, with the optimiser's state beside it."""
    wrapped = {f"module.{name}": value for name, value in weights.items()}
    beside = {
        "optimizer": {"state": {0: {"step": 7}}, "param_groups": []},
        "global_step": 7,
        "global_epoch": 1,
    }
    torch.save({"state_dict": wrapped, **beside}, path, _use_new_zipfile_serialization=False)
    return path


def cut_short(path: Path, share: float = 0.6) -> Path:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


def is_archive(path: Path) -> bool:
    return zipfile.is_zipfile(path)
