"""The network in torch, as models/hearing.py runs it in numpy."""

import numpy as np
import torch
from torch import Tensor, nn

from models.hearing import GROUPS, MELS, PARTS, STRIDE


class Lips(nn.Module):
    """Mels [clips, MELS, hops] -> [clips, len(PARTS), frames]: hears far and wide, for rhythm and loudness."""

    def __init__(
        self, *, channels: int = 32, dilations: tuple[int, ...] = (1, 2, 4, 8, 1, 2, 4), drop: float = 0.2
    ) -> None:
        super().__init__()
        self.dilations = dilations
        self.enter = nn.Conv1d(MELS, channels, 5, stride=STRIDE, padding=2)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(channels, channels, 5, padding=2 * d, dilation=d),
                nn.GroupNorm(GROUPS, channels),
                nn.GELU(approximate="tanh"),
                nn.Dropout(drop),
                nn.Conv1d(channels, channels, 1),
            )
            for d in dilations
        )
        self.pool = nn.Conv1d(channels, channels, STRIDE, stride=STRIDE)
        self.out = nn.ModuleList(
            (nn.Conv1d(channels, channels, 5, padding=2), nn.Conv1d(channels, len(PARTS), 5, padding=2))
        )
        self.drop = nn.Dropout(drop)

    def forward(self, values: Tensor) -> Tensor:
        h = self.enter(values)
        for block in self.blocks:
            h = h + block(h)
        h = self.pool(torch.relu(h))
        return self.out[1](self.drop(nn.functional.gelu(self.out[0](h), approximate="tanh")))

    def arrays(self) -> dict[str, np.ndarray]:
        """As models.hearing.Net reads them: convolutions [taps, in, out]."""

        def kernel(layer: nn.Conv1d) -> np.ndarray:
            return layer.weight.detach().numpy().transpose(2, 1, 0)

        kept: dict[str, np.ndarray] = {}

        def keep(name: str, layer: nn.Conv1d) -> None:
            kept[f"{name}.weight"], kept[f"{name}.bias"] = kernel(layer), layer.bias.detach().numpy()

        keep("enter", self.enter)
        for number, (block, dilation) in enumerate(zip(self.blocks, self.dilations, strict=True)):
            keep(f"blocks.{number}.0", block[0])
            kept[f"blocks.{number}.1.weight"] = block[1].weight.detach().numpy()
            kept[f"blocks.{number}.1.bias"] = block[1].bias.detach().numpy()
            last = block[4]
            kept[f"blocks.{number}.2.weight"] = kernel(last)
            kept[f"blocks.{number}.2.bias"] = last.bias.detach().numpy()
            kept[f"blocks.{number}.dilation"] = np.array(dilation)
        keep("out.0", self.out[0])
        keep("out.1", self.out[1])
        pool = kernel(self.pool)
        kept["pool.weight"] = pool.reshape(-1, pool.shape[2])
        kept["pool.bias"] = self.pool.bias.detach().numpy()
        return kept
