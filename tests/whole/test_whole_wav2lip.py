"""Lips by a checkpoint in the published form, in the chat of the whole program."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from common.home import Home  # noqa: E402
from models.store import Store  # noqa: E402
from models.wav2lip import Wav2Lip  # noqa: E402

CLIP_LIMIT_S = 240


def test_a_text_in_the_chat_is_said_with_the_lips_of_the_installation(
    resting, person, wait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, given = Home(root=resting.home).make(), tmp_path / "wav2lip_gan.pth"
    torch.manual_seed(4)
    weights = {f"module.{name}": v.half() for name, v in Wav2Lip().state_dict().items() if v.ndim}
    torch.save({"state_dict": weights, "global_step": 1}, given, _use_new_zipfile_serialization=False)
    assert Store(home).pull("wav2lip-gan", source=given).checked
    monkeypatch.setenv("MOUTHPIECE_ENGINE", "wav2lip-gan")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    resting.start()
    ann = person(resting, "Ann")
    ann.say("/start")
    ann.say("Hello there.")
    wait(ann.videos, CLIP_LIMIT_S, resting.log)
    (receipt,) = home.clips.rglob("*.json")
    assert json.loads(receipt.read_text(encoding="utf-8"))["engine"] == "wav2lip-gan"
