"""The engine with Wav2Lip's network: lips from the sound itself. Its weights and PyTorch are got on request.

The network draws faces of 96 x 96 pixels in batches; of each only the mouth is taken (see facelay.py). In silence, and
where something covers the lips, the presenter's own mouth rests, as the engine without weights draws it.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from common.home import Home
from models.errors import EngineNeedsWeights
from models.mels import RATE_HZ, Heard
from pipeline.lips.alive import enliven
from pipeline.lips.engine import Frame, Places
from pipeline.lips.engines import missing, weights_at
from pipeline.lips.facecrop import SIDE_PX, Cut, boxes, cut, to_bgr, to_yuv
from pipeline.lips.facelay import Layer, Mask, patch
from pipeline.lips.ramp import step
from pipeline.lips.sights import strengths
from pipeline.lips.warp import FADE_FRAMES, Lips, Look
from pipeline.mouthtrack import PARAMETERS, MouthTrack
from presenters.footage import play
from presenters.presenter import Prepared
from voices.voice import Samples, Speech

if TYPE_CHECKING:
    from models.talker import Talker

Array = npt.NDArray[np.float32]

MOVES = 0.02  # of any parameter: below that the mouth track rests
FADE_S = 0.16
"""Before speech and after it the lips go over to rest so slowly"""
HELD_BYTES = 400 << 20
"""Of frames that wait for their batch"""
HALVINGS = 2
"""Of what is done at a time, after each attempt that lost its process"""
BYTES_PER_PIXEL = 6  # a frame, the same at rest, and its face
REST = np.zeros(len(PARAMETERS), np.float32)


class Faces(Protocol):
    """Makes faces speak, see models/talker.py."""

    at_once: int

    def speak(self, faces: Array, sounds: Array) -> Array: ...


Open = Callable[[Path, str | None], Faces]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A face that the network is to make speak."""

    own: Frame
    """As the footage has it"""
    look: Look
    cut: Cut
    mask: Mask
    sound: Array
    opacity: float
    """0..1: less while lips go over to rest"""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A frame, and what is to be laid over it."""

    frame: Frame
    asked: Asked | None = None


class Wav2Lip:
    """See the module. ``device`` None takes the best there is."""

    code = "1"
    joins = False

    def __init__(
        self,
        home: Home,
        engine_id: str = "wav2lip",
        *,
        device: str | None = None,
        lost: int = 0,
        opened: Open | None = None,
    ) -> None:
        self.id = engine_id
        self._home = home
        self._device = device
        self._lost = lost
        self._open = opened or _opener()

    def on(self, device: str | None) -> "Wav2Lip":
        """The same on a device. Raises EngineNeedsTorch, EngineNeedsWeights."""
        if lack := missing(self._home, self.id):
            raise lack
        return Wav2Lip(self._home, self.id, device=device, lost=self._lost, opened=self._open)

    def open(self) -> None:
        """See Engine; it stays open for ``render``."""
        self._open(self._path(), self._device)

    def after(self, lost: int) -> "Wav2Lip":
        return Wav2Lip(self._home, self.id, device=self._device, lost=lost, opened=self._open)

    def render(
        self, prepared: Prepared, speech: Speech, mouth: MouthTrack, places: Places | None = None
    ) -> Iterator[Frame]:
        """See Engine; always from the footage's first frame. Raises WeightsUnsuitable, DeviceMissing, DeviceFailed."""
        network = self._open(self._path(), self._device)
        most = at_once(network.at_once, prepared, lost=self._lost)
        spoken = _speaking(network, prepared, speech, mouth, most)
        return enliven(spoken, prepared, speech, mouth.frames) if prepared.still else spoken

    def _path(self) -> Path:
        found = weights_at(self._home, self.id)
        if found is None:
            raise EngineNeedsWeights(name=self.id)
        return found


def _opener() -> Open:
    """Opens a network, and keeps the last one."""
    kept: dict[tuple[Path, int, str | None], Talker] = {}

    def opened(path: Path, device: str | None) -> Faces:
        from models.device import choose
        from models.talker import Talker

        name = path, path.stat().st_mtime_ns, device
        if name not in kept:
            kept.clear()
            kept[name] = Talker.open(path, choose(device))
        return kept[name]

    return opened


