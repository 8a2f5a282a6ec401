"""Reading a request: query, form, JSON or multipart. Files go to disk as they arrive, never whole into memory."""

import json
import os
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

from python_multipart.multipart import MultipartParser, parse_options_header

from bot.room.apierror import bad_request, too_large
from bot.room.settings import MB

FIELDS_LIMIT_BYTES = 4 * MB
WRITE_BYTES = MB


@dataclass
class Upload:
    """One file of a multipart request, on disk under an opaque name."""

    path: Path
    name: str
    mime: str
    size: int = 0


@dataclass
class Form:
    """Fields of a request, and its files. Leaving the block removes the files that nobody kept."""

    fields: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def discard(self) -> None:
        for upload in self.files.values():
            upload.path.unlink(missing_ok=True)


async def read_form(
    stream: AsyncIterator[bytes], content_type: str, *, folder: Path, limit_bytes: int
) -> Form:
    """The body as a form. Raises ApiError 413 past ``limit_bytes`` (files) and 400 for a body that is broken.

    A body that is too large is read to its end and thrown away: a client that is still writing when the connection
    closes would see a broken pipe in place of the answer.
    """
    kind, options = parse_options_header(content_type.encode("latin-1", "replace"))
    if kind == b"multipart/form-data" and options.get(b"boundary"):
        return await MultipartReader(options[b"boundary"], folder, limit_bytes).read(stream)
    body = await _body(stream)
    if not body:
        return Form()
    if kind == b"application/json":
        return Form(fields=_json_fields(body))
    return Form(fields=dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))


async def _body(stream: AsyncIterator[bytes]) -> bytes:
    body = bytearray()
    large = False
    async for chunk in stream:
        large = large or len(body) + len(chunk) > FIELDS_LIMIT_BYTES
        if not large:
            body += chunk
    if large:
        raise too_large()
    return bytes(body)


def _json_fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise bad_request("can't parse the JSON body") from error
    if not isinstance(fields, dict):
        raise bad_request("can't parse the JSON body: expected an Object")
    return fields


class MultipartReader:
    def __init__(self, boundary: bytes, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._left = limit_bytes
        self._fields_left = FIELDS_LIMIT_BYTES
        self._form = Form()
        self._header = (bytearray(), bytearray())
        self._headers: dict[str, bytes] = {}
        self._name = ""
        self._upload: Upload | None = None
        self._file: BinaryIO | None = None
        self._value = bytearray()
        self._large = False
        self._ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_header_field": lambda data, a, b: self._header[0].extend(data[a:b]),
                "on_header_value": lambda data, a, b: self._header[1].extend(data[a:b]),
                "on_header_end": self._header_end,
                "on_headers_finished": self._part_begin,
                "on_part_data": self._part_data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    async def read(self, stream: AsyncIterator[bytes]) -> Form:
        try:
            async for chunk in stream:
                if not self._large:
                    self._parser.write(chunk)
            if self._large:
                raise too_large()
            if not self._ended:
                raise bad_request("the multipart body ends too early")
        except BaseException as error:
            if self._file:
                self._file.close()
            self._form.discard()
            # The parser's own errors are ValueErrors: the body was not multipart.
            if isinstance(error, ValueError):
                raise bad_request("can't parse the multipart body") from error
            raise
        return self._form

    def _header_end(self) -> None:
        name, value = self._header
        self._headers[bytes(name).decode("latin-1").lower()] = bytes(value)
        self._header = (bytearray(), bytearray())

    def _part_begin(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._value = bytearray()
        if b"filename" in options or b"filename*" in options:
            name = options.get(b"filename", b"file").decode("utf-8", "replace")
            mime = self._headers.get("content-type", b"application/octet-stream").decode("latin-1")
            path = self._folder / uuid.uuid4().hex
            self._upload = Upload(path=path, name=file_name(name), mime=mime.split(";")[0].strip().lower())
            self._form.files[self._name] = self._upload
            self._file = path.open("wb", buffering=WRITE_BYTES)
        self._headers = {}

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._upload is not None and self._file is not None:
            self._left -= end - start
            self._upload.size += end - start
            if self._left < 0:
                self._large = True
            else:
                self._file.write(memoryview(data)[start:end])
        else:
            self._fields_left -= end - start
            self._large = self._large or self._fields_left < 0
            if not self._large:
                self._value += data[start:end]

    def _part_end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = self._upload = None
        else:
            self._form.fields[self._name] = self._value.decode("utf-8", "replace")

    def _end(self) -> None:
        self._ended = True


def file_name(raw: str) -> str:
    """The name a person gave, fit to be shown and offered for saving: no folders, no control characters."""
    name = os.path.basename(raw.replace("\\", "/"))  # noqa: PTH119 - the name is text, not a path here
    name = "".join(char for char in name if char.isprintable()).strip(" .")
    return name[-120:] or "file"
