"""What is wrong with a table of rows, said before anything is made.

The sentences here are English; other languages come from message catalogues, keyed by ``table-`` and the code.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

SENTENCES = {
    "unreadable": "{name} cannot be read as a table. Save it as CSV or as an Excel workbook (.xlsx).",
    "old-excel": "{name} is of an old Excel format or locked with a password. Save it as .xlsx without one.",
    "unknown-encoding": "The letters in {name} cannot be read. Save it as CSV in UTF-8, or as .xlsx.",
    "too-large": "{name} has {size_mb} MB when opened; the limit is {limit_mb} MB. Keep only the rows that are needed.",
    "no-rows": "{name} has no rows. The first row names the columns; each row below it becomes one clip.",
    "too-many-rows": "There are more than {limit} rows. Make several tables of it.",
    "too-many-columns": "There are more than {limit} columns. Keep only those that are needed.",
    "repeated-column": "There are two columns “{column}”. The first is used.",
    "extra-cells": "Row {row} has more cells than there are columns. Put quotes around cells with commas in them.",
    "long-cell": "Row {row}, {column}: {length} characters are more than {limit}. Shorten this cell.",
    "formula": "Row {row}, {column}: the formula has no stored result. Open the table in Excel, save it and try again.",
    "error-cell": "Row {row}, {column}: the cell shows the error {value}. Mend its formula.",
    "missing-column": "There is no column “{column}”. The table has: {columns}.",
    "empty-cell": "Row {row}, {column}: the cell is empty.",
    "no-placeholder": "The script has no placeholder such as {{name}}, so that every clip is the same.",
    "long-text": "Row {row}: the text is {length} characters long; the limit is {limit}. Shorten it.",
    "repeated-row": "Row {row} says the same as row {first}.",
    "repeated-name": "Row {row} would be called “{name}” like row {first}, so it gets a number.",
}
"""By code"""

WARNINGS = frozenset({"repeated-column", "no-placeholder", "repeated-row", "repeated-name"})
"""Worth knowing; clips are made all the same"""


@dataclass(frozen=True, kw_only=True)
class Problem:
    code: str
    row: int | None = None
    """As the person sees it in the sheet: the first row is 1"""
    column: str | None = None
    """As the person wrote it"""
    told: dict[str, str | int] = field(default_factory=dict)
    """Further details of the sentence"""

    @property
    def details(self) -> dict[str, str | int]:
        places = (("row", self.row), ("column", self.column))
        return self.told | {name: value for name, value in places if value is not None}

    @property
    def warning(self) -> bool:
        return self.code in WARNINGS

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code].format(**self.details)


def stops(problems: Iterable[Problem]) -> bool:
    """Whether any of them is more than a warning."""
    return any(not problem.warning for problem in problems)
