"""What a speech sound asks of the lips: any IPA symbol, letter by letter, to targets and how firmly they are held.

Targets follow the phonetic class of each letter (openness, place and rounding of vowels; place and manner of consonants),
so one table serves every language. Symbols that engines write in their own way (``tS`` for ``tʃ``, ``ɑ5`` with a tone
digit, ``s.`` for ``ʂ``, ``th`` for ``tʰ``) are read too; letters nobody knows get a neutral consonant and are reported by
``unknown_letters``.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from pipeline.mouthtrack import JAW, PARAMETERS, PRESS, RAISE, ROUND, TONGUE, TUCK, WIDE

Targets = npt.NDArray[np.float32]
"""float32 [len(PARAMETERS)]"""

# letters: jaw, wide, round, raise. Height sets the jaw, frontness the width, rounding the rest.
VOWELS: dict[str, tuple[float, float, float, float]] = {
    "i": (0.40, 0.90, 0.0, 0.40),
    "ɪ": (0.45, 0.55, 0.0, 0.30),
    "e": (0.50, 0.70, 0.0, 0.35),
    "ɛ": (0.59, 0.50, 0.0, 0.30),
    "æ": (0.90, 0.50, 0.0, 0.30),
    "a": (0.95, 0.20, 0.0, 0.20),
    "ɐ": (0.88, 0.10, 0.0, 0.15),
    "ɑ": (0.92, 0.00, 0.0, 0.10),
    "ʌ": (0.86, 0.10, 0.0, 0.15),
    "ə": (0.47, 0.10, 0.0, 0.10),
    "ɜ": (0.49, -0.05, 0.15, 0.15),
    "ɘ": (0.45, 0.20, 0.0, 0.15),
    "ɵ": (0.43, -0.50, 0.55, 0.10),
    "ɞ": (0.50, -0.35, 0.45, 0.10),
    "ɨ": (0.40, 0.45, 0.0, 0.25),
    "ʉ": (0.36, -0.75, 0.80, 0.05),
    "ɯ": (0.38, 0.30, 0.0, 0.15),
    "ɤ": (0.47, 0.20, 0.0, 0.15),
    "ɔ": (0.80, -0.45, 0.50, 0.05),
    "ɒ": (0.86, -0.30, 0.35, 0.05),
    "o": (0.50, -0.70, 0.75, 0.05),
    "ʊ": (0.41, -0.65, 0.65, 0.05),
    "u": (0.36, -0.90, 0.95, 0.05),
    "y": (0.36, -0.80, 0.95, 0.10),
    "ʏ": (0.41, -0.60, 0.70, 0.10),
    "ø": (0.45, -0.60, 0.75, 0.10),
    "œ": (0.54, -0.40, 0.55, 0.10),
    "ɶ": (0.80, -0.25, 0.40, 0.10),
}
MODERATE_JAW = 0.20  # tongue-made consonants: the jaw rides up so that the tongue reaches


@dataclass(frozen=True, kw_only=True)
class Consonants:
    """A class of consonants: targets and how firmly the jaw and the lips hold them (0 lets the neighbours decide)."""

    letters: str
    jaw: float
    hold_jaw: float
    wide: float = 0.0
    round: float = 0.0
    press: float = 0.0
    tuck: float = 0.0
    raised: float = 0.0
    tongue: float = 0.0
    hold_lips: float = 0.08


CONSONANTS = (
    Consonants(letters="pbmɓʘ", jaw=0.00, hold_jaw=1.20, press=1.0, hold_lips=0.25),
    Consonants(letters="ɸβ", jaw=0.08, hold_jaw=1.17, round=0.15, hold_lips=0.35),
    Consonants(letters="ʙ", jaw=0.04, hold_jaw=1.17, round=0.3, hold_lips=0.5),
    Consonants(letters="fvɱⱱ", jaw=0.23, hold_jaw=1.17, tuck=1.0, raised=0.30, wide=0.1, hold_lips=0.45),
    Consonants(letters="ʋ", jaw=0.12, hold_jaw=1.04, tuck=0.75, raised=0.2, hold_lips=0.35),
    Consonants(letters="θð", jaw=0.17, hold_jaw=0.98, tongue=1.0, raised=0.15, wide=0.1, hold_lips=0.15),
    Consonants(letters="tdnɗǀǃ", jaw=MODERATE_JAW, hold_jaw=0.72, tongue=0.8, wide=0.1, raised=0.1),
    Consonants(letters="lɫɬɮɺǁ", jaw=0.21, hold_jaw=0.65, tongue=1.0, wide=0.1),
    Consonants(letters="rɾ", jaw=0.20, hold_jaw=0.65, tongue=0.75),
    Consonants(letters="szɧ", jaw=0.15, hold_jaw=1.10, wide=0.40, raised=0.45, tongue=0.25, hold_lips=0.35),
    Consonants(
        letters="ʃʒ", jaw=0.17, hold_jaw=1.10, wide=-0.50, round=0.70, raised=0.45, tongue=0.2, hold_lips=0.7
    ),
    Consonants(
        letters="ʂʐ", jaw=0.17, hold_jaw=1.04, wide=-0.25, round=0.40, raised=0.4, tongue=0.3, hold_lips=0.5
    ),
    Consonants(letters="ɕʑ", jaw=0.15, hold_jaw=1.04, wide=0.30, raised=0.45, tongue=0.2, hold_lips=0.35),
    Consonants(letters="ʈɖɳɭɽᶑ", jaw=0.20, hold_jaw=0.65, tongue=0.6, wide=-0.05),
    Consonants(letters="ɹɻ", jaw=0.18, hold_jaw=0.65, wide=-0.30, round=0.45, tongue=0.35, hold_lips=0.4),
    Consonants(letters="jʝ", jaw=0.17, hold_jaw=0.65, wide=0.70, raised=0.3, hold_lips=0.4),
    Consonants(letters="cɟɲʎçʄǂ", jaw=0.18, hold_jaw=0.65, wide=0.35, raised=0.2, tongue=0.3, hold_lips=0.2),
    Consonants(letters="ɥ", jaw=0.17, hold_jaw=0.91, wide=-0.85, round=1.0, hold_lips=0.9),
    Consonants(letters="wʍ", jaw=0.15, hold_jaw=1.04, wide=-1.0, round=1.0, hold_lips=1.0),
    Consonants(letters="kɡxɣɰŋʟɠ", jaw=0.22, hold_jaw=0.52),
    Consonants(letters="qɢχʁɴʀʛ", jaw=0.27, hold_jaw=0.45),
    Consonants(letters="ħʕʜʢʡ", jaw=0.34, hold_jaw=0.39),
    Consonants(letters="hɦʔ", jaw=0.30, hold_jaw=0.05, hold_lips=0.02),
)
NEUTRAL = Consonants(letters="", jaw=0.22, hold_jaw=0.4)

SPELLINGS = {
    "g": "ɡ",
    "ε": "ɛ",
    "ɚ": "əɹ",
    "ɝ": "ɜɹ",
    "A": "ɑ",
    "E": "ɛ",
    "I": "ɪ",
    "O": "ɔ",
    "U": "ʊ",
    "V": "ʌ",
    "Y": "ʏ",
    "S": "ʃ",
    "Z": "ʒ",
    "T": "θ",
    "D": "ð",
    "N": "ŋ",
    "R": "ʁ",
    "K": "x",
    "L": "l",
    "W": "w",
    "Q": "ɣ",
    "C": "ç",
    "J": "j",
    "H": "h",
    "X": "χ",
    "B": "b",
    "F": "f",
    "G": "ɡ",
    "M": "m",
    "P": "p",
    "&": "æ",
    "@": "ə",
    "ʦ": "ts",
    "ʣ": "dz",
    "ʧ": "tʃ",
    "ʤ": "dʒ",
    "ʨ": "tɕ",
    "ʥ": "dʑ",
    "ꭧ": "tʂ",
    "ꭦ": "dʐ",
    "ʇ": "ǀ",
    "ʗ": "ǃ",
    "ʖ": "ǁ",
    "ƥ": "ɓ",
    "ı": "ɯ",
    "ӕ": "æ",
    "ᵊ": "ə",
    "ᵻ": "ɪ",
    "ᵿ": "ʊ",
    "ɿ": "ɨ",
    "ʅ": "ɨ",
    "ʮ": "ʉ",
    "ȵ": "ɲ",
    "ȶ": "c",
    "ȡ": "ɟ",
    "ȴ": "ʎ",
    "∅": "ʔ",
}
RETROFLEX = {"t": "ʈ", "d": "ɖ", "n": "ɳ", "l": "ɭ", "s": "ʂ", "z": "ʐ", "r": "ɻ", "ɾ": "ɽ"}
SILENT_MARKS = {"_", "|", "‖", " ", "#", "%", "="}
ROUNDING = {"ʷ", "ᵝ", "ᶣ", "\u0339"}
SPREADING = {"ʲ"}
LOWER, RAISE_TONGUE = "\u031e", "\u031d"


@dataclass(frozen=True, kw_only=True, eq=False)
class Gesture:
    """One letter's call on the mouth. A diphthong or an affricate is several, one after the other."""

    targets: Targets
    """What each parameter goes to"""
    holds: Targets
    """How firmly, in the same order, 1 being as firmly as p holds the lips: the dominance of Cohen & Massaro (1993)"""
    vowel: bool
    share: float = 1.0
    """Of the phone's duration, before the shares of a phone are scaled to sum to one"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Articulation:
    """What a whole symbol asks for."""

    gestures: tuple[Gesture, ...]
    stress: float
    """1.0 stressed, 0.5 secondary, 0.0 unstressed"""
    unknown: str
    """Letters that no table knows"""

    @property
    def closes(self) -> bool:
        """The lips must meet in it."""
        return any(float(g.targets[PRESS]) == 1.0 for g in self.gestures)


def _vowel(letter: str) -> Gesture:
    jaw, wide, rounded, raised = VOWELS[letter]
    targets = np.zeros(len(PARAMETERS), np.float32)
    targets[[JAW, WIDE, ROUND, RAISE]] = jaw, wide, rounded, raised
    holds = np.full(len(PARAMETERS), 0.5, np.float32)
    firm_lips = 0.45 + 0.45 * max(abs(wide), rounded)
    holds[[JAW, WIDE, ROUND, RAISE]] = 0.67 + 0.52 * jaw, firm_lips, firm_lips, 0.5
    return Gesture(targets=targets, holds=holds, vowel=True)


def _consonant(kind: Consonants) -> Gesture:
    targets = np.zeros(len(PARAMETERS), np.float32)
    targets[[JAW, WIDE, ROUND, PRESS]] = kind.jaw, kind.wide, kind.round, kind.press
    targets[[TUCK, RAISE, TONGUE]] = kind.tuck, kind.raised, kind.tongue
    holds = np.full(len(PARAMETERS), 0.6, np.float32)
    holds[[JAW, WIDE, ROUND]] = kind.hold_jaw, kind.hold_lips, kind.hold_lips
    holds[RAISE] = 0.3 + 0.4 * kind.raised
    if kind.hold_jaw < 0.1:  # h and the glottal stop leave the mouth to the vowel beside them
        holds[:] = np.minimum(holds, 0.05)
    return Gesture(targets=targets, holds=holds, vowel=False)


GESTURES: dict[str, Gesture] = {letter: _vowel(letter) for letter in VOWELS} | {
    letter: _consonant(kind) for kind in CONSONANTS for letter in kind.letters
}


@cache
def articulation(symbol: str) -> Articulation:
    """Read any IPA symbol. Silence and marks alone give no gestures; never raises."""
    stress = 1.0 if "ˈ" in symbol or "'" in symbol[:1] else 0.5 if "ˌ" in symbol else 0.0
    letters = _letters(symbol)
    gestures, unknown = [], ""
    for position, (letter, marks) in enumerate(letters):
        if letter in "hɦ" and position > 0 and letters[position - 1][0] not in VOWELS:
            continue  # "th", "ts.h": aspiration, no gesture of its own
        gesture = GESTURES.get(letter)
        if gesture is None:
            unknown += letter
            gesture = _consonant(NEUTRAL)
        gestures.append(_marked(gesture, marks))
    if not gestures and "ʲ" in symbol:
        gestures.append(GESTURES["j"])
    return Articulation(gestures=_shared(gestures), stress=stress, unknown=unknown)


def unknown_letters(symbol: str) -> str:
    """Letters of ``symbol`` that are read as a neutral consonant because no table knows them."""
    return articulation(symbol).unknown


def _letters(symbol: str) -> list[tuple[str, str]]:
    """Split into base letters, each with its marks; engines' own spellings become IPA."""
    spelled = symbol if symbol in ("I", "V") else "".join(SPELLINGS.get(c, c) for c in symbol)
    found: list[tuple[str, str]] = []
    for c in unicodedata.normalize("NFD", spelled):
        if c == "\u0327" and found and found[-1][0] == "c":
            found[-1] = ("ç", found[-1][1])
        elif c == "." and found and found[-1][0] in RETROFLEX:
            found[-1] = (RETROFLEX[found[-1][0]], found[-1][1])
        elif c in GESTURES or (unicodedata.category(c) in ("Ll", "Lu", "Lo") and c not in SILENT_MARKS):
            found.append((c, ""))
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + c)
    return found


