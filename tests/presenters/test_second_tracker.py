"""face-alignment in MediaPipe's place: the whole chain from footage to a clip, following, and what is told when it cannot."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

torch = pytest.importorskip("torch")

from alignment_files import (  # noqa: E402
    FAN_FILE,
    S3FD_FILE,
    lookalikes,
    manifest_of,
    save_script,
    sticker_detector,
)

from common.errors import NoFace, UnknownTracker  # noqa: E402
from common.home import Home  # noqa: E402
from common.media import probe, read_frames, run_ffmpeg  # noqa: E402
from models.errors import TrackerNeedsWeights  # noqa: E402
from pipeline.order import ClipOrder, Progress  # noqa: E402
from pipeline.render import render  # noqa: E402
from pipeline.workshop import Workshop  # noqa: E402
from presenters.alignment import CARRIED, AlignmentTracker  # noqa: E402
from presenters.faces import (  # noqa: E402
    FaceTracker,
    Frame,
    Points,
    aperture,
    eye_distance,
    faces_in,
)
from presenters.mesh import marks_of, points_of  # noqa: E402
from presenters.prepare import prepare  # noqa: E402
from presenters.presenter import Prepared  # noqa: E402
from presenters.registry import Registry  # noqa: E402
from presenters.tracker import FACE_ALIGNMENT, Open, Tracker, Trackers  # noqa: E402
from presenters.view import View  # noqa: E402

Array = npt.NDArray[np.float32]
ROOT = Path(__file__).parents[2]
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p", "-an")
LIPS = (61, 291, 0, 17, 13, 14, 37, 267, 84, 314, 78, 308, 82, 312, 87, 317)
EYES = (33, 133, 159, 145, 263, 362, 386, 374)


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def frames_of(path: Path) -> Iterator[Frame]:
    info = probe(path)
    return read_frames(path, width=info.width, height=info.height)


@pytest.fixture(scope="module")
def plain(vera: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "plain.mp4"
    source = ["-y", "-ss", "0.4", "-i", str(vera), "-t", "0.8"]
    run_ffmpeg([*source, "-vf", "scale=270:480", *H264, str(path)], limit_s=60.0)
    return path


@pytest.fixture(scope="module")
def tracked(plain: Path) -> Array:
    """MediaPipe's landmarks of every frame: [frames, 478, 3]."""
    return np.stack([face for face in faces_in(frames_of(plain)) if face is not None])


