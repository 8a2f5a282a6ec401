"""What one look through the footage tells the lips about a presenter; kept beside the prepared footage."""

from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.files import whole
from pipeline.lips.engine import Frame
from pipeline.lips.faceframe import FaceFrames, face_frames
from pipeline.lips.focus import softness
from pipeline.lips.harvest import NOTHING, Harvest, Harvesting
from pipeline.lips.light import light_of
from pipeline.lips.piece import Piece, Tongue
from pipeline.lips.sights import Sights, Watch
from presenters.footage import play
from presenters.presenter import Prepared

VERSION = 6
SKIN_FRAMES = 40


@dataclass(frozen=True, kw_only=True)
class Survey:
    harvest: Harvest
    """The inside of the mouth, where it was seen"""
    softness_px: float
    """The footage's own blur, see focus.py"""
    sights: Sights
    """What is seen in each frame"""


Kept = dict[int, Frame]
"""Frames by their index"""


def surveyed(
    path: Path, code: str, prepared: Prepared, faces: FaceFrames, *, keep: Collection[int] = ()
) -> tuple[Survey, Kept]:
    """What is kept at ``path``, else looked for and kept there. ``code`` names the version of the lips.

    Frames with an index in ``keep`` come along when the footage was gone through: nobody need decode it again for them.
    """
    kept = _read(path, code)
    if kept is not None:
        return kept, {}
    found, frames = survey(prepared, faces, keep=keep)
    _write(path, code, found)
    return found, frames


def survey(prepared: Prepared, faces: FaceFrames, *, keep: Collection[int] = ()) -> tuple[Survey, Kept]:
    """Go through the footage once, and through the visemes where there are some."""
    harvesting = Harvesting(prepared, faces)
    open_, spread = set(harvesting.wanted), set(_spread(prepared))
    watch = Watch(prepared, faces, opens=len(open_) > 0)
    blurs = []
    frames: Kept = {}
    seen = np.flatnonzero(prepared.has_face)
    with closing(play(prepared, threads=None)) as footage:  # nothing is encoded beside it
        for index in range(max([*seen, *keep], default=-1) + 1):
            frame = next(footage)
            if index in keep:
                frames[index] = frame
            if index in open_:
                harvesting.look(frame, index, light_of(frame, prepared.landmarks[index]))
            if index in spread:
                blurs.append(softness(frame, prepared.landmarks[index]))
            if prepared.has_face[index]:
                watch.see(frame, index)
    found = Survey(
        harvest=_of_visemes(prepared.visemes).else_from(harvesting.harvest()),
        softness_px=float(np.median(blurs or [1.0])),
        sights=watch.seen(spread),
    )
    return found, frames


def _of_visemes(visemes: Prepared | None) -> Harvest:
    """What a film made for it shows of the mouth's inside."""
    if visemes is None:
        return NOTHING
    faces = face_frames(visemes.landmarks, visemes.depth, fps=visemes.fps)
    harvesting = Harvesting(visemes, faces, visemes=True)
    wanted = set(harvesting.wanted)
    with closing(play(visemes)) as film:
        for index, frame in zip(range(max(wanted, default=-1) + 1), film, strict=False):
            if index in wanted:
                harvesting.look(frame, index, light_of(frame, visemes.landmarks[index]))
    return harvesting.harvest()


def _spread(prepared: Prepared) -> list[int]:
    seen = np.flatnonzero(prepared.has_face)
    return [int(part[0]) for part in np.array_split(seen, min(SKIN_FRAMES, len(seen)))]


def _write(path: Path, code: str, survey: Survey) -> None:
    arrays: dict[str, npt.NDArray[np.generic]] = {"version": np.array(f"{VERSION} {code}")}
    harvest = survey.harvest
    arrays["softness"] = np.array(survey.softness_px)
    arrays["darkness"] = np.array(np.nan if harvest.darkness is None else harvest.darkness)
    for name, piece in (("upper", harvest.upper), ("lower", harvest.lower), ("tongue", harvest.tongue)):
        if piece is not None:
            arrays[name], arrays[f"{name}_at"] = piece.picture, np.array([piece.x, piece.y])
    if harvest.tongue is not None:
        arrays["lift"] = np.array(harvest.tongue.lift)
    sights = survey.sights
    arrays["lights"], arrays["free"] = sights.lights, sights.free
    arrays["front_at"] = np.array(list(sights.front), np.int64)
    arrays["front"] = np.array([mask * 255 + 0.5 for mask in sights.front.values()]).astype(np.uint8)
    if sights.spills is not None:
        arrays["spills"] = sights.spills
    with whole(path) as beside, beside.open("wb") as file:
        np.savez(file, **arrays)


def _read(path: Path, code: str) -> Survey | None:
    if not path.exists():
        return None
    with np.load(path) as kept:
        if str(kept["version"]) != f"{VERSION} {code}":
            return None

        def piece(name: str) -> Piece | None:
            if name not in kept:
                return None
            x, y = kept[f"{name}_at"]
            return Piece(picture=kept[name], x=float(x), y=float(y))

        lying = piece("tongue")
        darkness = float(kept["darkness"])
        return Survey(
            harvest=Harvest(
                upper=piece("upper"),
                lower=piece("lower"),
                tongue=Tongue(picture=lying.picture, x=lying.x, y=lying.y, lift=float(kept["lift"]))
                if lying
                else None,
                darkness=None if np.isnan(darkness) else darkness,
            ),
            softness_px=float(kept["softness"]),
            sights=Sights(
                lights=kept["lights"],
                free=kept["free"],
                front=dict(zip(kept["front_at"].tolist(), kept["front"] / np.float32(255), strict=True)),
                spills=kept.get("spills"),
            ),
        )
