"""A network as large as Wav2Lip's generator (Prajwal et al. 2020), with random weights: what it costs is real, its lips are not.

A face of 96 x 96 pixels with its lower half hidden and another picture of the same person go in (six channels), and
0.2 s of mel spectrogram (80 x 16); the face comes out. Every layer is a convolution with batch normalisation and ReLU,
and nearly every second one adds its input to its output. The decoder grows the sound's 512 numbers back to a picture
and at each size takes in what the face encoder found there.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

SIDE_PX = 96
MELS, MEL_STEPS = 80, 16
Stride = int | tuple[int, int]

FACE = ((16, 7, 1, 0), (32, 3, 2, 2), (64, 3, 2, 3), (128, 3, 2, 2), (256, 3, 2, 2), (512, 3, 2, 1))
"""Channels, kernel, stride and layers that add their input, from 96 pixels a side down to 3"""
SOUND: tuple[tuple[int, Stride, int], ...] = (
    (32, 1, 2),
    (64, (3, 1), 2),
    (128, 3, 2),
    (256, (3, 2), 1),
)
"""Channels, stride and layers that add their input, from 80 x 16 down to 3 x 3"""
GROWN = ((512, 2), (384, 2), (256, 2), (128, 2), (64, 2))
"""Channels and layers that add their input, from 6 pixels a side up to 96"""
DEEP = 512
LAST = 32


class Layer(nn.Module):
    """Convolution, normalisation, ReLU; ``adds`` its input before that."""

    def __init__(self, convolution: nn.Conv2d | nn.ConvTranspose2d, *, adds: bool = False) -> None:
        super().__init__()
        self.convolution = convolution
        self.norm = nn.BatchNorm2d(convolution.out_channels)
        self.adds = adds

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.convolution(x))
        return torch.relu(y + x if self.adds else y)


def shrink(enter: int, leave: int, kernel: int, stride: Stride, adding: int) -> nn.Sequential:
    first = Layer(nn.Conv2d(enter, leave, kernel, stride, kernel // 2))
    return nn.Sequential(first, *same(leave, adding))


def same(channels: int, count: int) -> list[Layer]:
    return [Layer(nn.Conv2d(channels, channels, 3, 1, 1), adds=True) for _ in range(count)]


def grow(enter: int, leave: int, adding: int) -> nn.Sequential:
    """Twice the side."""
    first = Layer(nn.ConvTranspose2d(enter, leave, 3, 2, 1, output_padding=1))
    return nn.Sequential(first, *same(leave, adding))


def to_point(enter: int) -> nn.Sequential:
    """From 3 x 3 to one place."""
    return nn.Sequential(Layer(nn.Conv2d(enter, DEEP, 3)), Layer(nn.Conv2d(DEEP, DEEP, 1)))


class Peer(nn.Module):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        sides = [row[0] for row in FACE]
        self.face = nn.ModuleList(
            shrink(enter, leave, kernel, stride, adding)
            for enter, (leave, kernel, stride, adding) in zip([6, *sides], FACE, strict=False)
        )
        self.face.append(to_point(sides[-1]))
        heights = [row[0] for row in SOUND]
        self.sound = nn.Sequential(
            *(
                shrink(enter, leave, 3, stride, adding)
                for enter, (leave, stride, adding) in zip([1, *heights], SOUND, strict=False)
            ),
            to_point(heights[-1]),
        )
        self.grown = self._decoder(sides)
        enter = GROWN[-1][0] + sides[0]
        self.picture = nn.Sequential(
            Layer(nn.Conv2d(enter, LAST, 3, 1, 1)), nn.Conv2d(LAST, 3, 1), nn.Sigmoid()
        )

    def _decoder(self, sides: Sequence[int]) -> nn.ModuleList:
        """One place, 3 x 3, then twice the side five times; each but the first takes what the face encoder found too."""
        stages = nn.ModuleList([nn.Sequential(Layer(nn.Conv2d(DEEP, DEEP, 1)))])
        stages.append(nn.Sequential(Layer(nn.ConvTranspose2d(DEEP + DEEP, DEEP, 3)), *same(DEEP, 1)))
        enter = DEEP
        for (leave, adding), beside in zip(GROWN, reversed(sides), strict=False):
            stages.append(grow(enter + beside, leave, adding))
            enter = leave
        return stages

    def forward(self, mels: Tensor, faces: Tensor) -> Tensor:
        """[n, 1, MELS, MEL_STEPS] and [n, 6, SIDE_PX, SIDE_PX] -> [n, 3, SIDE_PX, SIDE_PX] in 0..1."""
        found = []
        for stage in self.face:
            faces = stage(faces)
            found.append(faces)
        x = self.sound(mels)
        for stage in self.grown:
            x = torch.cat((stage(x), found.pop()), dim=1)
        return torch.as_tensor(self.picture(x))


def weights(network: nn.Module) -> int:
    return sum(part.numel() for part in network.parameters())
