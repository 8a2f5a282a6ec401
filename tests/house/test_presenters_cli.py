"""``presenters`` on the command line: added with consent, shared, renamed, removed."""

import asyncio
import json
import subprocess
from pathlib import Path

import pytest
from test_cli import ROOT, mouthpiece

from common.home import Home
from common.media import run_ffmpeg
from pipeline.jobs.job import State
from pipeline.jobs.sqlite import SqliteStore
from pipeline.order import Clip, ClipOrder

CONSENT = "Vera herself, 3 May 2026, for our training videos"


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photo") / "vera.jpg"
    footage = ROOT / "presenters/builtin/vera/footage.mp4"
    run_ffmpeg(
        ["-y", "-ss", "1", "-i", str(footage), "-frames:v", "1", "-vf", "scale=360:640", str(path)],
        limit_s=60.0,
    )
    return path


def presenters(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return mouthpiece(home, "presenters", *arguments)


def added(home: Path, photo: Path, *more: str) -> dict[str, object]:
    done = presenters(home, "add", str(photo), "--name", "Anna", "--consent", CONSENT, "--json", *more)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def names(home: Path) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in json.loads(presenters(home, "list", "--json").stdout)}


async def ordered(home: Home, presenter: str) -> Path:
    """One clip is made with the presenter, and one order waits; returns the clip."""
    store = await SqliteStore.open(home.line_db)
    try:
        first = await store.add(
            ClipOrder(text="One.", presenter=presenter), owner="ann", channel="api", address="{}"
        )
        await store.add(ClipOrder(text="Two.", presenter=presenter), owner="ann", channel="api", address="{}")
        await store.add(ClipOrder(text="One.", presenter="mira"), owner="ann", channel="api", address="{}")
        assert (await store.claim()) is not None
        path = home.new_clip()
        for file in (path, path.with_suffix(".jpg"), path.with_suffix(".json")):
            file.write_bytes(b"made")
        values = {"duration_s": 1.0, "width": 90, "height": 160, "fps": 25.0, "frames": 25, "size_bytes": 4}
        clip = Clip(
            path=str(path),
            thumbnail=str(path.with_suffix(".jpg")),
            receipt=str(path.with_suffix(".json")),
            **values,  # type: ignore[arg-type]
        )
        assert await store.finish(first.id, 1, clip)
    finally:
        await store.close()
    return path


async def states(home: Home) -> dict[tuple[str | None, str | None], State]:
    store = await SqliteStore.open(home.line_db)
    try:
        return {(job.order.presenter, job.order.text): job.state for job in await store.list()}
    finally:
        await store.close()


def test_without_consent_nobody_is_added_and_one_reads_what_to_write(tmp_path: Path, photo: Path) -> None:
    for more in ([], ["--consent", ""], ["--consent", "  "]):
        done = presenters(tmp_path, "add", str(photo), "--name", "Anna", *more)
        assert done.returncode == 2
        assert "who agreed" in done.stderr
    dots = presenters(tmp_path, "add", str(photo), "--name", "Anna", "--consent", "...")
    assert (dots.returncode, dots.stderr.strip()[-17:]) == (3, "[consent-missing]")
    assert "Anna" not in names(tmp_path)


def test_a_presenter_is_added_renamed_shared_and_removed_with_its_clips(tmp_path: Path, photo: Path) -> None:
    home = Home(root=tmp_path).make()
    told = added(tmp_path, photo, "--gender", "female")
    assert (told["owner"], told["shared"], told["consent"], told["gender"]) == (
        "local",
        False,
        CONSENT,
        "female",
    )
    assert told["fitness"]
    again = presenters(tmp_path, "add", str(photo), "--name", "Bella", "--consent", CONSENT)
    assert (again.returncode, "“Anna”" in again.stderr) == (3, True)

    presenter = str(told["id"])
    assert presenters(tmp_path, "rename", presenter, "Anna B.").returncode == 0
    assert presenters(tmp_path, "share", "anna b.").returncode == 0
    assert names(tmp_path)["Anna B."]["shared"] is True
    assert presenters(tmp_path, "unshare", presenter).returncode == 0
    assert names(tmp_path)["Anna B."]["shared"] is False

    clip = asyncio.run(ordered(home, presenter))
    unsure = presenters(tmp_path, "remove", presenter)
    assert (unsure.returncode, clip.exists()) == (2, True)
    done = presenters(tmp_path, "remove", presenter, "--yes")
    assert "Anna B. is gone" in done.stdout
    assert "1 clips, 1 ended orders, 1 orders cancelled" in done.stdout
    assert asyncio.run(states(home)) == {
        (presenter, "Two."): State.CANCELLED,
        ("mira", "One."): State.QUEUED,
    }
    kept = {path.name.split(".db")[0] for path in tmp_path.rglob("*") if path.is_file()}
    assert kept == {"line", ".lock", ".gone"}


