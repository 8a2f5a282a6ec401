"""One file over HTTP: resumed where it broke off, checked while it comes, from the next mirror when one fails.

What has come stands in ``NAME.part``; ``NAME.part.json`` beside it says where from and which version, so that a killed
process, or another one, goes on where it stopped.
"""

import contextlib
import hashlib
import http.client
import json
import re
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import certifi

from common.errors import DiskFull
from common.files import is_disk_full, write_text
from models.errors import ChecksumWrong, FetchFailed, FetchStopped
from models.manifest import Model, ModelFile

BLOCK = 1 << 18
TRIES = 3
"""So often a mirror may break off in a row without having sent LITTLE_BYTES"""
LITTLE_BYTES = 1_000_000
RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which asking again may help"""

MISSING = "the server does not have it"
REFUSED = "the server refuses it"
TROUBLE = "the server has trouble"
UNREACHED = "the server cannot be reached"
BROKE_OFF = "the connection broke off"
TOO_LONG = "the server sends more than the file has"

OnBytes = Callable[[int, int], None]
"""Hears how many bytes are there, and how many there will be (0 when nobody says)"""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where the bytes of a .part file came from."""

    url: str
    etag: str
    total: int
    """0 when the server did not say"""


class _Failed(Exception):
    """This try failed. ``passing``: the same address may do better."""

    def __init__(self, reason: str, *, passing: bool) -> None:
        self.reason = reason
        self.passing = passing
        super().__init__(reason)


class _WebOnly(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in ("http", "https") or (
            urlsplit(req.full_url).scheme == "https" and urlsplit(newurl).scheme != "https"
        ):
            raise _Failed(REFUSED, passing=False)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def opener() -> urllib.request.OpenerDirector:
    """Opens http and https and nothing else, through the proxies of the environment."""
    context = ssl.create_default_context()
    # A slim machine has no certificates of its own.
    context.load_verify_locations(certifi.where())
    director = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=context),
        urllib.request.HTTPDefaultErrorHandler(),
        _WebOnly(),
        urllib.request.HTTPErrorProcessor(),
    ):
        director.add_handler(handler)
    return director


