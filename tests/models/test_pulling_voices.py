"""A voice's folder out of a ZIP, a folder, or several addresses."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from weights_world import Shelf, safetensors, serving, store_in, voice, zipped

from models.errors import WeightsBroken, WeightsIncomplete, WeightsUnsafe
from models.store import State

FILES = {
    "config.json": json.dumps({"model": "vits"}).encode(),
    "model_file.pth": safetensors("text_encoder.weight"),
    "speaker_ids.json": b'{"one": 0}',
    "run.py": b"print('no')",
    "samples/hello.wav": b"RIFF",
}
FOLDER = "voices/coqui/tts_models--en--small--vits"


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving() as shelf:
        shelf.files["/voice.zip"] = zipped(
            {f"tts_models--en--small--vits/{name}": data for name, data in FILES.items()}
        )
        yield shelf


def test_a_voice_is_fetched_unpacked_and_put_in_its_folder(tmp_path: Path, shelf: Shelf) -> None:
    store = store_in(tmp_path, voice(shelf.url))
    shelf.breaks["/voice.zip"] = [300]
    assert store.pull("voice").state is State.HERE
    assert {path.name for path in (tmp_path / FOLDER).iterdir()} == {
        "config.json",
        "model_file.pth",
        "speaker_ids.json",
    }
    assert [one.error for one in store.verify()] == [None]
    assert not list(tmp_path.glob("voices/.fetching/*"))
    (tmp_path / FOLDER / "speaker_ids.json").unlink()
    assert store.get("voice").state is State.DAMAGED
    (tmp_path / FOLDER / "sample.wav").write_bytes(b"mine")
    store.pull("voice")
    assert (tmp_path / FOLDER / "sample.wav").read_bytes() == b"mine"
    store.remove("voice")
    assert not (tmp_path / FOLDER).exists()


def test_a_voice_of_several_files_goes_on_with_the_missing_ones(tmp_path: Path, shelf: Shelf) -> None:
    shelf.files |= {f"/{name}": data for name, data in FILES.items()}
    names = ("config.json", "model_file.pth", "speaker_ids.json")
    shelf.breaks["/model_file.pth"] = [1000, 0, 0]
    store = store_in(tmp_path, voice(shelf.url, form="checkpoint", files=names))
    with pytest.raises(Exception, match="broke off"):
        store.pull("voice")
    assert not (tmp_path / FOLDER).exists()
    store.pull("voice")
    assert [path for path, _ in shelf.asked].count("/config.json") == 1
    assert shelf.asked[-2] == ("/model_file.pth", "bytes=1000-")
    assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == sorted(names)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("form", ["archive", "checkpoint"])
def test_a_voice_somebody_has_is_taken_from_a_folder_or_a_zip(
    tmp_path: Path, packed: bool, form: str
) -> None:
    given = tmp_path / "given"
    (given / "samples").mkdir(parents=True)
    for name, data in FILES.items():
        (given / name).write_bytes(data)
    if packed:
        given = tmp_path / "given.zip"
        given.write_bytes(zipped(FILES))
    names = ("voice.zip",) if form == "archive" else ("config.json", "model_file.pth")
    store = store_in(tmp_path / "home", voice("http://127.0.0.1:9", form=form, files=names))
    assert store.pull("voice", source=given).state is State.HERE
    assert not (tmp_path / "home" / FOLDER / "run.py").exists()


def test_a_zip_without_a_voice_says_what_it_lacks(tmp_path: Path) -> None:
    given = tmp_path / "given.zip"
    given.write_bytes(zipped({"a/config.json": b"{}", "a/readme.txt": b"none"}))
    store = store_in(tmp_path / "home", voice("http://127.0.0.1:9"))
    with pytest.raises(WeightsIncomplete, match=r"lacks model\.pth"):
        store.pull("voice", source=given)
    given.write_bytes(zipped({"a/config.json": b"{}", "a/readme.txt": b"none"})[:-30])
    with pytest.raises(WeightsBroken):
        store.pull("voice", source=given)


def test_a_folder_without_a_config_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "private.json").write_text("{}", encoding="utf-8")
    with pytest.raises(WeightsIncomplete, match=r"config\.json"):
        store_in(tmp_path / "home", voice("http://127.0.0.1:9")).pull("voice", source=tmp_path / "given")
    assert not list((tmp_path / "home").rglob("private.json"))


@pytest.mark.parametrize("name", ["../../out.pth", "/tmp/out.pth", "a/../../out.pth", "..\\out.pth"])
def test_a_zip_that_would_write_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    given = tmp_path / "given.zip"
    given.write_bytes(zipped({**FILES, name: b"out"}))
    store = store_in(tmp_path / "home", voice("http://127.0.0.1:9"))
    with pytest.raises(WeightsUnsafe):
        store.pull("voice", source=given)
    assert not list(tmp_path.rglob("out.pth"))


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    given = tmp_path / "given.zip"
    with zipfile.ZipFile(given, "w") as archive:
        link = zipfile.ZipInfo("config.json")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(WeightsUnsafe, match="a link"):
        store_in(tmp_path / "home", voice("http://127.0.0.1:9")).pull("voice", source=given)
