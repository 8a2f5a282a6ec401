"""A worker's child with the real protocol, whose renderer does what the order's text says.

make            a small real clip
hold FILE       report progress, then wait until FILE is there, then make
heavy FILE      the same, without reporting, so that it cannot be asked to stop
film FILE       start an ffmpeg that has work for ever, write its number to FILE, and wait for it
die             end the process, as a crash of native code does
die-once FILE   the same, unless FILE is there; make it
boom            raise what nobody foresaw
bad             say that the input is bad
flaky FILE      fail in ffmpeg, unless FILE is there; make it
lost FILE       lose the graphics processor, unless FILE is there; write into it how often that was told to have been
full FILE       write to a full disk while FILE is not there; else get further, wait for FILE.go, and make it
print           let a library print to standard output, and read standard input
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from common.errors import MediaFailed, NoFace
from common.media import ffmpeg, run_ffmpeg
from models.errors import DeviceFailed
from pipeline.jobs.child import Render, serve
from pipeline.order import Clip, ClipOrder, Progress, Report, Stage

HOME = Path(sys.argv[1])


def open_odd() -> Render:
    (HOME / "pids").mkdir(exist_ok=True)
    (HOME / "pids" / str(os.getpid())).touch()
    if (HOME / "broken").exists():
        sys.exit("this worker is broken: no such library")
    made = HOME / "template.mp4"
    if not made.exists():
        picture = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25:duration=1"]
        run_ffmpeg([*picture, "-pix_fmt", "yuv420p", "-y", str(made)], limit_s=60)

    def render(order: ClipOrder, out: Path, report: Report, lost: int) -> Clip:
        word, _, rest = (order.text or "").partition(" ")
        do(word, Path(rest.split(" #")[0]), out, report, lost)
        shutil.copyfile(made, out)
        for suffix in (".jpg", ".json"):
            out.with_suffix(suffix).write_text("{}", encoding="utf-8")
        return clip(out)

    return render


def do(word: str, file: Path, out: Path, report: Report, lost: int) -> None:
    report(Progress(stage=Stage.RENDER, share=0.5))
    if word in ("hold", "heavy"):
        out.with_name(f".{out.stem}.half.mp4").write_bytes(b"half")
        while not file.exists():
            if word == "hold":
                report(Progress(stage=Stage.RENDER, share=0.5))
            time.sleep(0.01)
    elif word == "die" or (word == "die-once" and not file.exists()):
        file.touch() if word == "die-once" else None
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "film":
        endless = ["-re", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25", "-f", "null", "-"]
        with subprocess.Popen([ffmpeg(), "-v", "error", "-nostdin", *endless]) as film:
            file.write_text(str(film.pid), encoding="utf-8")
            report(Progress(stage=Stage.FINISH, share=0.6))
            film.wait()
    elif word == "boom":
        raise RuntimeError("nobody foresaw this")
    elif word == "bad":
        raise NoFace(name="holiday.jpg")
    elif word == "flaky" and not file.exists():
        file.touch()
        raise MediaFailed(reason="out of memory")
    elif word == "lost":
        told = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(f"{told}{lost}", encoding="utf-8")
        if told:
            return
        raise DeviceFailed(device="cuda", reason="an illegal memory access was encountered")
    elif word == "full":
        if not file.exists():
            Path("/dev/full").write_bytes(b"x" * 10)
        while not file.with_suffix(".go").exists():
            report(Progress(stage=Stage.RENDER, share=0.8))
            time.sleep(0.01)
    elif word == "print":
        print('{"ready": true} from a careless library', flush=True)
        subprocess.run([ffmpeg(), "-version"], check=True)
        assert sys.stdin.read() == ""


def clip(out: Path) -> Clip:
    return Clip(
        path=str(out),
        thumbnail=str(out.with_suffix(".jpg")),
        receipt=str(out.with_suffix(".json")),
        duration_s=1.0,
        width=64,
        height=64,
        fps=25.0,
        frames=25,
        size_bytes=out.stat().st_size,
    )


if __name__ == "__main__":
    serve(open_odd)
