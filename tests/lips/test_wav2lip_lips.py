"""Lips by Wav2Lip's network: only the mouth is its own, silence rests, and what is missing is told."""

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from lip_world import luma, tracked

from common.errors import UnknownEngine
from common.home import Home
from common.media import probe, read_frames
from models.errors import EngineNeedsWeights
from pipeline.lips.engines import FILES
from pipeline.lips.facecrop import SIDE_PX, boxes, cut, to_bgr, to_yuv
from pipeline.lips.facelay import matched, patch
from pipeline.lips.warp import Warp
from pipeline.lips.wav2lip import Wav2Lip, at_once, talking
from pipeline.mouthtrack import JAW, PARAMETERS, MouthTrack
from pipeline.order import ClipOrder
from pipeline.render import render
from pipeline.workshop import Workshop
from presenters.footage import play
from presenters.presenter import Prepared
from voices.voice import Speech

Array = npt.NDArray[np.float32]
Frame = npt.NDArray[np.uint8]
ROOT = Path(__file__).parents[2]
NOISE = Speech(
    samples=np.random.default_rng(1).normal(0, 0.1, 48000).astype(np.float32), rate_hz=24000, language="en"
)


class Standin:
    """In the network's place: gives ``change``d faces, and remembers what it was asked."""

    def __init__(self, change: Callable[[Array], Array], *, at_once: int = 4) -> None:
        self.at_once = at_once
        self.change = change
        self.asked: list[tuple[Array, Array]] = []

    def speak(self, faces: Array, sounds: Array) -> Array:
        self.asked.append((faces, sounds))
        return self.change(faces)


def painted(faces: Array) -> Array:
    """The mouth as a dark square, the way a network opens it."""
    out = faces.copy()
    out[:, 64:78, 36:60] = (30, 25, 60)
    return out


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(root=tmp_path / "home").make()
    (home.weights / "wav2lip.pth").touch()
    return home


def rendered(home: Home, prepared: Prepared, network: Standin, mouth: MouthTrack) -> list[Frame]:
    return list(Wav2Lip(home, opened=lambda path, device: network).render(prepared, NOISE, mouth))


def allowed(prepared: Prepared) -> npt.NDArray[np.bool_]:
    """Where the first frame's patch may change the picture, a pixel of room with it."""
    import cv2

    place = boxes(prepared.landmarks)[0]
    mask = patch(prepared.landmarks[0], cut(next(play(prepared)), place))
    matrix = np.c_[place.axes / SIDE_PX, place.origin + place.axes.sum(1) / SIDE_PX / 2 - 0.5]
    seen = cv2.warpAffine(
        (cv2.dilate(mask, np.ones((3, 3))) > 0).astype(np.uint8), matrix, (prepared.width, prepared.height)
    )
    return np.asarray(cv2.dilate(seen, np.ones((5, 5))) > 0)


