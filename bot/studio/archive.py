"""All clips of a batch as one ZIP file, made while it is sent: nothing is written and memory stays constant."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from zipstream import ZipStream

from bot.studio.desk import label_of
from bot.studio.rows import left_out_of, why_left_out
from bot.studio.store import Batch
from bot.studio.visitors import Visitor
from common.errors import BadInput
from pipeline.clipnames import safe_name, unique_names
from pipeline.jobs.job import Job, State

INDEX = "index.csv"
SUBTITLES = (".srt", ".vtt")
BOM = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else, and Chinese for garbage"""
FORMULA = ("=", "@", "\t", "\r", "+", "-")
"""What a spreadsheet would work out instead of showing"""


class NothingMade(BadInput):
    code = "nothing-made"
    sentence = "None of these clips is ready yet."


def pack(batch: Batch, jobs: Sequence[Job], visitor: Visitor, *, subtitles: bool = False) -> ZipStream:
    """The archive, whose length is known before; a video is as small as it gets, so it is stored as it is.

    Looks at files, so call it off the event loop. Raises NothingMade.
    """
    stems = unique_names(safe_name(label_of(job), f"clip {at}") for at, job in enumerate(jobs, start=1))
    packed = ZipStream(sized=True)
    files: dict[str, str] = {}
    for job, stem in zip(jobs, stems, strict=True):
        path = Path(job.clip.path) if job.clip else None
        if path is None or not path.is_file():
            continue
        files[job.id] = f"{stem}.mp4"
        packed.add_path(path, files[job.id])
        for beside in map(path.with_suffix, SUBTITLES if subtitles else ()):
            if beside.is_file():
                packed.add_path(beside, f"{stem}{beside.suffix}")
    if not files:
        raise NothingMade
    if batch.kind == "names":
        packed.add(_index(batch, jobs, files, visitor).encode(), INDEX)
    return packed


def _index(batch: Batch, jobs: Sequence[Job], files: dict[str, str], visitor: Visitor) -> str:
    """A table that says which file is whose."""
    say = visitor.say
    written = io.StringIO()
    # Excel in Russian takes the comma for a decimal sign and looks for semicolons.
    table = csv.writer(written, delimiter=";" if say.locale == "ru" else ",")
    head = (say("studio-index-row"), *batch.asked.get("columns", ()))
    table.writerow(
        _plain((*head, *map(say, ("studio-index-file", "studio-index-state", "studio-index-error"))))
    )
    lines: dict[int, tuple[str, ...]] = {
        one.row.number: (*one.row.cells, "", say("studio-left-out"), why_left_out(one, visitor))
        for one in left_out_of(batch)
    }
    for job in jobs:
        told = json.loads(job.address)
        state = State.DONE if job.state is State.DELIVERED else job.state
        failure = job.failure
        error = say.error(failure.code, failure.message, failure.details) if failure else ""
        cells = (*told["cells"], files.get(job.id, ""), say(f"studio-state-{state}"), error)
        lines[told["row"]] = cells
    for row, cells in sorted(lines.items()):
        table.writerow(_plain((str(row), *cells)))
    return BOM + written.getvalue()


def _plain(cells: Sequence[str]) -> Iterator[str]:
    """What begins like a formula is shown, not worked out; numbers stay numbers."""
    for cell in cells:
        number = cell[1:].replace(" ", "").replace(".", "").replace("-", "").isdigit()
        yield f"'{cell}" if cell.startswith(FORMULA) and not (cell[0] in "+-" and number) else cell
