"""One log: readable on the terminal, a rotating file in the data folder."""

import logging
import logging.handlers
import sys

import structlog

from common.home import Home

FILE_BYTES = 5_000_000
FILES = 5


def configure(home: Home, level: str) -> None:
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
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processor=structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # The rich one shows local variables, and a token may be one.
            exception_formatter=structlog.dev.plain_traceback,
        ),
    )
    plain = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processor=structlog.processors.LogfmtRenderer()
    )
    screen = logging.StreamHandler()
    screen.setFormatter(formatter)
    file = logging.handlers.RotatingFileHandler(
        home.logs / "mouthpiece.log", maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8"
    )
    file.setFormatter(plain)
    root = logging.getLogger()
    root.handlers[:] = [screen, file]
    root.setLevel(level.upper())
    logging.getLogger("aiogram.event").setLevel(logging.WARNING)
