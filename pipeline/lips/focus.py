"""How soft the footage is, so that what is painted is no crisper than what was filmed."""

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.engine import Frame

Array = npt.NDArray[np.float32]

EYES_BOX = (0.75, 0.35, 0.30)  # eye distances aside of, above and below the middle of the eyes
BLUR_PX = 1.0
STRONGEST = 97  # percentile of the edges looked at
BOUNDS_PX = (0.4, 4.0)


def softness(frame: Frame, marks: Array) -> float:
    """Standard deviation of the blur at the sharpest edges about the eyes, pixels.

    A blurred edge blurred once more loses the less of its slope the softer it was (Zhuo & Sim 2011, "Defocus map
    estimation from a single image"). ``frame`` is I420; ``marks`` are landmarks [478, 2] in pixels.
    """
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    middle, eyes = (marks[33] + marks[263]) / 2, float(np.linalg.norm(marks[33] - marks[263]))
    aside, above, below = (share * eyes for share in EYES_BOX)
    rows = slice(max(0, int(middle[1] - above)), min(height, int(middle[1] + below)))
    columns = slice(max(0, int(middle[0] - aside)), min(width, int(middle[0] + aside)))
    luma = np.ascontiguousarray(frame[:height][rows, columns], np.float32)
    if luma.size == 0:
        return BLUR_PX
    own, blurred = _slope(luma), _slope(np.asarray(cv2.GaussianBlur(luma, (0, 0), BLUR_PX), np.float32))
    edges = own >= max(float(np.percentile(own, STRONGEST)), 1.0)
    if not edges.any():
        return BLUR_PX
    ratio = float(np.median(own[edges] / np.maximum(blurred[edges], 1e-3)))
    return float(np.clip(BLUR_PX / np.sqrt(max(ratio**2 - 1, 1e-3)), *BOUNDS_PX))


def _slope(luma: Array) -> Array:
    return np.hypot(cv2.Sobel(luma, cv2.CV_32F, 1, 0), cv2.Sobel(luma, cv2.CV_32F, 0, 1))
