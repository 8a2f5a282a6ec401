"""The presenters there are: the built-in ones and those people added."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from common.errors import UnknownPresenter, near_names
from common.files import whole
from common.home import Home
from common.media import run_ffmpeg
from presenters.presenter import Presenter

BUILTIN = Path(__file__).parent / "builtin"
DEFAULT = "mira"
POSTER_AT_S = 0.4
POSTER_SIDE_PX = 1280


@dataclass(frozen=True, kw_only=True)
class Presenters:
    """Presenters by id. A folder with a presenter.toml and a file named footage.* is one."""

    home: Home

    def list(self) -> list[Presenter]:
        """Built-in ones first, among them the default, then by id."""
        found = [_read(folder, builtin=True) for folder in _folders(BUILTIN)]
        found.sort(key=lambda presenter: presenter.id != DEFAULT)
        known = {presenter.id for presenter in found}
        added = [_read(folder, builtin=False) for folder in _folders(self.home.presenters)]
        return found + [presenter for presenter in added if presenter.id not in known]

    def get(self, name: str) -> Presenter:
        """By id, or by the name people read, in any case. Raises UnknownPresenter."""
        presenters = self.list()
        for presenter in presenters:
            if name.casefold() in (presenter.id.casefold(), presenter.name.casefold()):
                return presenter
        raise UnknownPresenter(name=name, hint=near_names(name, [p.id for p in presenters]))

    def default(self) -> Presenter:
        """Whom people see who chose nobody."""
        presenters = self.list()
        return next((p for p in presenters if p.id == DEFAULT), presenters[0])

    def poster(self, name: str) -> Path:
        """A JPEG of the presenter, made once."""
        presenter = self.get(name)
        stat = presenter.footage.stat()
        poster = self.home.prepared / f"poster-{presenter.id}-{stat.st_size}-{stat.st_mtime_ns}.jpg"
        if not poster.exists():
            _make_poster(presenter.footage, poster)
        return poster


def _folders(root: Path) -> list[Path]:
    return sorted(path.parent for path in root.glob("*/presenter.toml") if any(path.parent.glob("footage.*")))


def _read(folder: Path, *, builtin: bool) -> Presenter:
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
    )


def _make_poster(footage: Path, poster: Path) -> None:
    side = str(POSTER_SIDE_PX)
    scale = f"scale={side}:{side}:force_original_aspect_ratio=decrease:force_divisible_by=2"
    still = footage.suffix.lower() in {".png", ".jpg", ".jpeg", ".webp"}
    seek = [] if still else ["-ss", str(POSTER_AT_S)]
    with whole(poster) as beside:
        run_ffmpeg(
            [
                *seek,
                "-i",
                f"file:{footage}",
                "-frames:v",
                "1",
                "-vf",
                scale,
                "-q:v",
                "3",
                "-y",
                f"file:{beside}",
            ],
            limit_s=30.0,
        )
