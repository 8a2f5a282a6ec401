"""A text with times cut into subtitles that read well: the cheapest way of all, found by dynamic programming.

Each subtitle has a cost: for ending where no sentence or clause does, for standing too short or too long, for having to
be read too fast, for two lines that differ much in width. The sum over all is made as small as can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.atoms import Atom, Mark, columns

LINES = 2
LEAST_S, MOST_S = 1.0, 6.0
COLUMNS_S = 17.0
"""What people read with ease in a second"""
LINGER_S = 0.6
"""A subtitle may stay so long after its last word"""
CLOSE_S = 0.5
"""A shorter gap between two is closed"""
PAUSE_S = 1.2
"""A subtitle does not run across a longer one"""
END_COST = {
    Mark.PARAGRAPH: 0.0,
    Mark.SENTENCE: 0.0,
    Mark.CLAUSE: 1.6,
    Mark.PHRASE: 3.2,
    Mark.WORD: 5.0,
    Mark.BOUND: 8.0,
}
LINE_COST = {
    Mark.PARAGRAPH: 0.0,
    Mark.SENTENCE: 0.0,
    Mark.CLAUSE: 0.3,
    Mark.PHRASE: 0.7,
    Mark.WORD: 1.2,
    Mark.BOUND: 2.4,
}
EACH_COST = 1.5
ACROSS_SENTENCE_COST = 2.5
ACROSS_PARAGRAPH_COST = 6.0
SHORT_COST, LONG_COST, FAST_COST = 6.0, 3.0, 0.25
IMBALANCE_COST = 2.0
PAUSE_COST = 12.0
NEVER = float("inf")


@dataclass(frozen=True, kw_only=True)
class Cue:
    """One subtitle."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]


def cues(pieces: Sequence[Atom], *, duration_s: float, widest: int) -> tuple[Cue, ...]:
    """``pieces`` as subtitles of two lines of at most ``widest`` columns, within ``duration_s``."""
    pieces = [piece for piece in pieces if piece.start_s < duration_s - 1e-3]
    cut = Cutter(pieces, duration_s, widest)
    spans = cut.cheapest()
    made: list[Cue] = []
    for number, (first, last) in enumerate(spans):
        follows_s = pieces[spans[number + 1][0]].start_s if number + 1 < len(spans) else duration_s
        start_s = max(pieces[first].start_s, made[-1].end_s if made else 0.0)
        end_s = _end_s(start_s, pieces[last].end_s, follows_s, columns(cut.text(first, last)))
        if end_s > start_s:
            made.append(Cue(start_s=start_s, end_s=min(end_s, duration_s), lines=cut.lines(first, last)[0]))
    return tuple(made)


def _end_s(start_s: float, spoken_s: float, follows_s: float, width: int) -> float:
    """Long enough to be read where there is room, and up to the next one where that is near."""
    wanted_s = max(spoken_s + LINGER_S / 2, start_s + max(LEAST_S, width / COLUMNS_S))
    end_s = min(max(spoken_s, min(wanted_s, spoken_s + 4 * LINGER_S)), follows_s)
    return follows_s if 0 < follows_s - end_s < CLOSE_S else end_s


class Cutter:
    """Weighs the ways to cut one text."""

    def __init__(self, pieces: Sequence[Atom], duration_s: float, widest: int) -> None:
        self._pieces = pieces
        self._duration_s = duration_s
        self._widest = widest
        self._widths = [columns(piece.text) for piece in pieces]
        self.lines = lru_cache(maxsize=1 << 16)(self._lines)

    def cheapest(self) -> list[tuple[int, int]]:
        """First and last piece of each subtitle."""
        count = len(self._pieces)
        best = [0.0] + [NEVER] * count
        begins = [0] * (count + 1)
        for end in range(1, count + 1):
            width = -1
            for first in range(end - 1, -1, -1):
                width += self._widths[first] + 1
                if first < end - 1 and width > LINES * self._widest + LINES:
                    break
                cost = best[first] + self._cost(first, end - 1)
                if cost < best[end]:
                    best[end], begins[end] = cost, first
        spans: list[tuple[int, int]] = []
        while count:
            spans.append((begins[count], count - 1))
            count = begins[count]
        return spans[::-1]

    def _cost(self, first: int, last: int) -> float:
        pieces = self._pieces
        cost = EACH_COST + END_COST[pieces[last].mark] + self.lines(first, last)[1]
        if cost == NEVER:
            return cost
        follows_s = pieces[last + 1].start_s if last + 1 < len(pieces) else self._duration_s
        spoken_s = pieces[last].end_s - pieces[first].start_s
        shown_s = max(spoken_s, min(follows_s - pieces[first].start_s, spoken_s + 4 * LINGER_S))
        cost += SHORT_COST * max(0.0, LEAST_S - shown_s) + LONG_COST * max(0.0, spoken_s - MOST_S)
        cost += FAST_COST * max(0.0, columns(self.text(first, last)) / max(shown_s, 0.1) - COLUMNS_S)
        for number in range(first, last):
            if pieces[number].mark <= Mark.SENTENCE:
                paragraph = pieces[number].mark == Mark.PARAGRAPH
                cost += ACROSS_PARAGRAPH_COST if paragraph else ACROSS_SENTENCE_COST
            if pieces[number + 1].start_s - pieces[number].end_s > PAUSE_S:
                cost += PAUSE_COST
        return cost

    def _lines(self, first: int, last: int) -> tuple[tuple[str, ...], float]:
        """The best lines for some pieces, and what they cost."""
        text = self.text(first, last)
        if self._fits(text, first == last):
            return (text,), 0.0
        best: tuple[tuple[str, ...], float] = ((), NEVER)
        for number in range(first, last):
            upper, lower = self.text(first, number), self.text(number + 1, last)
            if not (self._fits(upper, number == first) and self._fits(lower, number + 1 == last)):
                continue
            apart = abs(columns(upper) - columns(lower)) / self._widest
            cost = LINE_COST[self._pieces[number].mark] + IMBALANCE_COST * apart
            if cost < best[1]:
                best = (upper, lower), cost
        return best

    def _fits(self, text: str, one_word: bool) -> bool:
        return one_word or columns(text) <= self._widest

    def text(self, first: int, last: int) -> str:
        parts = [f"{piece.text} " if piece.space else piece.text for piece in self._pieces[first : last + 1]]
        return "".join(parts).rstrip()


def as_srt(made: Sequence[Cue]) -> str:
    """SubRip."""
    blocks = (
        f"{number}\n{_clock(cue.start_s, ',')} --> {_clock(cue.end_s, ',')}\n{_lines_of(cue)}\n"
        for number, cue in enumerate(made, start=1)
    )
    return "\n".join(blocks)


def as_vtt(made: Sequence[Cue]) -> str:
    """WebVTT."""
    blocks = (
        f"{_clock(cue.start_s, '.')} --> {_clock(cue.end_s, '.')}\n{_escaped(_lines_of(cue))}\n"
        for cue in made
    )
    return "WEBVTT\n\n" + "\n".join(blocks)


def _lines_of(cue: Cue) -> str:
    # The arrow stands between times: a line that has one would be taken for those.
    return "\n".join(cue.lines).replace("-->", "→")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(at_s: float, point: str) -> str:
    milliseconds = round(at_s * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds, milliseconds = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{milliseconds:03}"
