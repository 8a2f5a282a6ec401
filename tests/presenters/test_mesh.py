"""The mesh's 478 landmarks out of 68 of another kind: how much is lost, and that a clip is the same."""

from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from common.media import probe, read_frames
from presenters.faces import CHEEK_LEFT, CHEEK_RIGHT, aperture, eye_distance, faces_in
from presenters.mesh import MESH_OF_MARK, marks_of, points_of, unlikely
from presenters.pose import pose

LIPS = sorted(
    {point for mark in MESH_OF_MARK[48:] for point in mark}
    | {185, 409, 146, 375, 191, 80, 310, 415, 95, 88, 318, 324}
)
EYELIDS = (33, 7, 163, 144, 145, 153, 154, 155, 133, 157, 158, 159, 160, 161, 246)
JAW = (132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361)
Faces = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def faces() -> Callable[[str], Faces]:
    """Every fifteenth frame's landmarks of a built-in presenter."""

    @cache
    def tracked(name: str) -> Faces:
        path = Path(__file__).parents[2] / "presenters" / "builtin" / name / "footage.mp4"
        info = probe(path)
        frames = islice(read_frames(path, width=info.width, height=info.height), 0, 100, 15)
        return np.stack([face for face in faces_in(frames) if face is not None])

    return tracked


def apart(one: Faces, other: Faces) -> npt.NDArray[np.float64]:
    """Mean distance of each landmark, eye distances."""
    away = np.linalg.norm((one - other)[..., :2], axis=-1)
    return np.asarray((away / eye_distance(one)[:, None]).mean(axis=0))


@pytest.mark.parametrize("name", ["jonas", "mira", "tomas", "vera"])
def test_what_engines_read_comes_back_from_68_marks(name: str, faces: Callable[[str], Faces]) -> None:
    own = faces(name)
    back = points_of(marks_of(own))
    away = apart(own, back)
    assert back.shape == own.shape
    assert away[:468].mean() < 0.01
    assert away[LIPS].mean() < 0.002
    assert away[[*EYELIDS, *JAW]].mean() < 0.002
    assert away[468:].mean() < 0.02  # irises, which the 68 do not have: in the middle between the lids
    assert away.max() < 0.10  # the forehead, of which the 68 have nothing
    assert np.abs(aperture(own) - aperture(back)).max() < 0.001
    poses = [pose(one[..., :2], one[..., 2]) for one in (own, back)]
    assert np.abs(poses[0].yaw - poses[1].yaw).max() < 4
    assert np.abs(poses[0].pitch - poses[1].pitch).max() < 6
    assert np.abs(poses[0].roll - poses[1].roll).max() < 1


def test_a_face_turned_sized_and_moved_in_the_picture_stays_the_same_face(
    faces: Callable[[str], Faces],
) -> None:
    own = faces("mira")[:3]
    marks = marks_of(own)
    angle = np.radians(25)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32) * 2.5
    one = points_of(marks)
    other = points_of(marks @ turn.T + (40, -300))
    assert np.abs(other[..., :2] - (one[..., :2] @ turn.T + (40, -300))).max() < 0.05
    assert np.abs(other[..., 2] - 2.5 * one[..., 2]).max() < 0.05


@pytest.mark.parametrize("yaw_deg", [-30, 20])
def test_a_turned_head_has_its_depth(yaw_deg: float, faces: Callable[[str], Faces]) -> None:
    """As seen from far away: the mesh turned in space."""
    own = faces("vera")[0].astype(np.float64)
    angle = np.radians(yaw_deg)
    turn = np.array([[np.cos(angle), 0, -np.sin(angle)], [0, 1, 0], [np.sin(angle), 0, np.cos(angle)]])
    turned = ((own - own[:468].mean(axis=0)) @ turn.T)[None].astype(np.float32)
    back = points_of(marks_of(turned))
    poses = [pose(one[..., :2], one[..., 2]) for one in (turned, back)]
    assert abs(float(poses[0].yaw[0] - poses[1].yaw[0])) < 4
    assert apart(turned, back)[LIPS].mean() < 0.01
    away = float(np.linalg.norm(own[CHEEK_LEFT, :2] - own[CHEEK_RIGHT, :2]))
    depth = [one[0, CHEEK_LEFT, 2] - one[0, CHEEK_RIGHT, 2] for one in (turned, back)]
    assert abs(depth[0] - depth[1]) < 0.1 * away


def test_what_the_lower_lip_does_leaves_the_upper_one_where_it_is(faces: Callable[[str], Faces]) -> None:
    marks = marks_of(faces("vera")[:1])
    opened = marks.copy()
    eyes = float(np.linalg.norm(marks[0, 36] - marks[0, 45]))
    opened[0, [55, 56, 57, 58, 59, 65, 66, 67]] += (0, 0.3 * eyes)
    shut, open_ = points_of(marks), points_of(opened)
    moved = (open_ - shut)[0, :, 1] / eyes
    assert moved[[14, 87, 317, 17, 84]] == pytest.approx(0.3, abs=0.01)
    assert np.abs(moved[[13, 82, 312, 0, 37, 267, 2, 61, 291]]).max() < 0.01
    assert np.abs(moved[[81, 80, 311, 310, 40, 270]]).max() < 0.03


def test_trembling_marks_do_not_tremble_more_in_the_mesh(faces: Callable[[str], Faces]) -> None:
    marks = marks_of(faces("vera"))
    noise = np.random.default_rng(1).normal(0, 1.0, marks.shape)
    moved = points_of(marks + noise) - points_of(marks)
    assert 0.5 < moved[:, LIPS, :2].std() < 1.1
    assert moved[:, :468, :2].std() < 1.1


def test_marks_that_are_no_face_are_unlikely(faces: Callable[[str], Faces]) -> None:
    own = np.concatenate([faces(name)[:4] for name in ("jonas", "vera")])
    assert unlikely(marks_of(own)).max() < 0.06
    chance = np.random.default_rng(2)
    assert unlikely(chance.uniform(0, 200, (50, 68, 2))).min() > 0.3
    one_spot = chance.normal(100, 1.0, (10, 68, 2))
    assert unlikely(one_spot).min() > 0.3
