"""A series of clips made one after the other into a folder: one that fails never stops the others, and a second call makes
only what is missing.
"""

import csv
import io
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli import move
from common.errors import BadInput, MouthpieceError, OutputExists
from common.files import whole, write_bytes, write_text
from common.home import Home
from pipeline.order import ClipOrder, Progress, Report
from pipeline.sieve import LeftOut

if TYPE_CHECKING:
    from pipeline.workshop import Workshop

INDEX, STATE = "index.csv", ".mouthpiece.json"
MADE, KEPT, FAILED, WAITING, SKIPPED = "made", "kept", "failed", "not made", "left out"

Keys = dict[str, dict[str, Any]]
"""What each file in the folder was made from, and how long it is"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One clip of a series."""

    number: int
    """Its row"""
    cells: tuple[str, ...]
    """What stands in the index beside it"""
    name: str
    """Stem of its file"""
    order: ClipOrder


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one clip."""

    row: int
    cells: tuple[str, ...]
    file: str
    state: str = WAITING
    duration_s: float = 0.0
    reused_s: float = 0.0
    error: str = ""
    sentence: str = ""
    exit: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Made:
    """What became of a series."""

    outcomes: tuple[Outcome, ...]

    def count(self, state: str) -> int:
        return sum(outcome.state == state for outcome in self.outcomes)

    @property
    def worst_exit(self) -> int:
        exits = {outcome.exit for outcome in self.outcomes}
        return 1 if 1 in exits else max(exits, default=0)

    @property
    def duration_s(self) -> float:
        return round(sum(outcome.duration_s for outcome in self.outcomes if outcome.state == MADE), 2)

    @property
    def reused_s(self) -> float:
        return round(sum(outcome.reused_s for outcome in self.outcomes if outcome.state == MADE), 2)

    @property
    def summary(self) -> str:
        wanted = len(self.outcomes) - self.count(SKIPPED)
        clips = f"{self.count(MADE)} of {wanted} clips made, {self.duration_s:.1f} s in all"
        reused = f", {self.reused_s:.1f} s of it taken over from other clips" if self.reused_s else ""
        kept = f"; {self.count(KEPT)} were there already" if self.count(KEPT) else ""
        failed = f"; {self.count(FAILED)} failed" if self.count(FAILED) else ""
        skipped = f"; {self.count(SKIPPED)} rows were left out" if self.count(SKIPPED) else ""
        return f"{clips}{reused}{kept}{failed}{skipped}."

    def to_json(self) -> dict[str, object]:
        clips = [asdict(outcome) for outcome in self.outcomes]
        for clip in clips:
            clip.pop("exit")
        states = {"made": MADE, "kept": KEPT, "failed": FAILED, "left_out": SKIPPED}
        counts = {name: self.count(state) for name, state in states.items()}
        return counts | {"duration_s": self.duration_s, "reused_s": self.reused_s, "clips": clips}


@dataclass(frozen=True, kw_only=True)
class Series:
    home: Home
    folder: Path
    heads: tuple[str, ...]
    """Columns of the index for the cells of each clip"""
    overwrite: bool = False
    tracker: str | None = None
    """What finds faces where no presenter says it"""
    settle: Callable[[ClipOrder], ClipOrder] = lambda order: order
    """Chooses what an order leaves open"""

    def make(
        self,
        wanted: Sequence[Wanted],
        report: Report,
        *,
        left_out: Sequence[LeftOut] = (),
        failed: Callable[[Wanted, MouthpieceError], None],
    ) -> Made:
        """Everything of ``wanted``. The index is there even when this is interrupted, with the rows left out."""
        self.folder.mkdir(parents=True, exist_ok=True)
        keys = self._keys()
        outcomes = [Outcome(row=one.number, cells=one.cells, file=f"{one.name}.mp4") for one in wanted]
        try:
            for number, one in enumerate(wanted):
                outcomes[number] = self._outcome(one, keys, _scaled(report, number, len(wanted)), failed)
        finally:
            told = sorted([*outcomes, *map(_skipped, left_out)], key=lambda one: one.row)
            self._write_index(told)
        return Made(outcomes=tuple(told))

    def _outcome(
        self,
        one: Wanted,
        keys: Keys,
        report: Report,
        failed: Callable[[Wanted, MouthpieceError], None],
    ) -> Outcome:
        blank = Outcome(row=one.number, cells=one.cells, file=f"{one.name}.mp4")
        try:
            return self._made(one, blank, keys, report)
        except MouthpieceError as error:
            problem = error
        except Exception:  # one clip must not stop the others, whatever is wrong with it
            traceback.print_exc(file=sys.stderr)
            problem = MouthpieceError()
        failed(one, problem)
        exit_ = 3 if isinstance(problem, BadInput) else 1
        return replace(blank, state=FAILED, error=problem.code, sentence=str(problem), exit=exit_)

    def _made(self, one: Wanted, blank: Outcome, keys: Keys, report: Report) -> Outcome:
        from pipeline.render import render

        target = self.folder / blank.file
        order = self.settle(one.order)
        key = _key(order)
        before = keys.get(blank.file)
        if target.exists() and key and before and before["key"] == key:
            return replace(blank, state=KEPT, duration_s=before["duration_s"], reused_s=before["reused_s"])
        if target.exists() and not self.overwrite:
            raise OutputExists(name=str(target))
        made = self.home.new_clip()
        try:
            clip = render(order, workshop=self._workshop, out=made, report=report)
            told = json.loads(Path(clip.receipt).read_text(encoding="utf-8"))
            with whole(target) as beside:
                move(made, beside)
        finally:
            for left in (made, made.with_suffix(".jpg"), made.with_suffix(".json")):
                left.unlink(missing_ok=True)
        outcome = replace(
            blank,
            state=MADE,
            duration_s=told["duration_s"],
            reused_s=told.get("reused_s", 0.0),
            remarks=tuple(told["remarks"].values()),
        )
        keys[blank.file] = {"key": key, "duration_s": outcome.duration_s, "reused_s": outcome.reused_s}
        write_text(self.folder / STATE, json.dumps(keys, ensure_ascii=False, indent=1) + "\n")
        return outcome

    @cached_property
    def _workshop(self) -> "Workshop":
        from pipeline.workshop import Workshop

        return Workshop.open(self.home, tracker=self.tracker)

    def _keys(self) -> Keys:
        try:
            keys = json.loads((self.folder / STATE).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return keys if isinstance(keys, dict) else {}

    def _write_index(self, outcomes: Sequence[Outcome]) -> None:
        text = io.StringIO(newline="")
        table = csv.writer(text)
        table.writerow(["row", *self.heads, "file", "state", "duration_s", "error", "sentence"])
        for one in outcomes:
            duration = f"{one.duration_s:.2f}" if one.duration_s else ""
            table.writerow([one.row, *one.cells, one.file, one.state, duration, one.error, one.sentence])
        # Excel takes a CSV for UTF-8 only by its mark.
        write_bytes(self.folder / INDEX, text.getvalue().encode("utf-8-sig"))


def _skipped(one: LeftOut) -> Outcome:
    """A row without a file; its first problem's code, and the sentences of all."""
    return Outcome(
        row=one.row.number,
        cells=one.row.cells,
        file="",
        state=SKIPPED,
        error=one.problems[0].code,
        sentence=one.sentence,
    )


def _key(order: ClipOrder) -> str:
    """Footage that is missing is told by the render."""
    try:
        return order.key()
    except OSError:
        return ""


def _scaled(report: Report, number: int, count: int) -> Report:
    return lambda progress: report(Progress(stage=progress.stage, share=(number + progress.share) / count))
