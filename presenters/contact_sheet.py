"""Footage at a glance: one picture of who is seen, frames over time, mouths close up, and where no face was found."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from common.files import write_bytes
from presenters.looks import frames_at
from presenters.peoplesheet import PEOPLE
from presenters.presenter import Prepared

Picture = npt.NDArray[np.uint8]

SHOWN = 6
CELL = (220, 280)  # width and height of a frame, at most
TEXT_PX = 24
MOUTH = (220, 110)
BAR_PX = 26
GAP_PX = 6
PAPER, INK, FACE, MISSING = (250, 250, 250), (60, 60, 60), (90, 190, 60), (60, 60, 220)  # BGR
QUALITY = 82
ABOUT_MOUTH = 1.3  # width of the close-up in face widths of the mouth's corners, twice over
CORNERS = (61, 291)


def write_sheet(prepared: Prepared, target: Path) -> None:
    """Raises DiskFull."""
    done, data = cv2.imencode(".jpg", sheet(prepared), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise ValueError("the contact sheet could not be made into a JPEG")
    write_bytes(target, data.tobytes())


def sheet(prepared: Prepared) -> Picture:
    """uint8 [h, w, 3], BGR: where there are several people, all of them with numbers; a column for each frame shown;
    below them the footage's time with spans without a face.
    """
    count = min(SHOWN, prepared.frames)
    indices = sorted({round(at) for at in np.linspace(0, prepared.frames - 1, count)})
    columns = [
        _column(frame, prepared, index)
        for index, frame in zip(indices, frames_at(prepared, indices), strict=False)
    ]
    gutter = np.full((columns[0].shape[0], GAP_PX, 3), PAPER, np.uint8)
    row = np.concatenate([part for column in columns for part in (gutter, column)] + [gutter], axis=1)
    return np.concatenate([*_people(prepared, row.shape[1]), row, _timeline(prepared, row.shape[1])], axis=0)


def _people(prepared: Prepared, width: int) -> list[Picture]:
    """Those who are seen, numbered, as wide as the sheet; nothing of one person alone."""
    path = prepared.forth.with_name(PEOPLE)
    if not path.is_file():
        return []
    picture = cv2.imread(str(path))
    scale = min(1.0, width / picture.shape[1])
    size = (max(1, int(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    row = _blank((width, size[1] + GAP_PX))
    left = (width - size[0]) // 2
    row[GAP_PX:, left : left + size[0]] = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return [row]


def _column(frame: Picture, prepared: Prepared, index: int) -> Picture:
    picture = np.asarray(cv2.cvtColor(frame, cv2.COLOR_YUV2BGR_I420), np.uint8)
    points = prepared.landmarks[index]
    seen = bool(prepared.has_face[index])
    mouth = _close_up(picture, points) if seen else _blank(MOUTH)
    if seen:
        corners = [tuple(int(v) for v in corner) for corner in (points.min(axis=0), points.max(axis=0))]
        cv2.rectangle(picture, corners[0], corners[1], FACE, max(1, round(max(picture.shape) / 250)))
    gutter = np.full((GAP_PX, CELL[0], 3), PAPER, np.uint8)
    cell = _fitted(picture)
    told = f"{index / prepared.fps:.1f} s" + ("" if seen else "  no face")
    cv2.putText(
        cell,
        told,
        (6, len(cell) - 8),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.45,
        INK if seen else MISSING,
        1,
        cv2.LINE_AA,
    )
    return np.concatenate([gutter, cell, gutter, mouth], axis=0)


def _fitted(picture: Picture) -> Picture:
    """A picture inside a cell, with room for a line of text below."""
    width = CELL[0]
    height = min(CELL[1] - TEXT_PX, max(1, round(width * picture.shape[0] / picture.shape[1])))
    scale = min(width / picture.shape[1], height / picture.shape[0])
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    cell = _blank((width, height + TEXT_PX))
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    cell[top : top + size[1], left : left + size[0]] = small
    return cell


def _close_up(picture: Picture, points: npt.NDArray[np.float32]) -> Picture:
    left, right = points[list(CORNERS)]
    width = max(float(np.linalg.norm(right - left)) * 2 * ABOUT_MOUTH, 4.0)
    scale = MOUTH[0] / width
    middle = (left + right) / 2
    shift = np.array([[scale, 0, MOUTH[0] / 2], [0, scale, MOUTH[1] / 2]], np.float64)
    shift[:, 2] -= scale * middle
    return np.asarray(cv2.warpAffine(picture, shift, MOUTH, borderValue=PAPER), np.uint8)


def _blank(size: tuple[int, int]) -> Picture:
    return np.full((size[1], size[0], 3), PAPER, np.uint8)


def _timeline(prepared: Prepared, width: int) -> Picture:
    """Time from left to right: green where there is a face, red where there is none."""
    bar = _blank((width, BAR_PX))
    frames = (np.arange(width - 2 * GAP_PX) * prepared.frames) // (width - 2 * GAP_PX)
    bar[GAP_PX:-GAP_PX, GAP_PX:-GAP_PX] = np.where(prepared.has_face[frames][:, None], FACE, MISSING)
    return bar
