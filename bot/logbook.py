"""The logs as they are read again: entries of the bot's log and of the worker's, searched and followed."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.logs import FILE_NAME, FILES, Hide, hiding
from common.home import Home
from pipeline.jobs.child import MARK

LEVELS = ("debug", "info", "warning", "error")
RANKS = {"debug": 0, "info": 1, "warning": 2, "warn": 2, "error": 3, "exception": 3, "critical": 3}
LOOK_EVERY_S = 0.5
START = "-0"
"""The place before everything, while nothing is written yet"""
LINE_LIMIT = 20_000
"""Characters of one line, or of one traceback, that are shown"""
MARKED = re.compile(re.escape(MARK) + r"(?P<order>[0-9a-z]+):(?P<attempt>\d+) (?P<at>\S+)$")
PIECE = re.compile(
    r"""(?P<trace>(?:(?:^Exception\ in\ thread\ .*\n)?
                     ^Traceback\ \(most\ recent\ call\ last\).*\n
                     (?:[ \t].*\n)*
                     (?:\S.*\n)?
                     (?:\n(?:During\ handling\ of|The\ above\ exception).*\n\n)?)+)
      | (?P<line>^.*\S.*$)""",
    re.MULTILINE | re.VERBOSE,
)
"""What stands together in what Python programs print: a traceback with those it came from, or a line"""
BAD = re.compile(r"\b(error|exception|fatal|failed|segmentation fault)\b|Error:", re.IGNORECASE)
DUBIOUS = re.compile(r"warning", re.IGNORECASE)


class Source(StrEnum):
    BOT = "bot"
    WORKER = "worker"
    """What the worker's child and its libraries print"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    at: str
    """UTC, ISO 8601; "" where the line does not say"""
    level: str
    """One of LEVELS"""
    event: str
    order: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    trace: str | None = None
    """The traceback"""

    def text(self) -> str:
        """In a line, and its traceback below."""
        told = " ".join(
            f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in self.fields.items()
        )
        order = f"order={self.order}" if self.order else ""
        line = " ".join(part for part in (self.at, f"[{self.level}]", self.event, order, told) if part)
        return f"{line}\n{self.trace}" if self.trace else line


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which entries are wanted."""

    order: str | None = None
    level: str = "debug"
    """This or worse"""
    words: str = ""
    """All of them, in any case and script"""

    def fits(self, entry: Entry) -> bool:
        if RANKS[entry.level] < RANKS[self.level]:
            return False
        if not (self.order or self.words):
            return True
        text = entry.text()
        folded = text.casefold()
        return (not self.order or self.order in text) and all(
            word in folded for word in self.words.casefold().split()
        )


@dataclass(frozen=True, kw_only=True)
class Found:
    entries: Sequence[Entry]
    """Oldest first"""
    after: str
    """Where what comes next will be"""


@dataclass(frozen=True, kw_only=True)
class Logbook:
    """Reads the files that bot/logs.py and the worker's child write. Secrets are hidden here once more: what libraries
    print in the child went through nobody's hands.
    """

    home: Home
    hide: Hide = field(default_factory=hiding)

    def last(self, source: Source, wish: Wish, *, limit: int) -> Found:
        """The newest entries that fit, the oldest of them first."""
        entries: list[Entry] = []
        after = ""
        for path in self._files(source):
            read, end = self._read(source, path, 0)
            after = after or end
            fitting = [entry for entry in read if wish.fits(entry)]
            entries = fitting[-(limit - len(entries)) :] + entries
            if len(entries) >= limit:
                break
        return Found(entries=entries, after=after or START)

    def since(self, source: Source, after: str, wish: Wish) -> Found:
        """What was written after a place that ``last`` or this told. All that is left when the place is gone."""
        files = self._files(source)
        inode, _, offset = after.partition("-")
        at = next((n for n, path in enumerate(files) if _inode(path) == inode), None)
        entries: list[Entry] = []
        newest = after
        for n, path in reversed(list(enumerate(files if at is None else files[: at + 1]))):
            read, newest = self._read(source, path, int(offset) if n == at and offset.isdigit() else 0)
            entries += read
        return Found(entries=[entry for entry in entries if wish.fits(entry)], after=newest)

    def news(self, source: Source, after: str, wish: Wish) -> Found:
        """The same at little cost while nothing is written: to be asked every LOOK_EVERY_S."""
        newest = self._files(source)[:1]
        if not newest or _place(newest[0], newest[0].stat().st_size) == after:
            return Found(entries=(), after=after)
        return self.since(source, after, wish)

    def _files(self, source: Source) -> list[Path]:
        """Those there are, newest first."""
        if source is Source.WORKER:
            paths = [self.home.logs / "worker.log", self.home.logs / "worker.old.log"]
        else:
            newest = self.home.logs / FILE_NAME
            paths = [newest, *(newest.with_name(f"{FILE_NAME}.{number}") for number in range(1, FILES + 1))]
        return [path for path in paths if path.is_file()]

    def _read(self, source: Source, path: Path, offset: int) -> tuple[list[Entry], str]:
        """What stands in whole lines from ``offset`` on, and the place after them."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # rotated away just now
            return [], ""
        start = offset if offset <= len(data) else 0  # it was emptied meanwhile
        end = data.rfind(b"\n") + 1
        text = self.hide(data[start:end].decode("utf-8", "replace"))
        if source is Source.BOT:
            # Not splitlines: JSON may hold other line ends than this one.
            return [_written(line) for line in text.split("\n") if line], _place(path, end)
        marked = data.rfind(MARK.encode(), 0, start)
        mark = data[marked:start].split(b"\n", 1)[0].decode("utf-8", "replace") if marked >= 0 else ""
        return list(_printed(text, mark)), _place(path, end)


