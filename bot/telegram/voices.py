"""Conversation: how it sounds. Language, then voices, then a sample with a button that takes the voice."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog
from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.types import CallbackQuery, FSInputFile, InlineKeyboardMarkup, InputFile, Message

from bot.locales import Translator
from bot.people import People, Person
from bot.telegram.keyboards import (
    AUTOMATIC,
    LANGUAGES_PAGE,
    HearVoice,
    UseVoice,
    VoiceLanguages,
    VoiceList,
    button,
    chosen,
    in_columns,
    keyboard,
    page_of,
    tag,
    tagged,
    turning,
)
from bot.telegram.memory import Memory
from bot.telegram.ordering import Desk, SpeakSample, Voices
from bot.telegram.replies import redraw, say_back, toast
from bot.telegram.status import Card, short
from common.errors import MouthpieceError

if TYPE_CHECKING:
    from voices.voice import VoiceInfo

LABEL = 40

log = structlog.get_logger()


async def show_languages(message: Message, desk: Desk, person: Person, say: Translator) -> None:
    await say_back(message, await _languages_card(desk, 0, person, say))


async def turn_languages(
    call: CallbackQuery, callback_data: VoiceLanguages, desk: Desk, person: Person, say: Translator
) -> None:
    await toast(call)
    await redraw(call, await _languages_card(desk, callback_data.page, person, say))


async def show_voices(
    call: CallbackQuery, callback_data: VoiceList, desk: Desk, person: Person, say: Translator
) -> None:
    await toast(call)
    there = await asyncio.to_thread(lambda: desk.voices.list(language=callback_data.language))
    if not there:
        await redraw(call, await _languages_card(desk, 0, person, say))
        return
    language = await asyncio.to_thread(desk.voices.language_name, callback_data.language)
    buttons = _voice_buttons(there, callback_data, person.voice, desk.voices, say)
    await redraw(call, Card(text=say("voices-choose", language=language), buttons=buttons))


async def hear_voice(
    call: CallbackQuery,
    callback_data: HearVoice,
    desk: Desk,
    memory: Memory,
    speak_sample: SpeakSample,
    being_heard: set[str],
    say: Translator,
) -> None:
    """A sample as a voice message. Taps while it is being spoken bring no second one."""
    there = await asyncio.to_thread(lambda: desk.voices.list(language=callback_data.language))
    voice = tagged(there, callback_data.tag)
    if voice is None or call.message is None:
        await toast(call, say("voices-gone"), alert=True)
        return
    one = f"{call.message.chat.id}:{voice.id}"
    await toast(call, say("voices-coming"))
    if one in being_heard:
        return
    being_heard.add(one)
    try:
        await _send_sample(call, voice, callback_data.language, desk, memory, speak_sample, say)
    finally:
        being_heard.discard(one)


async def use_voice(
    call: CallbackQuery,
    callback_data: UseVoice,
    desk: Desk,
    people: People,
    person: Person,
    say: Translator,
) -> None:
    if callback_data.tag == AUTOMATIC:
        person = await people.choose(person.id, "voice", None)
        await toast(call, say("voices-automatic-chosen"))
        await redraw(call, await _languages_card(desk, 0, person, say))
        return
    voice = tagged(await asyncio.to_thread(desk.voices.list), callback_data.tag)
    if voice is None:
        await toast(call, say("voices-gone"), alert=True)
        return
    await people.choose(person.id, "voice", voice.id)
    await toast(call, say("voices-chosen", name=label(voice, desk.voices, say)))


async def _languages_card(desk: Desk, page: int, person: Person, say: Translator) -> Card:
    languages = await asyncio.to_thread(primary_languages, desk.voices, say.locale)
    if not languages:
        return Card(text=say("voices-none"))
    voice = await desk.voice_of(person)
    now = label(voice, desk.voices, say) if voice else say("voices-automatic")
    shown, page, pages = page_of(languages, page, LANGUAGES_PAGE)
    names = [button(short(name, LABEL), VoiceList(language=code, page=0)) for code, name in shown]
    automatic = button(chosen(say("button-automatic-voice"), voice is None), UseVoice(tag=AUTOMATIC))
    return Card(
        text=say("voices-languages", voice=now),
        buttons=keyboard(
            *in_columns(names, 3), turning(page, pages, lambda to: VoiceLanguages(page=to)), [automatic]
        ),
    )


def primary_languages(voices: Voices, first: str) -> list[tuple[str, str]]:
    """Languages without their varieties (those stand among the voices), the reader's own first."""
    there = voices.languages()
    tags = {code for code, _ in there}
    whole = [(code, name) for code, name in there if "-" not in code or code.split("-")[0] not in tags]
    return sorted(whole, key=lambda language: language[0] != first)


