"""A worker's child that speaks the real protocol and makes small real clips fast: a load test needs two hundred."""

import shutil
import sys
from pathlib import Path

from common.clipwriter import write_thumbnail
from common.media import probe, run_ffmpeg
from pipeline.jobs.child import Render, serve
from pipeline.order import Clip, ClipOrder, Progress, Report, Stage


def open_quick() -> Render:
    made = Path(sys.argv[1]) / "template.mp4"
    picture = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=64x64:rate=25:duration=1",
        "-f",
        "lavfi",
        "-i",
        "sine=duration=1",
    ]
    run_ffmpeg([*picture, "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-y", str(made)], limit_s=60)
    write_thumbnail(made, made.with_suffix(".jpg"))
    info = probe(made)

    def render(order: ClipOrder, out: Path, report: Report, lost: int) -> Clip:
        report(Progress(stage=Stage.RENDER, share=0.5))
        shutil.copyfile(made, out)
        shutil.copyfile(made.with_suffix(".jpg"), out.with_suffix(".jpg"))
        out.with_suffix(".json").write_text("{}", encoding="utf-8")
        return Clip(
            path=str(out),
            thumbnail=str(out.with_suffix(".jpg")),
            receipt=str(out.with_suffix(".json")),
            duration_s=1.0,
            width=info.width,
            height=info.height,
            fps=info.fps,
            frames=25,
            size_bytes=out.stat().st_size,
        )

    return render


if __name__ == "__main__":
    serve(open_quick)
