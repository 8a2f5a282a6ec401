"""The mouth for a recording: its movement heard by the network, what must be seen ruled by the phones.

A recogniser's phones tell little of how far people open; the network has learned that from lips. It does not know that
lips meet in m, nor what the tongue does: that comes from the phones.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from models.hearing import FPS as HEARD_FPS
from models.hearing import PARTS, Heard, hear_mouth
from models.spectrum import RATE_HZ as HEARD_HZ
from pipeline.mouth import articulate
from pipeline.mouthtrack import APERTURE_PER_JAW, JAW, PRESS, ROUND, WIDE, WIDTH_PER_WIDE, MouthTrack
from pipeline.sound import for_analysis, speech_spans
from pipeline.timeline import Source, Timeline
from voices.voice import Samples, Speech

Grid = npt.NDArray[np.float64]

LEAD_S = 0.01
REST_WIDTH = 0.56
"""Of a mouth, in eye distances"""
FORWARD_PER_ROUND = 0.05
HEARD_SHARE = {Source.HEARD: 0.9, Source.TEXT: 0.55}
"""How much of the movement is the network's; the rest is the phones'"""
SETTLE_S = 0.12
SHUT, NEARLY = 0.03, 0.10
"""Heard gaps, in eye distances, below which a heard p, b or m shuts the lips, and above which it was misheard"""


def hearing(speech: Speech) -> Heard:
    """What is heard of the mouth in a recording, whatever the footage."""
    return hear_mouth(_at_network_rate(speech))


def move(
    told: Timeline, speech: Speech, *, fps: float, hear: Callable[[], Heard] | None = None
) -> MouthTrack:
    """The mouth for any speech: by its phones alone when the voice told them, else heard as well.

    ``hear`` gives what is heard, when somebody keeps it.
    """
    track = articulate(told.phones, speech, fps=fps)
    share = HEARD_SHARE.get(told.source)
    if share is None:
        return track
    heard = hear() if hear else hearing(speech)
    spans = speech_spans(for_analysis(speech)) if told.spans is None else told.spans
    times = np.arange(track.frames) / fps + LEAD_S
    gap, width, forward = _at(heard, times)
    speaking = _speaking(spans, times)
    values = track.values.astype(np.float64)
    if told.source is Source.HEARD:
        values[:, PRESS] *= np.clip((NEARLY - gap) / (NEARLY - SHUT), 0, 1)
    pressed = values[:, PRESS]
    _blend(values, JAW, np.clip(gap / APERTURE_PER_JAW, 0, 1) * (1 - 0.95 * pressed), share)
    _blend(values, WIDE, np.clip(width / (WIDTH_PER_WIDE * REST_WIDTH), -1, 1), share)
    _blend(values, ROUND, np.clip(forward / FORWARD_PER_ROUND, 0, 1), 0.4 * share)
    values *= speaking[:, None]
    return MouthTrack(values=values.astype(np.float32), fps=fps)


def _at_network_rate(speech: Speech) -> Samples:
    """As recorded: the network has learned to hear through noise, and gating takes something from speech too."""
    import soxr

    return np.asarray(soxr.resample(speech.samples, speech.rate_hz, HEARD_HZ), np.float32)


def _blend(values: Grid, part: int, heard: Grid, share: float) -> None:
    values[:, part] = (1 - share) * values[:, part] + share * heard


def _at(heard: Heard, times: Grid) -> tuple[Grid, Grid, Grid]:
    """Gap, width and how far forward at ``times``, in eye distances."""
    from scipy.interpolate import make_interp_spline

    frames = len(heard.values)
    known = np.arange(frames) / HEARD_FPS
    if frames > 3:
        values = make_interp_spline(known, heard.values, k=3)(np.clip(times, 0, known[-1]))
    else:
        values = np.stack([np.interp(times, known, part) for part in heard.values.T], axis=1)
    parts = {name: values[:, number] for number, name in enumerate(PARTS)}
    return np.clip(parts["aperture"], 0, None), parts["width"], parts["forward"]


def _speaking(spans: Sequence[tuple[float, float]], times: Grid) -> Grid:
    """1 inside speech, 0 in silence, and a way between them."""
    near = np.zeros(len(times))
    for start_s, end_s in spans:
        outside_s = np.maximum(start_s - times, times - end_s)
        near = np.maximum(near, np.clip(1 - outside_s / SETTLE_S, 0, 1))
    return near * near * (3 - 2 * near)
