"""Which lips draw a clip: what an order names, what was kept, and what is left when that cannot work."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from bot.cli import cli
from bot.settings import Settings
from common.errors import UnknownEngine
from common.home import Home
from models.errors import EngineNeedsWeights, EngineNotAgreed, WeightsUnsuitable
from models.ledger import Ledger
from pipeline.lips.engines import Engines
from pipeline.order import ClipOrder, Progress
from pipeline.render import render
from pipeline.workshop import Workshop
from presenters.catalog import BUILTIN, Presenters
from presenters.registry import Registry

HELLO = ClipOrder(text="Hello.", presenter="mira")
pytest.importorskip("torch")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path / "home").make()


def put(home: Home, name: str = "wav2lip", *, source: str) -> None:
    """Weights in place, as ``models pull`` ("download", "file") or somebody's hand ("found") put them."""
    (home.weights / f"{name.replace('-', '_')}.pth").touch()
    Ledger(home.weights).remember(name, {}, source=source, damaged=False)


def drawn_by(home: Home, order: ClipOrder, *, usual: str | None = None, person: str | None = None) -> str:
    """ "must", "may" or "left", and the engine."""
    seen = Presenters(home=home).get(order.presenter or "mira")
    found = Engines(home=home, usual=usual).settled(order, seen, person=person)
    told = {"must": found.engine, "may": found.usual_engine, "left": found.left_engine}
    return " ".join(f"{how} {name}" for how, name in told.items() if name)


def test_the_order_comes_before_the_person_the_presenter_and_the_installation(home: Home) -> None:
    for name in ("wav2lip", "wav2lip-gan"):
        put(home, name, source="file")
    assert drawn_by(home, HELLO) == ""
    assert drawn_by(home, HELLO, usual="wav2lip-gan") == "may wav2lip-gan"
    Registry(home=home).keep_engine("mira", "wav2lip")
    assert drawn_by(home, HELLO, usual="wav2lip-gan") == "may wav2lip"
    assert drawn_by(home, ClipOrder(text="Hi", presenter="jonas"), usual="wav2lip-gan") == "may wav2lip-gan"
    assert drawn_by(home, HELLO, person="wav2lip-gan") == "may wav2lip-gan"
    assert drawn_by(home, HELLO, person="warp") == ""
    assert (
        drawn_by(home, ClipOrder(text="Hi", presenter="mira", engine="warp"), person="wav2lip") == "must warp"
    )
    Registry(home=home).keep_engine("mira", None)
    assert drawn_by(home, HELLO) == ""


def test_a_licence_nobody_agreed_to_is_never_taken_silently(home: Home) -> None:
    assert drawn_by(home, HELLO, usual="wav2lip") == "left wav2lip"
    put(home, source="found")
    assert drawn_by(home, HELLO, usual="wav2lip") == "left wav2lip"
    assert drawn_by(home, HELLO, person="wav2lip") == "may wav2lip"
    with pytest.raises(EngineNotAgreed, match="models pull wav2lip --from FILE"):
        Engines(home=home).get("wav2lip").check_keepable()
    with pytest.raises(EngineNeedsWeights):
        Engines(home=home).get("wav2lip-gan").check_keepable()
    put(home, source="download")
    Engines(home=home).get("wav2lip").check_keepable()
    assert drawn_by(home, HELLO, usual="wav2lip") == "may wav2lip"


def test_an_engine_of_a_later_version_that_was_kept_is_left_and_one_asked_for_is_told(home: Home) -> None:
    assert drawn_by(home, HELLO, usual="musetalk") == "left musetalk"
    with pytest.raises(UnknownEngine, match="wav2lip"):
        Engines(home=home).check("wav2lib")
    with pytest.raises(ValidationError, match="warp, wav2lip"):
        Settings(engine="wav2lib")


def test_the_same_words_with_other_lips_are_another_clip_and_old_clips_are_found_again() -> None:
    kept = ClipOrder(text="Hello.", usual_engine="wav2lip")
    assert len({HELLO.key(), kept.key(), ClipOrder(text="Hello.", left_engine="wav2lip").key()}) == 3
    told = json.loads(HELLO.to_json())
    del told["usual_engine"], told["left_engine"]
    before = ClipOrder.from_json(json.dumps(told))
    assert before.key() == HELLO.key()


