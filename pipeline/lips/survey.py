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
from pipeline.lips.front import Skin, patch
from pipeline.lips.harvest import NOTHING, Harvest, Harvesting
from pipeline.lips.light import light_of
from pipeline.lips.paste import Placed
from pipeline.lips.piece import Piece, Tongue
from presenters.footage import play
from presenters.presenter import Prepared

VERSION = 5
SKIN_FRAMES = 40


@dataclass(frozen=True, kw_only=True)
class Survey:
    harvest: Harvest
    """The inside of the mouth, where it was seen"""
    skin: Skin | None
    """How the mouth's surroundings look; None for a photo or a very short video"""
    opens: bool
    """Whether the footage's own mouth is ever seen open"""
    softness_px: float
    """The footage's own blur, see focus.py"""


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
    patches, blurs = [], []
    frames: Kept = {}
    with closing(play(prepared)) as footage:
        for index in range(max({*open_, *spread, *keep}, default=-1) + 1):
            frame = next(footage)
            if index in keep:
                frames[index] = frame
            if index not in open_ and index not in spread:
                continue
            light = light_of(frame, prepared.landmarks[index])
            if index in open_:
                harvesting.look(frame, index, light)
            if index in spread:
                placed = Placed(axes=faces.axes[index], origin=faces.origin[index])
                patches.append(patch(frame, placed, light))
                blurs.append(softness(frame, prepared.landmarks[index]))
    found = Survey(
        harvest=_of_visemes(prepared.visemes).else_from(harvesting.harvest()),
        skin=Skin.of(patches),
        opens=len(harvesting.wanted) > 0,
        softness_px=float(np.median(blurs or [1.0])),
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
    arrays["opens"] = np.array(survey.opens)
    arrays["softness"] = np.array(survey.softness_px)
    arrays["darkness"] = np.array(np.nan if harvest.darkness is None else harvest.darkness)
    for name, piece in (("upper", harvest.upper), ("lower", harvest.lower), ("tongue", harvest.tongue)):
        if piece is not None:
            arrays[name], arrays[f"{name}_at"] = piece.picture, np.array([piece.x, piece.y])
    if harvest.tongue is not None:
        arrays["lift"] = np.array(harvest.tongue.lift)
    if survey.skin is not None:
        arrays["low"], arrays["high"] = survey.skin.low, survey.skin.high
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
            skin=Skin(low=kept["low"], high=kept["high"]) if "low" in kept else None,
            opens=bool(kept["opens"]),
            softness_px=float(kept["softness"]),
        )
