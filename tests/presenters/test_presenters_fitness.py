"""The check of footage: silent about good footage, right about bad."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from common.errors import NoFace
from common.home import Home
from common.media import read_frames, run_ffmpeg
from presenters.fitness import Fitness, Grade, contact_sheet, examine, spans
from presenters.prepare import prepare
from presenters.presenter import Prepared
from presenters.remarks import SENTENCES, Facts, judge

BUILTIN = Path(__file__).parents[2] / "presenters" / "builtin"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-pix_fmt", "yuv420p", "-an")

GOOD = Facts(
    width=720,
    height=1280,
    fps=25.0,
    duration_s=10.0,
    still=False,
    frames=250,
    face_frames=250,
    face_px=300.0,
    yaw_deg=0.0,
    pitch_deg=0.0,
    roll_deg=0.0,
    most_turned_deg=4.0,
    luma=130.0,
    contrast=90.0,
    sharpness=0.3,
    people=1,
    gaps=(),
    open_share=0.0,
    mouth_moves=0.003,
    used_s=10.0,
)
WORSE: dict[str, tuple[dict[str, object], Grade]] = {
    "small-face": ({"face_px": 100.0}, Grade.FAIR),
    "turned": ({"yaw_deg": -40.0, "most_turned_deg": 45.0}, Grade.POOR),
    "not-upright": ({"upright": False}, Grade.POOR),
    "tilted": ({"roll_deg": -20.0}, Grade.FAIR),
    "dark": ({"luma": 40.0, "highlight": 60.0}, Grade.POOR),
    "bright": ({"luma": 180.0, "blown": 0.2}, Grade.FAIR),
    "blurred": ({"sharpness": 0.05}, Grade.POOR),
    "cropped": ({"outside": 0.1}, Grade.FAIR),
    "gaps": ({"face_frames": 200, "gaps": ((1.0, 3.0),)}, Grade.FAIR),
    "several-people": ({"people": 2}, Grade.FAIR),
    "mouth-open": ({"open_share": 1.0}, Grade.FAIR),
    "mouth-moves": ({"mouth_moves": 0.1, "open_share": 0.4}, Grade.FAIR),
    "mouth-hidden": ({"hidden": 0.25}, Grade.FAIR),
    "shakes": ({"sway": 0.08}, Grade.FAIR),
    "cuts": ({"cuts": 2}, Grade.FAIR),
    "short": ({"duration_s": 2.0, "used_s": 2.0}, Grade.FAIR),
    "long": ({"duration_s": 90.0, "used_s": 60.0}, Grade.GOOD),
    "low-rate": ({"fps": 12.0}, Grade.FAIR),
    "plain-background": ({"plain": True}, Grade.GOOD),
}


@pytest.mark.parametrize("code", SENTENCES)
def test_each_fault_has_its_remark_and_no_other(code: str) -> None:
    changed, grade = WORSE[code]
    judged, remarks = judge(replace(GOOD, **changed))  # type: ignore[arg-type]
    assert [remark.code for remark in remarks] == [code]
    assert judged is grade
    assert "{" not in remarks[0].sentence


def test_dark_skin_in_good_light_is_not_called_dark() -> None:
    assert judge(replace(GOOD, luma=66.0, highlight=125.0)) == (Grade.GOOD, ())


def test_the_worst_is_told_first() -> None:
    grade, remarks = judge(replace(GOOD, face_px=110.0, people=2, luma=30.0, highlight=50.0))
    assert grade is Grade.POOR
    assert remarks[0].code == "dark"
    assert len(remarks) == 3


@pytest.mark.parametrize("name", ["jonas", "mira", "tomas", "vera"])
def test_the_built_in_presenters_are_good_and_nothing_is_said_of_them(
    name: str, home: Home, tmp_path: Path
) -> None:
    footage = tmp_path / "few.mp4"
    run_ffmpeg(
        ["-i", str(BUILTIN / name / "footage.mp4"), "-t", "4", "-vf", "fps=15", *H264, str(footage)],
        limit_s=60.0,
    )
    fitness = examine(footage, home=home)
    assert [remark.code for remark in fitness.remarks] == ["low-rate"]
    assert fitness.face_frames == fitness.frames == 60
    assert fitness.gaps == ()


@pytest.fixture(scope="module")
def face(short: Path, home: Home) -> tuple[npt.NDArray[np.uint8], Prepared]:
    """A picture 360 pixels wide, BGR, and its landmarks."""
    prepared = prepare(short, home=home)
    frame = next(iter(read_frames(prepared.forth, width=prepared.width, height=prepared.height)))
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_YUV2BGR_I420), np.uint8), prepared


def checked(picture: npt.NDArray[np.generic], home: Home, folder: Path) -> Fitness:
    path = folder / "photo.png"
    cv2.imwrite(str(path), np.clip(picture, 0, 255).astype(np.uint8))
    return examine(path, home=home)


def codes(fitness: Fitness) -> set[str]:
    return {remark.code for remark in fitness.remarks}


Face = tuple[npt.NDArray[np.uint8], Prepared]


def test_a_good_photo_is_good(face: Face, home: Home, tmp_path: Path) -> None:
    fitness = checked(face[0], home, tmp_path)
    assert (fitness.grade, fitness.remarks, fitness.still) == (Grade.GOOD, (), True)


def test_light_is_judged_on_the_face(face: Face, home: Home, tmp_path: Path) -> None:
    assert codes(checked(face[0] * 0.2, home, tmp_path)) == {"dark"}
    assert "bright" in codes(checked(face[0] * 1.7 + 40.0, home, tmp_path))
    backlit = face[0].astype(np.float32)
    backlit[:40] = 255
    assert codes(checked(backlit, home, tmp_path)) == set()


def test_a_soft_picture_is_blurred(face: Face, home: Home, tmp_path: Path) -> None:
    assert codes(checked(cv2.GaussianBlur(face[0], (0, 0), 4), home, tmp_path)) == {"blurred"}


def test_a_face_upside_down_is_seen_to_be(face: Face, home: Home, tmp_path: Path) -> None:
    assert "not-upright" in codes(checked(face[0][::-1, ::-1], home, tmp_path))


@pytest.mark.parametrize("colour", [(235, 235, 235), (200, 150, 90), (25, 25, 25)])
def test_a_mask_hides_the_mouth(face: Face, home: Home, tmp_path: Path, colour: tuple[int, int, int]) -> None:
    picture, prepared = face
    masked = picture.copy()
    edge = [132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 195]
    cv2.fillPoly(masked, [prepared.landmarks[0][edge].astype(np.int32)], colour)
    assert "mouth-hidden" in codes(checked(masked, home, tmp_path))


def test_two_people_are_counted(face: Face, home: Home, tmp_path: Path) -> None:
    fitness = checked(np.hstack([face[0], face[0][:, ::-1]]), home, tmp_path)
    assert fitness.people == 2
    assert codes(fitness) == {"several-people"}


@pytest.fixture(scope="module")
def gone(short: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A face, 0.6 s of grey, the face again."""
    path = tmp_path_factory.mktemp("gone") / "gone.mp4"
    parts = "[0:v]trim=0:0.4,setpts=PTS-STARTPTS[a];[0:v]trim=0.5:0.9,setpts=PTS-STARTPTS[b]"
    blank = "color=gray:s=360x640:r=25:d=0.6[g]"
    join = ["-filter_complex", f"{parts};{blank};[a][g][b]concat=n=3[v]", "-map", "[v]"]
    run_ffmpeg(["-i", str(short), *join, *H264, str(path)], limit_s=60.0)
    return path


