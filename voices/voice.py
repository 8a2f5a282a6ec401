"""What a voice is: text goes in, speech with its phones comes out."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Phone:
    """One speech sound: an IPA symbol ("" for silence) and when it is heard."""

    symbol: str
    start_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word as written and when it is heard."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True)
class Speech:
    """Sound to be lip-synced, with what is known about it."""

    samples: Samples
    """float32 [n], mono, -1..1"""
    rate_hz: int
    language: str
    """BCP 47 primary tag such as "en", or "" when not known"""
    text: str = ""
    """What is said, when known"""
    phones: tuple[Phone, ...] = field(default=())
    """Phones with times, when the engine knows them; in order, not overlapping"""
    words: tuple[Word, ...] = field(default=())
    """Words with times; a whole sentence as one where the engine tells no words"""

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.rate_hz


@dataclass(frozen=True, kw_only=True)
class VoiceInfo:
    """A voice as it stands in a list."""

    id: str
    """Stable name people type, such as "en-us", "zh-female" or "coqui:my-model"."""
    name: str
    """Name people read"""
    engine: str
    """"espeak" or "coqui" """
    languages: tuple[str, ...]
    """Language tags it speaks, most specific first, such as ("en-us", "en")"""
    gender: str = ""
    """"female", "male" or "" """
    licence: str = ""
    speakers: tuple[str, ...] = ()


class Voice(Protocol):
    """Speaks. One instance may be used by one thread at a time."""

    info: VoiceInfo

    def speak(self, text: str, *, language: str, rate: float = 1.0) -> Speech:
        """Say ``text`` (already cleaned for speaking). ``rate`` 1.0 is the ordinary pace, 2.0 twice as fast.

        Raises VoiceUnavailable when the engine cannot work here, UnknownLanguage when it has no such language.
        """
        ...
