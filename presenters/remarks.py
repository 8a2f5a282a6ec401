"""What is worth saying about a presenter's footage, and how to film it better.

The sentences here are English; other languages come from message catalogues, keyed by ``fitness-`` and the code. Limits are
from the built-in presenters, made darker, smaller, softer and so on until they looked bad, and from real footage.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from presenters.presenter import Person

SENTENCES = {
    "small-face": "The face is only {face_px} pixels wide. Come closer or film in a higher resolution, so that it has"
    " {wanted_px} or more.",
    "turned": "The face is turned away by up to {angle_deg} degrees. Look straight into the camera.",
    "not-upright": "The face lies on its side or is upside down. Turn the footage so that the head is on top.",
    "tilted": "The head is tilted by {angle_deg} degrees. Hold it and the camera upright.",
    "dark": "The face is too dark. Put a lamp or a window in front of the presenter, not behind.",
    "bright": "The face is so bright that its skin is washed out. Use less or softer light, or a shorter exposure.",
    "blurred": "The face is blurred. Clean the lens, focus on the eyes and stand the camera on something firm.",
    "cropped": "The face is cut off by the edge of the picture. Leave room around the whole head.",
    "gaps": "No face is seen in {percent} % of the footage, the longest time for {longest_s} s. Stay in the picture and"
    " keep facing the camera.",
    "several-people": "{people} people are seen; the largest speaks. Film one person alone, or choose who speaks.",
    "mouth-open": "The mouth is open all the time. Film with the lips closed and relaxed.",
    "mouth-moves": "The mouth moves by itself. Do not speak or smile while filming; keep the lips at rest.",
    "mouth-hidden": "Something is in front of the mouth in {percent} % of the footage. Take off a mask, and keep hands and"
    " microphones away from it.",
    "shakes": "The head or the camera moves a lot. Stand the camera on something firm and move calmly.",
    "cuts": "There are cuts in the footage: {cuts}. Film in one go, for the picture jumps where they are.",
    "short": "The footage is only {duration_s} s long, so its movement repeats often. Film 10 to 30 s.",
    "long": "The footage is {duration_s} s long; only the first {used_s} s are used.",
    "low-rate": "The footage has only {fps} frames a second and moves in jerks. Film with 25 or 30.",
    "plain-background": "Its background is plain and can be replaced by a colour or a picture.",
}
"""By code"""

SMALL_PX, TINY_PX = 120.0, 80.0
TURNED_DEG, AWAY_DEG = 20.0, 32.0  # median yaw, or pitch less what a face at rest has
TURNED_ONCE_DEG = 35.0
NODDED_DEG, BOWED_DEG = 24.0, 36.0
TILTED_DEG, LYING_DEG = 15.0, 35.0
DARK_LUMA, DARK_HIGHLIGHT = 70.0, 110.0  # both: dark skin in good light has bright highlights
BLACK_LUMA, BLACK_HIGHLIGHT = 48.0, 80.0
BRIGHT_LUMA, BRIGHT_SHARE = 195.0, 0.10
WHITE_LUMA, WHITE_SHARE = 222.0, 0.40
SOFT_SHARPNESS, BLURRED_SHARPNESS = 0.13, 0.07
CROPPED, HALVED = 0.03, 0.15  # of the landmarks
GAPS, MANY_GAPS = 0.01, 0.30  # of the frames
OPEN_ALWAYS = 0.9  # of the frames
MOVES, SPEAKS = 0.04, 0.20  # spread of the gap between the lips, eye distances
HIDDEN, ALWAYS_HIDDEN = 0.15, 0.5  # of the frames
SWAY, JERKS = 0.05, 0.20  # eye distances a frame
SHORT_S, TOO_SHORT_S = 4.0, 1.0
SLOW_FPS, JERKY_FPS = 20.0, 8.0


class Grade(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One thing to know."""

    code: str
    details: Mapping[str, object]
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What was measured in prepared footage."""

    width: int
    height: int
    fps: float
    """Of the file, before it is made regular; 0.0 for a photo"""
    duration_s: float
    """Of the file; 0.0 for a photo"""
    still: bool
    frames: int
    """Prepared ones"""
    face_frames: int
    face_px: float
    """Median width of the face"""
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    most_turned_deg: float
    """Largest yaw to either side"""
    luma: float
    """Mean over the face, 16 (black) to 235 (white)"""
    contrast: float
    """Luma between the face's darkest and brightest twentieth"""
    sharpness: float
    """Spread of the Laplacian over the spread of luma, the face 160 pixels wide"""
    people: int
    """So many are seen"""
    gaps: tuple[tuple[float, float], ...]
    """Spans without a face, seconds"""
    open_share: float
    """Share of frames with lips apart"""
    mouth_moves: float
    """Spread of the gap between the lips, eye distances"""
    highlight: float = 160.0
    """Luma of the face's brightest tenth"""
    blown: float = 0.0
    """Share of the face that is white"""
    outside: float = 0.0
    """Share of the face beyond the picture's edge"""
    hidden: float = 0.0
    """Share of frames with something in front of the mouth"""
    upright: bool = True
    """False when the face lies on its side or stands on its head"""
    sway: float = 0.0
    """How far the head moves from frame to frame when it is quick, eye distances"""
    cuts: int = 0
    used_s: float = 0.0
    """Seconds of the footage that are used"""
    persons: tuple[Person, ...] = ()
    """Who they are, by number"""
    face: int | None = None
    """Number of the one who speaks"""
    chosen: bool = False
    """Somebody said who speaks"""
    loop: str | None = None
    """How the footage goes on at its end, see ``presenters.presenter.Loop``; None when its ends meet"""
    tracker: str = "mediapipe"
    """What found face and lips"""
    plain: bool = False
    """Whether its background can be replaced"""


