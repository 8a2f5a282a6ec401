"""Wav2Lip's own program, stage by stage, at what each really costs: the same clip, footage and sound as ours.

Every stage is written anew to do what that program does: all frames read into memory; faces found in each by S3FD; the
mel spectrogram by librosa; the network as it was trained, 128 faces at a time; each face enlarged and put back as a
rectangle; a first encode as MPEG-4 and a second by ffmpeg's own choice. The networks have random weights.
"""

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.peer_cost import PeerTimer
from common.media import probe, run_ffmpeg

READ = "read every frame"
DETECT = "find faces (S3FD, every frame)"
MEL = "mel spectrogram (librosa)"
NETWORK = "network as trained, {count} at a time"
PASTE = "enlarge and put back"
ENCODE = "first encode (MPEG-4)"
MUX = "second encode, with the sound"
AT_ONCE = (128, 16)
"""Its default, and a batch that a CPU's memory bears"""
FRAMES = 100
"""Read, put back and encoded; the rest of the clip costs as much a frame"""
FACE_SHARE = (0.25, 0.5)
"""Of the picture's width: where the face's rectangle begins, and how wide it is"""

Picture = npt.NDArray[np.uint8]
Seconds = dict[str, float | None]
"""A frame, by stage; None where something is missing to measure it"""


def makers(footage: Path, sound: Path, folder: Path, *, frames: int) -> Seconds:
    """One round."""
    took: Seconds = {}
    info = probe(footage)

    def timed(name: str, count: int, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        took[name] = (time.perf_counter() - began) / count

    pictures = _read(footage)
    timed(READ, len(pictures), lambda: _read(footage))
    took[DETECT] = _detect(info.width, info.height)
    try:
        timed(MEL, frames, lambda: _mel(sound))
    except ModuleNotFoundError as error:
        if error.name != "librosa":
            raise
        took[MEL] = None
    for count in AT_ONCE:
        took[NETWORK.format(count=count)] = PeerTimer(count).a_frame_s()
    timed(PASTE, len(pictures), lambda: _paste(pictures))
    avi = folder / "makers.avi"
    timed(ENCODE, len(pictures), lambda: _encode(pictures, avi, info.fps))
    timed(MUX, len(pictures), lambda: _mux(avi, sound, folder / "makers.mp4"))
    return took


def _read(footage: Path) -> list[Picture]:
    reader = cv2.VideoCapture(str(footage))
    found: list[Picture] = []
    while len(found) < FRAMES:
        there, picture = reader.read()
        if not there:
            break
        found.append(np.asarray(picture, np.uint8))
    reader.release()
    return found


def _detect(width: int, height: int) -> float:
    """Of the network alone; choosing among what it found is not in it."""
    import torch

    from models.s3fd import S3FD

    network, picture = S3FD().eval(), torch.rand(1, 3, height, width)
    with torch.inference_mode():
        network(picture)
        began = time.perf_counter()
        network(picture)
        return time.perf_counter() - began


def _mel(sound: Path) -> npt.NDArray[np.float32]:
    import librosa
    from scipy.signal import lfilter

    samples, rate_hz = librosa.load(sound, sr=16_000)
    spectrum = np.abs(librosa.stft(lfilter([1, -0.97], [1], samples), n_fft=800, hop_length=200))
    bands = librosa.filters.mel(sr=rate_hz, n_fft=800, n_mels=80, fmin=55, fmax=7600) @ spectrum
    decibels = 20 * np.log10(np.maximum(1e-5, bands)) - 20
    return np.asarray(np.clip(8 * (decibels + 100) / 100 - 4, -4, 4), np.float32)


def _paste(pictures: list[Picture]) -> None:
    spoken = np.random.default_rng(0).uniform(0, 255, (96, 96, 3)).astype(np.float32)
    for picture in pictures:
        side = int(picture.shape[1] * FACE_SHARE[1])
        left = int(picture.shape[1] * FACE_SHARE[0])
        top = min(left, picture.shape[0] - side)
        out = picture.copy()
        out[top : top + side, left : left + side] = cv2.resize(spoken.astype(np.uint8), (side, side))


def _encode(pictures: list[Picture], avi: Path, fps: float) -> None:
    height, width = pictures[0].shape[:2]
    writer = cv2.VideoWriter(str(avi), cv2.VideoWriter.fourcc(*"DIVX"), fps, (width, height))
    if not writer.isOpened():
        raise SystemExit("This OpenCV writes no MPEG-4.")
    for picture in pictures:
        writer.write(picture)
    writer.release()


def _mux(avi: Path, sound: Path, clip: Path) -> None:
    given = ["-i", str(sound), "-i", str(avi), "-strict", "-2", "-q:v", "1", "-shortest"]
    run_ffmpeg([*given, "-y", str(clip)], limit_s=600)
