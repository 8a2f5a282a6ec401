"""Plain backgrounds give way to colours and pictures; the presenter stays whole."""

import itertools
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from picture_world import Film
from screen_world import FRAMES, GREEN, HEIGHT, WHITE, WIDTH, Picture, Screened, screened, shown

from common.errors import BadBackground, NoPicture, NoPlainBackground, UnreadableMedia
from common.home import Home
from common.media import read_frames, run_ffmpeg
from pipeline.backdrop import before, check_background
from pipeline.order import Clip
from presenters.backdrop import backdrop_of
from presenters.fitness import examine
from presenters.footage import play
from presenters.prepare import prepare

BLUE = "#3060c0"
BLUE_BGR = (192, 96, 48)


@pytest.fixture(scope="module", params=[GREEN, WHITE], ids=["green screen", "white wall"])
def screen(request: pytest.FixtureRequest, home: Home) -> Screened:
    return screened(home.inputs / f"screen-{request.param[0]}.mp4", request.param)


@pytest.fixture(scope="module")
def green(home: Home) -> Screened:
    return screened(home.inputs / "green.mp4", GREEN)


def replaced(footage: Path, background: str, home: Home, *, frames: int = FRAMES) -> list[Picture]:
    prepared = prepare(footage, home=home)
    return [
        shown(frame)
        for frame in before(itertools.islice(play(prepared), frames), prepared, background, name="me")
    ]


def test_the_background_becomes_the_colour_and_the_presenter_stays(screen: Screened, home: Home) -> None:
    prepared = prepare(screen.path, home=home)
    for old, new in zip(play(prepared), replaced(screen.path, BLUE, home), strict=False):
        assert np.abs(new[screen.outside].astype(int) - BLUE_BGR).max() <= 4
        assert np.percentile(np.abs(new.astype(int) - shown(old))[screen.inside], 98) <= 4


def test_a_tie_of_the_backdrops_colour_is_kept(screen: Screened, home: Home) -> None:
    before_it = shown(next(play(prepare(screen.path, home=home))))
    after = replaced(screen.path, BLUE, home)[0]
    assert np.abs(after.astype(int) - before_it)[screen.tie].max() <= 4


def test_nothing_of_the_screens_colour_is_left_at_the_outline(green: Screened, home: Home) -> None:
    for picture in replaced(green.path, "#808080", home):
        edge = ~green.inside & ~green.outside
        blue, greens, red = (picture[..., i][edge].astype(int) for i in range(3))
        assert np.percentile(greens - np.maximum(blue, red), 99) < 16


def test_the_outline_of_somebody_who_holds_still_is_as_steady_as_the_footage(home: Home) -> None:
    footage = screened(home.inputs / "still.mp4", GREEN, sway_px=0.0)
    edge = ~footage.inside & ~footage.outside
    old = [shown(frame) for frame in itertools.islice(play(prepare(footage.path, home=home)), FRAMES)]
    changes = [
        np.mean([np.abs(b.astype(int) - a)[edge].mean() for a, b in itertools.pairwise(pictures)])
        for pictures in (old, replaced(footage.path, BLUE, home))
    ]
    assert changes[1] < 1.5 * changes[0]


def test_a_picture_covers_the_frame_and_keeps_its_proportions(
    green: Screened, home: Home, tmp_path: Path
) -> None:
    picture = np.full((300, 900, 3), (40, 40, 200), np.uint8)
    cv2.circle(picture, (450, 50), 30, (240, 240, 240), -1)
    cv2.imwrite(str(tmp_path / "wide.png"), picture)
    new = replaced(green.path, str(tmp_path / "wide.png"), home)[0]
    assert np.abs(new[5, [5, WIDTH - 5]].astype(int) - (40, 40, 200)).max() < 12
    disc = (new.min(axis=2) > 180) & green.outside
    columns = np.nonzero(disc)[1]
    assert np.ptp(columns) == pytest.approx(2 * 30 * HEIGHT / 300, abs=8)
    assert columns.mean() == pytest.approx(WIDTH / 2, abs=4)


def test_a_photo_works_and_so_does_the_whole_way(make: Callable[..., Clip], home: Home) -> None:
    photo = screened(home.inputs / "photo.png", GREEN, photo=True)
    clip = make(photo.path, background=BLUE)
    *_, last = read_frames(Path(clip.path), width=clip.width, height=clip.height)
    assert np.abs(shown(last)[photo.outside].astype(int) - BLUE_BGR).max() <= 14
    chin = shown(last)[380:420, 160:200].reshape(-1, 3).mean(axis=0)
    assert np.abs(chin - BLUE_BGR).max() > 40


def test_frames_are_taken_one_at_a_time(green: Screened, home: Home) -> None:
    prepared = prepare(green.path, home=home)
    taken = itertools.count()
    endless = (frame for frame in play(prepared) if next(taken) >= 0)
    stream = before(endless, prepared, BLUE, name="me")
    for _ in range(3):
        next(stream)
    assert next(taken) == 3


def test_footage_without_a_plain_background_is_refused_with_advice(film: Film, home: Home) -> None:
    prepared = prepare(film("scale=360:640"), home=home)
    with pytest.raises(NoPlainBackground, match=r"Vera.*green screen"):
        before(play(prepared), prepared, BLUE, name="Vera")


def test_a_shelf_on_a_plain_wall_makes_it_no_plain_background(home: Home) -> None:
    def shelved(picture: Picture) -> Picture:
        picture[90:130, 20:150] = (40, 60, 110)
        return picture

    footage = screened(home.inputs / "shelf.mp4", WHITE, change=shelved)
    assert backdrop_of(prepare(footage.path, home=home)) is None


def test_a_shirt_like_the_wall_makes_it_no_plain_background(home: Home) -> None:
    def pale(picture: Picture) -> Picture:
        picture[470:, 60:160] = (222, 226, 228)
        picture[470:, :60] = picture[470:, 300:] = (222, 226, 228)
        return picture

    footage = screened(home.inputs / "pale.mp4", WHITE, change=pale)
    found = backdrop_of(prepare(footage.path, home=home))
    assert found is None


def test_light_that_drifts_changes_nothing(home: Home) -> None:
    levels = itertools.count()

    def drifting(picture: Picture) -> Picture:
        return np.clip(picture.astype(int) + next(levels) - 4, 0, 255).astype(np.uint8)

    footage = screened(home.inputs / "drift.mp4", WHITE, change=drifting)
    for picture in replaced(footage.path, BLUE, home):
        assert np.abs(picture[footage.outside].astype(int) - BLUE_BGR).max() <= 4


def test_the_check_of_footage_says_that_the_background_can_be_replaced(screen: Screened, home: Home) -> None:
    assert "plain-background" in [remark.code for remark in examine(screen.path, home=home).remarks]


@pytest.mark.parametrize("background", ["#12", "#12345g", "red", "/no/such/picture.jpg", "#"])
def test_what_is_neither_a_colour_nor_a_file_is_refused(background: str) -> None:
    with pytest.raises(BadBackground):
        check_background(background)


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.jpg").write_text("nothing to see", encoding="utf-8")
    with pytest.raises(UnreadableMedia):
        check_background(str(tmp_path / "words.jpg"))
    run_ffmpeg(["-f", "lavfi", "-i", "sine=d=0.2", str(tmp_path / "tone.wav")], limit_s=20.0)
    with pytest.raises(NoPicture):
        check_background(str(tmp_path / "tone.wav"))
