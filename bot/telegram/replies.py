"""Answers to taps and messages that do not fail over what people did meanwhile."""

import contextlib

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message, ReplyParameters

from bot.telegram.status import Card


async def toast(call: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Answer a tap; one older than Telegram's patience is left as it is."""
    with contextlib.suppress(TelegramBadRequest):
        await call.answer(text, show_alert=alert)


async def redraw(call: CallbackQuery, card: Card) -> None:
    """Change the message with the button. A second tap that changes nothing, and a deleted message, are no errors."""
    if call.message is None or call.bot is None:
        return
    with contextlib.suppress(TelegramBadRequest):
        await call.bot.edit_message_text(
            card.text,
            chat_id=call.message.chat.id,
            message_id=call.message.message_id,
            reply_markup=card.buttons,
        )


async def say_back(message: Message, card: Card | str) -> Message:
    """Answer in the same chat and topic; in groups as a reply."""
    card = card if isinstance(card, Card) else Card(text=card)
    in_group = message.chat.type != "private"
    reply = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
    return await message.answer(
        card.text, reply_markup=card.buttons, reply_parameters=reply if in_group else None
    )
