"""A checkpoint is looked at before it is accepted, and nothing in it is run."""

import contextlib
import io
import pickle
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from weights_world import lips, safetensors, store_in

from common.home import Home
from models.checkpoint import look_into
from models.errors import WeightsBroken, WeightsUnsafe
from models.pickled import NAMES
from models.store import Store


class Payload:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (eval, (f"open({str(self.path)!r}, 'w').close()",))


def saved(value: object, *, legacy: bool = False) -> bytes:
    made = io.BytesIO()
    torch.save(value, made, _use_new_zipfile_serialization=not legacy)
    return made.getvalue()


def weights() -> dict[str, object]:
    """As Wav2Lip's are: a state, an optimizer, numbers, several types, two tensors on one storage."""
    network = torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Linear(4, 2).half()
    )
    optimizer = torch.optim.Adam(network.parameters())
    sum(p.float().sum() for p in network.parameters()).backward()
    optimizer.step()
    shared = torch.arange(20)
    return {
        "state_dict": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "global_step": 7,
        "whole": shared,
        "part": shared[5:10],
        "parameter": torch.nn.Parameter(torch.ones(3, dtype=torch.bfloat16)),
    }


@pytest.mark.parametrize(("legacy", "form"), [(False, "torch"), (True, "torch-legacy")])
def test_torchs_own_files_are_accepted(tmp_path: Path, legacy: bool, form: str) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(saved(weights(), legacy=legacy))
    torch.load(path, weights_only=True)
    found = look_into(path, holds=["0.weight", "1.running_mean"])
    assert found.form == form
    assert found.tensors > 15
    assert {"0.weight", "2.bias", "whole", "part", "parameter"} <= found.names
    with pytest.raises(WeightsBroken, match="another model"):
        look_into(path, holds=["output_block."])


def test_a_file_built_like_the_published_wav2lip_is_taken_and_another_one_is_not(tmp_path: Path) -> None:
    parts = ("face_encoder_blocks.0.0.conv_block.0", "audio_encoder.0.conv_block.0")
    parts += ("face_decoder_blocks.0.0.conv_block.0", "output_block.1")
    state = {f"module.{part}.weight": torch.ones(4, 4) for part in parts}
    told = {"state_dict": state, "optimizer": None, "global_step": 1, "global_epoch": 1}
    given = tmp_path / "wav2lip.pth"
    given.write_bytes(saved(told, legacy=True))
    store = Store(Home(root=tmp_path / "home").make())
    assert store.pull("wav2lip", source=given).checked
    loaded = torch.load(tmp_path / "home/weights/wav2lip.pth", weights_only=True)
    assert loaded["state_dict"].keys() == state.keys()
    given.write_bytes(saved({"state_dict": {"conv1_1.weight": torch.ones(2)}}, legacy=True))
    with pytest.raises(WeightsBroken, match="another model"):
        store.pull("wav2lip-gan", source=given)


def test_safetensors_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_bytes(safetensors("a.weight", "b.weight"))
    assert look_into(path).names == {"a.weight", "b.weight"}


def test_every_name_that_is_allowed_is_allowed_by_torch_too() -> None:
    from torch._weights_only_unpickler import _get_allowed_globals

    assert _get_allowed_globals().keys() >= NAMES