@pytest.fixture(scope="module")
def stickered(plain: Path, tracked: Array, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a green sticker on the nose, by which the detector of these tests knows a face."""
    path = tmp_path_factory.mktemp("stickered") / "stickered.mp4"
    x, y = tracked[0, 5, :2].round().astype(int)
    box = f"drawbox=x={x - 4}:y={y - 4}:w=8:h=8:color=0x00ff00:t=fill"
    run_ffmpeg(["-y", "-i", str(plain), "-vf", box, *H264, str(path)], limit_s=60.0)
    return path


@pytest.fixture(scope="module")
def home(stickered: Path, tracked: Array, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """With weights that find that face, in files of the published names and forms."""
    home = Home(root=tmp_path_factory.mktemp("aligned")).make()
    nose, chin = tracked[0, 5, :2], tracked[0, 152, :2]
    side = 2.1 * float(np.linalg.norm(chin - nose))
    torch.save(sticker_detector(side), home.weights / S3FD_FILE)
    box = np.concatenate([nose - side / 2, nose + side / 2]).astype(np.float32)
    rgb = View(AlignmentTracker.sight).of(next(frames_of(stickered)))
    save_script(home.weights / FAN_FILE, lookalikes(rgb, box, marks_of(tracked[:1])[0]))
    return home


@pytest.fixture(scope="module")
def trackers(home: Home) -> Trackers:
    return Trackers(home=home, models=manifest_of(home))


@pytest.fixture(scope="module")
def prepared(stickered: Path, home: Home, trackers: Trackers) -> Prepared:
    return prepare(stickered, home=home, trackers=trackers, tracker=FACE_ALIGNMENT)


def test_footage_is_tracked_by_both_networks_from_their_files(prepared: Prepared, tracked: Array) -> None:
    assert prepared.tracker == FACE_ALIGNMENT
    assert prepared.has_face.all()
    away = np.linalg.norm(prepared.landmarks - tracked[: prepared.frames, :, :2], axis=-1)
    away /= eye_distance(tracked[: prepared.frames])[:, None]
    # The stand-in finds what looks alike on a map of 64 places; a place is a fourteenth of the eyes' distance here.
    assert np.median(away[:, EYES]) < 0.035
    assert np.median(away[:, LIPS]) < 0.035
    assert away[:, [*LIPS, *EYES]].max() < 0.12
    assert [person.number for person in prepared.people] == [1]


def test_a_clip_of_it_speaks(prepared: Prepared, stickered: Path, home: Home, trackers: Trackers) -> None:
    workshop = replace(Workshop.open(home), trackers=trackers)
    order = ClipOrder(text="Papa, mama, papa.", language="en", footage=str(stickered), tracker=FACE_ALIGNMENT)
    clip = render(order, workshop=workshop, out=home.new_clip(), report=lambda _: None)
    receipt = json.loads(Path(clip.receipt).read_text(encoding="utf-8"))
    assert receipt["tracker"] == FACE_ALIGNMENT
    gaps = [float(aperture(face)) for face in faces_in(frames_of(Path(clip.path))) if face is not None]
    assert max(gaps) > 0.08
    assert min(gaps) < 0.03
    assert np.abs(np.diff(gaps)).max() > 0.02


class Through(FaceTracker):
    """MediaPipe's landmarks, sent through the 68 and back."""

    def all_faces(self, rgb: Frame, *, width: int, height: int) -> list[Points]:
        found = super().all_faces(rgb, width=width, height=height)
        return [points_of(marks_of(face)) for face in found]


class ThroughTrackers(Trackers):
    def get(self, asked: str | None) -> Open:
        return Through


def test_a_clip_through_the_68_has_the_lips_of_one_without(plain: Path, tmp_path: Path) -> None:
    """The measures of the finished clips, read by MediaPipe from the pixels."""
    home = Home(root=tmp_path / "home").make()
    read = {}
    for name in (None, FACE_ALIGNMENT):
        workshop = replace(Workshop.open(home), trackers=ThroughTrackers(home=home) if name else None)
        order = ClipOrder(text="We keep five blue boats.", language="en", footage=str(plain), tracker=name)
        clip = render(order, workshop=workshop, out=home.new_clip(), report=lambda _: None)
        faces = np.stack([face for face in faces_in(frames_of(Path(clip.path))) if face is not None])
        width = np.linalg.norm(faces[:, 61, :2] - faces[:, 291, :2], axis=-1) / eye_distance(faces)
        read[name] = aperture(faces), width
    (gap, width), (gap_through, width_through) = read[None], read[FACE_ALIGNMENT]
    assert len(gap) == len(gap_through)
    assert np.corrcoef(gap, gap_through)[0, 1] > 0.97
    assert np.abs(gap - gap_through).mean() < 0.008
    assert np.corrcoef(width, width_through)[0, 1] > 0.9
    assert np.abs(width - width_through).mean() < 0.01


def test_what_each_tracker_found_is_kept_apart(
    prepared: Prepared, stickered: Path, home: Home, trackers: Trackers
) -> None:
    by_default = prepare(stickered, home=home)
    assert by_default.tracker == "mediapipe"
    assert by_default.digest != prepared.digest
    assert prepare(stickered, home=home, tracker="mediapipe").digest == by_default.digest
    chosen = replace(trackers, default=FACE_ALIGNMENT)
    assert prepare(stickered, home=home, trackers=chosen).digest == prepared.digest
    assert prepare(stickered, home=home, trackers=chosen, tracker="mediapipe").digest == by_default.digest


def test_what_was_prepared_is_used_when_the_weights_are_gone(
    prepared: Prepared, stickered: Path, home: Home, tmp_path: Path
) -> None:
    nothing = Trackers(home=Home(root=tmp_path).make())
    again = prepare(stickered, home=home, trackers=nothing, tracker=FACE_ALIGNMENT)
    assert again.digest == prepared.digest


def test_without_weights_nothing_else_is_taken_in_its_place(plain: Path, tmp_path: Path) -> None:
    home = Home(root=tmp_path).make()
    with pytest.raises(TrackerNeedsWeights, match="models pull s3fd"):
        prepare(plain, home=home, tracker=FACE_ALIGNMENT)
    assert not list(home.prepared.glob("*"))
    workshop = Workshop.open(home, tracker=FACE_ALIGNMENT)
    heard: list[Progress] = []
    with pytest.raises(TrackerNeedsWeights):
        render(
            ClipOrder(text="Hello", footage=str(plain)),
            workshop=workshop,
            out=home.new_clip(),
            report=heard.append,
        )
    assert heard == [], "it is told before anything is spoken"
    workshop.warm()


def test_a_tracker_nobody_knows_is_named(plain: Path, tmp_path: Path) -> None:
    home = Home(root=tmp_path).make()
    with pytest.raises(UnknownTracker, match="face-alignment"):
        prepare(plain, home=home, tracker="face-alignmant")
    with pytest.raises(UnknownTracker):
        Workshop.open(home, tracker="dlib")


def test_a_presenter_keeps_the_tracker_it_was_added_with(plain: Path, tmp_path: Path) -> None:
    registry = Registry(home=Home(root=tmp_path).make())
    told = {"owner": "local", "consent": "Vera, for this test"}
    added = registry.add(plain, name="Another Vera", tracker=FACE_ALIGNMENT, **told)
    assert added.choice["tracker"] == FACE_ALIGNMENT


def test_an_order_without_a_tracker_keeps_the_key_it_had() -> None:
    plain, chosen = ClipOrder(text="Hello"), ClipOrder(text="Hello", tracker=FACE_ALIGNMENT)
    assert plain.key() != chosen.key()
    assert ClipOrder.from_json(plain.to_json().replace('"tracker": null, ', "")).key() == plain.key()
    assert ClipOrder.from_json(chosen.to_json()) == chosen


class Pointing:
    """A finder that knows where faces are: a list of boxes for each picture, told by the picture's first pixel."""

    def __init__(self, faces: dict[int, list[tuple[float, float]]], face: Array) -> None:
        self.faces, self.face = faces, face
        self.looked: list[int] = []
        self.boxes_marked: list[Array] = []
        self.number = 0

    def boxes(self, rgb: Frame) -> Array:
        self.number = int(rgb[0, 0, 0])
        self.looked.append(self.number)
        return np.array(
            [[x - 30, y - 30, x + 30, y + 30, 0.9] for x, y in self.faces[self.number]], np.float32
        ).reshape(-1, 5)

    def marks(self, rgb: Frame, boxes: Sequence[Array]) -> Array:
        """Of the face nearest to each box; noise where there is none within it."""
        there = np.array(self.faces[int(rgb[0, 0, 0])], np.float32).reshape(-1, 2)
        found = []
        for box in boxes:
            self.boxes_marked.append(box)
            middle = box[:4].reshape(2, 2).mean(axis=0)
            away = np.linalg.norm(there - middle, axis=1)
            noise = np.random.default_rng(3).uniform(0, 60, (68, 2)) + box[:2]
            near = len(away) and away.min() < (box[2] - box[0]) / 2
            found.append(self.face + there[int(away.argmin())] if near else noise)
        return np.array(found, np.float32)


@pytest.fixture
def face(tracked: Array) -> Array:
    """68 marks about nought, 60 pixels of face."""
    marks = marks_of(tracked[:1])[0]
    return np.asarray((marks - marks[30]) * (40 / float(eye_distance(tracked[0]))), np.float32)


def picture(number: int, light: int = 0) -> Frame:
    rgb = np.full((200, 300, 3), light, np.uint8)
    rgb[0, 0] = number
    return rgb


def noses(tracker: Tracker, pictures: Sequence[Frame]) -> list[float | None]:
    found = [tracker.follow(rgb, width=600, height=400) for rgb in pictures]
    return [None if points is None else round(float(points[4, 0])) for points in found]


def test_a_box_is_carried_along_and_looked_for_now_and_then(face: Array) -> None:
    finder = Pointing({number: [(80 + 4 * number, 90)] for number in range(25)}, face)
    seen = noses(AlignmentTracker(finder), [picture(number) for number in range(25)])
    assert finder.looked == [0, CARRIED + 1, 2 * (CARRIED + 1)]
    # In pixels of the frame, which is twice as large as the picture.
    assert [nose for nose in seen if nose] == [pytest.approx(160 + 8 * number, abs=4) for number in range(25)]
    sides = [box[2] - box[0] for box in finder.boxes_marked]
    assert sides == pytest.approx([60] * len(sides), abs=0.1)


def test_after_a_cut_it_looks_again(face: Array) -> None:
    finder = Pointing({0: [(80, 90)], 1: [(80, 90)], 2: [(90, 90)], 3: [(90, 90)]}, face)
    noses(AlignmentTracker(finder), [picture(0), picture(1), picture(2, light=90), picture(3, light=90)])
    assert finder.looked == [0, 2]


def test_a_lost_face_is_looked_for_and_none_is_made_up(face: Array) -> None:
    finder = Pointing({0: [(80, 90)], 1: [], 2: [], 3: [(200, 100)]}, face)
    seen = noses(AlignmentTracker(finder), [picture(number) for number in range(4)])
    assert seen[1:3] == [None, None]
    assert seen[3] == pytest.approx(400, abs=4)
    assert finder.looked == [0, 1, 2, 3]


def test_the_same_face_is_followed_among_several(face: Array) -> None:
    both = {number: [(80 + number, 90), (220, 90)] for number in range(14)}
    tracker = AlignmentTracker(Pointing(both, face), faces=4)
    seen = [nose for nose in noses(tracker, [picture(number) for number in range(14)]) if nose]
    assert len(seen) == 14
    assert np.abs(np.diff(seen)).max() < 8
    everybody = AlignmentTracker(Pointing(both, face), faces=4)
    assert [len(everybody.seen(picture(number), width=300, height=200)) for number in range(3)] == [2, 2, 2]


def test_still_pictures_are_looked_at_one_by_one(face: Array) -> None:
    finder = Pointing({0: [(80, 90)], 1: [(82, 90)]}, face)
    noses(AlignmentTracker(finder, still=True), [picture(0), picture(1)])
    assert finder.looked == [0, 1]


def test_footage_without_a_face_is_refused_as_ever(home: Home, trackers: Trackers, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    run_ffmpeg(
        ["-y", "-f", "lavfi", "-i", "color=gray:s=160x128:r=25:d=0.12", *H264, str(empty)], limit_s=60.0
    )
    with pytest.raises(NoFace):
        prepare(empty, home=home, trackers=trackers, tracker=FACE_ALIGNMENT)


def run_cli(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"MOUTHPIECE_HOME": str(home), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)


@pytest.mark.parametrize(
    ("arguments", "setting"),
    [
        (("presenters", "check", "{footage}", "--tracker", "face-alignment"), ""),
        (("say", "Hello"), "face-alignment"),
    ],
    ids=["by option", "by setting"],
)
def test_the_command_line_says_how_to_get_the_weights(
    arguments: tuple[str, ...], setting: str, plain: Path, tmp_path: Path
) -> None:
    given = {"MOUTHPIECE_TRACKER": setting} if setting else {}
    environment = {**os.environ, "MOUTHPIECE_HOME": str(tmp_path), **given}
    command = [sys.executable, "-m", "bot", *(word.format(footage=plain) for word in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert "models pull s3fd" in done.stderr
    assert "MediaPipe's face mesh, which is here" in done.stderr
    assert "[tracker-needs-weights]" in done.stderr
    assert done.returncode == 3
