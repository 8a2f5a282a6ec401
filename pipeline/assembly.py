"""A clip joined from parts, of which those it shares with other clips of its template are taken over from them.

Each part is spoken, rendered and encoded on its own, silent and at rest at both ends. Sound and picture are joined
without another encoding of the picture, so a part that is taken over costs next to nothing.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from common.clipwriter import ClipWriter, join, write_thumbnail
from common.errors import NothingToSay
from common.media import ffmpeg, probe, write_sound
from pipeline.footageplan import Length, Stretch, first_plan, laid_out
from pipeline.lips.engine import Engine
from pipeline.order import ClipOrder, Part, Progress, Report, Stage, Style, Subtitles
from pipeline.partstore import PartStore, key_of
from pipeline.picture import Framing, framing
from pipeline.progress import SHARE_BEFORE, within
from pipeline.receipt import PartMade, Receipt, Stopwatch, spans_without, told_phones
from pipeline.spokenpart import Spoken, SpokenPart, joined_sound, laid_on_frames
from pipeline.subtitles import columns_for, lines, write_beside
from pipeline.timeline import timeline
from pipeline.workshop import Workshop
from presenters.presenter import Prepared, Presenter
from voices.speaking import speak
from voices.text import clean
from voices.voice import Speech, Voice

CODE = "2"
"""Raise it when parts are spoken or joined otherwise"""


def shares_parts(order: ClipOrder) -> bool:
    """Whether a clip is worth joining from parts. Subtitles in the picture belong to one clip alone, and the edge of a
    replaced background is kept steady from frame to frame."""
    several = len(order.parts) > 1 and any(part.shared for part in order.parts)
    spoken_whole = order.sound is None and order.only_s is None
    return several and spoken_whole and order.subtitles is not Subtitles.BURNT and order.background is None


def assemble(
    order: ClipOrder,
    presenter: Presenter,
    engine: Engine,
    workshop: Workshop,
    out: Path,
    report: Report,
    watch: Stopwatch,
) -> Receipt | None:
    """Make the clip at ``out`` with its thumbnail. None, and nothing there, when it must be made as a whole: a photo
    moves by the whole sound, a clip that must stay small shares its bits out over the whole, and not every engine joins."""
    if not engine.joins or probe(presenter.footage, name=presenter.name).still:
        return None
    store = PartStore(workshop.home)
    with watch.stage("speak"):
        voice, language = workshop.voices.choose(
            order.text or "", language=order.language, gender=presenter.gender, voice=order.voice
        )
        spoken = list(_spoken(order, voice, language, store, workshop, report))
    with watch.stage("prepare"):
        prepared = workshop.prepared(presenter, within(report, Stage.PREPARE))
    parts = laid_on_frames(spoken, rate=order.rate, fps=prepared.fps)
    stretches = _footage(order, parts, prepared, (repr(voice.info), language), store)
    view = _view(order, parts, prepared, workshop)
    with tempfile.TemporaryDirectory(prefix="mouthpiece-") as folder, watch.stage("render"):
        bench = Bench(
            prepared=prepared, engine=engine, view=view, store=store, folder=Path(folder), report=report
        )
        pieces = bench.pieces(parts, stretches)
        _join(pieces, parts, Path(folder), out)
    if order.max_bytes is not None and out.stat().st_size > order.max_bytes:
        out.unlink()
        return None
    frames = sum(part.frames for part in parts)
    report(Progress(stage=Stage.FINISH, share=SHARE_BEFORE[Stage.FINISH]))
    with watch.stage("finish"):
        write_thumbnail(out, out.with_suffix(".jpg"), at_s=min(0.4, frames / prepared.fps / 2))
        store.sweep()
        beside = _subtitles(order, joined_sound(parts), view, out)
    places = np.concatenate([stretch.places for stretch in stretches])
    made = _made(parts, pieces)
    return Receipt(
        clip=str(out),
        presenter=presenter.id,
        voice=voice.info.id,
        engine=engine.id,
        tracker=prepared.tracker,
        language=language,
        text=order.text or "",
        duration_s=round(frames / prepared.fps, 4),
        frames=frames,
        fps=prepared.fps,
        width=view.width,
        height=view.height,
        asked_size=order.size,
        stages_s=watch.stages_s,
        total_s=watch.total_s,
        phones=told_phones(joined_sound(parts).phones),
        faceless_spans=spans_without(
            prepared.has_face[prepared.shown(int(places[-1]) + 1)][places], prepared.fps
        ),
        subtitles=beside,
        reused_s=round(sum(part.end_s - part.start_s for part in made if part.reused), 4),
        parts=made,
    )


def _subtitles(order: ClipOrder, speech: Speech, view: Framing, out: Path) -> tuple[str, ...]:
    if order.subtitles is not Subtitles.BESIDE or not speech.words:
        return ()
    columns = columns_for(view.width, view.height, note=order.style is Style.NOTE)
    text = order.text or ""
    made = lines(text, speech.words, speech.language, duration_s=speech.duration_s, columns=columns)
    return write_beside(out, made)


def _spoken(
    order: ClipOrder, voice: Voice, language: str, store: PartStore, workshop: Workshop, report: Report
) -> Iterator[tuple[int, Part, Spoken]]:
    """Raises NothingToSay and TextTooLong of the whole text; a part with nothing to say in it is left out."""
    told = within(report, Stage.SPEAK)
    told(0.0)
    clean(order.text or "", limit=workshop.limits.text_characters)
    for index, part in enumerate(order.parts):
        key = key_of(CODE, part.text.strip(), repr(voice.info), language, order.rate)
        spoken = store.sound(key) if part.shared else None
        if spoken is None:
            try:
                speech = speak(part.text, voice=voice, language=language, rate=order.rate)
            except NothingToSay:
                continue
            spoken = Spoken(speech=speech, told=timeline(speech, workshop.voices))
            if part.shared:
                store.keep_sound(key, spoken)
        yield index, part, spoken
        told((index + 1) / len(order.parts))


def _footage(
    order: ClipOrder,
    parts: Sequence[SpokenPart],
    prepared: Prepared,
    said_by: tuple[str, str],
    store: PartStore,
) -> list[Stretch]:
    lengths = [Length(index=part.index, frames=part.frames, shared=part.part.shared) for part in parts]
    shape = [part.text if part.shared else None for part in order.parts]
    key = key_of(CODE, shape, said_by, order.rate)
    plan = store.plan(prepared.digest, key)
    if plan is None:
        plan = first_plan(lengths, prepared.fps)
        store.keep_plan(prepared.digest, key, plan)
    return laid_out(lengths, plan)


def _view(order: ClipOrder, parts: Sequence[SpokenPart], prepared: Prepared, workshop: Workshop) -> Framing:
    duration_s = sum(part.frames for part in parts) / prepared.fps
    note = order.style is Style.NOTE and duration_s <= workshop.limits.note_s
    square = order.square or order.style is Style.SQUARE
    return framing(prepared, note=note, square=square, size=order.size, limits=workshop.limits)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """The picture of one part, encoded."""

    path: Path
    reused: bool


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Where the parts of one clip are rendered."""

    prepared: Prepared
    engine: Engine
    view: Framing
    store: PartStore
    folder: Path
    report: Report

    def pieces(self, parts: Sequence[SpokenPart], stretches: Sequence[Stretch]) -> list[Piece]:
        tell = within(self.report, Stage.RENDER)
        total, done = sum(part.frames for part in parts), 0
        pieces = []
        for number, (part, stretch) in enumerate(zip(parts, stretches, strict=True)):
            tell(done / total)
            path = self.folder / f"{number}.mp4"
            key = self._key(part, stretch)
            reused = stretch.planned and self.store.take(self.prepared.digest, key, path)
            if not reused:
                for drawn in self._render(part, stretch, path):
                    tell((done + drawn) / total)
                if stretch.planned:
                    self.store.keep(self.prepared.digest, key, path)
            pieces.append(Piece(path=path, reused=reused))
            done += part.frames
        return pieces

    def _key(self, part: SpokenPart, stretch: Stretch) -> str:
        """Of everything that decides what is seen in a part."""
        sound = hashlib.sha256(part.sound().samples.tobytes()).hexdigest()
        engine = (self.engine.id, self.engine.code, Path(ffmpeg()).name)
        view = (self.view.width, self.view.height, self.view.filters, self.prepared.colour)
        return key_of(CODE, sound, part.frames, int(stretch.places[0]), *engine, *view)

    def _render(self, part: SpokenPart, stretch: Stretch, path: Path) -> Iterator[int]:
        """Frames done so far, now and then."""
        prepared = self.prepared
        frames = self.engine.render(prepared, part.sound(), part.mouth(), stretch.places)
        with ClipWriter(
            path,
            width=prepared.width,
            height=prepared.height,
            fps=prepared.fps,
            frames=part.frames,
            sound=None,
            colour=prepared.colour,
            filters=self.view.filters,
        ) as writer:
            for number, frame in enumerate(frames, start=1):
                writer.write(frame)
                if number % 5 == 0:
                    yield number


def _join(pieces: Sequence[Piece], parts: list[SpokenPart], folder: Path, out: Path) -> None:
    speech = joined_sound(parts)
    sound = folder / "sound.wav"
    write_sound(sound, speech.samples, speech.rate_hz)
    duration_s = sum(part.frames for part in parts) / parts[0].fps
    join([piece.path for piece in pieces], out, sound=sound, duration_s=duration_s)


def _made(parts: Sequence[SpokenPart], pieces: Sequence[Piece]) -> tuple[PartMade, ...]:
    made, at = [], 0
    for part, piece in zip(parts, pieces, strict=True):
        end = at + part.frames
        made.append(
            PartMade(
                text=part.part.text,
                shared=part.part.shared,
                reused=piece.reused,
                start_s=round(at / part.fps, 4),
                end_s=round(end / part.fps, 4),
            )
        )
        at = end
    return tuple(made)
