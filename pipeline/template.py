"""A text with places to fill in: "Hello {name}, welcome." and a row of a table give what is said in one clip."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from common.errors import TemplateBroken
from pipeline.order import Part

PIECE = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}\n]*)\}|(?P<broken>[{}])")
LEAST_SHARED = 16
"""Letters; a shorter sentence between filled-in ones is not worth two joins. A Chinese character counts as three"""
NEAR = 20


def column_key(name: str) -> str:
    """The same for names that people take for the same: letter case, width and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@dataclass(frozen=True, kw_only=True)
class Template:
    """Plain pieces and placeholders by turns: ``plain`` has one more than ``names``."""

    plain: tuple[str, ...]
    names: tuple[str, ...]
    """As written, trimmed"""

    @classmethod
    def parse(cls, text: str) -> "Template":
        """``{name}`` is a placeholder, ``{{`` and ``}}`` are braces. Raises TemplateBroken."""
        plain, names, at = [""], [], 0
        for found in PIECE.finditer(text):
            plain[-1] += text[at : found.start()]
            at = found.end()
            name = (found["name"] or "").strip()
            if found["broken"] or (found["name"] is not None and not name):
                raise TemplateBroken(near=_near(text, found.start()))
            if name:
                names.append(name)
                plain.append("")
            else:
                plain[-1] += found[0][0]
        plain[-1] += text[at:]
        return cls(plain=tuple(plain), names=tuple(names))

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Each once, in the order they are first named."""
        firsts: dict[str, str] = {}
        for name in self.names:
            firsts.setdefault(column_key(name), name)
        return tuple(firsts.values())

    def fill(self, values: Mapping[str, str]) -> str:
        """``values`` by ``column_key``. Raises KeyError for a column that is not there: ``check`` says so before."""
        filled = (values[column_key(name)] for name in self.names)
        return "".join(piece for pair in zip(self.plain, [*filled, ""], strict=True) for piece in pair)

    def parts(self, values: Mapping[str, str], language: str) -> tuple[Part, ...]:
        """The filled text in whole sentences, those that are the same in every row apart from the others.

        A voice pauses for 0.06 to 0.17 s at a comma, too short for lips to come to rest, so no sentence is cut there.
        """
        filled = iter([values[column_key(name)] for name in self.names])
        stand_in = self._stand_in()
        return tuple(
            Part(text=re.sub(stand_in, lambda _: next(filled), text), shared=shared)
            for text, shared in _joined(_worth(self._sentences(language, stand_in)))
        )

    def _sentences(self, language: str, stand_in: str) -> Iterator[tuple[str, bool]]:
        from sentencex import segment

        for line in stand_in.join(self.plain).splitlines(keepends=True):
            for sentence in segment(language.split("-")[0], line):
                yield sentence, stand_in not in sentence

    def _stand_in(self) -> str:
        """A word that the text does not have, for placeholders while sentences are found: the same in every row."""
        word = "Zqxj"
        while any(word in piece for piece in self.plain):
            word += "q"
        return word


def _near(text: str, at: int) -> str:
    return " ".join(text[max(0, at - NEAR // 2) : at + NEAR].split())


def _joined(sentences: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Neighbours of the same kind together; what has nothing to say goes with what is before it."""
    joined: list[tuple[str, bool]] = []
    for text, shared in sentences:
        if joined and (joined[-1][1] == shared or not _weight(text)):
            joined[-1] = (joined[-1][0] + text, joined[-1][1])
        elif joined and not _weight(joined[-1][0]):
            joined[-1] = (joined[-1][0] + text, shared)
        else:
            joined.append((text, shared))
    return joined


def _worth(sentences: Iterator[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Short shared pieces that touch a differing one count as differing."""
    pieces = _joined(list(sentences))
    differing = [not shared for _, shared in pieces]
    beside = [any(pair) for pair in pairwise([False, *differing, False])]
    touched = [before or after for before, after in pairwise(beside)]
    return [
        (text, shared and not (touch and _weight(text) < LEAST_SHARED))
        for (text, shared), touch in zip(pieces, touched, strict=True)
    ]


def _weight(text: str) -> int:
    letters = (c for c in text if c.isalnum())
    return sum(3 if unicodedata.east_asian_width(c) in "WF" else 1 for c in letters)
