"""Text made ready to be spoken, and cut into sentences an engine can take."""

import html
import re
import unicodedata
from collections.abc import Iterator

import emoji
from sentencex import segment

from common.errors import NothingToSay, TextTooLong

LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
MARKDOWN_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
CODE_FENCE = re.compile(r"```[\w+-]*\n?|~~~[\w+-]*\n?")
TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>")
EMPHASIS = re.compile(r"(?<!\w)([*_~`]{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}|>+|[-*+•·]|\d{1,3}[.)](?=\s))[ \t]+", re.MULTILINE)
RULE = re.compile(r"^[ \t]*([-*_=~])(?:[ \t]*\1){2,}[ \t]*$", re.MULTILINE)
REPEATED = re.compile(r"([!?。！？,，;；:…])(?:\s*\1)+")
DOTS = re.compile(r"\.{2,}|…+")
HANDLE = re.compile(r"(?<!\w)[@#](?=\w)")
EMAIL = re.compile(r"\S+@\S+\.\w{2,}")
CLAUSE_END = re.compile(r"(?<=[,;:，、；：،؛])\s*|\s+[-–—]\s+")
ORDINAL_DOTS = frozenset("cs da de et fi hr hu is lt lv nb no pl sk sl sr tr".split())
"""Languages that write "1." for "first" """
ORDINAL_END = re.compile(r"\b\d{1,2}\.$")
SPEAKABLE = {"L", "N"}


def clean(text: str, *, limit: int | None = None) -> str:
    """What can be spoken of a text: no links, emoji, markup or repeated punctuation.

    Raises TextTooLong when it has more than ``limit`` characters, NothingToSay when nothing speakable is left.
    """
    if limit is not None and len(text) > limit:
        raise TextTooLong(length=len(text), excess=len(text) - limit, limit=limit)
    text = EMAIL.sub(lambda found: found[0].replace("@", " at "), as_written(text))
    text = "".join(_plain(character) for character in HANDLE.sub("", text))
    text = _lines(REPEATED.sub(r"\1", DOTS.sub("…", text)))
    if not text:
        raise NothingToSay
    return text


def as_written(text: str) -> str:
    """A text to be read while it is spoken: without markup, links and emoji, everything else as the person wrote it."""
    text = html.unescape(unicodedata.normalize("NFC", text))
    text = MARKDOWN_LINK.sub(r"\1", CODE_FENCE.sub("", RULE.sub("", text)))
    text = LINE_MARK.sub("", TAG.sub(" ", LINK.sub(" ", text)))
    for _ in range(3):
        text = EMPHASIS.sub(r"\2", text)
    return _lines("".join(_visible(character) for character in emoji.replace_emoji(text, " ")))


def _lines(text: str) -> str:
    """One line a paragraph; those with nothing to say in them are left out."""
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if any(_speakable(c) for c in line))


def _visible(character: str) -> str:
    kind = unicodedata.category(character)
    if character == "\n" or kind in {"Zl", "Zp"}:
        return "\n"
    if kind in {"Cf", "Cs", "Co", "Cn"} and character not in "\u200c\u200d":
        return ""
    return " " if kind in {"Cc", "Zs"} else character


def _plain(character: str) -> str:
    if unicodedata.category(character) == "So" and character not in "°™":
        return " "
    return " " if character in "*_~`|\\^<>{}[]" or "\U0001f3fb" <= character <= "\U0001f3ff" else character


def _speakable(character: str) -> bool:
    return unicodedata.category(character)[0] in SPEAKABLE


def letters(text: str) -> int:
    """About how long a text is spoken, in letters of an alphabet: a full-width character is a syllable, thus three."""
    return sum(3 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def beginning(text: str, room: int) -> str:
    """The first ``room`` letters, as ``letters`` counts them, to the end of the word."""
    for number, character in enumerate(text):
        if room <= 0 and (_no_spaces(character) or not _speakable(character)):
            return text[:number].rstrip()
        room -= letters(character)
    return text


def sentences(text: str, language: str, *, longest: int = 300) -> Iterator[tuple[str, bool]]:
    """Sentences of at most ``longest`` characters, each with whether it ends a paragraph."""
    for paragraph in text.split("\n"):
        parts = [
            piece
            for sentence in whole_sentences(paragraph, language)
            for piece in _cut(sentence, longest)
            if any(_speakable(c) for c in piece)
        ]
        for number, piece in enumerate(parts):
            yield piece, number == len(parts) - 1


def whole_sentences(paragraph: str, language: str) -> list[str]:
    """Sentences of one line, as written. "Am 1. Juli" has no end after its number."""
    tag = language.split("-")[0]
    found: list[str] = []
    for sentence in segment(tag, paragraph):
        if found and tag in ORDINAL_DOTS and ORDINAL_END.search(found[-1]):
            found[-1] = f"{found[-1]} {sentence.strip()}"
        elif sentence.strip():
            found.append(sentence.strip())
    return found


def _cut(sentence: str, longest: int) -> Iterator[str]:
    """Cut at clauses, then at spaces, then anywhere."""
    if len(sentence) <= longest:
        yield sentence
        return
    for separator in (CLAUSE_END, re.compile(r"\s+")):
        pieces = [piece for piece in separator.split(sentence) if piece]
        if len(pieces) > 1:
            glue = "" if _no_spaces(sentence) else " "
            held = ""
            for piece in pieces:
                if held and len(held) + len(glue) + len(piece) > longest:
                    yield from _cut(held, longest)
                    held = ""
                held = held + glue + piece if held else piece
            yield from _cut(held, longest)
            return
    for start in range(0, len(sentence), longest):
        yield sentence[start : start + longest]


def _no_spaces(text: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" or "\u0e00" <= c <= "\u0e7f" for c in text)
