"""Where several people are seen: numbered as the picture is read, and one of them followed and nobody else."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from crowd import crossing, film, side_by_side

from common.errors import NoFace, NoSuchFace
from common.home import Home
from common.media import run_ffmpeg
from presenters.contact_sheet import sheet
from presenters.fitness import examine
from presenters.peoplesheet import PEOPLE
from presenters.prepare import prepare
from presenters.presenter import Prepared
from presenters.registry import LOCAL, Registry


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return side_by_side(tmp_path_factory.mktemp("pair") / "pair.mp4")


@pytest.fixture(scope="module")
def swapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return side_by_side(tmp_path_factory.mktemp("swapped") / "swapped.mp4", swap_s=0.6)


def noses(prepared: Prepared) -> npt.NDArray[np.float32]:
    """float32 [frames]: how far to the right."""
    return np.asarray(prepared.landmarks[:, 1, 0])


def test_people_are_numbered_from_left_to_right(pair: Path, home: Home) -> None:
    prepared = prepare(pair, home=home)
    assert [person.number for person in prepared.people] == [1, 2]
    left, right = prepared.people
    assert (left.x < 0.5, right.x > 0.5) == (True, True)
    assert (left.share, right.share) == (1.0, 1.0)
    assert abs(noses(prepared)[0] / prepared.width - prepared.people[(prepared.face or 0) - 1].x) < 0.03


@pytest.mark.parametrize("face", [1, 2])
def test_the_person_of_that_number_is_followed(pair: Path, home: Home, face: int) -> None:
    prepared = prepare(pair, home=home, face=face)
    assert prepared.face == face
    assert prepared.has_face.all()
    assert ((noses(prepared) < 270) == (face == 1)).all()
    assert prepared.digest != prepare(pair, home=home).digest


@pytest.mark.parametrize("face", [1, 2])
def test_a_cut_after_which_two_stand_in_each_others_places_confuses_nobody(
    swapped: Path, home: Home, face: int
) -> None:
    prepared = prepare(swapped, home=home, face=face)
    left = noses(prepared) < 270
    assert prepared.has_face.all()
    assert (left == (np.arange(prepared.frames) < 15) ^ (face == 2)).all()


def test_two_who_cross_are_never_taken_for_each_other(home: Home, tmp_path: Path) -> None:
    path = crossing(tmp_path / "crossing.mp4")
    moved = np.arange(50) / 50 * 480
    front, behind = (prepare(path, home=home, face=face) for face in (1, 2))
    assert front.has_face.mean() > 0.9
    assert 0.5 < behind.has_face.mean() < 0.95
    for prepared, start, way in ((front, 4 + 108, 1), (behind, 500 + 108, -1)):
        expected = start + way * moved[: prepared.frames]
        seen = prepared.has_face
        assert np.abs(noses(prepared)[seen] - expected[seen]).max() < 40


def test_somebody_who_comes_later_has_a_number_of_their_own(home: Home, tmp_path: Path) -> None:
    graph = "[0:v]trim=0:1,scale=270:480[a];[1:v]trim=0:1,scale=270:480[b];[a][b]concat=n=2[v]"
    path = film(tmp_path / "one-by-one.mp4", graph, "vera", "tomas")
    first, second = (prepare(path, home=home, face=face).has_face for face in (1, 2))
    assert (first == (np.arange(50) < 25)).all()
    assert (second == (np.arange(50) >= 25)).all()
    assert len(prepare(path, home=home).people) == 2


def test_two_who_look_the_same_are_told_apart_by_where_they_are(home: Home, tmp_path: Path) -> None:
    graph = "[0:v]trim=0:1,scale=270:480,split[a][b];[a][b]hstack[v]"
    twins = film(tmp_path / "twins.mp4", graph, "vera")
    left, right = (prepare(twins, home=home, face=face) for face in (1, 2))
    assert left.has_face.all()
    assert right.has_face.all()
    assert (noses(left) < 270).all()
    assert (noses(right) > 270).all()


def test_a_number_that_nobody_has_is_refused(pair: Path, short: Path, home: Home, tmp_path: Path) -> None:
    with pytest.raises(NoSuchFace) as caught:
        prepare(pair, home=home, face=3, name="us.mp4")
    assert str(caught.value) == "There is no person 3 in us.mp4: 2 can be seen. Choose 1 to 2."
    with pytest.raises(NoSuchFace):
        prepare(short, home=home, face=2)
    empty = tmp_path / "empty.mp4"
    run_ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=320x240:d=0.4", str(empty)], limit_s=60.0)
    with pytest.raises(NoFace):
        prepare(empty, home=home, face=1)


def test_one_of_two_in_a_photo_can_be_chosen(pair: Path, home: Home, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    run_ffmpeg(["-i", str(pair), "-frames:v", "1", str(photo)], limit_s=60.0)
    for face in (1, 2):
        assert (noses(prepare(photo, home=home, face=face)) < 270).all() == (face == 1)


def test_the_report_says_who_is_where_and_is_silent_once_somebody_is_chosen(pair: Path, home: Home) -> None:
    told = examine(pair, home=home).to_json()
    assert told["people"] == 2
    persons = told["persons"]
    assert isinstance(persons, tuple | list)
    assert [(one["number"], one["x"] < 0.5) for one in persons] == [(1, True), (2, False)]
    assert "several-people" in {remark.code for remark in examine(pair, home=home).remarks}
    chosen = examine(pair, home=home, face=2)
    assert chosen.face == 2
    assert "several-people" not in {remark.code for remark in chosen.remarks}


def test_the_sheet_shows_the_numbers_only_where_there_are_several(
    pair: Path, short: Path, home: Home
) -> None:
    two, one = prepare(pair, home=home, face=1), prepare(short, home=home)
    assert not one.forth.with_name(PEOPLE).exists()
    picture = cv2.imread(str(two.forth.with_name(PEOPLE)))
    green = (np.abs(picture.astype(int) - (90, 190, 60)) < 30).all(axis=-1)
    half = picture.shape[1] // 2
    assert green[:, :half].sum() > 500
    assert green[:, half:].sum() < 50
    assert sheet(two).shape[0] > 300 + picture.shape[0] // 2


def test_the_same_footage_may_be_two_presenters_and_what_was_made_of_it_goes_with_the_last(
    pair: Path, tmp_path: Path
) -> None:
    registry = Registry(home=Home(root=tmp_path / "home").make())
    told = {"owner": LOCAL, "consent": "both, today"}
    vera = registry.add(pair, name="Vera at home", **told, face=1)
    tomas = registry.add(pair, name="Tomas at home", **told, face=2, loop="freeze", begin_s=0.2, end_s=1.0)
    nothing = {"face": None, "loop": None, "begin_s": None, "end_s": None, "tracker": None}
    assert vera.choice == nothing | {"face": 1}
    assert tomas.choice == nothing | {"face": 2, "loop": "freeze", "begin_s": 0.2, "end_s": 1.0}
    for presenter in (vera, tomas):
        prepare(presenter.footage, home=registry.home, **presenter.choice)
    assert len(list(registry.home.prepared.iterdir())) == 2
    registry.remove(vera.id)
    assert len(list(registry.home.prepared.iterdir())) == 2
    registry.remove(tomas.id)
    assert list(registry.home.prepared.iterdir()) == []
