"""The manifest says of every weight what one must know before fetching it."""

import pytest
from weights_world import ABOUT

from models.manifest import KINDS, Model, manifest, parse

MODELS = list(manifest())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_a_model_tells_what_it_is_for_and_what_is_allowed(model: Model) -> None:
    for said in (model.name, model.what, model.instead, model.maker, model.licence):
        assert said.strip() == said != ""
    assert model.allows.endswith(".")
    assert model.kind != "voice" or model.languages
    assert model.commercial is not True or "any use" in model.allows.lower()
    for file in model.files:
        assert all(url.startswith("https://") for url in file.urls)


def test_every_kind_is_there_and_no_two_share_a_place() -> None:
    assert {model.kind for model in MODELS} == set(KINDS)
    places = [(model.folder, file.name) for model in MODELS for file in model.files]
    assert len(set(places)) == len(places)


def test_the_known_limits_are_said_plainly() -> None:
    for name in ("wav2lip", "wav2lip-gan", "coqui-xtts-v2"):
        assert manifest().get(name).commercial is False
    assert {"en", "de", "ru", "zh-cn"} <= {tag for model in MODELS for tag in model.languages}


@pytest.mark.parametrize(
    "wrong",
    [
        'form = "checkpoint"\nurls = ["file:///etc/passwd"]',
        'form = "checkpoint"\nsha256 = "12"',
        'form = "program"',
        'form = "checkpoint"\nurls = ["ftp://example.org/a.pth"]',
    ],
)
def test_a_wrong_manifest_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"manifest\.toml"):
        parse(f'[[model]]\nid = "a"\nkind = "lips"\n{ABOUT}[[model.files]]\nname = "a.pth"\n{wrong}\n')


@pytest.mark.parametrize("name", ["../a.pth", "/a.pth", "a b.pth", ".hidden"])
def test_a_file_outside_its_place_is_refused(name: str) -> None:
    told = (
        f'[[model]]\nid = "a"\nkind = "lips"\n{ABOUT}[[model.files]]\nname = "{name}"\nform = "checkpoint"\n'
    )
    with pytest.raises(ValueError, match="plain file name"):
        parse(told)
