"""Saying a whole text: sentence by sentence within the engine's limits, joined without clicks."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from voices.text import clean, sentences
from voices.voice import Phone, Samples, Speech, Voice, Word

LEAD_S = 0.20
"""Silence before and after, so that the mouth starts and ends at rest"""
SENTENCE_PAUSE_S = 0.28
PARAGRAPH_PAUSE_S = 0.55
FADE_S = 0.008
BLOCK = 1 << 18
QUIET = 0.004
LOUDNESS_RMS = 0.11
PEAK = 0.95


def speak(
    text: str,
    *,
    voice: Voice,
    language: str,
    rate: float = 1.0,
    limit: int | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Speech:
    """Clean ``text``, say it with ``voice`` and join the sentences.

    Raises NothingToSay, TextTooLong, and what the voice raises.
    """
    spoken = clean(text, limit=limit)
    parts = list(sentences(spoken, language))
    joined = Joined()
    for number, (sentence, ends_paragraph) in enumerate(parts):
        piece = voice.speak(sentence, language=language, rate=rate)
        if len(piece.samples):
            pause_s = (PARAGRAPH_PAUSE_S if ends_paragraph else SENTENCE_PAUSE_S) / rate
            joined.add(_trimmed(piece), pause_s=pause_s)
        if on_progress:
            on_progress((number + 1) / len(parts))
    return _levelled(joined.speech(language, spoken))


def _trimmed(speech: Speech) -> Speech:
    """Without the engine's own silence at both ends."""
    loud = np.flatnonzero(np.abs(speech.samples) > QUIET)
    if len(loud) == 0:
        return speech
    margin = int(0.03 * speech.rate_hz)
    begin, end = max(0, int(loud[0]) - margin), min(len(speech.samples), int(loud[-1]) + margin)
    begin_s, end_s = begin / speech.rate_hz, end / speech.rate_hz

    def inside(at_s: float) -> float:
        return min(max(at_s, begin_s), end_s) - begin_s

    return replace(
        speech,
        samples=_faded(speech.samples[begin:end], speech.rate_hz),
        phones=tuple(
            Phone(symbol=p.symbol, start_s=inside(p.start_s), end_s=inside(p.end_s))
            for p in speech.phones
            if inside(p.end_s) > inside(p.start_s)
        ),
        words=tuple(
            Word(text=w.text, start_s=inside(w.start_s), end_s=inside(w.end_s))
            for w in speech.words
            if inside(w.end_s) > inside(w.start_s)
        ),
    )


def _faded(samples: Samples, rate_hz: int) -> Samples:
    faded = samples.copy()
    length = min(int(FADE_S * rate_hz), len(faded) // 2)
    if length:
        ramp = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, length))).astype(np.float32)
        faded[:length] *= ramp
        faded[-length:] *= ramp[::-1]
    return faded


class Joined:
    """Pieces of speech one after the other, in one growing buffer: long speech is not held twice."""

    def __init__(self) -> None:
        self._sound = bytearray()
        self._rate_hz = 0
        self._pause_s = LEAD_S
        self._phones: list[Phone] = []
        self._words: list[Word] = []
        self._known = True
        """Every piece so far told its phones"""

    def add(self, piece: Speech, *, pause_s: float) -> None:
        """``pause_s`` is how long to pause after it, should anything follow."""
        self._rate_hz = self._rate_hz or piece.rate_hz
        self._be_silent(self._pause_s)
        at_s = self._duration_s
        self._phones += [
            Phone(symbol=p.symbol, start_s=p.start_s + at_s, end_s=p.end_s + at_s) for p in piece.phones
        ]
        self._words += [
            Word(text=w.text, start_s=w.start_s + at_s, end_s=w.end_s + at_s) for w in _words(piece)
        ]
        self._known = self._known and bool(piece.phones)
        self._sound += np.ascontiguousarray(_at_rate(piece, self._rate_hz), np.float32).data.cast("B")
        self._pause_s = pause_s

    def speech(self, language: str, text: str) -> Speech:
        self._rate_hz = self._rate_hz or 22_050
        self._be_silent(LEAD_S)
        return Speech(
            samples=np.frombuffer(self._sound, np.float32),
            rate_hz=self._rate_hz,
            language=language,
            text=text,
            phones=_with_silences(self._phones, self._duration_s) if self._known and self._phones else (),
            words=tuple(self._words),
        )

    @property
    def _duration_s(self) -> float:
        return len(self._sound) / 4 / self._rate_hz

    def _be_silent(self, seconds: float) -> None:
        self._sound += bytes(4 * int(seconds * self._rate_hz))


def _words(piece: Speech) -> tuple[Word, ...]:
    """A voice that tells no words is known to say the whole piece from its start to its end."""
    return piece.words or (Word(text=piece.text, start_s=0.0, end_s=piece.duration_s),)


def _at_rate(piece: Speech, rate_hz: int) -> Samples:
    if piece.rate_hz == rate_hz:
        return piece.samples
    import soxr

    return np.asarray(soxr.resample(piece.samples, piece.rate_hz, rate_hz), np.float32)


def _with_silences(phones: list[Phone], duration_s: float) -> tuple[Phone, ...]:
    whole: list[Phone] = []
    at_s = 0.0
    for phone in [*phones, Phone(symbol="", start_s=duration_s, end_s=duration_s)]:
        if phone.start_s > at_s + 1e-6:
            whole.append(Phone(symbol="", start_s=at_s, end_s=phone.start_s))
        if phone.end_s > phone.start_s:
            whole.append(phone)
        at_s = max(at_s, phone.end_s)
    return tuple(whole)


def _levelled(speech: Speech) -> Speech:
    """One loudness for every voice, without clipping. In place and by blocks: long speech must not be held twice."""
    samples = speech.samples
    squares, count, peak = 0.0, 0, 0.0
    for start in range(0, len(samples), BLOCK):
        block = np.abs(samples[start : start + BLOCK])
        loud = block[block > QUIET]
        squares, count = squares + float(np.dot(loud, loud)), count + len(loud)
        peak = max(peak, float(block.max()))
    if count:
        samples *= np.float32(min(LOUDNESS_RMS / (squares / count) ** 0.5, PEAK / peak))
    return speech
