"""Wav2Lip's generator (Prajwal et al. 2020, "A Lip Sync Expert Is All You Need for Speech to Lip Generation In the Wild").

A face of 96 x 96 pixels with its lower half hidden and another picture of the same person go in (six channels), and
0.2 s of mel spectrogram (80 x 16); the face comes out. Every layer is a convolution with batch normalisation and ReLU,
and nearly every second one adds its input to its output. The decoder grows the sound's 512 numbers back to a picture
and at each size takes in what the face encoder found there.

Modules have the names of the published weights, so that those load unchanged.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

SIDE_PX = 96
FACE_CHANNELS = 6
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
        self.conv_block = nn.Sequential(convolution, nn.BatchNorm2d(convolution.out_channels))
        self.adds = adds

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.conv_block(x)
        return torch.relu(y + x if self.adds else y)

    def fold(self) -> None:
        """Put the normalisation into the convolution's own weights; what comes out stays the same."""
        convolution, norm = self.conv_block
        assert isinstance(convolution, nn.Conv2d | nn.ConvTranspose2d)
        assert isinstance(norm, nn.BatchNorm2d)
        assert convolution.bias is not None
        assert norm.running_var is not None
        assert norm.running_mean is not None
        scale = norm.weight.double() / (norm.running_var.double() + norm.eps).sqrt()
        # A transposed convolution keeps its outputs in the second dimension.
        shape = (1, -1, 1, 1) if isinstance(convolution, nn.ConvTranspose2d) else (-1, 1, 1, 1)
        weight = convolution.weight.double() * scale.reshape(shape)
        bias = (convolution.bias.double() - norm.running_mean.double()) * scale + norm.bias.double()
        convolution.weight = nn.Parameter(weight.to(convolution.weight.dtype), requires_grad=False)
        convolution.bias = nn.Parameter(bias.to(convolution.bias.dtype), requires_grad=False)
        self.conv_block = nn.Sequential(convolution)


def shrink(enter: int, leave: int, kernel: int, stride: Stride, adding: int) -> list[Layer]:
    first = Layer(nn.Conv2d(enter, leave, kernel, stride, kernel // 2))
    return [first, *same(leave, adding)]


def same(channels: int, count: int) -> list[Layer]:
    return [Layer(nn.Conv2d(channels, channels, 3, 1, 1), adds=True) for _ in range(count)]


def grow(enter: int, leave: int, adding: int) -> list[Layer]:
    """Twice the side."""
    first = Layer(nn.ConvTranspose2d(enter, leave, 3, 2, 1, output_padding=1))
    return [first, *same(leave, adding)]


def to_point(enter: int) -> list[Layer]:
    """From 3 x 3 to one place."""
    return [Layer(nn.Conv2d(enter, DEEP, 3)), Layer(nn.Conv2d(DEEP, DEEP, 1))]


class Wav2Lip(nn.Module):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        sides = [row[0] for row in FACE]
        self.face_encoder_blocks = nn.ModuleList(
            nn.Sequential(*shrink(enter, leave, kernel, stride, adding))
            for enter, (leave, kernel, stride, adding) in zip([FACE_CHANNELS, *sides], FACE, strict=False)
        )
        self.face_encoder_blocks.append(nn.Sequential(*to_point(sides[-1])))
        heights = [row[0] for row in SOUND]
        self.audio_encoder = nn.Sequential(
            *(
                layer
                for enter, (leave, stride, adding) in zip([1, *heights], SOUND, strict=False)
                for layer in shrink(enter, leave, 3, stride, adding)
            ),
            *to_point(heights[-1]),
        )
        self.face_decoder_blocks = _decoder(sides)
        enter = GROWN[-1][0] + sides[0]
        self.output_block = nn.Sequential(
            Layer(nn.Conv2d(enter, LAST, 3, 1, 1)), nn.Conv2d(LAST, 3, 1), nn.Sigmoid()
        )

    def forward(self, mels: Tensor, faces: Tensor) -> Tensor:
        """[n, 1, 80, 16] and [n, 6, SIDE_PX, SIDE_PX] -> [n, 3, SIDE_PX, SIDE_PX] in 0..1."""
        found = []
        for stage in self.face_encoder_blocks:
            faces = stage(faces)
            found.append(faces)
        x = self.audio_encoder(mels)
        for stage in self.face_decoder_blocks:
            x = torch.cat((stage(x), found.pop()), dim=1)
        return torch.as_tensor(self.output_block(x))

    def folded(self) -> "Wav2Lip":
        """Itself, for use only: every normalisation is put into the convolution before it."""
        for layer in list(self.modules()):
            if isinstance(layer, Layer):
                layer.fold()
        return self.eval()


def _decoder(sides: Sequence[int]) -> nn.ModuleList:
    """One place, 3 x 3, then twice the side five times; each but the first takes what the face encoder found too."""
    stages = nn.ModuleList([nn.Sequential(Layer(nn.Conv2d(DEEP, DEEP, 1)))])
    stages.append(nn.Sequential(Layer(nn.ConvTranspose2d(DEEP + DEEP, DEEP, 3)), *same(DEEP, 1)))
    enter = DEEP
    for (leave, adding), beside in zip(GROWN, reversed(sides), strict=False):
        stages.append(nn.Sequential(*grow(enter + beside, leave, adding)))
        enter = leave
    return stages


def parameters(network: nn.Module) -> int:
    """How many numbers it has learned."""
    return sum(part.numel() for part in network.parameters())
