"""Synthetic speech whose phones are known: what the network hears first, in many voices and languages."""

from pathlib import Path

import numpy as np
import soxr

from common.home import Home
from models.authoring.hearing.speakers import Clip
from models.hearing import FPS, RATE_HZ
from pipeline.mouth import articulate
from pipeline.mouthtrack import APERTURE_PER_JAW, JAW, PRESS, ROUND, TUCK, WIDE
from voices.catalog import Voices
from voices.espeak import EspeakVoice, library

LANGUAGES = (
    "en-us",
    "en-gb",
    "cmn",
    "de",
    "ru",
    "fr-fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "cs",
    "tr",
    "fi",
    "el",
)
VARIANTS = ("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8")


def speak_all(texts: dict[str, list[str]], *, folder: Path, seed: int = 0) -> list[Clip]:
    """``texts``: sentences by language. Every sentence in three voices, each at a tempo of its own."""
    rng = np.random.default_rng(seed)
    voices = Voices(Home(root=folder).make())
    (info, *_) = voices.list()
    known = {language.tag: language for language in library().languages()}
    clips = []
    for tag, sentences in texts.items():
        for number, text in enumerate(sentences):
            for variant in rng.choice(VARIANTS, 3, replace=False):
                voice = EspeakVoice(info, identifier=known[tag].identifier, variant=str(variant))
                speech = voice.speak(text, language=tag, rate=float(rng.uniform(0.8, 1.25)))
                track = articulate(speech.phones, speech, fps=FPS).values
                samples = soxr.resample(speech.samples, speech.rate_hz, RATE_HZ).astype(np.float32)
                gap = APERTURE_PER_JAW * track[:, JAW] * (1 - track[:, PRESS])
                width = 0.08 * track[:, WIDE]
                low = 0.6 * gap + 0.03 * track[:, ROUND] - 0.05 * track[:, TUCK]
                lips = np.stack([gap, width, 0.6 * gap, -0.2 * gap, low, 0.08 * track[:, ROUND]], axis=1)
                name = f"{tag} {variant} {number}"
                clips.append(Clip(name=name, person=name, samples=samples, lips=lips.astype(np.float32)))
    return clips
