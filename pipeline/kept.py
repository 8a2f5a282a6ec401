"""What was found out about a sound and may be needed again: one sound is often put to many videos.

Few and small: the last sounds only, up to a number of bytes, and gone with the process.
"""

import sys
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import TypeVar, cast

import numpy as np

T = TypeVar("T")

MOST_SOUNDS = 2
MOST_BYTES = 200_000_000
COUNTED = 4


class Kept:
    """Results by sound and by name. For one thread."""

    def __init__(self, *, most_sounds: int = MOST_SOUNDS, most_bytes: int = MOST_BYTES) -> None:
        self._most_sounds = most_sounds
        self._most_bytes = most_bytes
        self._sounds: OrderedDict[str, dict[str, object]] = OrderedDict()
        self._bytes: dict[tuple[str, str], int] = {}

    def find(self, sound: str, name: str) -> object | None:
        found = self._sounds.get(sound, {}).get(name)
        if found is not None:
            self._sounds.move_to_end(sound)
        return found

    def keep(self, sound: str, name: str, value: object) -> None:
        """The least lately used sounds give way; what is too large alone is not kept."""
        self._sounds.setdefault(sound, {})[name] = value
        self._sounds.move_to_end(sound)
        self._bytes[sound, name] = size_bytes(value)
        while self._sounds and (len(self._sounds) > self._most_sounds or self.size_bytes > self._most_bytes):
            gone, values = self._sounds.popitem(last=False)
            for one in values:
                del self._bytes[gone, one]

    @property
    def size_bytes(self) -> int:
        return sum(self._bytes.values())


@dataclass(frozen=True, kw_only=True)
class Once:
    """Does each thing once for a sound, and remembers what it had not to do again."""

    kept: Kept
    sound: str
    reused: list[str]
    """Names of what was taken over"""

    def __call__(self, name: str, make: Callable[[], T]) -> T:
        found = self.kept.find(self.sound, name)
        if found is not None:
            self.reused.append(name)
            return cast(T, found)
        made = make()
        self.kept.keep(self.sound, name, made)
        return made


def size_bytes(value: object) -> int:
    """Memory a value takes, near enough."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, tuple | list):
        # The parts of a long one are alike, such as phones.
        parts = [size_bytes(part) for part in value[:COUNTED]]
        return sys.getsizeof(value) + sum(parts) * len(value) // max(len(parts), 1)
    if is_dataclass(value):
        return sum(size_bytes(getattr(value, one.name)) for one in fields(value)) + sys.getsizeof(value)
    return sys.getsizeof(value)
