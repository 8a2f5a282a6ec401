"""Subtitles drawn into the picture by libass, in the one encode."""

import contextlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from common.files import write_text
from pipeline.cues import Cue
from pipeline.picture import Framing
from pipeline.subtitles import Subtitled
from presenters.presenter import Prepared

FULL_WIDTH = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
REGIONS = {"ja": "JP", "ko": "KR", "yue": "HK", "zh-tw": "TC", "zh-hk": "HK", "zh-hant": "TC"}


@dataclass(frozen=True, kw_only=True)
class Font:
    """A font that comes as a package."""

    family: str
    package: str
    file: str
    line_ems: float
    """Height of a line in ems, as libass takes it: it sizes a font by its lines"""
    draws: re.Pattern[str]
    """What it is taken for"""


def _noto(script: str, line_ems: float, draws: str) -> Font:
    name = f"Noto Sans {script}".strip()
    return Font(
        family=name,
        package=f"fontpkg_{name.lower().replace(' ', '_')}",
        file=f"files/{name.replace(' ', '')}[wdth,wght].ttf",
        line_ems=line_ems,
        draws=re.compile(draws),
    )


CJK = Font(
    family="Noto Sans CJK",
    package="noto_cjk_sans_otc",
    file="NotoSansCJK-Regular.ttc",
    line_ems=1.448,
    draws=FULL_WIDTH,
)
LATIN = _noto("", 1.519, "")
FONTS = (
    _noto("Arabic", 2.169, r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    _noto("Devanagari", 1.906, r"[\u0900-\u097f]"),
    _noto("Thai", 1.511, r"[\u0e00-\u0e7f]"),
    CJK,
    LATIN,
)
"""In the order in which they are tried"""
EM_PER_COLUMN = 0.53
"""Width of an average letter"""
BIGGEST_EM = 0.052
"""Of the picture's height"""
SIDE, SIDE_IN_NOTE = 0.06, 0.16
"""Free to the left and right, of the width"""
BOTTOM, BOTTOM_TALL, BOTTOM_IN_NOTE = 0.06, 0.12, 0.15
"""Free below, of the height"""
LEAST_BOTTOM = 0.025
LOWER_LIP = 17
"""Landmark at the lower edge of the lower lip"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where subtitles stand, in pixels of the clip."""

    em_px: float
    side_px: int
    margin_px: int
    """From the bottom, or from the top"""
    top: bool = False


@contextlib.contextmanager
def burnt(
    subtitles: Subtitled, view: Framing, prepared: Prepared, *, language: str, note: bool
) -> Iterator[str]:
    """The filters of ``view``, and after them those that draw the subtitles; the files they need last for the block."""
    made = subtitles.cues
    if not (made and subtitles.burnt):
        yield view.filters
        return
    tall_ems = max(len(cue.lines) * font_for("".join(cue.lines)).line_ems for cue in made)
    place = place_for(view, prepared, widest=subtitles.columns, note=note, tall_ems=tall_ems)
    with tempfile.TemporaryDirectory(prefix="mouthpiece-") as folder, contextlib.ExitStack() as held:
        fonts = Path(folder, "fonts")
        fonts.mkdir()
        for number, font in enumerate({font_for("".join(cue.lines)) for cue in made} | {LATIN}):
            source = held.enter_context(as_file(files(font.package).joinpath(font.file)))
            fonts.joinpath(f"{number}{source.suffix}").symlink_to(source)
        script = Path(folder, "subtitles.ass")
        write_text(script, as_ass(made, view, place, language=language))
        draw = f"ass=filename={quoted(script)}:fontsdir={quoted(fonts)}"
        yield ",".join(part for part in (view.filters, draw) if part)


def quoted(path: Path) -> str:
    """A path as the value of a filter's option: escaped once for the option, and once more for the filter chain."""
    option = re.sub(r"([\\':])", r"\\\1", str(path))
    return re.sub(r"([\\'\[\],;])", r"\\\1", option)


def place_for(view: Framing, prepared: Prepared, *, widest: int, note: bool, tall_ems: float) -> Place:
    """In the lower part and below the mouth, at the very bottom if need be; at the top when there is no room below."""
    width, height = view.width, view.height
    side_px = round(width * (SIDE_IN_NOTE if note else SIDE))
    em_px = min(height * BIGGEST_EM, (width - 2 * side_px) / (widest * EM_PER_COLUMN))
    usual = BOTTOM_IN_NOTE if note else BOTTOM_TALL if height > 1.2 * width else BOTTOM
    room_px = height - mouth_bottom_px(view, prepared) - (tall_ems + 0.3) * em_px
    margin_px = min(height * usual, room_px)
    if margin_px < height * (usual if note else LEAST_BOTTOM):
        return Place(em_px=em_px, side_px=side_px, margin_px=round(height * usual), top=True)
    return Place(em_px=em_px, side_px=side_px, margin_px=round(margin_px))


def mouth_bottom_px(view: Framing, prepared: Prepared) -> float:
    """How far down the lower lip comes in the clip; 0.0 without a face."""
    if not prepared.has_face.any():
        return 0.0
    lowest = float(np.quantile(prepared.landmarks[prepared.has_face, LOWER_LIP, 1], 0.98))
    cut = re.search(r"crop=(\d+):(\d+):(\d+):(\d+)", view.filters)
    shown_px, top = (int(cut[2]), int(cut[4])) if cut else (prepared.height, 0)
    return (lowest - top) / shown_px * view.height


def as_ass(made: Sequence[Cue], view: Framing, place: Place, *, language: str) -> str:
    """Advanced SubStation Alpha: white letters with a soft dark edge."""
    edge_px, shadow_px = place.em_px * 0.075, place.em_px * 0.04
    style = (
        f"Style: Said,{LATIN.family},{place.em_px * LATIN.line_ems:.1f},&H00FFFFFF,&H00FFFFFF,&H1E141414,&H96000000,"
        f"0,0,0,0,100,100,0,0,1,{edge_px:.1f},{shadow_px:.1f},{8 if place.top else 2},"
        f"{place.side_px},{place.side_px},{place.margin_px},-1"
    )
    heads = (
        "[Script Info]",
        "ScriptType: v4.00+",
        f"PlayResX: {view.width}",
        f"PlayResY: {view.height}",
        "WrapStyle: 2",
        "ScaledBorderAndShadow: yes",
        "",
        "[V4+ Styles]",
        "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
        "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, "
        "MarginR, MarginV, Encoding",
        style,
        "",
        "[Events]",
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    )
    return "\n".join([*heads, *(_event(cue, view, place, language) for cue in made)]) + "\n"


def _event(cue: Cue, view: Framing, place: Place, language: str) -> str:
    room_px = view.width - 2 * place.side_px
    em_px = place.em_px * min(1.0, room_px / max(place.em_px * ems(line) for line in cue.lines))
    text = r"\N".join(_escaped(line) for line in cue.lines)
    font = font_for(text)
    # The Chinese letters are thin beside the others; libass thickens them a little.
    told = rf"{{\fn{family_for(font, language)}\b{int(font is CJK)}\fs{em_px * font.line_ems:.1f}\blur0.8}}"
    return f"Dialogue: 0,{_clock(cue.start_s)},{_clock(cue.end_s)},Said,,0,0,0,,{told}{text}"


def font_for(text: str) -> Font:
    """The font that draws a text, by its script."""
    return next(font for font in FONTS if font.draws.search(text))


def family_for(font: Font, language: str) -> str:
    """Characters that several languages share look different in each; one file has a family for each."""
    if font is not CJK:
        return font.family
    return f"{font.family} {REGIONS.get(language) or REGIONS.get(language.split('-')[0]) or 'SC'}"


def ems(line: str) -> float:
    """About how wide a line is drawn, in ems; rather too much than too little."""
    return sum(
        1.0
        if FULL_WIDTH.match(letter)
        else 0.31
        if letter in "iljtfrI.,;:!'|()[] "
        else 0.95
        if letter in "mwMWШЩЖЮФЫмшщжюф@%—"
        else 0.71
        if letter.isupper()
        else 0.6
        for letter in line
    )


def _escaped(line: str) -> str:
    # libass knows no way to write a backslash before certain letters: its full-width form looks the same.
    return line.replace("\\", "＼").replace("{", r"\{").replace("}", r"\}")


def _clock(at_s: float) -> str:
    hundredths = round(at_s * 100)
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 100:02}.{rest % 100:02}"
