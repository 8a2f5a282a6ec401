"""Which letters the bytes of a table stand for: spreadsheets save CSV in whatever their machine is used to."""

import re

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""What files begin with that say their encoding"""
PAIR = re.compile(rb"([\x81-\xfe])[\x40-\x7e\x80-\xfe]")
COMMON = (0xB0, 0xD7)
"""First bytes of the 3,755 Chinese characters that make up nearly all writing; Russian words read as Chinese have others"""
MOSTLY = 0.8
WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
OFTEN_EMPTY = 0.2  # of a text's bytes are zero in UTF-16 of a table: its separators, digits and line ends


def decode(data: bytes) -> str | None:
    """UTF-8, UTF-16, GB18030, then Windows-1252 or -1251; None when it is not text."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return _tried(data, name)
    if data.count(0) > OFTEN_EMPTY * len(data):
        return _tried(data, "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be")
    if 0 in data:
        return None
    for name in ("utf-8", *_eight_bits(data)):
        text = _tried(data, name)
        if text is not None:
            return text
    return None


def _tried(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _eight_bits(data: bytes) -> tuple[str, ...]:
    """Encodings without a mark, the likeliest first."""
    pairs = [found[1][0] for found in PAIR.finditer(data)]
    common = sum(COMMON[0] <= first <= COMMON[1] for first in pairs)
    chinese = ("gb18030",) if pairs and common >= MOSTLY * len(pairs) else ()
    words = [word for word in WORD.findall(data) if any(byte >= 0x80 for byte in word)]
    latin = sum(any(byte < 0x80 for byte in word) for word in words) > len(words) / 2
    return ("cp1252",) if latin else (*chinese, "cp1251")
