"""Short footage made from the built-in presenters, and clips made from it by the whole pipeline."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from picture_world import BUILTIN, H264, Film

from common.home import Home
from common.media import run_ffmpeg
from pipeline.order import Clip, ClipOrder
from pipeline.render import render
from pipeline.workshop import Workshop
from presenters.prepare import prepare
from presenters.presenter import Prepared


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(root=tmp_path_factory.mktemp("picture")).make()


@pytest.fixture(scope="session")
def film(home: Home) -> Film:
    """Half a second of a built-in presenter through an ffmpeg filter."""
    made: dict[str, Path] = {}

    def filmed(filters: str, *, who: str = "vera") -> Path:
        if filters not in made:
            made[filters] = home.inputs / f"film-{len(made)}.mp4"
            source = ["-ss", "0.4", "-i", str(BUILTIN / who / "footage.mp4"), "-t", "0.5"]
            run_ffmpeg(["-y", *source, "-vf", filters, *H264, str(made[filters])], limit_s=60.0)
        return made[filters]

    return filmed


@pytest.fixture(scope="session")
def make(home: Home) -> Callable[..., Clip]:
    workshop = Workshop.open(home)

    def made(footage: Path, **wishes: Any) -> Clip:
        order = ClipOrder(text="Good day.", language="en", footage=str(footage), **wishes)
        return render(order, workshop=workshop, out=home.new_clip(), report=lambda progress: None)

    return made


@pytest.fixture(scope="session")
def prepared_far(home: Home, film: Film) -> Prepared:
    """A small face at the left of a wide picture."""
    return prepare(film("scale=216:384,pad=960:540:60:100:gray"), home=home)
