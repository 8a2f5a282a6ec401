"""The voices there are, and which one speaks when nobody chose.

Ids: ``LANGUAGE-female`` and ``LANGUAGE-male`` for espeak-ng (``en-us-female``; a bare ``en-us`` is the male one), and
``coqui:MODEL`` or ``coqui:MODEL/SPEAKER`` for Coqui models on disk.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from common.errors import UnknownLanguage, UnknownVoice, near_names
from common.home import Home
from voices import coqui
from voices.espeak import VARIANTS, EspeakVoice, Language, library
from voices.language import find_language
from voices.voice import Voice, VoiceInfo

LANGUAGES_FILE = Path(__file__).parent / "builtin" / "languages.toml"
ALIASES = {"cmn": "zh", "nb": "no", "fr-fr": "fr"}
"""espeak-ng's tag and what people type"""
USUAL = {"en": "en-us"}
"""The variety taken where only the language is known and none is named like it"""
SOME_SAMPLE = "Mama, papa, 1, 2, 3."


class Voices:
    """Voices by id. Making one is cheap; an engine is loaded when it first speaks, and kept."""

    def __init__(self, home: Home, *, device: str | None = None) -> None:
        self._home = home
        self._device = device
        self._ready: dict[str, Voice] = {}

    @cached_property
    def _told(self) -> dict[str, dict[str, str]]:
        with LANGUAGES_FILE.open("rb") as file:
            return tomllib.load(file)

    @cached_property
    def _espeak(self) -> dict[str, tuple[VoiceInfo, Language, str]]:
        found = {}
        for language in library().languages():
            tag = ALIASES.get(language.tag.lower(), language.tag.lower())
            primary = tag.split("-")[0]
            for gender, variant in VARIANTS.items():
                info = VoiceInfo(
                    id=f"{tag}-{gender}",
                    name=f"{self.language_name(tag, language.name)}, {gender}",
                    engine="espeak",
                    languages=tuple(dict.fromkeys((tag, primary, language.tag))),
                    gender=gender,
                    licence="GPL-3.0 (engine); what it speaks is yours",
                )
                found[info.id] = (info, language, variant)
        return found

    def language_name(self, tag: str, fallback: str = "") -> str:
        """What speakers call the language, else its English name."""
        return self._told.get(tag, {}).get("name", "") or fallback or tag

    def sample(self, tag: str) -> str:
        """A sentence to hear a voice by."""
        told = self._told.get(tag) or self._told.get(tag.split("-")[0]) or {}
        return told.get("sample", SOME_SAMPLE)

    def list(self, *, language: str | None = None, gender: str = "") -> list[VoiceInfo]:
        """Coqui's first, then espeak-ng's by id."""
        voices = [*coqui.find_voices(self._home), *(entry[0] for entry in self._espeak.values())]
        tag = language.lower() if language else None
        return [
            voice
            for voice in voices
            if (tag is None or tag in voice.languages) and (not gender or voice.gender in ("", gender))
        ]

    def languages(self) -> Sequence[tuple[str, str]]:
        """(tag, name) of every language that has a voice; the common ones first."""
        tags = dict.fromkeys(tag for tag in self._told)
        for info, _, _ in self._espeak.values():
            tags.setdefault(info.languages[0])
        known = {info.languages[0]: language.name for info, language, _ in self._espeak.values()}
        spoken = {tag for voice in self.list() for tag in voice.languages}
        return [(tag, self.language_name(tag, known.get(tag, ""))) for tag in tags if tag in spoken]

    def get(self, voice_id: str) -> Voice:
        """Raises UnknownVoice with near names, VoiceUnavailable for a Coqui model that cannot be used here."""
        wanted = voice_id.strip()
        if wanted not in self._ready:
            self._ready[wanted] = self._open(wanted)
        return self._ready[wanted]

    def _open(self, wanted: str) -> Voice:
        if wanted.startswith(coqui.PREFIX):
            return coqui.open_voice(wanted, self._home, device=self._device)
        name = wanted.lower()
        tag, _, kind = name.rpartition("-")
        usual = f"{USUAL.get(tag, tag)}-{kind}"  # "en-female" is en-us-female
        entry = self._espeak.get(name) or self._espeak.get(f"{name}-male") or self._espeak.get(usual)
        if entry is None:
            known = [*self._espeak, *(voice.id for voice in coqui.find_voices(self._home))]
            raise UnknownVoice(name=voice_id_shown(wanted), hint=near_names(wanted, known))
        info, language, variant = entry
        return EspeakVoice(info, identifier=language.identifier, variant=variant)

    def choose(
        self, text: str, *, language: str | None = None, gender: str = "", voice: str | None = None
    ) -> tuple[Voice, str]:
        """The voice to speak ``text`` with, and the language tag to speak it in.

        A voice asked for is taken as it is; else the language asked for or found decides. A Coqui model on disk goes
        before espeak-ng. Raises UnknownVoice, UnknownLanguage.
        """
        if voice:
            chosen = self.get(voice)
            return chosen, self._language_for(chosen, text, language)
        tag = self._known(language) if language else self.find(text)
        candidates = self.list(language=tag)
        if not candidates:
            raise UnknownLanguage(name=tag, hint=near_names(tag, list(self._tags())))
        usual = USUAL.get(tag, tag)
        best = min(
            candidates,
            key=lambda v: (
                v.engine != "coqui",
                v.languages[0] != usual,
                v.gender not in (gender or "female", ""),
            ),
        )
        return self.get(best.id), tag

    def find(self, text: str, *, preferred: str = "en") -> str:
        """The primary language tag of a text, among those that have a voice."""
        primaries = {tag.split("-")[0] for tag in self._tags()}
        return find_language(text, primaries, preferred=preferred)

    def _tags(self) -> Sequence[str]:
        return [tag for info, _, _ in self._espeak.values() for tag in info.languages]

    def _known(self, language: str) -> str:
        tag = language.strip().lower().replace("_", "-")
        if tag in self._tags() or self.list(language=tag):
            return tag
        names = {self.language_name(code, name).casefold(): code for code, name in self.languages()}
        if tag in names:
            return names[tag]
        raise UnknownLanguage(name=language, hint=near_names(tag, [*self._tags(), *names]))

    def _language_for(self, chosen: Voice, text: str, language: str | None) -> str:
        spoken = chosen.info.languages
        if language:
            tag = self._known(language)
            if tag not in spoken and tag.split("-")[0] not in spoken:
                raise UnknownLanguage(name=language, hint=f" The voice speaks {', '.join(spoken)}.")
            return tag
        if len(spoken) > 1 and chosen.info.engine == "coqui":
            return find_language(text, spoken, preferred=spoken[0])
        return spoken[0]


def voice_id_shown(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:59]}…"
