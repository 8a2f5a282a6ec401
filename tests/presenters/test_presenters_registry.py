"""Presenters that people add: whole, with consent, seen by whom they should be, and gone without a trace."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from common.errors import (
    AlreadyAdded,
    BuiltinPresenter,
    ConsentMissing,
    EmptyFile,
    FileMissing,
    FileTooLarge,
    MouthpieceError,
    NameRefused,
    NameTaken,
    NoPicture,
    TooManyPresenters,
    UnknownPresenter,
    UnreadableMedia,
)
from common.home import Home
from common.media import run_ffmpeg
from presenters.catalog import Presenters
from presenters.digest import VERSIONS, content_hash, prepared_name
from presenters.prepare import VERSION, prepare
from presenters.presenter import Presenter
from presenters.registry import NAME_LIMIT, Registry

ROOT = Path(__file__).parents[2]
ANN, IVAN = "telegram:11", "telegram:13"
CONSENT = "Vera herself, 3 May 2026, for our training videos"


@pytest.fixture(scope="session")
def photo(vera: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photo") / 'Vera\'s "best".jpg'
    run_ffmpeg(
        ["-y", "-ss", "1", "-i", str(vera), "-frames:v", "1", "-vf", "scale=360:640", str(path)], limit_s=60.0
    )
    return path


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(home=Home(root=tmp_path / "home").make())


def add(registry: Registry, photo: Path, name: str = "Anna", owner: str = ANN, **more: object) -> Presenter:
    told = {"consent": CONSENT} | more
    return registry.add(photo, name=name, owner=owner, **told)  # type: ignore[arg-type]


def seen(registry: Registry, owner: str | None) -> set[str]:
    return {one.name for one in Presenters(home=registry.home).list(owner) if not one.builtin}


def another(photo: Path, folder: Path, number: int = 1) -> Path:
    """The same picture in a file of other content."""
    path = folder / f"{number}.jpg"
    path.write_bytes(photo.read_bytes() + bytes(number))
    return path


def left(home: Home) -> list[str]:
    """Every file of the data folder but the registry's own."""
    files = (path for path in home.root.rglob("*") if path.is_file())
    return sorted(path.name for path in files if path.parent != home.presenters)


def test_a_presenter_is_kept_with_who_added_it_and_who_agreed(registry: Registry, photo: Path) -> None:
    added = add(registry, photo, name=' Anna "Ω" \\ 李 ', gender="female")
    again = Presenters(home=registry.home).get(added.id)
    assert again == added
    assert (added.name, added.gender, added.owner, added.shared) == ('Anna "Ω" \\ 李', "female", ANN, False)
    assert (added.consent, added.file_name, added.builtin) == (CONSENT, photo.name, False)
    assert added.sha256 == content_hash(photo)
    assert added.added_at.endswith("+00:00")
    assert added.footage.read_bytes() == photo.read_bytes()
    assert added.footage.name == "footage.jpg"
    assert "anna" not in added.id


def test_somebody_sees_their_own_and_the_shared_ones_and_no_others(registry: Registry, photo: Path) -> None:
    private = add(registry, photo)
    presenters = Presenters(home=registry.home)
    assert (seen(registry, ANN), seen(registry, IVAN), seen(registry, "")) == ({"Anna"}, set(), set())
    assert seen(registry, None) == {"Anna"}
    for name in (private.id, "anna"):
        with pytest.raises(UnknownPresenter) as refused:
            presenters.get(name, IVAN)
        with pytest.raises(UnknownPresenter) as unknown:
            presenters.get("x" + name, IVAN)
        assert str(refused.value) == str(unknown.value).replace("x" + name, name)
        assert presenters.get(name, ANN) == private
    registry.share(private.id)
    assert seen(registry, IVAN) == seen(registry, "") == {"Anna"}
    assert presenters.get("ANNA", IVAN).id == private.id
    registry.unshare(private.id)
    assert (seen(registry, IVAN), seen(registry, ANN)) == (set(), {"Anna"})


