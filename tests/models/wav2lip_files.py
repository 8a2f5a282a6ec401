"""Weights of Wav2Lip's form, with random numbers, as its makers and others have saved such."""

import zipfile
from pathlib import Path

import torch
from torch import Tensor

from models.wav2lip import Wav2Lip

# name: outputs, inputs, kernel; "t" is a transposed convolution. Each is followed by a normalisation, but the last.
LAYERS = """
face_encoder_blocks.0.0 16 6 7
face_encoder_blocks.1.0 32 16 3
face_encoder_blocks.1.1 32 32 3
face_encoder_blocks.1.2 32 32 3
face_encoder_blocks.2.0 64 32 3
face_encoder_blocks.2.1 64 64 3
face_encoder_blocks.2.2 64 64 3
face_encoder_blocks.2.3 64 64 3
face_encoder_blocks.3.0 128 64 3
face_encoder_blocks.3.1 128 128 3
face_encoder_blocks.3.2 128 128 3
face_encoder_blocks.4.0 256 128 3
face_encoder_blocks.4.1 256 256 3
face_encoder_blocks.4.2 256 256 3
face_encoder_blocks.5.0 512 256 3
face_encoder_blocks.5.1 512 512 3
face_encoder_blocks.6.0 512 512 3
face_encoder_blocks.6.1 512 512 1
audio_encoder.0 32 1 3
audio_encoder.1 32 32 3
audio_encoder.2 32 32 3
audio_encoder.3 64 32 3
audio_encoder.4 64 64 3
audio_encoder.5 64 64 3
audio_encoder.6 128 64 3
audio_encoder.7 128 128 3
audio_encoder.8 128 128 3
audio_encoder.9 256 128 3
audio_encoder.10 256 256 3
audio_encoder.11 512 256 3
audio_encoder.12 512 512 1
face_decoder_blocks.0.0 512 512 1
face_decoder_blocks.1.0 512 1024 3 t
face_decoder_blocks.1.1 512 512 3
face_decoder_blocks.2.0 512 1024 3 t
face_decoder_blocks.2.1 512 512 3
face_decoder_blocks.2.2 512 512 3
face_decoder_blocks.3.0 384 768 3 t
face_decoder_blocks.3.1 384 384 3
face_decoder_blocks.3.2 384 384 3
face_decoder_blocks.4.0 256 512 3 t
face_decoder_blocks.4.1 256 256 3
face_decoder_blocks.4.2 256 256 3
face_decoder_blocks.5.0 128 320 3 t
face_decoder_blocks.5.1 128 128 3
face_decoder_blocks.5.2 128 128 3
face_decoder_blocks.6.0 64 160 3 t
face_decoder_blocks.6.1 64 64 3
face_decoder_blocks.6.2 64 64 3
output_block.0 32 80 3
"""


def published_shapes() -> dict[str, tuple[int, ...]]:
    """Names and shapes in the published files: those of the makers' own network, and as many numbers, 36.3 million."""
    found: dict[str, tuple[int, ...]] = {"output_block.1.weight": (3, 32, 1, 1), "output_block.1.bias": (3,)}
    for line in LAYERS.split("\n")[1:-1]:
        name, leave, enter, kernel, *transposed = line.split()
        outs, ins, side = int(leave), int(enter), int(kernel)
        found[f"{name}.conv_block.0.weight"] = (*((ins, outs) if transposed else (outs, ins)), side, side)
        for part in ("0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var"):
            found[f"{name}.conv_block.{part}"] = (outs,)
        found[f"{name}.conv_block.1.num_batches_tracked"] = ()
    return found


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
