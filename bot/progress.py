"""A bar on the terminal for long work."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.order import Progress, Report

NAMES = {
    "speak": "Speaking",
    "listen": "Listening",
    "prepare": "Preparing the presenter",
    "render": "Moving the lips",
    "finish": "Finishing",
}


@contextmanager
def bar(*, quiet: bool) -> Iterator[Report]:
    """Gives a listener of progress; draws on stderr, and only on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Drawn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Drawn(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task("Starting", total=1.0)

        def show(progress: Progress) -> None:
            drawn.update(task, completed=progress.share, description=NAMES[progress.stage])

        yield show