@pytest.mark.parametrize("command", [["rename", "mira", "X"], ["share", "mira"], ["remove", "mira", "--yes"]])
def test_built_in_presenters_stay(tmp_path: Path, command: list[str]) -> None:
    done = presenters(tmp_path, *command)
    assert (done.returncode, done.stderr.strip().split()[-1]) == (3, "[builtin-presenter]")


def test_a_picture_without_a_face_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    wall = tmp_path / "wall.png"
    run_ffmpeg(["-f", "lavfi", "-i", "color=gray:size=320x480", "-frames:v", "1", str(wall)], limit_s=30.0)
    done = presenters(tmp_path, "add", str(wall), "--name", "Wall", "--consent", CONSENT)
    assert (done.returncode, done.stderr.strip().split()[-1]) == (3, "[no-face]")
    assert [path.name for path in (tmp_path / "presenters").glob("*")] == [".lock"]


def test_what_is_used_of_footage_is_kept_with_the_presenter(tmp_path: Path, photo: Path) -> None:
    two = tmp_path / "two.mp4"
    join = ["-filter_complex", "[0:v]split[a][b];[a][b]hstack,loop=24:1,fps=25[v]", "-map", "[v]"]
    run_ffmpeg(["-i", str(photo), *join, "-pix_fmt", "yuv420p", str(two)], limit_s=60.0)
    none = presenters(tmp_path, "check", str(two), "--face", "3")
    assert (none.returncode, none.stderr.strip()[-14:]) == (3, "[no-such-face]")
    checked = json.loads(presenters(tmp_path, "check", str(two), "--json").stdout)
    assert [person["number"] for person in checked["persons"]] == [1, 2]
    told = added(tmp_path, two, "--face", "2", "--loop", "freeze", "--from", "0.2", "--to", "0.8")
    kept = {key: told[key] for key in ("face", "loop", "begin_s", "end_s")}
    assert kept == {"face": 2, "loop": "freeze", "begin_s": 0.2, "end_s": 0.8}
    assert names(tmp_path)["Anna"]["face"] == 2
    assert told["fitness"]["face"] == 2  # type: ignore[index]


def test_a_film_of_the_mouth_opening_is_kept_with_the_presenter(tmp_path: Path, photo: Path) -> None:
    film = ROOT / "presenters/builtin/mira/visemes.mp4"
    told = added(tmp_path, photo, "--visemes", str(film))
    kept = Path(str(told["visemes"]))
    assert kept.read_bytes() == film.read_bytes()
    assert kept.parent == Path(str(told["footage"])).parent
    assert presenters(tmp_path, "remove", "Anna", "--yes").returncode == 0
    assert not kept.exists()
    assert not [path for path in (tmp_path / "prepared").rglob("*") if path.is_file()]


def test_a_film_that_shows_no_open_mouth_is_refused_and_nobody_is_added(tmp_path: Path, photo: Path) -> None:
    shut = tmp_path / "shut.mp4"
    footage = ROOT / "presenters/builtin/vera/footage.mp4"
    run_ffmpeg(["-y", "-i", str(footage), "-t", "0.4", "-vf", "scale=360:640", str(shut)], limit_s=60.0)
    for film, why in ((photo, "is a photo"), (shut, "never seen open"), (tmp_path / "none.mp4", "none.mp4")):
        asked = ("add", str(photo), "--name", "Anna", "--consent", CONSENT, "--visemes", str(film))
        done = presenters(tmp_path, *asked)
        assert done.returncode != 0
        assert why in done.stderr.replace("\n", " ")
    assert "Anna" not in names(tmp_path)
