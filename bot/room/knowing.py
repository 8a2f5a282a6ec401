"""Bot API methods about the bot itself, its updates, its commands, chats and files."""

import json
from typing import Any

from bot.room.apierror import ApiError, bad_request
from bot.room.call import ApiObject, Call, method
from bot.room.room import GROUP_ID
from bot.room.store import Person, Store
from bot.room.updates import ALLOWED_FACT, MOST_UPDATES, WEBHOOK_FACT

COMMANDS_LIMIT = 100
DESCRIPTIONS = {
    "name": ("name", 64),
    "description": ("description", 512),
    "short": ("short_description", 120),
}


@method("getMe")
async def get_me(call: Call) -> ApiObject:
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return {**call.room.bot, **abilities}


@method("getUpdates")
async def get_updates(call: Call) -> list[ApiObject]:
    await call.room.line.allow(_allowed(call))
    return await call.room.line.poll(
        offset=call.integer("offset"),
        limit=min(MOST_UPDATES, max(1, call.integer("limit", MOST_UPDATES))),
        timeout_s=max(0, call.integer("timeout")),
    )


def _allowed(call: Call) -> list[str] | None:
    kinds = call.json("allowed_updates")
    return [str(one) for one in kinds] if isinstance(kinds, list) else None


@method("setWebhook")
async def set_webhook(call: Call) -> bool:
    url = call.text("url")
    if not url:
        return await _forget_webhook(call)
    if not url.lower().startswith(("http://", "https://")):
        raise bad_request("bad webhook: invalid webhook URL specified")
    secret = call.text("secret_token")
    if len(secret) > 256 or not all(one.isalnum() or one in "_-" for one in secret):
        raise bad_request("secret token contains unallowed characters")
    await call.room.line.allow(_allowed(call))
    await _drop_pending(call)
    async with call.room.store.writing():
        await call.room.store.set_fact(WEBHOOK_FACT, {"url": url, "secret": secret})
    call.room.line.ring()
    return True


@method("deleteWebhook")
async def delete_webhook(call: Call) -> bool:
    return await _forget_webhook(call)


async def _forget_webhook(call: Call) -> bool:
    await _drop_pending(call)
    async with call.room.store.writing():
        await call.room.store.set_fact(WEBHOOK_FACT, None)
    call.room.line.ring()
    return True


async def _drop_pending(call: Call) -> None:
    if call.flag("drop_pending_updates"):
        _, newest = await call.room.store.update_span()
        async with call.room.store.writing():
            await call.room.store.forget_updates(newest + 1)


@method("getWebhookInfo")
async def get_webhook_info(call: Call) -> ApiObject:
    store = call.room.store
    webhook = await store.fact(WEBHOOK_FACT) or {}
    waiting, _ = await store.update_span()
    info: ApiObject = {"url": webhook.get("url", ""), "has_custom_certificate": False}
    info["pending_update_count"] = waiting
    if error := webhook.get("error"):
        info |= {"last_error_date": error["date"], "last_error_message": error["message"]}
    if allowed := await store.fact(ALLOWED_FACT):
        info["allowed_updates"] = allowed
    return info


def _scope(call: Call) -> str:
    scope = call.json("scope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: expected an Object")
    return json.dumps({key: scope[key] for key in sorted(scope)})


@method("setMyCommands")
async def set_my_commands(call: Call) -> bool:
    commands = call.json("commands")
    if not isinstance(commands, list) or len(commands) > COMMANDS_LIMIT:
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    kept = []
    for one in commands:
        name = str(one.get("command", "")).lstrip("/").lower()
        if not (1 <= len(name) <= 32 and name.isascii() and name.replace("_", "").isalnum()):
            raise bad_request("BOT_COMMAND_INVALID")
        about = str(one.get("description", "")).strip()
        if not 1 <= len(about) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": name, "description": about})
    return await _keep_commands(call, kept)


@method("deleteMyCommands")
async def delete_my_commands(call: Call) -> bool:
    return await _keep_commands(call, None)


async def _keep_commands(call: Call, commands: list[dict[str, str]] | None) -> bool:
    async with call.room.store.writing():
        await call.room.store.set_commands(_scope(call), call.text("language_code"), commands)
    call.room.bus.tell_all({"state": True})
    return True


@method("getMyCommands")
async def get_my_commands(call: Call) -> list[dict[str, str]]:
    return await call.room.store.commands(_scope(call), call.text("language_code"))


async def commands_for(store: Store, person: Person, chat_id: int) -> list[dict[str, str]]:
    """The commands a person sees in a chat: the nearest scope first, there the person's language first."""
    group = chat_id == GROUP_ID
    scopes: list[dict[str, Any]] = [
        {"chat_id": chat_id, "type": "chat"},
        {"type": "all_group_chats" if group else "all_private_chats"},
        {"type": "default"},
    ]
    for scope in scopes:
        for language in (person.language.split("-")[0], ""):
            if commands := await store.commands(json.dumps(scope), language):
                return commands
    return []


def _describer(fact: str) -> None:
    field, limit = DESCRIPTIONS[fact]
    title = "".join(part.title() for part in field.split("_"))

    @method(f"setMy{title}")
    async def keep(call: Call) -> bool:
        if len(call.text(field)) > limit:
            raise bad_request(f"BOT_{field.upper()}_INVALID")
        async with call.room.store.writing():
            await call.room.store.set_fact(f"bot_{fact}:{call.text('language_code')}", call.text(field))
        return True

    @method(f"getMy{title}")
    async def give(call: Call) -> ApiObject:
        default = call.room.settings.bot_name if fact == "name" else ""
        return {field: await described(call.room.store, fact, call.text("language_code")) or default}


for _fact in DESCRIPTIONS:
    _describer(_fact)


async def described(store: Store, fact: str, language: str) -> str:
    """The bot's name or description in a language, else in none."""
    return str(await store.fact(f"bot_{fact}:{language}") or await store.fact(f"bot_{fact}:") or "")


@method("setChatMenuButton", "setMyDefaultAdministratorRights")
async def accept(call: Call) -> bool:
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(call: Call) -> ApiObject:
    return {"type": "commands"}


@method("getChat")
async def get_chat(call: Call) -> ApiObject:
    chat = await call.room.any_chat(call.raw("chat_id"))
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    return {**chat.api(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


@method("getChatMember")
async def get_chat_member(call: Call) -> ApiObject:
    chat = await call.room.any_chat(call.raw("chat_id"))
    user_id = call.integer("user_id")
    if user_id == call.room.bot["id"]:
        return {"user": call.room.bot, "status": "member"}
    person = call.room.person(user_id)
    if person is None or not call.room.sees(person, chat.id):
        raise bad_request("user not found")
    return {"user": person.user(), "status": "member"}


@method("getChatMemberCount")
async def get_chat_member_count(call: Call) -> int:
    chat = await call.room.any_chat(call.raw("chat_id"))
    return 2 if chat.type == "private" else len(call.room.people()) + 1


@method("getUserProfilePhotos")
async def get_user_profile_photos(call: Call) -> ApiObject:
    if call.room.person(call.integer("user_id")) is None:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


@method("getFile")
async def get_file(call: Call) -> ApiObject:
    file = await call.room.store.file(call.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > call.room.settings.download_limit_bytes:
        raise bad_request("file is too big")
    if not file.path.is_file():
        raise ApiError(400, "Bad Request: file is temporarily unavailable")
    named = {"file_id": file.file_id, "file_unique_id": file.unique_id}
    return {**named, "file_size": file.size, "file_path": file.file_path}
