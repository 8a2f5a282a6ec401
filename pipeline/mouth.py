"""From phones to the mouth: coarticulation by dominance functions (Cohen & Massaro 1993).

Every gesture pulls each parameter towards its target with a strength that falls off on both sides of its middle; the
mouth is the weighted mean of them all. What must be seen is then made sure of: lips meet in p, b and m, open in open
vowels, and rest in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.mouthtrack import JAW, PARAMETERS, PRESS, TUCK, MouthTrack
from pipeline.phones import Gesture, articulation
from pipeline.sound import frame_rms
from voices.voice import Phone, Speech

Grid = npt.NDArray[np.float64]

RATE_HZ = 200
"""Of the fine grid on which gestures blend"""
LEAD_S = 0.009
"""Lips lead the sound by a little"""
REACH_S = 0.40
JAW_RISE_S, JAW_FALL_S = 0.0155, 0.022
"""How fast a gesture's pull on the jaw grows before its middle and fades after it, beside its own length"""
LIPS_RISE_S, LIPS_FALL_S = 0.045, 0.038
"""The same for the shape of the lips, which looks further ahead: rounding is seen before its vowel is heard"""
CLOSURE_S = 0.009
"""Half-length of the least closure"""
SEALED_S = 0.018
"""The lips meet and part in so long"""
HELD_SHARE = 0.10
"""Of a closing phone's length, on either side of its middle, during which the lips stay pressed"""
BACKGROUND = 0.08
"""How firmly rest pulls everywhere"""
SETTLE_S = 0.11
"""The mouth comes to rest so long after speech ends, and leaves rest so long before it begins"""
PAUSE_S = 0.20
OPEN_VOWEL_JAW = 0.75
LEAST_OPEN = 0.44
TUCKED_JAW = 0.23
JAW_SMOOTH_S = 0.028
WEAK, STRONG = 0.93, 1.06
LOUD_REACH_DB = 24.0
_RISES_S, _FALLS_S = np.array([JAW_RISE_S, LIPS_RISE_S]), np.array([JAW_FALL_S, LIPS_FALL_S])
_PACES = np.where(np.arange(len(PARAMETERS)) == JAW, 0, 1)
"""Which of the two each parameter follows"""


@dataclass(frozen=True, kw_only=True)
class Pull:
    """A gesture placed in time."""

    gesture: Gesture
    middle_s: float
    half_s: float


def articulate(phones: Sequence[Phone], speech: Speech, *, fps: float) -> MouthTrack:
    """The mouth for ``phones`` (as ``timeline`` gives them) at ``fps``; as many frames as cover the sound."""
    frames = max(1, int(np.ceil(speech.duration_s * fps - 1e-6)))
    fine = int(np.ceil((frames / fps + 0.1) * RATE_HZ))
    values = _blend(_pulls(phones), fine)
    values[:, JAW] *= _effort(speech, fine)
    values = _smooth(values, JAW_SMOOTH_S)
    _rest_in_silence(values, phones)
    _open_vowels(values, phones)
    _close_lips(values, phones)
    at = np.clip(np.round(np.arange(frames) / fps * RATE_HZ).astype(int), 0, fine - 1)
    track = values[at]
    _meet_on_a_frame(track, phones, fps)
    low = np.where(np.arange(len(PARAMETERS)) == 1, -1.0, 0.0)
    return MouthTrack(values=np.clip(track, low, 1.0).astype(np.float32), fps=fps)


def _pulls(phones: Sequence[Phone]) -> list[Pull]:
    pulls: list[Pull] = []
    for phone in phones:
        start_s = phone.start_s - LEAD_S
        length_s = phone.end_s - phone.start_s
        for gesture in articulation(phone.symbol).gestures:
            span_s = length_s * gesture.share
            pulls.append(Pull(gesture=gesture, middle_s=start_s + span_s / 2, half_s=span_s / 2))
            start_s += span_s
    return pulls


def _blend(pulls: Sequence[Pull], fine: int) -> Grid:
    """Weighted mean of all targets on the fine grid: [fine, parameters]. A weak pull to rest is everywhere."""
    total = np.full((fine, len(PARAMETERS)), BACKGROUND)
    weighted = np.zeros((fine, len(PARAMETERS)))
    for pull in pulls:
        first = max(0, int((pull.middle_s - pull.half_s - REACH_S) * RATE_HZ))
        last = min(fine, int((pull.middle_s + pull.half_s + REACH_S) * RATE_HZ) + 1)
        if last <= first:
            continue
        away_s = np.arange(first, last) / RATE_HZ - pull.middle_s
        beyond_s = np.clip(np.abs(away_s) - 0.35 * pull.half_s, 0, None)
        pace_s = np.where(away_s[:, None] < 0, _RISES_S, _FALLS_S)
        strength = np.exp(-((beyond_s[:, None] / pace_s) ** 1.4))[:, _PACES] * pull.gesture.holds
        total[first:last] += strength
        weighted[first:last] += strength * pull.gesture.targets
    return np.asarray(weighted / total)


