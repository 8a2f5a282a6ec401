"""Two engines compared blind on the command line, with random weights in the second one's place."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.compare_cli import compare
from common.home import Home
from common.media import probe, run_ffmpeg
from models.ledger import Ledger
from presenters.catalog import BUILTIN, Presenters
from presenters.registry import Registry

torch = pytest.importorskip("torch")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(root=tmp_path / "home").make()
    face = tmp_path / "ann.jpg"
    footage = BUILTIN / "tomas" / "footage.mp4"
    run_ffmpeg(
        ["-ss", "1", "-i", str(footage), "-frames:v", "1", "-vf", "scale=216:384", str(face)], limit_s=30
    )
    Registry(home=home).add(face, name="Ann", owner="local", consent="nobody, drawn")
    return home


def put_weights(home: Home) -> None:
    from models.wav2lip import Wav2Lip as Network

    torch.manual_seed(2)
    torch.save({"state_dict": Network().state_dict()}, home.weights / "wav2lip.pth")


def run(home: Home, *told: str) -> Result:
    cli.add_command(compare)
    return CliRunner().invoke(cli, ["compare", "Ann", *told], env={"MOUTHPIECE_HOME": str(home.root)})


def kept(home: Home) -> str:
    return Presenters(home=home).get("Ann").engine


def test_with_one_engine_there_is_nothing_to_compare_and_it_says_how_to_get_another(
    home: Home, tmp_path: Path
) -> None:
    said = run(home, "-o", str(tmp_path / "out"))
    assert (said.exit_code, "nothing-to-compare" in said.output) == (3, True)
    assert "./run models list" in said.output
    assert run(home, "--engines", "warp,wav2lip").output.count("models pull wav2lip") == 1
    assert "two-to-compare" in run(home, "--engines", "warp,warp").output
    assert not (tmp_path / "out").exists()


def test_two_engines_are_seen_blind_voted_on_kept_and_forgotten(home: Home, tmp_path: Path) -> None:
    put_weights(home)
    folder = tmp_path / "out"
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    made = run(home, "--text", "Hi!", "-o", str(folder))
    torch.set_num_threads(threads)
    assert made.exit_code == 0, made.output
    assert "wav2lip" not in made.output
    assert "--vote A (or B, or same)" in made.output
    sizes = [probe(folder / f"{name}.mp4") for name in ("A", "B", "A-B")]
    assert [(info.width, info.height) for info in sizes] == [(216, 384), (216, 384), (444, 384)]
    assert (folder / "A.mp4").read_bytes() != (folder / "B.mp4").read_bytes()
    sealed = json.loads((folder / ".comparison.json").read_text(encoding="utf-8"))
    assert {sealed["a"], sealed["b"]} == {"warp", "wav2lip"}
    by_network = "A" if sealed["a"] == "wav2lip" else "B"
    refused = run(home, "-o", str(folder), "--vote", by_network)
    assert (refused.exit_code, "engine-not-agreed" in refused.output, kept(home)) == (3, True, "")
    assert f"A was {sealed['a']}, B was {sealed['b']}" in refused.output
    Ledger(home.weights).remember("wav2lip", {}, source="file", damaged=False)
    voted = run(home, "-o", str(folder), "--vote", by_network.lower(), "--json")
    assert json.loads(voted.output)["kept"] == kept(home) == "wav2lip"
    assert not (folder / ".comparison.json").exists()
    undone = run(home, "--forget")
    assert (undone.exit_code, kept(home)) == (0, "")
    (folder / ".comparison.json").write_text(json.dumps(sealed))
    alike = run(home, "-o", str(folder), "--vote", "same")
    assert ("Nothing was changed" in alike.output, kept(home)) == (True, "")


def test_files_of_somebodys_own_are_not_written_over(home: Home, tmp_path: Path) -> None:
    (home.weights / "wav2lip.pth").touch()
    (tmp_path / "A.mp4").write_text("mine")
    said = run(home, "-o", str(tmp_path))
    assert (said.exit_code, "output-exists" in said.output) == (3, True)
    assert (tmp_path / "A.mp4").read_text() == "mine"


def test_a_port_where_nothing_answers_is_told(home: Home) -> None:
    said = run(home, "--port", "1")
    assert said.exit_code == 2
    assert "Nothing answers on port 1" in said.output
