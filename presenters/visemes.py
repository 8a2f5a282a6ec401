"""A film of a mouth opening, from which teeth and tongue are taken: whether it shows any."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from common.errors import BadInput
from common.home import Home
from common.media import probe

if TYPE_CHECKING:
    from presenters.tracker import Trackers

OPEN_MOUTH = 0.08
"""Eye distances: a film that never parts the lips so far shows neither teeth nor tongue"""


class VisemesStill(BadInput):
    code = "visemes-still"
    sentence = (
        "{name} is a photo. Film the mouth opening: a short video of it saying aah, eee, ooh, fff, la la."
    )


class MouthNeverOpen(BadInput):
    code = "mouth-never-open"
    sentence = (
        "The mouth is never seen open in {name}. Film it saying aah, eee, ooh, fff, la la, or leave it out."
    )


def check_film(
    film: Path,
    *,
    home: Home,
    name: str,
    trackers: "Trackers | None" = None,
    on_progress: Callable[[float], None] | None = None,
) -> None:
    """Look at a film by itself. Raises VisemesStill, MouthNeverOpen, and what ``prepare`` raises."""
    from presenters.faces import aperture
    from presenters.prepare import PLAYED_ONCE, prepare

    if probe(film, name=name).still:
        raise VisemesStill(name=name)
    seen = prepare(film, home=home, name=name, trackers=trackers, on_progress=on_progress, **PLAYED_ONCE)
    check_width(float(aperture(seen.landmarks).max()), name)


def check_width(widest: float, name: str) -> None:
    """Of the mouth, in eye distances. Raises MouthNeverOpen."""
    if widest < OPEN_MOUTH:
        raise MouthNeverOpen(name=name)
