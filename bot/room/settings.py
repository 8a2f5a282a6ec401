"""How a room is set up: who its bot is and what its limits are."""

from dataclasses import dataclass, field

MB = 1 << 20


@dataclass(frozen=True, kw_only=True)
class FloodLimits:
    """How fast a bot may send: buckets that fill at a rate and hold a burst, as Telegram's do."""

    all_per_s: float = 30.0
    all_burst: int = 30
    chat_per_s: float = 1.0
    chat_burst: int = 20
    group_per_s: float = 20 / 60
    group_burst: int = 20


@dataclass(frozen=True, kw_only=True)
class RoomSettings:
    token: str | None = None
    """Token of the bot; without one the room makes one and keeps it"""
    bot_name: str = "Mouthpiece"
    bot_username: str = "mouthpiece_bot"
    flood: FloodLimits | None = field(default_factory=FloodLimits)
    """None lets the bot send as fast as it can"""
    upload_limit_bytes: int = 50 * MB
    """What the bot may send"""
    photo_limit_bytes: int = 10 * MB
    download_limit_bytes: int = 20 * MB
    """What the bot may fetch through getFile"""
    person_limit_bytes: int = 2000 * MB
    """What a person may attach on the page"""