def test_a_kept_engine_goes_with_its_presenter_and_survives_a_new_name(home: Home) -> None:
    registry = Registry(home=home)
    ann = registry.add(BUILTIN / "mira" / "footage.mp4", name="Ann", owner="local", consent="Ann, today")
    assert registry.keep_engine("Ann", "wav2lip").engine == "wav2lip"
    assert registry.rename(ann.id, "Anna").engine == "wav2lip"
    assert Presenters(home=home).get("mira").engine == ""
    registry.remove(ann.id)
    assert ann.id not in (home.presenters / ".engines.json").read_text(encoding="utf-8")
    (home.presenters / ".engines.json").write_text("not json")
    assert Presenters(home=home).get("mira").engine == ""


def test_lips_that_went_away_after_the_order_leave_a_clip_by_warp_that_says_so(
    home: Home, tmp_path: Path
) -> None:
    order = ClipOrder(text="Hi.", language="en", presenter="mira", usual_engine="wav2lip", size=64)
    clip = render(order, workshop=Workshop.open(home), out=tmp_path / "c.mp4", report=lambda _: None)
    told = json.loads(Path(clip.receipt).read_text(encoding="utf-8"))
    assert told["engine"] == "warp"
    assert told["remarks"].keys() == {"lips-left"}
    assert "“wav2lip”" in told["remarks"]["lips-left"]
    with pytest.raises(EngineNeedsWeights):
        named = ClipOrder(text="Hi.", presenter="mira", engine="wav2lip")
        render(named, workshop=Workshop.open(home), out=tmp_path / "d.mp4", report=lambda _: None)


def test_damaged_weights_of_a_kept_engine_leave_a_clip_by_warp_and_a_named_one_fails_before_it_speaks(
    home: Home, tmp_path: Path
) -> None:
    put(home, source="file")
    for damage in (b"", b"no checkpoint", b"PK\x03\x04 cut off"):
        (home.weights / "wav2lip.pth").write_bytes(damage)
        order = ClipOrder(text="Hi.", language="en", presenter="mira", usual_engine="wav2lip", size=64)
        clip = render(order, workshop=Workshop.open(home), out=tmp_path / "c.mp4", report=lambda _: None)
        told = json.loads(Path(clip.receipt).read_text(encoding="utf-8"))
        assert (told["engine"], list(told["remarks"])) == ("warp", ["lips-left"])
        assert "models verify" in told["remarks"]["lips-left"]
        heard: list[Progress] = []
        named = ClipOrder(text="Hi.", presenter="mira", engine="wav2lip")
        with pytest.raises(WeightsUnsuitable, match=r"wav2lip\.pth"):
            render(named, workshop=Workshop.open(home), out=tmp_path / "d.mp4", report=heard.append)
        assert heard == []


def test_every_command_that_makes_clips_takes_an_engine_and_refuses_one_that_cannot_work(
    home: Home, tmp_path: Path
) -> None:
    def run(*told: str, **settings: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, told, env={"MOUTHPIECE_HOME": str(home.root), **settings})
        return done.exit_code, done.output

    from bot.many_cli import batch, personalize

    cli.add_command(batch)
    cli.add_command(personalize)
    rows = tmp_path / "rows.csv"
    rows.write_text("name\nAnn\n")
    asked = ("--engine", "wav2lip", "-o", str(tmp_path / "out"))
    for command in (
        ("say", "Hi", "--engine", "wav2lip"),
        ("batch", "--text", "Hi", "--presenter", "mira", *asked),
        ("personalize", "--script", "Hi {name}", "--table", str(rows), *asked),
    ):
        code, said = run(*command)
        assert (code, "engine-needs-weights" in said) == (3, True), said
    assert not (tmp_path / "out").exists()
    shutil.rmtree(home.prepared, ignore_errors=True)
    code, said = run(
        *("batch", "--text", "Hi", "--presenter", "mira", "--size", "64", "-o", str(tmp_path / "out")),
        MOUTHPIECE_ENGINE="wav2lip",
    )
    assert code == 0, said
    assert said.count("“wav2lip”, which were chosen before") == 1
