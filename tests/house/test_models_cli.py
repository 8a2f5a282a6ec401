"""``models`` on the command line."""

import json
from pathlib import Path

import pytest
from test_cli import mouthpiece


def small() -> bytes:
    header = json.dumps({"conv1_1.weight": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    return len(header).to_bytes(8, "little") + header + bytes(8)


def test_weights_are_listed_with_their_licence(tmp_path: Path) -> None:
    told = json.loads(mouthpiece(tmp_path, "models", "list", "--json").stdout)
    one = next(model for model in told if model["id"] == "wav2lip")
    assert (one["state"], one["commercial"]) == ("missing", False)
    assert "warp" in one["instead"]
    assert "wav2lip-gan" in mouthpiece(tmp_path, "models", "list").stdout


def test_the_licence_is_shown_and_nothing_is_taken_without_agreeing(tmp_path: Path) -> None:
    done = mouthpiece(tmp_path, "models", "pull", "wav2lip")
    assert done.returncode == 2
    assert "Commercial use is NOT allowed" in done.stderr
    assert "--yes" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["pull", "wav2lp", "--yes"], "unknown-model"),
        (["pull", "wav2lip", "--yes"], "no-address"),
        (["pull", "wav2lip", "--yes", "--from", "nothing.pth"], "file-missing"),
        (["pull", "wav2lip", "--yes", "--from", "other.pth"], "weights-broken"),
        (["pull", "s3fd", "--yes", "--from", "other.pth"], "checksum-wrong"),
        (["verify", "nobody"], "unknown-model"),
        (["remove", "nobody", "--yes"], "unknown-model"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_exit_3(tmp_path: Path, arguments: list[str], code: str) -> None:
    (tmp_path / "other.pth").write_bytes(small())
    done = mouthpiece(tmp_path, "models", *arguments)
    assert done.returncode == 3
    assert done.stderr.strip().endswith(f"[{code}]")
    assert "Traceback" not in done.stderr


def test_the_doctor_says_which_weights_are_missing_for_what(tmp_path: Path) -> None:
    found = {one["what"]: one for one in json.loads(mouthpiece(tmp_path, "doctor", "--json").stdout)}
    assert (found["lip networks"]["ok"], found["lip networks"]["found"]) == (None, "none")
    assert "warp" in found["lip networks"]["advice"]
    assert "wav2lip-gan" in found["lip networks"]["advice"]
    second = found["face-alignment tracker"]
    assert second["ok"] is None
    assert second["advice"].startswith("Not needed: MediaPipe tracks. For --tracker face-alignment: ./run ")
    (tmp_path / "weights" / "wav2lip.pth").write_bytes(small())
    mouthpiece(tmp_path, "models", "verify")
    told = mouthpiece(tmp_path, "doctor", "--json")
    found = {one["what"]: one for one in json.loads(told.stdout)}
    assert (told.returncode, found["lip networks"]["ok"]) == (1, False)
    assert "./run models pull wav2lip" in found["lip networks"]["advice"]


def test_damaged_weights_are_found_and_removed(tmp_path: Path) -> None:
    assert "No weights" in mouthpiece(tmp_path, "models", "verify").stdout
    (tmp_path / "weights" / "wav2lip.pth").write_bytes(small())
    done = mouthpiece(tmp_path, "models", "verify", "--json")
    assert done.returncode == 3
    assert [model["state"] for model in json.loads(done.stdout)] == ["damaged"]
    assert "is gone" in mouthpiece(tmp_path, "models", "remove", "wav2lip", "--yes").stdout
    assert not (tmp_path / "weights" / "wav2lip.pth").exists()
