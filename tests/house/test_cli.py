"""The command line's manners: exit codes, one clear sentence, JSON that is only JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def mouthpiece(home: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"MOUTHPIECE_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        env=environment,
        cwd=home,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["say", "Hello", "--presenter", "nobody"], "unknown-presenter"),
        (["say", "Hello", "--voice", "no-such-voice"], "unknown-voice"),
        (["say", "Hello", "--language", "xx-none"], "unknown-language"),
        (["say", "🙂🙂"], "nothing-to-say"),
        (["say", ""], "nothing-to-say"),
        (["say", "word " * 5000], "text-too-long"),
        (["sync", "--audio", "nothing here.wav", "--video", "x.mp4"], "file-missing"),
        (["say", "Hello", "--background", "red"], "bad-background"),
        (["jobs", "show", "no-such-order"], "unknown-job"),
        (["presenters", "show", "nobody"], "unknown-presenter"),
        (["presenters", "check", "nothing here.mp4"], "file-missing"),
        (["presenters", "check", __file__], "unreadable-media"),
    ],
)
def test_bad_input_ends_with_a_sentence_a_code_and_exit_3(
    tmp_path: Path, arguments: list[str], code: str
) -> None:
    done = mouthpiece(tmp_path, *arguments)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 3, done.stderr
    assert last.endswith(f"[{code}]")
    assert len(last) > 40
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*.mp4"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["say", "Hi", "-o", "clip.avi"],
        ["sync", "--audio", "a.wav"],
        ["say", "--rate", "9", "Hi"],
    ],
)
def test_wrong_use_ends_with_exit_2(tmp_path: Path, arguments: list[str]) -> None:
    assert mouthpiece(tmp_path, *arguments).returncode == 2


@pytest.mark.parametrize(
    "arguments", [["presenters", "list"], ["voices", "list"], ["jobs", "list"], ["doctor"]]
)
def test_json_output_is_json_and_nothing_else(tmp_path: Path, arguments: list[str]) -> None:
    done = mouthpiece(tmp_path, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), list)


def test_near_names_are_offered(tmp_path: Path) -> None:
    listed = json.loads(mouthpiece(tmp_path, "presenters", "list", "--json").stdout)
    name = listed[0]["id"]
    done = mouthpiece(tmp_path, "say", "Hello", "--presenter", name[:-1] + "x")
    assert name in done.stderr


def test_every_command_explains_itself(tmp_path: Path) -> None:
    for arguments in (["say"], ["sync"], ["serve"], ["doctor"], ["jobs", "list"], ["voices", "say"], []):
        done = mouthpiece(tmp_path, *arguments, "--help")
        assert done.returncode == 0
        assert "Usage" in done.stdout


def test_footage_is_checked_in_sentences_and_in_json(tmp_path: Path) -> None:
    footage = str(ROOT / "docs/pictures/dark.jpg")
    told = mouthpiece(tmp_path, "presenters", "check", footage, "--sheet", "sheet.jpg")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("Poor")
    assert "too dark" in told.stdout
    assert (tmp_path / "sheet.jpg").stat().st_size > 1000
    assert (
        json.loads(mouthpiece(tmp_path, "presenters", "check", footage, "--json").stdout)["grade"] == "poor"
    )
    assert mouthpiece(tmp_path, "presenters", "check", footage, "--sheet", "sheet.png").returncode == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOUTHPIECE_PORT", "abc"),
        ("MOUTHPIECE_ALLOWED_NETWORKS", "192.168.0.0/33"),
        ("MOUTHPIECE_TRUSTED_PROXIES", "proxy.example"),
        ("MOUTHPIECE_WEBHOOK_HOSTS", "10.0.0.0/99"),
    ],
)
def test_a_setting_that_does_not_fit_is_named_with_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    done = mouthpiece(tmp_path, "jobs", "list")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert f"{name} does not fit" in done.stderr
