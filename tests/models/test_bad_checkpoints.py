"""A checkpoint that is cut short, another file under its name, another network, or code: told at every door, never run."""

from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from wav2lip_files import cut_short, published_shapes  # noqa: E402

from common.errors import MouthpieceError  # noqa: E402
from common.home import Home  # noqa: E402
from common.media import run_ffmpeg  # noqa: E402
from models.errors import WeightsBroken, WeightsUnsafe, WeightsUnsuitable  # noqa: E402
from models.store import State, Store  # noqa: E402
from pipeline.order import ClipOrder  # noqa: E402
from pipeline.render import render  # noqa: E402
from pipeline.workshop import Workshop  # noqa: E402

ROOT = Path(__file__).parents[2]


class Trap:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def named(side: int = 1) -> dict[str, object]:
    """Every tensor of the published files by name, of a size that is not theirs."""
    return {name: torch.zeros((side,) * len(shape)) for name, shape in published_shapes().items()}


def cut_off(path: Path, ran: Path) -> None:
    torch.save({"state_dict": named()}, path, _use_new_zipfile_serialization=False)
    cut_short(path)


def renamed(path: Path, ran: Path) -> None:
    """A photo whose name was changed."""
    made = path.with_name("photo.png")
    run_ffmpeg(["-f", "lavfi", "-i", "color=s=64x64", "-frames:v", "1", "-y", str(made)], limit_s=60)
    made.replace(path)


def another(path: Path, ran: Path) -> None:
    torch.save({"conv1_1.weight": torch.zeros(3), "conv3_3_norm.weight": torch.zeros(3)}, path)


def variant(path: Path, ran: Path) -> None:
    torch.save({"state_dict": named()}, path, _use_new_zipfile_serialization=False)


def code(path: Path, ran: Path) -> None:
    torch.save({"state_dict": named(), "trap": Trap(ran)}, path, _use_new_zipfile_serialization=False)


Make = Callable[[Path, Path], None]
PULLED: list[tuple[Make, type[MouthpieceError], str]] = [
    (cut_off, WeightsBroken, "cut off"),
    (renamed, WeightsBroken, "holds no weights"),
    (another, WeightsBroken, "another model"),
    (code, WeightsUnsafe, "It was not run"),
]
SAID: list[tuple[Make, str]] = [
    (cut_off, "it is cut off"),
    (renamed, "it holds no weights"),
    (another, "another network than Wav2Lip"),
    (variant, "a variant of Wav2Lip"),
    (code, "carries code .* was not run"),
]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path / "home").make()


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("footage") / "small.mp4"
    source = ROOT / "presenters" / "builtin" / "vera" / "footage.mp4"
    run_ffmpeg(["-t", "0.4", "-i", str(source), "-vf", "scale=216:384", "-y", str(path)], limit_s=60)
    return path


@pytest.mark.parametrize(("made", "kind", "words"), PULLED)
def test_it_is_refused_when_it_is_handed_over(
    tmp_path: Path, home: Home, made: Make, kind: type[MouthpieceError], words: str
) -> None:
    given, ran = tmp_path / "wav2lip.pth", tmp_path / "ran"
    made(given, ran)
    store = Store(home)
    with pytest.raises(kind, match=words):
        store.pull("wav2lip", source=given)
    assert store.get("wav2lip").state is State.MISSING
    assert not ran.exists()


@pytest.mark.parametrize(("made", "kind", "words"), PULLED)
def test_verify_finds_it_when_it_was_put_there_by_hand(
    tmp_path: Path, home: Home, made: Make, kind: type[MouthpieceError], words: str
) -> None:
    ran = tmp_path / "ran"
    made(home.weights / "wav2lip.pth", ran)
    (found,) = Store(home).verify()
    assert isinstance(found.error, kind)
    assert words in str(found.error)
    assert found.state is State.DAMAGED
    assert not ran.exists()


@pytest.mark.parametrize(("made", "words"), SAID)
def test_a_clip_is_refused_and_nothing_is_left_of_it(
    tmp_path: Path, home: Home, footage: Path, made: Make, words: str
) -> None:
    ran, out = tmp_path / "ran", tmp_path / "clip.mp4"
    made(home.weights / "wav2lip.pth", ran)
    order = ClipOrder(text="Hi.", language="en", footage=str(footage), engine="wav2lip", device="cpu")
    with pytest.raises(WeightsUnsuitable, match=words):
        render(order, workshop=Workshop.open(home), out=out, report=lambda _: None)
    assert not list(tmp_path.glob("*.mp4"))
    assert not ran.exists()
