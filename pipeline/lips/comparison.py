"""Two engines compared by eye: the same seconds drawn by both, in an order that nobody knows."""

import random
from collections.abc import Sequence
from pathlib import Path

from common.errors import BadInput
from common.files import whole
from common.media import guarded, run_ffmpeg
from pipeline.lips.engines import Engines

GAP_PX = 12
LIMIT_S = 60.0


class NothingToCompare(BadInput):
    code = "nothing-to-compare"
    sentence = (
        "Only the lips “{name}” can work here, so there is nothing to compare. `./run models list` says how to get"
        " others."
    )


class TwoToCompare(BadInput):
    code = "two-to-compare"
    sentence = "Two different lips are compared, such as warp and wav2lip. Name two, or none."


def blind_pair(engines: Engines, wanted: Sequence[str] | None = None) -> tuple[str, str]:
    """The engines behind A and B, in random order: those ``wanted``, else the first two that are ready.

    Raises NothingToCompare, TwoToCompare, UnknownEngine, EngineNeedsTorch, EngineNeedsWeights.
    """
    pair = list(wanted or ())
    if not pair:
        pair = [state.id for state in engines.list() if state.ready][:2]
        if len(pair) < 2:
            raise NothingToCompare(name=pair[0])
    if len(set(pair)) != 2 or len(pair) != 2:
        raise TwoToCompare
    for name in pair:
        engines.check(name)
    random.SystemRandom().shuffle(pair)
    return pair[0], pair[1]


def lay_side_by_side(left: Path, right: Path, out: Path) -> None:
    """Both clips in one picture with a gap between, the sound of the left one. Raises MediaFailed."""
    gap = f"[0:v]pad=iw+{GAP_PX}:ih:0:0:white[l];[l][1:v]hstack,format=yuv420p[v]"
    with whole(out) as beside:
        run_ffmpeg(
            [
                *guarded(left),
                *guarded(right),
                *("-filter_complex", gap, "-map", "[v]", "-map", "0:a?", "-c:a", "copy"),
                *("-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-movflags", "+faststart", "-y"),
                f"file:{beside}",
            ],
            limit_s=LIMIT_S,
        )
