"""Before every request to the API: its body is JSON and small, a repeated one is not done twice, no error is naked."""

import hashlib
import re
from collections.abc import Sequence

import structlog
from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.studio.answers import REPLAYED, Answer, Answers, KeyMismatch
from bot.studio.api.problems import problem_of
from bot.studio.visitors import Visitors
from common.errors import BadInput, DiskFull, MouthpieceError
from pipeline.jobs.job import Once
from pipeline.jobs.line import Line

BODY_LIMIT_BYTES = 1_000_000
READ_ON_BYTES = 16 * BODY_LIMIT_BYTES
"""A body that is too large is read so far and thrown away: a client still writing would see a broken pipe instead of
the answer"""
KEY_HEADER = "idempotency-key"
KEY = re.compile(r"[\x21-\x7e]{1,255}")

log = structlog.get_logger()


class JsonOnly(BadInput):
    code = "json-only"
    sentence = "The body must be JSON. Send it with the header Content-Type: application/json."


class BodyTooLarge(BadInput):
    code = "body-too-large"
    sentence = "The request has more than {limit_mb} MB. Send files to /api/v1/uploads and name their ids."


class KeyRefused(BadInput):
    code = "idempotency-key-refused"
    sentence = "The Idempotency-Key must have 1 to 255 letters, digits or signs, without spaces."


class Gate:
    """ASGI middleware for paths ``under`` one, inside the doors. ``files`` are paths that take files of any size."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        under: str,
        files: Sequence[str],
        visitors: Visitors,
        answers: Answers,
        line: Line,
    ) -> None:
        self._app = app
        self._under = under
        self._files = tuple(files)
        self._visitors = visitors
        self._answers = answers
        self._line = line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._under):
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        request = Request(scope, receive)
        try:
            await self._pass(request, sent)
        except Exception as error:
            if not isinstance(error, BadInput):
                log.exception("a request failed", method=request.method, path=scope["path"])
            if begun:
                raise
            shown = error if isinstance(error, MouthpieceError) else MouthpieceError()
            await problem_of(shown, self._visitors.of(request).say)(scope, receive, send)

    async def _pass(self, request: Request, send: Send) -> None:
        scope = request.scope
        if scope["path"] in self._files or not _has_body(request):
            receive, body = request.receive, b""
        else:
            if not _is_json(request):
                raise JsonOnly
            body = await _body(request)
            receive = _again(body, request.receive)
        key = request.headers.get(KEY_HEADER)
        if key is None or request.method != "POST":
            await self._app(scope, receive, send)
            return
        if not KEY.fullmatch(key):
            raise KeyRefused
        owner = self._visitors.of(request).owner
        async with self._answers.turn(owner, key):
            if scope["path"] in self._files:
                # What was sent is known at its end only: who takes files in sees to it.
                request.state.once = Once(key=key, asked="")
                await self._app(scope, receive, send)
                return
            await self._once(request, receive, send, owner=owner, key=key, asked=_asked(request, body))

    async def _once(
        self, request: Request, receive: Receive, send: Send, *, owner: str, key: str, asked: str
    ) -> None:
        kept = await self._answers.kept(owner, key)
        if kept is not None:
            if kept.asked != asked:
                raise KeyMismatch
            again = Response(
                kept.body, kept.status, headers={REPLAYED: "true"}, media_type="application/json"
            )
            await again(request.scope, receive, send)
            return
        before = await self._line.asked_once(owner, key)
        if before not in (None, asked):
            raise KeyMismatch
        request.state.once = Once(key=key, asked=asked)
        messages: list[Message] = []

        async def gather(message: Message) -> None:
            messages.append(message)

        await self._app(request.scope, receive, gather)
        status = int(messages[0]["status"])
        # An error made nothing, so the same key may try again.
        if 200 <= status < 300:
            told = b"".join(message.get("body", b"") for message in messages[1:]).decode()
            try:
                await self._answers.keep(owner, key, Answer(asked=asked, status=status, body=told))
            except DiskFull as error:
                log.warning("an answer was not kept", reason=str(error))
            if before is not None:
                MutableHeaders(raw=messages[0]["headers"])[REPLAYED] = "true"
        for message in messages:
            await send(message)


def _has_body(request: Request) -> bool:
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


async def _body(request: Request) -> bytes:
    """Raises BodyTooLarge."""
    body, size = bytearray(), 0
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > READ_ON_BYTES:
        raise BodyTooLarge(limit_mb=BODY_LIMIT_BYTES // 1_000_000)
    async for chunk in request.stream():
        size += len(chunk)
        if size <= BODY_LIMIT_BYTES:
            body += chunk
        elif size > READ_ON_BYTES:
            break
    if size > BODY_LIMIT_BYTES:
        raise BodyTooLarge(limit_mb=BODY_LIMIT_BYTES // 1_000_000)
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read, for the next reader."""
    told = False

    async def once() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def _asked(request: Request, body: bytes) -> str:
    path = f"{request.method} {request.url.path}?{request.url.query}\n"
    return hashlib.sha256(path.encode() + body).hexdigest()
