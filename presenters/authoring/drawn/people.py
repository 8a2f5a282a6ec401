"""Who is drawn: every number that makes one person different from the other.

Lengths are in face units: one unit is the distance between the outer eye corners, the origin lies on the
bridge of the nose, x runs to the right of the picture and y down.
"""

from dataclasses import dataclass

Colour = str
"""A colour as #rrggbb."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How the mean face is bent into this person's face."""

    width: float
    """Share of the mean face's width."""
    jaw_taper: float
    """How much narrower the face gets at the chin, 0..1."""
    nose_width: float
    mouth_width: float
    chin_length: float
    eye_scale: float
    eye_open: float
    """How far the upper lid is lifted above the mean, in face units."""
    lip_height: float
    smile: float
    """How far the mouth's corners are lifted, in face units."""
    brow_lift: float
    """How far the brows sit above the mean, in face units."""
    neck_half_width: float


@dataclass(frozen=True, kw_only=True)
class Skin:
    """The skin's tone ramp from deepest shadow to light, and what lies over it."""

    ramp: tuple[Colour, Colour, Colour, Colour, Colour]
    blush: Colour
    blush_strength: float
    lip: Colour
    lip_strength: float
    line: Colour
    """The darkest line on the skin: lip line, nostrils, lid fold."""
    stubble: float
    age: float
    """0 young .. 1 old: how deep the folds are."""


@dataclass(frozen=True, kw_only=True)
class Eyes:
    iris_rim: Colour
    iris: Colour
    iris_glow: Colour
    lash: Colour
    lash_length: float
    liner: float
    """Width of the upper lash line in face units."""


@dataclass(frozen=True, kw_only=True)
class Hair:
    style: str
    """`waves` (long, parted at the side) or `swept` (short, brushed back)."""
    dark: Colour
    mid: Colour
    light: Colour
    grey: float
    """Share of strands that have turned grey at the temples."""
    brow: Colour
    brow_thickness: float


@dataclass(frozen=True, kw_only=True)
class Person:
    name: str
    seed: int
    shape: Shape
    skin: Skin
    eyes: Eyes
    hair: Hair
    outfit: str
    room: str
    rim_light: Colour
    """The colour of the light that grazes hair and shoulders from the left."""
    blink_times_s: tuple[float, ...]
    glasses: bool
    body_lift: float
    """How far the shoulders are drawn up, in face units: sets the length of the neck."""
    frame: str = "portrait"
    """Or "landscape", see frame.py."""


MIRA = Person(
    name="mira",
    seed=7,
    shape=Shape(
        width=0.915,
        jaw_taper=0.15,
        nose_width=0.74,
        mouth_width=1.18,
        chin_length=0.93,
        eye_scale=1.13,
        eye_open=0.018,
        lip_height=0.98,
        smile=0.060,
        brow_lift=-0.012,
        neck_half_width=0.375,
    ),
    skin=Skin(
        ramp=("#573126", "#8c5844", "#bd8468", "#dcab8b", "#f2d3b7"),
        blush="#d0604c",
        blush_strength=0.17,
        lip="#b44f4a",
        lip_strength=0.74,
        line="#58231c",
        stubble=0.0,
        age=0.1,
    ),
    eyes=Eyes(
        iris_rim="#23130c",
        iris="#5a3520",
        iris_glow="#a5713c",
        lash="#1b1110",
        lash_length=0.040,
        liner=0.015,
    ),
    hair=Hair(
        style="waves",
        dark="#1c110f",
        mid="#45291f",
        light="#9a6444",
        grey=0.0,
        brow="#38231a",
        brow_thickness=0.95,
    ),
    outfit="blazer",
    room="window",
    rim_light="#fff1dc",
    blink_times_s=(1.5, 4.9, 8.0),
    glasses=False,
    body_lift=0.11,
)

JONAS = Person(
    name="jonas",
    seed=19,
    shape=Shape(
        width=0.965,
        jaw_taper=0.06,
        nose_width=0.90,
        mouth_width=1.10,
        chin_length=1.0,
        eye_scale=1.06,
        eye_open=0.006,
        lip_height=0.80,
        smile=0.042,
        brow_lift=-0.028,
        neck_half_width=0.52,
    ),
    skin=Skin(
        ramp=("#674036", "#a0705e", "#cd9f89", "#e6c1ab", "#f8e2d2"),
        blush="#c95f4e",
        blush_strength=0.17,
        lip="#b5685d",
        lip_strength=0.64,
        line="#5d2d25",
        stubble=0.85,
        age=0.75,
    ),
    eyes=Eyes(
        iris_rim="#22353d",
        iris="#557a88",
        iris_glow="#a9c6c4",
        lash="#4a352c",
        lash_length=0.013,
        liner=0.007,
    ),
    hair=Hair(
        style="swept",
        dark="#2a2421",
        mid="#5a4d45",
        light="#a39689",
        grey=0.6,
        brow="#40332b",
        brow_thickness=1.1,
    ),
    outfit="shirt",
    room="study",
    frame="landscape",
    rim_light="#ffcf8a",
    blink_times_s=(2.1, 5.6, 8.5),
    glasses=True,
    body_lift=0.03,
)

PEOPLE = {person.name: person for person in (MIRA, JONAS)}
