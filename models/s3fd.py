"""S3FD, a face detector (Zhang et al. 2017, "S3FD: Single Shot Scale-invariant Face Detector").

VGG-16's convolutions, then four more. Six of its layers, at steps of 4 to 128 pixels, say of every place whether a face
is there and how its box lies about a square of four steps' side. The first three are brought to one length first, and
the first has three chances to call a place background, of which the best counts: small faces give many false alarms.

Modules have the names of the weights published with face-alignment, so that those load unchanged.
"""

import torch
from torch import Tensor, nn

STAGES = ((1, 2, 64), (2, 2, 128), (3, 3, 256), (4, 3, 512), (5, 3, 512))
"""VGG-16's: number, convolutions, channels; each but the first begins with half the side"""
DEEP = 1024
LENGTHS = {"conv3_3": 10.0, "conv4_3": 8.0, "conv5_3": 5.0}
"""To which these layers' values are brought before training"""
SEEN = (("conv3_3_norm", 256), ("conv4_3_norm", 512), ("conv5_3_norm", 512), ("fc7", 1024), ("conv6_2", 512))
SEEN_LAST = ("conv7_2", 256)
BACKGROUNDS = 3
"""Chances of the first layer to call a place background"""

Found = list[tuple[Tensor, Tensor]]


class Length(nn.Module):
    """Brings the values of all channels at a place to one length, then weighs each channel."""

    def __init__(self, channels: int, length: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.full((channels,), length))

    def forward(self, x: Tensor) -> Tensor:
        long = x.pow(2).sum(dim=1, keepdim=True).sqrt() + 1e-10
        return x / long * self.weight.view(1, -1, 1, 1)


class S3FD(nn.Module):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        enter = 3
        for stage, count, channels in STAGES:
            for number in range(1, count + 1):
                self.add_module(f"conv{stage}_{number}", nn.Conv2d(enter, channels, 3, padding=1))
                enter = channels
        # Padded by three, so its map is four places larger than what it sees; the published weights expect that.
        self.fc6 = nn.Conv2d(enter, DEEP, 3, padding=3)
        self.fc7 = nn.Conv2d(DEEP, DEEP, 1)
        self.conv6_1 = nn.Conv2d(DEEP, 256, 1)
        self.conv6_2 = nn.Conv2d(256, 512, 3, stride=2, padding=1)
        self.conv7_1 = nn.Conv2d(512, 128, 1)
        self.conv7_2 = nn.Conv2d(128, 256, 3, stride=2, padding=1)
        for (name, length), channels in zip(LENGTHS.items(), (256, 512, 512), strict=True):
            self.add_module(f"{name}_norm", Length(channels, length))
        for place, (name, channels) in enumerate((*SEEN, SEEN_LAST)):
            kinds = BACKGROUNDS + 1 if place == 0 else 2
            self.add_module(f"{name}_mbox_conf", nn.Conv2d(channels, kinds, 3, padding=1))
            self.add_module(f"{name}_mbox_loc", nn.Conv2d(channels, 4, 3, padding=1))

    def forward(self, pictures: Tensor) -> Found:
        """[n, 3, h, w], blue, green, red, about their mean -> of each of six layers how sure it is of a face, 0..1
        [n, h', w'], and its boxes [n, 4, h', w'], as models/faceboxes.py reads them."""
        return [self._head(name, seen) for name, seen in self._layers(pictures).items()]

    def _layers(self, x: Tensor) -> dict[str, Tensor]:
        found = {}
        for stage, count, _ in STAGES:
            if stage > 1:
                x = nn.functional.max_pool2d(x, 2)
            for number in range(1, count + 1):
                x = self._step(f"conv{stage}_{number}", x)
            name = f"conv{stage}_{count}"
            if name in LENGTHS:
                found[f"{name}_norm"] = self.get_submodule(f"{name}_norm")(x)
        x = found["fc7"] = self._step("fc7", self._step("fc6", nn.functional.max_pool2d(x, 2)))
        x = found["conv6_2"] = self._step("conv6_2", self._step("conv6_1", x))
        found["conv7_2"] = self._step("conv7_2", self._step("conv7_1", x))
        return found

    def _step(self, name: str, x: Tensor) -> Tensor:
        return torch.relu_(self.get_submodule(name)(x))

    def _head(self, name: str, seen: Tensor) -> tuple[Tensor, Tensor]:
        kinds = self.get_submodule(f"{name}_mbox_conf")(seen)
        background = kinds[:, :-1].amax(dim=1)
        sure = torch.softmax(torch.stack((background, kinds[:, -1]), dim=1), dim=1)[:, 1]
        return sure, self.get_submodule(f"{name}_mbox_loc")(seen)
