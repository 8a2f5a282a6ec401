"""Phone boundaries put where they are heard.

espeak-ng tells a stop from its burst on, and a vowel from the end of the glide into it. By the phoneticians' convention
the closure before the burst belongs to the stop, and a vowel begins where the consonant lets go: at the steepest change
of the spectrum. Lips are seen closed in that closure, so it matters here.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voices.voice import Phone, Samples

HOP_S = 0.0025
WINDOW_S = 0.012
LAG = 2  # hops on either side between which change is measured
BACK_S, FORTH_S = 0.055, 0.008
"""How far a boundary may move"""
SHORTEST_S = 0.012
CLOSURE_S = 0.14
BURST_S = 0.015
QUIET = 0.02
"""Below this share of the loudest a hop counts as silent"""
STEEPER = 1.25
"""The change has to be so much steeper than where the engine put the boundary"""
STOPS = frozenset("pbtdkɡgqɢʈɖcɟ")
HELD = STOPS | frozenset("mnŋɲɳɴɱfvszʃʒθðçxχʂʐɕʑɸβ")
"""Letters that are let go of, or reached, at an instant"""
Change = npt.NDArray[np.float32]


def refine(phones: Sequence[Phone], samples: Samples, rate_hz: int) -> tuple[Phone, ...]:
    """Move the starts of phones that touch a consonant made with a closure or a narrowing.

    ``samples`` are float32 mono. Phones keep their order and symbols and cover the same span of time.
    """
    if len(phones) < 2 or not len(samples):
        return tuple(phones)
    loud, change = _analyse(samples, rate_hz)
    starts = [phone.start_s for phone in phones]
    for number in range(1, len(phones)):
        before, after = phones[number - 1].symbol, phones[number].symbol
        told_s, least_s = starts[number], starts[number - 1] + SHORTEST_S
        if before[:1] in STOPS:
            # Its burst is as steep as anything; what follows begins after it.
            least_s = max(least_s, phones[number - 1].start_s + BURST_S)
        at_s = _closure_start(loud, told_s, least_s) if after[:1] in STOPS else told_s
        if at_s == told_s and before and after and _is_held(before, after):
            end_s = phones[number].end_s - SHORTEST_S
            at_s = _steepest(change, at_s, max(least_s, at_s - BACK_S), min(end_s, at_s + FORTH_S))
        starts[number] = max(at_s, least_s) if least_s < phones[number].end_s else told_s
    ends = [*starts[1:], phones[-1].end_s]
    return tuple(
        Phone(symbol=phone.symbol, start_s=start_s, end_s=end_s)
        for phone, start_s, end_s in zip(phones, starts, ends, strict=True)
        if end_s > start_s
    )


def _is_held(before: str, after: str) -> bool:
    return before[-1:] in HELD or before[:1] in HELD or after[:1] in HELD


def _analyse(samples: Samples, rate_hz: int) -> tuple[Change, Change]:
    """Loudness (0..1 of the loudest) and spectral change, one value a hop."""
    from scipy.fft import next_fast_len, rfft

    hop, window = round(HOP_S * rate_hz), round(WINDOW_S * rate_hz)
    padded = np.pad(samples, (window // 2, window))
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop] * np.hanning(window).astype(
        np.float32
    )
    # A window of 265 samples is 5 times 53, which no transform likes.
    power = np.abs(rfft(frames, next_fast_len(window, real=True), axis=1))[:, 1 : window // 2]
    loud = np.sqrt((power**2).sum(axis=1))
    loud /= max(float(loud.max()), 1e-9)
    spectrum = np.log(power + 0.01 * float(power.max()))
    change = np.zeros(len(spectrum), np.float32)
    change[LAG:-LAG] = np.abs(spectrum[2 * LAG :] - spectrum[: -2 * LAG]).mean(axis=1)
    return loud, change


def _closure_start(loud: Change, at_s: float, least_s: float) -> float:
    """Where the silence before a burst at ``at_s`` begins; ``at_s`` itself when there is none."""
    hop = min(round(at_s / HOP_S), len(loud) - 1)
    while hop > 0 and loud[hop] >= QUIET and hop * HOP_S > at_s - 0.012:
        hop -= 1
    if loud[hop] >= QUIET:
        return at_s
    first = max(round(least_s / HOP_S), round((at_s - CLOSURE_S) / HOP_S), 0)
    while hop > first and loud[hop - 1] < QUIET:
        hop -= 1
    return hop * HOP_S


def _steepest(change: Change, at_s: float, first_s: float, last_s: float) -> float:
    first, last = int(first_s / HOP_S), int(last_s / HOP_S) + 1
    if last - first < 2 or last > len(change):
        return at_s
    peak = first + int(change[first:last].argmax())
    here = min(round(at_s / HOP_S), len(change) - 1)
    return peak * HOP_S if change[peak] > STEEPER * change[here] else at_s
