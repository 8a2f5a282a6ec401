"""How long a clip will be, told from the order alone, before anything is spoken."""

import unicodedata
from functools import lru_cache
from pathlib import Path

from common.errors import BadInput
from pipeline.order import ClipOrder

LETTERS_S = 14.0
"""Letters of an alphabet spoken in a second"""
SYLLABLES_S = 4.5
"""Chinese, Japanese or Korean characters spoken in a second; each is about a syllable"""
BYTES_S = 4_000
"""Of a recording that does not say its length, such as a browser's: Opus at 32 kbit/s"""
SHORTEST_S = 0.5
PROBED_S = 8.0
"""When the recording cannot be read at all; the render will say what is wrong with it"""


def expected_length_s(order: ClipOrder) -> float:
    """Seconds of the clip. Looks into the recording when there is one, so call it off the event loop."""
    if order.sound is not None:
        stat = Path(order.sound).stat()
        whole_s = _recorded_s(order.sound, stat.st_size, stat.st_mtime_ns)
    else:
        whole_s = _spoken_s(order.text or "") / max(order.rate, 0.1)
    return max(SHORTEST_S, min(whole_s, order.only_s or whole_s))


def _spoken_s(text: str) -> float:
    syllables = sum(1 for letter in text if unicodedata.east_asian_width(letter) in "WF")
    return syllables / SYLLABLES_S + (len(text) - syllables) / LETTERS_S


@lru_cache(maxsize=64)
def _recorded_s(sound: str, size_bytes: int, changed_ns: int) -> float:
    """A batch names one sound many times; it is looked into once."""
    # common.media brings numpy along, which the bot's process should not pay for before the first recording.
    from common.media import probe

    try:
        info = probe(Path(sound))
    except BadInput:
        return PROBED_S
    return info.duration_s or size_bytes / BYTES_S
