"""Calls to programs that want to hear of an order's end: signed, repeated until taken, never to where they must not go."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog

from bot.studio.hosts import Guard, HostRules, check_url
from bot.studio.store import StudioStore
from common.errors import BadInput, MouthpieceError, UnknownJob
from pipeline.jobs.job import FINAL, Job, State

PAUSES_S = (30.0, 120.0, 300.0, 900.0, 2400.0)
"""Before the second to the sixth try: a little over an hour in all"""
LIMIT_S = 10.0
READ_BYTES = 4096
AT_ONCE = 8
LONGEST_SLEEP_S = 3600.0
SIGNATURE = "Mouthpiece-Signature"
ADD = """
INSERT INTO calls (job, url, attempt, due_at) VALUES (:job, :url, 0, :at)
ON CONFLICT (job) DO UPDATE SET url = :url, attempt = 0, due_at = :at, status = NULL
"""
DUE = "SELECT job, url, attempt FROM calls WHERE due_at <= :now ORDER BY due_at LIMIT :limit"
NEXT = "SELECT min(due_at) AS at FROM calls"
LATER = """
UPDATE calls SET attempt = :attempt, due_at = :at, status = :status WHERE job = :job AND attempt = :attempt - 1
"""
DROP = "DELETE FROM calls WHERE job = :job AND attempt = :attempt"

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a receiver is sent."""

    state: State
    body: bytes


class Webhooks:
    """Keeps calls until they are taken or given up; a restart goes on where it stopped."""

    def __init__(
        self,
        *,
        store: StudioStore,
        tell: Callable[[str], Awaitable[Told]],
        rules: HostRules,
        secret: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``tell`` gives an order as it is now. Raises UnknownJob."""
        self._store = store
        self._tell = tell
        self._rules = rules
        self._secret = secret
        self._clock = clock
        self._bell = asyncio.Event()

    def check(self, url: str) -> None:
        """Raises UrlRefused, HostRefused, for what can be known without asking for the host's address."""
        check_url(url, self._rules)

    async def ended(self, job: Job) -> None:
        """Call whoever asked to hear of this order's end. Raises DiskFull."""
        url = webhook_of(job)
        if url and job.state in FINAL:
            await self._store.change(ADD, job=job.id, url=url, at=self._clock())
            self._bell.set()

    async def run(self) -> None:
        """For ever: make calls when they are due."""
        while True:
            self._bell.clear()
            try:
                await self.call_due()
                pause_s = await self._pause_s()
            except (MouthpieceError, OSError) as error:
                log.warning("webhooks were not called", reason=str(error))
                pause_s = PAUSES_S[0]
            try:
                async with asyncio.timeout(pause_s):
                    await self._bell.wait()
            except TimeoutError:
                continue

    async def call_due(self) -> int:
        """Make every call that is due now; how many were made."""
        count = 0
        while rows := await self._store.rows(DUE, now=self._clock(), limit=AT_ONCE):
            async with self._session() as session:
                await asyncio.gather(*(self._call(session, **dict(row)) for row in rows))
            count += len(rows)
        return count

    async def _pause_s(self) -> float:
        due_at = (await self._store.rows(NEXT))[0]["at"]
        if due_at is None:
            return LONGEST_SLEEP_S
        return float(min(LONGEST_SLEEP_S, max(0.0, due_at - self._clock())))

    def _session(self) -> aiohttp.ClientSession:
        # Only addresses that the guard has seen are connected to, so a name cannot change its mind in between.
        connector = aiohttp.TCPConnector(resolver=Guard(self._rules), use_dns_cache=False, force_close=True)
        return aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=LIMIT_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )

    async def _call(self, session: aiohttp.ClientSession, *, job: str, url: str, attempt: int) -> None:
        attempt += 1
        try:
            told = await self._tell(job)
        except UnknownJob:
            await self._store.change(DROP, job=job, attempt=attempt - 1)
            return
        if told.state not in FINAL:
            # It was put back in the line; its next end makes a call of its own.
            await self._store.change(DROP, job=job, attempt=attempt - 1)
            return
        status, reason = await self._post(session, url, told, job=job, attempt=attempt)
        if status is not None and (200 <= status < 300 or status == 410):
            await self._store.change(DROP, job=job, attempt=attempt - 1)
        elif attempt > len(PAUSES_S):
            log.warning("a webhook was given up", job=job, host=host_of(url), reason=reason, tries=attempt)
            await self._store.change(DROP, job=job, attempt=attempt - 1)
        else:
            log.info("a webhook was not taken", job=job, host=host_of(url), reason=reason, attempt=attempt)
            at = self._clock() + PAUSES_S[attempt - 1]
            await self._store.change(LATER, job=job, attempt=attempt, at=at, status=status)

    async def _post(
        self, session: aiohttp.ClientSession, url: str, told: Told, *, job: str, attempt: int
    ) -> tuple[int | None, str]:
        try:
            check_url(url, self._rules)
            async with session.post(
                url, data=told.body, headers=self._headers(told, job, attempt), allow_redirects=False
            ) as answer:
                await answer.content.read(READ_BYTES)
                return answer.status, f"it answered {answer.status}"
        except (BadInput, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return None, str(error) or f"no answer in {LIMIT_S:.0f} s"

    def _headers(self, told: Told, job: str, attempt: int) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Mouthpiece",
            "Mouthpiece-Event": f"order.{told.state}",
            "Mouthpiece-Order": job,
            "Mouthpiece-Attempt": str(attempt),
        }
        if self._secret:
            headers[SIGNATURE] = signature(self._secret, int(self._clock()), told.body)
        return headers


def signature(secret: str, at: int, body: bytes) -> str:
    """``t`` is Unix time; ``v1`` is HMAC-SHA256 over "t.body" in hex."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


def webhook_of(job: Job) -> str | None:
    """Where an order's end is told, from its address."""
    try:
        url: Any = json.loads(job.address).get("webhook")
    except (ValueError, AttributeError):
        return None
    return url if isinstance(url, str) else None


def host_of(url: str) -> str:
    """For the log: the rest of an address may be a secret."""
    return url.split("/")[2] if url.count("/") >= 2 else ""
