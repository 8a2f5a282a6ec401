"""Files written whole or not at all."""

import contextlib
import errno
import uuid
from collections.abc import Iterator
from pathlib import Path

from common.errors import DiskFull


def is_disk_full(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; rename it over ``path`` when the block ends well.

    Raises DiskFull when the disk is the reason; on any error what was written is removed. What a killed process leaves
    behind is called ``.STEM.*``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem[:40]}.{uuid.uuid4().hex[:12]}{path.suffix}")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(path=str(path.parent)) from error
        raise
    finally:
        beside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    with whole(path) as beside:
        beside.write_text(text, encoding="utf-8")


def write_bytes(path: Path, data: bytes) -> None:
    with whole(path) as beside:
        beside.write_bytes(data)
