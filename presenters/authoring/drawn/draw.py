"""Draw a presenter: `python draw.py mira out/mira` writes footage.mp4; `--frame 0` writes one picture."""

import argparse
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import imageio_ffmpeg

import frame
from people import PEOPLE

if TYPE_CHECKING:
    from portrait import Portrait

CRF = 17


def encode(portrait: "Portrait", path: Path, crf: int) -> None:
    """Draw the whole loop straight into the encoder; the file appears under its name when it is whole."""
    from rig import FPS, FRAMES

    part = path.with_suffix(".part.mp4")
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-y",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{frame.WIDTH_PX}x{frame.HEIGHT_PX}",
        "-r",
        str(FPS),
        "-i",
        "-",
        "-an",
        "-vf",
        "scale=out_color_matrix=bt709:out_range=tv",
        "-c:v",
        "libx264",
        "-preset",
        "medium",
        "-crf",
        str(crf),
        "-pix_fmt",
        "yuv420p",
        "-threads",
        "1",
        "-colorspace",
        "bt709",
        "-color_primaries",
        "bt709",
        "-color_trc",
        "bt709",
        "-movflags",
        "+faststart",
        str(part),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for number in range(FRAMES):
            encoder.stdin.write(portrait.frame(number).tobytes())
        encoder.stdin.close()
        if encoder.wait(timeout=300):
            raise SystemExit("ffmpeg could not encode the frames")
    part.rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("person", choices=sorted(PEOPLE))
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--frame", type=int, action="append", help="write only this frame, as PNG (may be repeated)"
    )
    parser.add_argument("--crf", type=int, default=CRF)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    args.folder.mkdir(parents=True, exist_ok=True)
    person = PEOPLE[args.person]
    frame.use(person.frame)
    from portrait import Portrait

    portrait = Portrait(person)
    for number in args.frame or ():
        cv2.imwrite(str(args.folder / f"frame{number:03d}.png"), portrait.frame(number)[..., ::-1])
    if not args.frame:
        encode(portrait, args.folder / "footage.mp4", args.crf)


if __name__ == "__main__":
    main()
