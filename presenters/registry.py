"""Presenters that people add: taken in whole with the consent of whoever is seen, and removed without a trace."""

import contextlib
import itertools
import json
import secrets
import shutil
import time
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Unpack

from filelock import FileLock

from common.errors import (
    AlreadyAdded,
    BuiltinPresenter,
    ConsentMissing,
    DiskFull,
    FileTooLarge,
    NameRefused,
    NameTaken,
    NoPicture,
    TooManyPresenters,
    UnknownPresenter,
)
from common.files import is_disk_full, write_text
from common.home import Home
from common.media import MediaInfo, check_file, probe
from presenters.catalog import ENGINES, STILL, Presenters, kept_engines
from presenters.digest import content_hash, poster_stem, prepared_folders
from presenters.presenter import Choice, Presenter

LOCAL = "local"
"""The owner of what is added on the command line"""
NAME_LIMIT = 40
CONSENT_LIMIT = 1000
FILE_NAME_LIMIT = 100
MB = 1_000_000
ADDING, REMOVING, GONE, LOCK = ".adding-", ".removing-", ".gone", ".lock"
GONE_S = 120.0
"""A clip that is being stopped may write prepared data so long after its presenter was removed"""
TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
PICTURES = {
    "jpeg_pipe": ".jpg",
    "png_pipe": ".png",
    "webp_pipe": ".webp",
    "bmp_pipe": ".bmp",
    "tiff_pipe": ".tif",
    "heic": ".heic",
    "avif": ".avif",
}
VIDEOS = frozenset(".mp4 .mov .m4v .webm .mkv .avi .mpg .mpeg .ts .wmv .flv .3gp .gif".split())


