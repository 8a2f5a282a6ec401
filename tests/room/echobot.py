"""A small real bot, aiogram over HTTP, that gives a chat page everything it must show."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand,
    CallbackQuery,
    FSInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)


def keyboard(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    made = [[InlineKeyboardButton(text=text, callback_data=data) for text, data in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=made)


def dispatcher(clip: Path) -> Dispatcher:
    router = Dispatcher()
    step = asyncio.Semaphore(0)
    router["step"] = step

    @router.message(CommandStart())
    async def start(message: Message) -> None:
        await message.answer(
            "<b>Hello!</b> Write a sentence and I say it on <i>video</i>. &lt;script&gt; stays text.",
            reply_markup=keyboard(
                [("Nora", "toast:Nora speaks now"), ("Viktor", "alert:Viktor is resting")],
                [("Edit me", "edit")],
            ),
        )

    @router.message(Command("keys"))
    async def keys(message: Message) -> None:
        row = [KeyboardButton(text="Yes"), KeyboardButton(text="No")]
        await message.answer("Choose", reply_markup=ReplyKeyboardMarkup(keyboard=[row]))

    @router.message(Command("note"))
    async def note(message: Message) -> None:
        await message.answer_video_note(FSInputFile(clip), length=360)

    @router.callback_query(F.data == "edit")
    async def edit(query: CallbackQuery) -> None:
        await query.answer()
        await query.message.edit_text("Now it reads otherwise.")

    @router.callback_query(F.data.contains(":"))
    async def answer(query: CallbackQuery) -> None:
        how, text = query.data.split(":")
        await query.answer(text, show_alert=how == "alert")

    @router.message(F.voice)
    async def voice(message: Message, bot: Bot) -> None:
        file = await bot.get_file(message.voice.file_id)
        data = await bot.download_file(file.file_path)
        await message.reply(f"{message.voice.mime_type} {data.read(4).decode()} {message.voice.duration} s")

    @router.message(F.text.startswith("Say"))
    async def clip_for(message: Message) -> None:
        status = await message.reply("In the line: place 1")
        await message.bot.send_chat_action(message.chat.id, "upload_video")
        await step.acquire()
        await status.edit_text("Rendering <b>50 %</b>")
        await step.acquire()
        await message.reply_video(FSInputFile(clip), width=360, height=640, duration=6, caption="Here it is")
        await status.delete()

    @router.message()
    async def echo(message: Message) -> None:
        kinds = ("photo", "video", "audio", "document")
        kind = next((one for one in kinds if getattr(message, one)), "text")
        await message.reply(f"{kind}: {message.text or message.caption or '-'}")

    return router


@contextlib.asynccontextmanager
async def chatting(url: str, token: str, clip: Path) -> AsyncIterator[asyncio.Semaphore]:
    """The bot while the block runs; each release lets it take one step further with a clip."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    router = dispatcher(clip)
    commands = [
        ("start", "What this bot does"),
        ("presenters", "Choose who speaks"),
        ("voices", "Choose a voice"),
        ("queue", "Your orders"),
    ]
    await bot.set_my_commands([BotCommand(command=name, description=about) for name, about in commands])
    running = asyncio.create_task(router.start_polling(bot, handle_signals=False, polling_timeout=5))
    try:
        yield router["step"]
    finally:
        await router.stop_polling()
        await running
        await session.close()