class Download:
    """One file on its way."""

    def __init__(
        self,
        model: Model,
        file: ModelFile,
        part: Path,
        *,
        on_bytes: OnBytes,
        stop: threading.Event,
        timeout_s: float,
        pause_s: float,
    ) -> None:
        self._model = model
        self._file = file
        self._part = part
        self._note = part.with_name(f"{part.name}.json")
        self._on_bytes = on_bytes
        self._stop = stop
        self._timeout_s = timeout_s
        self._pause_s = pause_s
        self._opener = opener()

    def fetch(self) -> str:
        """Fetch it whole into the .part file; returns its sha256.

        Raises FetchFailed, FetchStopped, ChecksumWrong, DiskFull.
        """
        trouble: FetchFailed | ChecksumWrong | None = None
        for url in self._by_what_is_here(self._file.urls):
            try:
                return self._from(url)
            except _Failed as failed:
                trouble = FetchFailed(
                    name=self._file.name,
                    host=urlsplit(url).hostname or url,
                    reason=failed.reason,
                    page=self._model.page,
                    id=self._model.id,
                )
            except ChecksumWrong as wrong:
                trouble = wrong
        assert trouble is not None
        raise trouble

    def forget(self) -> None:
        self._part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def _by_what_is_here(self, urls: Sequence[str]) -> list[str]:
        """The mirror that sent a part of it first: only that one can go on for certain."""
        origin = self._origin()
        return sorted(urls, key=lambda url: origin is None or url != origin.url)

    def _from(self, url: str) -> str:
        tries = 0
        while True:
            before = self._size()
            try:
                digest = self._once(url)
            except _Failed as failed:
                tries = 1 if self._size() - before >= LITTLE_BYTES else tries + 1
                if not failed.passing or tries >= TRIES:
                    raise
                if self._stop.wait(self._pause_s * tries):
                    raise FetchStopped(name=self._file.name) from failed
            else:
                self._check(digest)
                return digest

    def _check(self, digest: str) -> None:
        right = digest == self._file.sha256 if self._file.sha256 else True
        if not right or not digest.startswith(self._file.sha256_begins):
            self.forget()
            raise ChecksumWrong(name=self._file.name, page=self._model.page)

    def _once(self, url: str) -> str:
        """One request, from where the .part file ends."""
        origin, here = self._origin(), self._size()
        if here and not self._can_go_on(origin, url):
            self.forget()
            origin, here = None, 0
        try:
            with self._ask(url, origin, here) as answer:
                here, total = self._begin(url, answer, origin, here)
                return self._take(answer, here, total)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 416 and here:
                if origin and origin.total == here:
                    return self._digest().hexdigest()
                self.forget()
                raise _Failed(BROKE_OFF, passing=True) from error
            if error.code < 400:  # a way that is not followed
                raise _Failed(REFUSED, passing=False) from error
            known = {404: MISSING, 410: MISSING, 401: REFUSED, 403: REFUSED}
            raise _Failed(known.get(error.code, TROUBLE), passing=error.code in PASSING) from error
        except urllib.error.URLError as error:
            raise _Failed(UNREACHED, passing=True) from error
        except OSError as error:
            if is_disk_full(error):
                raise DiskFull(path=str(self._part.parent)) from error
            raise _Failed(BROKE_OFF, passing=True) from error
        except http.client.HTTPException as error:
            raise _Failed(BROKE_OFF, passing=True) from error

    def _can_go_on(self, origin: Origin | None, url: str) -> bool:
        """Whether what is here can be the beginning of what that address sends."""
        if origin is None:
            return False
        # Mixed from two mirrors, only a known checksum would tell.
        return bool(self._file.sha256) or (origin.url == url and bool(origin.etag or origin.total))

    def _ask(self, url: str, origin: Origin | None, here: int) -> Any:
        headers = {"User-Agent": "Mouthpiece", "Accept-Encoding": "identity"}
        if here and origin:
            headers["Range"] = f"bytes={here}-"
            if origin.etag.startswith('"') and origin.url == url:
                headers["If-Range"] = origin.etag
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the manifest holds http(s) only
        return self._opener.open(request, timeout=self._timeout_s)

    def _begin(self, url: str, answer: Any, origin: Origin | None, here: int) -> tuple[int, int]:
        """Note what comes; returns (bytes that stay, bytes in all or 0)."""
        length = answer.headers.get("Content-Length", "")
        total = int(length) if length.isdigit() else 0
        if answer.status == 206:
            told = RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
            whole = int(told[2]) if told and told[2].isdigit() else 0
            if not told or int(told[1]) != here or (origin and origin.total and whole != origin.total):
                self.forget()
                raise _Failed(BROKE_OFF, passing=True)
            total = whole
        elif answer.status != 200:
            raise _Failed(TROUBLE, passing=True)
        else:
            # Another version, or a server that sends all of it always.
            here = 0
            self._part.unlink(missing_ok=True)
        if total > self._file.limit_bytes:
            self.forget()
            raise _Failed(TOO_LONG, passing=False)
        noted = Origin(url=url, etag=answer.headers.get("ETag", ""), total=total)
        if here == 0 or origin != noted:
            write_text(self._note, json.dumps(asdict(noted)))
        return here, total

    def _take(self, answer: Any, here: int, total: int) -> str:
        digest = self._digest() if here else hashlib.sha256()
        with self._part.open("ab", buffering=0) as part:
            while block := answer.read1(BLOCK):
                here += len(block)
                if here > self._file.limit_bytes:
                    self.forget()
                    raise _Failed(TOO_LONG, passing=False)
                part.write(block)
                digest.update(block)
                self._on_bytes(here, total)
                if self._stop.is_set():
                    raise FetchStopped(name=self._file.name)
        if total and here != total:
            raise _Failed(BROKE_OFF, passing=True)
        if self._file.size_bytes and here != self._file.size_bytes:
            self.forget()
            raise ChecksumWrong(name=self._file.name, page=self._model.page)
        return digest.hexdigest()

    def _digest(self) -> "hashlib._Hash":
        with self._part.open("rb") as part:
            return hashlib.file_digest(part, "sha256")

    def _size(self) -> int:
        return self._part.stat().st_size if self._part.is_file() else 0

    def _origin(self) -> Origin | None:
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Origin(**json.loads(self._note.read_text(encoding="utf-8")))
        return None
