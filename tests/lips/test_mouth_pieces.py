"""What was seen of teeth and tongue is smoothed and goes on where nobody saw it."""

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.lips.harvest import Harvest
from pipeline.lips.piece import OVER_TEETH, PER_EYE, Piece, Tongue, completed
from pipeline.lips.tongue import Back, tongue_of

X = np.arange(-0.34, 0.34, 1 / PER_EYE, dtype=np.float32)
Y = np.arange(-0.75, -0.10, 1 / PER_EYE, dtype=np.float32)
MIDDLE = 0.02
HALF = 0.14
FLESH, DARK = (0.5, -4.0, 22.0), (0.03, 0.0, 2.0)
ROWS = np.arange(len(Y))[:, None]
PLACE = (X - MIDDLE) / HALF


def tops() -> npt.NDArray[np.float64]:
    """Of a tongue with a lump left of the middle and a lip that is taken for it on the right."""
    rows = 50.0 + 8 * PLACE**2
    rows[(PLACE > -0.45) & (PLACE < -0.25)] -= 9
    rows[PLACE > 0.8] -= 14
    return rows


def lopsided() -> npt.NDArray[np.bool_]:
    return np.asarray((tops() <= ROWS) & (ROWS < 72) & (np.abs(PLACE) <= 1))


def seen_tongue() -> Tongue:
    flesh = lopsided()
    inside = (ROWS >= 25) & (ROWS < 80) & (np.abs(PLACE) < 1.4)
    picture = np.where(flesh[..., None], np.array(FLESH), np.array(DARK)).astype(np.float32)
    found = tongue_of([picture] * 8, [inside] * 8, X, Y, lip_red=25.0, depth=0.03)
    assert found is not None
    return found


def test_a_tongues_back_is_an_even_curve_whatever_lies_off_it() -> None:
    back = Back.of(lopsided(), X, MIDDLE)
    off = np.linspace(0, 0.13, 40, dtype=np.float32)
    left, right = back.at(MIDDLE - off), back.at(MIDDLE + off)
    np.testing.assert_allclose(left, right, atol=1e-3)
    assert (np.diff(right) >= -1e-3).all()
    np.testing.assert_allclose(right, 50 + 8 * (off / HALF) ** 2, atol=1.2)


def test_a_tongue_is_the_same_on_both_sides_and_smooth() -> None:
    opacity = seen_tongue().picture[..., 3]
    # The first node is at -0.34, so the picture is mirrored about this column.
    middle = round((MIDDLE - float(X[0])) * PER_EYE)
    reach = int(0.15 * PER_EYE)
    left, right = opacity[:, middle - reach : middle][:, ::-1], opacity[:, middle + 1 : middle + 1 + reach]
    np.testing.assert_allclose(left, right, atol=0.12)
    rows = np.argmax(opacity > 0.5, axis=0)[middle - 20 : middle + 21]
    assert np.abs(np.diff(rows)).max() <= 1


def test_a_tongue_goes_on_behind_the_lip_without_a_gap() -> None:
    picture = seen_tongue().picture
    middle = np.abs(X - MIDDLE) < 0.06
    assert picture[65:, middle, 3].min() == pytest.approx(1.0)
    assert picture[65:, middle, 0].min() > 0.35


@pytest.mark.parametrize("above", [-0.05, 0.15])
def test_a_lying_tongue_is_seen_a_little_above_the_lower_teeth(above: float) -> None:
    teeth = Piece(picture=np.ones((40, len(X), 4), np.float32), x=float(X[0]), y=0.0)
    tongue = seen_tongue()
    at = Tongue(picture=tongue.picture, x=tongue.x, y=tongue.y - tongue.top - above, lift=0.03)
    placed = Harvest(lower=teeth, tongue=at.behind(teeth)).tongue
    assert placed is not None
    assert OVER_TEETH[0] - 1e-4 <= teeth.top - placed.top <= OVER_TEETH[1] + 1e-4
    assert placed.lift == 0.03


def test_teeth_go_on_under_the_lip_without_a_seam() -> None:
    """They were seen bright at their edge, in shade next to a lip that left off raggedly."""
    shape = (60, len(X))
    ragged = 40 + (np.arange(len(X)) // 3) % 4
    kept = (ROWS[:60] >= ragged) & (ROWS[:60] < 56) & (np.abs(X) < 0.15)
    picture = np.zeros((*shape, 4), np.float32)
    luma = np.broadcast_to(np.clip(0.3 + 0.1 * (ROWS[:60] - ragged), 0.3, 1.0), shape)
    picture[..., 0], picture[..., 3] = np.where(kept, luma, 0), kept
    whole = completed(picture, kept, down=True)
    middle = whole[22:55, np.abs(X) < 0.08, 0]
    assert np.abs(np.diff(middle, axis=0)).max() < 0.06
    assert np.abs(np.diff(middle, axis=1)).max() < 0.06
