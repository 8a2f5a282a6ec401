"""The people of footage in one picture, each with a number."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from presenters.faces import Picture

Canvas = npt.NDArray[np.uint8]

PEOPLE = "people.jpg"
"""Beside prepared footage that shows several people"""
HEIGHT = 420
GAP_PX = 6
PAPER, DARK, SPEAKS, OTHER = (250, 250, 250), (40, 40, 40), (90, 190, 60), (235, 235, 235)  # BGR
QUALITY = 85
FONT = cv2.FONT_HERSHEY_SIMPLEX


def write_people(target: Path, pictures: Sequence[Picture], speaker: int | None) -> None:
    """A JPEG beside the prepared footage."""
    done, data = cv2.imencode(".jpg", people_sheet(pictures, speaker), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise ValueError("the picture of the people could not be made into a JPEG")
    target.write_bytes(data.tobytes())


def people_sheet(pictures: Sequence[Picture], speaker: int | None) -> Canvas:
    """uint8 [h, w, 3], BGR: every picture side by side; the one who speaks has a green frame and number."""
    gutter = np.full((HEIGHT, GAP_PX, 3), PAPER, np.uint8)
    columns = [gutter]
    for rgb, boxes in pictures:
        scale = HEIGHT / rgb.shape[0]
        size = (max(1, round(rgb.shape[1] * scale)), HEIGHT)
        picture = np.asarray(cv2.resize(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), size), np.uint8)
        for number, box in boxes:
            _mark(picture, number, [value * scale for value in box], SPEAKS if number == speaker else OTHER)
        columns += [picture, gutter]
    return np.concatenate(columns, axis=1)


def _mark(picture: Canvas, number: int, box: Sequence[float], colour: tuple[int, int, int]) -> None:
    left, top, right, bottom = (round(value) for value in box)
    cv2.rectangle(picture, (left, top), (right, bottom), DARK, 4, cv2.LINE_AA)
    cv2.rectangle(picture, (left, top), (right, bottom), colour, 2, cv2.LINE_AA)
    radius = 19
    centre = (min(max(left, radius), picture.shape[1] - radius), min(max(top, radius), HEIGHT - radius))
    cv2.circle(picture, centre, radius, DARK, -1, cv2.LINE_AA)
    cv2.circle(picture, centre, radius - 2, colour, -1, cv2.LINE_AA)
    (wide, high), _ = cv2.getTextSize(str(number), FONT, 0.9, 2)
    at = (centre[0] - wide // 2, centre[1] + high // 2)
    cv2.putText(picture, str(number), at, FONT, 0.9, DARK, 2, cv2.LINE_AA)