@dataclass(frozen=True, kw_only=True)
class Finding:
    code: str
    weight: int
    """0 worth knowing, 1 looks worse for it, 2 looks bad"""
    details: Mapping[str, object]

    @property
    def remark(self) -> Remark:
        return Remark(
            code=self.code, details=self.details, sentence=SENTENCES[self.code].format(**self.details)
        )


def judge(facts: Facts) -> tuple[Grade, tuple[Remark, ...]]:
    """The grade, and the remarks, worst first."""
    found = sorted(
        (*_face(facts), *_light(facts), *_mouth(facts), *_motion(facts), *_behind(facts)),
        key=lambda finding: -finding.weight,
    )
    worst = max((finding.weight for finding in found), default=0)
    return (Grade.GOOD, Grade.FAIR, Grade.POOR)[worst], tuple(finding.remark for finding in found)


def _over(value: float, limits: tuple[float, float]) -> int:
    """How many of the two limits a value is beyond."""
    return sum(value > limit for limit in limits)


def _found(code: str, weight: int, **details: object) -> Iterator[Finding]:
    if weight:
        yield Finding(code=code, weight=weight, details=details)


def _face(facts: Facts) -> Iterator[Finding]:
    small = _over(-facts.face_px, (-SMALL_PX, -TINY_PX))
    yield from _found("small-face", small, face_px=round(facts.face_px), wanted_px=round(SMALL_PX))
    missing = 1 - facts.face_frames / max(facts.frames, 1)
    longest_s = max((end - start for start, end in facts.gaps), default=0.0)
    percent, weight = max(1, round(100 * missing)), _over(missing, (GAPS, MANY_GAPS))
    yield from _found("gaps", weight, percent=percent, longest_s=round(longest_s, 1))
    yield from _found("cropped", _over(facts.outside, (CROPPED, HALVED)))
    yaw, pitch = abs(facts.yaw_deg), abs(facts.pitch_deg)
    turned = max(
        _over(yaw, (TURNED_DEG, AWAY_DEG)),
        _over(pitch, (NODDED_DEG, BOWED_DEG)),
        int(facts.most_turned_deg > TURNED_ONCE_DEG),
    )
    yield from _found("turned", turned, angle_deg=round(max(yaw, pitch, facts.most_turned_deg)))
    yield from _found("not-upright", 0 if facts.upright else 2)
    tilted = _over(abs(facts.roll_deg), (TILTED_DEG, LYING_DEG))
    yield from _found("tilted", tilted, angle_deg=round(abs(facts.roll_deg)))
    yield from _found("several-people", int(facts.people > 1 and not facts.chosen), people=facts.people)


def _light(facts: Facts) -> Iterator[Finding]:
    dark = (facts.luma < DARK_LUMA and facts.highlight < DARK_HIGHLIGHT) + (
        facts.luma < BLACK_LUMA and facts.highlight < BLACK_HIGHLIGHT
    )
    yield from _found("dark", dark)
    bright = (facts.luma > BRIGHT_LUMA or facts.blown > BRIGHT_SHARE) + (
        facts.luma > WHITE_LUMA or facts.blown > WHITE_SHARE
    )
    yield from _found("bright", bright)
    yield from _found("blurred", _over(-facts.sharpness, (-SOFT_SHARPNESS, -BLURRED_SHARPNESS)))


def _mouth(facts: Facts) -> Iterator[Finding]:
    hidden = _over(facts.hidden, (HIDDEN, ALWAYS_HIDDEN))
    yield from _found("mouth-hidden", hidden, percent=round(100 * facts.hidden))
    yield from _found("mouth-open", int(facts.open_share > OPEN_ALWAYS))
    yield from _found("mouth-moves", _over(facts.mouth_moves, (MOVES, SPEAKS)))


def _motion(facts: Facts) -> Iterator[Finding]:
    if facts.still:
        return
    yield from _found("shakes", _over(facts.sway, (SWAY, JERKS)))
    yield from _found("cuts", int(facts.cuts > 0), cuts=facts.cuts)
    short = _over(-facts.duration_s, (-SHORT_S, -TOO_SHORT_S))
    yield from _found("short", short, duration_s=round(facts.duration_s, 1))
    slow = _over(-facts.fps, (-SLOW_FPS, -JERKY_FPS)) if facts.fps else 0
    yield from _found("low-rate", slow, fps=round(facts.fps, 1))
    if facts.duration_s > facts.used_s + 1.0:
        told = {"duration_s": round(facts.duration_s), "used_s": round(facts.used_s)}
        yield Finding(code="long", weight=0, details=told)


def _behind(facts: Facts) -> Iterator[Finding]:
    if facts.plain:
        yield Finding(code="plain-background", weight=0, details={})
