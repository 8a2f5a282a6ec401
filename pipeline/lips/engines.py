"""Which lip engines there are, which can work here, and which draws a clip whose order names none.

What people choose by name is taken as it is. What was kept as a choice for later, such as a presenter's own engine, is
followed where it can work, and never where its licence was not agreed to.
"""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from common.errors import BadInput, UnknownEngine, near_names
from common.home import Home
from models.errors import EngineNeedsTorch, EngineNeedsWeights, EngineNotAgreed
from models.ledger import Ledger
from models.manifest import manifest
from pipeline.order import ClipOrder

if TYPE_CHECKING:
    from presenters.presenter import Presenter

WARP = "warp"
"""Needs nothing, and so is what is left when everything else fails"""
FILES = {"wav2lip": "wav2lip", "wav2lip-gan": "wav2lip_gan"}
"""Engines with weights, and what the files of these are called"""
SUFFIXES = (".pth", ".safetensors", ".pt")
ENGINES = (WARP, *FILES)
PULLED = ("download", "file")
"""Sources of weights whose licence was shown and agreed to on the way"""


def weights_at(home: Home, engine_id: str) -> Path | None:
    """Where an engine's weights lie; None when they are not here."""
    paths = [home.weights / f"{FILES[engine_id]}{suffix}" for suffix in SUFFIXES]
    return next((path for path in paths if path.is_file()), None)


def missing(home: Home, engine_id: str) -> BadInput | None:
    """Why an engine cannot work here: EngineNeedsTorch, EngineNeedsWeights, or nothing."""
    if engine_id not in FILES:
        return None
    if importlib.util.find_spec("torch") is None:
        return EngineNeedsTorch(name=engine_id)
    return None if weights_at(home, engine_id) else EngineNeedsWeights(name=engine_id)


@dataclass(frozen=True, kw_only=True)
class EngineState:
    """How an engine stands on this machine."""

    id: str
    missing: BadInput | None
    """Why it cannot work here"""
    licence: str = ""
    """Of its weights; "" where there are none"""
    commercial: bool | None = True
    """Whether that allows commercial use; None: not known"""
    agreed: bool = True
    """It may be taken where nobody names it: its licence was agreed to, or allows everything"""

    @property
    def ready(self) -> bool:
        return self.missing is None

    def check_keepable(self) -> None:
        """Raises why it cannot be kept for orders that name none: what is missing, or EngineNotAgreed."""
        if self.missing:
            raise self.missing
        if not self.agreed:
            raise EngineNotAgreed(name=self.id, licence=self.licence)


@dataclass(frozen=True, kw_only=True)
class Engines:
    """The engines of an installation. Quick, and loads no network."""

    home: Home
    usual: str | None = None
    """The installation's own choice"""

    def list(self) -> Sequence[EngineState]:
        pulled = {
            name for name, entry in Ledger(self.home.weights).entries().items() if entry.source in PULLED
        }
        return [self._state(name, name in pulled) for name in ENGINES]

    def get(self, name: str) -> EngineState:
        """Raises UnknownEngine."""
        check_name(name)
        return next(state for state in self.list() if state.id == name)

    def check(self, name: str | None) -> None:
        """Whether an order may ask for it. Raises UnknownEngine, EngineNeedsTorch, EngineNeedsWeights."""
        if name is not None and (lack := self.get(name).missing):
            raise lack

    def settled(
        self, order: ClipOrder, presenter: "Presenter | None" = None, *, person: str | None = None
    ) -> ClipOrder:
        """The order with the engine that draws it: its own, else ``person``'s choice, else the presenter's, else the
        installation's, else warp. A kept choice that cannot be followed is left, and the clip's receipt says so.
        """
        order = replace(order, usual_engine=None, left_engine=None)
        kept = person or (presenter.engine if presenter else "") or self.usual or WARP
        if order.engine is not None or kept == WARP:
            return order
        state = self.get(kept) if kept in ENGINES else None
        # Whoever chose it for themselves named it; what holds for everybody needs the licence to be agreed to.
        if state and state.ready and (state.agreed or kept == person):
            return replace(order, usual_engine=kept)
        return replace(order, left_engine=kept)

    def _state(self, name: str, pulled: bool) -> EngineState:
        if name not in FILES:
            return EngineState(id=name, missing=None)
        model = manifest().get(name)
        return EngineState(
            id=name,
            missing=missing(self.home, name),
            licence=model.licence,
            commercial=model.commercial,
            agreed=pulled or model.commercial is True,
        )


def check_name(name: str) -> None:
    """Raises UnknownEngine."""
    if name not in ENGINES:
        shown = name if len(name) <= 60 else f"{name[:59]}…"
        raise UnknownEngine(name=shown, hint=near_names(shown, list(ENGINES)))
