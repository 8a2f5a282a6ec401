from adding_world import vera
from telegram_world import home, media, server, store, world

__all__ = ["home", "media", "server", "store", "vera", "world"]
