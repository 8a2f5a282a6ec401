"""What tests of the picture make and look at."""

from collections.abc import Callable
from pathlib import Path

Film = Callable[..., Path]
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-pix_fmt", "yuv420p", "-an")
BUILTIN = Path(__file__).parents[2] / "presenters" / "builtin"