def test_spans_without_a_face_are_told_in_seconds(gone: Path, home: Home) -> None:
    fitness = examine(gone, home=home)
    assert {"gaps", "short"} <= codes(fitness)
    ((start, end),) = fitness.gaps
    assert start == pytest.approx(0.4, abs=0.09)
    assert end == pytest.approx(1.0, abs=0.09)
    told = json.loads(json.dumps(fitness.to_json()))
    assert told["gaps"] == [[pytest.approx(start, abs=0.01), pytest.approx(end, abs=0.01)]]
    assert told["grade"] == fitness.grade
    assert {remark["code"] for remark in told["remarks"]} == codes(fitness)


def test_the_sheet_marks_where_no_face_is(gone: Path, home: Home, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.jpg"
    contact_sheet(gone, sheet, home=home)
    picture = cv2.imread(str(sheet)).astype(int)
    bar = picture[-13, 8:-8]
    red = (bar[:, 2] > 150) & (bar[:, 1] < 120)
    green = (bar[:, 1] > 150) & (bar[:, 2] < 120)
    assert 0.35 < red.mean() < 0.5
    assert green[:100].all()
    assert green[-100:].all()


def test_a_photos_sheet_has_one_column(face: Face, home: Home, tmp_path: Path) -> None:
    path, sheet = tmp_path / "photo.png", tmp_path / "sheet.jpg"
    cv2.imwrite(str(path), face[0])
    contact_sheet(path, sheet, home=home)
    assert cv2.imread(str(sheet)).shape[1] < 300


def test_footage_without_a_face_raises_what_preparing_raises(home: Home, tmp_path: Path) -> None:
    with pytest.raises(NoFace):
        checked(np.full((200, 200, 3), 90), home, tmp_path)


def test_spans_are_half_open() -> None:
    assert spans(np.array([True, False, True, True]), 2.0) == ((0.0, 0.5), (1.0, 2.0))
    assert spans(np.array([False]), 25.0) == ()
