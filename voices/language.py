"""Which language a text is in: by its script, then by a bundled identifier among the languages there are voices for."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

SHORT = 24
"""Below so many letters the identifier guesses wildly, and the preferred language is believed"""
SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "THAI": "th",
    "GREEK": "el",
    "HEBREW": "he",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "SINHALA": "si",
    "MYANMAR": "my",
    "ORIYA": "or",
    "BENGALI": "bn",
    "ETHIOPIC": "am",
    "CHEROKEE": "chr",
}
SHARED = {
    "CYRILLIC": ("ru", "uk", "bg", "be", "sr", "mk", "kk", "ky", "tt", "ba", "cv"),
    "ARABIC": ("ar", "fa", "ur", "sd", "ug"),
    "DEVANAGARI": ("hi", "mr", "ne", "kok"),
}
LETTERS = {
    "uk": "іїєґІЇЄҐ",
    "be": "ўЎ",
    "ru": "ыэёъЫЭЁЪ",
    "sr": "ђћџЂЋЏ",
    "mk": "ѓќѕЃЌЅ",
    "fa": "پچژگ",
    "ur": "ٹڈڑےں",
}


def find_language(text: str, known: Collection[str], *, preferred: str = "") -> str:
    """A primary tag out of ``known``. ``preferred`` decides where the text tells too little.

    Text in a script that no known language is written in still gets a tag: the first of ``known``'s, or "en".
    """
    counts = Counter(_script(c) for c in text if c.isalpha())
    script = _leading(counts)
    if script in SCRIPTS and SCRIPTS[script] in known:
        return SCRIPTS[script]
    candidates: Sequence[str] = SHARED.get(script, ())
    if candidates:
        return _among([c for c in candidates if c in known], text, preferred)
    latin = [tag for tag in known if tag not in _other_scripts()]
    fallback = preferred if preferred in latin else "en" if "en" in latin else next(iter(latin), "en")
    letters = sum(counts.values())
    if letters < SHORT and all(ord(c) < 128 for c in text if c.isalpha()):
        return fallback
    return _identify(text, tuple(sorted(latin))) or fallback


def _leading(counts: Counter[str]) -> str:
    if counts["HIRAGANA"] + counts["KATAKANA"]:
        return "HIRAGANA"
    if not counts:
        return ""
    # A few Latin names stand in many a text of another script: any quarter of letters in that script decides.
    total = sum(counts.values())
    others = [(number, script) for script, number in counts.items() if script != "LATIN"]
    number, script = max(others, default=(0, ""))
    return script if number * 4 >= total else "LATIN"


def _script(character: str) -> str:
    return unicodedata.name(character, "UNKNOWN").split(" ")[0].split("-")[0]


def _among(candidates: Sequence[str], text: str, preferred: str) -> str:
    if not candidates:
        return "en"
    for tag in candidates:
        if any(c in text for c in LETTERS.get(tag, "")):
            return tag
    if preferred in candidates:
        return preferred
    if len(text) < SHORT:
        return candidates[0]
    return _identify(text, tuple(sorted(candidates))) or candidates[0]


def _other_scripts() -> set[str]:
    return set(SCRIPTS.values()) | {tag for tags in SHARED.values() for tag in tags}


@lru_cache(maxsize=8)
def _identifier(tags: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    usable = [tag for tag in tags if tag in set(identifier.nb_classes)]
    if not usable:
        return None
    identifier.set_languages(usable)
    return identifier


def _identify(text: str, tags: tuple[str, ...]) -> str:
    identifier = _identifier(tags)
    return str(identifier.classify(text)[0]) if identifier else ""
