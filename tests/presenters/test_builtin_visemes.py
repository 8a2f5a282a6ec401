"""The film of a built-in presenter's open mouth belongs to its footage."""

from pathlib import Path

import numpy as np
import pytest

from common.media import probe, read_frames

BUILTIN = Path(__file__).parents[2] / "presenters" / "builtin"
FILMS = sorted(BUILTIN.glob("*/visemes.mp4"))
BOTH_BYTES = 4_000_000


def test_the_rendered_presenters_have_visemes() -> None:
    assert {"vera", "tomas"} <= {film.parent.name for film in FILMS}


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.parent.name)
def test_visemes_are_of_the_footages_size_and_rate_and_both_together_stay_small(film: Path) -> None:
    footage = film.with_name("footage.mp4")
    visemes, loop = probe(film), probe(footage)
    assert (visemes.width, visemes.height, visemes.fps) == (loop.width, loop.height, loop.fps)
    assert (visemes.pixel_format, visemes.colour) == (loop.pixel_format, loop.colour)
    assert 1.5 <= (visemes.duration_s or 0.0) <= 3.0
    assert film.stat().st_size + footage.stat().st_size < BOTH_BYTES


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.parent.name)
def test_visemes_begin_as_the_footage_begins(film: Path) -> None:
    lumas = []
    for path in (film, film.with_name("footage.mp4")):
        info = probe(path)
        frame = next(read_frames(path, width=info.width, height=info.height))
        lumas.append(frame[: info.height].astype(float))
    assert np.abs(lumas[0] - lumas[1]).mean() < 2.0
