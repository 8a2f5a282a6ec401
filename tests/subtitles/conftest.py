"""Small footage of a built-in presenter at two rates, and a workshop that stays warm."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from common.home import Home
from common.media import run_ffmpeg
from pipeline.order import Clip, ClipOrder
from pipeline.render import render
from pipeline.workshop import Workshop

VERA = Path(__file__).parents[2] / "presenters" / "builtin" / "vera" / "footage.mp4"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-pix_fmt", "yuv420p", "-an")
Make = Callable[..., Clip]


@pytest.fixture(scope="session")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A second of footage by an ffmpeg filter, made once."""
    folder = tmp_path_factory.mktemp("footage")

    def made(filters: str) -> Path:
        path = folder / f"{abs(hash(filters))}.mp4"
        if not path.exists():
            source = ["-ss", "0.4", "-i", str(VERA), "-t", "1", "-vf", filters]
            run_ffmpeg(["-y", *source, *H264, str(path)], limit_s=60.0)
        return path

    return made


@pytest.fixture(scope="session")
def portrait(cut: Callable[[str], Path]) -> Path:
    return cut("scale=360:640")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop.open(Home(root=tmp_path_factory.mktemp("home")).make())


@pytest.fixture
def make(workshop: Workshop, portrait: Path, tmp_path: Path) -> Make:
    """Renders an order, with the portrait footage unless it names other."""

    def made(order: ClipOrder, name: str = "clip", *, fresh: bool = False) -> Clip:
        order = order if order.footage else replace(order, footage=str(portrait))
        used = Workshop.open(workshop.home) if fresh else workshop
        return render(order, workshop=used, out=tmp_path / f"{name}.mp4", report=lambda _: None)

    return made
