"""Small footage, made from the built-in presenters."""

from pathlib import Path

import pytest

from common.home import Home
from common.media import run_ffmpeg

BUILTIN = Path(__file__).parents[2] / "presenters" / "builtin"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-pix_fmt", "yuv420p", "-an")


@pytest.fixture(scope="session")
def vera() -> Path:
    return BUILTIN / "vera" / "footage.mp4"


@pytest.fixture(scope="session")
def short(vera: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1.2 s of 360x640 at 25 fps, ends apart."""
    path = tmp_path_factory.mktemp("footage") / "short.mp4"
    run_ffmpeg(
        ["-y", "-ss", "0.4", "-i", str(vera), "-t", "1.2", "-vf", "scale=360:640", *H264, str(path)],
        limit_s=60.0,
    )
    return path


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(root=tmp_path_factory.mktemp("home")).make()
