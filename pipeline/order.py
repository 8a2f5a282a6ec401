"""What is asked for, what comes of it, and how far it is: frozen values."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
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
    device: str | None = None
    style: Style = Style.VIDEO
    size: int | None = None
    """Short side of the clip in pixels; None keeps the footage's own"""
    max_bytes: int | None = None
    """The clip must not be larger than this"""

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "ClipOrder":
        values: dict[str, Any] = json.loads(text)
        values["style"] = Style(values["style"])
        return cls(**values)

    def key(self) -> str:
        """The same for two orders that ask for the same clip; sounds and footage count by content."""
        values = asdict(self)
        values.pop("sound_name")
        values.pop("footage_name")
        for name in ("sound", "footage"):
            if values[name]:
                with Path(values[name]).open("rb") as file:
                    values[name] = hashlib.file_digest(file, "sha256").hexdigest()
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


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

    @classmethod
    def from_json(cls, text: str) -> "Clip":
        return cls(**json.loads(text))

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a clip is: the stage, and the share of the whole that is done (0..1)."""

    stage: Stage
    share: float


Report = Callable[[Progress], None]
"""Called often; must be quick. Raising Cancelled from it stops the render."""
