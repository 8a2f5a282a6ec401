"""Known text in a real recording: the text is spoken by espeak-ng and warped onto the recording, in any language.

Dynamic time warping (Sakoe & Chiba 1978) over mel-frequency cepstra (Davis & Mermelstein 1980), frame by frame along
anti-diagonals, so that each step is one array operation.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from common.errors import MouthpieceError
from pipeline.sound import ANALYSIS_HZ
from pipeline.wordtimes import runs_of, weight
from voices.catalog import Voices
from voices.speaking import speak
from voices.voice import Phone, Samples, Speech, Word

HOP_S = 0.015
WINDOW = 512
MELS = 32
CEPSTRA = 13
LONGEST_S = 120.0
"""Beyond it the cost table grows too large: phones are heard instead, and words shared out evenly"""
SLOWEST, FASTEST = 5.0, 30.0
"""Letters a second, beyond which a recording does not say a text"""
WORST_RATIO = 2.6
"""A recording so much longer or shorter than the spoken text does not say it"""
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Aligned:
    """What of a text is heard when in a recording; nothing when they do not fit."""

    phones: tuple[Phone, ...] = ()
    words: tuple[Word, ...] = ()


def align(speech: Speech, analysis: Samples, spans: list[tuple[float, float]], voices: Voices) -> Aligned:
    """``speech.text`` at its times in the recording."""
    spoken_s = sum(end - start for start, end in spans)
    if not spans:
        return Aligned()
    if spoken_s > LONGEST_S:
        return Aligned(words=spread(speech.text, spans))
    try:
        voice, language = voices.choose(speech.text, language=speech.language or None, voice=None)
        if voice.info.engine != "espeak":
            voice = voices.get(f"{language}-female")
        model = speak(speech.text, voice=voice, language=language)
    except MouthpieceError:
        return Aligned()
    if not model.phones or not 1 / WORST_RATIO < model.duration_s / max(spoken_s, 0.1) < WORST_RATIO:
        return Aligned()
    start_s, end_s = spans[0][0], spans[-1][1]
    real = cepstra(analysis[int(start_s * ANALYSIS_HZ) : int(end_s * ANALYSIS_HZ)])
    said = cepstra(_at_analysis_rate(model))
    path = warp(distances(said, real))
    first = np.array([path[path[:, 0] == row, 1].mean() for row in range(len(said))]) * HOP_S + start_s

    def heard_at(at_s: float) -> float:
        return float(np.interp(at_s / HOP_S, np.arange(len(first)), first))

    return Aligned(
        phones=tuple(
            Phone(symbol=phone.symbol, start_s=heard_at(phone.start_s), end_s=heard_at(phone.end_s))
            for phone in model.phones
            if heard_at(phone.end_s) > heard_at(phone.start_s)
        ),
        words=tuple(
            Word(text=word.text, start_s=heard_at(word.start_s), end_s=heard_at(word.end_s))
            for word in model.words
            if heard_at(word.end_s) > heard_at(word.start_s)
        ),
    )


def spread(text: str, spans: list[tuple[float, float]]) -> tuple[Word, ...]:
    """Words shared out evenly over what is spoken; none when the text is far too long or too short for it."""
    runs = runs_of(text)
    weights = np.array([weight(run.text) for run in runs])
    spoken_s = np.array([end_s - start_s for start_s, end_s in spans])
    if not SLOWEST < weights.sum() / spoken_s.sum() < FASTEST:
        return ()
    ends = np.cumsum(weights) / weights.sum() * spoken_s.sum()
    passed_s = np.concatenate([[0.0], np.cumsum(spoken_s)])
    places = np.searchsorted(passed_s[1:-1], ends - weights / weights.sum() * spoken_s.sum(), side="right")

    def at(said_s: float, place: int) -> float:
        return float(min(spans[place][0] + said_s - passed_s[place], spans[place][1]))

    begins = np.concatenate([[0.0], ends[:-1]])
    return tuple(
        Word(text=run.text, start_s=at(begin, place), end_s=at(end, place))
        for run, begin, end, place in zip(runs, begins, ends, places, strict=True)
    )


def _at_analysis_rate(speech: Speech) -> Samples:
    import soxr

    return np.asarray(soxr.resample(speech.samples, speech.rate_hz, ANALYSIS_HZ), np.float32)


def cepstra(samples: Samples) -> Matrix:
    """Mel cepstra and their slopes, normalised over the recording: float32 [frames, 2 * CEPSTRA]."""
    from scipy.fft import dct, rfft

    hop = int(HOP_S * ANALYSIS_HZ)
    padded = np.pad(samples, (WINDOW // 2, WINDOW // 2 + hop))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::hop] * np.hanning(WINDOW)
    power = np.abs(rfft(frames, axis=1)) ** 2
    bands = np.log(power @ _mel_bands().T + 1e-7)
    values = dct(bands, axis=1, norm="ortho")[:, :CEPSTRA]
    slopes = np.gradient(values, axis=0)
    both = np.concatenate([values, 2.0 * slopes], axis=1)
    return np.asarray((both - both.mean(axis=0)) / (both.std(axis=0) + 1e-6), np.float32)


def _mel_bands() -> Matrix:
    def mel(hz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(2595 * np.log10(1 + hz / 700))

    low_mel, high_mel = (float(value) for value in mel(np.array([80.0, 7000.0])))
    edges = 700 * (10 ** (np.linspace(low_mel, high_mel, MELS + 2) / 2595) - 1)
    hz = np.fft.rfftfreq(WINDOW, 1 / ANALYSIS_HZ)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return np.asarray(
        np.clip(np.minimum((hz - low) / (middle - low), (high - hz) / (high - middle)), 0, None), np.float32
    )


def distances(a: Matrix, b: Matrix) -> Matrix:
    """Euclidean, [len(a), len(b)]."""
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    return np.asarray(np.sqrt(np.maximum(squares, 0)), np.float32)


def warp(cost: Matrix) -> npt.NDArray[np.int64]:
    """The cheapest monotonic path through ``cost`` from corner to corner: int [steps, 2]."""
    n, m = cost.shape
    total = np.full((n + 1, m + 1), np.inf, np.float32)
    total[0, 0] = 0
    for diagonal in range(2, n + m + 1):
        rows = np.arange(max(1, diagonal - m), min(n, diagonal - 1) + 1)
        columns = diagonal - rows
        best = np.minimum(
            total[rows - 1, columns - 1], np.minimum(total[rows - 1, columns], total[rows, columns - 1])
        )
        total[rows, columns] = best + cost[rows - 1, columns - 1]
    path = []
    row, column = n, m
    while row > 0 and column > 0:
        path.append((row - 1, column - 1))
        steps = ((row - 1, column - 1), (row - 1, column), (row, column - 1))
        row, column = min(steps, key=lambda step: float(total[step]))
    return np.array(path[::-1], np.int64)
