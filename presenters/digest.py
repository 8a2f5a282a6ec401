"""By which names what is made of footage is kept. Prepared data: a hash of its content and of the preparing code's
version; posters: the presenter's id.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

VERSIONS = 99
"""More versions of the preparing code than there ever were"""


def content_hash(footage: Path) -> str:
    """SHA-256 of the file, in hex."""
    with footage.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prepared_name(content: str, version: str) -> str:
    return hashlib.sha256(f"{version} {content}".encode()).hexdigest()[:32]


def prepared_names(content: str) -> Sequence[str]:
    """Every name under which any version of this program may have kept footage of that content."""
    return [prepared_name(content, str(version)) for version in range(1, VERSIONS + 1)]


def poster_stem(presenter_id: str) -> str:
    """With what the name of every poster of a presenter begins."""
    return f"poster-{presenter_id}-"
