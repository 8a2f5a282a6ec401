"""By which names what is made of footage is kept. Prepared data: a hash of its content and of the preparing code's
version, and of what was chosen of it where something was and of the visemes beside it; posters: the presenter's id.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presenters.presenter import Choice

VERSIONS = 99
"""More versions of the preparing code than there ever were"""


def content_hash(footage: Path) -> str:
    """SHA-256 of the file, in hex."""
    with footage.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prepared_name(
    content: str, version: str, choice: "Choice | None" = None, visemes: str | None = None
) -> str:
    chosen = "".join(f" {key}={value}" for key, value in sorted((choice or {}).items()) if value is not None)
    chosen += f" visemes={visemes}" if visemes else ""
    stem = _hashed(f"{version} {content}", 32)
    return f"{stem}-{_hashed(chosen, 12)}" if chosen else stem


def prepared_folders(prepared: Path, content: str) -> Iterator[Path]:
    """Everything that any version of this program made of footage of that content, whatever was chosen of it."""
    stems = {_hashed(f"{version} {content}", 32) for version in range(1, VERSIONS + 1)}
    for folder in sorted(prepared.glob("*")):
        if folder.name.partition("-")[0] in stems:
            yield folder


def _hashed(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def poster_stem(presenter_id: str) -> str:
    """With what the name of every poster of a presenter begins."""
    return f"poster-{presenter_id}-"
