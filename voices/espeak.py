"""espeak-ng, from the library and data that come as a wheel: samples, phones and words with their times.

The library keeps its state in globals and is not thread safe, so one lock holds for the whole process.
"""

import ctypes
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from common.errors import VoiceUnavailable
from voices.boundaries import refine
from voices.voice import Phone, Speech, VoiceInfo, Word

WORDS_PER_MINUTE = 165
RATE_PARAMETER = 1
PAUSE_LIMIT_S = 0.06
"""A shorter gap between two phones is part of the first: the hold of a stop, not a pause"""
VARIANTS = {"female": "f2", "male": "m3"}
WITHOUT_DICTIONARY = frozenset({"fo", "kaa", "xex"})
"""Languages that the wheel lists and cannot speak"""
SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS
PHONEME_EVENTS, PHONEME_IPA, DONT_EXIT = 1, 2, 0x8000
UTF8 = 1
EVENT_END, EVENT_WORD, EVENT_PHONEME = 0, 1, 7
VOWEL_LETTERS = frozenset("aɑæɐʌeɛəɜɘiɪɨoɔɒuʊʉyʏøœɤɯ")
COLOURING = "ɹrl"
"""Consonants that espeak-ng tells together with the vowel before them"""
DIPHTHONGS = frozenset({"aɪ", "aʊ", "ɔɪ", "eɪ", "oʊ", "əʊ", "ɪə", "eə", "ʊə"})
UNROUNDED_Y = frozenset({"ru", "ro", "vi"})
"""Languages whose ɨ it writes as y: they have no vowel that is really y, and lips would be rounded in every ы"""
UNSPOKEN = re.compile(r"\([a-z-]*\)?|[ˈˌ'ˑ|_\-0-9˥˦˧˨˩↗↘\"]")
"""Stress, tone and the marks of a switch to another language, as "(en)" """


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.POINTER(ctypes.c_char)),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event of the synthesis: a word or a phoneme and when it starts."""

    kind: int
    at_ms: int
    symbol: str = ""
    position: int = 0
    length: int = 0


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language espeak-ng has."""

    tag: str
    """espeak-ng's own name of it, such as "en-us" or "cmn" """
    name: str
    identifier: str


class Library:
    """The one door to the C library."""

    def __init__(self) -> None:
        import espeakng_loader

        self._lock = threading.Lock()
        try:
            self._c: Any = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise VoiceUnavailable(name="espeak-ng", reason=str(error)) from error
        self.rate_hz = int(
            self._c.espeak_Initialize(
                SYNCHRONOUS,
                0,
                espeakng_loader.get_data_path().encode(),
                PHONEME_EVENTS | PHONEME_IPA | DONT_EXIT,
            )
        )
        if self.rate_hz <= 0:
            raise VoiceUnavailable(name="espeak-ng", reason="its data cannot be read")
        self._samples: list[npt.NDArray[np.int16]] = []
        self._events: list[Happening] = []
        # The C side holds this function's address: it must live as long as the library.
        self._callback = _CALLBACK(self._take)
        self._c.espeak_SetSynthCallback(self._callback)

    def _take(self, wave: Any, count: int, events: Any) -> int:
        if wave and count:
            self._samples.append(np.frombuffer(ctypes.string_at(wave, 2 * count), np.int16))
        number = 0
        while events[number].type != EVENT_END:
            event = events[number]
            if event.type in (EVENT_WORD, EVENT_PHONEME):
                self._events.append(_happening(event))
            number += 1
        return 0

    def speak(self, text: str, voice: str, rate: float) -> tuple[npt.NDArray[np.int16], Sequence[Happening]]:
        """Raises VoiceUnavailable when there is no such voice."""
        with self._lock:
            self._samples, self._events = [], []
            if self._c.espeak_SetVoiceByName(voice.encode()):
                raise VoiceUnavailable(name=voice, reason="espeak-ng has no such voice")
            self._c.espeak_SetParameter(RATE_PARAMETER, round(WORDS_PER_MINUTE * rate), 0)
            data = text.encode("utf-8") + b"\0"
            self._c.espeak_Synth(data, len(data), 0, 1, 0, UTF8, None, None)
            wave = np.concatenate(self._samples) if self._samples else np.zeros(0, np.int16)
            return wave, self._events

    def languages(self) -> tuple[Language, ...]:
        with self._lock:
            self._c.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
            listed = self._c.espeak_ListVoices(None)
            found: dict[str, Language] = {}
            number = 0
            while listed[number]:
                voice = listed[number].contents
                # The first byte is a priority, the language's name follows.
                start = ctypes.addressof(voice.languages.contents) + 1
                tag = ctypes.string_at(start).decode()
                number += 1
                if tag not in WITHOUT_DICTIONARY:
                    name, identifier = voice.name.decode().strip(), voice.identifier.decode()
                    found.setdefault(tag, Language(tag=tag, name=name, identifier=identifier))
        return tuple(found.values())


