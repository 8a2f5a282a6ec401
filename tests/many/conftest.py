"""A small presenter, made from a built-in one, and a warm workshop."""

from pathlib import Path

import pytest

from common.home import Home
from common.media import run_ffmpeg
from pipeline.workshop import Workshop

VERA = Path(__file__).parents[2] / "presenters" / "builtin" / "vera" / "footage.mp4"


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("footage") / "vera.mp4"
    filters = ["-vf", "scale=288:512", "-t", "3", "-c:v", "libx264", "-crf", "14", "-an"]
    run_ffmpeg(["-i", str(VERA), *filters, str(path)], limit_s=60.0)
    return path


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop.open(Home(root=tmp_path / "home").make())
