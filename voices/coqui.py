"""Coqui voices from model folders on disk. Nothing here downloads; listing them does not load PyTorch.

A model is a folder with config.json and a checkpoint, under the data folder's ``voices/coqui/`` or where Coqui's own
downloader keeps its models. A ``sample.wav`` in it is the voice to clone, for models that can.
"""

import contextlib
import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from common.errors import UnknownVoice, VoiceUnavailable, near_names
from common.home import Home
from models.checkpoint import XTTS_NAMES, look_into
from voices.coquiconfig import mended
from voices.voice import Speech, Voice, VoiceInfo

PREFIX = "coqui:"
INSTALL_HINT = "the Coqui engine is not installed; `./run install coqui` does that"
CHECKPOINTS = ("model.pth", "model_file.pth", "best_model.pth", "*.pth", "*.safetensors")
SPEAKER_FILES = ("speakers.json", "speaker_ids.json")
LANGUAGE_FILES = ("language_ids.json",)


def installed() -> bool:
    return importlib.util.find_spec("TTS") is not None and importlib.util.find_spec("torch") is not None


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model folder as its files tell it."""

    id: str
    folder: Path
    config: Path
    checkpoint: Path
    languages: tuple[str, ...]
    speakers: tuple[str, ...]
    sample: Path | None


def find_voices(home: Home) -> list[VoiceInfo]:
    """A voice for every model, and one for every speaker of it; none when the engine is not installed."""
    if not installed():
        return []
    return [info for model in find_models(home) for info in _infos(model)]


def _infos(model: Model) -> Iterator[VoiceInfo]:
    for speaker in ("", *model.speakers):
        yield VoiceInfo(
            id=f"{PREFIX}{model.id}" + (f"/{speaker}" if speaker else ""),
            name=model.id.replace("--", " ").replace("_", " ") + (f", {speaker}" if speaker else ""),
            engine="coqui",
            languages=model.languages,
            licence="the model's own",
            speakers=model.speakers,
        )


def find_models(home: Home) -> list[Model]:
    """Model folders on disk, whether the engine is installed or not."""
    roots = (home.voices / "coqui", Path(platformdirs.user_data_dir("tts", appauthor=False)))
    found: dict[str, Model] = {}
    for root in roots:
        for config in sorted(root.glob("*/config.json")):
            model = _model(config)
            if model:
                found.setdefault(model.id, model)
    return list(found.values())


def _model(config: Path) -> Model | None:
    folder = config.parent
    checkpoint = next((path for pattern in CHECKPOINTS for path in sorted(folder.glob(pattern))), None)
    if checkpoint is None or folder.name.startswith("vocoder_models"):
        return None
    try:
        told = json.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    sample = folder / "sample.wav"
    return Model(
        id=folder.name.removeprefix("tts_models--"),
        folder=folder,
        config=config,
        checkpoint=checkpoint,
        languages=_languages(folder, told),
        speakers=_names(folder, SPEAKER_FILES),
        sample=sample if sample.is_file() else None,
    )


def _languages(folder: Path, told: dict[str, Any]) -> tuple[str, ...]:
    listed = _names(folder, LANGUAGE_FILES) or tuple(told.get("languages") or ())
    if not listed:
        parts = folder.name.split("--")
        named = parts[1] if len(parts) > 2 and parts[0] == "tts_models" else ""
        listed = (named or told.get("phoneme_language") or "en",)
    tags = [str(tag).lower().replace("_", "-") for tag in listed]
    return tuple(dict.fromkeys(t for tag in tags for t in (tag, tag.split("-")[0])))


def _names(folder: Path, files: Sequence[str]) -> tuple[str, ...]:
    for name in files:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            return tuple(json.loads((folder / name).read_text(encoding="utf-8")).keys())
    return ()


def open_voice(voice_id: str, home: Home, *, device: str | None) -> Voice:
    """Raises VoiceUnavailable when the engine is not installed, UnknownVoice when no such model is on disk."""
    if not installed():
        raise VoiceUnavailable(name=voice_id, reason=INSTALL_HINT)
    for model in find_models(home):
        for info in _infos(model):
            if info.id == voice_id:
                return CoquiVoice(info, model, speaker=voice_id.partition("/")[2], device=device)
    known = [voice.id for voice in find_voices(home)]
    raise UnknownVoice(name=voice_id, hint=near_names(voice_id, known))


class CoquiVoice:
    """One model, and one of its speakers. The model is loaded at the first word and shared by its speakers."""

    def __init__(self, info: VoiceInfo, model: Model, *, speaker: str, device: str | None) -> None:
        self.info = info
        self._model = model
        self._speaker = speaker or (model.speakers[0] if model.speakers else "")
        self._device = device

    def speak(self, text: str, *, language: str, rate: float = 1.0) -> Speech:
        engine = _load(str(self._model.checkpoint), str(self._model.config), self._device)
        asked: dict[str, Any] = {"split_sentences": False}
        if engine.is_multi_speaker and self._speaker:
            asked["speaker"] = self._speaker
        elif self._model.sample is not None:
            asked["speaker_wav"] = str(self._model.sample)
        if engine.is_multi_lingual:
            asked["language"] = self._language(language)
        try:
            with _quiet():
                wave = engine.tts(text, **asked)
        except Exception as error:
            raise VoiceUnavailable(name=self.info.id, reason=_first_line(error)) from error
        samples = np.asarray(wave, np.float32)
        rate_hz = int(engine.synthesizer.output_sample_rate)
        if rate != 1.0 and len(samples):
            samples = _stretched(samples, rate)
        return Speech(samples=samples, rate_hz=rate_hz, language=language, text=text)

    def _language(self, language: str) -> str:
        spoken = self.info.languages
        return (
            language
            if language in spoken
            else next((t for t in spoken if t.startswith(language[:2])), spoken[0])
        )


@lru_cache(maxsize=2)
def _load(checkpoint: str, config: str, device: str | None) -> Any:
    """The engine with a model, kept. Only tensors are read from a checkpoint: nothing in it is executed."""
    name = Path(checkpoint).parent.name
    try:
        with _quiet():
            import torch
            from TTS.api import TTS

            look_into(Path(checkpoint), also=XTTS_NAMES)
            best = device or ("cuda" if torch.cuda.is_available() else "cpu")
            with _at_home(Path(config)) as there:
                return TTS(model_path=checkpoint, config_path=there, progress_bar=False).to(best)
    except Exception as error:
        raise VoiceUnavailable(
            name=f"{PREFIX}{name}",
            reason=f"its model cannot be loaded ({_first_line(error)}). Get the model again",
        ) from error


@contextlib.contextmanager
def _at_home(config: Path) -> Iterator[str]:
    """The path of the config with its files where they are now."""
    text = mended(config)
    if text is None:
        yield str(config)
        return
    with tempfile.TemporaryDirectory(prefix="mouthpiece-") as folder:
        path = Path(folder) / "config.json"
        path.write_text(text, encoding="utf-8")
        yield str(path)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Coqui prints; standard output belongs to the worker's protocol."""
    with contextlib.redirect_stdout(sys.stderr):
        yield


def _stretched(samples: "np.ndarray[Any, np.dtype[np.float32]]", rate: float) -> Any:
    import librosa

    return np.asarray(librosa.effects.time_stretch(samples, rate=rate), np.float32)
