"""Preparing a presenter: footage made regular and tracked once, kept by content hash."""

import errno
import json
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Unpack

import numpy as np
import numpy.typing as npt

from common.errors import DiskFull, NoPicture, NoSuchPart, PictureTooLarge
from common.home import Home
from common.media import MAX_PIXELS, MediaInfo, check_file, probe
from presenters.digest import content_hash, prepared_name
from presenters.faces import Track, check_face, steady
from presenters.following import follow
from presenters.loops import Join, bake, faded, find_join
from presenters.peoplesheet import PEOPLE, write_people
from presenters.presenter import Choice, Loop, Person, Prepared
from presenters.regular import LONGEST_S, Shape, make_regular, reverse
from presenters.tracker import MEDIAPIPE, Open, Trackers

Points = npt.NDArray[np.float32]

VERSION = "8"
"""Part of the content hash: raise it when prepared data changes"""
LOOP_JUMP = 2.0
"""Ends meet when the step between them is at most this many times a quick step between neighbours"""
LEFT_BEHIND_S = 86400.0
VISEMES = "visemes"
PLAYED_ONCE = Choice(loop=Loop.FREEZE, end_s=12.0)
"""Visemes are looked at, not shown; longer ones show nothing new"""
LEAST_PART_S = 0.2
LOOK_S, LOOK_OFTEN_S, BRIEF_S = 1.0, 0.5, 6.0
"""Everybody in the picture is looked at so often; oftener in brief footage"""


def prepare(
    footage: Path,
    *,
    home: Home,
    on_progress: Callable[[float], None] | None = None,
    name: str | None = None,
    visemes: Path | None = None,
    trackers: Trackers | None = None,
    **choice: Unpack[Choice],
) -> Prepared:
    """Track a video or photo, or load what was tracked before.

    ``on_progress`` hears 0..1 and may raise to stop. ``name`` is what the person calls the footage. ``visemes`` is a short
    video of the same person's mouth opening, kept with it.
    What ``trackers`` are asked for when nothing was prepared yet may need weights. Raises NoPicture, PictureTooLarge,
    NoFace, NoSuchFace, NoSuchPart, FaceTooSmall, DiskFull, and what ``probe`` and ``Trackers.get`` raise.
    """
    shown = name or footage.name
    check_file(footage, shown)
    trackers = trackers or Trackers(home=home)
    tracker = trackers.name(choice.get("tracker"))
    folder = _folder(footage, home, tracker, visemes, choice)
    if not (folder / "prepared.json").exists():
        info = probe(footage, name=shown)
        _check(info, shown, choice)
        opened = trackers.get(tracker)
        _make(footage, info, folder, shown, choice, opened, on_progress or (lambda share: None), visemes)
    return _load(folder)


def open_tracker(
    footage: Path,
    *,
    home: Home,
    visemes: Path | None,
    trackers: Trackers,
    **choice: Unpack[Choice],
) -> None:
    """Open what footage that was not prepared yet is tracked with, before time is spent on anything else.

    Raises what ``Trackers.get`` does.
    """
    tracker = trackers.name(choice.get("tracker"))
    # MediaPipe's is always here.
    if tracker == MEDIAPIPE or (_folder(footage, home, tracker, visemes, choice) / "prepared.json").exists():
        return
    trackers.get(tracker)


def _folder(footage: Path, home: Home, tracker: str, visemes: Path | None, choice: Choice) -> Path:
    choice["tracker"] = None if tracker == MEDIAPIPE else tracker
    beside = content_hash(visemes) if visemes else None
    return home.prepared / prepared_name(content_hash(footage), VERSION, choice, beside)


def _check(info: MediaInfo, shown: str, choice: Choice) -> None:
    if not info.has_picture:
        raise NoPicture(name=shown)
    if info.width * info.height > MAX_PIXELS:
        raise PictureTooLarge(name=shown, width=info.width, height=info.height, limit_mp=MAX_PIXELS / 1e6)
    begin_s, end_s = _part(choice)
    if info.still or (begin_s == 0.0 and end_s is None):
        return
    length_s = info.duration_s or LONGEST_S
    until_s = length_s if end_s is None else end_s
    if min(until_s, length_s) - begin_s < LEAST_PART_S:
        raise NoSuchPart(name=shown, duration_s=length_s, begin_s=begin_s, end_s=until_s)


