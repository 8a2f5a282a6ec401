"""How much may be sent in each direction."""

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Limits:
    text: int = 4_000
    """Characters of a text"""
    sound_s: float = 900.0
    """Seconds of a recording"""
    download_bytes: int = 20 * MB
    """getFile gives no larger file"""
    upload_bytes: int = 49 * MB
    """Telegram takes 50 MB, the form around the clip included"""

    @classmethod
    def of_local_server(cls) -> "Limits":
        """A Bot API server of one's own, run with --local."""
        return cls(download_bytes=2_000 * MB, upload_bytes=1_990 * MB)