def _happening(event: Any) -> Happening:
    symbol = ""
    if event.type == EVENT_PHONEME:
        raw = ctypes.string_at(ctypes.addressof(event.id), 8).split(b"\0")[0]
        symbol = raw.decode("utf-8", "ignore")
    return Happening(
        kind=event.type,
        at_ms=event.audio_position,
        symbol=symbol,
        position=event.text_position,
        length=event.length,
    )


@cache
def library() -> Library:
    return Library()


class EspeakVoice:
    """One language of espeak-ng in a female or male variant."""

    def __init__(self, info: VoiceInfo, *, identifier: str, variant: str) -> None:
        self.info = info
        # The identifier names one voice exactly; a language tag does not find every one.
        self._name = f"{identifier}+{variant}"

    def speak(self, text: str, *, language: str, rate: float = 1.0) -> Speech:
        wave, events = library().speak(text, self._name, rate)
        rate_hz = library().rate_hz
        samples = (wave / 32768.0).astype(np.float32)
        return Speech(
            samples=samples,
            rate_hz=rate_hz,
            language=language,
            text=text,
            phones=refine(_phones(events, len(wave) / rate_hz, language), samples, rate_hz),
            words=_words(events, text, len(wave) / rate_hz),
        )


def _phones(events: Sequence[Happening], duration_s: float, language: str) -> tuple[Phone, ...]:
    y = "ɨ" if language.lower().split("-")[0] in UNROUNDED_Y else "y"
    told = [
        (UNSPOKEN.sub("", e.symbol).replace("y", y), min(e.at_ms / 1000, duration_s))
        for e in events
        if e.kind == EVENT_PHONEME
    ]
    ends = [*(at_s for _, at_s in told[1:]), duration_s][: len(told)]
    phones: list[Phone] = []
    for (symbol, start_s), end_s in zip(told, ends, strict=True):
        if end_s <= start_s:
            continue
        hold = not symbol and end_s - start_s < PAUSE_LIMIT_S
        # A bare palatalisation or length mark belongs to the phone before it.
        mark = symbol != "" and all(c in "ʲʷʰːˠˤ̩̃" for c in symbol)
        if phones and phones[-1].symbol and (hold or mark):
            phones[-1] = Phone(symbol=phones[-1].symbol, start_s=phones[-1].start_s, end_s=end_s)
        elif phones and phones[-1].symbol == symbol == "":
            phones[-1] = Phone(symbol="", start_s=phones[-1].start_s, end_s=end_s)
        else:
            phones.append(Phone(symbol=symbol, start_s=start_s, end_s=end_s))
    return tuple(part for phone in phones for part in _split(phone))


def _split(phone: Phone) -> tuple[Phone, ...]:
    """espeak-ng tells some sequences as one symbol: vowel and r, aspirated stops, most diphthongs; told one by one."""
    parts = _parts(phone.symbol)
    length_s = (phone.end_s - phone.start_s) / sum(share for _, share in parts)
    told, at_s = [], phone.start_s
    for symbol, share in parts:
        told.append(Phone(symbol=symbol, start_s=at_s, end_s=at_s + share * length_s))
        at_s = told[-1].end_s
    return tuple(told)


@cache
def _parts(symbol: str) -> tuple[tuple[str, float], ...]:
    """The phones of one symbol and their shares of its duration."""
    if symbol in DIPHTHONGS or len(symbol) < 2:
        return ((symbol, 1.0),)
    for letters, first in ((COLOURING, 0.65), ("h", 0.5)):
        if symbol[-1] in letters and (symbol[0] in VOWEL_LETTERS) == (letters == COLOURING):
            before = tuple((part, share * first) for part, share in _parts(symbol[:-1]))
            return (*before, (symbol[-1], 1 - first))
    if symbol[0] == "j" and symbol[1] in VOWEL_LETTERS:
        return (("j", 0.35), (symbol[1:], 0.65))
    vowels = [c for c in symbol if c in VOWEL_LETTERS]
    if len(vowels) == 2 and len(symbol) == 2:
        return ((vowels[0], 0.55), (vowels[1], 0.45))
    return ((symbol, 1.0),)


def _words(events: Sequence[Happening], text: str, duration_s: float) -> tuple[Word, ...]:
    marks: list[Happening] = []
    for event in events:
        # A number is told as several words that begin inside it; as written it is one.
        if event.kind == EVENT_WORD and (
            not marks or event.position >= marks[-1].position + marks[-1].length
        ):
            marks.append(event)
    if not marks:
        return ()
    starts = [min(mark.at_ms / 1000, duration_s) for mark in marks]
    ends = [*starts[1:], duration_s]
    return tuple(
        Word(text=text[mark.position - 1 : mark.position - 1 + mark.length], start_s=start_s, end_s=end_s)
        for mark, start_s, end_s in zip(marks, starts, ends, strict=True)
        if end_s > start_s
    )
