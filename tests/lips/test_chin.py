"""A jaw is heavy: the chin goes where the lips go, more smoothly, and does not know that they meet."""

import numpy as np

from pipeline.lips.chin import chins
from pipeline.mouthtrack import JAW, PARAMETERS, PRESS, MouthTrack


def track(jaw: np.ndarray, fps: float = 25.0) -> MouthTrack:
    values = np.zeros((len(jaw), len(PARAMETERS)), np.float32)
    values[:, JAW] = jaw
    return MouthTrack(values=values, fps=fps)


def swing(hz: float, fps: float = 25.0) -> np.ndarray:
    return 0.4 - 0.3 * np.cos(2 * np.pi * hz * np.arange(round(4 * fps)) / fps)


def test_a_chin_that_is_held_stands_where_the_lips_are() -> None:
    np.testing.assert_allclose(chins(track(np.full(20, 0.6))), 0.6, atol=1e-5)
    np.testing.assert_array_equal(chins(track(np.zeros(20))), 0.0)


def test_slow_moves_pass_and_quick_ones_die_away() -> None:
    slow, quick = (np.ptp(chins(track(swing(hz)))[25:-25]) / 0.6 for hz in (1.0, 8.0))
    assert slow > 0.9
    assert quick < 0.15


def test_the_chin_is_not_late() -> None:
    jaw = swing(2.0)
    chin = chins(track(jaw))
    scored = [np.corrcoef(jaw[20:-20], chin[20 + k : len(chin) - 20 + k])[0, 1] for k in range(-3, 4)]
    assert np.argmax(scored) == 3


def test_any_frame_rate_moves_it_alike() -> None:
    usual, fast = (chins(track(swing(3.0, fps), fps)) for fps in (25.0, 50.0))
    np.testing.assert_allclose(fast[::2][5:-5], usual[5:-5], atol=0.02)


def test_lips_may_meet_over_a_lowered_chin() -> None:
    pressed = track(np.full(20, 0.5))
    pressed.values[8:12, PRESS] = 1.0
    np.testing.assert_allclose(chins(pressed), 0.5, atol=1e-5)
