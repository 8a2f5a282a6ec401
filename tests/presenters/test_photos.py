"""Photos as telephones and drawing programs make them: in tiles, lying on their side, see-through."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from heic import write_heic

from common.home import Home
from common.media import probe, read_frames
from presenters.catalog import Presenters
from presenters.footage import play
from presenters.prepare import prepare
from presenters.registry import LOCAL, Registry

Picture = npt.NDArray[np.uint8]
FACE = Path(__file__).parents[2] / "presenters" / "builtin" / "vera" / "footage.mp4"


@pytest.fixture(scope="module")
def face() -> Picture:
    """uint8 [640, 360, 3], BGR"""
    frame = next(read_frames(FACE, width=720, height=1280))
    return np.asarray(cv2.resize(cv2.cvtColor(frame, cv2.COLOR_YUV2BGR_I420), (360, 640)), np.uint8)


def prepared(path: Path, home: Home) -> Picture:
    return np.asarray(cv2.cvtColor(next(play(prepare(path, home=home))), cv2.COLOR_YUV2BGR_I420), np.uint8)


@pytest.mark.parametrize("turned", range(4))
def test_a_telephones_photo_is_put_together_and_stands_upright(
    face: Picture, turned: int, home: Home, tmp_path: Path
) -> None:
    path = tmp_path / "IMG_0001.HEIC"
    write_heic(path, np.ascontiguousarray(np.rot90(face, -turned)), turned=turned)
    info = probe(path)
    assert info.still
    assert (info.width, info.height, info.formats) == (360, 640, ("heic",))
    made = prepared(path, home)
    assert made.shape == face.shape
    assert np.abs(made.astype(int) - face).mean() < 6


def test_a_telephones_photo_becomes_a_presenter_with_a_poster(
    face: Picture, home: Home, tmp_path: Path
) -> None:
    write_heic(tmp_path / "anna.bin", face)
    added = Registry(home=home).add(tmp_path / "anna.bin", name="Anna", owner=LOCAL, consent="Anna, today")
    assert added.footage.suffix == ".heic"
    poster = cv2.imread(str(Presenters(home=home).poster(added.id)))
    assert poster is not None
    assert poster.shape[0] > poster.shape[1]


def test_what_is_see_through_becomes_light_grey(face: Picture, home: Home, tmp_path: Path) -> None:
    alpha = np.zeros(face.shape[:2], np.uint8)
    cv2.ellipse(alpha, (180, 330), (150, 290), 0, 0, 360, (255,), -1)
    hidden = np.where(alpha[..., None] > 0, face, (0, 0, 255)).astype(np.uint8)
    cv2.imwrite(str(tmp_path / "cut-out.png"), np.dstack([hidden, alpha]))
    made = prepared(tmp_path / "cut-out.png", home)
    assert np.abs(made[:10, :10].astype(int) - 0xC8).max() <= 3
    assert np.abs(made[300:340, 160:200].astype(int) - face[300:340, 160:200]).mean() < 6
