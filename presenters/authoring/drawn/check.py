"""Does a face tracker see what was drawn? `python check.py footage.mp4 [sheet.png]`."""

import sys

import cv2
import mediapipe
import numpy as np

MARKS = (33, 133, 362, 263, 61, 291, 13, 14, 0, 17, 152)
OVAL = (
    10,
    338,
    297,
    332,
    284,
    251,
    389,
    356,
    454,
    323,
    361,
    288,
    397,
    365,
    379,
    378,
    400,
    377,
    152,
    148,
    176,
    149,
    150,
    136,
    172,
    58,
    132,
    93,
    234,
    127,
    162,
    21,
    54,
    103,
    67,
    109,
)


def read(path: str) -> list[np.ndarray]:
    video, frames = cv2.VideoCapture(path), []
    while True:
        ok, frame = video.read()
        if not ok:
            return frames
        frames.append(frame)


def track(frames: list[np.ndarray]) -> list[np.ndarray | None]:
    """Landmarks in pixels, float [478, 2] per frame, or None where no face was found."""
    found: list[np.ndarray | None] = []
    mesh = mediapipe.solutions.face_mesh.FaceMesh(refine_landmarks=True, static_image_mode=False)
    for frame in frames:
        faces = mesh.process(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)).multi_face_landmarks
        size = (frame.shape[1], frame.shape[0])
        found.append(np.array([(p.x, p.y) for p in faces[0].landmark]) * size if faces else None)
    return found


def overlay(frame: np.ndarray, points: np.ndarray) -> np.ndarray:
    picture = frame.copy()
    cv2.polylines(picture, [np.int32(points[list(OVAL)] * 16)], True, (90, 255, 90), 1, cv2.LINE_AA, 4)
    for mark in range(478):
        colour, radius = ((0, 0, 255), 3) if mark in MARKS else ((255, 255, 0), 1)
        cv2.circle(picture, tuple(np.int32(points[mark])), radius, colour, -1, cv2.LINE_AA)
    return picture


def main() -> None:
    frames = read(sys.argv[1])
    tracked = track(frames)
    seen = [(k, p) for k, p in enumerate(tracked) if p is not None]
    gaps = [np.linalg.norm(p[13] - p[14]) / np.linalg.norm(p[33] - p[263]) for _, p in seen]
    lids = [np.linalg.norm(p[159] - p[145]) / np.linalg.norm(p[33] - p[133]) for _, p in seen]
    print(
        f"{len(seen)} of {len(frames)} frames tracked; lip gap max {max(gaps):.4f}, mean {np.mean(gaps):.4f}"
    )
    print(f"lids over eye width: open {np.median(lids):.2f}, least {min(lids):.2f}")
    seam = np.abs(frames[0].astype(int) - frames[-1]).mean()
    step = np.abs(frames[0].astype(int) - frames[1]).mean()
    print(f"seam {seam:.2f}, neighbouring frames {step:.2f} (grey levels)")
    if len(sys.argv) > 2:
        last = len(frames) - 1
        shown = [0, last // 4, last // 2, 3 * last // 4, int(np.argmin(lids)), int(np.argmax(gaps)), last]
        cv2.imwrite(
            sys.argv[2], np.hstack([overlay(frames[k], tracked[k]) for k in shown if tracked[k] is not None])
        )


if __name__ == "__main__":
    main()
