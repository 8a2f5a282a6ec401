"""face-alignment's two networks at work: faces found by S3FD, 68 landmarks of each by 2DFAN4.

S3FD's weights are read as tensors only, into a network of ours. 2DFAN4 is published as TorchScript, a program, and only
so: it is opened only when the whole file's SHA-256 is the published one.
"""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from common.home import Home
from models.device import Device, choose
from models.errors import TrackerFailed, WeightsUnsuitable
from models.faceboxes import boxes_of
from models.facemarks import MAP_SIDE, MARKS, Square, marks_of
from models.manifest import Manifest
from models.s3fd import S3FD
from models.tensors import check, read_tensors
from models.trusted import trusted

Array = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]

MEAN_BGR = (104.0, 117.0, 123.0)
"""Of the pictures that S3FD learned from"""
LOOKED_AT_PX = 640
"""Long side of what S3FD sees: faces of 48 pixels in a frame of 1920 are 16 then, the smallest it knows"""
AT_ONCE = 8
"""Faces in a batch"""
Network = Callable[[Tensor], object]
Done = TypeVar("Done")


class Aligner:
    """See the module."""

    def __init__(self, detector: S3FD, marker: Network, device: Device) -> None:
        self.device = device
        self._detector = detector
        self._marker = marker

    @classmethod
    def open(cls, home: Home, models: Manifest, device: Device | None = None) -> "Aligner":
        """Raises TrackerNeedsWeights, ChecksumWrong, WeightsUnsafe, WeightsBroken, WeightsUnsuitable, TrackerFailed."""
        detector, marker = (trusted(home, models.get(name)) for name in ("s3fd", "2dfan4"))
        device = device or choose()
        try:
            return cls(load_detector(detector).to(device.kind), load_marker(marker, device), device)
        except RuntimeError as error:
            raise _failed(device, error) from error

    def boxes(self, rgb: Picture) -> Array:
        """Of uint8 [h, w, 3] each face as float32 [faces, 5], see ``faceboxes.boxes_of``. Raises TrackerFailed."""
        shrink = min(1.0, LOOKED_AT_PX / max(rgb.shape[:2]))
        small = (
            rgb
            if shrink == 1.0
            else cv2.resize(rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        )
        picture = np.ascontiguousarray(small[..., ::-1], np.float32) - MEAN_BGR
        layers = self._run(
            lambda: self._detector(self._moved(picture.astype(np.float32).transpose(2, 0, 1)[None]))
        )
        found = boxes_of([(_numbers(sure[0]), _numbers(offsets[0])) for sure, offsets in layers])
        found[:, :4] /= (small.shape[1] / rgb.shape[1], small.shape[0] / rgb.shape[0]) * 2
        return found

    def marks(self, rgb: Picture, boxes: Sequence[Array]) -> Array:
        """The landmarks of the faces in those boxes: float32 [faces, MARKS, 2], pixels of ``rgb``, in iBUG's order.

        Raises TrackerFailed, WeightsUnsuitable.
        """
        squares = [Square.about(box) for box in boxes]
        found = [np.empty((0, MARKS, 2), np.float32)]
        for start in range(0, len(squares), AT_ONCE):
            some = squares[start : start + AT_ONCE]
            cuts = np.stack([square.cut(rgb) for square in some]).astype(np.float32) / 255
            marks = marks_of(self._maps(cuts.transpose(0, 3, 1, 2)))
            found += [square.placed(one)[None] for square, one in zip(some, marks, strict=True)]
        return np.concatenate(found)

    def _maps(self, cuts: Array) -> Array:
        said = self._run(lambda: self._marker(self._moved(cuts)))
        last = said[-1] if isinstance(said, list | tuple) else said
        wanted = (len(cuts), MARKS, MAP_SIDE, MAP_SIDE)
        if not isinstance(last, Tensor) or tuple(last.shape) != wanted:
            raise WeightsUnsuitable(
                name="2DFAN4", reason=f"it gives no {MARKS} maps of {MAP_SIDE} places a side"
            )
        return _numbers(last)

    def _run(self, work: Callable[[], Done]) -> Done:
        try:
            with torch.inference_mode():
                return work()
        except (RuntimeError, MemoryError) as error:
            raise _failed(self.device, error) from error

    def _moved(self, values: Array) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).to(self.device.kind)


def load_detector(path: Path) -> S3FD:
    """S3FD with weights as published. Raises WeightsUnsuitable."""
    found = read_tensors(path)
    with torch.device("meta"):
        network = S3FD()
    check(
        path,
        found,
        {name: tuple(value.shape) for name, value in network.state_dict().items()},
        network="S3FD",
    )
    network.load_state_dict(found, assign=True)
    return network.requires_grad_(requires_grad=False).eval()


def load_marker(path: Path, device: Device) -> Network:
    """The landmarks' network out of a TorchScript archive, which is a program: ``path`` must be trusted.

    Raises WeightsUnsuitable.
    """
    try:
        with warnings.catch_warnings():
            # Newer PyTorch advises its exporter; the published file is what it is.
            warnings.simplefilter("ignore", DeprecationWarning)
            network: torch.jit.ScriptModule = torch.jit.load(str(path), map_location=device.kind)  # type: ignore[no-untyped-call]
    except (RuntimeError, ValueError) as error:
        raise WeightsUnsuitable(
            name=path.name, reason="it is no TorchScript that this PyTorch reads"
        ) from error
    return network.eval()


def _numbers(values: Tensor) -> Array:
    return np.asarray(values.float().cpu().numpy(), np.float32)


def _failed(device: Device, error: BaseException) -> TrackerFailed:
    return TrackerFailed(device=device.kind, reason=next(iter(str(error).splitlines()), "?")[:200])
