"""Telegram's patience: how many messages a second a bot may send, in all and to one chat."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.room.apierror import flood
from bot.room.settings import FloodLimits

MANY_CHATS = 10_000


@dataclass
class Bucket:
    """Holds up to ``burst`` messages and fills at ``per_s``."""

    per_s: float
    burst: int
    level: float
    at_s: float

    def fill(self, now_s: float) -> None:
        self.level = min(self.burst, self.level + (now_s - self.at_s) * self.per_s)
        self.at_s = now_s

    def wait_s(self, count: int) -> float:
        """Seconds until ``count`` messages fit; more than a burst never would, so it counts as one burst."""
        return max(0.0, (min(count, self.burst) - self.level) / self.per_s)


class FloodGate:
    def __init__(self, limits: FloodLimits | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._chats: dict[int, Bucket] = {}
        self._all = (
            Bucket(limits.all_per_s, limits.all_burst, limits.all_burst, clock())
            if limits
            else Bucket(1, 1, 1, 0)
        )

    def pass_through(self, chat_id: int, count: int = 1) -> None:
        """Count ``count`` messages to a chat, or refuse with the seconds to wait. A refusal costs nothing."""
        if self._limits is None:
            return
        now_s = self._clock()
        buckets = (self._all, self._chat(chat_id, now_s))
        for bucket in buckets:
            bucket.fill(now_s)
        wait_s = max(bucket.wait_s(count) for bucket in buckets)
        if wait_s > 0:
            raise flood(max(1, math.ceil(wait_s)))
        for bucket in buckets:
            bucket.level -= count

    def _chat(self, chat_id: int, now_s: float) -> Bucket:
        assert self._limits
        if len(self._chats) > MANY_CHATS:
            self._chats = {key: one for key, one in self._chats.items() if now_s - one.at_s < 60}
        per_s, burst = (
            (self._limits.group_per_s, self._limits.group_burst)
            if chat_id < 0
            else (self._limits.chat_per_s, self._limits.chat_burst)
        )
        return self._chats.setdefault(chat_id, Bucket(per_s, burst, burst, now_s))
