"""What is asked for, what comes of it, and how far it is: frozen values."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any


class Stage(StrEnum):
    """Steps of making a clip, in order."""

    SPEAK = "speak"
    LISTEN = "listen"
    PREPARE = "prepare"
    RENDER = "render"
    FINISH = "finish"


class Style(StrEnum):
    VIDEO = "video"
    NOTE = "note"
    """Telegram's round video note: square around the face, at most 60 s"""
    SQUARE = "square"
    """An ordinary video, square around the face"""


class Subtitles(StrEnum):
    OFF = "off"
    BESIDE = "beside"
    """As .srt and .vtt files beside the clip"""
    BURNT = "burnt"
    """In the picture, and beside it too"""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a text that is spoken and shown on its own."""

    text: str
    shared: bool
    """The same in all clips of one template, so that it is made once"""


@dataclass(frozen=True, kw_only=True)
class ClipOrder:
    """One clip to make: text or a sound, and a presenter or any footage."""

    text: str | None = None
    sound: str | None = None
    """Path of a recording; wins over text, which is then what is said in it"""
    sound_name: str | None = None
    """The name the person gave that file"""
    presenter: str | None = None
    """Id of a registered presenter"""
    footage: str | None = None
    """Path of any video or photo, when no registered presenter is wanted"""
    footage_name: str | None = None
    """The name the person gave that file"""
    voice: str | None = None
    """Voice id; None picks one by language and the presenter's gender"""
    language: str | None = None
    rate: float = 1.0
    engine: str | None = None
    """The lips asked for by name; without them there is no clip"""
    usual_engine: str | None = None
    """The lips somebody chose before, for orders that name none: taken where they can work, else the first"""
    left_engine: str | None = None
    """Such a choice that could not be followed when this was ordered"""
    device: str | None = None
    style: Style = Style.VIDEO
    size: int | None = None
    """Short side of the clip in pixels; None keeps the footage's own"""
    max_bytes: int | None = None
    """The clip must not be larger than this"""
    square: bool = False
    """Crop to a square around the face"""
    background: str | None = None
    """What replaces a plain background: a colour as "#rrggbb", or the path of a picture"""
    face: int | None = None
    """Which person of ``footage`` speaks, counted from 1 as the fitness report numbers them; None is the most seen"""
    tracker: str | None = None
    """What finds face and lips; None is the presenter's own, else what this machine uses"""
    subtitles: Subtitles = Subtitles.OFF
    only_s: float | None = None
    """A draft: make no more than the first seconds"""
    parts: tuple[Part, ...] = ()
    """The text in pieces, when some of them are shared with other clips; joined they are ``text``"""

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "ClipOrder":
        values: dict[str, Any] = json.loads(text)
        values["style"] = Style(values["style"])
        values["subtitles"] = Subtitles(values.get("subtitles", Subtitles.OFF))
        values["parts"] = tuple(Part(**part) for part in values.get("parts", ()))
        return cls(**values)

    def key(self) -> str:
        """The same for two orders that ask for the same clip; sounds and footage count by content."""
        values = asdict(self)
        values.pop("sound_name")
        values.pop("footage_name")
        for name in ("tracker", "usual_engine", "left_engine"):
            if values[name] is None:  # keys of orders from before there was a choice stay the same
                values.pop(name)
        for name in ("sound", "footage", "background"):
            if values[name] and not (name == "background" and values[name].startswith("#")):
                stat = Path(values[name]).stat()
                values[name] = _content(values[name], stat.st_size, stat.st_mtime_ns)
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=256)
def _content(path: str, size_bytes: int, changed_ns: int) -> str:
    """A batch names one sound many times; it is read once."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A finished clip on disk: H.264, yuv420p, AAC, faststart."""

    path: str
    thumbnail: str
    """JPEG, at most 320 px and 200 kB"""
    receipt: str
    """JSON: what was made and how long each stage took"""
    duration_s: float
    width: int
    height: int
    fps: float
    frames: int
    size_bytes: int
    subtitles: tuple[str, ...] = ()
    """Paths of the .srt and .vtt, when asked for and the words are known"""

    @classmethod
    def from_json(cls, text: str) -> "Clip":
        values = json.loads(text)
        return cls(**{**values, "subtitles": tuple(values.get("subtitles", ()))})

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a clip is: the stage, and the share of the whole that is done (0..1)."""

    stage: Stage
    share: float


Report = Callable[[Progress], None]
"""Called often; must be quick. Raising Cancelled from it stops the render."""
