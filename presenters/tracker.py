"""What finds faces and their landmarks: a tracker, by name. MediaPipe's is always here and is used unless another is named."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from common.errors import UnknownTracker, near_names
from common.home import Home
from models.errors import TrackerNeedsTorch
from models.manifest import Manifest, manifest
from presenters.faces import FaceTracker, Frame, Points
from presenters.view import Sight

if TYPE_CHECKING:
    from models.aligner import Aligner

MEDIAPIPE, FACE_ALIGNMENT = "mediapipe", "face-alignment"
NAMES = (MEDIAPIPE, FACE_ALIGNMENT)


class Tracker(Protocol):
    """Looks at the pictures of one stream. Landmarks are those of MediaPipe's face mesh whichever tracker finds them:
    float32 [478, 3] in pixels of a frame ``width`` x ``height``, of which ``rgb`` may be smaller."""

    @property
    def sight(self) -> Sight: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    def all_faces(self, rgb: Frame, *, width: int, height: int) -> list[Points]:
        """Every face in a picture by itself."""
        ...

    def seen(self, rgb: Frame, *, width: int, height: int) -> list[Points]:
        """Every face in the next picture of the stream."""
        ...

    def follow(self, rgb: Frame, *, width: int, height: int) -> Points | None:
        """The largest face at first, then the same as long as it is seen, in the next picture of the stream."""
        ...


class Open(Protocol):
    def __call__(self, *, faces: int = 1, still: bool = False) -> Tracker:
        """At most ``faces`` faces; ``still`` pictures have nothing to do with one another."""
        ...


@dataclass(frozen=True, kw_only=True)
class Trackers:
    """Trackers by name; networks are opened at their first use and kept."""

    home: Home
    default: str = MEDIAPIPE
    """Used where none is named"""
    models: Manifest = field(default_factory=manifest)
    """What the weights are known by"""

    def name(self, asked: str | None) -> str:
        """Raises UnknownTracker."""
        name = asked or self.default
        if name not in NAMES:
            raise UnknownTracker(name=name, hint=near_names(name, list(NAMES)))
        return name

    def get(self, asked: str | None) -> Open:
        """Raises UnknownTracker, TrackerNeedsTorch, TrackerNeedsWeights, what is wrong with weights, TrackerFailed."""
        return OPENED[self.name(asked)](self)

    @cached_property
    def aligner(self) -> "Aligner":
        """See ``get``."""
        if importlib.util.find_spec("torch") is None:
            raise TrackerNeedsTorch(name=FACE_ALIGNMENT)
        from models.aligner import Aligner

        return Aligner.open(self.home, self.models)


def _mediapipe(trackers: Trackers) -> Open:
    return FaceTracker


def _face_alignment(trackers: Trackers) -> Open:
    from presenters.alignment import AlignmentTracker

    aligner = trackers.aligner

    def opened(*, faces: int = 1, still: bool = False) -> Tracker:
        return AlignmentTracker(aligner, faces=faces, still=still)

    return opened


OPENED: dict[str, Callable[[Trackers], Open]] = {MEDIAPIPE: _mediapipe, FACE_ALIGNMENT: _face_alignment}
