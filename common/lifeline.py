"""A process that ends with the one that started it, however that one ended, and takes along whatever it started itself.

What tells it is its standard input: a pipe whose other end the parent holds is at its end when the parent is gone.
"""

import os
import signal
import threading
from typing import NoReturn

CHUNK = 1 << 16


def end_group() -> NoReturn:
    """End this process, and with it all that it started when it leads a group of its own."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def end_with_parent() -> None:
    """From now on a thread waits for the end of standard input, which nothing else may read."""

    def wait() -> None:
        while os.read(0, CHUNK):
            pass
        end_group()

    threading.Thread(target=wait, daemon=True, name="lifeline").start()
