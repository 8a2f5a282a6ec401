"""What is to be heard in a clip: a text spoken, or a recording listened to."""

from dataclasses import dataclass
from pathlib import Path

from common.errors import NothingToSay
from pipeline.order import ClipOrder, Progress, Report, Stage
from pipeline.progress import within
from pipeline.sound import listen
from pipeline.workshop import Workshop
from presenters.presenter import Presenter
from voices.speaking import speak
from voices.voice import Speech


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is to be heard, and which voice says it ("" for a recording)."""

    speech: Speech
    voice: str


def obtain(order: ClipOrder, presenter: Presenter, workshop: Workshop, report: Report) -> Said:
    """Speak the text, or listen to the sound. Raises NothingToSay, and what speaking and listening raise."""
    limits = workshop.limits
    if order.sound is not None:
        report(Progress(stage=Stage.LISTEN, share=0.0))
        name = order.sound_name or Path(order.sound).name
        speech = listen(
            Path(order.sound),
            name=name,
            limit_s=limits.sound_s,
            shortest_s=limits.shortest_sound_s,
            text=order.text or "",
            language=order.language or "",
        )
        return Said(speech=speech, voice="")
    if order.text is None or not order.text.strip():
        raise NothingToSay
    report(Progress(stage=Stage.SPEAK, share=0.0))
    voice, language = workshop.voices.choose(
        order.text, language=order.language, gender=presenter.gender, voice=order.voice
    )
    speech = speak(
        order.text,
        voice=voice,
        language=language,
        rate=order.rate,
        limit=limits.text_characters,
        on_progress=within(report, Stage.SPEAK),
    )
    return Said(speech=speech, voice=voice.info.id)
