"""Small presenters, made from the built-in ones: calm, a photo, tilted, far away, with the mouth open, without a face at times."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lip_world import SILENCE, tracked

from common.home import Home
from common.media import child, run_ffmpeg
from pipeline.lips.warp import Warp
from pipeline.mouthtrack import JAW, RAISE
from presenters.prepare import prepare
from presenters.presenter import Prepared

VERA = Path(__file__).parents[2] / "presenters" / "builtin" / "vera" / "footage.mp4"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p", "-an")


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
def open_mouthed(
    calm: Prepared, tmp_path_factory: pytest.TempPathFactory, make: Callable[..., Prepared]
) -> Prepared:
    """Footage whose own mouth stands open, teeth showing, throughout."""
    folder = tmp_path_factory.mktemp("open")
    path = folder / "open.mp4"
    track = tracked(15, {JAW: 0.7, RAISE: 1.0})
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{calm.width}x{calm.height}", "-r", "25"]
    with child([*raw, "-i", "pipe:0", *H264, f"file:{path}"], stdin=True) as (process, _):
        assert process.stdin
        for frame in Warp().render(calm, SILENCE, track):
            process.stdin.write(frame.tobytes())
        process.stdin.close()
        assert process.wait(timeout=30) == 0
    return prepare(path, home=Home(root=folder / "home").make())