@dataclass(frozen=True, kw_only=True)
class Removed:
    """What went with a presenter."""

    presenter: Presenter
    files: int
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Adds, changes and removes the presenters in a data folder. Several processes may do so at once."""

    home: Home
    limit_mb: float = 500.0
    """Footage may have so many"""
    most: int = 20
    """So many may one person add; the command line any number"""

    def check(self, file: Path, *, name: str, owner: str, consent: str, shown: str | None = None) -> None:
        """What ``add`` would refuse, found out at little cost. Raises what ``add`` does."""
        _consent(consent)
        self.check_name(name, owner=owner)
        self.check_file(file, shown=shown)
        self.expect(file)

    def check_file(self, file: Path, *, shown: str | None = None) -> MediaInfo:
        """Raises FileMissing, EmptyFile, FileTooLarge, UnreadableMedia, NoPicture."""
        shown = shown or file.name
        check_file(file, shown)
        size_mb = file.stat().st_size / MB
        if size_mb > self.limit_mb:
            raise FileTooLarge(name=shown, size_mb=size_mb, limit_mb=self.limit_mb)
        info = probe(file, name=shown)
        if not info.has_picture:
            raise NoPicture(name=shown)
        return info

    def check_name(self, name: str, *, owner: str | None, but: str = "") -> str:
        """The name as it is kept. ``but`` is the id of the one that may have it. Raises NameRefused, NameTaken."""
        kept = unicodedata.normalize("NFC", name).strip()
        seen = any(unicodedata.category(c)[0] in "LNSP" for c in kept)
        if not seen or len(kept) > NAME_LIMIT or any(_harmful(c) for c in kept):
            raise NameRefused(name=_plain(kept)[:NAME_LIMIT], limit=NAME_LIMIT)
        taken = {
            _folded(word)
            for one in self._presenters.list(owner)
            if one.id != but
            for word in (one.id, one.name)
        }
        if _folded(kept) in taken:
            raise NameTaken(name=kept)
        return kept

    def add(
        self,
        file: Path,
        *,
        name: str,
        owner: str,
        consent: str,
        shared: bool = False,
        gender: str = "",
        file_name: str | None = None,
        visemes: Path | None = None,
        **choice: Unpack[Choice],
    ) -> Presenter:
        """Take footage in, whole or not at all. ``file_name`` is what the person calls it. The same footage may come
        again for another face in it. ``visemes`` is a short video of the same mouth opening.

        Raises ConsentMissing, NameRefused, NameTaken, AlreadyAdded, TooManyPresenters, DiskFull, and what
        ``check_file`` does.
        """
        statement = _consent(consent)
        shown = file_name or file.name
        info = self.check_file(file, shown=shown)
        with self._alone():
            own = self.owned(owner)
            known = content_hash(file)
            for one in own:
                if one.sha256 == known and one.face == choice.get("face"):
                    raise AlreadyAdded(name=shown, presenter=one.name, id=one.id)
            kept = self.check_name(name, owner=owner)
            if owner != LOCAL and len(own) >= self.most:
                raise TooManyPresenters(count=len(own), limit=self.most)
            with self._beside() as folder:
                footage = folder / f"footage{_suffix(file, info)}"
                shutil.copyfile(file, footage)
                if visemes is not None:
                    beside = f"visemes{_suffix(visemes, self.check_file(visemes))}"
                    shutil.copyfile(visemes, folder / beside)
                told = {
                    "name": kept,
                    "gender": gender,
                    "owner": owner,
                    "shared": shared,
                    "consent": statement,
                    "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
                    "sha256": content_hash(footage),
                    "file_name": self.shown(shown),
                }
                _write(folder, told | {key: value for key, value in choice.items() if value is not None})
                new_id = secrets.token_hex(6)
                folder.rename(self.home.presenters / new_id)
        return self._presenters.get(new_id)

    def rename(self, name: str, to: str, *, owner: str | None = None) -> Presenter:
        """``name`` is an id, or a name that is the only such one. Raises UnknownPresenter, BuiltinPresenter, NameRefused,
        NameTaken.
        """
        with self._alone():
            presenter = self.added(name, owner=owner)
            kept = self.check_name(to, owner=presenter.owner or None, but=presenter.id)
            return self._change(presenter, name=kept)

    def share(self, name: str, *, owner: str | None = None) -> Presenter:
        """Let everybody see it. Raises UnknownPresenter, BuiltinPresenter, NameTaken."""
        with self._alone():
            presenter = self.added(name, owner=owner)
            self.check_name(presenter.name, owner="", but=presenter.id)
            return self._change(presenter, shared=True)

    def unshare(self, name: str, *, owner: str | None = None) -> Presenter:
        """Leave it to its owner alone. Raises UnknownPresenter, BuiltinPresenter."""
        with self._alone():
            return self._change(self.added(name, owner=owner), shared=False)

    def keep_engine(self, name: str, engine: str | None, *, owner: str | None = None) -> Presenter:
        """Draw a presenter's lips with ``engine`` where an order names none; None forgets that. Built-in ones have
        their choice too. Raises UnknownPresenter, DiskFull.
        """
        with self._alone():
            presenter = self._presenters.get(name, owner)
            self._write_engine(presenter.id, engine)
            return self._presenters.get(presenter.id)

    def remove(self, name: str, *, owner: str | None = None) -> Removed:
        """Delete footage, prepared data and posters. Raises UnknownPresenter, BuiltinPresenter."""
        with self._alone():
            presenter = self.added(name, owner=owner)
            going = self.home.presenters / f"{REMOVING}{presenter.id}"
            presenter.footage.parent.rename(going)
            return self._finish(going, presenter)

    def added(self, name: str, *, owner: str | None = None) -> Presenter:
        """Somebody's own presenter by id or name; any that was added for ``owner`` None.

        Raises UnknownPresenter, and BuiltinPresenter for one that came with the program.
        """
        found = self._presenters.get(name, owner)
        if found.builtin:
            raise BuiltinPresenter(name=found.name)
        named = [one for one in self._presenters.list(owner) if _folded(one.name) == _folded(name)]
        ambiguous = found.id != name and len(named) > 1 and owner is None
        if ambiguous or (owner is not None and found.owner != owner):
            # Two people may call two presenters the same: what is changed is then named by its id.
            hint = f" It may be {', '.join(one.id for one in named)}." if ambiguous else ""
            raise UnknownPresenter(name=name, hint=hint)
        return found

    def expect(self, file: Path) -> None:
        """This footage may become a presenter: what is prepared from it is wanted, though it was removed just now."""
        with self._alone():
            gone = self._gone()
            if gone.pop(content_hash(file), None):
                write_text(self.home.presenters / GONE, json.dumps(gone))

    def shown(self, file_name: str | None) -> str:
        """The name of a file as it can be told to anybody: in one line, not too long; "" without one."""
        return _plain(file_name or "")[:FILE_NAME_LIMIT]

    def owned(self, owner: str) -> list[Presenter]:
        """What somebody added."""
        return [one for one in self._presenters.list(owner) if owner and one.owner == owner]

    def forget_footage(self, content: str) -> None:
        """Delete what was prepared from footage of that hash, unless a presenter has it."""
        with self._alone():
            self._delete_prepared(content)

    def sweep(self) -> None:
        """Finish what a killed process, or a clip that was being stopped, left behind."""
        with self._alone():
            for content in self._gone():
                self._delete_prepared(content)

    @property
    def _presenters(self) -> Presenters:
        return Presenters(home=self.home)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        self.home.presenters.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.home.presenters / LOCK):
                left = self.home.presenters.glob(f"{ADDING}*"), self.home.prepared.glob(f"{REMOVING}*")
                for folder in itertools.chain(*left):
                    shutil.rmtree(folder, ignore_errors=True)
                for folder in self.home.presenters.glob(f"{REMOVING}*"):
                    self._finish(folder, None)
                yield
        except OSError as error:
            if is_disk_full(error):
                raise DiskFull(path=str(self.home.presenters)) from error
            raise

    @contextlib.contextmanager
    def _beside(self) -> Iterator[Path]:
        folder = self.home.presenters / f"{ADDING}{secrets.token_hex(6)}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _change(self, presenter: Presenter, **changes: str | bool) -> Presenter:
        folder = presenter.footage.parent
        told = tomllib.loads((folder / "presenter.toml").read_text(encoding="utf-8"))
        _write(folder, told | changes)
        return self._presenters.get(presenter.id)

    def _write_engine(self, presenter_id: str, engine: str | None) -> None:
        before = kept_engines(self.home)
        after = {one: kept for one, kept in before.items() if one != presenter_id}
        if engine:
            after[presenter_id] = engine
        if after != before:
            write_text(self.home.presenters / ENGINES, json.dumps(after, indent=1) + "\n")

    def _finish(self, folder: Path, presenter: Presenter | None) -> Removed:
        """Delete what belongs to a presenter whose folder is set aside already."""
        presenter_id = folder.name.removeprefix(REMOVING)
        contents = {content_hash(footage) for footage in folder.glob("footage.*")}
        # The footage goes last: as long as it is there, a killed removal finds the prepared data again.
        files, size = 0, 0
        for content in contents:
            files, size = _sum((files, size), self._forget(content))
        for poster in self.home.prepared.glob(f"*{poster_stem(presenter_id)}*"):
            files, size = _sum((files, size), _delete(poster))
        files, size = _sum((files, size), _delete(folder))
        self._write_engine(presenter_id, None)
        gone = presenter or Presenter(id=presenter_id, name=presenter_id, footage=folder)
        return Removed(presenter=gone, files=files, size_bytes=size)

    def _forget(self, content: str) -> tuple[int, int]:
        now = time.time()
        gone = {name: at for name, at in self._gone().items() if now - at < GONE_S} | {content: now}
        write_text(self.home.presenters / GONE, json.dumps(gone))
        return self._delete_prepared(content)

    def _gone(self) -> dict[str, float]:
        """When footage was removed, by its hash; what is older than GONE_S counts once more and is then dropped."""
        path = self.home.presenters / GONE
        try:
            gone: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        if all(time.time() - at > GONE_S for at in gone.values()):
            path.unlink(missing_ok=True)
        return gone

    def _delete_prepared(self, content: str) -> tuple[int, int]:
        if any(_has(presenter, content) for presenter in self._presenters.list()):
            return 0, 0
        total = 0, 0
        for place in (self.home.prepared, self.home.parts):
            for folder in prepared_folders(place, content):
                total = _sum(total, _delete(folder))
        return total


def _consent(statement: str | None) -> str:
    kept = _plain(statement or "")
    if not any(c.isalnum() for c in kept):
        raise ConsentMissing
    return kept[:CONSENT_LIMIT]


def _plain(text: str) -> str:
    """In one line, without characters that do something."""
    return " ".join("".join(" " if _harmful(c) else c for c in text).split())


def _harmful(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Co", "Zl", "Zp") or character in TURNING


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _has(presenter: Presenter, content: str) -> bool:
    return (presenter.sha256 or content_hash(presenter.footage)) == content


def _suffix(file: Path, info: MediaInfo) -> str:
    given = file.suffix.lower()
    if info.still:
        found = next((PICTURES[name] for name in info.formats if name in PICTURES), None)
        return found or (given if given in STILL else ".jpg")
    if given in VIDEOS:
        return given
    return ".mp4" if "mp4" in info.formats else ".mkv"


def _write(folder: Path, told: Mapping[str, object]) -> None:
    """Text, numbers and truth values only; a JSON string without escaped letters is a TOML string too."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
    write_text(folder / "presenter.toml", "\n".join(lines) + "\n")


def _delete(path: Path) -> tuple[int, int]:
    """(files, bytes) that went."""
    found = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    size = sum(one.stat().st_size for one in found)
    if path.is_dir():
        # Set aside first: whoever looks for it finds it whole or not at all.
        aside = path if path.name.startswith(".") else path.with_name(f"{REMOVING}{secrets.token_hex(16)}")
        path.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return len(found), size


def _sum(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]
