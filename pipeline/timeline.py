"""When each phone is heard, from the best source there is.

The engine's own times; else the known text aligned to the recording; else phones heard by pocketsphinx's phone loop
inside what the voice activity detector calls speech.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np

from pipeline.align import Aligned, align
from pipeline.phones import ARPABET
from pipeline.sound import ANALYSIS_HZ, for_analysis, speech_spans
from voices.catalog import Voices
from voices.voice import Phone, Samples, Speech, Word

SPHINX_FRAME_S = 0.01
CHUNK_S = 30.0
LEAST_SPAN_S = 0.06


class Source(StrEnum):
    """Where phones come from, best first."""

    VOICE = "voice"
    """The voice that spoke told them"""
    TEXT = "text"
    """The known text, aligned to the recording"""
    HEARD = "heard"
    """Recognised, roughly"""


@dataclass(frozen=True, kw_only=True)
class Timeline:
    phones: tuple[Phone, ...]
    """Over the whole of the speech, in order, with "" for silence"""
    source: Source
    words: tuple[Word, ...] = ()
    """Words of the known text; none when they are not known"""
    spans: tuple[tuple[float, float], ...] | None = None
    """Where there is speech in a sound that was listened to, in seconds"""


def timeline(speech: Speech, voices: Voices) -> Timeline:
    if speech.phones:
        return Timeline(phones=speech.phones, source=Source.VOICE, words=speech.words)
    analysis = for_analysis(speech)
    spans = speech_spans(analysis)
    aligned = align(speech, analysis, spans, voices) if speech.text else Aligned()
    phones = aligned.phones
    source = Source.TEXT if phones else Source.HEARD
    if not phones:
        phones = tuple(phone for span in spans for phone in hear(analysis, span))
    words = aligned.words or speech.words
    found = whole(phones, speech.duration_s)
    return Timeline(phones=found, source=source, words=words, spans=tuple(spans))


def hear(analysis: Samples, span: tuple[float, float]) -> list[Phone]:
    """Phones that a recogniser of English hears in a span of 16 kHz samples, as IPA."""
    start_s, end_s = span
    phones: list[Phone] = []
    while end_s - start_s > LEAST_SPAN_S:
        cut_s = min(end_s, start_s + CHUNK_S)
        part = analysis[int(start_s * ANALYSIS_HZ) : int(cut_s * ANALYSIS_HZ)]
        loud = 0.25 / max(float(np.quantile(np.abs(part), 0.995)), 1e-4)
        pcm = (np.clip(part * loud, -1, 1) * 32767).astype("<i2")
        decoder = _decoder()
        decoder.start_utt()
        decoder.process_raw(pcm.tobytes(), full_utt=True)
        decoder.end_utt()
        for segment in decoder.seg():
            phone_start_s = start_s + segment.start_frame * SPHINX_FRAME_S
            phone_end_s = min(cut_s, start_s + (segment.end_frame + 1) * SPHINX_FRAME_S)
            if phone_end_s > phone_start_s:
                symbol = ARPABET.get(segment.word, "")
                phones.append(Phone(symbol=symbol, start_s=phone_start_s, end_s=phone_end_s))
        start_s = cut_s
    return phones


@cache
def _decoder() -> Any:
    from pocketsphinx import Config, Decoder, get_model_path

    config = Config(
        hmm=get_model_path("en-us/en-us"),
        allphone=get_model_path("en-us/en-us-phone.lm.bin"),
        lw=2.0,
        beam=1e-20,
        pbeam=1e-20,
        loglevel="FATAL",
    )
    return Decoder(config)


def whole(phones: tuple[Phone, ...], duration_s: float) -> tuple[Phone, ...]:
    """Fill what lies between phones with silence, and cut what overlaps or runs past the end."""
    filled: list[Phone] = []
    at_s = 0.0
    for phone in phones:
        start_s, end_s = max(phone.start_s, at_s), min(phone.end_s, duration_s)
        if end_s <= start_s:
            continue
        if start_s > at_s + 1e-3:
            filled.append(Phone(symbol="", start_s=at_s, end_s=start_s))
        filled.append(Phone(symbol=phone.symbol, start_s=start_s, end_s=end_s))
        at_s = end_s
    if duration_s > at_s + 1e-3:
        filled.append(Phone(symbol="", start_s=at_s, end_s=duration_s))
    return tuple(filled)
