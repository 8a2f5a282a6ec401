"""Where an order came from and where its clip goes, as kept with the order."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Self

from aiogram.types import Chat as TelegramChat
from aiogram.types import Message, ReplyParameters, User

CHANNEL = "telegram"
GROUPS = frozenset({"group", "supergroup"})


@dataclass(frozen=True, kw_only=True)
class Address:
    chat: int
    message: int
    """The message that asked"""
    asked_at: int = 0
    """When it did, Unix time: a chat room begun anew counts its messages from one again"""
    thread: int | None = None
    """Topic of a forum"""
    group: bool = False
    locale: str = "en"
    """Catalogue to write in when the person has not chosen one"""
    status: int | None = None
    """The message that shows how far it is"""
    silent: bool = False
    """Nothing is said when it is cancelled: another order took its place"""
    remark: str | None = None
    """Key of a sentence under the status"""

    @classmethod
    def of(cls, message: Message, *, locale: str) -> Self:
        return cls(
            chat=message.chat.id,
            message=message.message_id,
            asked_at=int(message.date.timestamp()),
            thread=message.message_thread_id if message.is_topic_message else None,
            group=message.chat.type in GROUPS,
            locale=locale,
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**json.loads(text))

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    def with_status(self, message_id: int | None) -> Self:
        return replace(self, status=message_id)

    def same_message(self, other: "Address") -> bool:
        return (self.chat, self.message, self.asked_at) == (other.chat, other.message, other.asked_at)

    @property
    def reply(self) -> ReplyParameters:
        """A reply to the message that asked, or an ordinary message when that one was deleted."""
        return ReplyParameters(message_id=self.message, allow_sending_without_reply=True)


def person_id(user: User | None, sender_chat: TelegramChat | None = None) -> str | None:
    """Whose order it is. Anonymous administrators and channels that write in groups count as their chat."""
    if sender_chat is not None:
        return f"{CHANNEL}:{sender_chat.id}"
    return f"{CHANNEL}:{user.id}" if user is not None else None
