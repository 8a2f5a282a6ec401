"""The presenters there are: the built-in ones and those people added."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from common.errors import UnknownPresenter, near_names
from common.files import whole
from common.home import Home
from common.media import guarded, picture_of, run_ffmpeg
from presenters.digest import poster_stem
from presenters.presenter import Presenter

BUILTIN = Path(__file__).parent / "builtin"
DEFAULT = "mira"
ENGINES = ".engines.json"
"""Beside people's presenters, for the built-in ones have no folder that can be written"""
STILL = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".jxl", ".heic", ".heif", ".avif"}
)
POSTER_AT_S = 0.4
POSTER_SIDE_PX = 1280
LOOP_SIDE_PX = 480
LOOP_S = 2.5
"""So much of the footage, there and back again"""


@dataclass(frozen=True, kw_only=True)
class Presenters:
    """Presenters by id. A folder with a presenter.toml and a file named footage.* is one; a file visemes.* is its mouth
    opening."""

    home: Home

    def list(self, owner: str | None = None) -> list[Presenter]:
        """Built-in ones first, among them the default, then one's own, then by id.

        Somebody sees the built-in and the shared ones and those they added; ``owner`` None sees all.
        """
        engines = kept_engines(self.home)
        found = [_read(folder, engines, builtin=True) for folder in _folders(BUILTIN)]
        found.sort(key=lambda presenter: presenter.id != DEFAULT)
        known = {presenter.id for presenter in found}
        added = [_read(folder, engines, builtin=False) for folder in _folders(self.home.presenters)]
        seen = [one for one in added if one.id not in known and one.seen_by(owner)]
        seen.sort(key=lambda presenter: not owner or presenter.owner != owner)
        return found + seen

    def get(self, name: str, owner: str | None = None) -> Presenter:
        """By id, or by the name people read, in any case; one's own before another's of the same name.

        Raises UnknownPresenter, for somebody else's private presenter too.
        """
        presenters = self.list(owner)
        wanted = name.casefold()
        by_id = [presenter for presenter in presenters if presenter.id.casefold() == wanted]
        by_name = [presenter for presenter in presenters if presenter.name.casefold() == wanted]
        by_name.sort(key=lambda presenter: not owner or presenter.owner != owner)
        for presenter in by_id + by_name:
            return presenter
        raise UnknownPresenter(name=name, hint=near_names(name, [p.id for p in presenters]))

    def default(self) -> Presenter:
        """Whom people see who chose nobody."""
        presenters = self.list()
        return next((p for p in presenters if p.id == DEFAULT), presenters[0])

    def poster(self, name: str, *, side_px: int = POSTER_SIDE_PX) -> Path:
        """A JPEG of the presenter, its long side at most ``side_px``, made once."""
        presenter = self.get(name)
        poster = self.poster_path(presenter, side_px=side_px)
        if not poster.exists():
            _make_poster(presenter.footage, poster, side_px)
        return poster

    def poster_path(self, presenter: Presenter, *, side_px: int = POSTER_SIDE_PX) -> Path:
        """Where that JPEG is, made or not."""
        stat = presenter.footage.stat()
        size = "" if side_px == POSTER_SIDE_PX else f"-{side_px}"
        name = f"{poster_stem(presenter.id)}{stat.st_size}-{stat.st_mtime_ns}{size}.jpg"
        return self.home.prepared / name

    def loop(self, presenter: Presenter) -> Path:
        """A small silent video that goes round without a jump, made once; of a photo its poster."""
        if is_photo(presenter):
            return self.poster(presenter.id)
        # The name begins as a poster's does: removing the presenter removes it too.
        loop = self.poster_path(presenter).with_suffix(".mp4")
        if not loop.exists():
            _make_loop(presenter.footage, loop)
        return loop


def is_photo(presenter: Presenter) -> bool:
    return presenter.footage.suffix.lower() in STILL


def _folders(root: Path) -> list[Path]:
    told = (path.parent for path in root.glob("*/presenter.toml") if any(path.parent.glob("footage.*")))
    # What is being added or removed right now, or was when the machine stopped, has a name that begins with a dot.
    return sorted(folder for folder in told if not folder.name.startswith("."))


def kept_engines(home: Home) -> dict[str, str]:
    """The lips kept for presenters, by their ids; nothing when that cannot be read."""
    try:
        told = json.loads((home.presenters / ENGINES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(one): str(engine) for one, engine in told.items()} if isinstance(told, dict) else {}


def _read(folder: Path, engines: Mapping[str, str], *, builtin: bool) -> Presenter:
    with (folder / "presenter.toml").open("rb") as file:
        told = tomllib.load(file)
    footage = sorted(folder.glob("footage.*"))
    return Presenter(
        id=folder.name,
        name=str(told.get("name", folder.name)),
        footage=footage[0],
        licence=str(told.get("licence", "")),
        made_with=str(told.get("made_with", "")),
        description=str(told.get("description", "")),
        gender=str(told.get("gender", "")),
        builtin=builtin,
        owner=str(told.get("owner", "")),
        shared=bool(told.get("shared", True)),
        consent=str(told.get("consent", "")),
        added_at=str(told.get("added_at", "")),
        sha256=str(told.get("sha256", "")),
        file_name=str(told.get("file_name", "")),
        engine=engines.get(folder.name, ""),
        face=told.get("face"),
        loop=told.get("loop"),
        begin_s=told.get("begin_s"),
        end_s=told.get("end_s"),
        visemes=next(iter(sorted(folder.glob("visemes.*"))), None),
        tracker=told.get("tracker"),
    )


def _make_poster(footage: Path, poster: Path, side: int) -> None:
    scale = f"scale={side}:{side}:force_original_aspect_ratio=decrease:force_divisible_by=2"
    seek = [] if footage.suffix.lower() in STILL else ["-ss", str(POSTER_AT_S)]
    with whole(poster) as beside:
        run_ffmpeg(
            [
                *seek,
                *guarded(footage),
                "-frames:v",
                "1",
                *picture_of(footage, scale),
                "-q:v",
                "3",
                "-y",
                f"file:{beside}",
            ],
            limit_s=30.0,
        )


def _make_loop(footage: Path, loop: Path) -> None:
    side = LOOP_SIDE_PX
    small = f"scale={side}:{side}:force_original_aspect_ratio=decrease:force_divisible_by=2"
    round_trip = (
        f"[0:v]fps=25,{small},trim=duration={LOOP_S},split[a][b];[b]reverse[c];[a][c]concat=n=2:v=1[v]"
    )
    coding = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "27", "-pix_fmt", "yuv420p"]
    with whole(loop) as beside:
        run_ffmpeg(
            [
                *("-t", str(2 * LOOP_S), *guarded(footage)),
                *("-filter_complex", round_trip, "-map", "[v]", "-an", *coding),
                *("-movflags", "+faststart", "-y", f"file:{beside}"),
            ],
            limit_s=60.0,
        )