def _marked(gesture: Gesture, marks: str) -> Gesture:
    targets, holds = gesture.targets.copy(), gesture.holds.copy()
    if ROUNDING & set(marks):
        targets[ROUND] = max(float(targets[ROUND]), 0.6)
        targets[WIDE] = min(float(targets[WIDE]), -0.5)
        holds[[WIDE, ROUND]] = 0.7
    if SPREADING & set(marks) and targets[ROUND] < 0.3:
        targets[WIDE] = max(float(targets[WIDE]), 0.3)
        holds[WIDE] = max(float(holds[WIDE]), 0.25)
    if gesture.vowel:
        targets[JAW] += 0.08 * (marks.count(LOWER) - marks.count(RAISE_TONGUE))
    return Gesture(targets=targets, holds=holds, vowel=gesture.vowel)


def _shared(gestures: list[Gesture]) -> tuple[Gesture, ...]:
    shares = [1.2 if g.vowel else 1.0 for g in gestures]
    if len(gestures) > 1 and gestures[0].vowel:
        shares[0] = 1.5  # a diphthong dwells on its first vowel
    total = sum(shares) or 1.0
    return tuple(
        Gesture(targets=g.targets, holds=g.holds, vowel=g.vowel, share=s / total)
        for g, s in zip(gestures, shares, strict=True)
    )


ARPABET: dict[str, str] = dict(
    pair.split(":")
    for pair in (
        "AA:ɑː AE:æ AH:ʌ AO:ɔː AW:aʊ AY:aɪ B:b CH:tʃ D:d DH:ð EH:ɛ ER:ɜːɹ EY:eɪ F:f G:ɡ HH:h IH:ɪ IY:iː JH:dʒ K:k L:l "
        "M:m N:n NG:ŋ OW:oʊ OY:ɔɪ P:p R:ɹ S:s SH:ʃ T:t TH:θ UH:ʊ UW:uː V:v W:w Y:j Z:z ZH:ʒ"
    ).split()
)
"""The phones of English recognisers in IPA; their silences and noises are not in it."""
