"""The table of contents: how an order becomes a clip."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from common.clipwriter import ClipWriter
from common.errors import DiskFull, FileMissing
from common.media import write_sound
from pipeline.assembly import assemble, shares_parts
from pipeline.backdrop import before, check_background
from pipeline.burning import burnt
from pipeline.heardmouth import hearing, move
from pipeline.lips.engine import Frame
from pipeline.order import Clip, ClipOrder, Progress, Report, Stage, Style
from pipeline.picture import Framing, framing
from pipeline.progress import SHARE_BEFORE, within
from pipeline.receipt import Receipt, Stopwatch, spans_without, told_phones
from pipeline.saying import obtain
from pipeline.subtitles import subtitled, write_beside
from pipeline.timeline import timeline
from pipeline.workshop import Workshop
from presenters.presenter import Prepared, Presenter
from voices.voice import Speech


def render(order: ClipOrder, *, workshop: Workshop, out: Path, report: Report, lost: int = 0) -> Clip:
    """Make the clip that ``order`` asks for at ``out``, with its thumbnail (.jpg) and receipt (.json) beside it.

    ``report`` hears of progress and may raise Cancelled to stop. Raises the errors of common.errors; on any error
    nothing is left behind. ``lost``: so many attempts at it ended with their process; the next asks for less memory.
    """
    watch = Stopwatch()
    _check_disk(out, workshop)
    presenter = _presenter(order, workshop)
    if order.background is not None:
        check_background(order.background)
    engine, remarks = workshop.engine_of(order)
    engine = engine.after(lost)
    workshop.open_tracker(presenter)
    if shares_parts(order):
        joined = assemble(order, presenter, engine, workshop, out, report, watch)
        if joined is not None:
            return _told(out, replace(joined, remarks=remarks), report)
    with watch.stage("speak" if order.sound is None else "listen"):
        said = obtain(order, presenter, workshop, report)
    with watch.stage("prepare"):
        prepared = workshop.prepared(presenter, within(report, Stage.PREPARE))
    with watch.stage("mouth"):
        told = said.once("timeline", lambda: timeline(said.speech, workshop.voices))
        hear = partial(said.once, "hearing", lambda: hearing(said.speech))
        mouth = move(told, said.speech, fps=prepared.fps, hear=hear)
    frames = engine.render(prepared, said.speech, mouth)
    if order.background is not None:
        frames = before(frames, prepared, order.background, name=presenter.name)
    note = _as_note(order, said.speech, workshop)
    square = order.square or order.style is Style.SQUARE
    view = framing(prepared, note=note, square=square, size=order.size, limits=workshop.limits)
    subtitles = subtitled(order.subtitles, said, told, view, note=note)
    with (
        watch.stage("render"),
        burnt(subtitles, view, prepared, language=said.language, note=note) as filters,
    ):
        view = replace(view, filters=filters)
        _encode(_counted(frames, mouth.frames, report), said.speech, prepared, view, mouth.frames, order, out)
    report(Progress(stage=Stage.FINISH, share=SHARE_BEFORE[Stage.FINISH]))
    with watch.stage("finish"):
        beside = write_beside(out, subtitles.cues) if subtitles.cues else ()
    receipt = Receipt(
        clip=str(out),
        presenter=presenter.id,
        voice=said.voice,
        engine=engine.id,
        tracker=prepared.tracker,
        language=said.speech.language,
        text=said.speech.text,
        duration_s=round(mouth.frames / prepared.fps, 4),
        frames=mouth.frames,
        fps=prepared.fps,
        width=view.width,
        height=view.height,
        asked_size=order.size,
        stages_s=watch.stages_s,
        total_s=watch.total_s,
        phones=told_phones(told.phones),
        faceless_spans=spans_without(prepared.shown_faces(mouth.frames), prepared.fps),
        draft=order.only_s is not None,
        subtitles=beside,
        reused=tuple(said.once.reused),
        remarks=remarks | subtitles.remarks,
    )
    return _told(out, receipt, report)


def _check_disk(out: Path, workshop: Workshop) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(out.parent).free < workshop.limits.free_disk_bytes:
        raise DiskFull(path=str(out.parent))


def _presenter(order: ClipOrder, workshop: Workshop) -> Presenter:
    if order.footage is None:
        presenters = workshop.presenters
        found = presenters.get(order.presenter) if order.presenter else presenters.default()
        return replace(found, tracker=order.tracker or found.tracker)
    footage = Path(order.footage)
    if not footage.is_file():
        raise FileMissing(name=footage.name)
    name = order.footage_name or footage.name
    return Presenter(id="", name=name, footage=footage, face=order.face, tracker=order.tracker)


def _as_note(order: ClipOrder, speech: Speech, workshop: Workshop) -> bool:
    """A round note may last a minute; what is longer is sent as an ordinary video."""
    return order.style is Style.NOTE and speech.duration_s <= workshop.limits.note_s


def _counted(frames: Iterator[Frame], total: int, report: Report) -> Iterator[Frame]:
    tell = within(report, Stage.RENDER)
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
            thumbnail=out.with_suffix(".jpg"),
        ) as writer:
            for frame in frames:
                writer.write(frame)


def _told(out: Path, receipt: Receipt, report: Report) -> Clip:
    receipt.write(out.with_suffix(".json"))
    report(Progress(stage=Stage.FINISH, share=1.0))
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
        subtitles=receipt.subtitles,
    )
