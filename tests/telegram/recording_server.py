"""A Bot API server that keeps every call and fails on demand, for what a well-behaved server never does."""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

TOKEN = "7000000001:test-token"
ME = {"id": 7000000001, "is_bot": True, "first_name": "Mouthpiece", "username": "mouthpiece_bot"}
PATIENCE_S = 20.0
"""A test waits so long for a call before it fails"""


@dataclass(frozen=True, kw_only=True)
class Call:
    method: str
    fields: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)

    def file(self, name: str) -> bytes:
        """What ``attach://`` in a field stands for."""
        return self.files[str(self.fields[name]).removeprefix("attach://")]

    @property
    def buttons(self) -> dict[str, str]:
        """Text of each inline button and what it carries."""
        rows = self.fields.get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row}

    @property
    def text(self) -> str:
        return str(self.fields.get("text", ""))


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What a call meets instead of an answer."""

    status: int = 200
    body: str = ""
    drop: bool = False
    """The connection is cut"""
    taken: bool = False
    """Cut only after the call was carried out"""


def refusal(code: int, description: str, **parameters: int) -> Trouble:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Trouble(status=code, body=json.dumps(body))


class RecordingServer:
    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.files: dict[str, bytes] = {}
        """What getFile gives, by file_id"""
        self.paths: dict[str, str] = {}
        """file_path by file_id, where it is not the file_id itself (a server run with --local)"""
        self._updates: list[dict[str, Any]] = []
        self._update_id = 100
        self._message_id = 1000
        self._troubles: dict[str, deque[Trouble]] = defaultdict(deque)
        self._checked: dict[str, Callable[[Call], Trouble | None]] = {}
        self._gates: dict[str, asyncio.Event] = {}
        self._news = asyncio.Condition()
        self._closed = asyncio.Event()
        self.base = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=100 << 20)
        app.router.add_post("/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.base = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closed.set()
        async with self._news:
            self._news.notify_all()
        await self._runner.cleanup()

    # What a test sets up

    def trouble(self, method: str, *troubles: Trouble) -> None:
        """The next calls of a method meet these, one each."""
        self._troubles[method.lower()].extend(troubles)

    def check(self, method: str, verdict: Callable[[Call], Trouble | None]) -> None:
        self._checked[method.lower()] = verdict

    def hold(self, method: str) -> asyncio.Event:
        """Calls of a method are not answered until the event is set."""
        gate = asyncio.Event()
        self._gates[method.lower()] = gate
        return gate

    async def push(self, **update: Any) -> int:
        """Something happened in a chat; returns its update_id."""
        self._update_id += 1
        async with self._news:
            self._updates.append({"update_id": self._update_id, **update})
            self._news.notify_all()
        return self._update_id

    # What a test looks at

    def made(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    async def wait(
        self, method: str, number: int = 1, *, where: Callable[[Call], bool] | None = None
    ) -> Call:
        """The ``number``-th call of a method (that fits), as soon as it was made."""

        def fitting() -> list[Call]:
            return [call for call in self.made(method) if where is None or where(call)]

        async with asyncio.timeout(PATIENCE_S), self._news:
            await self._news.wait_for(lambda: len(fitting()) >= number)
        return fitting()[number - 1]

    # HTTP

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fields, files = await _form(request)
        call = Call(method=method, fields=fields, files=files)
        if request.match_info["token"] != TOKEN:
            return _json(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        if method.lower() == "getupdates":
            if self._troubles["getupdates"]:
                await self._record(call)
                return self._fail(request, self._troubles["getupdates"].popleft())
            return await self._give_updates(fields)
        if gate := self._gates.get(method.lower()):
            async with self._news:
                self.calls.append(Call(method=f"arrived:{method}", fields=fields))
                self._news.notify_all()
            await gate.wait()
        waiting = self._troubles[method.lower()]
        trouble = waiting.popleft() if waiting else None
        if trouble is None and (verdict := self._checked.get(method.lower())):
            trouble = verdict(call)
        result = None if trouble and not trouble.taken else self._carry_out(call)
        await self._record(call)
        if trouble:
            return self._fail(request, trouble)
        if isinstance(result, web.StreamResponse):
            return result
        return _json(200, {"ok": True, "result": result})

    async def _record(self, call: Call) -> None:
        async with self._news:
            self.calls.append(call)
            self._news.notify_all()

    def _fail(self, request: web.Request, trouble: Trouble) -> web.StreamResponse:
        if trouble.drop:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        kind = "application/json" if trouble.body.startswith("{") else "text/html"
        return web.Response(status=trouble.status, text=trouble.body, content_type=kind)

    async def _give_updates(self, fields: dict[str, Any]) -> web.Response:
        offset = int(fields.get("offset") or 0)
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        async with self._news:
            await self._news.wait_for(
                lambda: self._closed.is_set() or any(u["update_id"] >= offset for u in self._updates)
            )
        return _json(200, {"ok": True, "result": list(self._updates)})

    def _carry_out(self, call: Call) -> Any:
        name = call.method.lower()
        if name == "getme":
            return ME
        if name == "getfile":
            return self._find(call)
        if name == "sendmediagroup":
            return [self._message(call, "photo") for _ in call.fields["media"]]
        if name.startswith("send") and name != "sendchataction":
            return self._message(call, name.removeprefix("send"))
        if name == "editmessagetext":
            return self._message(call, "message", int(call.fields["message_id"]))
        return True

    def _find(self, call: Call) -> Any:
        file_id = call.fields["file_id"]
        data = self.files.get(file_id)
        if data is None and file_id not in self.paths:
            return _json(400, {"ok": False, "error_code": 400, "description": "Bad Request: wrong file_id"})
        path = self.paths.get(file_id, f"files/{file_id}")
        return {
            "file_id": file_id,
            "file_unique_id": file_id,
            "file_size": len(data or b""),
            "file_path": path,
        }

    def _message(self, call: Call, kind: str, message_id: int | None = None) -> Any:
        if message_id is None:
            self._message_id += 1
        chat = int(call.fields["chat_id"])
        message: dict[str, Any] = {
            "message_id": message_id or self._message_id,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private" if chat > 0 else "group"},
            "from": ME,
        }
        file = {"file_id": f"sent-{self._message_id}", "file_unique_id": f"u{self._message_id}"}
        sizes = {"width": 90, "height": 160, "duration": 1}
        if kind == "video":
            message["video"] = file | sizes
        elif kind == "videonote":
            message["video_note"] = file | {"length": 90, "duration": 1}
        elif kind in ("voice", "audio"):
            message[kind] = file | {"duration": 1}
        elif kind == "photo":
            message["photo"] = [file | {"width": 90, "height": 160}]
        else:
            message["text"] = call.text
        return message

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if self._troubles["download"]:
            return self._fail(request, self._troubles["download"].popleft())
        data = self.files.get(path.removeprefix("files/"))
        return web.Response(body=data) if data is not None else web.Response(status=404)


async def _form(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    fields: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = value.file.read()
        else:
            fields[name] = _value(str(value))
    return fields, files


def _value(text: str) -> Any:
    if text[:1] in "[{":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _json(status: int, body: dict[str, Any]) -> web.Response:
    return web.json_response(body, status=status)
