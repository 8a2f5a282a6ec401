"""Draw a presenter: `python draw.py mira out/mira` writes footage.mp4; `--visemes` writes visemes.mp4 instead, the mouth
opening; `--frame 0` writes one picture."""

import argparse
import subprocess
from collections.abc import Iterable
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np

import frame
from people import PEOPLE

CRF, VISEMES_CRF = 17, 14


def encode(pictures: Iterable[np.ndarray], path: Path, crf: int) -> None:
    """Draw straight into the encoder; the file appears under its name when it is whole."""
    from rig import FPS

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
        for picture in pictures:
            encoder.stdin.write(picture.tobytes())
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
    parser.add_argument("--visemes", action="store_true", help="the mouth opening, in place of the loop")
    parser.add_argument("--crf", type=int)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    args.folder.mkdir(parents=True, exist_ok=True)
    person = PEOPLE[args.person]
    frame.use(person.frame)
    if args.visemes:
        from visemes import Speaking

        encode(Speaking(person).frames(), args.folder / "visemes.mp4", args.crf or VISEMES_CRF)
        return
    from portrait import Portrait
    from rig import FRAMES

    portrait = Portrait(person)
    for number in args.frame or ():
        cv2.imwrite(str(args.folder / f"frame{number:03d}.png"), portrait.frame(number)[..., ::-1])
    if not args.frame:
        loop = (portrait.frame(number) for number in range(FRAMES))
        encode(loop, args.folder / "footage.mp4", args.crf or CRF)


if __name__ == "__main__":
    main()
