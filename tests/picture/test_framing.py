"""Clips whole, smaller, and square around the face."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from picture_world import Film

from common.media import probe, read_frames
from pipeline.order import Clip, Style
from pipeline.picture import framing
from pipeline.workshop import Limits
from presenters.faces import faces_in
from presenters.presenter import Prepared

Make = Callable[..., Clip]


def middle_of_face(clip: Clip) -> npt.NDArray[np.float32]:
    """Where the face's middle is in the clip's last frame, as shares of its sides."""
    *_, last = read_frames(Path(clip.path), width=clip.width, height=clip.height)
    (face,) = faces_in([last])
    assert face is not None
    return np.asarray((face[:, :2].min(axis=0) + face[:, :2].max(axis=0)) / 2 / (clip.width, clip.height))


@pytest.mark.parametrize(("size", "side"), [(None, 432), (200, 200), (2000, 432)])
def test_a_square_clip_has_the_face_in_its_middle(
    make: Make, film: Film, size: int | None, side: int
) -> None:
    clip = make(film("scale=432:768"), square=True, size=size)
    info = probe(Path(clip.path))
    assert (info.width, info.height) == (clip.width, clip.height) == (side, side)
    assert (
        np.abs(middle_of_face(clip) - (0.5, 0.53)).max() < 0.06
    )  # lower than usual: a large face, and hair above


def test_the_chats_square_style_is_a_square_video(make: Make, film: Film) -> None:
    clip = make(film("scale=432:768"), style=Style.SQUARE)
    assert (clip.width, clip.height) == (432, 432)


def test_a_face_far_off_the_middle_is_brought_there(make: Make, film: Film) -> None:
    beside = film("scale=216:384,pad=960:540:620:100:gray")
    clip = make(beside, square=True)
    assert clip.width == clip.height < 540
    assert np.abs(middle_of_face(clip) - (0.5, 0.46)).max() < 0.06


def test_a_smaller_clip_keeps_its_proportions(make: Make, film: Film) -> None:
    clip = make(film("scale=432:768"), size=216)
    info = probe(Path(clip.path))
    assert (info.width, info.height) == (216, 384)


def test_no_clip_is_larger_than_its_footage_and_the_receipt_tells_what_was_asked(
    make: Make, film: Film
) -> None:
    clip = make(film("scale=432:768"), size=1080)
    assert (clip.width, clip.height) == (432, 768)
    assert '"asked_size": 1080' in Path(clip.receipt).read_text(encoding="utf-8")


def test_a_round_note_stays_closer_than_a_square(make: Make, film: Film) -> None:
    clip = make(film("scale=432:768"), style=Style.NOTE, square=True)
    assert clip.width == clip.height == Limits().note_side_px


def walking(prepared: Prepared, steps_px: npt.NDArray[np.float32]) -> Prepared:
    """The same face, moved aside by so many pixels in each frame."""
    first = prepared.landmarks[:1] + np.stack([steps_px, 0 * steps_px], axis=-1)[:, None]
    depth = np.repeat(prepared.depth[:1], len(first), axis=0)
    return replace(prepared, landmarks=first, depth=depth, has_face=np.ones(len(first), bool))


def cut(filters: str) -> tuple[int, int]:
    """Left edge and side of the cut in a filter chain."""
    side, _, left, _ = filters.split(",")[0].removeprefix("crop=").split(":")
    return int(left), int(side)


@pytest.mark.parametrize("far_px", [0.0, 60.0, 250.0])
def test_a_square_holds_a_face_that_wanders(prepared_far: Prepared, far_px: float) -> None:
    moved = walking(prepared_far, np.linspace(0, far_px, 50, dtype=np.float32))
    left, side = cut(framing(moved, note=False, square=True, size=None, limits=Limits()).filters)
    faces = moved.landmarks[..., 0]
    assert left <= np.percentile(faces.min(axis=1), 3)
    assert np.percentile(faces.max(axis=1), 97) <= left + side
