"""Wav2Lip's network and its weights: names and shapes as published, every form of file, nothing executed."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import Tensor, nn  # noqa: E402
from wav2lip_files import (  # noqa: E402
    cut_short,
    is_archive,
    published_shapes,
    random_weights,
    save_as_published,
)
from wav2lip_recorded import kept, recorded, seeded_weights  # noqa: E402

from models.device import Device, choose, free_bytes, on_cpu  # noqa: E402
from models.errors import DeviceFailed, DeviceMissing, WeightsUnsuitable  # noqa: E402
from models.talker import Talker, fitting, load  # noqa: E402
from models.wav2lip import Layer, Wav2Lip, parameters  # noqa: E402

CPU = Device(kind="cpu", precision="fp32", why="for the test")


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def weights() -> dict[str, Tensor]:
    return random_weights()


@pytest.fixture(scope="module")
def given() -> tuple[Tensor, Tensor]:
    torch.manual_seed(3)
    return torch.randn(1, 1, 80, 16), torch.rand(1, 6, 96, 96)


@pytest.fixture(scope="module")
def expected(weights: dict[str, Tensor], given: tuple[Tensor, Tensor]) -> Tensor:
    """In double precision, by the network as it was trained."""
    network = Wav2Lip().double().eval()
    network.load_state_dict(weights)
    with torch.inference_mode():
        return network(*(part.double() for part in given))


def test_names_and_shapes_are_those_of_the_published_files() -> None:
    with torch.device("meta"):
        network = Wav2Lip()
    told = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    assert told == published_shapes()
    assert (len(told), parameters(network)) == (352, 36_298_035)


def test_files_as_published_load_and_folding_changes_nothing(
    tmp_path: Path, weights: dict[str, Tensor], given: tuple[Tensor, Tensor], expected: Tensor
) -> None:
    path = save_as_published(tmp_path / "wav2lip.pth", weights)
    assert not is_archive(path)
    network = load(path)
    assert not any(isinstance(part, nn.BatchNorm2d) for part in network.modules())
    with torch.inference_mode():
        found = network(*given)
    assert expected.std() > 0.02
    torch.testing.assert_close(found.double(), expected, atol=1e-5, rtol=0)


def test_what_comes_out_is_what_was_recorded_from_the_published_architecture(tmp_path: Path) -> None:
    """Recorded in double precision; the published layout with the same weights gave the same."""
    path = tmp_path / "w.pth"
    torch.save(seeded_weights(), path)
    known = recorded()
    with torch.inference_mode():
        found = load(path)(known.mels.float(), known.faces.float())
    assert known.spoken.std() > 0.05
    torch.testing.assert_close(kept(found).double(), known.spoken, atol=1e-5, rtol=0)


@pytest.mark.parametrize("transposed", [False, True])
def test_a_folded_layer_is_the_same_layer(*, transposed: bool) -> None:
    torch.manual_seed(0)
    kind = nn.ConvTranspose2d if transposed else nn.Conv2d
    layer = Layer(kind(5, 7, 3, 2, 1)).eval()
    norm = layer.conv_block[1]
    for part in (norm.running_mean, norm.running_var, norm.weight.data, norm.bias.data):
        part.uniform_(0.5, 2.0)
    x = torch.randn(2, 5, 9, 9)
    with torch.inference_mode():
        before = layer(x)
    layer.fold()
    with torch.inference_mode():
        torch.testing.assert_close(layer(x), before, atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    "form", ["archive", "half", "safetensors", "renamed safetensors", "without counters"]
)
def test_other_ways_of_saving_give_the_same_numbers(
    tmp_path: Path, weights: dict[str, Tensor], form: str
) -> None:
    path = tmp_path / ("w.safetensors" if form == "safetensors" else "w.pth")
    if "safetensors" in form:
        from safetensors.torch import save_file

        save_file(weights, path)
    elif form == "half":
        torch.save({name: v.half() if v.is_floating_point() else v for name, v in weights.items()}, path)
    elif form == "without counters":
        torch.save({name: v for name, v in weights.items() if "tracked" not in name}, path)
    else:
        torch.save({"state_dict": weights}, path)
    network = load(path)
    last = network.output_block[1].weight
    assert last.dtype == torch.float32
    torch.testing.assert_close(last, weights["output_block.1.weight"], atol=1e-3, rtol=0)


def refused(path: Path) -> str:
    with pytest.raises(WeightsUnsuitable) as told:
        load(path)
    assert path.name in str(told.value)
    assert "Get them again" in str(told.value)
    assert "weights_only" not in str(told.value)
    return str(told.value.details["reason"])


def test_weights_that_do_not_fit_are_refused_in_a_sentence(
    tmp_path: Path, weights: dict[str, Tensor]
) -> None:
    path = tmp_path / "w.pth"

    def saved(told: object) -> Path:
        torch.save(told, path)
        return path

    small = {"face_encoder.0.weight": torch.zeros(3)}
    assert "another network" in refused(saved(small))
    assert "1 tensors of Wav2Lip are missing: output_block.1.bias" in refused(
        saved({name: v for name, v in weights.items() if name != "output_block.1.bias"})
    )
    assert "not of Wav2Lip: extra" in refused(saved({**weights, "extra": torch.zeros(1)}))
    assert "32 x 80 x 5 x 5, not 32 x 80 x 3 x 3" in refused(
        saved({**weights, "output_block.0.conv_block.0.weight": torch.zeros(32, 80, 5, 5)})
    )
    assert "numbers in it that are none" in refused(
        saved({**weights, "output_block.1.bias": torch.full((3,), torch.nan)})
    )
    assert "no named tensors" in refused(saved([torch.zeros(1)]))
    assert "more than tensors" in refused(saved({"a": torch.zeros(1), "b": "words"}))
    assert "no such file" in refused(tmp_path / "nothing.pth")


@pytest.mark.parametrize("archive", [True, False])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, *, archive: bool) -> None:
    path = tmp_path / "w.pth"
    told = {"output_block.1.bias": torch.rand(100_000)}
    torch.save(told, path, _use_new_zipfile_serialization=archive)
    assert refused(cut_short(path)) in ("it is cut off", "it is damaged or not what its name says")
    for bytes_ in (b"", b"<!doctype html><p>404", b"\x80\x02"):
        path.write_bytes(bytes_)
        refused(path)


class Trap:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def test_nothing_in_a_file_is_executed(tmp_path: Path) -> None:
    touched, path = tmp_path / "touched", tmp_path / "w.pth"
    torch.save({"output_block.1.bias": torch.zeros(3), "trap": Trap(touched)}, path)
    assert "which was not run" in refused(path)
    path.write_bytes(pickle.dumps(Trap(touched)))
    refused(path)
    assert not touched.exists()


class Small:
    """Takes the face it is shown; has room for four faces at a time."""

    def __init__(self, room: int = 4) -> None:
        self.room = room
        self.batches: list[int] = []

    def __call__(self, mels: Tensor, faces: Tensor) -> Tensor:
        self.batches.append(len(faces))
        if len(faces) > self.room:
            raise torch.OutOfMemoryError("out of memory")
        assert mels.shape[1:] == (1, 80, 16)
        assert (faces[:, :3, 48:] == 0).all()
        assert torch.equal(faces[:, :3, :48], faces[:, 3:, :48])
        assert (faces.max() <= 1, faces.max() > 0.5) == (True, True)
        return faces[:, 3:] * (mels.mean(dim=(1, 2, 3)) != 9)[:, None, None, None]


def some(count: int) -> tuple[np.ndarray, np.ndarray]:
    faces = np.random.default_rng(0).uniform(0, 255, (count, 96, 96, 3)).astype(np.float32)
    return faces, np.zeros((count, 80, 16), np.float32)


def test_batches_halve_until_they_fit_and_stay_so() -> None:
    network = Small()
    talker = Talker(network, CPU, at_once=16)
    faces, sounds = some(11)
    np.testing.assert_allclose(talker.speak(faces, sounds), faces, atol=1e-3)
    assert network.batches == [11, 8, 4, 4, 3]
    assert talker.at_once == 4
    assert talker.speak(faces[:0], sounds[:0]).shape == (0, 96, 96, 3)


def test_a_batch_is_as_large_as_the_free_memory_holds() -> None:
    gigabyte = 1 << 30
    assert [fitting("cuda", free * gigabyte) for free in (24, 4, 1, 0)] == [128, 102, 25, 1]
    assert [fitting(kind, None) for kind in ("cpu", "mps")] == [16, 32]
    here = free_bytes("cpu")
    assert here is None or here > 1 << 20


def test_a_memory_without_room_for_one_face_is_told_and_may_be_tried_again() -> None:
    with pytest.raises(DeviceFailed, match="memory is full"):
        Talker(Small(room=0), CPU, at_once=2).speak(*some(2))

    def broken(mels: Tensor, faces: Tensor) -> Tensor:
        raise RuntimeError("CUDA error: an illegal memory access was encountered\nmore")

    with pytest.raises(DeviceFailed, match="illegal memory access"):
        Talker(broken, CPU).speak(*some(1))
    with pytest.raises(DeviceFailed, match="ran over"):
        Talker(lambda mels, faces: faces[:, 3:] * torch.inf * 0, CPU).speak(*some(1))


def test_the_device_is_found_and_told_with_its_reason() -> None:
    found = choose()
    assert found.kind in ("cuda", "mps", "cpu")
    assert found.why in str(found)
    assert choose("cpu").kind == "cpu"
    if not torch.cuda.is_available():
        with pytest.raises(DeviceMissing, match="cuda"):
            choose("cuda")
    assert on_cpu(frozenset({"avx2", "avx512_bf16"}), alone=True).precision == "bf16"
    assert on_cpu(frozenset({"avx2", "avx512f"}), alone=True).precision == "fp32"


def test_half_precision_is_close(tmp_path: Path, weights: dict[str, Tensor]) -> None:
    path = tmp_path / "w.pth"
    torch.save(weights, path)
    faces, sounds = some(1)
    exact = Talker.open(path, CPU).speak(faces, sounds)
    halves = Talker.open(path, Device(kind="cpu", precision="bf16", why="test")).speak(faces, sounds)
    assert exact.std() > 5
    assert np.abs(halves - exact).mean() < 3
