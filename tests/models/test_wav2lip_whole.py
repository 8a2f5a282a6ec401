"""A checkpoint in the published form, with random numbers, from the command that takes it to the clip."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from wav2lip_files import random_weights, save_as_published  # noqa: E402

from common.media import probe  # noqa: E402

ROOT = Path(__file__).parents[2]


def mouthpiece(home: Path, *arguments: str) -> str:
    """What `./run` without the setting-up prints."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env=os.environ | {"MOUTHPIECE_HOME": str(home), "OMP_NUM_THREADS": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_published_checkpoint_is_taken_verified_and_speaks(tmp_path: Path) -> None:
    home, given, clip = tmp_path / "home", tmp_path / "mine.pth", tmp_path / "clip.mp4"
    save_as_published(given, {name: value.half() for name, value in random_weights().items()})
    mouthpiece(home, "models", "pull", "wav2lip", "--from", str(given), "--yes")
    (told,) = json.loads(mouthpiece(home, "models", "verify", "wav2lip", "--json"))
    assert (told["state"], told["checked"]) == ("here", True)
    said = ("say", "Hi!", "--language", "en", "--presenter", "vera", "--engine", "wav2lip", "--device", "cpu")
    receipt = json.loads(mouthpiece(home, *said, "--size", "256", "-o", str(clip), "--json"))
    assert receipt["engine"] == "wav2lip"
    info = probe(clip)
    assert min(info.width, info.height) == 256
    assert info.duration_s == pytest.approx(receipt["duration_s"], abs=0.1)
