"""Whether footage is fit to become a presenter: measured, graded, and what to film better."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import numpy as np
import numpy.typing as npt

from common.home import Home
from common.media import MediaInfo, probe
from presenters.presenter import Choice, Prepared
from presenters.regular import LONGEST_S
from presenters.remarks import Facts, Grade, Remark, judge

if TYPE_CHECKING:
    from presenters.looks import Look
    from presenters.tracker import Trackers

__all__ = ["Facts", "Fitness", "Grade", "Remark", "contact_sheet", "examine"]

LIPS_APART = 0.05  # eye distances between the inner lips
NOSE = (168, 6, 197)
NO_LIPS = 4.0  # CIELAB: lips no different from what is around them are not lips
OTHER_COLOUR, FAINT_LIPS = (
    30.0,
    9.0,
)  # a mask: nothing like the cheeks, and hardly anything that could be lips
DIMMEST_LUMA = 45.0  # colours mean nothing below


@dataclass(frozen=True, kw_only=True)
class Fitness(Facts):
    """The report on footage."""

    grade: Grade
    remarks: tuple[Remark, ...]
    """Worst first; empty when nothing is wrong"""

    def to_json(self) -> dict[str, object]:
        """As plain values, numbers rounded."""
        told = {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in asdict(self).items()
            if name not in ("grade", "remarks", "gaps")
        }
        return {
            "grade": self.grade.value,
            "remarks": [
                {"code": r.code, "details": dict(r.details), "sentence": r.sentence} for r in self.remarks
            ],
            **told,
            "gaps": [[round(start, 2), round(end, 2)] for start, end in self.gaps],
        }


def examine(
    footage: Path,
    *,
    home: Home,
    name: str | None = None,
    on_progress: Callable[[float], None] | None = None,
    visemes: Path | None = None,
    trackers: "Trackers | None" = None,
    **choice: Unpack[Choice],
) -> Fitness:
    """Prepare footage (or take what was prepared before) and judge it, not the ``visemes`` beside it. Raises what
    ``prepare`` raises."""
    from presenters.prepare import prepare

    prepared = prepare(
        footage, home=home, on_progress=on_progress, name=name, visemes=visemes, trackers=trackers, **choice
    )
    facts = replace(measure(prepared, probe(footage, name=name)), chosen=choice.get("face") is not None)
    grade, remarks = judge(facts)
    return Fitness(
        grade=grade, remarks=remarks, **{key.name: getattr(facts, key.name) for key in fields(facts)}
    )


def widest(
    visemes: Path, footage: Path, *, home: Home, trackers: "Trackers | None" = None, **choice: Unpack[Choice]
) -> float:
    """How far the mouth opens in the ``visemes`` prepared with ``footage``, eye distances."""
    from presenters.faces import aperture
    from presenters.prepare import prepare

    film = prepare(footage, home=home, visemes=visemes, trackers=trackers, **choice).visemes
    return float(aperture(film.landmarks).max()) if film else 0.0


def contact_sheet(
    footage: Path,
    target: Path,
    *,
    home: Home,
    name: str | None = None,
    trackers: "Trackers | None" = None,
    **choice: Unpack[Choice],
) -> None:
    """A JPEG of the footage at a glance: who is seen, frames over time, the mouth close up, spans without a face."""
    from presenters.contact_sheet import write_sheet
    from presenters.prepare import prepare

    write_sheet(prepare(footage, home=home, name=name, trackers=trackers, **choice), target)


def measure(prepared: Prepared, info: MediaInfo) -> Facts:
    """``info`` is of the footage as it was before it was made regular."""
    from presenters.backdrop import backdrop_of
    from presenters.faces import aperture, face_width
    from presenters.looks import looks
    from presenters.pose import pose

    seen = prepared.has_face
    landmarks = prepared.landmarks[seen]
    turned = pose(landmarks, prepared.depth[seen])
    gap = aperture(landmarks)
    looked, upright = looks(prepared)
    covered = [_covered(look) for look in looked if look.luma > DIMMEST_LUMA]
    low, high = np.percentile(gap, (10, 90))
    used_s = 0.0 if prepared.still else prepared.frames / prepared.fps
    return Facts(
        width=prepared.width,
        height=prepared.height,
        fps=info.fps,
        # Containers may say nothing of their length, or more than there is; what is below the limit was all decoded.
        duration_s=(info.duration_s or used_s) if used_s > LONGEST_S - 1 else used_s,
        still=prepared.still,
        frames=prepared.frames,
        face_frames=int(seen.sum()),
        face_px=float(np.median(face_width(landmarks))),
        yaw_deg=float(np.median(turned.yaw)),
        pitch_deg=float(np.median(turned.pitch)),
        roll_deg=float(np.median(turned.roll)),
        most_turned_deg=float(np.abs(turned.yaw).max()),
        luma=float(np.median([look.luma for look in looked])),
        contrast=float(np.median([look.contrast for look in looked])),
        sharpness=float(np.median([look.sharpness for look in looked])),
        people=max(1, len(prepared.people)),
        persons=prepared.people,
        face=prepared.face,
        loop=prepared.loop,
        tracker=prepared.tracker,
        gaps=spans(~seen, prepared.fps),
        open_share=float((gap > LIPS_APART).mean()),
        mouth_moves=float(high - low),
        highlight=float(np.median([look.highlight for look in looked])),
        blown=float(np.median([look.blown for look in looked])),
        outside=float(np.median([look.outside for look in looked])),
        hidden=float(np.mean(covered)) if covered else 0.0,
        upright=upright,
        sway=_sway(prepared),
        cuts=_cuts(prepared),
        used_s=used_s,
        plain=backdrop_of(prepared) is not None,
    )


def spans(marked: npt.NDArray[np.bool_], fps: float) -> tuple[tuple[float, float], ...]:
    """Runs of marked frames as seconds from the start."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marked.astype(np.int8), [0]])))
    return tuple((float(start / fps), float(end / fps)) for start, end in edges.reshape(-1, 2))


def _covered(look: "Look") -> bool:
    return look.lips < NO_LIPS or (look.covering > OTHER_COLOUR and look.lips < FAINT_LIPS)


def _shots(prepared: Prepared) -> list[tuple[int, int]]:
    from presenters.faces import Track, shots

    points = np.concatenate([prepared.landmarks, prepared.depth[..., None]], axis=-1)
    points[~prepared.has_face] = np.nan
    return shots(Track(points=points))


def _cuts(prepared: Prepared) -> int:
    """Times at which the face jumps from one frame to the next."""
    return sum(before[1] == after[0] for before, after in pairwise(_shots(prepared)))


def _sway(prepared: Prepared) -> float:
    """Eye distances the nose moves from frame to frame, the 95th percentile."""
    from presenters.faces import eye_distance

    nose = prepared.landmarks[:, NOSE].mean(axis=1)
    steps = np.linalg.norm(np.diff(nose, axis=0), axis=-1) / np.maximum(
        eye_distance(prepared.landmarks[1:]), 1.0
    )
    return float(np.percentile(steps, 95)) if len(steps) else 0.0
