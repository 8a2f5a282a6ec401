"""How fast clips are made here, learned from those that were made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Self

ENOUGH = 3
"""So many clips of one presenter are a better measure than those of all presenters together"""
RECENT = 40
"""Newest measurements that count; the machine may have been busier before"""
SPREAD = 1.5
"""Longest to shortest clip from which a cost per clip can be told from a cost per second"""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One clip that was made."""

    look: str
    """Presenter or footage: its size is most of what a second costs"""
    spoken: bool
    """Text was spoken, so its length was guessed"""
    expected_s: float
    duration_s: float
    took_s: float


@dataclass(frozen=True, kw_only=True)
class Speed:
    per_clip_s: float
    """Seconds every clip costs, however short"""
    per_second_s: float
    """Seconds a second of clip costs"""

    @classmethod
    def fit(cls, measured: Sequence[Measured]) -> Self:
        """The line through (duration, time taken) by median slope (Theil 1950, Sen 1968): one odd clip, made while the
        machine was asleep, does not bend it."""
        lengths = [one.duration_s for one in measured]
        if max(lengths) < SPREAD * min(lengths):
            return cls._through_zero(measured)
        slope = median(
            (b.took_s - a.took_s) / (b.duration_s - a.duration_s)
            for a, b in combinations(measured, 2)
            if abs(b.duration_s - a.duration_s) > 0.1
        )
        start = median(one.took_s - slope * one.duration_s for one in measured)
        if slope < 0 or start < 0:
            return cls._through_zero(measured)
        return cls(per_clip_s=start, per_second_s=slope)

    @classmethod
    def _through_zero(cls, measured: Sequence[Measured]) -> Self:
        return cls(per_clip_s=0.0, per_second_s=median(one.took_s / one.duration_s for one in measured))

    def takes_s(self, length_s: float) -> float:
        return self.per_clip_s + self.per_second_s * length_s


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What an order will take: its guessed length put right, times the speed of its presenter."""

    everyone: Speed
    looks: dict[str, Speed]
    spoken_factor: float
    """How much longer texts turn out than was guessed"""

    @classmethod
    def learn(cls, measured: Iterable[Measured]) -> Self | None:
        """None until anything was measured. ``measured`` is oldest first."""
        usable = [one for one in measured if one.duration_s > 0 and one.took_s > 0 and one.expected_s > 0]
        if not usable:
            return None
        by_look: dict[str, list[Measured]] = {}
        for one in usable:
            by_look.setdefault(one.look, []).append(one)
        guessed = [one.duration_s / one.expected_s for one in usable if one.spoken]
        return cls(
            everyone=Speed.fit(usable[-RECENT:]),
            looks={look: Speed.fit(ones[-RECENT:]) for look, ones in by_look.items() if len(ones) >= ENOUGH},
            spoken_factor=median(guessed[-RECENT:]) if guessed else 1.0,
        )

    def takes_s(self, *, look: str, spoken: bool, expected_s: float) -> float:
        length_s = expected_s * (self.spoken_factor if spoken else 1.0)
        return self.looks.get(look, self.everyone).takes_s(length_s)


def left_s(takes_s: float, *, elapsed_s: float, share: float) -> float:
    """What is left of a running order: by its pace, and once it is overdue, by how far it is."""
    elapsed_s = max(elapsed_s, 0.0)
    if elapsed_s < takes_s:
        return takes_s - elapsed_s
    return elapsed_s * (1.0 - share) / max(share, 0.05)
