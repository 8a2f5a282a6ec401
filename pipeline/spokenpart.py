"""A part of a text, spoken on its own and laid on whole frames: silent and with the mouth at rest at both ends."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.heardmouth import move
from pipeline.mouthtrack import MouthTrack
from pipeline.order import Part
from pipeline.timeline import Timeline, whole
from voices.speaking import LEAD_S, PARAGRAPH_PAUSE_S, SENTENCE_PAUSE_S
from voices.voice import Phone, Samples, Speech, Word

LEAST_PAUSE_S = 0.24
"""Between parts, however quick the speech: the mouth needs so long to come to rest and leave it"""
REST = (0.0, 0.5)
"""Strength of the mouth's movement in the first frames and, turned round, in the last"""


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """As a voice speaks it, with LEAD_S of silence at both ends."""

    speech: Speech
    told: Timeline


@dataclass(frozen=True, kw_only=True)
class SpokenPart:
    index: int
    """Among the order's parts"""
    part: Part
    spoken: Spoken
    frames: int
    lead_s: float
    """Silence before the first sound; what is left of the frames after the last one is silent too"""
    fps: float

    def sound(self) -> Speech:
        return self._framed(self.lead_s, self.frames).speech

    def phones(self) -> tuple[Phone, ...]:
        return self._framed(self.lead_s, self.frames).told.phones

    def words(self) -> tuple[Word, ...]:
        """As the text's own words are heard; none when they are not known."""
        return self._framed(self.lead_s, self.frames).told.words

    def mouth(self) -> MouthTrack:
        """At rest in the first frame and the last, as it is in the middle of a pause between sentences."""
        around = int(np.ceil(LEAD_S * self.fps))
        long = self._framed(self.lead_s + around / self.fps, self.frames + 2 * around)
        values = move(long.told, long.speech, fps=self.fps).values[around : around + self.frames]
        return MouthTrack(values=values * _rest(self.frames)[:, None], fps=self.fps)

    def _framed(self, lead_s: float, frames: int) -> Spoken:
        """The same with ``lead_s`` of silence before it, ``frames`` long."""
        speech, told = self.spoken.speech, self.spoken.told
        duration_s = frames / self.fps
        shift_s = lead_s - LEAD_S
        shifted = tuple(
            Phone(symbol=p.symbol, start_s=p.start_s + shift_s, end_s=p.end_s + shift_s)
            for p in told.phones
            if p.symbol
        )
        phones = whole(shifted, duration_s)
        words, told_words = (
            tuple(replace(one, start_s=one.start_s + shift_s, end_s=one.end_s + shift_s) for one in words)
            for words in (speech.words, told.words)
        )
        samples = _shifted(
            speech.samples, round(shift_s * speech.rate_hz), round(duration_s * speech.rate_hz)
        )
        framed = replace(speech, samples=samples, phones=phones if speech.phones else (), words=words)
        spans = tuple((start_s + shift_s, end_s + shift_s) for start_s, end_s in told.spans or ()) or None
        return Spoken(speech=framed, told=replace(told, phones=phones, words=told_words, spans=spans))


def laid_on_frames(spoken: list[tuple[int, Part, Spoken]], *, rate: float, fps: float) -> list[SpokenPart]:
    """Parts in order with pauses between them as in any speech, each as many whole frames as it needs."""
    laid = []
    half_s = _pause_s(SENTENCE_PAUSE_S, rate) / 2
    for number, (index, part, one) in enumerate(spoken):
        lead_s = LEAD_S if number == 0 else half_s
        ends_paragraph = part.text.rstrip(" \t").endswith("\n")
        pause_s = _pause_s(PARAGRAPH_PAUSE_S if ends_paragraph else SENTENCE_PAUSE_S, rate)
        tail_s = LEAD_S if number == len(spoken) - 1 else pause_s - half_s
        length_s = one.speech.duration_s - 2 * LEAD_S + lead_s + tail_s
        frames = max(1, int(np.ceil(length_s * fps - 1e-6)))
        laid.append(SpokenPart(index=index, part=part, spoken=one, frames=frames, lead_s=lead_s, fps=fps))
    return laid


def _pause_s(pause_s: float, rate: float) -> float:
    return max(pause_s / rate, LEAST_PAUSE_S)


def _shifted(samples: Samples, shift: int, count: int) -> Samples:
    """``count`` samples, silent where there are none."""
    moved = np.zeros(count, np.float32)
    source = samples[max(0, -shift) :][: max(0, count - max(0, shift))]
    moved[max(0, shift) : max(0, shift) + len(source)] = source
    return moved


def _rest(frames: int) -> npt.NDArray[np.float32]:
    strength = np.ones(frames, np.float32)
    for place, share in enumerate(REST[:frames]):
        strength[place] = min(strength[place], share)
        strength[-1 - place] = min(strength[-1 - place], share)
    return strength


def joined_sound(parts: list[SpokenPart]) -> Speech:
    """All parts one after the other, each from its first frame's time on."""
    sounds = [part.sound() for part in parts]
    rate_hz, fps = sounds[0].rate_hz, parts[0].fps
    begins = np.cumsum([0, *(part.frames for part in parts)])
    samples = np.zeros(round(begins[-1] / fps * rate_hz), np.float32)
    phones: list[Phone] = []
    for begin, part, sound in zip(begins, parts, sounds, strict=False):
        first = round(begin / fps * rate_hz)
        piece = _at_rate(sound, rate_hz)[: len(samples) - first]
        samples[first : first + len(piece)] += piece
        phones += [
            Phone(symbol=p.symbol, start_s=p.start_s + begin / fps, end_s=p.end_s + begin / fps)
            for p in part.phones()
        ]
    text = "".join(part.part.text for part in parts)
    words = tuple(
        replace(word, start_s=word.start_s + begin / fps, end_s=word.end_s + begin / fps)
        for begin, part in zip(begins, parts, strict=False)
        for word in part.words()
    )
    return replace(sounds[0], samples=samples, text=text, phones=tuple(phones), words=words)


def _at_rate(speech: Speech, rate_hz: int) -> Samples:
    if speech.rate_hz == rate_hz:
        return speech.samples
    import soxr

    return np.asarray(soxr.resample(speech.samples, speech.rate_hz, rate_hz), np.float32)
