"""Names for the files of many clips: safe on every system, and no two alike."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST_BYTES = 100
FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
"""Windows takes these for devices, whatever follows the dot"""


def safe_name(text: str, otherwise: str) -> str:
    """``text`` as the stem of a file's name, Chinese and Russian kept; ``otherwise`` when nothing is left of it."""
    text = FORBIDDEN.sub("-", unicodedata.normalize("NFC", text))
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    text = _cut(" ".join(text.split()).strip(". "), LONGEST_BYTES)
    if not any(c.isalnum() for c in text):
        return otherwise
    return f"_{text}" if RESERVED.match(text) else text


def unique_names(wanted: Iterable[str]) -> list[str]:
    """The same names, those that were there before with a number; letter case does not tell names apart."""
    wanted = list(wanted)
    taken: set[str] = set()
    given = []
    for name in wanted:
        number, unique = 1, name
        while unique.casefold() in taken:
            number += 1
            ending = f" ({number})"
            unique = _cut(name, LONGEST_BYTES - len(ending)) + ending
        taken.add(unique.casefold())
        given.append(unique)
    return given


def _cut(text: str, most_bytes: int) -> str:
    return text.encode()[:most_bytes].decode(errors="ignore").rstrip(". ")
