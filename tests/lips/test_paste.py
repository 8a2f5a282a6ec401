"""Pixels moved, by fields that are told in the test."""

import cv2
import numpy as np
import pytest

from pipeline.lips.paste import Box, resample


@pytest.mark.parametrize("box", [Box(x0=20, y0=16, x1=60, y1=50), Box(x0=0, y0=0, x1=80, y1=64)])
def test_pixels_come_from_where_the_field_points_even_beyond_the_picture(box: Box) -> None:
    rng = np.random.default_rng(4)
    frame = cv2.GaussianBlur(rng.integers(0, 256, (96, 80), np.uint8), (0, 0), 1.0)
    width, height = box.size
    field = cv2.GaussianBlur(rng.normal(0, 60, (height, width, 2)).astype(np.float32), (0, 0), 4.0)
    assert np.abs(field).max() > 5
    out = frame.copy()
    resample(frame, out, np.asarray(field, np.float32), box)
    x, y = np.meshgrid(np.arange(80, dtype=np.float32), np.arange(64, dtype=np.float32))
    inside = (slice(box.y0, box.y1), slice(box.x0, box.x1))
    wanted = cv2.remap(
        frame[:64],
        x[inside] + field[..., 0],
        y[inside] + field[..., 1],
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    assert np.abs(out[:64][inside].astype(int) - wanted).max() <= 1
    kept = np.ones((64, 80), bool)
    kept[inside] = False
    np.testing.assert_array_equal(out[:64][kept], frame[:64][kept])
