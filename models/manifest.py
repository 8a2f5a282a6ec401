"""Which weights can be used, as models/manifest.toml tells it."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from common.errors import near_names
from common.home import Home
from models.errors import UnknownModel

PATH = Path(__file__).with_name("manifest.toml")
KINDS = ("lips", "tracker", "voice")
FORMS = ("checkpoint", "script", "json", "text", "archive")
MB = 1_000_000
ROOMY_BYTES = 8_000_000_000
"""More than this no file may have whose size nobody told"""
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, kw_only=True)
class ModelFile:
    """One file as its maker publishes it."""

    name: str
    form: str
    """ "checkpoint", "script" (TorchScript), "json", "text", or "archive": a ZIP that becomes a folder"""
    urls: tuple[str, ...] = ()
    """The first, and its mirrors; none where nobody offers it at a fixed address"""
    sha256: str = ""
    """"" where it is not known: the file is then remembered as it came"""
    sha256_begins: str = ""
    """Its first digits, where the published name carries them"""
    size_bytes: int = 0
    about_mb: int = 0
    """Where the size is not known to the byte"""
    holds: tuple[str, ...] = ()
    """Parts of names of tensors that tell it from other models"""
    also: tuple[str, ...] = ()
    """Names beside tensors' parts that its pickle may use"""
    rewritten: bool = False
    """Its engine writes it anew at the first use, so that its checksum changes"""

    @property
    def likely_bytes(self) -> int:
        return self.size_bytes or self.about_mb * MB

    @property
    def limit_bytes(self) -> int:
        return self.size_bytes or (self.about_mb * MB * 3 // 2) or ROOMY_BYTES


@dataclass(frozen=True, kw_only=True)
class Model:
    """Weights that can be used, with what their makers allow."""

    id: str
    kind: str
    name: str
    what: str
    """What they are for"""
    instead: str
    """What is used while they are not here"""
    maker: str
    page: str
    licence: str
    allows: str
    """The licence in plain words"""
    commercial: bool | None
    """None: not known"""
    files: tuple[ModelFile, ...]
    folder: str = ""
    """For a voice: its folder's name under voices/coqui/"""
    languages: tuple[str, ...] = ()
    needs: str = ""
    """What must be there besides"""

    @property
    def packed(self) -> bool:
        return self.files[0].form == "archive"

    @property
    def fetchable(self) -> bool:
        """Whether every file has an address a program can fetch from."""
        return all(file.urls for file in self.files)

    @property
    def likely_bytes(self) -> int:
        return sum(file.likely_bytes for file in self.files)

    def place(self, home: Home) -> Path:
        """The folder its files go to."""
        return home.voices / "coqui" / self.folder if self.folder else home.weights


@dataclass(frozen=True, kw_only=True)
class Manifest:
    models: tuple[Model, ...]

    def __iter__(self) -> Iterator[Model]:
        return iter(self.models)

    def get(self, model_id: str) -> Model:
        """Raises UnknownModel."""
        for model in self.models:
            if model.id == model_id:
                return model
        shown = model_id if len(model_id) <= 60 else f"{model_id[:59]}…"
        raise UnknownModel(name=shown, hint=near_names(model_id[:60], [model.id for model in self.models]))


@cache
def manifest() -> Manifest:
    return parse(PATH.read_text(encoding="utf-8"))


def parse(text: str) -> Manifest:
    """Raises ValueError for what a manifest must not say."""
    models = tuple(_model(told) for told in tomllib.loads(text)["model"])
    ids = [model.id for model in models]
    if len(set(ids)) != len(ids):
        raise ValueError("an id is there twice")
    return Manifest(models=models)


def _model(told: dict[str, Any]) -> Model:
    files = tuple(_file(one) for one in told.pop("files"))
    commercial = {"yes": True, "no": False, "unknown": None}[told.pop("commercial")]
    listed: dict[str, Any] = {"languages": tuple(told.pop("languages", ()))}
    model = Model(**told, **listed, files=files, commercial=commercial)
    names = [model.id, *filter(None, [model.folder]), *(file.name for file in files)]
    _check(all(SAFE_NAME.fullmatch(name) for name in names), f"{model.id}: a name that is no plain file name")
    _check(model.kind in KINDS, f"{model.id}: kind {model.kind}")
    _check(bool(files) and (len(files) == 1 or not model.packed), f"{model.id}: files")
    _check(bool(model.folder) == (model.kind == "voice"), f"{model.id}: folder")
    _check(model.page.startswith("https://"), f"{model.id}: page")
    return model


def _file(told: dict[str, Any]) -> ModelFile:
    lists: dict[str, Any] = {key: tuple(told.pop(key, ())) for key in ("urls", "holds", "also")}
    file = ModelFile(**told, **lists)
    _check(file.form in FORMS, f"{file.name}: form {file.form}")
    _check(_all_web(file.urls), f"{file.name}: an address that is not http(s)")
    _check(not file.sha256 or bool(re.fullmatch("[0-9a-f]{64}", file.sha256)), f"{file.name}: sha256")
    _check(bool(re.fullmatch("[0-9a-f]{0,64}", file.sha256_begins)), f"{file.name}: sha256_begins")
    return file


def _all_web(urls: Sequence[str]) -> bool:
    return all(url.startswith(("https://", "http://")) for url in urls)


def _check(right: bool, what: str) -> None:
    if not right:
        raise ValueError(f"models/manifest.toml: {what}")
