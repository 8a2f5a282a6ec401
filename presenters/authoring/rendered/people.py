"""Who is drawn: every number that makes one person different from the other."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[float, float, float]  # linear RGB, 0..1


@dataclass(frozen=True, kw_only=True)
class Trait:
    """A soft push on both sides of the face around (+-x, z): outwards, forwards, up (units)."""

    x: float
    z: float
    wide: float
    high: float
    out: float = 0.0
    forward: float = 0.0
    up: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Person:
    name: str
    key_side: int = -1  # where the main light comes from: -1 left, 1 right
    traits: tuple[Trait, ...] = ()
    eye_radius: float = 0.172
    eye_scale: float = 1.0
    eye_open: float = 1.3
    lash_length: float = 0.06
    brow_hairs: int = 420
    brow_thickness: float = 0.75
    brow_lift: float = 0.0
    lip_gloss: float = 0.40
    neck_width: float = 1.0
    neck_drop: float = 0.0
    skin: Colour = (0.62, 0.36, 0.26)
    blush: Colour = (0.66, 0.24, 0.18)
    lips: Colour = (0.50, 0.15, 0.13)
    enamel: Colour = (0.86, 0.79, 0.67)
    iris: Colour = (0.10, 0.05, 0.02)
    iris_rim: Colour = (0.03, 0.015, 0.01)
    brow: Colour = (0.04, 0.02, 0.012)
    hair_melanin: float = 0.75
    hair_redness: float = 0.4
    brow_melanin: float = 0.8
    jacket: Colour = (0.02, 0.05, 0.09)
    shirt: Colour = (0.75, 0.72, 0.66)
    hair_roughness: float = 0.42
    hair_style: str = "bob"
    ear_x: float = 0.815
    neckline: str = "v"
    binding: float = 0.022  # radius of the top's edge
    shoulder_lift: float = 0.0
    bust: float = 0.0
    opening: float = 1.0
    lapel: float = 1.0
    makeup: float = 0.0
    stubble: float = 0.0


VERA = Person(
    name="vera",
    neck_width=0.92,
    traits=(
        Trait(x=0.62, z=-0.80, wide=0.28, high=0.34, out=-0.075, up=0.01),  # slimmer jaw
        Trait(x=0.30, z=-1.08, wide=0.20, high=0.22, out=-0.05),  # smaller chin
        Trait(x=0.23, z=-0.28, wide=0.12, high=0.12, out=-0.055, up=0.012),  # narrower nose wings
        Trait(x=0.10, z=-0.05, wide=0.10, high=0.22, out=-0.02, forward=0.012),  # finer bridge
        Trait(x=0.0, z=-0.27, wide=0.09, high=0.10, forward=0.01, up=0.02),  # tip
        Trait(x=0.28, z=-0.62, wide=0.10, high=0.08, up=0.03, out=0.012),  # a hint of a smile
        Trait(x=0.45, z=-0.28, wide=0.20, high=0.18, forward=0.03),  # cheeks
        Trait(x=0.0, z=-0.72, wide=0.18, high=0.06, forward=0.02),  # fuller lower lip
        Trait(x=0.0, z=-0.57, wide=0.16, high=0.05, forward=0.012),
        Trait(x=0.0, z=-0.86, wide=0.15, high=0.05, forward=-0.018),  # above the chin
        Trait(x=0.47, z=0.12, wide=0.08, high=0.06, up=0.014, out=0.012),  # outer eye corners
        Trait(x=0.36, z=0.42, wide=0.3, high=0.14, up=-0.03),  # lower brows
        Trait(x=0.17, z=0.36, wide=0.10, high=0.10, up=-0.025),  # and calm ones
        Trait(x=0.46, z=0.38, wide=0.09, high=0.10, up=0.015),
    ),
    eye_scale=1.10,
    eye_radius=0.185,
    eye_open=1.06,
    brow_lift=-0.01,
    brow_melanin=0.72,
    skin=(0.67, 0.385, 0.265),
    blush=(0.72, 0.27, 0.21),
    shoulder_lift=0.12,
    bust=0.16,
    brow_thickness=0.52,
    brow_hairs=300,
    iris=(0.055, 0.028, 0.012),
    hair_melanin=0.72,
    hair_redness=0.42,
    makeup=1.0,
    lash_length=0.085,
    lip_gloss=0.30,
)
TOMAS = Person(
    name="tomas",
    key_side=1,
    neck_width=1.09,
    traits=(
        Trait(x=0.78, z=0.0, wide=0.35, high=1.1, out=-0.06),  # a narrower head
        Trait(x=0.50, z=-1.0, wide=0.18, high=0.2, out=-0.02, up=0.02),  # a jaw with a corner
        Trait(x=0.22, z=-1.12, wide=0.18, high=0.16, out=0.03, forward=0.02),  # broader chin
        Trait(x=0.23, z=-0.28, wide=0.12, high=0.12, out=-0.03),
        Trait(x=0.07, z=-0.05, wide=0.08, high=0.24, out=-0.012, forward=0.04),  # stronger bridge
        Trait(x=0.0, z=-0.27, wide=0.10, high=0.10, forward=0.025),
        Trait(x=0.33, z=0.40, wide=0.28, high=0.09, forward=0.03, up=-0.02),  # brow bone
        Trait(x=0.28, z=-0.62, wide=0.10, high=0.08, up=0.022, out=0.01),
        Trait(x=0.45, z=-0.45, wide=0.16, high=0.25, forward=-0.02),  # leaner cheeks
        Trait(x=0.0, z=-0.86, wide=0.17, high=0.05, forward=-0.022),
        Trait(x=0.0, z=-1.06, wide=0.15, high=0.10, forward=0.02),
    ),
    skin=(0.54, 0.31, 0.215),
    blush=(0.56, 0.22, 0.15),
    lips=(0.42, 0.17, 0.13),
    iris=(0.085, 0.115, 0.12),
    eye_scale=1.04,
    eye_radius=0.178,
    eye_open=1.10,
    brow_melanin=0.94,
    stubble=1.0,
    lash_length=0.05,
    jacket=(0.045, 0.05, 0.06),
    shirt=(0.30, 0.36, 0.42),
    hair_melanin=0.94,
    hair_redness=0.2,
    hair_roughness=0.58,
    hair_style="short",
    ear_x=0.775,
    shoulder_lift=0.25,
    neckline="crew",
    binding=0.03,
    opening=1.12,
    lapel=1.05,
    brow_thickness=0.85,
)
PEOPLE = {person.name: person for person in (VERA, TOMAS)}