def test_ones_own_comes_before_another_of_the_same_name(registry: Registry, photo: Path) -> None:
    add(registry, photo, owner=ANN)
    ivans = add(registry, photo, owner=IVAN)
    presenters = Presenters(home=registry.home)
    assert presenters.get("Anna", IVAN) == ivans
    registry.share(presenters.get("Anna", ANN).id)
    assert presenters.get("Anna", IVAN) == ivans
    with pytest.raises(NameTaken):
        registry.share(ivans.id)
    with pytest.raises(UnknownPresenter, match=ivans.id):
        registry.added("Anna")


@pytest.mark.parametrize("consent", ["", "  \n", " . ", "\u200e"])
def test_nobody_is_added_without_consent(registry: Registry, photo: Path, consent: str) -> None:
    with pytest.raises(ConsentMissing):
        add(registry, photo, consent=consent)
    assert left(registry.home) == []


@pytest.mark.parametrize(
    "name", ["", "  ", "\u200d", "a\nb", "a\x00", "a\u202eb", "\ud800", "x" * (NAME_LIMIT + 1)]
)
def test_names_that_cannot_be_read_are_refused(registry: Registry, photo: Path, name: str) -> None:
    with pytest.raises(NameRefused) as refused:
        add(registry, photo, name=name)
    str(refused.value).encode()
    assert left(registry.home) == []


@pytest.mark.parametrize("name", ["Mira", "mira", "ＭＩＲＡ", "anna ", "Anna"])
def test_a_name_that_one_can_see_already_is_taken(
    registry: Registry, photo: Path, tmp_path: Path, name: str
) -> None:
    add(registry, photo)
    with pytest.raises(NameTaken):
        add(registry, another(photo, tmp_path), name=name)
    if name.strip() == "Anna":
        assert add(registry, another(photo, tmp_path), name=name, owner=IVAN).name == "Anna"


def test_the_same_file_again_says_who_it_is_already(registry: Registry, photo: Path) -> None:
    first = add(registry, photo)
    with pytest.raises(AlreadyAdded, match=f"“Anna” \\({first.id}\\)"):
        add(registry, photo, name="Bella")
    assert add(registry, photo, name="Bella", owner=IVAN).id != first.id


def test_what_is_no_picture_or_too_large_is_refused_and_nothing_is_left(
    registry: Registry, photo: Path, tmp_path: Path
) -> None:
    sound = tmp_path / "sound.wav"
    run_ffmpeg(["-f", "lavfi", "-i", "sine=duration=0.2", str(sound)], limit_s=30.0)
    (empty := tmp_path / "empty.jpg").touch()
    (text := tmp_path / "text.mp4").write_text("no video")
    wrong: list[tuple[Path, type[MouthpieceError]]] = [
        (sound, NoPicture),
        (empty, EmptyFile),
        (text, UnreadableMedia),
        (tmp_path / "none.jpg", FileMissing),
    ]
    for file, error in wrong:
        with pytest.raises(error):
            add(registry, file)
    small = Registry(home=registry.home, limit_mb=0.001)
    with pytest.raises(FileTooLarge, match="the limit is 0 MB"):
        add(small, photo)
    assert left(registry.home) == []


def test_one_person_adds_only_so_many(registry: Registry, photo: Path, tmp_path: Path) -> None:
    few = Registry(home=registry.home, most=1)
    add(few, photo)
    with pytest.raises(TooManyPresenters):
        add(few, another(photo, tmp_path), name="Bella")
    add(few, photo, owner=IVAN)


def test_renaming_keeps_everything_else(registry: Registry, photo: Path) -> None:
    added = add(registry, photo)
    renamed = registry.rename("anna", "Аня", owner=ANN)
    assert renamed == Presenter(**{**vars(added), "name": "Аня"})
    assert registry.rename(added.id, "АНЯ").name == "АНЯ"
    with pytest.raises(NameTaken):
        registry.rename(added.id, "Mira")


