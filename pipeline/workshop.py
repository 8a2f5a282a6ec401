"""What stays warm between clips: voices, presenters and engines, opened once."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from common.errors import BadInput, UnknownEngine
from common.home import Home
from models.errors import EngineNeedsTorch, EngineNeedsWeights, WeightsUnsuitable
from pipeline.kept import Kept
from pipeline.lips.engine import Engine
from pipeline.lips.engines import FILES, WARP, check_name
from pipeline.order import ClipOrder
from presenters.catalog import Presenters
from presenters.presenter import Prepared, Presenter
from voices.catalog import Voices

if TYPE_CHECKING:
    from presenters.tracker import Trackers

LIPS_LEFT = (
    "The lips “{name}”, which were chosen before, cannot be used here at present, so “{used}” drew them."
    " `./run models list` says what is missing, `./run models verify` what is damaged."
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one order may ask for."""

    text_characters: int = 10_000
    sound_s: float = 900.0
    shortest_sound_s: float = 0.2
    note_s: float = 60.0
    note_side_px: int = 480
    free_disk_bytes: int = 100_000_000


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """Everything a render needs, as parameters."""

    home: Home
    voices: Voices
    presenters: Presenters
    engines: Mapping[str, Engine]
    limits: Limits = field(default_factory=Limits)
    kept: Kept = field(default_factory=Kept)
    """What is known of the last sounds"""
    trackers: "Trackers | None" = None
    """What finds faces; None is what comes along"""

    @classmethod
    def open(cls, home: Home, *, tracker: str | None = None) -> "Workshop":
        """``tracker`` is used where neither order nor presenter names one. Raises UnknownTracker."""
        from pipeline.lips.warp import Warp
        from pipeline.lips.wav2lip import Wav2Lip

        # Networks are opened at their first clip: PyTorch alone takes seconds, and most orders never ask for one.
        engines: list[Engine] = [Warp(), *(Wav2Lip(home, name) for name in FILES)]
        return cls(
            home=home,
            voices=Voices(home),
            presenters=Presenters(home=home),
            engines={engine.id: engine for engine in engines},
            trackers=_trackers(home, tracker),
        )

    def warm(self) -> None:
        """Do now what would make the first clip wait: load libraries, prepare the presenter most people see."""
        voice, language = self.voices.choose("Hello, what language is this?")
        voice.speak("Hello", language=language)
        # A tracker that lacks something is told of by every order that needs it.
        with contextlib.suppress(BadInput):
            self.prepared(self.presenters.default())

    def prepared(self, presenter: Presenter, on_progress: Callable[[float], None] | None = None) -> Prepared:
        """Raises what ``prepare`` does."""
        from presenters.prepare import prepare

        return prepare(
            presenter.footage,
            home=self.home,
            on_progress=on_progress,
            name=presenter.name,
            visemes=presenter.visemes,
            trackers=self.trackers,
            **presenter.choice,
        )

    def open_tracker(self, presenter: Presenter) -> None:
        """Raises what a presenter that is not prepared yet lacks to be tracked."""
        from presenters.prepare import open_tracker
        from presenters.tracker import Trackers

        open_tracker(
            presenter.footage,
            home=self.home,
            visemes=presenter.visemes,
            trackers=self.trackers or Trackers(home=self.home),
            **presenter.choice,
        )

    def engine(self, name: str | None, *, device: str | None = None) -> Engine:
        """The engine asked for, else the first, which always works. ``device`` None is the best there is.

        Raises UnknownEngine, EngineNeedsTorch, EngineNeedsWeights.
        """
        if name is not None:
            check_name(name)
        return self.engines[name or WARP].on(device)

    def engine_of(self, order: ClipOrder) -> tuple[Engine, dict[str, str]]:
        """What draws an order's lips, opened, and remarks by code about a kept choice that could not be followed.

        Raises what ``engine`` and ``Engine.open`` do for an engine that the order itself names.
        """
        left = order.left_engine
        if order.engine is None and order.usual_engine:
            try:
                return self._opened(order.usual_engine, order), {}
            except (UnknownEngine, EngineNeedsTorch, EngineNeedsWeights, WeightsUnsuitable):
                left = order.usual_engine
        remarks = {"lips-left": LIPS_LEFT.format(name=left, used=WARP)} if left else {}
        return self._opened(order.engine, order), remarks

    def _opened(self, name: str | None, order: ClipOrder) -> Engine:
        engine = self.engine(name, device=order.device)
        engine.open()
        return engine


def _trackers(home: Home, default: str | None) -> "Trackers":
    from presenters.tracker import MEDIAPIPE, Trackers

    trackers = Trackers(home=home, default=default or MEDIAPIPE)
    trackers.name(None)
    return trackers
