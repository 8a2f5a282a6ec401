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
    traits: tuple[Trait, ...] = ()
    eye_radius: float = 0.172
    eye_open: float = 1.3
    neck_width: float = 1.0
    neck_drop: float = 0.0
    skin: Colour = (0.62, 0.36, 0.26)
    blush: Colour = (0.66, 0.24, 0.18)
    lips: Colour = (0.50, 0.15, 0.13)
    iris: Colour = (0.10, 0.05, 0.02)
    iris_rim: Colour = (0.03, 0.015, 0.01)
    brow: Colour = (0.04, 0.02, 0.012)
    hair_melanin: float = 0.75
    hair_redness: float = 0.4
    jacket: Colour = (0.02, 0.05, 0.09)
    shirt: Colour = (0.75, 0.72, 0.66)
    makeup: float = 0.0
    stubble: float = 0.0
    hairline: float = 0.0
    brow_height: float = 1.0
    lash: float = 0.035
    long_hair: bool = False


VERA = Person(
    name="vera",
    neck_width=0.86,
    makeup=1.0,
    eye_open=1.10,
    long_hair=True,
    lash=0.05,
    brow_height=0.75,
    skin=(0.66, 0.40, 0.29),
    lips=(0.52, 0.14, 0.13),
    hair_melanin=0.62,
    hair_redness=0.75,
    jacket=(0.03, 0.12, 0.16),
    iris=(0.055, 0.028, 0.010),
)
TOMAS = Person(
    name="tomas",
    neck_width=1.04,
    neck_drop=-0.05,
    stubble=1.0,
    eye_open=1.02,
    brow_height=0.7,
    skin=(0.55, 0.32, 0.22),
    lips=(0.44, 0.17, 0.14),
    hair_melanin=0.88,
    hair_redness=0.2,
    jacket=(0.05, 0.07, 0.12),
    iris=(0.03, 0.045, 0.05),
    hairline=0.02,
)
PEOPLE = {person.name: person for person in (VERA, TOMAS)}
