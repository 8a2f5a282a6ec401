"""A Coqui model's config with its files where they are now.

Models are published with the paths of the machine they were trained on; Coqui's own downloader mends them, so a folder
that came another way, or was moved, must be mended when it is read.
"""

import json
from pathlib import Path
from typing import Any

FILES = {
    "stats_path": ("scale_stats.npy",),
    "d_vector_file": ("speakers.json", "speakers.pth"),
    "speakers_file": ("speaker_ids.json", "speakers.json", "speaker_ids.pth"),
    "language_ids_file": ("language_ids.json",),
    "speaker_encoder_model_path": ("model_se.pth", "model_se.pth.tar"),
    "speaker_encoder_config_path": ("config_se.json",),
}
"""Settings that name a file, and what Coqui calls it"""


def mended(config: Path) -> str | None:
    """The config as JSON with its own folder's files, or None when it is right as it is. Raises ValueError, OSError."""
    told = json.loads(config.read_text(encoding="utf-8"))
    parts = [part for part in (told, told.get("audio"), told.get("model_args")) if isinstance(part, dict)]
    changes = [_mend(part, config.parent) for part in parts]
    return json.dumps(told) if any(changes) else None


def _mend(part: dict[str, Any], folder: Path) -> bool:
    changed = False
    for key in FILES.keys() & part.keys():
        value = part[key][0] if isinstance(part[key], list) and part[key] else part[key]
        if not isinstance(value, str) or not value or Path(value).is_file():
            continue
        name = value.replace("\\", "/").rpartition("/")[2]
        here = next((folder / one for one in (name, *FILES[key]) if one and (folder / one).is_file()), None)
        if here is not None:
            part[key] = [str(here)] if isinstance(part[key], list) else str(here)
            changed = True
    return changed
