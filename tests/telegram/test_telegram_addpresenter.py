"""A presenter of one's own, from the chat: picture, what was found in it, name, consent."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from adding_world import ME, asks, left, looked, offered, own, photo
from telegram_world import IVAN, LI, World, ffmpeg

from bot.examining import Found
from bot.telegram.adding import PATIENCE_S
from bot.telegram.keyboards import Consent
from presenters.digest import content_hash


async def test_a_photo_a_name_and_consent_make_a_presenter_that_speaks_from_then_on(
    world: World, vera: Path
) -> None:
    async with world.running():
        await offered(world, vera)
        sheet = await world.server.wait("sendPhoto")
        await world.server.wait("sendMessage", where=asks("What shall the presenter be called?"))
        await world.send(text="Mira")
        await world.server.wait("sendMessage", where=asks("“Mira” already"))
        await world.send(text="  Anna ")
        card = await world.server.wait("sendMessage", where=asks("seen as Anna agreed"))
        assert own(world) == []
        await world.tap(card, "✅ The person agreed to it")
        done = await world.server.wait("editMessageText")
        (anna,) = own(world)
        await world.send(text="Now it is Anna who speaks.")
        await world.server.wait("sendMessage", where=asks("you are next"))
        (job,) = await world.store.list()
    assert done.text.startswith("Anna is here and speaks for you from now on.")
    assert sheet.file("photo")[:2] == b"\xff\xd8"
    assert (anna.name, anna.shared, anna.sha256) == ("Anna", False, content_hash(vera))
    assert "seen as Anna agreed" in anna.consent
    assert "tapped by telegram:11 (Ann)" in anna.consent
    assert job.order.presenter == anna.id
    assert list(world.home.inputs.iterdir()) == []
    asked = world.server.made("sendMessage")[0]
    assert asked.text.startswith("Send me a photo")


@pytest.mark.parametrize("kind", ["video", "video_note", "animation", "document"])
async def test_videos_and_files_are_taken_too_and_the_caption_is_the_name(
    world: World, kind: str, vera: Path
) -> None:
    world.server.files["p1"] = (world.media / "clip.mp4").read_bytes()
    file: dict[str, Any] = {"file_id": "p1", "file_unique_id": "p1", "file_size": 4000}
    shape = {"width": 90, "height": 160, "duration": 1}
    content: dict[str, Any] = {
        "video": {"video": file | shape | {"file_name": "a.mov"}},
        "video_note": {"video_note": file | {"length": 90, "duration": 1}},
        "animation": {"animation": file | shape, "document": file},
        "document": {"document": file | {"mime_type": "video/mp4", "file_name": "a.mp4"}},
    }[kind]
    async with world.running(examine=looked):
        await world.send(text="/addpresenter")
        await world.send(**content, caption="Anna")
        card = await world.server.wait("sendMessage", where=lambda call: bool(call.buttons))
        await world.tap(card, "✅ The person agreed to it")
        await world.server.wait("editMessageText")
    assert [one.name for one in own(world)] == ["Anna"]
    assert await world.store.list() == []


async def test_a_picture_without_a_face_is_refused_in_the_readers_language_and_another_is_taken(
    world: World, vera: Path
) -> None:
    async with world.running():
        world.server.files["wall"] = (world.media / "thumbnail.jpg").read_bytes()
        await world.send(IVAN, text="/addpresenter")
        await world.send(IVAN, **photo("wall"))
        refused = await world.server.wait("sendMessage", where=asks("Лицо не найдено: Ваш снимок"))
        world.server.files["p1"] = vera.read_bytes()
        await world.send(IVAN, **photo(caption="Анна"))
        await world.server.wait("sendMessage", where=asks("под именем Анна"))
    assert "/cancel" in refused.text
    assert len(world.server.made("sendPhoto")) == 1


async def test_remarks_are_read_in_ones_language_or_as_they_came(world: World, vera: Path) -> None:
    async def poor(footage: Path, name: str, sheet: Path) -> Found:
        remark = {"code": "no-such-remark", "sentence": "It is dark.", "details": {"luma": 9}}
        return Found(grade="poor", remarks=(remark,))

    async with world.running(examine=poor):
        await offered(world, vera, LI)
        told = await world.server.wait("sendMessage", where=asks("• It is dark."))
    assert told.text == "用这个效果不会好：\n• It is dark."
    assert world.server.made("sendPhoto") == []


async def test_the_loop_goes_on_and_the_name_is_taken_while_the_picture_is_looked_at(
    world: World, vera: Path
) -> None:
    gate = asyncio.Event()

    async def slow(footage: Path, name: str, sheet: Path) -> Found:
        await gate.wait()
        return Found(grade="fair")

    async with world.running(examine=slow):
        await offered(world, vera)
        await world.server.wait("sendMessage", where=asks("I am looking at it"))
        await world.send(text="Anna")
        await world.server.wait("sendMessage", where=asks("The name is Anna. I am still looking"))
        await world.send(IVAN, text="Тем временем.")
        await world.server.wait("sendMessage", where=asks("вы следующий"))
        gate.set()
        await world.server.wait("sendMessage", where=asks("seen as Anna agreed"))


async def test_a_restart_in_the_middle_loses_nothing(world: World, vera: Path) -> None:
    begun = asyncio.Event()

    async def never(footage: Path, name: str, sheet: Path) -> Found:
        begun.set()
        await asyncio.Event().wait()
        return Found()

    async with world.running(examine=never):
        await offered(world, vera, caption="Anna")
        await begun.wait()
        await world.bot.updates.answered()
    async with world.running(examine=looked):
        card = await world.server.wait("sendMessage", where=asks("seen as Anna agreed"))
    async with world.running(examine=looked):
        await world.tap(card, "✅ The person agreed to it")
        await world.server.wait("editMessageText")
    assert [one.name for one in own(world)] == ["Anna"]
    assert [call.fields["caption"] for call in world.server.made("sendPhoto")] == ["This works well."]


@pytest.mark.parametrize("tapped", [True, False])
async def test_without_consent_nothing_is_kept(world: World, vera: Path, tapped: bool) -> None:
    async with world.running():
        await offered(world, vera, caption="Anna")
        card = await world.server.wait("sendMessage", where=asks("seen as Anna agreed"))
        assert left(world) != []
        if tapped:
            await world.tap(card, "✖️ Cancel")
            await world.server.wait("editMessageText", where=asks("No presenter was added"))
        else:
            await world.send(text="/cancel")
            await world.server.wait("sendMessage", where=asks("No presenter was added"))
        await world.tap(card, "✅ The person agreed to it")
        late = await world.server.wait("answerCallbackQuery", 2 if tapped else 1)
    assert late.text == "This button is from earlier and does nothing any more."
    assert (own(world), left(world)) == ([], [])
    assert not any("no orders to cancel" in call.text for call in world.server.made("sendMessage"))


async def test_another_command_ends_the_conversation_and_is_carried_out(world: World, vera: Path) -> None:
    begun = asyncio.Event()

    async def never(footage: Path, name: str, sheet: Path) -> Found:
        begun.set()
        await asyncio.Event().wait()
        return Found()

    async with world.running(examine=never):
        await offered(world, vera)
        await begun.wait()
        await world.send(text="/style")
        stopped = await world.server.wait("sendMessage", 3)
        style = await world.server.wait("sendMessage", 4)
        await world.send(text="This is said again.")
        await world.server.wait("sendMessage", where=asks("you are next"))
        assert [job.order.text for job in await world.store.list()] == ["This is said again."]
    assert stopped.text.startswith("No presenter was added")
    assert style.text.startswith("How shall your videos look?")
    assert left(world) == []


async def test_a_photo_outside_the_conversation_is_answered_as_ever(world: World, vera: Path) -> None:
    world.server.files["p1"] = vera.read_bytes()
    group = {"id": -500, "type": "group", "title": "Friends"}
    async with world.running(examine=looked):
        await world.send(**photo())
        said = await world.server.wait("sendMessage")
        await world.send(chat=group, text="/addpresenter")
        private = await world.server.wait("sendMessage", 2)
    assert said.text.startswith("Pictures are nothing I can say.")
    assert private.text.startswith("Presenters are added in a private chat with me.")
    assert left(world) == []


async def test_other_pictures_of_an_album_are_left_alone(world: World, vera: Path) -> None:
    async with world.running(examine=looked):
        await offered(world, vera, media_group_id="7", caption="Anna")
        await world.send(**photo("none", media_group_id="7"))
        await world.server.wait("sendMessage", where=asks("seen as Anna agreed"))
        await world.bot.updates.answered()
    texts = [call.text for call in world.server.made("sendMessage")]
    assert len(texts) == 3, texts


async def test_what_is_too_large_is_refused_before_it_is_fetched(world: World) -> None:
    file = {"file_id": "p1", "file_unique_id": "p1", "file_size": 21_000_000, "mime_type": "image/png"}
    async with world.running(examine=looked):
        await world.send(text="/addpresenter")
        await world.send(document=file | {"file_name": "big.png"})
        said = await world.server.wait("sendMessage", 2)
    assert said.text.startswith("big.png has 21 MB; the limit is 20 MB.")
    assert world.server.made("getFile") == []


@pytest.mark.parametrize("noted", [True, False])
async def test_a_tap_answered_again_after_a_restart_gives_the_same_presenter(
    world: World, vera: Path, noted: bool
) -> None:
    async with world.running(examine=looked) as bot:
        await offered(world, vera, caption="Anna")
        card = await world.server.wait("sendMessage", where=asks("seen as Anna agreed"))
        draft = await bot.adding.drafts.get(ME)
        assert draft is not None
        first = bot.adding.registry.add(Path(draft.path), name="Anna", owner=ME, consent="The tap before.")
        if noted:
            await bot.adding.drafts.change(draft, presenter=first.id)
            Path(draft.path).unlink()
    async with world.running(examine=looked):
        await world.tap(card, "✅ The person agreed to it")
        await world.server.wait("editMessageText", where=asks("Anna is here and speaks for you"))
    assert own(world) == [first]
    assert list(world.home.inputs.iterdir()) == []


async def test_what_nobody_goes_on_with_is_thrown_away(world: World, vera: Path) -> None:
    async with world.running(examine=looked) as bot:
        await offered(world, vera, caption="Anna")
        card = await world.server.wait("sendMessage", where=asks("seen as Anna agreed"))
        drafts = bot.adding.drafts
        draft = await drafts.get(ME)
        assert draft is not None
        await drafts.change(draft, begun_at=draft.begun_at - PATIENCE_S - 1)
    async with world.running(examine=looked) as bot:
        async with asyncio.timeout(20):
            while True:
                if await bot.adding.drafts.get(ME) is None:
                    break
                await asyncio.sleep(0.01)
        await world.tap_data(Consent(given=True, draft=draft.id).pack(), 11)
        await world.server.wait("answerCallbackQuery")
    assert card.buttons
    assert (own(world), left(world)) == ([], [])


async def two_seen(footage: Path, name: str, sheet: Path) -> Found:
    sheet.write_bytes(b"\xff\xd8 a sheet")
    return Found(grade="fair", people=2, face=1)


@pytest.mark.parametrize("tapped", ["2", None])
async def test_of_several_people_the_one_whose_number_was_tapped_speaks(
    world: World, vera: Path, tapped: str | None
) -> None:
    async with world.running(examine=two_seen):
        await offered(world, vera, caption="Anna")
        who = await world.server.wait("sendMessage", where=asks("Who shall speak?"))
        card = await world.server.wait("sendMessage", where=asks("seen as Anna agreed"))
        assert list(who.buttons) == ["✓ 1", "2"]
        if tapped:
            await world.tap(who, tapped)
            changed = await world.server.wait("editMessageText", where=asks("Who shall speak?"))
            assert list(changed.buttons) == ["1", "✓ 2"]
        await world.tap(card, "✅ The person agreed to it")
        await world.server.wait("editMessageText", where=asks("Anna is here and speaks for you"))
        await world.tap(who, "✓ 1")
        late = await world.server.wait("answerCallbackQuery", 3 if tapped else 2)
    assert "text" in late.fields
    assert [one.face for one in own(world)] == [2 if tapped else None]


async def test_another_picture_forgets_who_was_tapped_in_the_one_before(world: World, vera: Path) -> None:
    async with world.running(examine=two_seen) as bot:
        await offered(world, vera, caption="Anna")
        who = await world.server.wait("sendMessage", where=asks("Who shall speak?"))
        await world.tap(who, "2")
        await world.server.wait("editMessageText")
        await world.send(**photo())
        again = await world.server.wait("sendMessage", 2, where=asks("Who shall speak?"))
        draft = await bot.adding.drafts.get(ME)
    assert list(again.buttons) == ["✓ 1", "2"]
    assert draft is not None
    assert draft.face is None


async def test_two_people_in_a_photo_are_seen_by_the_process_that_looks(
    world: World, vera: Path, tmp_path: Path
) -> None:
    ffmpeg("-i", vera, "-filter_complex", "split[a][b];[a][b]hstack", tmp_path / "two.jpg")
    async with world.running():
        await offered(world, tmp_path / "two.jpg", LI, caption="Anna")
        sheet = await world.server.wait("sendPhoto")
        who = await world.server.wait("sendMessage", where=asks("图中标了编号"))
    assert sheet.file("photo")[:2] == b"\xff\xd8"
    assert sorted(text.removeprefix("✓ ") for text in who.buttons) == ["1", "2"]