def test_only_the_mouth_is_changed_and_it_is(home: Home, calm: Prepared) -> None:
    frame, *_ = rendered(home, calm, Standin(painted), tracked(1, {JAW: 0.5}))
    own, inside = next(play(calm)), allowed(calm)
    changed = luma(frame) != luma(own)
    assert not changed[~inside].any()
    marks = calm.landmarks[0]
    x, y = marks[[13, 14]].mean(0).astype(int)
    lips = slice(y - 8, y + 12), slice(x - 12, x + 12)
    assert luma(frame)[lips].mean() < luma(own)[lips].mean() - 30
    chroma = [part[calm.height :].reshape(2, calm.height // 2, -1) for part in (frame, own)]
    assert not (chroma[0] != chroma[1])[:, ~inside[::2, ::2] & ~inside[1::2, 1::2]].any()
    tip_of_nose = marks[4, 1]
    assert np.flatnonzero(changed.any(axis=1)).min() > tip_of_nose


def test_a_network_that_changes_nothing_is_hardly_seen(home: Home, calm: Prepared) -> None:
    """Neither is one that sees all in another light, as networks do."""
    own = next(play(calm))
    for change in (lambda faces: faces, lambda faces: faces * 0.92 + 10):
        frame, *_ = rendered(home, calm, Standin(change), tracked(1, {JAW: 0.5}))
        differs = np.abs(luma(frame).astype(float) - luma(own))[allowed(calm)]
        assert differs.mean() < 2.0
        assert np.percentile(differs, 99) < 14


def test_the_network_is_shown_faces_as_its_makers_cut_them(home: Home, calm: Prepared) -> None:
    network = Standin(lambda faces: faces, at_once=2)
    rendered(home, calm, network, tracked(5, {JAW: 0.5}))
    assert [len(faces) for faces, _ in network.asked] == [2, 2, 1]
    faces, sounds = network.asked[0]
    assert (faces.shape, sounds.shape) == ((2, 96, 96, 3), (2, 80, 16))
    assert sounds.max() > 1
    skin = faces[0, 60:66, 20:26].mean(axis=(0, 1))
    assert skin[2] > skin[1] > skin[0], "blue, green, red"
    place = boxes(calm.landmarks)[0]
    told = (calm.landmarks[0] - place.origin) @ np.linalg.inv(place.axes).T
    assert told[[33, 263], 1].mean() == pytest.approx(0.37, abs=0.04)
    assert told[[13, 14], 1].mean() == pytest.approx(0.72, abs=0.04)
    assert told[152, 1] == pytest.approx(0.96, abs=0.01)
    assert (told[:, 0].min(), told[:, 0].max()) == (pytest.approx(0, abs=0.02), pytest.approx(1, abs=0.02))


def test_a_tilted_face_is_shown_upright(make: Callable[..., Prepared], calm: Prepared) -> None:
    tilted = make("scale=432:768,rotate=0.35:fillcolor=gray", seconds=0.2)
    faces = [cut(next(play(one)), boxes(one.landmarks)[0]).small[..., 0] for one in (tilted, calm)]
    inner = [face[20:90, 15:80].ravel() for face in faces]
    assert np.corrcoef(*inner)[0, 1] > 0.9


def test_in_silence_the_footages_own_mouth_rests(home: Home, calm: Prepared) -> None:
    values = np.zeros((30, len(PARAMETERS)), np.float32)
    values[12:18, JAW] = 0.6
    mouth = MouthTrack(values=values, fps=25.0)
    network = Standin(painted)
    frames = rendered(home, calm, network, mouth)
    resting = list(Warp().render(calm, NOISE, tracked(30, {})))
    same = [np.array_equal(a, b) for a, b in zip(frames, resting, strict=True)]
    assert not any(same[12:18])
    assert all(same[:8] + same[23:])
    assert sum(len(faces) for faces, _ in network.asked) < 16


def test_lips_go_over_to_rest_softly() -> None:
    values = np.zeros((40, len(PARAMETERS)), np.float32)
    values[[10, 13], JAW] = 0.5
    found = talking(MouthTrack(values=values, fps=25.0))
    assert (found[10:14] == 1).all()
    assert (found[:6].max(), found[18:].max()) == (0, 0)
    assert (np.diff(found[5:11]) >= 0).all()
    assert 0 < found[8] < 1
    assert (talking(tracked(5, {})) == 0).all()
    assert (talking(tracked(5, {JAW: 0.3})) == 1).all()


def test_frames_without_a_face_pass_through(home: Home, make: Callable[..., Prepared]) -> None:
    scale, blank = "[0:v]scale=432:768,fps=25", "color=gray:s=432x768:r=25:d=0.4[g]"
    cut_ = f"{scale},split[p][q];[p]trim=0:0.4,setpts=PTS-STARTPTS[a];[q]trim=0.4:0.8,setpts=PTS-STARTPTS[b]"
    prepared = make(f"{cut_};{blank};[a][g][b]concat=n=3", seconds=1.2)
    frames = rendered(home, prepared, Standin(painted), tracked(prepared.frames, {JAW: 0.5}))
    for frame, own, face in zip(
        frames, islice(play(prepared), prepared.frames), prepared.has_face, strict=True
    ):
        assert face or np.array_equal(frame, own)


def test_a_face_at_the_pictures_border_and_a_photo_speak(home: Home, make: Callable[..., Prepared]) -> None:
    for prepared in (
        make("scale=432:768,crop=432:450:0:0", seconds=0.2),
        make("scale=432:768,crop=170:768:130:0", seconds=0.2),
        make("scale=432:768", photo=True),
    ):
        frames = rendered(home, prepared, Standin(painted), tracked(3, {JAW: 0.5}))
        assert [frame.shape for frame in frames] == [(prepared.height * 3 // 2, prepared.width)] * 3


def test_memory_does_not_grow_with_the_clip(home: Home, calm: Prepared) -> None:
    def peak(frames: int) -> int:
        network = Standin(lambda faces: faces)
        engine = Wav2Lip(home, opened=lambda path, device: network)
        tracemalloc.start()
        for _ in engine.render(calm, NOISE, tracked(frames, {JAW: 0.4})):
            network.asked.clear()
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(2)
    assert peak(60) < 1.1 * peak(20) + 200_000
    assert at_once(128, calm) == 128
    large = Prepared(**{**vars(calm), "width": 3840, "height": 2160})
    assert 1 <= at_once(128, large) < 16


def test_after_a_lost_process_fewer_faces_are_drawn_at_a_time(home: Home, calm: Prepared) -> None:
    network = Standin(lambda faces: faces, at_once=16)
    engine = Wav2Lip(home, opened=lambda path, device: network)
    for lost, sizes in ((0, [16, 1]), (1, [4, 4, 4, 4, 1]), (2, [1] * 17), (9, [1] * 17)):
        network.asked.clear()
        frames = list(engine.after(lost).render(calm, NOISE, tracked(17, {JAW: 0.4})))
        assert len(frames) == 17
        assert [len(faces) for faces, _ in network.asked] == sizes


def test_colours_go_there_and_back() -> None:
    yuv = np.array([[[16, 128, 128], [235, 128, 128], [120, 110, 150]]], np.float32)
    for colour in ("bt601", "bt709", ""):
        np.testing.assert_allclose(to_yuv(to_bgr(yuv, colour), colour), yuv, atol=1.0)
    np.testing.assert_allclose(to_bgr(yuv, "bt709")[0, :2], [[0] * 3, [255] * 3], atol=1.0)


def test_a_difference_in_light_is_carried_into_the_patch_and_a_new_shape_is_kept() -> None:
    own = np.full((96, 96, 3), 120, np.float32)
    mask = np.zeros((96, 96), np.float32)
    mask[50:90, 20:76] = 1
    drawn = own - 9
    drawn[65:75, 40:56] -= 60
    found = matched(drawn, own, mask)
    np.testing.assert_allclose(found[55, 30], 120, atol=1)
    assert found[70, 48, 0] == pytest.approx(60, abs=2)


def test_an_engine_without_weights_says_where_they_come_from(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    workshop = Workshop.open(Home(root=tmp_path).make())
    assert workshop.engine(None).id == "warp"
    for name in FILES:
        with pytest.raises(EngineNeedsWeights, match=f"models pull {name}"):
            workshop.engine(name)
    with pytest.raises(UnknownEngine, match="wav2lip"):
        workshop.engine("wav2lib")
    with pytest.raises(EngineNeedsWeights):
        order = ClipOrder(text="Hello.", engine="wav2lip")
        render(order, workshop=workshop, out=tmp_path / "c.mp4", report=lambda _: None)
    assert not (tmp_path / "c.mp4").exists()


def test_without_pytorch_everything_else_works_and_the_engine_says_so(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from pathlib import Path; from common.home import Home; from models.errors import EngineNeedsTorch\n"
        "from pipeline.workshop import Workshop\n"
        "workshop = Workshop.open(Home(root=Path(sys.argv[1])).make())\n"
        "assert workshop.engine(None).id == 'warp'\n"
        "try: workshop.engine('wav2lip')\n"
        "except EngineNeedsTorch as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "./run install coqui" in done.stdout


def test_opening_the_workshop_loads_no_pytorch(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from common.home import Home; from pipeline.workshop import Workshop\n"
        "Workshop.open(Home(root=Path(sys.argv[1])).make()); print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "False"


def test_a_whole_clip_with_random_weights(
    tmp_path: Path, make: Callable[..., Prepared], calm: Prepared, request: pytest.FixtureRequest
) -> None:
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    request.addfinalizer(lambda: torch.set_num_threads(threads))
    from models.wav2lip import Wav2Lip as Network

    home = Home(root=tmp_path / "home").make()
    torch.manual_seed(2)
    told = {"state_dict": Network().state_dict(), "global_step": 1}
    torch.save(told, home.weights / "wav2lip_gan.pth", _use_new_zipfile_serialization=False)
    order = ClipOrder(text="Hi!", language="en", footage=str(calm.forth), engine="wav2lip-gan", device="cpu")
    clip = render(order, workshop=Workshop.open(home), out=home.new_clip(), report=lambda _: None)
    info = probe(Path(clip.path))
    assert (info.width, info.height, clip.fps) == (432, 768, 25.0)
    frames = list(read_frames(Path(clip.path), width=432, height=768))
    assert len(frames) == clip.frames
    assert '"engine": "wav2lip-gan"' in Path(clip.receipt).read_text(encoding="utf-8")
    own = next(play(calm))
    inside = allowed(calm)
    differs = [
        np.abs(luma(frame).astype(float) - luma(own)) for frame in (frames[0], frames[len(frames) // 3])
    ]
    assert differs[0][inside].mean() < 6, "at rest before the first sound"
    assert differs[1][inside].mean() > differs[0][inside].mean() + 4
