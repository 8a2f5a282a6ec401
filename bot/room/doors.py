"""Who may come in: this machine alone, or whoever knows the password; and what every answer carries."""

import asyncio
import hashlib
import hmac
import ipaddress
import re
import time
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SESSION_COOKIE = "mouthpiece_door"
SESSION_LASTS_S = 30 * 86_400
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}
BY_TOKEN = re.compile(r"/(file/)?bot\d+:")
"""The Bot API: its token is its own guard"""
ALWAYS_OPEN = ("/chat/static/",)
FREE_TRIES = 4
LONGEST_WAIT_S = 60.0
MANY_CLIENTS = 10_000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:;"
    " connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
}
NOT_HERE = (
    "This Mouthpiece talks to its own machine only. Open it as http://127.0.0.1 there, or set MOUTHPIECE_PASSWORD to"
    " let others in.\n"
)
FOREIGN = "This request came from another site and was refused.\n"


class Doors:
    """Checks passwords and sessions. Without a password nobody but this machine gets in."""

    def __init__(self, *, secret: str, password: str | None, open_paths: Sequence[str] = ()) -> None:
        self.password_needed = bool(password)
        self.open_paths = (*ALWAYS_OPEN, *open_paths)
        self._hasher = PasswordHasher()
        self._hash = self._hasher.hash(password) if password else ""
        # Signed into each session, so that a new password ends the old sessions.
        self._tag = hmac.new(secret.encode(), (password or "").encode(), hashlib.sha256).hexdigest()[:32]
        self._signer = URLSafeTimedSerializer(secret, salt="door")
        self._failures: dict[str, tuple[int, float]] = {}
        self._one_at_a_time = asyncio.Lock()

    def session(self) -> str:
        """The value of a cookie that lets its bearer in."""
        return self._signer.dumps(self._tag)

    def lets_in(self, cookie: str | None) -> bool:
        if not self.password_needed:
            return True
        try:
            tag = self._signer.loads(cookie or "", max_age=SESSION_LASTS_S)
        except BadData:
            return False
        return hmac.compare_digest(str(tag), self._tag)

    def wait_s(self, client: str) -> float:
        """Seconds this client must wait before its next try: none at first, then doubling."""
        count, last_s = self._failures.get(client, (0, 0.0))
        if count < FREE_TRIES:
            return 0.0
        return max(0.0, last_s + min(LONGEST_WAIT_S, 2.0 ** (count - FREE_TRIES)) - time.monotonic())

    async def knows(self, client: str, password: str) -> bool:
        """Whether the password is right, in constant time; a wrong one is remembered against the client."""
        async with self._one_at_a_time:
            if self.wait_s(client) > 0:
                return False
            try:
                await asyncio.to_thread(self._hasher.verify, self._hash, password)
            except VerifyMismatchError:
                if len(self._failures) > MANY_CLIENTS:
                    self._failures.clear()
                count, _ = self._failures.get(client, (0, 0.0))
                self._failures[client] = (count + 1, time.monotonic())
                return False
            self._failures.pop(client, None)
            return True


class DoorsMiddleware:
    """ASGI middleware that guards everything behind it, mounted folders included."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope, Headers(scope=scope))
        answer = _with_headers(send)
        if refusal is not None:
            await refusal(scope, receive, answer)
        else:
            await self._app(scope, receive, answer)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        path: str = scope["path"]
        if not self._doors.password_needed and not _is_at_home(scope, headers.get("host", "")):
            return PlainTextResponse(NOT_HERE, 403)
        if BY_TOKEN.match(path):
            return None
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and _is_foreign(headers):
            return PlainTextResponse(FOREIGN, 403)
        if path == "/login" or path.startswith(self._doors.open_paths):
            return None
        if self._doors.lets_in(cookie_parser(headers.get("cookie", "")).get(SESSION_COOKIE)):
            return None
        if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            return RedirectResponse(f"/login?next={quote(path)}", 303)
        return JSONResponse({"error": "login-needed"}, 401)


def _is_at_home(scope: Scope, host: str) -> bool:
    """Loopback by address and by name: a page elsewhere whose name was pointed at 127.0.0.1 sends its own name."""
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    client = scope.get("client")
    return name in LOOPBACK_NAMES and (client is None or is_loopback(client[0]))


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_foreign(headers: Headers) -> bool:
    if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _with_headers(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return answer


def safe_next(path: str) -> str:
    """Where to go after the login: a path on this machine, never another site."""
    return (
        path
        if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
        else "/chat"
    )
