"""The lips as a person chose them in the chat: what they order, and what is said when they cannot be had."""

import sqlite3
from pathlib import Path

import pytest
from telegram_world import LI, World

from bot.people import MIGRATIONS, People

pytest.importorskip("torch")


async def test_lips_that_can_work_are_chosen_by_a_button_and_others_say_what_is_missing(world: World) -> None:
    (world.home.weights / "wav2lip.pth").touch()
    async with world.running() as bot:
        await world.send(text="/style")
        choose = await world.server.wait("sendMessage")
        await world.tap(choose, "🔒 Sharper network (Wav2Lip GAN)")
        refused = await world.server.wait("answerCallbackQuery")
        await world.tap(choose, "Network (Wav2Lip)")
        redrawn = await world.server.wait("editMessageText", 2)
        await world.send(text="Hello there.")
        await world.server.wait("sendMessage", 2)
        job = await world.job_of()
        await world.tap(redrawn, "Lips as set here")
        await world.server.wait("editMessageText", where=lambda call: "✓ Lips as set here" in call.buttons)
        await world.tap_data("lips:musetalk", 11)
        await world.server.wait("answerCallbackQuery", 4)
        person = await bot.dispatcher.workflow_data["people"].get("telegram:11")
    assert "✓ Lips as set here" in choose.buttons
    assert refused.fields["show_alert"] == "true"
    assert "models pull wav2lip-gan" in refused.text
    assert "✓ Network (Wav2Lip)" in redrawn.buttons
    assert job.order.usual_engine == "wav2lip"
    assert person.engine is None


async def test_chosen_lips_that_are_gone_are_left_and_the_order_is_made_all_the_same(world: World) -> None:
    async with world.running() as bot:
        await bot.dispatcher.workflow_data["people"].choose("telegram:12", "engine", "wav2lip")
        await world.send(LI, text="你好。")
        job = await world.job_of(LI)
    assert (job.order.engine, job.order.usual_engine, job.order.left_engine) == (None, None, "wav2lip")
    assert any("之前选的口型目前不能用" in call.text for call in world.server.made("sendMessage"))


async def test_choices_from_before_lips_could_be_chosen_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "people.db"
    with sqlite3.connect(path) as old:
        old.executescript("".join(MIGRATIONS[:2]) + "PRAGMA user_version=2;")
        old.execute("INSERT INTO people (id, presenter, subtitles) VALUES ('telegram:1', 'mira', 'burnt')")
    old.close()
    people = await People.open(path)
    person = await people.get("telegram:1")
    assert (person.presenter, person.subtitles, person.engine) == ("mira", "burnt", None)
    assert (await people.choose("telegram:1", "engine", "warp")).engine == "warp"
    assert (await people.choose("telegram:1", "engine", None)).presenter == "mira"
    await people.close()
