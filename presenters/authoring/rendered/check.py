"""Measures footage: python check.py footage.mp4 [sheet.png].

Every frame must be tracked by MediaPipe, in footage with the lips closed; of visemes the lips' gap in each frame is
printed. `sheet.png` shows frames with landmarks on them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np

SHOWN = [33, 133, 362, 263, 61, 291, 13, 14, 0, 17, 152, 1, 468, 473]
OPEN_GAP = 0.05
OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
        152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("footage", type=Path)
    parser.add_argument("sheet", type=Path, nargs="?")
    args = parser.parse_args()
    reader = cv2.VideoCapture(str(args.footage))
    mesh = mp.solutions.face_mesh.FaceMesh(static_image_mode=False, refine_landmarks=True)
    found, gaps, opens, pictures = 0, [], [], []
    number = 0
    while True:
        ok, frame = reader.read()
        if not ok:
            break
        height, width = frame.shape[:2]
        faces = mesh.process(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)).multi_face_landmarks
        if faces:
            found += 1
            spot = np.array([[p.x * width, p.y * height] for p in faces[0].landmark])
            eyes_px = np.linalg.norm(spot[33] - spot[263])
            gaps.append(np.linalg.norm(spot[13] - spot[14]) / eyes_px)
            opens.append(
                (np.linalg.norm(spot[159] - spot[145]) + np.linalg.norm(spot[386] - spot[374])) / 2 / eyes_px
            )
            if number % 7 == 0:
                pictures.append(drawn(frame, spot))
        number += 1
    print(f"frames {number}, tracked {found}, lip gap max {max(gaps):.4f} mean {np.mean(gaps):.4f}")
    if max(gaps) > OPEN_GAP:
        print("lip gap by frame", *(f"{gap:.2f}" for gap in gaps))
    print(
        f"eye opening min {min(opens):.3f} median {np.median(opens):.3f}, size {args.footage.stat().st_size / 1e6:.2f} MB"
    )
    print(
        f"face {np.ptp(spot[OVAL, 0]):.0f} px wide, eyes at {spot[[33, 263], 1].mean() / height:.1%} of the height"
    )
    if args.sheet:
        small = [
            cv2.resize(p, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            for p in pictures[:: max(1, len(pictures) // 8)][:8]
        ]
        cv2.imwrite(
            str(args.sheet), np.concatenate([np.concatenate(small[:4], 1), np.concatenate(small[4:], 1)], 0)
        )


def drawn(frame: np.ndarray, spot: np.ndarray) -> np.ndarray:
    picture = frame.copy()
    cv2.polylines(picture, [spot[OVAL].round().astype(int)], True, (90, 220, 90), 1, cv2.LINE_AA)
    for point in spot[SHOWN]:
        cv2.circle(picture, point.round().astype(int).tolist(), 3, (60, 60, 255), -1, cv2.LINE_AA)
    return picture


if __name__ == "__main__":
    main()
