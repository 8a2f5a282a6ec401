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
    said: list[Speech] = []
    pauses: list[float] = []
    for number, (sentence, ends_paragraph) in enumerate(parts):
        piece = voice.speak(sentence, language=language, rate=rate)
        if len(piece.samples):
            said.append(_trimmed(piece))
            pauses.append((PARAGRAPH_PAUSE_S if ends_paragraph else SENTENCE_PAUSE_S) / rate)
        if on_progress:
            on_progress((number + 1) / len(parts))
    return _levelled(_joined(said, pauses, language, spoken))


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


def _joined(said: list[Speech], pauses: list[float], language: str, text: str) -> Speech:
    rate_hz = said[0].rate_hz if said else 22_050
    sound: list[Samples] = [np.zeros(int(LEAD_S * rate_hz), np.float32)]
    phones: list[Phone] = []
    words: list[Word] = []
    position = len(sound[0])
    known = all(piece.phones for piece in said)
    for number, piece in enumerate(said):
        samples = _at_rate(piece, rate_hz)
        shift_s = position / rate_hz
        phones += [
            Phone(symbol=p.symbol, start_s=p.start_s + shift_s, end_s=p.end_s + shift_s) for p in piece.phones
        ]
        words += [
            Word(text=w.text, start_s=w.start_s + shift_s, end_s=w.end_s + shift_s) for w in piece.words
        ]
        pause_s = LEAD_S if number == len(said) - 1 else pauses[number]
        silence = np.zeros(int(pause_s * rate_hz), np.float32)
        sound += [samples, silence]
        position += len(samples) + len(silence)
    return Speech(
        samples=np.concatenate(sound),
        rate_hz=rate_hz,
        language=language,
        text=text,
        phones=_with_silences(phones, position / rate_hz) if known else (),
        words=tuple(words),
    )


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
    """One loudness for every voice, without clipping."""
    loud = speech.samples[np.abs(speech.samples) > QUIET]
    if len(loud) == 0:
        return speech
    gain = min(LOUDNESS_RMS / float(np.sqrt(np.mean(loud**2))), PEAK / float(np.abs(loud).max()))
    return replace(speech, samples=(speech.samples * gain).astype(np.float32))
