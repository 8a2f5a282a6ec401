"""One log: readable on the terminal, a rotating file of JSON lines in the data folder."""

import json
import logging
import logging.handlers
import re
import sys
from collections.abc import Callable, Sequence

import structlog

from common.home import Home

FILE_NAME = "mouthpiece.log"
FILE_BYTES = 5_000_000
FILES = 5
HIDDEN = "(hidden)"
SHORTEST_SECRET = 4
"""What is shorter would be hidden all over ordinary words"""
TOKENS = re.compile(
    r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{30,}"  # a bot's token, which stands in its Bot API addresses too
    r"|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{8,}"
)
Hide = Callable[[str], str]


def hiding(secrets: Sequence[str] = ()) -> Hide:
    """What puts HIDDEN in the place of anything that looks like a token, and of these secrets."""
    known = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
    spelt = known | {json.dumps(secret, ensure_ascii=False)[1:-1] for secret in known}

    def hide(text: str) -> str:
        for secret in sorted(spelt, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return TOKENS.sub(HIDDEN, text)

    return hide


class _Discreet(structlog.stdlib.ProcessorFormatter):
    """Hides secrets in what it has formatted, tracebacks included."""

    hide: Hide

    def format(self, record: logging.LogRecord) -> str:
        return self.hide(super().format(record))


def configure(home: Home, level: str, secrets: Sequence[str] = ()) -> None:
    """Send structlog and the standard library's loggers to standard error and to logs/mouthpiece.log."""
    home.logs.mkdir(parents=True, exist_ok=True)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    screen = logging.StreamHandler()
    screen.setFormatter(
        _Discreet(
            foreign_pre_chain=shared,
            processor=structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # The rich one shows local variables, and a token may be one.
                exception_formatter=structlog.dev.plain_traceback,
            ),
        )
    )
    file = logging.handlers.RotatingFileHandler(
        home.logs / FILE_NAME, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8"
    )
    file.setFormatter(
        _Discreet(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    for handler in (screen, file):
        assert isinstance(handler.formatter, _Discreet)
        handler.formatter.hide = hiding(secrets)
    root = logging.getLogger()
    root.handlers[:] = [screen, file]
    root.setLevel(level.upper())
    logging.getLogger("aiogram.event").setLevel(logging.WARNING)
