"""When each word of a text, as the person wrote it, is heard.

A voice tells its words by the text it was given, where numbers and marks may be cut otherwise. Both are taken apart into
runs of letters; runs that are the same on both sides fix times, and what lies between shares what lies between them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from voices.voice import Word

LOOK_AHEAD = 40
"""Runs looked at on either side to find where text and speech agree again"""
TELLING = 5
"""A run so long agrees by itself; a shorter one only with the run after it"""
DIGIT_WEIGHT = 4.0
"""How long a digit is spoken, in letters: each is a word or nearly"""
SYLLABLE_WEIGHT = 3.0
"""The same for a Chinese, Japanese or Korean character"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Letters or digits without anything between them, or one character of a script without spaces."""

    text: str
    begin: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Span:
    start_s: float
    end_s: float


def letter_times(text: str, words: Sequence[Word]) -> list[tuple[Run, Span]]:
    """Runs of ``text`` and when they are heard, in order; what comes after the last word told is left out."""
    runs = runs_of(text)
    told = [pair for word in words for pair in _shared_out(runs_of(word.text), word.start_s, word.end_s)]
    if not runs or not told:
        return []
    spans = _matched([_plain(run.text) for run in runs], [(_plain(run.text), span) for run, span in told])
    return _filled(runs, spans, told[0][1].start_s, told[-1][1].end_s)


def runs_of(text: str) -> list[Run]:
    runs: list[Run] = []
    for found in re.finditer(r"[^\W_]+", text):
        at = found.start()
        for part in re.findall(r"[^\u2e80-\u9fff\uf900-\ufaff]+|.", found[0]):
            runs.append(Run(text=part, begin=at, end=at + len(part)))
            at += len(part)
    return runs


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def weight(text: str) -> float:
    """How long a run takes to say, in letters."""
    return sum(
        DIGIT_WEIGHT
        if letter.isdigit()
        else SYLLABLE_WEIGHT
        if unicodedata.east_asian_width(letter) in "WF"
        else 1.0
        for letter in text
    )


def _shared_out(runs: Sequence[Run], start_s: float, end_s: float) -> list[tuple[Run, Span]]:
    total = sum(weight(run.text) for run in runs)
    shared, at_s = [], start_s
    for run in runs:
        until_s = at_s + (end_s - start_s) * weight(run.text) / total
        shared.append((run, Span(start_s=at_s, end_s=until_s)))
        at_s = until_s
    return shared


def _matched(runs: Sequence[str], told: Sequence[tuple[str, Span]]) -> list[Span | None]:
    """The span of each run that is told; where they differ, the nearest place where they agree again."""
    spans: list[Span | None] = [None] * len(runs)
    here, there = 0, 0
    while here < len(runs) and there < len(told):
        if runs[here] == told[there][0]:
            spans[here] = told[there][1]
            here, there = here + 1, there + 1
            continue
        step = _next_agreement(runs[here:], [text for text, _ in told[there : there + LOOK_AHEAD]])
        if step is None:
            break
        here, there = here + step[0], there + step[1]
    return spans


def _next_agreement(runs: Sequence[str], told: Sequence[str]) -> tuple[int, int] | None:
    for steps in range(1, 2 * LOOK_AHEAD):
        for here in range(max(0, steps - LOOK_AHEAD), min(steps, LOOK_AHEAD) + 1):
            there = steps - here
            if here >= len(runs) or there >= len(told) or runs[here] != told[there]:
                continue
            last = here + 1 >= len(runs) or there + 1 >= len(told)
            if last or len(runs[here]) >= TELLING or runs[here + 1] == told[there + 1]:
                return here, there
    return None


def _filled(
    runs: Sequence[Run], spans: list[Span | None], start_s: float, end_s: float
) -> list[tuple[Run, Span]]:
    filled: list[tuple[Run, Span]] = []
    gap: list[Run] = []
    for run, span in zip(runs, spans, strict=True):
        if span is None:
            gap.append(run)
            continue
        before_s = filled[-1][1].end_s if filled else start_s
        filled += [*_shared_out(gap, before_s, max(before_s, span.start_s)), (run, span)]
        gap = []
    before_s = filled[-1][1].end_s if filled else start_s
    # What follows the last word told was never spoken, unless there is sound left for it.
    return filled + (_shared_out(gap, before_s, end_s) if end_s > before_s else [])
