"""Weights from a file, as tensors and nothing else: a file that holds more is refused, not executed."""

import math
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from models.checkpoint import look_into
from models.errors import WeightsBroken, WeightsUnsafe, WeightsUnsuitable

Tensors = dict[str, Tensor]
Shapes = Mapping[str, tuple[int, ...]]

WRAPPED_IN = ("state_dict", "model", "generator")
"""Where training code puts weights beside the optimiser's state"""
PARALLEL = "module."
"""Before every name, when it was trained on several graphics processors"""
COUNTER = "num_batches_tracked"
"""Of no use after training; old files have none"""
MOST_BYTES = 2 << 30
NAMED = 3


def read_tensors(path: Path) -> Tensors:
    """By name, on the processor, in single precision. Raises WeightsUnsuitable."""
    if not path.is_file():
        raise _unsuitable(path, "there is no such file")
    if path.stat().st_size > MOST_BYTES:
        raise _unsuitable(path, f"it has more than {MOST_BYTES >> 30} GB")
    told = _opened(path)
    for name in WRAPPED_IN:
        if isinstance(told, Mapping) and isinstance(told.get(name), Mapping):
            told = told[name]
            break
    if not isinstance(told, Mapping):
        raise _unsuitable(path, "it holds no named tensors")
    found = {str(name).removeprefix(PARALLEL): value for name, value in told.items()}
    if not found or not all(isinstance(value, Tensor) for value in found.values()):
        raise _unsuitable(path, "it holds no named tensors, or more than tensors")
    return {name: value.float() if value.is_floating_point() else value for name, value in found.items()}


def _opened(path: Path) -> object:
    try:
        if _is_safetensors(path):
            from safetensors.torch import load_file

            return load_file(path)
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        # PyTorch's own sentence advises to allow everything, which would run whatever the file says.
        raise _unsuitable(path, _what_is_wrong(path)) from error


def _what_is_wrong(path: Path) -> str:
    """With a file that could not be read."""
    try:
        look_into(path)
    except WeightsUnsafe as error:
        return f"it carries code ({error.details['what']}), which was not run"
    except WeightsBroken as error:
        return str(error.details["reason"])
    return "it is damaged, or holds more than tensors"


def _is_safetensors(path: Path) -> bool:
    """By its first bytes: a file taken over by `models pull --from` has the name of the manifest."""
    with path.open("rb") as file:
        return file.read(9)[8:] == b"{"


def check(path: Path, found: Tensors, wanted: Shapes, *, network: str) -> None:
    """Whether a file's tensors are the network's, all of them and no others. Raises WeightsUnsuitable."""
    missing = [name for name in wanted if name not in found and not name.endswith(COUNTER)]
    extra = [name for name in found if name not in wanted]
    if len(missing) > len(wanted) // 2:
        raise _unsuitable(path, f"they belong to another network than {network}")
    if missing:
        raise _unsuitable(path, f"{len(missing)} tensors of {network} are missing: {_named(missing)}")
    if extra:
        raise _unsuitable(path, f"{len(extra)} tensors are not of {network}: {_named(extra)}")
    misshapen = [name for name, value in found.items() if tuple(value.shape) != wanted[name]]
    if misshapen:
        first = misshapen[0]
        sizes = " x ".join(map(str, found[first].shape)), " x ".join(map(str, wanted[first]))
        raise _unsuitable(path, f"they are of a variant of {network}: {first} is {sizes[0]}, not {sizes[1]}")
    broken = [name for name, value in found.items() if not math.isfinite(float(value.double().sum()))]
    if broken:
        raise _unsuitable(path, f"there are numbers in it that are none: {_named(broken)}")


def _named(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


def _unsuitable(path: Path, reason: str) -> WeightsUnsuitable:
    return WeightsUnsuitable(name=path.name, reason=reason)
