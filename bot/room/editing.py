"""Bot API methods that change or remove messages, and that answer taps on buttons."""

from bot.room.apierror import bad_request
from bot.room.call import ApiObject, Call, caption_of, method
from bot.room.sending import GROUPS, file_content
from bot.room.store import Chat, Stored

MEDIA = ("video", "audio", "photo", "document", "voice", "video_note", "animation")
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current"
    " content and reply markup of the message"
)
ANSWER_LIMIT = 200
MOST_DELETED = 100


async def _target(call: Call) -> tuple[Chat, Stored, ApiObject]:
    chat = await call.chat()
    if not call.raw("message_id"):
        raise bad_request("message identifier is not specified")
    stored = await call.room.store.message(chat.id, call.integer("message_id"))
    if stored is None or stored.content is None:
        raise bad_request("message to edit not found")
    if stored.sender_id != call.room.bot["id"]:
        raise bad_request("message can't be edited")
    return chat, stored, stored.content


async def _change(call: Call, stored: Stored, content: ApiObject) -> ApiObject:
    before = {key: value for key, value in (stored.content or {}).items() if key != "edit_date"}
    if content == before:
        raise bad_request(NOT_MODIFIED)
    call.room.gate.pass_through(stored.chat_id)
    edited = {**content, "edit_date": call.room.now()}
    return await call.room.api_message(await call.room.change(stored, edited))


def _without(content: ApiObject, *names: str) -> ApiObject:
    return {key: value for key, value in content.items() if key not in (*names, "edit_date", "reply_markup")}


@method("editMessageText")
async def edit_message_text(call: Call) -> ApiObject:
    text = call.formatted_text()
    _, stored, content = await _target(call)
    if "text" not in content:
        raise bad_request("there is no text in the message to edit")
    return await _change(call, stored, {**_without(content, "text", "entities"), **text, **call.markup()[0]})


@method("editMessageCaption")
async def edit_message_caption(call: Call) -> ApiObject:
    caption = call.caption()
    _, stored, content = await _target(call)
    if "text" in content or "video_note" in content:
        raise bad_request("there is no caption in the message to edit")
    kept = _without(content, "caption", "caption_entities")
    return await _change(call, stored, {**kept, **caption, **call.markup()[0]})


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(call: Call) -> ApiObject:
    _, stored, content = await _target(call)
    return await _change(call, stored, {**_without(content), **call.markup()[0]})


@method("editMessageMedia")
async def edit_message_media(call: Call) -> ApiObject:
    _, stored, content = await _target(call)
    item = call.json("media")
    if not isinstance(item, dict) or item.get("type") not in (*GROUPS, "animation"):
        raise bad_request("can't parse InputMedia: media type is not supported")
    media = await file_content(call, item["type"], item, item.get("media"))
    caption = caption_of(item, item.get("caption_entities"))
    gone = (*MEDIA, "caption", "caption_entities", "text", "entities", "_wave")
    return await _change(call, stored, {**_without(content, *gone), **media, **caption, **call.markup()[0]})


@method("deleteMessage")
async def delete_message(call: Call) -> bool:
    chat = await call.chat()
    if not await call.room.delete(chat, [call.integer("message_id")]):
        raise bad_request("message to delete not found")
    return True


@method("deleteMessages")
async def delete_messages(call: Call) -> bool:
    chat = await call.chat()
    ids = call.json("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= MOST_DELETED:
        raise bad_request("message identifiers are not specified")
    await call.room.delete(chat, [int(one) for one in ids])
    return True


@method("answerCallbackQuery")
async def answer_callback_query(call: Call) -> bool:
    if len(call.text("text")) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": call.text("text"), "show_alert": call.flag("show_alert"), "url": call.text("url")}
    await call.room.answer(call.text("callback_query_id"), answer)
    return True
