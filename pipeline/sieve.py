"""Rows of a table that become clips, and rows that are left out, each with what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.clipnames import safe_name
from pipeline.problems import Problem, stops
from pipeline.table import Row, Table
from pipeline.template import Template


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A row that no clip is made of."""

    row: Row
    problems: tuple[Problem, ...]
    """Why: at least one"""

    @property
    def sentence(self) -> str:
        return " ".join(problem.sentence for problem in self.problems)


def sift(
    template: Template, table: Table, problems: Sequence[Problem], *, pattern: Template
) -> tuple[Table, tuple[LeftOut, ...]]:
    """The table with only those rows that a clip can be made of, and the others. ``problems`` are what ``check`` told.

    A row that says the same under the same name as a good one before it is left out too: it would be the same clip
    twice. What is wrong with the whole table, such as a column that is not there, leaves no row.
    """
    if stops(problem for problem in problems if problem.row is None):
        return replace(table, rows=()), ()
    wrong: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.row is not None and not problem.warning:
            wrong.setdefault(problem.row, []).append(problem)
    for row, first in _repeated(template, table, pattern, wrong):
        wrong[row.number] = [Problem(code="repeated-row", row=row.number, told={"first": first})]
    good = tuple(row for row in table.rows if row.number not in wrong)
    left_out = tuple(
        LeftOut(row=row, problems=tuple(wrong[row.number])) for row in table.rows if row.number in wrong
    )
    return replace(table, rows=good), left_out


def _repeated(
    template: Template, table: Table, pattern: Template, wrong: dict[int, list[Problem]]
) -> Iterable[tuple[Row, int]]:
    """Rows that are like a good one before them, with its number."""
    if not template.placeholders:
        return []
    made: dict[tuple[str, str], int] = {}
    repeated = []
    for row in table.rows:
        if row.number in wrong:
            continue
        values = table.values(row)
        name = safe_name(pattern.fill(values), f"row {row.number}").casefold()
        first = made.setdefault((template.fill(values), name), row.number)
        if first != row.number:
            repeated.append((row, first))
    return repeated
