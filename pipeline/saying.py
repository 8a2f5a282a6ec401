"""What is to be heard in a clip: a text spoken, or a recording listened to."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from common.errors import NothingToSay, TextTooLong
from common.media import check_file, probe
from pipeline.kept import Once
from pipeline.order import ClipOrder, Progress, Report, Stage
from pipeline.progress import within
from pipeline.sound import beginning_of, listen
from pipeline.workshop import Workshop
from presenters.presenter import Presenter
from voices.language import find_language
from voices.speaking import speak
from voices.text import as_written, beginning, letters
from voices.voice import Speech

DRAFT_LETTERS_S = 28
"""Letters spoken for a second of a draft: twice as many as are said in one, so that it is never too short"""


READ_LANGUAGES = tuple("en ar de es fa fr hi it ja ko pt ru th zh".split())
"""Told apart where the language only matters for how lines are broken"""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is to be heard, and which voice says it ("" for a recording)."""

    speech: Speech
    voice: str
    text: str = ""
    """As the person wrote it; "" when nobody knows"""
    once: Once
    """For what else is to be found out about this sound"""

    @property
    def language(self) -> str:
        """Of the text, found out where nobody told it."""
        return self.speech.language or find_language(self.text, READ_LANGUAGES)


def obtain(order: ClipOrder, presenter: Presenter, workshop: Workshop, report: Report) -> Said:
    """Speak the text, or listen to the sound. Raises NothingToSay, and what speaking and listening raise."""
    if order.sound is not None:
        return _listened(order, workshop, report)
    if order.text is None or not order.text.strip():
        raise NothingToSay
    return _spoken(order, order.text, presenter, workshop, report)


def _listened(order: ClipOrder, workshop: Workshop, report: Report) -> Said:
    assert order.sound is not None
    report(Progress(stage=Stage.LISTEN, share=0.0))
    path, limits = Path(order.sound), workshop.limits
    name = order.sound_name or path.name
    check_file(path, name)
    text = _said_in_draft(order, path, name) if order.only_s else order.text or ""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    once = _once(workshop, digest, text, order.language, order.only_s)
    speech = once(
        "listen",
        lambda: listen(
            path,
            name=name,
            limit_s=limits.sound_s,
            shortest_s=limits.shortest_sound_s,
            text=text,
            language=order.language or "",
            only_s=order.only_s,
        ),
    )
    return Said(speech=speech, voice="", text=speech.text, once=once)


def _said_in_draft(order: ClipOrder, path: Path, name: str) -> str:
    """About what of the known text is said in the seconds of a draft."""
    assert order.only_s
    text = as_written(order.text or "")
    duration_s = probe(path, name=name).duration_s
    if not text or duration_s is None or duration_s <= order.only_s:
        return text
    return beginning(text, round(letters(text) * order.only_s / duration_s))


def _spoken(order: ClipOrder, text: str, presenter: Presenter, workshop: Workshop, report: Report) -> Said:
    report(Progress(stage=Stage.SPEAK, share=0.0))
    limit = workshop.limits.text_characters
    if len(text) > limit:
        raise TextTooLong(length=len(text), excess=len(text) - limit, limit=limit)
    voice, language = workshop.voices.choose(
        text, language=order.language, gender=presenter.gender, voice=order.voice
    )
    if order.only_s:
        text = beginning(as_written(text), round(order.only_s * order.rate * DRAFT_LETTERS_S))
    once = _once(workshop, text, voice.info.id, language, order.rate, order.only_s)

    def make() -> Speech:
        speech = speak(
            text,
            voice=voice,
            language=language,
            rate=order.rate,
            on_progress=within(report, Stage.SPEAK),
        )
        return beginning_of(speech, order.only_s) if order.only_s else speech

    speech = once("speak", make)
    return Said(speech=speech, voice=voice.info.id, text=text, once=once)


def _once(workshop: Workshop, *sound: object) -> Once:
    """``sound`` is all that this sound depends on."""
    key = hashlib.sha256(json.dumps(sound).encode()).hexdigest()
    return Once(kept=workshop.kept, sound=key, reused=[])
