"""What is installed, what is missing, what to do about it. Heavy parts are tried in processes of their own."""

import importlib.util
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.settings import Settings

TRY_LIMIT_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at. ``ok`` is None for what is optional and absent."""

    what: str
    ok: bool | None
    found: str
    advice: str = ""


def examine(settings: Settings) -> list[Finding]:
    return [
        finding
        for part in (
            _machine,
            _media,
            _faces,
            _voices,
            _coqui,
            _weights,
            _neural_lips,
            _second_tracker,
            _presenters,
            _data,
            _doors,
        )
        for finding in part(settings)
    ]


def _machine(settings: Settings) -> Iterator[Finding]:
    version = platform.python_version()
    fits = (3, 11) <= sys.version_info[:2] <= (3, 12)
    yield Finding(what="Python", ok=fits, found=version, advice="" if fits else "Use Python 3.11 or 3.12.")
    gpu = shutil.which("nvidia-smi")
    found = _first_line([gpu, "--query-gpu=name,memory.total", "--format=csv,noheader"]) if gpu else ""
    yield Finding(
        what="GPU", ok=True if found else None, found=found or "none", advice="" if found else "Not needed."
    )


def _media(settings: Settings) -> Iterator[Finding]:
    from common.media import ffmpeg

    version = _first_line([ffmpeg(), "-version"])
    yield Finding(
        what="ffmpeg",
        ok=bool(version),
        found=version or ffmpeg(),
        advice="" if version else "It does not start. Delete .venv and start ./run again.",
    )


def _faces(settings: Settings) -> Iterator[Finding]:
    yield _tried("face tracker", "import mediapipe; print('MediaPipe', mediapipe.__version__)")


def _voices(settings: Settings) -> Iterator[Finding]:
    code = (
        "from voices.catalog import Voices; from common.home import Home; import pathlib, sys;"
        "v = Voices(Home(root=pathlib.Path(sys.argv[1])));"
        "voice, language = v.choose('Hello'); s = voice.speak('Hello', language=language);"
        "print(len(v.list()), 'voices; hello takes', round(s.duration_s, 2), 's')"
    )
    yield _tried("espeak-ng voices", code, str(settings.data().root))


def _coqui(settings: Settings) -> Iterator[Finding]:
    if importlib.util.find_spec("TTS") is None:
        yield Finding(
            what="Coqui voices",
            ok=None,
            found="not installed",
            advice="For natural voices: ./run install coqui",
        )
        return
    yield _tried(
        "Coqui voices",
        "import TTS, torch; print('coqui-tts', TTS.__version__, 'on torch', torch.__version__, "
        "'cuda' if torch.cuda.is_available() else 'cpu')",
    )


WEIGHTS = {"lips": "lip networks", "tracker": "trackers", "voice": "Coqui models"}


def _weights(settings: Settings) -> Iterator[Finding]:
    """What could be used, by what it is for; nothing of it is needed."""
    from models.store import State, Store

    standings = Store(settings.data()).list()
    for kind, what in WEIGHTS.items():
        found = [standing for standing in standings if standing.model.kind == kind]
        here = [standing.model.id for standing in found if standing.state is State.HERE]
        missing = [standing.model.id for standing in found if standing.state is State.MISSING]
        damaged = [s.model.id for s in found if s.state in (State.DAMAGED, State.PARTLY)]
        meanwhile = (
            f"Not needed. Meanwhile: {found[0].model.instead}. ./run models list shows {', '.join(missing)}."
        )
        mend = f"Not whole: {', '.join(damaged)}. ./run models pull {' '.join(damaged[:1])} fetches what is missing."
        yield Finding(
            what=what,
            ok=False if any(s.state is State.DAMAGED for s in found) else True if here else None,
            found=", ".join(here) or "none",
            advice=mend if damaged else "" if here else meanwhile,
        )
    speaking = [s.model.id for s in standings if s.state is State.HERE and "espeak-ng" in s.model.needs]
    if speaking and not shutil.which("espeak-ng"):
        yield Finding(
            what="program espeak-ng",
            ok=False,
            found="not installed",
            advice=f"{', '.join(speaking)} need it to speak: apt install espeak-ng",
        )


def _neural_lips(settings: Settings) -> Iterator[Finding]:
    what = "Wav2Lip lips"
    if importlib.util.find_spec("torch") is None:
        advice = "Not needed: lips move without it. For --engine wav2lip: ./run install coqui"
        yield Finding(what=what, ok=None, found="PyTorch is not installed", advice=advice)
        return
    code = (
        "from pipeline.lips.engines import FILES, weights_at; from common.home import Home; import pathlib, sys;"
        "from models.device import choose; home = Home(root=pathlib.Path(sys.argv[1]));"
        "print(', '.join(name for name in FILES if weights_at(home, name)) or 'no weights', 'on', choose())"
    )
    tried = _tried(what, code, str(settings.data().root))
    if tried.ok and tried.found.startswith("no weights"):
        advice = "Not needed: lips move without it. For --engine wav2lip: ./run models pull wav2lip"
        tried = Finding(what=what, ok=None, found=tried.found, advice=advice)
    yield tried


def _second_tracker(settings: Settings) -> Iterator[Finding]:
    what, chosen = "face-alignment tracker", settings.tracker == "face-alignment"
    absent = False if chosen else None
    if importlib.util.find_spec("torch") is None:
        need = (
            "MOUTHPIECE_TRACKER asks for it"
            if chosen
            else "Not needed: MediaPipe tracks. For --tracker face-alignment"
        )
        yield Finding(
            what=what, ok=absent, found="PyTorch is not installed", advice=f"{need}: ./run install coqui"
        )
        return
    code = (
        "from models.trusted import lacking, trusted; from models.manifest import manifest; import pathlib, sys;"
        "from common.home import Home; from models.device import choose; home = Home(root=pathlib.Path(sys.argv[1]));"
        "models = [manifest().get(one) for one in ('s3fd', '2dfan4')]; less = lacking(home, models);"
        "[trusted(home, one) for one in models if one.id not in less];"
        "print('no weights: ' + ' '.join(less) if less else 'ready on ' + str(choose()))"
    )
    tried = _tried(what, code, str(settings.data().root))
    if tried.ok and tried.found.startswith("no weights: "):
        pulls = " && ".join(
            f"./run models pull {one}" for one in tried.found.removeprefix("no weights: ").split()
        )
        need = (
            "MOUTHPIECE_TRACKER asks for it"
            if chosen
            else "Not needed: MediaPipe tracks. For --tracker face-alignment"
        )
        tried = Finding(what=what, ok=absent, found=tried.found, advice=f"{need}: {pulls}")
    elif not tried.ok:
        mend = "Get them again: ./run models pull s3fd && ./run models pull 2dfan4. Meanwhile: --tracker mediapipe."
        tried = replace(tried, advice=mend)
    yield tried


def _presenters(settings: Settings) -> Iterator[Finding]:
    from presenters.catalog import Presenters

    found = Presenters(home=settings.data()).list()
    lost = [presenter.id for presenter in found if not presenter.footage.is_file()]
    yield Finding(
        what="presenters",
        ok=bool(found) and not lost,
        found=", ".join(presenter.id for presenter in found) or "none",
        advice=f"Footage is missing for {', '.join(lost)}." if lost else "",
    )


def _data(settings: Settings) -> Iterator[Finding]:
    root = settings.data().root
    try:
        settings.data().make()
        probe = root / ".doctor"
        probe.write_text("x", encoding="utf-8")
        probe.unlink()
    except OSError as error:
        yield Finding(
            what="data folder",
            ok=False,
            found=f"{root}: {error.strerror}",
            advice="Set MOUTHPIECE_HOME to a folder you may write.",
        )
        return
    free_gb = shutil.disk_usage(root).free / 1e9
    roomy = free_gb > 1.0
    yield Finding(
        what="data folder",
        ok=roomy,
        found=f"{root}, {free_gb:.0f} GB free",
        advice="" if roomy else "Free some space: clips need it.",
    )


def _doors(settings: Settings) -> Iterator[Finding]:
    if settings.telegram_token:
        yield Finding(what="Telegram", ok=True, found=f"token set, {settings.telegram_api}")
    else:
        yield Finding(
            what="Telegram",
            ok=None,
            found="no token",
            advice="The chat room of this machine is used. Set MOUTHPIECE_TELEGRAM_TOKEN to connect.",
        )
    with socket.socket() as door:
        taken = door.connect_ex((settings.host, settings.port)) == 0
    yield Finding(
        what="port",
        ok=None if taken else True,
        found=f"{settings.host}:{settings.port} is {'taken' if taken else 'free'}",
        advice="Mouthpiece may be running already; else set MOUTHPIECE_PORT." if taken else "",
    )


def _tried(what: str, code: str, *arguments: str) -> Finding:
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            capture_output=True,
            text=True,
            timeout=TRY_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding(what=what, ok=False, found=f"no answer in {TRY_LIMIT_S:.0f} s", advice="Try again.")
    if done.returncode:
        words = done.stderr.strip().splitlines()
        return Finding(
            what=what,
            ok=False,
            found=words[-1] if words else "it does not start",
            advice="Delete .venv and start ./run again.",
        )
    return Finding(what=what, ok=True, found=done.stdout.strip().splitlines()[-1])


def _first_line(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = done.stdout.splitlines()
    return lines[0] if done.returncode == 0 and lines else ""
