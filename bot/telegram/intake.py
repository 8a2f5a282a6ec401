"""What people send, told apart and fetched."""

import asyncio
import re
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePath

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import File, Message
from aiohttp import ClientError

from bot.locales import Translator
from bot.telegram.limits import MB, Limits
from common.errors import BadInput, EmptyFile, FileTooLarge, SoundTooLong
from common.files import whole
from common.home import Home

HEARD = frozenset(
    "aac aif aiff amr avi flac flv m4a m4b m4v mka mkv mov mp3 mp4 mpeg mpg oga ogg opus wav weba webm wma".split()
)
"""File names ending in these hold sound"""
SEEN = frozenset("avif bmp gif heic heif jpeg jpg png tif tiff webp".split())
"""And these a picture, though some apps do not say so of HEIC"""
READ = frozenset({"txt", "md"})
SUFFIX = re.compile(r"\.[a-z0-9]{1,5}$")
FETCH_LIMIT_S = 600
FETCH_TRIES = 3
TOO_BIG = "file is too big"

log = structlog.get_logger()


class DownloadFailed(BadInput):
    code = "download-failed"
    sentence = "{name} could not be fetched from Telegram. Send it again."


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A file as somebody sent it, not fetched yet."""

    file_id: str
    name: str | None
    """The name they gave it; None for what was recorded in the chat"""
    suffix: str
    size: int | None
    duration_s: float | None = None
    unnamed: str = "your-recording"
    """Key of what it is called when it has no name"""

    def shown(self, say: Translator) -> str:
        return self.name or say(self.unnamed)


def recording_in(message: Message) -> Sent | None:
    """A voice message, an audio file, the sound of a video or video note, or a document that is one of them."""
    if voice := message.voice:
        return Sent(
            file_id=voice.file_id,
            name=None,
            suffix=".ogg",
            size=voice.file_size,
            duration_s=voice.duration,
        )
    if note := message.video_note:
        return Sent(
            file_id=note.file_id, name=None, suffix=".mp4", size=note.file_size, duration_s=note.duration
        )
    if audio := message.audio:
        return Sent(
            file_id=audio.file_id,
            name=audio.file_name or audio.title,
            suffix=suffix_of(audio.file_name, ".mp3"),
            size=audio.file_size,
            duration_s=audio.duration,
        )
    if video := message.video:
        return Sent(
            file_id=video.file_id,
            name=video.file_name,
            suffix=suffix_of(video.file_name, ".mp4"),
            size=video.file_size,
            duration_s=video.duration,
        )
    document = message.document
    if document and not message.animation:
        kind = (document.mime_type or "").split("/")[0]
        suffix = suffix_of(document.file_name, "")
        if kind in ("audio", "video") or suffix[1:] in HEARD:
            return Sent(
                file_id=document.file_id,
                name=document.file_name,
                suffix=suffix,
                size=document.file_size,
            )
    return None


def picture_in(message: Message) -> Sent | None:
    """A photo, a video, a video note, an animation, or a document that is one of them."""
    document = message.document
    if photo := message.photo:
        return _picture(photo[-1].file_id, photo[-1].file_size, None, ".jpg")
    if note := message.video_note:
        return _picture(note.file_id, note.file_size, None, ".mp4")
    if moving := message.animation or message.video:
        return _picture(moving.file_id, moving.file_size, moving.file_name, ".mp4")
    if document is None:
        return None
    kind = (document.mime_type or "").split("/")[0]
    if kind in ("image", "video") or suffix_of(document.file_name, "")[1:] in SEEN:
        return _picture(document.file_id, document.file_size, document.file_name, ".bin")
    return None


def _picture(file_id: str, size: int | None, name: str | None, suffix: str) -> Sent:
    return Sent(file_id=file_id, name=name, suffix=suffix_of(name, suffix), size=size, unnamed="your-picture")


def text_file_in(message: Message) -> Sent | None:
    document = message.document
    if document is None or message.animation:
        return None
    suffix = suffix_of(document.file_name, "")
    if document.mime_type != "text/plain" and suffix[1:] not in READ:
        return None
    return Sent(
        file_id=document.file_id, name=document.file_name, suffix=suffix or ".txt", size=document.file_size
    )


def suffix_of(name: str | None, otherwise: str) -> str:
    """A harmless ending such as ".mp3"."""
    suffix = PurePath(name).suffix.lower() if name else ""
    return suffix if SUFFIX.fullmatch(suffix) else otherwise


def check_sent(sent: Sent, limits: Limits, say: Translator) -> None:
    """Refuse what could not be used anyway, before it is fetched."""
    if sent.size == 0:
        raise EmptyFile(name=sent.shown(say))
    if sent.size is not None and sent.size > limits.download_bytes:
        raise too_large(sent, sent.size, limits, say)
    if sent.duration_s is not None and sent.duration_s > limits.sound_s:
        raise SoundTooLong(duration_s=sent.duration_s, limit_s=limits.sound_s)


def too_large(sent: Sent, size: int, limits: Limits, say: Translator) -> FileTooLarge:
    return FileTooLarge(
        name=sent.shown(say), size_mb=round(size / MB, 1), limit_mb=limits.download_bytes / MB
    )


async def fetch(bot: Bot, sent: Sent, *, home: Home, limits: Limits, say: Translator) -> Path:
    """The file under an opaque name in the folder of inputs, whole.

    Raises FileTooLarge, EmptyFile, SoundTooLong, DiskFull, DownloadFailed.
    """
    check_sent(sent, limits, say)
    path = home.new_input(sent.suffix)
    for tried in range(FETCH_TRIES):
        try:
            file = await bot.get_file(sent.file_id)
            with whole(path) as beside:
                await _copy(bot, file, beside)
            break
        except TelegramBadRequest as error:
            if TOO_BIG in error.message:
                raise too_large(sent, sent.size or limits.download_bytes + 1, limits, say) from error
            raise DownloadFailed(name=sent.shown(say)) from error
        except (TelegramAPIError, ClientError, TimeoutError, FileNotFoundError) as error:
            # Only the kind: the words of the HTTP client hold the address, and that holds the token.
            log.info("download again", tried=tried, reason=type(error).__name__)
            if tried == FETCH_TRIES - 1:
                raise DownloadFailed(name=sent.shown(say)) from error
    if path.stat().st_size == 0:
        path.unlink()
        raise EmptyFile(name=sent.shown(say))
    return path


async def _copy(bot: Bot, file: File, to: Path) -> None:
    if not file.file_path:
        raise TimeoutError("Telegram gave no path")
    if bot.session.api.is_local:
        source = bot.session.api.wrap_local_file.to_local(file.file_path)
        await asyncio.to_thread(shutil.copyfile, source, to)
    else:
        await bot.download_file(file.file_path, to, timeout=FETCH_LIMIT_S)
