"""Coqui voices: the real runtime, driven with models these tests make."""

import importlib.util
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from common.errors import UnknownVoice, VoiceUnavailable
from common.home import Home
from voices.catalog import Voices
from voices.speaking import speak

HERE = Path(__file__).parent
# Coqui and its own dependencies warn of their own future; that is theirs to mend.
pytestmark = pytest.mark.filterwarnings("ignore")


def make_tiny_vits(folder: Path, *, speakers: int = 0) -> Path:
    spec = importlib.util.spec_from_file_location("tiny_vits", HERE / "tiny_vits.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make_tiny_vits(folder, speakers=speakers)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(root=tmp_path_factory.mktemp("coqui")).make()
    make_tiny_vits(home.voices / "coqui" / "tiny")
    make_tiny_vits(home.voices / "coqui" / "choir", speakers=2)
    return home


def test_a_model_on_disk_is_listed_and_speaks(home: Home) -> None:
    voices = Voices(home)
    assert "coqui:tiny" in [voice.id for voice in voices.list(language="en")]
    speech = speak("hello there. how are you?", voice=voices.get("coqui:tiny"), language="en")
    assert speech.rate_hz == 16_000
    assert speech.duration_s > 0.3
    assert np.isfinite(speech.samples).all()
    assert speech.phones == ()
    assert [word.text for word in speech.words] == ["hello there.", "how are you?"]
    assert speech.words[0].end_s < speech.words[1].start_s


def test_a_model_on_disk_is_chosen_by_default_for_its_language_only(home: Home) -> None:
    voices = Voices(home)
    assert voices.choose("Hello, how are you today?")[0].info.engine == "coqui"
    assert voices.choose("Привет, как дела?")[0].info.engine == "espeak"


def test_each_speaker_of_a_model_is_a_voice(home: Home) -> None:
    voices = Voices(home)
    assert {"coqui:choir/speaker_0", "coqui:choir/speaker_1"} <= {voice.id for voice in voices.list()}
    assert voices.get("coqui:choir/speaker_1").speak("hello", language="en").duration_s > 0.05


def test_a_model_that_was_moved_finds_its_own_files(tmp_path: Path, home: Home) -> None:
    own = Home(root=tmp_path).make()
    made = make_tiny_vits(tmp_path / "made", speakers=2)
    (own.voices / "coqui").mkdir()
    made.rename(own.voices / "coqui" / "moved")
    assert Voices(own).get("coqui:moved/speaker_1").speak("hello", language="en").duration_s > 0.05


def test_a_truncated_model_is_named_and_nothing_else_breaks(tmp_path: Path, home: Home) -> None:
    own = Home(root=tmp_path).make()
    folder = make_tiny_vits(own.voices / "coqui" / "cut")
    (folder / "model.pth").write_bytes((folder / "model.pth").read_bytes()[:5000])
    with pytest.raises(VoiceUnavailable, match="coqui:cut"):
        Voices(own).get("coqui:cut").speak("hello", language="en")


class Payload:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (eval, (f"open({str(self.path)!r}, 'w').close()",))


def test_code_in_a_checkpoint_is_never_run(tmp_path: Path) -> None:
    own = Home(root=tmp_path).make()
    folder = make_tiny_vits(own.voices / "coqui" / "evil")
    (folder / "model.pth").write_bytes(pickle.dumps({"model": Payload(tmp_path / "ran")}))
    with pytest.raises(VoiceUnavailable):
        Voices(own).get("coqui:evil").speak("hello", language="en")
    assert not (tmp_path / "ran").exists()


def test_a_folder_that_is_no_model_is_passed_over(tmp_path: Path) -> None:
    own = Home(root=tmp_path).make()
    broken = own.voices / "coqui" / "broken"
    broken.mkdir(parents=True)
    (broken / "config.json").write_text("{not json", encoding="utf-8")
    (broken / "model.pth").touch()
    (own.voices / "coqui" / "empty").mkdir()
    (own.voices / "coqui" / "empty" / "config.json").write_text(json.dumps({}), encoding="utf-8")
    voices = Voices(own)
    assert not [voice for voice in voices.list() if voice.engine == "coqui"]
    with pytest.raises(UnknownVoice):
        voices.get("coqui:broken")
