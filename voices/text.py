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
SPEAKABLE = {"L", "N"}


def clean(text: str, *, limit: int | None = None) -> str:
    """What can be spoken of a text: no links, emoji, markup or repeated punctuation.

    Raises TextTooLong when it has more than ``limit`` characters, NothingToSay when nothing speakable is left.
    """
    if limit is not None and len(text) > limit:
        raise TextTooLong(length=len(text), excess=len(text) - limit, limit=limit)
    text = html.unescape(unicodedata.normalize("NFC", text))
    text = MARKDOWN_LINK.sub(r"\1", CODE_FENCE.sub("", RULE.sub("", text)))
    text = TAG.sub(" ", LINK.sub(" ", text))
    text = EMAIL.sub(lambda found: found[0].replace("@", " at "), text)
    text = HANDLE.sub("", LINE_MARK.sub("", text))
    for _ in range(3):
        text = EMPHASIS.sub(r"\2", text)
    text = emoji.replace_emoji(text, " ")
    text = "".join(_plain(character) for character in text)
    text = REPEATED.sub(r"\1", DOTS.sub("…", text))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines())
    text = "\n".join(line for line in lines if any(_speakable(c) for c in line))
    if not text:
        raise NothingToSay
    return text


def _plain(character: str) -> str:
    kind = unicodedata.category(character)
    if character == "\n" or kind in {"Zl", "Zp"}:
        return "\n"
    if kind in {"Cf", "Cs", "Co", "Cn"} and character not in "\u200c\u200d":
        return ""
    if kind in {"Cc", "Zs"} or (kind == "So" and character not in "°™"):
        return " "
    return " " if character in "*_~`|\\^<>{}[]" or "\U0001f3fb" <= character <= "\U0001f3ff" else character


def _speakable(character: str) -> bool:
    return unicodedata.category(character)[0] in SPEAKABLE


def sentences(text: str, language: str, *, longest: int = 300) -> Iterator[tuple[str, bool]]:
    """Sentences of at most ``longest`` characters, each with whether it ends a paragraph."""
    for paragraph in text.split("\n"):
        parts = [
            piece
            for sentence in segment(language.split("-")[0], paragraph)
            for piece in _cut(sentence.strip(), longest)
            if any(_speakable(c) for c in piece)
        ]
        for number, piece in enumerate(parts):
            yield piece, number == len(parts) - 1


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
