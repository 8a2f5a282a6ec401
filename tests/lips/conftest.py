"""Small presenters, made from the built-in ones: calm, a photo, tilted, far away, with the mouth open, without a face at times."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lip_world import H264, SILENCE, film, tracked

from common.home import Home
from common.media import run_ffmpeg
from pipeline.lips.warp import Warp
from pipeline.mouthtrack import JAW, RAISE
from presenters.prepare import prepare
from presenters.presenter import Prepared

VERA = Path(__file__).parents[2] / "presenters" / "builtin" / "vera" / "footage.mp4"


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Prepared]:
    """Footage by an ffmpeg filter from a built-in presenter, prepared."""
    folder = tmp_path_factory.mktemp("footage")
    home = Home(root=folder / "home").make()

    def made(filters: str, *, seconds: float = 0.6, photo: bool = False) -> Prepared:
        path = folder / f"{abs(hash(filters))}{'.png' if photo else '.mp4'}"
        end = ["-frames:v", "1"] if photo else ["-t", str(seconds), *H264]
        source = ["-ss", "0.4", "-i", str(VERA)]
        run_ffmpeg(["-y", *source, "-filter_complex", filters, *end, str(path)], limit_s=60.0)
        return prepare(path, home=home)

    return made


@pytest.fixture(scope="session")
def calm(make: Callable[..., Prepared]) -> Prepared:
    return make("scale=432:768")


@pytest.fixture(scope="session")
def open_mouthed(calm: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Footage whose own mouth stands open, teeth showing, throughout."""
    frames = Warp().render(calm, SILENCE, tracked(15, {JAW: 0.7, RAISE: 1.0}))
    return film(tmp_path_factory.mktemp("open") / "open.mp4", calm, frames)