def _speaking(
    network: Faces, prepared: Prepared, speech: Speech, mouth: MouthTrack, most: int
) -> Generator[Frame, None, None]:
    layer = Layer()
    with closing(_looked_at(prepared, speech, mouth)) as frames:
        while held := list(islice(frames, min(most, network.at_once))):
            drawn = iter(_drawn(network, [one.asked for one in held if one.asked], prepared.colour))
            for one in held:
                yield _laid(one.frame, one.asked, layer, next(drawn)) if one.asked else one.frame


def at_once(wished: int, prepared: Prepared, *, lost: int = 0) -> int:
    """How many frames are held at a time: a batch, or what the memory bears of large ones.

    A process that the system ended for its memory said nothing, so every ``lost`` one makes it a quarter.
    """
    frame_bytes = prepared.width * prepared.height * BYTES_PER_PIXEL
    return max(1, min(wished, HELD_BYTES // frame_bytes) >> HALVINGS * lost)


def _looked_at(prepared: Prepared, speech: Speech, mouth: MouthTrack) -> Generator[Waiting, None, None]:
    """Every frame of the clip, at rest where nobody speaks, with its face cut out where somebody does."""
    order = prepared.shown(mouth.frames)
    there = strengths(prepared.has_face[order], FADE_FRAMES)
    talks = talking(mouth)
    lips, places = Lips(prepared), boxes(prepared.landmarks)
    heard = Heard(_at_network_rate(speech), fps=mouth.fps)
    with closing(play(prepared)) as footage:
        for number, (index, face, talk) in enumerate(zip(order, there, talks, strict=True)):
            frame = next(footage)
            if face == 0:
                yield Waiting(frame=frame)
                continue
            look = lips.look(int(index))
            frame_at_rest = lips.draw(frame, look, REST, float(face * (1 - talk))) if talk < 1 else frame
            opacity = float(face * talk) * look.free
            asked = None
            if opacity > 0:
                found = cut(frame, places[index])
                mask = patch(prepared.landmarks[index], found)
                sound = heard.at(number)
                asked = Asked(own=frame, look=look, cut=found, mask=mask, sound=sound, opacity=opacity)
            yield Waiting(frame=frame_at_rest, asked=asked)


def _drawn(network: Faces, asked: Sequence[Asked], colour: str) -> Array:
    """The faces speaking: float32 [n, SIDE_PX, SIDE_PX, 3], Y, U, V."""
    if not asked:
        return np.empty((0, SIDE_PX, SIDE_PX, 3), np.float32)
    faces = to_bgr(np.stack([one.cut.small for one in asked]), colour)
    return to_yuv(network.speak(faces, np.stack([one.sound for one in asked])), colour)


def _laid(frame: Frame, asked: Asked, layer: Layer, drawn: Array) -> Frame:
    out = frame.copy()
    layer.lay(out, asked.cut, drawn, asked.mask, asked.opacity)
    asked.look.lay_front(out, asked.own)
    return out


def talking(mouth: MouthTrack) -> Array:
    """0..1 [frames]: 1 while the mouth moves, 0 in silence, and a soft way between them."""
    moving = np.abs(mouth.values).max(axis=1, initial=0) > MOVES
    if not moving.any():
        return np.zeros(mouth.frames, np.float32)
    at = np.flatnonzero(moving)
    after = at[np.searchsorted(at, np.arange(mouth.frames)).clip(max=len(at) - 1)]
    before = at[(np.searchsorted(at, np.arange(mouth.frames), "right") - 1).clip(min=0)]
    away = np.minimum(np.abs(after - np.arange(mouth.frames)), np.abs(np.arange(mouth.frames) - before))
    return step(np.asarray(1 - (away - 1) / (FADE_S * mouth.fps), np.float32))


def _at_network_rate(speech: Speech) -> Samples:
    import soxr

    return np.asarray(soxr.resample(speech.samples, speech.rate_hz, RATE_HZ), np.float32)