def _effort(speech: Speech, fine: int) -> Grid:
    """WEAK..STRONG [fine]: quiet syllables move the jaw less, loud ones more."""
    rms = frame_rms(speech.samples, speech.rate_hz, 0.02)
    level_db = 20 * np.log10(rms + 1e-6)
    loud_db = float(np.quantile(level_db, 0.92))
    window = np.hanning(11)
    level_db = np.convolve(np.pad(level_db, 5, "edge"), window / window.sum(), "valid")
    effort = np.clip(1.04 + (level_db - loud_db) / LOUD_REACH_DB * 0.14, WEAK, STRONG)
    return np.interp(np.arange(fine) / RATE_HZ, (np.arange(len(rms)) + 0.5) * 0.02 - LEAD_S, effort)


def _smooth(values: Grid, sigma_s: float) -> Grid:
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, sigma_s * RATE_HZ, axis=0, mode="nearest"))


def _rest_in_silence(values: Grid, phones: Sequence[Phone]) -> None:
    fine = len(values)
    times = np.arange(fine) / RATE_HZ + LEAD_S
    for phone in phones:
        if phone.symbol or phone.end_s - phone.start_s < PAUSE_S:
            continue
        first, last = (
            max(0, int((phone.start_s - LEAD_S) * RATE_HZ)),
            min(fine, int(phone.end_s * RATE_HZ) + 1),
        )
        span = times[first:last]
        settle_s = min(SETTLE_S, (phone.end_s - phone.start_s) / 2.2)
        speaking = np.maximum(1 - (span - phone.start_s) / settle_s, 1 - (phone.end_s - span) / settle_s)
        if phone.start_s <= 0.0:
            speaking = 1 - (phone.end_s - span) / settle_s
        values[first:last] *= (np.clip(speaking, 0, 1) ** 1.5)[:, None]
    after = int(phones[-1].end_s * RATE_HZ) if phones else 0
    if not phones or not phones[-1].symbol:
        values[after:] = 0


def _open_vowels(values: Grid, phones: Sequence[Phone]) -> None:
    """An open vowel is seen to be open, however short its neighbours make it."""
    for phone in phones:
        gestures = articulation(phone.symbol).gestures
        if not any(g.vowel and g.targets[JAW] >= OPEN_VOWEL_JAW for g in gestures):
            continue
        length_s = phone.end_s - phone.start_s
        if length_s < 0.045:
            continue
        middle_s = phone.start_s + length_s * (0.42 if len(gestures) > 1 else 0.5) - LEAD_S / 2
        peak = float(np.interp(middle_s * RATE_HZ, np.arange(len(values)), values[:, JAW]))
        if peak < LEAST_OPEN:
            times = np.arange(len(values)) / RATE_HZ
            width_s = max(0.045, 0.55 * length_s)
            near = np.flatnonzero(np.abs(times - middle_s) < 3 * width_s)
            bump = np.exp(-(((times[near] - middle_s) / width_s) ** 2))
            values[near, JAW] += (LEAST_OPEN - peak) * bump


def _close_lips(values: Grid, phones: Sequence[Phone]) -> None:
    """Lips meet in p, b, m and the lower lip tucks in f, v, whatever comes before and after."""
    for phone in phones:
        gestures = articulation(phone.symbol).gestures
        press = max((float(g.targets[PRESS]) for g in gestures), default=0.0)
        tuck = max((float(g.targets[TUCK]) for g in gestures), default=0.0)
        if press < 1 and tuck <= 0:
            continue
        middle_s = (phone.start_s + phone.end_s) / 2 - LEAD_S
        hold_s = max(CLOSURE_S, min(HELD_SHARE * (phone.end_s - phone.start_s), 0.09))
        first = max(0, int((middle_s - hold_s - SEALED_S) * RATE_HZ))
        last = min(len(values), int((middle_s + hold_s + SEALED_S) * RATE_HZ) + 1)
        away_s = np.abs(np.arange(first, last) / RATE_HZ - middle_s)
        shut = np.clip(1 - (away_s - hold_s) / SEALED_S, 0, 1)
        shut = shut * shut * (3 - 2 * shut)
        if press == 1:
            values[first:last, PRESS] = np.maximum(values[first:last, PRESS] * shut, shut)
            values[first:last, JAW] *= 1 - 0.97 * shut
            values[first:last, TUCK] *= 1 - shut
        else:
            values[first:last, TUCK] = np.maximum(values[first:last, TUCK], tuck * shut)
            values[first:last, JAW] = (
                values[first:last, JAW] * (1 - shut) + np.minimum(values[first:last, JAW], TUCKED_JAW) * shut
            )


def _meet_on_a_frame(track: Grid, phones: Sequence[Phone], fps: float) -> None:
    """A closure may be shorter than a frame: the frame nearest to it shows it all the same."""
    for phone in phones:
        if articulation(phone.symbol).closes:
            frame = round(((phone.start_s + phone.end_s) / 2 - LEAD_S) * fps)
            if 0 <= frame < len(track):
                track[frame, PRESS] = 1.0
                track[frame, [JAW, TUCK]] = 0.0
