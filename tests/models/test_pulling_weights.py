"""Fetching weights: what breaks off goes on, what is wrong is not kept."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from weights_world import Shelf, lips, safetensors, serving, store_in

from common.errors import FileMissing
from models.errors import (
    ChecksumWrong,
    FetchFailed,
    FetchRunning,
    FetchStopped,
    NoAddress,
    NotEnoughRoom,
    UnknownModel,
    WeightsBroken,
)
from models.manifest import Manifest
from models.store import Pull, State, Step

DATA = safetensors("first.weight", "second.weight")
DIGEST = hashlib.sha256(DATA).hexdigest()
ROOT = Path(__file__).parents[2]


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving() as shelf:
        shelf.files["/small.pth"] = DATA
        yield shelf


def one(shelf: Shelf, **told: object) -> Manifest:
    return lips([f"{shelf.url}/small.pth"], **told)


def left(root: Path) -> list[str]:
    """Files of a fetch that is not done."""
    return sorted(path.name for path in root.glob("weights/.fetching/*/*/*"))


@pytest.mark.parametrize("digest", [DIGEST, ""])
def test_weights_are_fetched_checked_and_remembered(tmp_path: Path, shelf: Shelf, digest: str) -> None:
    store = store_in(tmp_path, one(shelf, sha256=digest))
    assert store.get("small").state is State.MISSING
    heard: list[Pull] = []
    standing = store.pull("small", on_progress=heard.append)
    assert (standing.state, standing.checked) == (State.HERE, True)
    assert (tmp_path / "weights/small.pth").read_bytes() == DATA
    assert heard[-1].step is Step.DONE
    assert any(pull.done_bytes == len(DATA) == pull.total_bytes for pull in heard)
    assert (
        json.loads((tmp_path / "weights/ledger.json").read_text())["small"]["files"]["small.pth"]["sha256"]
        == DIGEST
    )
    assert left(tmp_path) == []


def test_what_is_here_is_not_fetched_again(tmp_path: Path, shelf: Shelf) -> None:
    store = store_in(tmp_path, one(shelf))
    store.pull("small")
    store.pull("small")
    assert len(shelf.asked) == 1


def test_a_fetch_that_breaks_off_goes_on_where_it_stopped(tmp_path: Path, shelf: Shelf) -> None:
    shelf.breaks["/small.pth"] = [150_000, 100_000]
    store_in(tmp_path, one(shelf, sha256=DIGEST)).pull("small")
    assert [wanted for _, wanted in shelf.asked] == [None, "bytes=150000-", "bytes=250000-"]
    assert (tmp_path / "weights/small.pth").read_bytes() == DATA


def test_a_file_that_changed_in_between_is_fetched_anew(tmp_path: Path, shelf: Shelf) -> None:
    shelf.breaks["/small.pth"] = [150_000, 0, 0]
    with pytest.raises(FetchFailed, match="broke off"):
        store_in(tmp_path, one(shelf)).pull("small")
    assert "small.pth.part" in left(tmp_path)
    shelf.files["/small.pth"] = newer = safetensors("other.weight", values=80_000)
    shelf.etags["/small.pth"] = '"two"'
    store = store_in(tmp_path, one(shelf))
    assert store.get("small").state is State.PARTLY
    store.pull("small")
    assert (tmp_path / "weights/small.pth").read_bytes() == newer


def test_a_server_without_ranges_starts_over(tmp_path: Path, shelf: Shelf) -> None:
    shelf.ranges = False
    shelf.breaks["/small.pth"] = [150_000]
    store_in(tmp_path, one(shelf)).pull("small")
    assert (tmp_path / "weights/small.pth").read_bytes() == DATA


@pytest.mark.parametrize("claimed", [len(DATA) + 5000, len(DATA) - 5000])
def test_a_server_that_lies_about_the_length_gives_nothing(
    tmp_path: Path, shelf: Shelf, claimed: int
) -> None:
    shelf.claims["/small.pth"] = claimed
    with pytest.raises((FetchFailed, WeightsBroken)):
        store_in(tmp_path, one(shelf)).pull("small")
    assert not (tmp_path / "weights/small.pth").exists()


def test_a_wrong_checksum_is_not_kept(tmp_path: Path, shelf: Shelf) -> None:
    store = store_in(tmp_path, one(shelf, sha256="0" * 64))
    with pytest.raises(ChecksumWrong, match=r"https://example\.org/small"):
        store.pull("small")
    assert store.get("small").state is State.MISSING
    assert left(tmp_path) == []


def test_first_digits_of_a_checksum_are_checked_too(tmp_path: Path, shelf: Shelf) -> None:
    with pytest.raises(ChecksumWrong):
        store_in(tmp_path / "a", one(shelf, sha256_begins="00")).pull("small")
    store_in(tmp_path / "b", one(shelf, sha256_begins=DIGEST[:10])).pull("small")


def test_mirrors_are_tried_in_turn(tmp_path: Path, shelf: Shelf) -> None:
    shelf.files["/wrong.pth"] = safetensors("wrong.weight")
    urls = [
        "http://127.0.0.1:9/small.pth",
        *(f"{shelf.url}/{name}.pth" for name in ("gone", "wrong", "small")),
    ]
    store_in(tmp_path, lips(urls, sha256=DIGEST)).pull("small")
    assert [path for path, _ in shelf.asked] == ["/gone.pth", "/wrong.pth", "/small.pth"]


def test_every_mirror_failing_says_what_to_do(tmp_path: Path, shelf: Shelf) -> None:
    with pytest.raises(FetchFailed, match=r"does not have it.*models pull small --from FILE"):
        store_in(tmp_path, lips([f"{shelf.url}/gone.pth"])).pull("small")


def test_more_than_the_file_has_is_not_taken(tmp_path: Path, shelf: Shelf) -> None:
    with pytest.raises(FetchFailed, match="sends more"):
        store_in(tmp_path, one(shelf, size_bytes=1000)).pull("small")
    assert left(tmp_path) == []


def test_a_way_to_something_that_is_not_the_web_is_not_taken(tmp_path: Path, shelf: Shelf) -> None:
    shelf.moved["/small.pth"] = "file:///etc/hostname"
    with pytest.raises(FetchFailed, match="refuses"):
        store_in(tmp_path, one(shelf)).pull("small")


def test_a_moved_file_is_followed(tmp_path: Path, shelf: Shelf) -> None:
    shelf.moved["/old.pth"] = f"{shelf.url}/small.pth"
    store_in(tmp_path, lips([f"{shelf.url}/old.pth"])).pull("small")
    assert (tmp_path / "weights/small.pth").read_bytes() == DATA


def test_a_killed_fetch_goes_on_after_the_restart(tmp_path: Path, shelf: Shelf) -> None:
    shelf.hold_after = 200_000
    code = (
        "import sys; from pathlib import Path; from weights_world import *;"
        "store_in(Path(sys.argv[1]), lips([sys.argv[2]])).pull('small',"
        " on_progress=lambda pull: print(pull.done_bytes, flush=True))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), f"{shelf.url}/small.pth"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests/models'}"},
    )
    assert child.stdout is not None
    assert any(line.strip() == "200000" for line in child.stdout)
    with pytest.raises(FetchRunning):
        store_in(tmp_path, one(shelf)).pull("small")
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    shelf.hold_after = 0
    shelf.let_go.set()
    store = store_in(tmp_path, one(shelf))
    assert store.get("small").state is State.PARTLY
    assert store.pull("small").state is State.HERE
    assert shelf.asked[-1] == ("/small.pth", "bytes=200000-")
    assert (tmp_path / "weights/small.pth").read_bytes() == DATA


def test_the_environments_proxy_is_asked(tmp_path: Path, shelf: Shelf) -> None:
    shelf.files["http://weights.example/small.pth"] = DATA
    code = (
        "import sys; from pathlib import Path; from weights_world import *;"
        "store_in(Path(sys.argv[1]), lips(['http://weights.example/small.pth'])).pull('small')"
    )
    path = f"{ROOT}:{ROOT / 'tests/models'}"
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        env=os.environ | {"http_proxy": shelf.url, "no_proxy": "", "PYTHONPATH": path},
        check=True,
        timeout=60,
    )
    assert (tmp_path / "weights/small.pth").read_bytes() == DATA


def test_a_stopped_fetch_keeps_what_came(tmp_path: Path, shelf: Shelf) -> None:
    stop = threading.Event()

    def halfway(pull: Pull) -> None:
        if pull.done_bytes:
            stop.set()

    store = store_in(tmp_path, one(shelf))
    with pytest.raises(FetchStopped, match="ask again"):
        store.pull("small", stop=stop, on_progress=halfway)
    standing = store.get("small")
    assert standing.state is State.PARTLY
    assert standing.pull is not None
    assert standing.pull.step is Step.STOPPED
    assert store.pull("small").state is State.HERE
    assert store.remove("small") == len(DATA)
    assert store.get("small").state is State.MISSING


def test_a_fetch_stopped_after_the_last_byte_is_done_when_asked_again(tmp_path: Path, shelf: Shelf) -> None:
    stop = threading.Event()

    def at_the_end(pull: Pull) -> None:
        if pull.done_bytes == len(DATA):
            stop.set()

    store = store_in(tmp_path, one(shelf))
    with pytest.raises(FetchStopped):
        store.pull("small", stop=stop, on_progress=at_the_end)
    assert store.pull("small").state is State.HERE
    assert [wanted for _, wanted in shelf.asked] == [None, f"bytes={len(DATA)}-"]


def test_a_file_its_engine_writes_anew_is_no_damage(tmp_path: Path, shelf: Shelf) -> None:
    store = store_in(tmp_path, one(shelf, rewritten=True))
    store.pull("small")
    (tmp_path / "weights/small.pth").write_bytes(safetensors("other.weight"))
    assert store.get("small").state is State.HERE
    assert store.verify()[0].error is None
    (tmp_path / "weights/small.pth").write_bytes(b"no weights")
    assert store.verify()[0].state is State.DAMAGED


def test_a_file_somebody_has_is_taken_with_the_same_checks(tmp_path: Path) -> None:
    given = tmp_path / "given.bin"
    given.write_bytes(DATA)
    store = store_in(tmp_path / "home", lips([], sha256=DIGEST))
    with pytest.raises(NoAddress, match="--from FILE"):
        store.pull("small")
    with pytest.raises(FileMissing):
        store.pull("small", source=tmp_path / "nothing")
    assert store.pull("small", source=given).checked
    given.write_bytes(DATA[:-1])
    with pytest.raises(ChecksumWrong):
        store.pull("small", source=given)
    assert (tmp_path / "home/weights/small.pth").read_bytes() == DATA


def test_a_disk_without_room_is_seen_before(tmp_path: Path, shelf: Shelf) -> None:
    with pytest.raises(NotEnoughRoom, match="Free some space"):
        store_in(tmp_path, one(shelf, about_mb=10**9)).pull("small")
    assert shelf.asked == []


def test_verify_finds_what_changed_on_disk(tmp_path: Path, shelf: Shelf) -> None:
    store = store_in(tmp_path, one(shelf))
    store.pull("small")
    assert [standing.error for standing in store.verify()] == [None]
    path = tmp_path / "weights/small.pth"
    path.write_bytes(DATA[:-4] + b"abcd")
    found = store.verify("small")[0]
    assert (found.state, found.error.code if found.error else "") == (State.DAMAGED, "weights-broken")
    assert store.get("small").state is State.DAMAGED
    assert store.pull("small").state is State.HERE
    assert path.read_bytes() == DATA


def test_weights_copied_here_by_hand_count_and_verify_remembers_them(tmp_path: Path) -> None:
    store = store_in(tmp_path, lips([]))
    (tmp_path / "weights/small.pth").write_bytes(DATA)
    assert (store.get("small").state, store.get("small").checked) == (State.HERE, False)
    assert store.verify()[0].checked
    (tmp_path / "weights/small.pth").write_bytes(DATA + b"more")
    assert store.get("small").state is State.DAMAGED


def test_an_unknown_name_gets_near_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="Did you mean small"):
        store_in(tmp_path, lips([])).pull("smal")
