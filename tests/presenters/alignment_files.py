"""Weights in the places of face-alignment's published ones, made here: random ones in their shapes, and such as find one face.

The detector that works is S3FD with weights set by hand: it finds a green sticker. The landmarks' network is a script
that knows how one face looked about each of its 68 landmarks, and finds what looks most like it.
"""

import hashlib
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from common.home import Home
from models.facemarks import MARKS, SIDE_PX, Square
from models.manifest import Manifest, parse
from models.s3fd import S3FD

S3FD_FILE, FAN_FILE = "s3fd-619a316812.pth", "2DFAN4-cd938726ad.zip"
PATCH = 9
ENTRY = """
[[model]]
id = "{id}"
kind = "tracker"
name = "{id}"
what = "x"
instead = "x"
maker = "x"
page = "https://example.org"
licence = "x"
allows = "x"
commercial = "unknown"
[[model.files]]
name = "{name}"
form = "{form}"
sha256 = "{sha256}"
"""


def random_detector(seed: int = 1) -> dict[str, Tensor]:
    torch.manual_seed(seed)
    found = {name: torch.rand(shape) * 0.02 - 0.01 for name, shape in shapes().items()}
    for name, value in found.items():
        if name.endswith("mbox_conf.bias"):
            value[:-1] = 6.0
    return found


def shapes() -> dict[str, torch.Size]:
    with torch.device("meta"):
        return {name: value.shape for name, value in S3FD().state_dict().items()}


def sticker_detector(face_px: float) -> dict[str, Tensor]:
    """Boxes of that side about every green spot of ten pixels or so."""
    found = {name: torch.zeros(shape) for name, shape in shapes().items()}
    # Two channels all the way: how green it is, and one.
    found["conv1_1.weight"][0, :, 1, 1] = torch.tensor([-0.01, 0.02, -0.01])
    found["conv1_1.bias"][:2] = torch.tensor([-1.2, 1.0])
    for name in found:
        if name.startswith("conv") and name.endswith("weight") and name[4] in "12345" and "norm" not in name:
            middle = found[name][:, :, 1, 1]
            if name != "conv1_1.weight":
                middle[0, 0] = middle[1, 1] = 1.0
    for name, value in found.items():
        if name.endswith("mbox_conf.bias"):
            value[:-1] = 6.0
    found["conv5_3_norm.weight"][:] = 5.0
    found["conv5_3_norm_mbox_conf.weight"][1, 0, 1, 1] = 3.0
    found["conv5_3_norm_mbox_loc.bias"][2:] = float(np.log(face_px / 64) / 0.2)
    return found


class Lookalikes(nn.Module):
    """Heat maps: how much each place is like the surroundings of each landmark, near where that one was."""

    def __init__(self, patches: Tensor, near: Tensor) -> None:
        super().__init__()
        self.register_buffer("patches", patches)
        self.register_buffer("near", near)
        self.register_buffer("ones", torch.ones_like(patches[:1]))

    def forward(self, faces: Tensor) -> Tensor:
        small = nn.functional.avg_pool2d(faces, 4)
        alike = nn.functional.conv2d(small, self.patches, padding=4)
        count = float(self.ones.numel())
        mean = nn.functional.conv2d(small, self.ones, padding=4) / count
        power = nn.functional.conv2d(small * small, self.ones, padding=4) - count * mean * mean
        return (alike / (power.clamp(min=0.0) + 0.02).sqrt()).clamp(min=0.0) * self.near


def lookalikes(
    rgb: npt.NDArray[np.uint8], box: npt.NDArray[np.float32], marks: npt.NDArray[np.float32]
) -> Lookalikes:
    """Of the face in ``box`` with its landmarks at ``marks``, [68, 2], pixels of ``rgb``."""
    square = Square.about(box)
    cut = torch.from_numpy(square.cut(rgb).astype(np.float32).transpose(2, 0, 1)[None] / 255)
    small = nn.functional.pad(nn.functional.avg_pool2d(cut, 4), [4] * 4)[0]
    at = ((marks - (square.x, square.y)) / square.side_px + 0.5) * (SIDE_PX / 4) - 0.5
    near = np.empty((MARKS, 64, 64), np.float32)
    patches = []
    rows, columns = np.mgrid[:64, :64]
    for mark, (x, y) in enumerate(at):
        column, row = round(float(x)), round(float(y))
        patch = small[:, row : row + PATCH, column : column + PATCH]
        patches.append((patch - patch.mean()) / (patch - patch.mean()).norm())
        near[mark] = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * 6.0**2))
    return Lookalikes(torch.stack(patches), torch.from_numpy(near))


def save_script(path: Path, network: nn.Module) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.jit.script(network).save(str(path))
    return path


def manifest_of(home: Home) -> Manifest:
    """What the files that lie there are known by, as if they had been published."""
    entries = []
    for model, name, form in (("s3fd", S3FD_FILE, "checkpoint"), ("2dfan4", FAN_FILE, "script")):
        path = home.weights / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "0" * 64
        entries.append(ENTRY.format(id=model, name=name, form=form, sha256=digest))
    return parse("".join(entries))
