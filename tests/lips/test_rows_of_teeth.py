"""Rows of teeth as they were seen in many pictures: laid on one another, whole, and level."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.lips.arch import uncovered
from pipeline.lips.laying import CRISPEST, STRAYS, laid_together, median_of
from pipeline.lips.piece import PER_EYE, levelled

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

X = np.arange(-0.34, 0.34, 1 / PER_EYE, dtype=np.float32)
ROWS = np.arange(70)[:, None]
TOOTH, LINE = 0.09, 0.007
"""Eye distances"""
INSIDE = (ROWS >= 10) & (ROWS < 60) & (np.abs(X) < 0.25)


def teeth(edge: npt.ArrayLike) -> tuple[Array, Mask]:
    """A mouth with teeth from its upper lip down to ``edge``, dark lines between them, and where they are."""
    row = INSIDE & (np.asarray(edge) > ROWS) & (np.abs(X) < 0.2)
    lines = np.abs((X + TOOTH / 2) % TOOTH - TOOTH / 2) < LINE
    luma = np.where(row & ~lines, 0.9, np.where(row, 0.6, 0.06))
    picture = np.dstack([np.where(INSIDE, luma, 0.5), np.full(luma.shape, -6.0), np.full(luma.shape, 8.0)])
    return picture.astype(np.float32), row


def moved(picture: npt.NDArray[Any], down: int, right: int) -> npt.NDArray[Any]:
    return np.roll(picture, (down, right), (0, 1))


def test_pictures_of_teeth_that_lie_aside_are_laid_on_the_best_one_whatever_their_light() -> None:
    picture, row = teeth(34)
    dim = picture * np.array([0.8, 1, 1], np.float32)
    many = [picture, np.asarray(moved(dim, 3, -4)), np.asarray(moved(picture, -2, 5))]
    inside = [INSIDE, np.asarray(moved(INSIDE, 3, -4)), np.asarray(moved(INSIDE, -2, 5))]
    laid = {one.number: one for one in laid_together(many, inside, row, 0)}
    assert {number: one.by for number, one in laid.items()} == {0: (0, 0), 1: (-3, 4), 2: (2, -5)}
    assert laid[1].light == pytest.approx(1.25, abs=0.01)
    np.testing.assert_allclose(laid[1].lit(many)[row, 0], picture[row, 0], atol=1e-3)


def test_what_does_not_fit_is_left_out() -> None:
    """Teeth further aside than a tracker strays, a mouth without teeth, and one that is all but shut."""
    picture, row = teeth(34)
    away, empty = np.asarray(moved(picture, STRAYS + 3, 0)), np.full_like(picture, 0.06)
    shut = (ROWS >= 10) & (ROWS < 13) & (np.abs(X) < 0.25)
    inside = [INSIDE, np.asarray(moved(INSIDE, STRAYS + 3, 0)), INSIDE, shut]
    laid = laid_together([picture, away, empty, picture], inside, row, 0)
    assert [one.number for one in laid] == [0]


def test_teeth_without_lines_between_them_stay_where_they_were_seen() -> None:
    row = INSIDE & (ROWS < 34) & (np.abs(X) < 0.2)
    picture = np.dstack([np.where(row, 0.9, 0.06), row * 8.0, row * 8.0]).astype(np.float32)
    narrower = INSIDE & (np.abs(X + 0.03) < 0.18)
    laid = laid_together([picture, picture], [INSIDE & (np.abs(X) < 0.15), narrower], row, 0)
    assert [one.by for one in laid] == [(0, 0), (0, 0)]


def test_where_no_teeth_are_sure_nothing_is_laid() -> None:
    picture, row = teeth(34)
    assert laid_together([picture] * 8, [INSIDE] * 8, np.zeros_like(row), 0) == []


def test_a_place_has_its_colour_from_the_pictures_that_fit_best_and_show_it() -> None:
    best, others = np.full((2, 3), 0.9, np.float32), np.full((2, 3), 0.2, np.float32)
    pictures = [best] * CRISPEST + [others] * 40
    shows = np.ones((len(pictures), 2), np.bool_)
    shows[:CRISPEST, 1] = False
    found = median_of(pictures, shows)
    np.testing.assert_allclose(found[:, 0], [0.9, 0.2], atol=1e-6)


def piece(picture: Array, kept: Mask) -> Array:
    return np.where(kept[..., None], np.dstack([picture, kept.astype(np.float32)]), 0).astype(np.float32)


def test_teeth_that_end_in_the_dark_keep_their_edge() -> None:
    picture, kept = teeth(34 - (np.arange(len(X)) // 9) % 3)
    given = piece(picture, kept)
    same, still = uncovered(given, kept, X, np.ones(len(X), np.bool_))
    np.testing.assert_array_equal(same, given)
    np.testing.assert_array_equal(still, kept)


def test_behind_a_lip_the_edge_of_teeth_goes_on_as_an_even_curve() -> None:
    """The lower lip hides more of them left of the middle."""
    even = 40 - 200 * X**2
    hidden = even - 6 * np.exp(-(((X + 0.07) / 0.04) ** 2))
    picture, kept = teeth(hidden)
    whole, row = uncovered(piece(picture, kept), kept, X, np.zeros(len(X), np.bool_))
    edge = len(row) - np.argmax(row[::-1], axis=0)
    columns = row.any(axis=0)
    assert np.abs(edge - even)[columns].max() <= 2.5
    assert whole[row, 0].min() > 0.5
    np.testing.assert_array_equal(whole[..., 3] > 0.5, row)


def test_a_grin_that_leans_aside_still_gives_teeth_on_both_sides() -> None:
    """On the left nothing is seen but a sliver of lip, bright enough for a tooth."""
    picture, kept = teeth(np.full(len(X), 36))
    left = X < -0.08
    kept = kept & ~left | (left & (np.abs(X) < 0.2) & (ROWS >= 10) & (ROWS < 14))
    picture[:, left, 0] = 0.7
    whole, row = uncovered(piece(picture, kept), kept, X, np.zeros(len(X), np.bool_))
    tall = row.sum(axis=0)
    assert tall[(X > -0.18) & (X < 0.18)].min() >= 20
    assert np.median(whole[..., 0][row & left]) == pytest.approx(0.9, abs=0.05)


def test_lower_teeth_seen_in_a_wide_mouth_lie_nearly_level_in_speech() -> None:
    tops = 30 - 400 * X**2
    tops[np.abs(X) > 0.13] -= 6
    shown = (tops <= ROWS) & (np.abs(X) < 0.15)
    picture = np.dstack([np.full((*shown.shape, 3), 0.9), shown]).astype(np.float32)
    level = levelled(picture, X, 0.4)[..., 3] > 0.5
    top = np.argmax(level, axis=0).astype(float)
    within = np.abs(X) < 0.1
    np.testing.assert_allclose(top[within], (30 - 160 * X**2)[within], atol=2)
    ends = (np.abs(X) > 0.13) & (np.abs(X) < 0.145)
    assert (top[ends] >= 30 - 160 * 0.15**2 - 2.5).all()
    assert level[40:, np.abs(X) < 0.14].all()


def test_lower_teeth_that_lie_level_are_left_so() -> None:
    shown = np.broadcast_to((ROWS >= 30) & (np.abs(X) < 0.15), (len(ROWS), len(X)))
    picture = np.dstack([np.full((*shown.shape, 3), 0.9), shown]).astype(np.float32)
    np.testing.assert_allclose(levelled(picture, X, 0.4)[..., 3], picture[..., 3], atol=1e-3)