def _voice_buttons(
    there: "Sequence[VoiceInfo]", where: VoiceList, current: str | None, voices: Voices, say: Translator
) -> InlineKeyboardMarkup:
    shown, page, pages = page_of(there, where.page)
    names = [
        button(
            chosen(label(voice, voices, say), voice.id == current),
            HearVoice(language=where.language, tag=tag(voice.id)),
        )
        for voice in shown
    ]
    back = button(say("button-back"), VoiceLanguages(page=0))
    return keyboard(
        *in_columns(names, 1),
        turning(page, pages, lambda to: VoiceList(language=where.language, page=to)),
        [back],
    )


def label(voice: "VoiceInfo", voices: Voices, say: Translator) -> str:
    """What a voice is called in somebody's language."""
    if voice.engine != "espeak":
        return short(voice.name, LABEL)
    name = voices.language_name(voice.languages[0])
    return short(f"{name}, {say(f'voice-{voice.gender}')}" if voice.gender else name, LABEL)


async def _send_sample(
    call: CallbackQuery,
    voice: "VoiceInfo",
    language: str,
    desk: Desk,
    memory: Memory,
    speak_sample: SpeakSample,
    say: Translator,
) -> None:
    key = f"sample:{voice.id}:{language}"
    known = await memory.file_id(key)
    caption = say("voices-sample", name=label(voice, desk.voices, say))
    use = keyboard([button(say("button-use-voice"), UseVoice(tag=tag(voice.id)))])
    if known:
        try:
            await _send(call, known, caption, use)
            return
        except TelegramBadRequest as error:
            log.info("sample sent anew", voice=voice.id, reason=error.message)
    try:
        path = await speak_sample(voice.id, language)
    except MouthpieceError as error:
        log.warning("no sample", voice=voice.id, reason=str(error))
        if isinstance(call.message, Message):
            await say_back(call.message, say("voices-sample-failed"))
        return
    sent = await _send(call, FSInputFile(path, filename="sample.ogg"), caption, use)
    if sent.voice:
        await memory.keep_file(key, sent.voice.file_id)


async def _send(
    call: CallbackQuery, file: InputFile | str, caption: str, use: InlineKeyboardMarkup
) -> Message:
    assert call.message is not None
    assert isinstance(call.bot, Bot)
    message = call.message
    thread = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    try:
        return await call.bot.send_voice(
            message.chat.id, file, caption=caption, reply_markup=use, message_thread_id=thread
        )
    except TelegramBadRequest as error:
        # People may refuse voice messages from strangers; an audio file they still get.
        if "voice_messages_forbidden" not in error.message.lower():
            raise
        return await call.bot.send_audio(
            message.chat.id, file, caption=caption, reply_markup=use, message_thread_id=thread
        )


def router() -> Router:
    router = Router(name="voices")
    router.message.register(show_languages, Command("voices"))
    router.callback_query.register(turn_languages, VoiceLanguages.filter())
    router.callback_query.register(show_voices, VoiceList.filter())
    router.callback_query.register(hear_voice, HearVoice.filter())
    router.callback_query.register(use_voice, UseVoice.filter())
    return router
