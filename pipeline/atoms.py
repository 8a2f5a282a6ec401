"""The smallest pieces of a subtitle: words as written, and where a line may end after them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from pipeline.wordtimes import letter_times
from voices.text import ORDINAL_END, whole_sentences
from voices.voice import Word

WIDEST = 42
"""Columns of the longest line, and of the longest word that is not cut"""
CLOSING = frozenset("。，、！？；：）」』】》〉”’…,.!?;:)]}%»")
"""Never begin a line"""
OPENING = frozenset("（「『【《〈“‘([{«¿¡")
"""Never end one"""
ASIDE = "\"'”’»)]}」』）】》"
"""May follow the mark that ends a sentence"""
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]")
FUNCTION_WORDS = {
    "en": "and or but nor so yet because although though while if when where which who that than as of in on at to for "
    "from with by about into over after before between through without under until since against during",
    "de": "und oder aber denn sondern dass weil wenn als wie ob der die das ein eine im in an am auf aus bei mit nach von "
    "vom vor zu zum zur über unter für ohne gegen um durch während bis",
    "fr": "et ou mais donc or ni car que qui dont où si quand comme à de du des en dans sur sous avec sans pour par chez "
    "vers entre depuis pendant avant après",
    "es": "y e o u pero sino porque que si cuando como donde a de del en con sin por para sobre entre hasta desde hacia",
    "it": "e o ma perché che se quando come dove a di da in con su per tra fra del della nel nella al alla",
    "pt": "e ou mas porque que se quando como onde a de do da em no na com sem por para sobre entre até desde",
    "ru": "и а но или да если что чтобы когда где как потому в во на за из от до по с со к ко о об у для без при через "
    "между под над",
}
"""Words that a line had better begin with than end with"""


class Mark(IntEnum):
    """How good an end of a line is after a piece, best first."""

    PARAGRAPH = 0
    SENTENCE = 1
    CLAUSE = 2
    PHRASE = 3
    """The next piece is a conjunction or preposition"""
    WORD = 4
    BOUND = 5
    """The piece belongs to the next one, such as a preposition"""


@dataclass(frozen=True, kw_only=True)
class Atom:
    text: str
    space: bool
    """Written apart from the piece after it"""
    mark: Mark
    start_s: float
    end_s: float


def columns(text: str) -> int:
    """Width in columns: full-width characters take two, combining ones none."""
    return sum(
        0
        if unicodedata.category(letter) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


def atoms(text: str, words: Sequence[Word], language: str) -> list[Atom]:
    """``text`` in pieces of at most WIDEST columns; those that are not spoken are left out."""
    times = letter_times(text, words)
    found: list[Atom] = []
    at, number = 0, 0
    for piece, space, mark in _pieces(text, language):
        begin = text.index(piece, at)
        at = begin + len(piece)
        first = number
        while number < len(times) and times[number][0].begin < at:
            number += 1
        if number > first:
            start_s, end_s = times[first][1].start_s, times[number - 1][1].end_s
            found.append(Atom(text=piece, space=space, mark=mark, start_s=start_s, end_s=end_s))
        elif number and times[number - 1][0].end > begin:
            # The rest of a word too wide for one piece.
            at_s = times[number - 1][1].end_s
            found.append(Atom(text=piece, space=space, mark=mark, start_s=at_s, end_s=at_s))
        elif number == len(times):
            break
        elif found:
            # A lone dash or mark of money is not said; it stays with the word before it.
            found[-1] = _with(found[-1], piece, space, mark)
        # A mark before the first word is dropped.
    return found


def _with(atom: Atom, piece: str, space: bool, mark: Mark) -> Atom:
    text = f"{atom.text} {piece}" if atom.space else atom.text + piece
    return Atom(text=text, space=space, mark=min(mark, atom.mark), start_s=atom.start_s, end_s=atom.end_s)


def _pieces(text: str, language: str) -> Iterator[tuple[str, bool, Mark]]:
    """Pieces as written, whether a space follows, and how good an end of a line is after them."""
    for paragraph in text.split("\n"):
        sentences = whole_sentences(paragraph, language)
        for number, sentence in enumerate(sentences):
            last = Mark.PARAGRAPH if number == len(sentences) - 1 else Mark.SENTENCE
            yield from _sentence(sentence, language, last)


def _sentence(sentence: str, language: str, last: Mark) -> Iterator[tuple[str, bool, Mark]]:
    bound = set(FUNCTION_WORDS.get(language.split("-")[0], "").split())
    pieces = [
        (part, number == len(parts) - 1)
        for word in sentence.split()
        for parts in [list(_parts(word, language))]
        for number, part in enumerate(parts)
    ]
    for number, (piece, space) in enumerate(pieces):
        if number == len(pieces) - 1:
            yield piece, not UNSPACED.match(piece[-1]), last
            continue
        following = pieces[number + 1][0]
        yield piece, space, _mark(piece, following, bound)


def _mark(piece: str, following: str, bound: set[str]) -> Mark:
    end = piece.rstrip(ASIDE)[-1:] or piece[-1]
    if (end.isdigit() and not UNSPACED.match(following)) or ORDINAL_END.search(piece):
        return Mark.BOUND  # a number and what it counts
    if end in ".!?…。！？؟।":
        return Mark.PHRASE  # as after "Dr.": not the end of a sentence
    if end in ",;:，、；：،؛–—" or following[0] in "–—":
        return Mark.CLAUSE
    if piece.casefold() in bound:
        return Mark.BOUND
    return Mark.PHRASE if following.casefold().strip(ASIDE) in bound else Mark.WORD


def _parts(word: str, language: str) -> Iterator[str]:
    """A run without spaces: whole, or by phrases in scripts that write none; what is still too wide is cut anywhere."""
    phrases = _joined(_parser(language, word).parse(word)) if UNSPACED.search(word) else [word]
    for phrase in phrases:
        held = ""
        for letter in phrase:
            if columns(held + letter) > WIDEST:
                yield held
                held = ""
            held += letter
        if held:
            yield held


def _joined(phrases: Sequence[str]) -> list[str]:
    """Numbers and words of other scripts whole, and every mark on the side where it belongs."""
    joined: list[str] = []
    for phrase in phrases:
        if joined and (
            _whole(joined[-1][-1], phrase[0]) or phrase[0] in CLOSING or joined[-1][-1] in OPENING
        ):
            joined[-1] += phrase
        else:
            joined.append(phrase)
    return joined


def _whole(before: str, after: str) -> bool:
    return before.isalnum() and after.isalnum() and not UNSPACED.match(before) and not UNSPACED.match(after)


@cache
def _budoux(name: str) -> Any:
    import budoux

    return getattr(budoux, f"load_default_{name}_parser")()


def _parser(language: str, word: str) -> Any:
    if re.search(r"[\u0e00-\u0e7f]", word):
        return _budoux("thai")
    if language.startswith("ja") or re.search(r"[\u3040-\u30ff]", word):
        return _budoux("japanese")
    traditional = language in {"yue", "zh-tw", "zh-hk", "zh-hant"}
    return _budoux("traditional_chinese" if traditional else "simplified_chinese")
