"""One call of a Bot API method: its parameters, typed, and the registry of methods."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.room import markup
from bot.room.apierror import bad_request, too_large
from bot.room.forms import Form, Upload
from bot.room.room import TEXT_LIMIT, Room
from bot.room.store import Chat

ApiObject = dict[str, Any]
CAPTION_LIMIT = 1024
CALLBACK_LIMIT_BYTES = 64
BUTTON_DOES = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "pay",
)


@dataclass
class Call:
    room: Room
    form: Form = field(default_factory=Form)

    def raw(self, name: str) -> Any:
        return self.form.fields.get(name)

    def text(self, name: str, default: str = "") -> str:
        value = self.raw(name)
        return default if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        value = self.raw(name)
        if value in (None, ""):
            return default
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise bad_request(f"invalid {name} specified") from error

    def flag(self, name: str) -> bool:
        return str(self.raw(name)).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """An object or array, given as JSON text or as it is."""
        value = self.raw(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error

    def upload(self, name: str) -> Upload | None:
        """The file of a parameter: its own part, or the part that ``attach://`` names."""
        return self.attached(self.raw(name)) or self.form.files.get(name)

    def attached(self, reference: Any) -> Upload | None:
        if not isinstance(reference, str) or not reference.startswith("attach://"):
            return None
        upload = self.form.files.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"can't find the file {reference}")
        return upload

    async def chat(self) -> Chat:
        return await self.room.open_chat(self.raw("chat_id"))

    async def reply_to(self, chat: Chat) -> int | None:
        """The message that is replied to, when it is there."""
        given = self.json("reply_parameters") or {}
        wanted = given.get("message_id") or self.integer("reply_to_message_id")
        if not wanted:
            return None
        if await self.room.store.message(chat.id, int(wanted)):
            return int(wanted)
        if given.get("allow_sending_without_reply") or self.flag("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")

    def formatted_text(self) -> ApiObject:
        text, entities = markup.parse(self.text("text"), self.text("parse_mode"), self.json("entities"))
        if not text:
            raise bad_request("message text is empty")
        if markup.units(text) > TEXT_LIMIT:
            raise bad_request("message is too long")
        return {"text": text, **({"entities": entities} if entities else {})}

    def caption(self) -> ApiObject:
        return caption_of(self.form.fields, self.json("caption_entities"))

    def markup(self) -> tuple[ApiObject, ApiObject | None]:
        """Inline keyboard as content of the message, and the reply keyboard (or its removal) beside it."""
        given = self.json("reply_markup")
        if not given:
            return {}, None
        if not isinstance(given, dict):
            raise bad_request("object expected as reply markup")
        if "inline_keyboard" in given:
            keyboard = inline_keyboard(given["inline_keyboard"])
            return ({"reply_markup": {"inline_keyboard": keyboard}} if keyboard else {}), None
        if "keyboard" in given:
            return {}, {**given, "keyboard": reply_keyboard(given["keyboard"])}
        return {}, (given if given.get("remove_keyboard") else None)

    def limit_photo(self, upload: Upload) -> None:
        if upload.size > self.room.settings.photo_limit_bytes:
            raise too_large()


def caption_of(fields: ApiObject, entities: Any) -> ApiObject:
    text, found = markup.parse(
        str(fields.get("caption") or ""), str(fields.get("parse_mode") or ""), entities
    )
    if markup.units(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    content: ApiObject = {"caption": text} if text else {}
    return content | ({"caption_entities": found} if found else {})


def inline_keyboard(rows: Any) -> list[list[ApiObject]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    for button in (button for row in rows for button in row):
        if not isinstance(button, dict) or not str(button.get("text", "")).strip():
            raise bad_request("can't parse inline keyboard button: Text buttons must not be empty")
        if not any(name in button for name in BUTTON_DOES):
            raise bad_request(
                "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            )
        data = str(button.get("callback_data", "x")).encode()
        if not 0 < len(data) <= CALLBACK_LIMIT_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        if "url" in button and not markup.SAFE_LINK.match(str(button["url"])):
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    return [row for row in rows if row]


def reply_keyboard(rows: Any) -> list[list[ApiObject]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse keyboard button: KeyboardButton must be an Object")
    return [[{"text": one} if isinstance(one, str) else dict(one) for one in row] for row in rows if row]


Method = Callable[[Call], Awaitable[Any]]
METHODS: dict[str, Method] = {}


def method(*names: str) -> Callable[[Method], Method]:
    """Register a function as Bot API methods; names are found without regard to case."""

    def register(function: Method) -> Method:
        METHODS.update({name.lower(): function for name in names})
        return function

    return register