def _part(choice: Choice) -> tuple[float, float | None]:
    return choice.get("begin_s") or 0.0, choice.get("end_s")


def _make(
    footage: Path,
    info: MediaInfo,
    folder: Path,
    shown: str,
    choice: Choice,
    opened: Open,
    on_progress: Callable[[float], None],
    visemes: Path | None,
) -> None:
    beside = folder.with_name(f".{uuid.uuid4().hex}")
    beside.mkdir(parents=True)
    _sweep(folder.parent)
    try:
        if visemes is not None:
            within = beside / VISEMES
            within.mkdir()
            once = Choice(**PLAYED_ONCE, tracker=choice.get("tracker"))
            if not _taken(visemes, folder.parent, within, once):
                film = probe(visemes)
                _fill(visemes, film, within, visemes.name, once, opened, lambda share: on_progress(0.0))
        if visemes is None or not _taken(footage, folder.parent, beside, choice):
            _fill(footage, info, beside, shown, choice, opened, on_progress)
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(path=str(folder.parent)) from error
        if not (folder / "prepared.json").exists():  # else another process prepared the same meanwhile
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _taken(footage: Path, prepared: Path, folder: Path, choice: Choice) -> bool:
    """Take over into ``folder`` what was prepared by itself before, as where it was looked at before it was added."""
    alone = prepared / prepared_name(content_hash(footage), VERSION, choice)
    try:
        told = json.loads((alone / "prepared.json").read_text(encoding="utf-8"))
        for name in filter(None, (told["forth"], told["back"], "landmarks.npz")):
            shutil.copyfile(alone / name, folder / name)
        if (alone / PEOPLE).exists():
            shutil.copyfile(alone / PEOPLE, folder / PEOPLE)
        shutil.copyfile(alone / "prepared.json", folder / "prepared.json")
    except FileNotFoundError:  # never prepared, or being removed
        return False
    return True


def _sweep(prepared: Path) -> None:
    """Remove what a killed process left half made."""
    for folder in prepared.glob(".*"):
        if folder.is_dir() and time.time() - folder.stat().st_mtime > LEFT_BEHIND_S:
            shutil.rmtree(folder, ignore_errors=True)


def _fill(
    footage: Path,
    info: MediaInfo,
    folder: Path,
    shown: str,
    choice: Choice,
    opened: Open,
    on_progress: Callable[[float], None],
) -> None:
    begin_s, end_s = _part(choice)
    regular = make_regular(footage, info, folder, shown, begin_s=begin_s, end_s=end_s)
    forth, shape = regular.path, regular.shape
    length_s = min(LONGEST_S, (end_s or info.duration_s or LONGEST_S) - begin_s)
    expected = 1 if info.still else length_s * shape.fps
    steps = Steps()
    with closing(regular.frames) as frames:
        track = follow(
            _watched(frames, steps, expected, on_progress),
            still=info.still,
            face=choice.get("face"),
            every=max(1, round((LOOK_OFTEN_S if length_s < BRIEF_S else LOOK_S) * shape.fps)),
            name=shown,
            opened=opened,
        )
    check_face(track, shown)
    points, found = steady(track, fps=shape.fps), track.found
    loop, join = _loop(choice.get("loop"), points, found, steps, shape)
    back = None
    if join:
        bake(forth, folder / "loop.mp4", join, shape)
        (folder / "loop.mp4").replace(forth)
        points, found = faded(points, join), found[join.begin : join.end]
    elif loop is Loop.THERE_AND_BACK:
        back = "back.mp4"
        reverse(forth, folder / back, shape, len(points))
    np.savez(folder / "landmarks.npz", points=points, has_face=found)
    if track.pictures:
        write_people(folder / PEOPLE, track.pictures, track.speaker)
    told = _told(info, shape, forth.name, back, loop, track) | {"tracker": choice.get("tracker") or MEDIAPIPE}
    (folder / "prepared.json").write_text(json.dumps(told), encoding="utf-8")


