"""Tokens that let programs in: shown once, kept as a hash."""

import contextlib
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import aiosqlite

from bot.studio.store import StudioStore, new_id
from common.errors import BadInput, DiskFull

MARK = "mp_"
SECRET_BYTES = 32
NAME_LIMIT = 60
SEEN_FOR_S = 1.0
"""So long what was read is believed; a token removed by another process is refused after that"""
MISSED_FOR_S = 0.1
"""The same for a token that is not known: it may have been added a moment ago"""
USED_EVERY_S = 60.0
ADD = "INSERT INTO tokens (id, name, hash, created_at) VALUES (:id, :name, :hash, :created_at)"
ALL = "SELECT id, name, hash, created_at, used_at FROM tokens ORDER BY created_at, id"
USED = "UPDATE tokens SET used_at = :at WHERE id = :id"
REMOVE = "DELETE FROM tokens WHERE id = :id"


class TokenNameRefused(BadInput):
    code = "token-name-refused"
    sentence = "A token cannot be called “{name}”. Give it a name of 1 to {limit} characters in one line."


class TokenNameTaken(BadInput):
    code = "token-name-taken"
    sentence = "There is a token called “{name}” already. Choose another name, or remove that one first."


class UnknownToken(BadInput):
    code = "unknown-token"
    sentence = "There is no token “{name}”. ./run tokens list shows them all."


@dataclass(frozen=True, kw_only=True)
class Token:
    """One program's right to use the API."""

    id: str
    name: str
    created_at: float
    used_at: float | None = None
    """Unix time of its last use, to the minute"""


class Tokens:
    """Adds, finds and removes tokens.

    A token is 256 random bits, so one SHA-256 keeps it safe: a slow hash such as the password's protects what can be
    guessed, and would cost every request 50 ms here. Looking a hash up tells nothing about the token by its timing.
    """

    def __init__(self, store: StudioStore, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._by_hash: Mapping[str, Token] = {}
        self._read_at = float("-inf")

    async def add(self, name: str) -> tuple[Token, str]:
        """A new token, and the secret that is shown this once. Raises TokenNameRefused, TokenNameTaken, DiskFull."""
        plain = " ".join(name.split())
        if not plain or len(plain) > NAME_LIMIT or not plain.isprintable():
            raise TokenNameRefused(name=name[: 2 * NAME_LIMIT], limit=NAME_LIMIT)
        if any(token.name == plain for token in await self.list()):
            raise TokenNameTaken(name=plain)
        secret = MARK + secrets.token_urlsafe(SECRET_BYTES)
        token = Token(id=new_id(), name=plain, created_at=self._clock())
        await self._store.change(
            ADD, id=token.id, name=plain, hash=hash_of(secret), created_at=token.created_at
        )
        return token, secret

    async def list(self) -> Sequence[Token]:
        return [_token(row) for row in await self._store.rows(ALL)]

    async def remove(self, name: str) -> Token:
        """Take a token's right away, by its name or id. Raises UnknownToken."""
        for token in await self.list():
            if name in (token.name, token.id):
                await self._store.change(REMOVE, id=token.id)
                return token
        raise UnknownToken(name=name[: 2 * NAME_LIMIT])

    async def find(self, secret: str) -> Token | None:
        """Whose secret this is, or None."""
        now, wanted = self._clock(), hash_of(secret)
        believed_s = SEEN_FOR_S if wanted in self._by_hash else MISSED_FOR_S
        if not 0 <= now - self._read_at < believed_s:
            self._by_hash = {row["hash"]: _token(row) for row in await self._store.rows(ALL)}
            self._read_at = now
        token = self._by_hash.get(wanted)
        if token and now - (token.used_at or 0.0) > USED_EVERY_S:
            self._by_hash = {**self._by_hash, wanted: replace(token, used_at=now)}
            # When it was used is a nicety: a full disk must not keep programs out.
            with contextlib.suppress(DiskFull):
                await self._store.change(USED, id=token.id, at=now)
        return token


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _token(row: aiosqlite.Row) -> Token:
    return Token(**{key: row[key] for key in ("id", "name", "created_at", "used_at")})
