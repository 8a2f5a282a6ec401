"""Presenters that people added, in the chat: who sees them, renaming, removing, sharing, /forgetme."""

from pathlib import Path

from adding_world import ME, added, asks, left, looked, offered, own
from recording_server import Call
from telegram_world import IVAN, LI, World

from bot.telegram.keyboards import RemovePresenter, tag
from presenters.catalog import Presenters


async def test_ones_own_presenters_are_marked_renamed_and_removed_with_their_clips(
    world: World, vera: Path
) -> None:
    async with world.running(examine=looked) as bot:
        anna = await added(world, vera)
        await world.send(text="Said by Anna.")
        await world.server.wait("sendMessage", where=asks("you are next"))
        made = await world.finish()
        await world.until(lambda job: job.told_at is not None, made.id)
        await world.send(text="Not said any more.")
        await world.server.wait("sendMessage", 2, where=asks("you are next"))
        await world.send(text="/presenters")
        card = await world.server.wait("sendMessage", where=asks("Who shall say it? Now: Anna"))
        await world.tap(card, "✏️ Anna")
        await world.server.wait("editMessageText", where=asks("What shall Anna be called?"))
        await world.send(text="Bella")
        await world.server.wait("sendMessage", where=asks("The name is Bella"))
        await world.tap(card, "🗑 Anna")
        sure = await world.server.wait("editMessageText", where=asks("Remove Bella?"))
        assert [one.id for one in own(world)] == [anna.id]
        await world.tap(sure, "🗑 Remove")
        await world.server.wait("editMessageText", where=asks("Bella is gone, and one video with it."))
        await world.server.wait("editMessageText", where=asks("Cancelled."))
        person = await bot.dispatcher.workflow_data["people"].get(ME)
        active = await world.store.list(active_only=True)
    assert "✓ 👤 Anna" in card.buttons
    assert person.presenter is None
    assert active == []
    assert [path for path in world.home.clips.rglob("*") if path.is_file()] == []
    assert (own(world), left(world)) == ([], [])


async def test_nobody_else_sees_uses_or_removes_a_private_presenter(world: World, vera: Path) -> None:
    def names(call: Call) -> str:
        return " ".join(call.buttons)

    group = {"id": -500, "type": "group", "title": "Friends"}
    async with world.running(examine=looked):
        anna = await added(world, vera)
        await world.send(IVAN, text="/presenters")
        ivans = await world.server.wait("sendMessage", where=asks("Кто будет говорить?"))
        await world.send(chat=group, text="/presenters")
        groups = await world.server.wait("sendMessage", where=lambda call: call.fields["chat_id"] == "-500")
        for data in (RemovePresenter(sure=True, tag=tag(anna.id)).pack(), f"presenter:{tag(anna.id)}"):
            await world.tap_data(data, 13, IVAN)
        answers = [await world.server.wait("answerCallbackQuery", number) for number in (2, 3)]
    assert "Anna" not in names(ivans) + names(groups)
    captions = [
        photo["caption"] for call in world.server.made("sendMediaGroup") for photo in call.fields["media"]
    ]
    assert "Anna" not in captions
    assert {answer.text for answer in answers} == {
        "Этого ведущего больше нет. Кто есть, покажет /presenters."
    }
    assert own(world) == [anna]


async def test_who_runs_the_machine_shares_and_unshares_and_nobody_else(world: World, vera: Path) -> None:
    async with world.running(examine=looked, admins=frozenset({"telegram:12"})):
        anna = await added(world, vera)
        await world.send(text="/share Anna")
        await world.server.wait("sendMessage", where=asks("Only who runs this bot"))
        await world.send(LI, text="/share Anna")
        await world.server.wait("sendMessage", where=asks("以后所有人都可以用 Anna"))
        shared = Presenters(home=world.home).get("Anna", "telegram:13")
        await world.send(LI, text="/share")
        card = await world.server.wait(
            "sendMessage", where=lambda call: "🌐 Anna (telegram:11)" in call.buttons
        )
        await world.tap(card, "🌐 Anna (telegram:11)", LI)
        redrawn = await world.server.wait(
            "editMessageText", where=lambda call: "🔒 Anna (telegram:11)" in call.buttons
        )
        await world.tap(redrawn, "🔒 Anna (telegram:11)", IVAN)
        refused = await world.server.wait("answerCallbackQuery", 3)
        await world.send(LI, text="/unshare mira")
        await world.server.wait("sendMessage", where=asks("“Mira”是自带的主播"))
    assert shared.id == anna.id
    assert "Это может только тот, кто управляет ботом" in refused.text
    assert own(world) == [anna]


async def test_forgetme_deletes_ones_own_presenters_and_what_others_made_with_them(
    world: World, vera: Path
) -> None:
    async with world.running(examine=looked) as bot:
        anna = await added(world, vera)
        bot.adding.registry.share(anna.id)
        await bot.dispatcher.workflow_data["people"].choose("telegram:13", "presenter", anna.id)
        await world.send(IVAN, text="Говорит Анна.")
        await world.server.wait("sendMessage", where=asks("вы следующий"))
        made = await world.finish()
        await world.until(lambda job: job.told_at is not None, made.id)
        await offered(world, world.media / "thumbnail.jpg")
        await world.server.wait("sendMessage", where=asks("What shall the presenter be called?"))
        await world.bot.updates.answered()
        await world.send(text="/forgetme")
        sure = await world.server.wait("sendMessage", where=asks("Delete everything of yours"))
        await world.tap(sure, "🗑 Delete everything")
        done = await world.server.wait("editMessageText", where=asks("Deleted:"))
        await world.send(IVAN, text="А теперь другой.")
        await world.server.wait("sendMessage", 2, where=asks("вы следующий"))
        (job,) = await world.store.list()
    assert done.text == "Deleted: 0 orders, 0 recordings, one video, one presenter and your settings."
    assert job.order.presenter == "mia"
    assert (own(world), left(world)) == ([], [])
    assert not Path(made.clip.path if made.clip else "").is_file()
