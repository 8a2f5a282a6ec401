"""Makes the pictures of good and bad footage in docs/presenters.md from the built-in presenters.

Run from the repository's root: `PYTHONPATH=. .venv/bin/python docs/pictures/make.py`
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from common.home import Home
from common.media import read_frames
from presenters.catalog import BUILTIN
from presenters.prepare import prepare
from presenters.presenter import Prepared
from tests.lips.turned_head import turned

Picture = npt.NDArray[np.uint8]

HERE = Path(__file__).parent
SIZE = (270, 360)
QUALITY = 80
TURN_DEG = 32.0


def frame_of(prepared: Prepared) -> Picture:
    return next(iter(read_frames(prepared.forth, width=prepared.width, height=prepared.height)))


def bgr(frame: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_YUV2BGR_I420), np.uint8)


def framed(picture: Picture, *, middle: tuple[float, float], tall: float) -> Picture:
    """The part ``tall`` pixels high about ``middle``, brought to SIZE; the border is continued where there is none."""
    scale = SIZE[1] / tall
    shift = np.array(
        [[scale, 0, SIZE[0] / 2 - scale * middle[0]], [0, scale, SIZE[1] / 2 - scale * middle[1]]]
    )
    small = cv2.GaussianBlur(picture, (0, 0), max(0.01, 0.45 / scale))
    return np.asarray(cv2.warpAffine(small, shift, SIZE, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def pictures(prepared: Prepared) -> Iterator[tuple[str, Picture]]:
    frame = frame_of(prepared)
    picture = bgr(frame)
    x, y = (float(value) for value in prepared.landmarks[0, 1])
    good = framed(picture, middle=(x, y + 60), tall=880)
    yield "good", good
    yield "dark", (good * 0.2 + 6).astype(np.uint8)
    yield (
        "small",
        framed(np.pad(picture, ((900, 0), (900, 900), (0, 0)), "edge"), middle=(x + 900, 1100), tall=2200),
    )
    yield "turned", framed(bgr(turned(frame, prepared, 0, TURN_DEG)), middle=(x, y + 60), tall=880)
    yield "blurred", np.asarray(cv2.GaussianBlur(good, (0, 0), 4), np.uint8)
    yield "cropped", framed(picture[:, int(x) - 70 :], middle=(330.0, y + 60), tall=880)


def hidden(picture: Picture, points: npt.NDArray[np.float32]) -> Picture:
    """A mask over the lower face."""
    edge = (132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 195)
    covered = np.zeros(picture.shape[:2], np.float32)
    cv2.fillPoly(covered, [points[list(edge)].astype(np.int32)], 1.0)
    share = cv2.GaussianBlur(covered, (0, 0), 2)[..., None]
    return (picture * (1 - share) + np.array([205, 190, 160]) * share).astype(np.uint8)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(root=Path(folder)).make()
        prepared = prepare(BUILTIN / "vera" / "footage.mp4", home=home)
        x, y = (float(value) for value in prepared.landmarks[0, 1])
        covered = hidden(bgr(frame_of(prepared)), prepared.landmarks[0])
        for name, picture in [
            *pictures(prepared),
            ("hidden", framed(covered, middle=(x, y + 60), tall=880)),
        ]:
            cv2.imwrite(str(HERE / f"{name}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])


if __name__ == "__main__":
    main()
