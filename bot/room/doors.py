"""Who may come in: this machine alone, or whoever knows the password; and what every answer carries."""

import asyncio
import hashlib
import hmac
import ipaddress
import math
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
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
BEARER = re.compile(r"bearer +(?P<secret>\S+) *", re.IGNORECASE)
PROXIED = ("x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip", "via")
"""A request with one of these came through a proxy, from who knows where"""
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
NOT_ALLOWED = "This Mouthpiece is not open to your network: its MOUTHPIECE_ALLOWED_NETWORKS leaves it out.\n"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Mouthpiece"'}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Explain = Callable[[Headers, str, int, dict[str, str]], Response]
"""(request's headers, code, status, headers of the answer) to a refusal that programs can read"""


class Patience:
    """How long whoever guesses wrong must wait: not at first, then each time twice as long."""

    def __init__(self) -> None:
        self._failures: dict[str, tuple[int, float]] = {}

    def wait_s(self, client: str) -> float:
        """Seconds this client must wait before its next try."""
        count, last_s = self._failures.get(client, (0, 0.0))
        if count < FREE_TRIES:
            return 0.0
        return max(0.0, last_s + min(LONGEST_WAIT_S, 2.0 ** (count - FREE_TRIES)) - time.monotonic())

    def fail(self, client: str) -> None:
        if len(self._failures) > MANY_CLIENTS:
            self._failures.clear()
        count, _ = self._failures.get(client, (0, 0.0))
        self._failures[client] = (count + 1, time.monotonic())

    def forgive(self, client: str) -> None:
        self._failures.pop(client, None)


class Doors:
    """Checks passwords and sessions. Without a password nobody but this machine gets in."""

    def __init__(
        self,
        *,
        secret: str,
        password: str | None,
        open_paths: Sequence[str] = (),
        networks: Sequence[Network] = (),
    ) -> None:
        self.password_needed = bool(password)
        self.open_paths = (*ALWAYS_OPEN, *open_paths)
        self.token_paths: tuple[str, ...] = ()
        """What a token opens; never pages"""
        self.find_token: Callable[[str], Awaitable[Any]] | None = None
        """A token's secret to whose it is, or None"""
        self.explain: Explain | None = None
        """How refusals under ``token_paths`` are worded"""
        self.guesses = Patience()
        """With tokens, by client"""
        self._networks = tuple(networks)
        self.open_at_home: Sequence[str] = ()
        """Paths that programs on this machine may ask for without the password"""
        self._hasher = PasswordHasher()
        self._hash = self._hasher.hash(password) if password else ""
        # Signed into each session, so that a new password ends the old sessions.
        self._tag = hmac.new(secret.encode(), (password or "").encode(), hashlib.sha256).hexdigest()[:32]
        self._signer = URLSafeTimedSerializer(secret, salt="door")
        self._patience = Patience()
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
        """Seconds this client must wait before its next try with a password."""
        return self._patience.wait_s(client)

    async def knows(self, client: str, password: str) -> bool:
        """Whether the password is right, in constant time; a wrong one is remembered against the client."""
        async with self._one_at_a_time:
            if self.wait_s(client) > 0:
                return False
            try:
                await asyncio.to_thread(self._hasher.verify, self._hash, password)
            except VerifyMismatchError:
                self._patience.fail(client)
                return False
            self._patience.forgive(client)
            return True

    def allows(self, client: str) -> bool:
        """Whether requests may come from this address. This machine always may: the bot lives here."""
        if not self._networks or is_loopback(client):
            return True
        try:
            address = ipaddress.ip_address(client)
        except ValueError:
            return False
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self._networks)


class DoorsMiddleware:
    """ASGI middleware that guards everything behind it, mounted folders included."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = await self._refusal(scope, Headers(scope=scope))
        answer = _with_headers(send)
        if refusal is not None:
            await refusal(scope, receive, answer)
        else:
            await self._app(scope, receive, answer)

    async def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        doors, path, client = self._doors, scope["path"], _client(scope)
        if not doors.allows(client):
            return self._refuse(path, headers, "not-allowed", NOT_ALLOWED)
        if not doors.password_needed and not _is_at_home(scope, headers):
            return self._refuse(path, headers, "not-here", NOT_HERE)
        if BY_TOKEN.match(path):
            return None
        bearer = BEARER.fullmatch(headers.get("authorization", ""))
        if bearer and doors.find_token and path.startswith(doors.token_paths):
            # A page elsewhere cannot know a token, so where the request comes from does not matter.
            return await self._by_token(scope, headers, bearer["secret"])
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and _is_foreign(headers):
            return self._refuse(path, headers, "foreign-site", FOREIGN)
        if path == "/login" or path.startswith(doors.open_paths):
            return None
        if path in doors.open_at_home and _is_at_home(scope, headers):
            return None
        if doors.lets_in(cookie_parser(headers.get("cookie", "")).get(SESSION_COOKIE)):
            return None
        if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            return RedirectResponse(f"/login?next={quote(path)}", 303)
        if doors.explain and path.startswith(doors.token_paths):
            return doors.explain(headers, "login-needed", 401, CHALLENGE)
        return JSONResponse({"error": "login-needed"}, 401)

    async def _by_token(self, scope: Scope, headers: Headers, secret: str) -> Response | None:
        """Let the bearer in, or slow down whoever guesses. A right token never waits for somebody else's guesses."""
        doors, client = self._doors, _client(scope)
        assert doors.find_token
        token = await doors.find_token(secret)
        if token is not None:
            scope.setdefault("state", {})["token"] = token
            return None
        wait_s = doors.guesses.wait_s(client)
        if wait_s > 0:
            told = {"Retry-After": str(math.ceil(wait_s))}
            return self._refuse(scope["path"], headers, "token-wait", "Too many wrong tokens.\n", 429, told)
        doors.guesses.fail(client)
        told = {"WWW-Authenticate": f'{CHALLENGE["WWW-Authenticate"]}, error="invalid_token"'}
        return self._refuse(scope["path"], headers, "token-wrong", "This token is not known.\n", 401, told)

    def _refuse(
        self,
        path: str,
        headers: Headers,
        code: str,
        plain: str,
        status: int = 403,
        told: dict[str, str] | None = None,
    ) -> Response:
        doors = self._doors
        if doors.explain and path.startswith(doors.token_paths):
            return doors.explain(headers, code, status, told or {})
        return PlainTextResponse(plain, status, headers=told)


def _client(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "127.0.0.1"


def _is_at_home(scope: Scope, headers: Headers) -> bool:
    """Loopback by address and by name: a page elsewhere whose name was pointed at 127.0.0.1 sends its own name, and
    a proxy on this machine speaks for others."""
    try:
        name = urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return False
    proxied = any(header in headers for header in PROXIED)
    return name in LOOPBACK_NAMES and is_loopback(_client(scope)) and not proxied


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
