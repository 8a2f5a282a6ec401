"""Subtitles of a clip: the person's own text at the times it is heard."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from common.files import write_text
from pipeline.atoms import WIDEST, atoms
from pipeline.cues import Cue, as_srt, as_vtt, cues
from pipeline.order import Subtitles
from pipeline.picture import Framing
from pipeline.saying import Said
from pipeline.timeline import Timeline
from voices.text import as_written
from voices.voice import Word

NARROW_COLUMNS, NOTE_COLUMNS = 30, 24
"""Of a line in a picture that is not wide, and in a round one"""
SUFFIXES = (".srt", ".vtt")
NO_WORDS = "No subtitles: what is said in the recording is not known. Give its text."
OTHER_WORDS = (
    "No subtitles: the text given is not what is said in the recording. Give the words as they are spoken."
)


@dataclass(frozen=True, kw_only=True)
class Subtitled:
    """Subtitles, or why there are none."""

    cues: tuple[Cue, ...] = ()
    burnt: bool = False
    columns: int = WIDEST
    """Of a line"""
    remarks: dict[str, str] = field(default_factory=dict)
    """Sentences that the person should read, by stable code"""


def subtitled(wanted: Subtitles, said: Said, told: Timeline, view: Framing, *, note: bool) -> Subtitled:
    """What an order asks for. A recording whose words nobody knows has none; its clip is made all the same."""
    if wanted is Subtitles.OFF:
        return Subtitled()
    if not said.text:
        return Subtitled(remarks={"no-words": NO_WORDS})
    if not told.words:
        return Subtitled(remarks={"other-words": OTHER_WORDS})
    columns = columns_for(view.width, view.height, note=note)
    made = lines(said.text, told.words, said.language, duration_s=said.speech.duration_s, columns=columns)
    return Subtitled(cues=made, burnt=wanted is Subtitles.BURNT, columns=columns)


def lines(
    text: str, words: Sequence[Word], language: str, *, duration_s: float, columns: int
) -> tuple[Cue, ...]:
    """A text in lines of so many columns, at the times its words are heard."""
    return cues(atoms(as_written(text), words, language), duration_s=duration_s, widest=columns)


def columns_for(width: int, height: int, *, note: bool) -> int:
    """Columns of a line that can be read in a picture of that shape."""
    if note:
        return NOTE_COLUMNS
    return WIDEST if width > 1.2 * height else NARROW_COLUMNS


def write_beside(clip: Path, made: Sequence[Cue]) -> tuple[str, ...]:
    """The subtitles as files with the clip's name; their paths."""
    paths = tuple(clip.with_suffix(suffix) for suffix in SUFFIXES)
    for path, text in zip(paths, (as_srt(made), as_vtt(made)), strict=True):
        write_text(path, text)
    return tuple(str(path) for path in paths)
