"""Conversations on Telegram, or on any server that speaks its Bot API."""

from bot.telegram.quickstart import import_aiogram

import_aiogram()
