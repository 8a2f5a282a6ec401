"""Who is measured, and how a mouth track is drawn on them without the rest of the pipeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from common.clipwriter import ClipWriter
from common.media import write_sound
from pipeline.mouthtrack import MouthTrack
from pipeline.order import ClipOrder
from pipeline.workshop import Workshop
from presenters.prepare import prepare
from presenters.presenter import Prepared
from voices.voice import Speech

VIDEOS = {".mp4", ".mov", ".mkv", ".webm"}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything a part of the report needs."""

    workshop: Workshop
    folder: Path
    """For clips; they are overwritten"""
    people: dict[str, Path]
    """Name and footage of every presenter to be measured"""

    def prepared(self, name: str) -> Prepared:
        beside = self.people[name].with_name("visemes.mp4")
        visemes = beside if self._builtin(name) and beside.exists() else None
        return prepare(self.people[name], home=self.workshop.home, name=name, visemes=visemes)

    def order(self, name: str, *, text: str, language: str) -> ClipOrder:
        """That somebody says ``text``: a built-in presenter as people choose one, but in everybody's voice."""
        if not self._builtin(name):
            return ClipOrder(text=text, language=language, footage=str(self.people[name]))
        voice, _ = self.workshop.voices.choose(text, language=language)
        return ClipOrder(text=text, language=language, presenter=name, voice=voice.info.id)

    def _builtin(self, name: str) -> bool:
        return any(p.id == name and p.footage == self.people[name] for p in self.workshop.presenters.list())

    def draw(self, prepared: Prepared, speech: Speech, mouth: MouthTrack) -> Path:
        """A clip of ``prepared`` with its lips as ``mouth`` says, encoded as any clip is."""
        out = self.folder / "drawn.mp4"
        sound = self.folder / "drawn.wav"
        write_sound(sound, speech.samples, speech.rate_hz)
        frames = self.workshop.engine(None).render(prepared, speech, mouth)
        with ClipWriter(
            out,
            width=prepared.width,
            height=prepared.height,
            fps=prepared.fps,
            frames=mouth.frames,
            sound=sound,
            colour=prepared.colour,
        ) as writer:
            for frame in frames:
                writer.write(frame)
        return out


def videos(folder: Path) -> dict[str, Path]:
    """Name and path of every video in a folder, by name."""
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in VIDEOS)
    return {path.stem.replace("_", " "): path for path in found}


def people(workshop: Workshop, footage: Path | None, only: Sequence[str]) -> dict[str, Path]:
    """The built-in presenters and the videos in ``footage``; ``only`` those named, when any are."""
    found = {p.id: p.footage for p in workshop.presenters.list()} | (videos(footage) if footage else {})
    if unknown := set(only) - found.keys():
        raise SystemExit(f"No presenter {', '.join(sorted(unknown))}. There are: {', '.join(found)}.")
    return {name: path for name, path in found.items() if not only or name in only}