def _loop(
    wanted: str | None, points: Points, found: npt.NDArray[np.bool_], steps: "Steps", shape: Shape
) -> tuple[Loop | None, Join | None]:
    """How the footage goes on at its end: as wanted where that can be, else as is seen least."""
    if len(points) < 3:
        return None, None
    if wanted in (Loop.FREEZE, Loop.THERE_AND_BACK):
        return Loop(wanted), None
    if steps.ends_meet():
        return None, None
    join = find_join(points, found, steps.pictures, fps=shape.fps)
    if join and (wanted == Loop.CROSS_FADE or not join.seen):
        return Loop.CROSS_FADE, join
    return Loop.THERE_AND_BACK, None


def _told(
    info: MediaInfo, shape: Shape, forth: str, back: str | None, loop: Loop | None, track: Track
) -> dict[str, object]:
    return {
        "width": shape.width,
        "height": shape.height,
        "fps": shape.fps,
        "forth": forth,
        "back": back,
        "loop": loop,
        "people": [asdict(person) for person in track.people],
        "face": track.speaker,
        # A photo has no YUV of its own; ffmpeg gives it BT.601.
        "colour": "bt601" if info.still else info.colour,
    }


class Steps:
    """How much a small picture of the footage changes from frame to frame."""

    SIDE = 96

    def __init__(self) -> None:
        self._first: npt.NDArray[np.float32] | None = None
        self._last: npt.NDArray[np.float32] | None = None
        self._steps: list[float] = []
        self.pictures: list[npt.NDArray[np.uint8]] = []
        """Luma of each frame, SIDE x SIDE"""

    def see(self, frame: npt.NDArray[np.uint8]) -> None:
        import cv2

        luma = frame[: frame.shape[0] * 2 // 3]
        while min(luma.shape) >= 2 * self.SIDE:  # By halves first: at once takes ten times as long.
            half = (luma.shape[1] // 2, luma.shape[0] // 2)
            luma = np.asarray(cv2.resize(luma, half, interpolation=cv2.INTER_AREA), np.uint8)
        small = np.asarray(cv2.resize(luma, (self.SIDE, self.SIDE), interpolation=cv2.INTER_AREA), np.float32)
        if self._last is None:
            self._first = small
        else:
            self._steps.append(float(np.abs(small - self._last).mean()))
        self._last = small
        self.pictures.append(small.astype(np.uint8))

    def ends_meet(self) -> bool:
        """Whether the last frame leads on to the first as any frame leads to the next."""
        if self._first is None or self._last is None or not self._steps:
            return True
        jump = float(np.abs(self._first - self._last).mean())
        return jump <= LOOP_JUMP * float(np.percentile(self._steps, 90))


def _watched(
    frames: Iterator[npt.NDArray[np.uint8]],
    steps: Steps,
    expected: float,
    on_progress: Callable[[float], None],
) -> Iterator[npt.NDArray[np.uint8]]:
    for number, frame in enumerate(frames, start=1):
        steps.see(frame)
        yield frame
        if number % 10 == 0:
            on_progress(min(1.0, number / max(expected, 1.0)))


def _load(folder: Path) -> Prepared:
    told = json.loads((folder / "prepared.json").read_text(encoding="utf-8"))
    with np.load(folder / "landmarks.npz") as data:
        points, has_face = data["points"], data["has_face"]
    return Prepared(
        digest=folder.name,
        forth=folder / told["forth"],
        back=folder / told["back"] if told["back"] else None,
        width=told["width"],
        height=told["height"],
        fps=told["fps"],
        landmarks=np.ascontiguousarray(points[..., :2]),
        depth=np.ascontiguousarray(points[..., 2]),
        has_face=has_face,
        colour=told["colour"],
        people=tuple(Person(**person) for person in told["people"]),
        face=told["face"],
        loop=Loop(told["loop"]) if told["loop"] else None,
        visemes=_load(folder / VISEMES) if (folder / VISEMES).exists() else None,
        tracker=told.get("tracker", MEDIAPIPE),
    )
