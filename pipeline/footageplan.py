"""Which footage is seen behind each part of a clip, so that shared parts look the same in all clips of a template and the
presenter never jumps.

The first clip plays its footage as any other and so says where each shared part begins. In later clips a differing part of
another length plays its footage a little slower or faster, and so ends where the next shared part begins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.lips.engine import Places

SLOWEST, FASTEST = 0.6, 1.6
"""Of the footage's own pace"""
ROOM_S = 1.0
"""A first clip that begins with a differing part begins so late in the footage: longer parts then find room before it"""


@dataclass(frozen=True, kw_only=True)
class Length:
    """A part as it is laid out."""

    index: int
    """Among all parts of the order"""
    frames: int
    shared: bool


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Footage for one part."""

    places: Places
    planned: bool
    """A shared part that begins where the plan wants it: other clips may take it over"""


Plan = Mapping[int, int]
"""Place along ``Prepared.played`` at which each shared part begins, by its index"""


def first_plan(lengths: Sequence[Length], fps: float) -> Plan:
    """The footage at its own pace."""
    begins, at = {}, 0 if lengths[0].shared else round(ROOM_S * fps)
    for length in lengths:
        if length.shared:
            begins[length.index] = at
        at += length.frames
    return begins


def laid_out(lengths: Sequence[Length], plan: Plan) -> list[Stretch]:
    """Footage for all parts, without a jump between them; shared parts where ``plan`` says, as far as that can be."""
    stretches: list[Stretch] = []
    at: int | None = None
    for length, following in zip(lengths, [*lengths[1:], None], strict=True):
        begin = plan.get(length.index) if length.shared else None
        wanted = plan.get(following.index) if following and following.shared else None
        count = length.frames
        if at is None:
            at = begin if begin is not None else max(0, (wanted or 0) - count)
        places = at + np.arange(count, dtype=np.int64)
        if begin is None and wanted is not None and SLOWEST <= (wanted - at) / count <= FASTEST:
            places = at + np.arange(count, dtype=np.int64) * (wanted - at) // count
            following_at = wanted
        else:
            following_at = at + count
        stretches.append(Stretch(places=places, planned=begin == at))
        at = following_at
    return stretches
