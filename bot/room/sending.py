"""Bot API methods that put new messages into a chat."""

import secrets
from typing import Any

from bot.room.apierror import bad_request
from bot.room.call import ApiObject, Call, caption_of, method
from bot.room.markup import SAFE_LINK
from bot.room.store import Chat

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
KINDS = {
    "sendVideo": "video",
    "sendVideoNote": "video_note",
    "sendVoice": "voice",
    "sendAudio": "audio",
    "sendPhoto": "photo",
    "sendDocument": "document",
    "sendAnimation": "animation",
}
GIVEN = {
    "video": ("width", "height", "duration"),
    "animation": ("width", "height", "duration"),
    "video_note": ("length", "duration"),
    "voice": ("duration",),
    "audio": ("duration", "performer", "title"),
}
GROUPS = {"photo": "visual", "video": "visual", "audio": "audio", "document": "document"}
COPIED = ("text", "entities", "caption", "caption_entities", *KINDS.values(), "_wave")


async def post(call: Call, chat: Chat, contents: list[ApiObject]) -> list[ApiObject]:
    reply_to = await call.reply_to(chat)
    inline, keyboard = call.markup()
    call.room.gate.pass_through(chat.id, len(contents))
    stored = await call.room.post(
        chat, [{**content, **inline} for content in contents], reply_to=reply_to, keyboard=keyboard
    )
    return [await call.room.api_message(one) for one in stored]


@method("sendMessage")
async def send_message(call: Call) -> ApiObject:
    chat = await call.chat()
    return (await post(call, chat, [call.formatted_text()]))[0]


async def file_content(call: Call, kind: str, fields: ApiObject, reference: Any) -> ApiObject:
    """A message's content for a file: uploaded with this call, or known by its file_id."""
    upload = call.attached(reference) or (call.form.files.get(kind) if not reference else None)
    if upload is None:
        if not reference:
            raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
        if SAFE_LINK.match(str(reference)):
            raise bad_request("failed to get HTTP URL content")
        return await call.room.vault.find(str(reference), kind)
    if upload.size == 0:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        call.limit_photo(upload)
    given: ApiObject = {}
    for name in GIVEN.get(kind, ()):
        value = fields.get(name)
        given[name] = value if name in ("performer", "title") else _number(name, value)
    thumbnail = call.attached(fields.get("thumbnail")) or (
        call.form.files.get("thumbnail") if fields is call.form.fields else None
    )
    return await call.room.vault.take_in(
        upload, kind, owner=call.room.bot["id"], given=given, thumbnail=thumbnail
    )


def _number(name: str, value: Any) -> int:
    try:
        return int(float(value)) if value not in (None, "") else 0
    except (TypeError, ValueError) as error:
        raise bad_request(f"invalid {name} specified") from error


def _sender(kind: str) -> Any:
    async def send(call: Call) -> ApiObject:
        chat = await call.chat()
        caption = {} if kind == "video_note" else call.caption()
        content = await file_content(call, kind, call.form.fields, call.raw(kind))
        return (await post(call, chat, [{**content, **caption}]))[0]

    return send


for _name, _kind in KINDS.items():
    method(_name)(_sender(_kind))


@method("sendMediaGroup")
async def send_media_group(call: Call) -> list[ApiObject]:
    chat = await call.chat()
    items = call.json("media")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise bad_request("can't parse media JSON object")
    if not 2 <= len(items) <= 10:
        raise bad_request("group send failed: media must include 2-10 items")
    groups = {GROUPS.get(str(item.get("type")), "") for item in items}
    if "" in groups:
        raise bad_request("media of this type can't be sent as an album")
    if len(groups) > 1:
        raise bad_request("documents and audios can't be mixed with other media types")
    group = {"media_group_id": str(secrets.randbits(53))}
    contents = []
    for item in items:
        caption = caption_of(item, item.get("caption_entities"))
        contents.append(
            {**await file_content(call, item["type"], item, item.get("media")), **caption, **group}
        )
    return await post(call, chat, contents)


@method("copyMessage", "forwardMessage")
async def copy_message(call: Call) -> ApiObject:
    chat = await call.chat()
    source = await call.room.any_chat(call.raw("from_chat_id"))
    stored = await call.room.store.message(source.id, call.integer("message_id"))
    if stored is None or stored.content is None:
        raise bad_request("message to copy not found")
    return (await post(call, chat, [{key: stored.content[key] for key in COPIED if key in stored.content}]))[
        0
    ]


@method("sendChatAction")
async def send_chat_action(call: Call) -> bool:
    chat = await call.chat()
    if call.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.room.bus.tell(chat.id, {"action": call.text("action")})
    return True
