"""Footage with several people, and footage that does not end as it began, made from the built-in presenters."""

from pathlib import Path

from common.media import run_ffmpeg

BUILTIN = Path(__file__).parents[2] / "presenters" / "builtin"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-pix_fmt", "yuv420p", "-an")


def footage(name: str) -> str:
    return str(BUILTIN / name / "footage.mp4")


def film(path: Path, graph: str, *people: str) -> Path:
    """What an ffmpeg filter graph makes of those presenters; it ends in [v]."""
    sources = [word for name in people for word in ("-i", footage(name))]
    run_ffmpeg(["-y", *sources, "-filter_complex", graph, "-map", "[v]", *H264, str(path)], limit_s=60.0)
    return path


def side_by_side(path: Path, *, swap_s: float | None = None, length_s: float = 1.2) -> Path:
    """Vera at the left and Tomas at the right; from ``swap_s`` on, after a cut, in each other's places."""
    both = (
        f"[0:v]trim=0:{length_s},scale=270:480,split[a][c];[1:v]trim=0:{length_s},scale=270:480,split[b][d]"
    )
    cut = length_s if swap_s is None else swap_s
    graph = (
        f"{both};[a][b]hstack,trim=0:{cut}[x];[d][c]hstack,trim={cut}:{length_s},setpts=PTS-STARTPTS[y];"
        "[x][y]concat=n=2[v]"
    )
    return film(
        path,
        graph if swap_s is not None else f"{both};[c]nullsink;[d]nullsink;[a][b]hstack[v]",
        "vera",
        "tomas",
    )


def crossing(path: Path, *, length_s: float = 2.0) -> Path:
    """Vera walks to the right in front of Tomas, who walks to the left."""
    across = f"(t/{length_s})"
    graph = (
        f"color=gray:s=720x400:r=25:d={length_s}[g];[0:v]trim=0:{length_s},scale=216:384[a];"
        f"[1:v]trim=0:{length_s},scale=216:384[b];[g][b]overlay=x='500-480*{across}':y=14[c];"
        f"[c][a]overlay=x='4+480*{across}':y=4[v]"
    )
    return film(path, graph, "vera", "tomas")


def nodding(path: Path, *, again: bool) -> Path:
    """5 s of Vera, begun and ended elsewhere; with ``again`` she comes back after 4 s to where she was."""
    back = "-14*sin(2*PI*(t-0.6)/4)" if again else "16*t"
    graph = f"[0:v]trim=end_frame=1,loop=124:1,setpts=N/25/TB,scale=432:768,crop=360:640:36+{back}*0.5:40+{back}[v]"
    return film(path, graph, "vera")
