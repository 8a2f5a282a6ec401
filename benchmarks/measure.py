"""Measures a talking clip: do the lips follow the phones, rest in silence, and is the rest of the picture kept?

The tracker is MediaPipe's own, frame by frame without our smoothing, so that the engine is not judged by itself.
Lengths are in units of the distance between the outer eye corners (landmarks 33 and 263); aperture is the gap between
the inner lips (13 and 14).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from common.media import probe, read_frames, read_sound

Array = npt.NDArray[np.float64]
GRID_FPS = 25.0
SHUT = 0.035
OPEN = 0.08
REACH_FRAMES = 8
PICTURE_FRAMES = 250
BILABIALS = {"p", "b", "m"}
OPEN_VOWELS = {"a", "aː", "ɑ", "ɑː", "æ", "ɐ", "ʌ", "aɪ", "aʊ", "ɔ"}
VOWEL = re.compile("[aeiouɛɪʊəɜɒoɔ]")
STEADY_POINTS = [33, 263, 133, 362, 168, 6, 4]
PhoneRow = tuple[str, float, float]


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """A clip as its landmarks: float [frames, 478, 2] in pixels, NaN where no face was found."""

    points: Array
    fps: float

    @property
    def aperture(self) -> Array:
        eyes = np.linalg.norm(self.points[:, 33] - self.points[:, 263], axis=1)
        return np.asarray(np.linalg.norm(self.points[:, 13] - self.points[:, 14], axis=1) / eyes)

    @property
    def aperture_on_grid(self) -> Array:
        """Aperture at 25 frames a second, gaps filled."""
        values = self.aperture
        good = ~np.isnan(values)
        times = np.arange(int(len(values) / self.fps * GRID_FPS)) / GRID_FPS
        return np.interp(times, np.flatnonzero(good) / self.fps, values[good])


def frames_bgr(path: Path, limit: int | None = None) -> Iterator[npt.NDArray[np.uint8]]:
    info = probe(path)
    width, height = info.width // 2 * 2, info.height // 2 * 2
    for number, frame in enumerate(read_frames(path, width=width, height=height)):
        if number == limit:
            return
        yield np.asarray(cv2.cvtColor(frame, cv2.COLOR_YUV2BGR_I420), np.uint8)


def track(path: Path, limit: int | None = None) -> Tracked:
    import mediapipe

    rows = []
    with mediapipe.solutions.face_mesh.FaceMesh(refine_landmarks=True, max_num_faces=1) as mesh:
        for frame in frames_bgr(path, limit):
            height, width = frame.shape[:2]
            found = mesh.process(frame[:, :, ::-1]).multi_face_landmarks
            rows.append(
                [(p.x * width, p.y * height) for p in found[0].landmark]
                if found
                else np.full((478, 2), np.nan)
            )
    return Tracked(points=np.asarray(rows, np.float64), fps=probe(path).fps or GRID_FPS)


def best_shift(lips: Array, reference: Array) -> tuple[float, int]:
    """Highest Pearson r over shifts of up to eight frames, and that shift in frames; positive: the lips are late."""
    n = min(len(lips), len(reference))
    scored = []
    for k in range(-REACH_FRAMES, REACH_FRAMES + 1):
        a, b = lips[max(0, k) : n + min(0, k)], reference[max(0, -k) : n - max(0, k)]
        if len(a) > 2 and a.std() > 1e-6 and b.std() > 1e-6:
            scored.append((float(np.corrcoef(a, b)[0, 1]), k))
    return max(scored, default=(0.0, 0))


def plain(symbol: str) -> str:
    return re.sub(r"[ˈˌ'ˑ,0-9_]", "", symbol)


def phone_height(symbol: str) -> float:
    """How open a phone is expected to look, 0..0.9."""
    if not symbol or symbol in BILABIALS:
        return 0.0
    if symbol in OPEN_VOWELS:
        return 0.9
    return 0.5 if VOWEL.match(symbol) else 0.25


def expected_opening(phones: Sequence[PhoneRow], frames: int) -> Array:
    fine = np.zeros(frames * 8)
    for symbol, start_s, end_s in phones:
        fine[int(start_s * GRID_FPS * 8) : int(end_s * GRID_FPS * 8)] = phone_height(plain(symbol))
    window = np.hanning(27)
    return np.convolve(fine, window / window.sum(), "same")[::8]


def silent(samples: npt.NDArray[np.float32], frames: int, rate_hz: int = 16_000) -> npt.NDArray[np.bool_]:
    """Frames well inside silences of at least 0.3 s: quieter than 38 dB below the loudest frame."""
    hop = int(rate_hz / GRID_FPS)
    padded = np.zeros(frames * hop, np.float32)
    padded[: min(len(samples), len(padded))] = samples[: len(padded)]
    rms = np.sqrt(np.mean(padded.reshape(frames, hop) ** 2, axis=1) + 1e-12)
    quiet = np.concatenate([[False], rms < max(rms.max() * 10 ** (-38 / 20), 1e-5), [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8)))
    keep = np.zeros(frames, bool)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= 0.3 * GRID_FPS:
            keep[start + 3 : end - 3] = True
    return keep


def follow(lips: Array, phones: Sequence[PhoneRow]) -> dict[str, float | int | None]:
    """How well the lips follow known phones."""
    r, shift = best_shift(lips, expected_opening(phones, len(lips)))

    def span(start_s: float, end_s: float) -> Array:
        return lips[max(0, int(start_s * GRID_FPS)) : int(np.ceil(end_s * GRID_FPS)) + 1]

    shut = [span(s - 0.04, e + 0.04) for p, s, e in phones if plain(p) in BILABIALS]
    wide = [span(s, e) for p, s, e in phones if plain(p) in OPEN_VOWELS and e - s >= 0.06]
    shut, wide = [x for x in shut if len(x)], [x for x in wide if len(x)]
    return {
        "phone_sync_r": round(r, 3),
        "phone_sync_offset_ms": round(shift * 1000 / GRID_FPS),
        "closure_rate": round(float(np.mean([x.min() < SHUT for x in shut])), 3) if shut else None,
        "opening_rate": round(float(np.mean([x.max() > OPEN for x in wide])), 3) if wide else None,
    }


def leak(lips: Array, samples: npt.NDArray[np.float32]) -> float | None:
    """Share of silent frames with the mouth open."""
    quiet = silent(samples, len(lips))
    if not quiet.any():
        return None
    return round(float((lips[quiet] > np.nanpercentile(lips, 10) + 0.03).mean()), 3)


def mouth_box(points: Array, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    nose, chin = points[2, 1], points[152, 1]
    left, right = sorted((points[234, 0], points[454, 0]))
    top, bottom = int(nose - 0.08 * (chin - nose)), int(nose + 1.35 * (chin - nose))
    return max(0, int(left)), max(0, top), min(shape[1], int(right) + 1), min(shape[0], bottom)


def kept(clip: Path, source: Path, made: Tracked) -> dict[str, float]:
    """How much of the source's picture is kept outside the mouth, and how sharp and steady the mouth is."""
    own = track(source, PICTURE_FRAMES)
    errors, sharp = [], []
    pairs = zip(
        frames_bgr(clip, PICTURE_FRAMES), frames_bgr(source, PICTURE_FRAMES), own.points, strict=False
    )
    for frame, before, points in pairs:
        if frame.shape != before.shape or np.isnan(points).any():
            continue
        x0, y0, x1, y1 = mouth_box(points, frame.shape)
        outside = np.ones(frame.shape[:2], bool)
        outside[y0:y1, x0:x1] = False
        errors.append(float(((frame.astype(np.float32) - before) ** 2)[outside].mean()))
        sharp.append(_sharpness(frame[y0:y1, x0:x1]) / max(_sharpness(before[y0:y1, x0:x1]), 1e-6))
    n = min(len(own.points), len(made.points))
    return {
        "outside_psnr_db": round(_psnr_db(float(np.mean(errors))), 1),
        "outside_worst_db": round(_psnr_db(max(errors)), 1),
        "sharpness": round(float(np.median(sharp)), 3),
        "jitter": round(_shake(made.points[:n]) / max(_shake(own.points[:n]), 1e-6), 3),
    }


def _sharpness(picture: npt.NDArray[np.uint8]) -> float:
    return float(cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())


def _psnr_db(mean_square: float) -> float:
    return float(10 * np.log10(255**2 / max(mean_square, 1e-6)))


def _shake(points: Array) -> float:
    return float(np.nanmean(np.abs(np.diff(points[:, STEADY_POINTS], n=2, axis=0))))


def measure(clip: Path, *, phones: Sequence[PhoneRow] = (), source: Path | None = None) -> dict[str, object]:
    made = track(clip)
    lips = made.aperture_on_grid
    samples = read_sound(clip, rate_hz=16_000, limit_s=1200.0)
    told: dict[str, object] = {
        "clip": clip.name,
        "faces": int((~np.isnan(made.points[:, 0, 0])).sum()),
        "frames": len(made.points),
        "av_gap_ms": round((len(made.points) / made.fps - len(samples) / 16_000) * 1000),
        "leak": leak(lips, samples),
    }
    if phones:
        told |= follow(lips, phones)
    if source:
        told |= kept(clip, source, made)
    return told
