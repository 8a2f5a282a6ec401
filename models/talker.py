"""Wav2Lip at work: faces and sounds in, the same faces speaking out, in batches that the memory can hold."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from models.device import Device, free_bytes
from models.errors import DeviceFailed
from models.tensors import check, read_tensors
from models.wav2lip import SIDE_PX, Wav2Lip

Array = npt.NDArray[np.float32]

AT_ONCE = {"cpu": 16, "mps": 32, "cuda": 128}
"""Faces in a batch, to begin with. A processor's caches gain nothing from more."""
FACE_BYTES = 20 << 20
"""What a face takes while it is drawn, in single precision: 13 MB measured on a CPU, and some room"""
SHARE = 0.5  # of the memory that is free: others work too, and kernels want room of their own
PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory", "alloc_failed")
Network = Callable[[Tensor, Tensor], Tensor]


def load(path: Path) -> Wav2Lip:
    """The network with weights as published, ready for use. Raises WeightsUnsuitable."""
    found = read_tensors(path)
    with torch.device("meta"):
        network = Wav2Lip()
    wanted = network.state_dict()
    check(path, found, {name: tuple(value.shape) for name, value in wanted.items()}, network="Wav2Lip")
    counters = {name: torch.zeros((), dtype=torch.long) for name in wanted if name not in found}
    network.load_state_dict({**counters, **found}, assign=True)
    return network.requires_grad_(requires_grad=False).folded()


class Talker:
    """See the module."""

    def __init__(self, network: Network, device: Device, *, at_once: int | None = None) -> None:
        self.device = device
        self.at_once = at_once or AT_ONCE[device.kind]
        """Faces in a batch; halved for good when the memory does not hold so many"""
        self._network = network
        self._type = PRECISIONS[device.precision]

    @classmethod
    def open(cls, path: Path, device: Device) -> "Talker":
        """Raises WeightsUnsuitable, DeviceFailed."""
        network = load(path)
        try:
            moved = network.to(device.kind, PRECISIONS[device.precision])
            moved.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        except RuntimeError as error:
            raise _failed(device, error) from error
        return cls(moved, device, at_once=fitting(device.kind, free_bytes(device.kind)))

    def speak(self, faces: Array, sounds: Array) -> Array:
        """float32 [n, SIDE_PX, SIDE_PX, 3], blue, green, red, 0..255, and [n, MELS, STEPS] -> faces of the same form.

        Raises DeviceFailed.
        """
        found = []
        at = 0
        while at < len(faces):
            part = slice(at, at + self.at_once)
            try:
                found.append(self._batch(faces[part], sounds[part]))
            except (RuntimeError, MemoryError) as error:
                if not _is_no_memory(error) or self.at_once == 1:
                    raise _failed(self.device, error) from error
                self._halve()
                continue
            if not np.isfinite(found[-1]).all():
                raise DeviceFailed(device=self.device.kind, reason="its numbers ran over")
            at = part.stop
        return np.concatenate(found) if found else faces[:0]

    def _batch(self, faces: Array, sounds: Array) -> Array:
        with torch.inference_mode():
            seen = self._moved(torch.from_numpy(faces).permute(0, 3, 1, 2) / 255)
            hidden = seen.clone()
            hidden[:, :, SIDE_PX // 2 :] = 0
            both = torch.cat((hidden, seen), dim=1).contiguous(memory_format=torch.channels_last)
            spoken = self._network(self._moved(torch.from_numpy(sounds)[:, None]), both)
            return np.asarray((spoken.float() * 255).permute(0, 2, 3, 1).cpu().numpy(), np.float32)

    def _moved(self, values: Tensor) -> Tensor:
        return values.to(self.device.kind, self._type)

    def _halve(self) -> None:
        self.at_once //= 2
        if self.device.kind == "cuda":
            torch.cuda.empty_cache()


def fitting(kind: str, free: int | None) -> int:
    """Faces in a batch, to begin with: as many as are quickest, or as the free memory holds."""
    return AT_ONCE[kind] if free is None else max(1, min(AT_ONCE[kind], int(SHARE * free) // FACE_BYTES))


def _is_no_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or any(
        words in str(error).lower() for words in NO_MEMORY
    )


def _failed(device: Device, error: Exception) -> DeviceFailed:
    reason = "its memory is full" if _is_no_memory(error) else next(iter(str(error).splitlines()), "?")[:200]
    return DeviceFailed(device=device.kind, reason=reason)
