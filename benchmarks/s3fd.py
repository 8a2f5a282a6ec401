"""What finding faces costs Wav2Lip's makers' program: S3FD (Zhang et al. 2017), with random weights.

Written anew from the paper and the published layout: the convolutions of VGG-16, two more pairs, and at six of their
depths a score and a box for every place. What it costs is real; what it finds is not.
"""

import time

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

VGG = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
"""Channels of 3 x 3 convolutions; between the groups the side is halved"""
DEEPER = ((1024, 3, 1, 3), (1024, 1, 1, 0), (256, 1, 1, 0), (512, 3, 2, 1), (128, 1, 1, 0), (256, 3, 2, 1))
"""Channels, kernel, stride, padding"""
NORMED = (2, 3, 4)
"""Groups of VGG whose last layer is looked at, its channels brought to one length before"""
LOOKED_AT = (1, 3, 5)
"""Of DEEPER"""
BACKGROUNDS = 3
"""Scores against being a face, at the finest depth: most mistakes are small"""


class Length(nn.Module):
    """Every place's channels brought to one length, then weighed."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        return x / (x.pow(2).sum(dim=1, keepdim=True).sqrt() + 1e-10) * self.weight[:, None, None]


class S3fd(nn.Module):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        enter = 3
        self.groups = nn.ModuleList()
        for group in VGG:
            self.groups.append(nn.ModuleList())
            for leave in group:
                self.groups[-1].append(nn.Conv2d(enter, leave, 3, 1, 1))
                enter = leave
        self.deeper = nn.ModuleList()
        for leave, kernel, stride, padding in DEEPER:
            self.deeper.append(nn.Conv2d(enter, leave, kernel, stride, padding))
            enter = leave
        self.lengths = nn.ModuleList(Length(VGG[group][-1]) for group in NORMED)
        depths = [VGG[group][-1] for group in NORMED] + [DEEPER[layer][0] for layer in LOOKED_AT]
        scores = [BACKGROUNDS + 1] + [2] * (len(depths) - 1)
        self.scores = nn.ModuleList(nn.Conv2d(d, s, 3, 1, 1) for d, s in zip(depths, scores, strict=True))
        self.boxes = nn.ModuleList(nn.Conv2d(depth, 4, 3, 1, 1) for depth in depths)

    def forward(self, x: Tensor) -> list[tuple[Tensor, Tensor]]:
        """[n, 3, height, width] -> at each of six depths two scores and a box for every place."""
        seen = []
        for number, group in enumerate(self.groups):
            for layer in group:
                x = relu(layer(x))
            if number in NORMED:
                seen.append(self.lengths[NORMED.index(number)](x))
            x = nn.functional.max_pool2d(x, 2, 2)
        for number, layer in enumerate(self.deeper):
            x = relu(layer(x))
            if number in LOOKED_AT:
                seen.append(x)
        found = [
            (score(depth), box(depth))
            for depth, score, box in zip(seen, self.scores, self.boxes, strict=True)
        ]
        first, box = found[0]
        background = first[:, :BACKGROUNDS].amax(dim=1, keepdim=True)
        found[0] = torch.cat((background, first[:, BACKGROUNDS:]), dim=1), box
        return [(score.softmax(dim=1), box) for score, box in found]


def a_frame_s(network: S3fd, *, width: int, height: int) -> float:
    """Seconds for one picture, measured now; choosing among what was found is not in it."""
    picture = torch.rand(1, 3, height, width)
    with torch.inference_mode():
        began = time.perf_counter()
        network(picture)
        return time.perf_counter() - began
