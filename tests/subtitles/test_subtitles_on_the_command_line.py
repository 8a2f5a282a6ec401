"""What `--subtitles` and `--draft` leave behind, and what they say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from common.home import Home
from common.media import write_sound
from voices.catalog import Voices
from voices.speaking import speak

ROOT = Path(__file__).parents[2]
TEXT = "Hello and welcome to all of you, wherever you may be today, and to those who come later."


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    voice, language = Voices(Home(root=folder / "home").make()).choose(TEXT, language="en")
    speech = speak(TEXT, voice=voice, language=language)
    write_sound(folder / "said.wav", speech.samples, speech.rate_hz)
    return folder / "said.wav"


def sync(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "sync", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"MOUTHPIECE_HOME": str(home), "PYTHONPATH": str(ROOT) + ":" + ":".join(sys.path)},
        cwd=home,
        timeout=120,
        check=False,
    )


def test_a_draft_with_subtitles_puts_three_files_where_the_clip_was_asked_for(
    tmp_path: Path, recording: Path, portrait: Path
) -> None:
    given = ["--audio", str(recording), "--video", str(portrait), "--text", TEXT, "--language", "en"]
    done = sync(tmp_path, *given, "--draft", "--subtitles", "beside", "-o", "draft.mp4", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["draft"]
    assert told["duration_s"] == 3.0
    assert told["subtitles"] == [str(tmp_path / "draft.srt"), str(tmp_path / "draft.vtt")]
    assert "Hello and welcome" in Path(told["subtitles"][0]).read_text(encoding="utf-8")
    assert "come later" not in Path(told["subtitles"][0]).read_text(encoding="utf-8")
    assert not [path for path in (tmp_path / "clips").rglob("*") if path.is_file()]


def test_subtitles_that_cannot_be_made_are_a_remark_and_no_failure(
    tmp_path: Path, recording: Path, portrait: Path
) -> None:
    done = sync(
        tmp_path,
        *(
            "--audio",
            str(recording),
            "--video",
            str(portrait),
            "--draft",
            "--subtitles",
            "burnt",
            "-o",
            "a.mp4",
        ),
    )
    assert done.returncode == 0, done.stderr
    assert "No subtitles: what is said in the recording is not known. Give its text." in done.stderr
    assert done.stdout.split() == ["a.mp4"]
    assert sorted(path.name for path in tmp_path.glob("a.*")) == ["a.mp4"]
