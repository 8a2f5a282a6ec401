"""The table of contents: how an order becomes a clip."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from common.clipwriter import ClipWriter, write_thumbnail
from common.errors import DiskFull, FileMissing, NothingToSay
from common.media import write_sound
from pipeline.heardmouth import move
from pipeline.lips.engine import Frame
from pipeline.order import Clip, ClipOrder, Progress, Report, Stage, Style
from pipeline.picture import Framing, framing
from pipeline.receipt import Receipt, Stopwatch, spans_without, told_phones
from pipeline.sound import listen
from pipeline.timeline import timeline
from pipeline.workshop import Workshop
from presenters.prepare import prepare
from presenters.presenter import Prepared, Presenter
from voices.speaking import speak
from voices.voice import Speech

SHARE_BEFORE = {
    Stage.SPEAK: 0.0,
    Stage.LISTEN: 0.0,
    Stage.PREPARE: 0.1,
    Stage.RENDER: 0.2,
    Stage.FINISH: 0.97,
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is to be heard, and which voice says it ("" for a recording)."""

    speech: Speech
    voice: str


def render(order: ClipOrder, *, workshop: Workshop, out: Path, report: Report) -> Clip:
    """Make the clip that ``order`` asks for at ``out``, with its thumbnail (.jpg) and receipt (.json) beside it.

    ``report`` hears of progress and may raise Cancelled to stop. Raises the errors of common.errors; on any error
    nothing is left behind.
    """
    watch = Stopwatch()
    _check_disk(out, workshop)
    presenter = _presenter(order, workshop)
    with watch.stage("speak" if order.sound is None else "listen"):
        said = _obtain(order, presenter, workshop, report)
    with watch.stage("prepare"):
        prepared = prepare(
            presenter.footage,
            home=workshop.home,
            on_progress=_within(report, Stage.PREPARE),
            name=presenter.name,
        )
    with watch.stage("mouth"):
        told = timeline(said.speech, workshop.voices)
        mouth = move(told, said.speech, fps=prepared.fps)
    engine = workshop.engine(order.engine)
    frames = engine.render(prepared, said.speech, mouth)
    view = framing(
        prepared, note=_as_note(order, said.speech, workshop), size=order.size, limits=workshop.limits
    )
    with watch.stage("render"):
        _encode(_counted(frames, mouth.frames, report), said.speech, prepared, view, mouth.frames, order, out)
    report(Progress(stage=Stage.FINISH, share=SHARE_BEFORE[Stage.FINISH]))
    with watch.stage("finish"):
        write_thumbnail(out, out.with_suffix(".jpg"), at_s=min(0.4, mouth.frames / prepared.fps / 2))
    receipt = Receipt(
        clip=str(out),
        presenter=presenter.id,
        voice=said.voice,
        engine=engine.id,
        language=said.speech.language,
        text=said.speech.text,
        duration_s=round(mouth.frames / prepared.fps, 4),
        frames=mouth.frames,
        fps=prepared.fps,
        width=view.width,
        height=view.height,
        stages_s=watch.stages_s,
        total_s=watch.total_s,
        phones=told_phones(told.phones),
        faceless_spans=spans_without(prepared.shown_faces(mouth.frames), prepared.fps),
    )
    receipt.write(out.with_suffix(".json"))
    report(Progress(stage=Stage.FINISH, share=1.0))
    return _clip(out, receipt)


def _check_disk(out: Path, workshop: Workshop) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(out.parent).free < workshop.limits.free_disk_bytes:
        raise DiskFull(path=str(out.parent))


def _presenter(order: ClipOrder, workshop: Workshop) -> Presenter:
    if order.footage is None:
        presenters = workshop.presenters
        return presenters.get(order.presenter) if order.presenter else presenters.default()
    footage = Path(order.footage)
    if not footage.is_file():
        raise FileMissing(name=footage.name)
    return Presenter(id="", name=order.footage_name or footage.name, footage=footage)


def _obtain(order: ClipOrder, presenter: Presenter, workshop: Workshop, report: Report) -> Said:
    """Speak the text, or listen to the sound."""
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
        on_progress=_within(report, Stage.SPEAK),
    )
    return Said(speech=speech, voice=voice.info.id)


def _as_note(order: ClipOrder, speech: Speech, workshop: Workshop) -> bool:
    """A round note may last a minute; what is longer is sent as an ordinary video."""
    return order.style is Style.NOTE and speech.duration_s <= workshop.limits.note_s


def _within(report: Report, stage: Stage) -> Callable[[float], None]:
    """A listener for one stage's own share (0..1), told to ``report`` as a share of the whole."""
    stages = list(SHARE_BEFORE.values())
    begin = SHARE_BEFORE[stage]
    end = min((share for share in stages if share > begin), default=1.0)
    return lambda share: report(Progress(stage=stage, share=begin + (end - begin) * share))


def _counted(frames: Iterator[Frame], total: int, report: Report) -> Iterator[Frame]:
    tell = _within(report, Stage.RENDER)
    tell(0.0)
    for number, frame in enumerate(frames, start=1):
        yield frame
        if number % 5 == 0 or number == total:
            tell(number / total)


def _encode(
    frames: Iterator[Frame],
    speech: Speech,
    prepared: Prepared,
    view: Framing,
    count: int,
    order: ClipOrder,
    out: Path,
) -> None:
    with tempfile.TemporaryDirectory(prefix="mouthpiece-") as folder:
        sound = Path(folder, "sound.wav")
        write_sound(sound, speech.samples, speech.rate_hz)
        with ClipWriter(
            out,
            width=prepared.width,
            height=prepared.height,
            fps=prepared.fps,
            frames=count,
            sound=sound,
            max_bytes=order.max_bytes,
            colour=prepared.colour,
            filters=view.filters,
        ) as writer:
            for frame in frames:
                writer.write(frame)


def _clip(out: Path, receipt: Receipt) -> Clip:
    return Clip(
        path=str(out),
        thumbnail=str(out.with_suffix(".jpg")),
        receipt=str(out.with_suffix(".json")),
        duration_s=receipt.duration_s,
        width=receipt.width,
        height=receipt.height,
        fps=receipt.fps,
        frames=receipt.frames,
        size_bytes=out.stat().st_size,
    )
