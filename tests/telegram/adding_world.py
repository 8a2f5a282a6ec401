"""A presenter of one's own on its way through the chat."""

from pathlib import Path
from typing import Any

import pytest
from telegram_world import ANN, World, ffmpeg

from bot.examining import Found
from presenters.catalog import Presenters
from presenters.presenter import Presenter

VERA = Path(__file__).parents[2] / "presenters/builtin/vera/footage.mp4"
ME = "telegram:11"


def asks(words: str) -> Any:
    return lambda call: words in call.text


@pytest.fixture(scope="session")
def vera(media: Path) -> Path:
    """A photo of somebody who does not exist."""
    path = media / "vera.jpg"
    ffmpeg("-ss", "1", "-i", VERA, "-frames:v", "1", "-vf", "scale=360:640", path)
    return path


async def looked(footage: Path, name: str, sheet: Path) -> Found:
    """In place of the process that looks at footage, where a test is about something else."""
    sheet.write_bytes(b"\xff\xd8 a sheet")
    return Found(grade="good")


def photo(file_id: str = "p1", **more: Any) -> dict[str, Any]:
    sizes = [
        {"file_id": f"{file_id}-small", "file_unique_id": "s", "width": 9, "height": 16},
        {"file_id": file_id, "file_unique_id": file_id, "width": 360, "height": 640},
    ]
    return {"photo": sizes, **more}


def own(world: World, person: str = ME) -> list[Presenter]:
    return [one for one in Presenters(home=world.home).list() if one.owner == person]


def left(world: World) -> list[str]:
    """Footage, inputs and prepared data, those of the built-in presenters' posters left out."""
    folders = (world.home.inputs, world.home.prepared)
    return [str(path) for folder in folders for path in folder.rglob("*") if "poster-" not in path.name]


async def offered(world: World, vera: Path, person: dict[str, Any] = ANN, **more: Any) -> None:
    """/addpresenter and a photo."""
    world.server.files["p1"] = vera.read_bytes()
    await world.send(person, text="/addpresenter")
    await world.send(person, **photo(**more))


async def added(world: World, vera: Path, name: str = "Anna", person: dict[str, Any] = ANN) -> Presenter:
    before = len(world.server.made("editMessageText"))
    chat = str(person["id"])
    agree = {"ru": "✅ Этот человек согласен"}.get(person["language_code"], "✅ The person agreed to it")
    number = len(world.server.made("sendMessage"))
    await offered(world, vera, person, caption=name)
    card = await world.server.wait(
        "sendMessage", where=lambda call: agree in call.buttons and call.fields["chat_id"] == chat
    )
    assert len(world.server.made("sendMessage")) > number
    await world.tap(card, agree, person)
    await world.server.wait("editMessageText", before + 1)
    return own(world, f"telegram:{chat}")[-1]