def evil_zip(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("archive/data.pkl", data)
        archive.writestr("archive/version", "3\n")
    return made.getvalue()


def system(protocol: int) -> bytes:
    class Run:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            import os

            return (os.system, ("true",))

    return pickle.dumps({"state_dict": Run()}, protocol=protocol)


CALLS_WITHOUT_A_NAME = b"\x80\x02(cos\nsystem\nS'true'\no."
BY_INST = b"\x80\x02(X\x04\0\0\0trueios\nsystem\n."


@pytest.mark.parametrize(
    "made",
    [
        lambda ran: saved({"state_dict": {"a": torch.ones(3)}, "b": Payload(ran)}),
        lambda ran: saved({"state_dict": {"a": torch.ones(3)}, "b": Payload(ran)}, legacy=True),
        lambda ran: pickle.dumps(Payload(ran), protocol=2),
        lambda ran: pickle.dumps(Payload(ran), protocol=4),
        lambda ran: evil_zip(system(2)),
        lambda ran: evil_zip(system(4)),
        lambda ran: evil_zip(CALLS_WITHOUT_A_NAME),
        lambda ran: evil_zip(BY_INST),
        lambda ran: saved(torch.nn.Linear(2, 2)),
        lambda ran: saved(torch.nn.Linear(2, 2), legacy=True),
    ],
)
def test_code_is_named_and_never_run(tmp_path: Path, made: Callable[[Path], bytes]) -> None:
    ran = tmp_path / "ran"
    path = tmp_path / "given.pth"
    path.write_bytes(made(ran))
    store = store_in(tmp_path / "home", lips([]))
    with pytest.raises(WeightsUnsafe, match="It was not run"):
        store.pull("small", source=path)
    assert not ran.exists()
    assert store.get("small").state == "missing"
    assert not list((tmp_path / "home").rglob("small.pth"))


def test_torchscript_is_taken_only_where_it_is_expected(tmp_path: Path) -> None:
    path = tmp_path / "script.zip"
    with pytest.warns(DeprecationWarning, match="torch.jit"):
        torch.jit.save(torch.jit.trace(torch.nn.Linear(2, 2), torch.ones(1, 2)), str(path))
    with pytest.raises(WeightsUnsafe, match="TorchScript"):
        look_into(path)
    assert look_into(path, script=True).form == "torchscript"


WHOLE = weights()


@pytest.mark.parametrize(
    "made",
    [
        lambda: saved(WHOLE)[:-2000],
        lambda: saved(WHOLE)[:300],
        lambda: saved(WHOLE, legacy=True)[:-1],
        lambda: saved(WHOLE, legacy=True)[:200],
        lambda: saved(WHOLE, legacy=True)[:40],
        lambda: saved(WHOLE, legacy=True) + b"more",
        lambda: saved({"no": "tensors"}),
        lambda: saved({"no": "tensors"}, legacy=True),
        lambda: safetensors()[:-1],
        lambda: safetensors() + b"more",
        lambda: struct.pack("<Q", 10**12) + b"{" + bytes(100),
        lambda: struct.pack("<Q", 50) + b"{" * 100,
        lambda: b"",
        lambda: b"\0" * 5000,
        lambda: b"\x80\x02.",
        lambda: pickle.dumps({"a": 1}, protocol=2),
        lambda: b"PK\x03\x04 and nothing more",
        lambda: evil_zip(b"\x80\x02}q\0" + b"X\xff\xff\xff\x7fabc."),
        lambda: evil_zip(b"\x80\x02h\x07."),
        lambda: b"RIFF\0\0\0\0WAVEfmt ",
    ],
)
def test_what_is_not_whole_or_something_else_gets_a_clear_sentence(
    tmp_path: Path, made: Callable[[], bytes]
) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(made())
    with pytest.raises(WeightsBroken, match=r"weights\.pth cannot be used as weights: it .*Get it again"):
        look_into(path)


@pytest.mark.parametrize("form", ["torch", "torch-legacy", "safetensors", "npy"])
def test_no_damage_leads_to_anything_but_a_clear_sentence(tmp_path: Path, form: str) -> None:
    statistics = io.BytesIO()
    np.save(statistics, np.array({"mean": np.ones(3)}, dtype=object))
    whole = {
        "torch": saved({"a": torch.ones(3), "n": [1, 2.5, None]}),
        "torch-legacy": saved({"a": torch.ones(3), "n": [1, 2.5, None]}, legacy=True),
        "safetensors": safetensors("a", "b", values=20),
        "npy": statistics.getvalue(),
    }[form]
    chance, path = random.Random(7), tmp_path / "weights.pth"
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 1, 3, 10])):
            at = chance.randrange(len(data))
            data[at : at + chance.choice([0, 1, 1, 20])] = (
                chance.randbytes(chance.choice([0, 1, 1, 5])) or b"x"
            )
        path.write_bytes(data)
        with contextlib.suppress(WeightsBroken, WeightsUnsafe):
            look_into(path)


def test_a_web_page_in_place_of_weights_is_called_one(tmp_path: Path) -> None:
    path = tmp_path / "wav2lip.pth"
    path.write_bytes(b"\n<!DOCTYPE html><html><title>Sign in</title></html>")
    with pytest.raises(WeightsBroken, match="a web page"):
        look_into(path)


def test_one_changed_byte_in_an_archive_is_found(tmp_path: Path) -> None:
    data = bytearray(saved({"a": torch.ones(4000)}))
    data[len(data) // 2] ^= 1
    path = tmp_path / "weights.pth"
    path.write_bytes(data)
    with pytest.raises(WeightsBroken, match="damaged"):
        look_into(path)


def test_a_pickle_that_would_unfold_without_end_ends(tmp_path: Path) -> None:
    doubling = b"\x80\x02)q\0" + b"".join(b"h\0h\0\x86q\0" for _ in range(3000))
    path = tmp_path / "weights.pth"
    path.write_bytes(evil_zip(b"\x80\x02}" + doubling[2:] + b"K\x01s."))
    with pytest.raises(WeightsBroken):
        look_into(path)


def test_two_pickles_of_one_name_are_not_chosen_between(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(saved({"a": torch.ones(3)}))
    with zipfile.ZipFile(path, "a") as archive:
        name = next(one for one in archive.namelist() if one.endswith("data.pkl"))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(name, system(2))
    with pytest.raises((WeightsBroken, WeightsUnsafe)):
        look_into(path)


def test_numpy_statistics_are_accepted_and_code_in_them_is_not(tmp_path: Path) -> None:
    plain, told, evil = (tmp_path / f"{name}.npy" for name in ("plain", "told", "evil"))
    np.save(plain, np.ones((3, 4), np.float32))
    np.save(told, np.array({"mel_mean": np.ones(3), "config": {"rate": 22050}}, dtype=object))
    np.save(evil, np.array(Payload(tmp_path / "ran"), dtype=object))
    for path in (plain, told):
        assert look_into(path).form == "npy"
    with pytest.raises(WeightsUnsafe):
        look_into(evil)
    plain.write_bytes(plain.read_bytes()[:-1])
    with pytest.raises(WeightsBroken, match="cut off"):
        look_into(plain)
    assert not (tmp_path / "ran").exists()
