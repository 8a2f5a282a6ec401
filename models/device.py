"""Where a network works: a graphics processor when there is one that works, else this computer's own processor."""

import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import DeviceMissing

KINDS = ("cuda", "mps", "cpu")
QUICK_HALVES = frozenset({"avx512_bf16", "amx_bf16"})
"""Processors with one of these calculate faster in bfloat16; others only emulate it, which is slower"""
FIRST_BFLOAT_CAPABILITY = 8
"""NVIDIA's Ampere and later; earlier ones emulate bfloat16"""


@dataclass(frozen=True, kw_only=True)
class Device:
    kind: str
    """One of KINDS"""
    precision: str
    """"fp32", "bf16" or "fp16" """
    why: str
    """What was found, for people"""

    def __str__(self) -> str:
        return f"{self.kind} in {self.precision} ({self.why})"


def free_bytes(kind: str) -> int | None:
    """Memory that is free where a network shall work; None when that cannot be told."""
    if kind == "cuda":
        import torch

        return int(torch.cuda.mem_get_info()[0])
    told = Path("/proc/meminfo")
    if kind != "cpu" or not told.is_file():
        return None
    lines = dict(line.split(":", 1) for line in told.read_text(encoding="utf-8").splitlines() if ":" in line)
    available = lines.get("MemAvailable", "").split()
    return int(available[0]) << 10 if available else None


def choose(asked: str | None = None) -> Device:
    """The device asked for, or the best there is. Raises DeviceMissing."""
    import torch

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if asked is not None and not there.get(asked, False):
        raise DeviceMissing(device=asked)
    kind = asked or next(kind for kind in KINDS if there[kind])
    if kind == "cuda":
        return _cuda(torch)
    if kind == "mps":
        return Device(kind=kind, precision="fp32", why="Apple's graphics processor")
    return on_cpu(_flags(), alone=not (there["cuda"] or there["mps"]))


def _cuda(torch: Any) -> Device:
    modern = torch.cuda.get_device_capability()[0] >= FIRST_BFLOAT_CAPABILITY
    return Device(kind="cuda", precision="bf16" if modern else "fp16", why=str(torch.cuda.get_device_name()))


def on_cpu(flags: frozenset[str], *, alone: bool) -> Device:
    """``flags`` name what the processor can do, as Linux does; ``alone`` says that nothing better is there."""
    quick = sorted(flags & QUICK_HALVES)
    found = f"with {quick[0]}" if quick else "without fast bfloat16"
    why = f"{platform.machine()} {found}{', no graphics processor that PyTorch can use' if alone else ''}"
    return Device(kind="cpu", precision="bf16" if quick else "fp32", why=why)


def _flags() -> frozenset[str]:
    told = Path("/proc/cpuinfo")
    if sys.platform != "linux" or not told.is_file():
        return frozenset()
    for line in told.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("flags"):
            return frozenset(line.partition(":")[2].split())
    return frozenset()
