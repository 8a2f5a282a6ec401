"""The same speech as other rooms, microphones and throats would give it."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


def change(samples: Array, lips: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Another tempo and pitch (together, as a tape would), tone, room, noise, clipping: sound and its lips."""
    tempo = float(np.exp(rng.normal(0, 0.1)))
    samples, lips = stretch(samples, tempo), np.stack([stretch(part, tempo) for part in lips.T], axis=1)
    if rng.random() < 0.5:
        samples = tone(samples, rng)
    if rng.random() < 0.4:
        samples = echo(samples, rng)
    if rng.random() < 0.7:
        noise = colour(rng.standard_normal(len(samples)), rng.uniform(0, 1.2))
        level = np.sqrt((samples**2).mean()) * 10 ** (-rng.uniform(5, 35) / 20)
        samples = samples + noise * level / max(float(noise.std()), 1e-6)
    if rng.random() < 0.3:
        samples = np.tanh(samples / max(float(np.abs(samples).max()), 1e-4) * rng.uniform(0.5, 3))
    return samples.astype(np.float32), lips.astype(np.float32)


def stretch(values: Array, tempo: float) -> Array:
    return np.interp(np.arange(int(len(values) / tempo)) * tempo, np.arange(len(values)), values).astype(
        np.float32
    )


def tone(samples: Array, rng: np.random.Generator) -> Array:
    """Another microphone; one time in four a telephone."""
    hz = np.fft.rfftfreq(len(samples), 1 / 16_000)
    knots_hz = np.array([0, 150, 400, 900, 1800, 3500, 8000])
    gain_db = np.interp(hz, knots_hz, rng.normal(0, 5, len(knots_hz)))
    if rng.random() < 0.25:
        low_hz, high_hz = rng.uniform(100, 350), rng.uniform(3000, 4500)
        gain_db -= 40.0 * ((hz < low_hz) | (hz > high_hz))
    return np.fft.irfft(np.fft.rfft(samples) * 10 ** (gain_db / 20), len(samples)).astype(np.float32)


def echo(samples: Array, rng: np.random.Generator) -> Array:
    length = int(16_000 * rng.uniform(0.05, 0.35))
    tail = rng.standard_normal(length) * np.exp(-6 * np.arange(length) / length) * rng.uniform(0.05, 0.3)
    tail[0] = 1.0
    size = len(samples) + length
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(tail, size), size)[: len(samples)]
    return wet.astype(np.float32)


def colour(noise: npt.NDArray[np.float64], steepness: float) -> npt.NDArray[np.float64]:
    spectrum = np.fft.rfft(noise)
    spectrum *= np.maximum(np.arange(len(spectrum)), 20.0) ** -steepness
    return np.fft.irfft(spectrum, len(noise))
