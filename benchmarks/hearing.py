"""What a recording or a text costs before lips move: python -m benchmarks.hearing [--seconds 10] [--rounds 9]

Processor time of one process, the least of several rounds, on speech of espeak-ng: what else the machine does matters
little. Set OPENBLAS_NUM_THREADS=1 for one core's.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soxr

from common.home import Home
from models.clues import clues
from models.hearing import hear_mouth, log_mels
from models.spectrum import RATE_HZ, spectra
from pipeline.mouth import articulate
from pipeline.sound import for_analysis, speech_spans
from pipeline.timeline import hear, whole
from voices.catalog import Voices
from voices.speaking import speak
from voices.voice import Speech

TEXT = "Mama may bake a fabulous apple pie, and Papa will buy a lamp for our party. What a marvellous car! "
LETTERS_A_SECOND = 14
FPS = 25.0


def least_ms(work: Callable[[], object], rounds: int) -> float:
    took = []
    for _ in range(rounds + 1):
        before_s = time.process_time()
        work()
        took.append(time.process_time() - before_s)
    return 1000 * min(took[1:])


def costs(seconds: float, rounds: int) -> dict[str, float]:
    """Milliseconds by what is done."""
    text = (TEXT * 200)[: int(2 * seconds * LETTERS_A_SECOND)]
    with tempfile.TemporaryDirectory() as folder:
        voice, language = Voices(Home(root=Path(folder)).make()).choose(text, language="en", voice=None)
    spoken = speak(text, voice=voice, language=language)
    told = Speech(
        samples=spoken.samples[: int(seconds * spoken.rate_hz)].copy(),
        rate_hz=spoken.rate_hz,
        language=language,
        phones=whole(spoken.phones, seconds),
    )
    samples = np.asarray(soxr.resample(told.samples, told.rate_hz, RATE_HZ), np.float32)
    spectrum, clean = spectra(samples), for_analysis(told)
    spans = speech_spans(clean)
    words = text[: int(seconds * LETTERS_A_SECOND)]
    return {
        "hear lips": least_ms(lambda: hear_mouth(samples), rounds),
        "of that: spectra": least_ms(lambda: spectra(samples), rounds),
        "of that: mels": least_ms(lambda: log_mels(spectrum), rounds),
        "of that: clues": least_ms(lambda: clues(spectrum), rounds),
        "clean a recording": least_ms(lambda: for_analysis(told), rounds),
        "find speech in it": least_ms(lambda: speech_spans(clean), 1),
        "hear phones in it": least_ms(lambda: [hear(clean, span) for span in spans], 1),
        "speak a text": least_ms(lambda: speak(words, voice=voice, language=language), rounds),
        "from phones to the mouth": least_ms(lambda: articulate(told.phones, told, fps=FPS), rounds),
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--seconds", type=float, default=10.0)
    ask.add_argument("--rounds", type=int, default=9)
    told = ask.parse_args()
    print(f"Processor time, ms for {told.seconds:g} s of speech, least of {told.rounds}")
    for name, took_ms in costs(told.seconds, told.rounds).items():
        print(f"{name:28}{took_ms:8.1f}")


if __name__ == "__main__":
    main()
