"""face-alignment's networks: S3FD's names and shapes as published, boxes, squares and heat maps by its conventions, and
nothing opened that is not what was published."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import Tensor, nn  # noqa: E402

sys.path.insert(0, str(Path(__file__).parents[1] / "presenters"))
from alignment_files import FAN_FILE, S3FD_FILE, manifest_of, random_detector, save_script  # noqa: E402

from common.home import Home  # noqa: E402
from models.aligner import Aligner, load_detector  # noqa: E402
from models.device import Device  # noqa: E402
from models.errors import (  # noqa: E402
    ChecksumWrong,
    TrackerNeedsWeights,
    WeightsBroken,
    WeightsUnsafe,
    WeightsUnsuitable,
)
from models.faceboxes import boxes_of, single  # noqa: E402
from models.facemarks import Square, marks_of  # noqa: E402
from models.manifest import manifest  # noqa: E402
from models.s3fd import S3FD, Length  # noqa: E402

CPU = Device(kind="cpu", precision="fp32", why="for the test")

# name: outputs, inputs, kernel
LAYERS = """
conv1_1 64 3 3
conv1_2 64 64 3
conv2_1 128 64 3
conv2_2 128 128 3
conv3_1 256 128 3
conv3_2 256 256 3
conv3_3 256 256 3
conv4_1 512 256 3
conv4_2 512 512 3
conv4_3 512 512 3
conv5_1 512 512 3
conv5_2 512 512 3
conv5_3 512 512 3
fc6 1024 512 3
fc7 1024 1024 1
conv6_1 256 1024 1
conv6_2 512 256 3
conv7_1 128 512 1
conv7_2 256 128 3
conv3_3_norm_mbox_conf 4 256 3
conv3_3_norm_mbox_loc 4 256 3
conv4_3_norm_mbox_conf 2 512 3
conv4_3_norm_mbox_loc 4 512 3
conv5_3_norm_mbox_conf 2 512 3
conv5_3_norm_mbox_loc 4 512 3
fc7_mbox_conf 2 1024 3
fc7_mbox_loc 4 1024 3
conv6_2_mbox_conf 2 512 3
conv6_2_mbox_loc 4 512 3
conv7_2_mbox_conf 2 256 3
conv7_2_mbox_loc 4 256 3
"""


class Peaks(nn.Module):
    """A script in the landmarks' network's place: each map peaks where the picture is lightest, in all maps alike."""

    def forward(self, faces: Tensor) -> Tensor:
        small = nn.functional.avg_pool2d(faces.mean(dim=1, keepdim=True), 4)
        return small.expand(-1, 68, -1, -1)


class Unlike(nn.Module):
    def forward(self, faces: Tensor) -> Tensor:
        return faces


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def weights() -> dict[str, Tensor]:
    return random_detector()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path / "home").make()


@pytest.fixture(scope="module")
def saved(weights: dict[str, Tensor], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / S3FD_FILE
    torch.save(weights, path)
    return path


@pytest.fixture
def filled(home: Home, saved: Path) -> Home:
    (home.weights / S3FD_FILE).hardlink_to(saved)
    save_script(home.weights / FAN_FILE, Peaks())
    return home


def test_the_detectors_tensors_have_the_published_names_and_shapes(weights: dict[str, Tensor]) -> None:
    wanted: dict[str, tuple[int, ...]] = {
        f"{name}_norm.weight": (size,)
        for name, size in (("conv3_3", 256), ("conv4_3", 512), ("conv5_3", 512))
    }
    for name, *sizes in (line.split() for line in LAYERS.split("\n") if line):
        leave, enter, kernel = map(int, sizes)
        wanted |= {f"{name}.weight": (leave, enter, kernel, kernel), f"{name}.bias": (leave,)}
    assert {name: tuple(value.shape) for name, value in weights.items()} == wanted


def test_the_detector_looks_at_six_steps_and_the_best_background_counts(weights: dict[str, Tensor]) -> None:
    with torch.device("meta"):
        network = S3FD()
    network.load_state_dict({name: torch.zeros_like(value) for name, value in weights.items()}, assign=True)
    network.conv3_3_norm_mbox_conf.bias.data = torch.tensor([-3.0, 1.0, 0.0, 2.0])
    network.conv7_2_mbox_conf.bias.data = torch.tensor([1.0, -1.0])
    network.fc7_mbox_loc.bias.data = torch.arange(4.0)
    with torch.inference_mode():
        found = network(torch.zeros(1, 3, 128, 96))
    assert [tuple(sure.shape[1:]) for sure, _ in found] == [
        (32, 24),
        (16, 12),
        (8, 6),
        (8, 7),
        (4, 4),
        (2, 2),
    ]
    assert torch.allclose(found[0][0], torch.sigmoid(torch.tensor(1.0)))
    assert torch.allclose(found[5][0], torch.sigmoid(torch.tensor(-2.0)))
    assert found[3][1][0, :, 3, 4].tolist() == [0, 1, 2, 3]


def test_layers_are_brought_to_one_length() -> None:
    values = torch.tensor([3.0, 4.0]).repeat(128)[None, :, None, None]
    out = Length(256, 10.0)(values).detach()
    assert float(out.norm()) == pytest.approx(10.0)
    assert float(out[0, 1] / out[0, 0]) == pytest.approx(4 / 3)


def test_boxes_lie_about_their_squares_as_ssd_tells_them() -> None:
    sure, offsets = np.zeros((5, 7), np.float32), np.zeros((4, 5, 7), np.float32)
    sure[2, 3] = 0.9
    offsets[:, 2, 3] = (1.0, -2.0, 5 * np.log(2), 0.0)
    nothing = np.zeros((10, 14), np.float32), np.zeros((4, 10, 14), np.float32)
    ((left, top, right, bottom, score),) = boxes_of([nothing, (sure, offsets)])
    # Steps of 8 pixels, squares of 32: the middle at (28, 20), moved by a tenth and two tenths of 32, twice as wide.
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((31.2, 13.6))
    assert (right - left, bottom - top) == pytest.approx((64, 32))
    assert score == pytest.approx(0.9)


def test_of_boxes_of_one_face_the_surest_is_kept() -> None:
    boxes = np.array(
        [[0, 0, 100, 100, 0.6], [10, 0, 110, 100, 0.9], [80, 0, 180, 100, 0.7], [300, 0, 400, 100, 0.3]],
        np.float32,
    )
    assert single(boxes)[:, 4].tolist() == pytest.approx([0.9, 0.7, 0.3])
    assert single(boxes[:0]).shape == (0, 5)


def test_unsure_places_are_no_faces() -> None:
    sure = np.full((4, 4), 0.45, np.float32)
    assert len(boxes_of([(sure, np.zeros((4, 4, 4), np.float32))])) == 0


def test_the_square_has_face_alignments_size_and_place() -> None:
    square = Square.about(np.array([100, 200, 290, 400, 0.9], np.float32))
    assert (square.x, square.y) == (195.0, 276.0)  # 0.12 of the height above the box's middle
    assert square.side_px == pytest.approx(200 * (190 + 200) / 195)


@pytest.mark.parametrize("spot", [(150, 240), (260, 330), (60, 130)])
def test_what_is_seen_in_a_square_is_put_back_where_it_was(spot: tuple[int, int]) -> None:
    picture = np.zeros((500, 400, 3), np.uint8)
    x, y = spot
    picture[y - 6 : y + 6, x - 6 : x + 6] = 255
    square = Square.about(np.array([80, 150, 270, 350, 0.9], np.float32))
    cut = square.cut(picture)[..., 0].astype(float)
    rows, columns = np.mgrid[:256, :256] + 0.5
    seen = np.array([(columns * cut).sum(), (rows * cut).sum()]) / cut.sum() / 256
    # The published square lacks its first column and row, which moves what is seen by up to one of its 256 pixels.
    assert np.abs(square.placed(seen.astype(np.float32)) - spot).max() < square.side_px / 256 + 0.1


def test_beyond_the_picture_a_square_is_black() -> None:
    square = Square.about(np.array([-50, -50, 50, 50, 0.9], np.float32))
    cut = square.cut(np.full((200, 200, 3), 255, np.uint8))
    assert (cut[:100, :100] == 0).all()
    assert (cut[-40:, -40:] == 255).all()


def test_a_mark_is_its_maps_largest_value_nudged_by_a_quarter() -> None:
    maps = np.zeros((1, 4, 64, 64), np.float32)
    maps[0, 0, 20, 30], maps[0, 0, 20, 31], maps[0, 0, 19, 30] = 1.0, 0.5, 0.4
    maps[0, 1, 20, 30] = 1.0  # alike on all sides: in its middle
    maps[0, 2, 0, 63], maps[0, 2, 1, 63] = 1.0, 0.9  # at the border nothing is nudged
    maps[0, 3, 5, 5], maps[0, 3, 5, 4] = 1.0, 0.9
    found = marks_of(maps)[0] * 64
    assert found.tolist() == [[30.75, 20.25], [30.5, 20.5], [63.5, 0.5], [5.25, 5.5]]


def test_both_networks_open_from_the_files_and_work(filled: Home) -> None:
    aligner = Aligner.open(filled, manifest_of(filled), CPU)
    assert aligner.boxes(np.zeros((96, 64, 3), np.uint8)).shape == (0, 5)
    picture = np.zeros((300, 400, 3), np.uint8)
    picture[180:190, 220:230] = 255
    boxes = [np.array(box, np.float32) for box in ([150, 120, 270, 250, 0.9], [160, 120, 280, 250, 0.8])] * 5
    marks = aligner.marks(picture, boxes)
    assert marks.shape == (10, 68, 2)
    assert np.abs(marks - (225, 185)).max() < 4.5
    assert aligner.marks(picture, []).shape == (0, 68, 2)


def test_large_pictures_are_looked_at_smaller_and_boxes_come_back_in_their_pixels(filled: Home) -> None:
    class Told(S3FD):
        def forward(self, pictures: Tensor) -> list[tuple[Tensor, Tensor]]:
            self.seen = pictures
            sure = torch.zeros(1, *(side // 4 for side in pictures.shape[2:]))
            sure[0, 10, 20] = 0.9
            return [(sure, torch.zeros(1, 4, *sure.shape[1:]))]

    told = Told()
    picture = np.zeros((640, 1280, 3), np.uint8)
    picture[:] = (123, 117, 104)  # red, green, blue: the mean
    (box,) = Aligner(told, Peaks(), CPU).boxes(picture)
    assert told.seen.shape == (1, 3, 320, 640)
    assert float(told.seen.abs().max()) == 0
    assert ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0]) == pytest.approx((164, 84, 32))


@pytest.mark.parametrize("old_form", [False, True])
def test_the_detector_is_read_from_either_form_of_file(
    tmp_path: Path, weights: dict[str, Tensor], old_form: bool
) -> None:
    path = tmp_path / "s3fd.pth"
    torch.save(weights, path, _use_new_zipfile_serialization=not old_form)
    assert torch.equal(load_detector(path).fc7.bias, weights["fc7.bias"])


def test_a_detector_of_another_form_is_refused(tmp_path: Path, weights: dict[str, Tensor]) -> None:
    path = tmp_path / "s3fd.pth"
    torch.save({name: value for name, value in weights.items() if name != "fc7.bias"}, path)
    with pytest.raises(WeightsUnsuitable, match=r"1 tensors of S3FD are missing: fc7\.bias"):
        load_detector(path)


@pytest.mark.parametrize(
    ("gone", "told"), [(S3FD_FILE, "models pull s3fd"), (FAN_FILE, "models pull 2dfan4")]
)
def test_what_is_missing_is_named_with_how_to_get_it_and_what_works_meanwhile(
    filled: Home, gone: str, told: str
) -> None:
    known = manifest_of(filled)
    (filled.weights / gone).unlink()
    with pytest.raises(TrackerNeedsWeights, match=told) as error:
        Aligner.open(filled, known, CPU)
    assert "MediaPipe's face mesh, which is here" in str(error.value)


def test_a_script_of_another_checksum_is_never_opened(filled: Home) -> None:
    """The real manifest knows the published files' checksums, and these are others."""
    with pytest.raises(ChecksumWrong):
        Aligner.open(filled, manifest(), CPU)
    known = manifest_of(filled)
    with (filled.weights / FAN_FILE).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ChecksumWrong):
        Aligner.open(filled, known, CPU)


def test_a_script_in_the_detectors_place_is_refused_as_code(filled: Home) -> None:
    (filled.weights / S3FD_FILE).unlink()
    save_script(filled.weights / S3FD_FILE, Peaks())
    with pytest.raises(WeightsUnsafe):
        Aligner.open(filled, manifest_of(filled), CPU)


def test_something_else_in_the_scripts_place_is_told(filled: Home) -> None:
    (filled.weights / FAN_FILE).write_bytes(b"<html>sign in</html>")
    with pytest.raises(WeightsBroken, match="web page"):
        Aligner.open(filled, manifest_of(filled), CPU)


def test_a_script_that_gives_no_heat_maps_is_told(filled: Home) -> None:
    save_script(filled.weights / FAN_FILE, Unlike())
    aligner = Aligner.open(filled, manifest_of(filled), CPU)
    with pytest.raises(WeightsUnsuitable, match="68 maps"):
        aligner.marks(np.zeros((100, 100, 3), np.uint8), [np.array([20, 20, 80, 80, 1], np.float32)])
