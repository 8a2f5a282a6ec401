"""Who may know whom: bot -> pipeline -> voices, presenters -> models -> common."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_KNOW = {
    "common": set(),
    "models": {"common"},
    "voices": {"common", "models"},
    "presenters": {"common", "models"},
    "pipeline": {"common", "models", "voices", "presenters"},
    "bot": {"common", "models", "voices", "presenters", "pipeline"},
}
HEAVY = {
    "torch",
    "TTS",
    "mediapipe",
    "cv2",
    "librosa",
    "numba",
    "scipy",
    "pocketsphinx",
    "sklearn",
    "matplotlib",
}
IMPORT_LIMIT_MB = 200


def imports(path: Path) -> set[str]:
    """Top-level names a file imports anywhere in it, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def sources(room: str) -> list[Path]:
    return [path for path in (ROOT / room).rglob("*.py") if "authoring" not in path.parts]


@pytest.mark.parametrize("room", MAY_KNOW)
def test_a_room_knows_only_the_rooms_below_it(room: str) -> None:
    files = sources(room)
    assert files, f"{room}/ has no code"
    for path in files:
        beyond = (imports(path) & MAY_KNOW.keys()) - MAY_KNOW[room] - {room}
        assert not beyond, f"{path.relative_to(ROOT)} imports {', '.join(sorted(beyond))}"


def test_the_bot_never_names_a_heavy_library() -> None:
    for path in sources("bot"):
        named = imports(path) & HEAVY
        assert not named, f"{path.relative_to(ROOT)} imports {', '.join(sorted(named))}"


def test_the_bots_process_loads_no_heavy_library_and_stays_small() -> None:
    code = (
        "import sys, bot.app, psutil;"
        "print(' '.join(sorted({name.split('.')[0] for name in sys.modules})));"
        "print(psutil.Process().memory_info().rss >> 20)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded, peak_mb = done.stdout.splitlines()
    assert not set(loaded.split()) & HEAVY
    assert int(peak_mb) < IMPORT_LIMIT_MB


def test_no_source_file_grows_past_four_hundred_lines() -> None:
    for room in [*MAY_KNOW, "tests", "benchmarks"]:
        for path in sources(room):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            assert lines <= 400, f"{path.relative_to(ROOT)} has {lines} lines"