def test_built_in_and_other_peoples_presenters_stay_as_they_are(registry: Registry, photo: Path) -> None:
    added = add(registry, photo)
    registry.share(added.id)
    for work in (
        lambda name, owner: registry.rename(name, "New", owner=owner),
        lambda name, owner: registry.share(name, owner=owner),
        lambda name, owner: registry.unshare(name, owner=owner),
        lambda name, owner: registry.remove(name, owner=owner),
    ):
        with pytest.raises(BuiltinPresenter):
            work("mira", None)
        with pytest.raises(UnknownPresenter):
            work(added.id, IVAN)
    assert Presenters(home=registry.home).get(added.id, IVAN).name == "Anna"


def test_removing_deletes_every_file_and_counts_them(registry: Registry, photo: Path) -> None:
    added = add(registry, photo)
    prepare(added.footage, home=registry.home)
    Presenters(home=registry.home).poster(added.id)
    older = registry.home.prepared / prepared_name(added.sha256, "1")
    older.mkdir()
    (older / "forth.mp4").write_bytes(b"what an older version prepared")
    files = left(registry.home)
    assert len(files) >= 7
    removed = registry.remove(added.id)
    assert (removed.presenter.name, removed.files) == ("Anna", len(files))
    assert left(registry.home) == []
    assert int(VERSION) <= VERSIONS
    with pytest.raises(UnknownPresenter):
        registry.remove(added.id)


def test_prepared_data_stays_while_another_presenter_has_the_same_footage(
    registry: Registry, photo: Path
) -> None:
    first, second = add(registry, photo), add(registry, photo, owner=IVAN)
    prepared = prepare(first.footage, home=registry.home).forth
    registry.remove(first.id)
    assert prepared.is_file()
    registry.remove(second.id)
    assert left(registry.home) == []


def test_what_a_stopped_clip_still_writes_is_swept(registry: Registry, photo: Path) -> None:
    added = add(registry, photo)
    registry.remove(added.id)
    prepare(photo, home=registry.home)
    assert left(registry.home) != []
    registry.sweep()
    assert left(registry.home) == []


KILLED = """
    import os, sys
    from pathlib import Path
    from common.home import Home
    from presenters.registry import Registry

    def hook(event, arguments):
        if event == {event!r} and {path!r} in str(arguments[0]):
            os.kill(os.getpid(), 9)

    sys.addaudithook(hook)
    registry = Registry(home=Home(root=Path(sys.argv[1])))
    {work}
"""


def killed(registry: Registry, *, event: str, path: str, work: str, file: str = "") -> None:
    code = textwrap.dedent(KILLED.format(event=event, path=path, work=work))
    done = subprocess.run([sys.executable, "-c", code, registry.home.root, file], cwd=ROOT, check=False)
    assert done.returncode == -9


def test_a_kill_between_copy_and_toml_leaves_nothing_half(registry: Registry, photo: Path) -> None:
    work = f"registry.add(Path(sys.argv[2]), name='Anna', owner={ANN!r}, consent='Anna')"
    killed(registry, event="open", path=".presenter.", work=work, file=str(photo))
    assert left(registry.home) == ["footage.jpg"]
    assert seen(registry, None) == set()
    registry.sweep()
    assert left(registry.home) == []
    assert add(registry, photo).name == "Anna"


def test_a_removal_that_was_killed_is_finished_later(registry: Registry, photo: Path) -> None:
    added = add(registry, photo)
    prepare(added.footage, home=registry.home)
    killed(registry, event="shutil.rmtree", path="", work=f"registry.remove({added.id!r})")
    assert seen(registry, None) == set()
    assert "footage.jpg" in left(registry.home)
    registry.sweep()
    assert left(registry.home) == []
