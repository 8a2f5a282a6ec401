"""A worker's child that speaks the real protocol and copies one small real clip; odd texts make it behave oddly.

"no face" in the text fails the order. While a file named ``hold`` is in the data folder, every render waits.
"""

import json
import shutil
import sys
import time
from pathlib import Path

from common.clipwriter import write_thumbnail
from common.errors import NoFace
from common.media import probe, run_ffmpeg
from pipeline.jobs.child import Render, serve
from pipeline.order import Clip, ClipOrder, Progress, Report, Stage, Subtitles

WAIT_S = 0.05


def open_quick() -> Render:
    root = Path(sys.argv[1])
    made = root / "template.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=180x320:rate=25:duration=2"]
    sound = ["-f", "lavfi", "-i", "sine=duration=2"]
    coding = ["-pix_fmt", "yuv420p", "-movflags", "+faststart", "-y", str(made)]
    run_ffmpeg([*picture, *sound, *coding], limit_s=60)
    write_thumbnail(made, made.with_suffix(".jpg"))
    info = probe(made)

    def render(order: ClipOrder, out: Path, report: Report, lost: int) -> Clip:
        report(Progress(stage=Stage.SPEAK, share=0.02))
        while (root / "hold").exists():
            report(Progress(stage=Stage.RENDER, share=0.5))
            time.sleep(WAIT_S)
        if "no face" in (order.text or ""):
            raise NoFace(name="it")
        report(Progress(stage=Stage.RENDER, share=0.9))
        shutil.copyfile(made, out)
        shutil.copyfile(made.with_suffix(".jpg"), out.with_suffix(".jpg"))
        receipt = {"total_s": 1.0, "engine": order.engine or order.usual_engine or "warp"}
        out.with_suffix(".json").write_text(json.dumps(receipt), encoding="utf-8")
        if order.subtitles is not Subtitles.OFF:
            for suffix in (".srt", ".vtt"):
                out.with_suffix(suffix).write_text(
                    "WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n", encoding="utf-8"
                )
        return Clip(
            path=str(out),
            thumbnail=str(out.with_suffix(".jpg")),
            receipt=str(out.with_suffix(".json")),
            duration_s=2.0,
            width=info.width,
            height=info.height,
            fps=info.fps,
            frames=50,
            size_bytes=out.stat().st_size,
        )

    return render


if __name__ == "__main__":
    serve(open_quick)
