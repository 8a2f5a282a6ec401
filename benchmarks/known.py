"""Part 1: texts whose phones the voice tells, on every presenter; and the floor beside it."""

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.loudness import loud_lips, mean_opening
from benchmarks.measure import follow, leak, measure, track
from benchmarks.scene import Scene
from benchmarks.tables import Column, table
from common.media import read_sound
from pipeline.heardmouth import move
from pipeline.render import render
from pipeline.timeline import timeline
from presenters.presenter import Loop
from voices.speaking import speak

Rows = list[dict[str, object]]

TEXTS = {
    "en": "Hello, welcome to our training camp.\n\nMy name is new to you, and I am happy to help you build a better product.",
    "zh": "你好，欢迎来到我们的训练营。\n\n我们帮助你建立更好的产品，爸爸妈妈都很满意。",
    "de": "Guten Morgen und herzlich willkommen.\n\nWir bauen gemeinsam ein besseres Produkt.",
    "ru": "Здравствуйте, добро пожаловать в наш лагерь.\n\nМы поможем вам построить хороший продукт.",
}
NAMED = (Column(key="presenter", title="presenter"), Column(key="language", title="language"))
LIPS = (
    Column(key="phone_sync_r", title="phone_sync_r"),
    Column(key="phone_sync_offset_ms", title="offset, ms"),
    Column(key="closure_rate", title="closures"),
    Column(key="opening_rate", title="openings"),
    Column(key="leak", title="leak"),
)
PICTURE = (
    Column(key="av_gap_ms", title="sound and picture, ms"),
    Column(key="outside_psnr_db", title="outside, dB", digits=1),
    Column(key="outside_worst_db", title="worst frame", digits=1),
    Column(key="sharpness", title="sharpness"),
    Column(key="jitter", title="jitter"),
)


def known_phones(scene: Scene, languages: Sequence[str]) -> Rows:
    """Every presenter says every text: each clip measured, one row each."""
    rows: Rows = []
    for name, footage in scene.people.items():
        prepared = scene.prepared(name)
        # A loop that fades over plays other frames than the footage as it was filmed.
        source = prepared.forth if prepared.loop is Loop.CROSS_FADE else footage
        for language in languages:
            order = scene.order(name, text=TEXTS[language], language=language)
            clip = render(
                order,
                workshop=scene.workshop,
                out=scene.folder / "clip.mp4",
                report=lambda progress: None,
            )
            phones = json.loads(Path(clip.receipt).read_text(encoding="utf-8"))["phones"]
            found = measure(Path(clip.path), phones=phones, source=source)
            rows.append({"presenter": name, "language": language} | found)
    return rows


def known_table(rows: Rows) -> str:
    return table((*NAMED, *LIPS, *PICTURE), rows)


def floor(scene: Scene, languages: Sequence[str], names: Sequence[str]) -> Rows:
    """Ours and loudness-only lips, as far open on average, drawn by the same engine: two rows for each text."""
    rows: Rows = []
    for name in names:
        prepared = scene.prepared(name)
        for language in languages:
            voice, spoken = scene.workshop.voices.choose(TEXTS[language], language=language)
            speech = speak(TEXTS[language], voice=voice, language=spoken)
            told = timeline(speech, scene.workshop.voices)
            ours = move(told, speech, fps=prepared.fps)
            loud = loud_lips(speech, fps=prepared.fps, opening=mean_opening(ours))
            phones = [(phone.symbol, phone.start_s, phone.end_s) for phone in told.phones]
            for lips, mouth in {"ours": ours, "loudness only": loud}.items():
                clip = scene.draw(prepared, speech, mouth)
                seen = track(clip).aperture_on_grid
                samples = read_sound(clip, rate_hz=16_000, limit_s=1200.0)
                said: dict[str, object] = {"presenter": name, "language": language, "lips": lips}
                rows.append(said | follow(seen, phones) | {"leak": leak(seen, samples)})
    return rows


def floor_table(rows: Rows) -> str:
    return table((*NAMED, Column(key="lips", title="lips"), *LIPS), rows)
