"""Voices to be heard before they are chosen, each spoken in a process of its own: a voice may be heavy."""

import asyncio
import contextlib
import hashlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from bot.settings import environment_for
from common.errors import VoiceUnavailable
from common.files import whole
from common.home import Home
from voices.catalog import Voices

LIMIT_S = 120.0
SAID = re.compile(r"(?P<sentence>.*?)(?: \[(?P<code>[a-z-]+)\])?$")
"""How the command line says what is wrong"""


async def speak_sample(home: Home, voice: str, language: str) -> Path:
    """A voice's sample sentence as OGG/Opus, made once. Raises VoiceUnavailable."""
    name = hashlib.sha256(f"{voice} {language}".encode()).hexdigest()[:24]
    path = home.voices / "samples" / f"{name}.ogg"
    if not path.exists():
        with whole(path) as beside:
            await _speak(home, Voices(home).sample(language), voice, None, beside)
    return path


async def speak_words(home: Home, voice: str, words: str, language: str | None) -> bytes:
    """Words in a voice as OGG/Opus. Raises VoiceUnavailable."""
    path = home.new_input(".ogg")
    try:
        await _speak(home, words, voice, language, path)
        return await asyncio.to_thread(path.read_bytes)
    finally:
        path.unlink(missing_ok=True)


async def _speak(home: Home, words: str, voice: str, language: str | None, path: Path) -> None:
    told = ["--voice", voice, "--output", str(path), *(("--language", language) if language else ())]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "voices", "say", *told, "--", words),
        env=environment_for(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _, said = await asyncio.wait_for(process.communicate(), LIMIT_S)
    except TimeoutError:
        said = b"it took too long"
    finally:
        # The group: an ffmpeg that it started must end with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    if process.returncode or not path.exists():
        raise VoiceUnavailable(name=voice, reason=_reason(said, voice))


def _reason(said: bytes, voice: str) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    found = SAID.match(lines[-1]) if lines else None
    sentence = found["sentence"] if found else ""
    return (
        sentence.removeprefix(VoiceUnavailable.sentence.format(name=voice, reason="")) or "it gave no reason"
    )
