"""Talks to people."""

import gc

# Some thousand classes are made while the program starts and none of them is garbage: looking for it at Python's own
# pace takes a tenth of the start.
gc.set_threshold(50_000, 20, 20)