def _place(path: Path, offset: int) -> str:
    return f"{_inode(path)}-{offset}"


def _inode(path: Path) -> str:
    try:
        return str(path.stat().st_ino)
    except FileNotFoundError:
        return ""


def _written(line: str) -> Entry:
    """A line of our own: a JSON object. One that is none, of an older version or cut by a power failure, is shown as it
    stands.
    """
    try:
        told: dict[str, Any] = json.loads(line)
        if not isinstance(told, dict):
            raise ValueError
    except ValueError:
        return Entry(at="", level="info", event=line[:LINE_LIMIT])
    order = told.pop("job", None)
    trace = told.pop("exception", None)
    return Entry(
        at=str(told.pop("timestamp", "")),
        level=LEVELS[RANKS.get(str(told.pop("level", "info")), 1)],
        event=str(told.pop("event", ""))[:LINE_LIMIT],
        order=str(order) if order is not None else None,
        fields={name: _shown(value) for name, value in told.items()},
        trace=str(trace)[-LINE_LIMIT:] if trace else None,
    )


def _shown(value: Any) -> str:
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:LINE_LIMIT]


def _printed(text: str, before: str) -> Iterator[Entry]:
    """What the child printed: a mark at each order, lines of libraries, tracebacks. ``before`` is the last mark until
    there."""
    known = MARKED.match(before)
    order, at = (known["order"], known["at"]) if known else (None, "")
    for found in PIECE.finditer(text):
        if trace := found["trace"]:
            told = trace.strip("\n")
            event = told.rsplit("\n", 1)[-1]
            yield Entry(at=at, level="error", event=event[:LINE_LIMIT], order=order, trace=told[-LINE_LIMIT:])
        elif marked := MARKED.match(found["line"]):
            order, at = marked["order"], marked["at"]
            yield Entry(
                at=at, level="info", event="order started", order=order, fields={"attempt": marked["attempt"]}
            )
        else:
            line = found["line"]
            level = "warning" if DUBIOUS.search(line) else "error" if BAD.search(line) else "info"
            yield Entry(at=at, level=level, event=line.rstrip()[:LINE_LIMIT], order=order)
