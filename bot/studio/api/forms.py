"""The one file of a multipart form, as it comes: it goes to where it is kept, never through a temporary folder."""

from collections import deque
from collections.abc import AsyncIterator
from typing import Self

from fastapi import Request
from python_multipart.multipart import MultipartParser, parse_options_header

from common.errors import BadInput

FIELD = b"file"
OTHER_FIELDS_BYTES = 65_536
"""Fields beside the file, and the form's own lines"""


class BrokenForm(BadInput):
    code = "broken-form"
    sentence = "The form cannot be read: {reason}. Send the file as the field “file” of a multipart form, or as the body itself."


class FormFile:
    """Reads a form up to its file's name, then hands the file on in pieces."""

    def __init__(self, stream: AsyncIterator[bytes], boundary: bytes) -> None:
        self.name = ""
        self._stream = stream
        self._waiting: deque[bytes] = deque()
        self._found = self._wanted = self._ended = False
        self._other_bytes = 0
        self._header = (bytearray(), bytearray())
        self._disposition = b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_header_field": lambda data, a, b: self._header[0].extend(data[a:b]),
                "on_header_value": lambda data, a, b: self._header[1].extend(data[a:b]),
                "on_header_end": self._header_end,
                "on_headers_finished": self._part_begin,
                "on_part_data": self._part_data,
                "on_end": self._end,
            },
        )

    @classmethod
    async def open(cls, request: Request) -> Self:
        """Raises BrokenForm when there is no file in it."""
        _, options = parse_options_header(request.headers.get("content-type", "").encode("latin-1"))
        if not options.get(b"boundary"):
            raise BrokenForm(reason="its boundary is missing")
        form = cls(request.stream(), options[b"boundary"])
        while not form._found:
            if not await form._read():
                raise BrokenForm(reason="there is no field “file” in it")
        return form

    async def chunks(self) -> AsyncIterator[bytes]:
        """Raises BrokenForm when the form ends too early."""
        reading = True
        while reading:
            reading = await self._read() if not self._waiting else True
            while self._waiting:
                yield self._waiting.popleft()
        if not self._ended:
            raise BrokenForm(reason="it ends too early")

    async def _read(self) -> bool:
        """Take the next piece of the body; False at its end."""
        chunk = await anext(self._stream, None)
        if chunk is None:
            return False
        try:
            self._parser.write(chunk)
        except ValueError as error:
            # The parser's own errors are ValueErrors: the body was not multipart.
            raise BrokenForm(reason="it is not multipart/form-data") from error
        if self._other_bytes > OTHER_FIELDS_BYTES:
            raise BrokenForm(reason="its other fields are too long")
        return True

    def _header_end(self) -> None:
        name, value = self._header
        if bytes(name).lower() == b"content-disposition":
            self._disposition = bytes(value)
        self._header = (bytearray(), bytearray())

    def _part_begin(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._disposition = b""
        # Only the first file counts; another one would be silently mixed into it.
        self._wanted = options.get(b"name") == FIELD and b"filename" in options and not self._found
        if self._wanted:
            self._found = True
            self.name = options[b"filename"].decode("utf-8", "replace")

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._wanted:
            self._waiting.append(data[start:end])
        else:
            self._other_bytes += end - start

    def _end(self) -> None:
        self._ended = True
