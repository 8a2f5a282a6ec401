"""``personalize`` and ``batch``: checks before anything starts, one failing clip stops no other, a second call goes on."""

import csv
import json
import subprocess
from pathlib import Path

import pytest
from test_cli import mouthpiece

from common.home import Home
from common.media import run_ffmpeg, write_sound
from pipeline.workshop import Workshop
from voices.speaking import speak

HELLO = "Hello {Name}. Come to our summer camp soon."


def table(folder: Path, text: str) -> str:
    path = folder / "people.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def personalize(folder: Path, rows: str, *more: str, script: str = HELLO) -> subprocess.CompletedProcess[str]:
    given = ["--script", script, "--table", table(folder, rows), "--size", "64", "-o", str(folder / "made")]
    return mouthpiece(folder, "personalize", *given, *more)


def index(folder: Path) -> list[dict[str, str]]:
    with (folder / "made" / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("rows", "more", "code"),
    [
        ("name\nAnna\n\nLi\n", ["--pattern", "{course}"], "missing-column"),
        ("name,course\nAnna,\n,x\n", [], "empty-cell"),
        ("name\n", [], "no-rows"),
        ("name\nAnna\n", ["--pattern", "{name"], "template-broken"),
        ("name\nAnna\n", ["--presenter", "nobody"], "unknown-presenter"),
        ("name\nAnna\n", ["--voice", "nobody"], "unknown-voice"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_made(
    tmp_path: Path, rows: str, more: list[str], code: str
) -> None:
    done = personalize(tmp_path, rows, *more)
    assert done.returncode == 3, done.stderr
    assert f"[{code}]" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "made").exists()


def test_check_tells_problems_by_row_and_makes_nothing(tmp_path: Path) -> None:
    fine = personalize(tmp_path, "name\nAnna\nanna\nAnna\n", "--check")
    assert fine.returncode == 0
    assert fine.stdout == "people.csv: 3 rows, nothing stands in the way.\n"
    assert "Note: Row 4 says the same as row 2. [repeated-row]" in fine.stderr
    wrong = personalize(tmp_path, "name,course\nAnna,x\n,y\n", "--check", "--json")
    assert wrong.returncode == 3
    told = json.loads(wrong.stdout)
    assert [(one["code"], one["row"], one["column"]) for one in told] == [("empty-cell", 3, "Name")]
    assert not (tmp_path / "made").exists()


def test_each_row_becomes_a_clip_and_a_second_call_makes_only_what_is_missing(tmp_path: Path) -> None:
    done = personalize(tmp_path, "name\nAnna\nLi/Ming\n", "--pattern", "For {name}", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [(clip["file"], clip["state"]) for clip in told["clips"]] == [
        ("For Anna.mp4", "made"),
        ("For Li-Ming.mp4", "made"),
    ]
    assert 0 < told["clips"][1]["reused_s"] == told["reused_s"] < told["clips"][1]["duration_s"]
    assert [(row["row"], row["name"], row["state"], row["error"]) for row in index(tmp_path)] == [
        ("2", "Anna", "made", ""),
        ("3", "Li/Ming", "made", ""),
    ]
    (tmp_path / "made" / "For Anna.mp4").unlink()
    again = personalize(tmp_path, "name\nAnna\nLi/Ming\n", "--pattern", "For {name}")
    assert "1 of 2 clips made" in again.stderr
    assert "1 were there already" in again.stderr
    assert [row["state"] for row in index(tmp_path)] == ["made", "kept"]
    other = "Goodbye, {name}."
    refused = personalize(tmp_path, "name\nAnna\nWu\n", "--pattern", "For {name}", script=other)
    assert refused.returncode == 3
    assert "is there already and is another clip" in refused.stderr
    assert [(row["state"], row["error"]) for row in index(tmp_path)] == [
        ("failed", "output-exists"),
        ("made", ""),
    ]
    forced = personalize(tmp_path, "name\nAnna\nWu\n", "--pattern", "For {name}", "--overwrite", script=other)
    assert forced.returncode == 0
    assert not list((tmp_path / "clips").rglob("*.*"))


def test_one_failing_row_stops_no_other(tmp_path: Path) -> None:
    done = personalize(
        tmp_path,
        "name\n🙂\nAnna\n",
        script="{name}",
    )
    assert done.returncode == 3
    assert "[nothing-to-say]" in done.stderr
    assert [(row["state"], row["error"]) for row in index(tmp_path)] == [
        ("failed", "nothing-to-say"),
        ("made", ""),
    ]


def test_many_videos_say_one_sound_and_a_broken_one_stops_no_other(tmp_path: Path) -> None:
    voice, language = (voices := Workshop.open(Home(root=tmp_path)).voices).choose("Hello", language="en")
    assert voices
    speech = speak("Hello.", voice=voice, language=language)
    write_sound(tmp_path / "hello.wav", speech.samples, speech.rate_hz)
    vera = Path(__file__).parents[2] / "presenters/builtin/vera/footage.mp4"
    small = ["-vf", "scale=288:512", "-t", "1", "-an"]
    run_ffmpeg(["-i", str(vera), *small, str(tmp_path / "one.mp4")], limit_s=60.0)
    (tmp_path / "broken.mp4").write_bytes(b"no video")
    given = ["--audio", "hello.wav", "--video", "broken.mp4", "one.mp4", "gone.jpg", "--presenter", "jonas"]
    done = mouthpiece(tmp_path, "batch", *given, "--size", "64", "-o", "made")
    assert done.returncode == 3, done.stderr
    assert "2 of 4 clips made" in done.stderr
    assert [(row["file"], row["error"]) for row in index(tmp_path)] == [
        ("broken.mp4", "unreadable-media"),
        ("one.mp4", ""),
        ("gone.mp4", "file-missing"),
        ("jonas.mp4", ""),
    ]
    assert (tmp_path / "made" / "one.mp4").stat().st_size > 1000


@pytest.mark.parametrize(
    "arguments",
    [
        ["personalize", "--table", "x.csv", "-o", "x"],
        ["personalize", "--script", "a", "--script-file", "b", "--table", "x.csv", "-o", "x"],
        ["batch", "--video", "a.mp4", "-o", "x"],
        ["batch", "--text", "Hello", "-o", "x"],
    ],
)
def test_wrong_use_of_many_ends_with_exit_2(tmp_path: Path, arguments: list[str]) -> None:
    assert mouthpiece(tmp_path, *arguments).returncode == 2


def test_a_script_may_be_one_placeholder_and_its_rows_chinese(tmp_path: Path) -> None:
    spoken = personalize(tmp_path, "name\n你好，欢迎来到这里\n", script="{name}")
    assert spoken.returncode == 0, spoken.stderr
    assert [row["file"] for row in index(tmp_path)] == ["你好，欢迎来到这里.mp4"]


def test_bad_rows_are_left_out_when_asked_for_and_stand_in_the_index_without_a_file(tmp_path: Path) -> None:
    rows = "name,course\nAnna,x\n,y\nLi,z\nAnna,x\n"
    stopped = personalize(tmp_path, rows)
    assert stopped.returncode == 3
    assert "--skip-bad" in stopped.stderr
    checked = personalize(tmp_path, rows, "--skip-bad", "--check")
    assert checked.stdout == "people.csv: 2 rows can be made, 2 are left out.\n"
    done = personalize(tmp_path, rows, "--skip-bad", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["made"], told["left_out"]) == (2, 2)
    assert [(one["row"], one["file"], one["state"], one["error"]) for one in index(tmp_path)] == [
        ("2", "Anna.mp4", "made", ""),
        ("3", "", "left out", "empty-cell"),
        ("4", "Li.mp4", "made", ""),
        ("5", "", "left out", "repeated-row"),
    ]
    assert index(tmp_path)[1]["sentence"] == "Row 3, Name: the cell is empty."


def test_a_table_without_a_good_row_makes_nothing(tmp_path: Path) -> None:
    done = personalize(tmp_path, "name,course\n,x\n", "--skip-bad")
    assert done.returncode == 3
    assert "[empty-cell]" in done.stderr
    assert not (tmp_path / "made").exists()
