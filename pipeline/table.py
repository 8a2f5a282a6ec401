"""Reading a table of rows: CSV, TSV or an Excel workbook, and saying what is wrong with it before anything is made."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from common.errors import EmptyFile, FileMissing
from pipeline.clipnames import safe_name, unique_names
from pipeline.encoding import decode
from pipeline.problems import Problem, stops
from pipeline.template import Template, column_key

SEPARATORS = (",", ";", "\t")
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""What .xlsx begins with, and .xls"""
MB = 1_000_000
COLUMNS_TOLD = 12


@dataclass(frozen=True, kw_only=True)
class TableLimits:
    rows: int = 1000
    columns: int = 100
    cell_characters: int = 5000
    text_characters: int = 10_000
    """Of a filled-in text"""
    file_bytes: int = 10 * MB
    opened_bytes: int = 60 * MB
    """Of an Excel workbook, which is a zip archive, unpacked"""


@dataclass(frozen=True, kw_only=True)
class Row:
    number: int
    """As the person sees it in the sheet: the first row below the head is usually 2"""
    cells: tuple[str, ...]
    """One for each column"""


@dataclass(frozen=True, kw_only=True)
class Table:
    name: str
    columns: tuple[str, ...]
    """As written in the head, trimmed"""
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    """Those met while reading"""

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """By column_key; the first of two that are called the same."""
        return {
            column_key(name): at for at, name in reversed(list(enumerate(self.columns))) if column_key(name)
        }

    def has(self, column: str) -> bool:
        return column_key(column) in self._places

    def values(self, row: Row) -> dict[str, str]:
        """What a Template fills in: cells by column_key."""
        return {key: row.cells[at] for key, at in self._places.items()}


Cells = Sequence[str | Problem]
"""Of one row; a Problem in place of what cannot be told"""


class Unusable(Exception):
    """The whole table cannot be used; carries why."""

    def __init__(self, code: str, **told: str | int) -> None:
        self.problem = Problem(code=code, told=told)
        super().__init__(code)


def open_table(path: Path, *, limits: TableLimits | None = None) -> Table:
    """Raises FileMissing, EmptyFile; what else is wrong stands in ``Table.problems``."""
    if not path.is_file():
        raise FileMissing(name=str(path))
    with path.open("rb") as file:
        data = file.read((limits or TableLimits()).file_bytes + 1)
    if not data:
        raise EmptyFile(name=path.name)
    return read_table(data, name=path.name, limits=limits)


def read_table(data: bytes, *, name: str, limits: TableLimits | None = None) -> Table:
    """The table in the bytes of a file. ``name`` is what the person calls it; its kind is told from its content."""
    limits = limits or TableLimits()
    try:
        return _made(_rows(data, name, limits), name, limits)
    except Unusable as error:
        return Table(name=name, columns=(), rows=(), problems=(error.problem,))


def _rows(data: bytes, name: str, limits: TableLimits) -> Iterator[tuple[int, Cells]]:
    if len(data) > limits.file_bytes:
        raise Unusable("too-large", name=name, size_mb=_mb(len(data)), limit_mb=_mb(limits.file_bytes))
    if data.startswith(OLD_EXCEL):
        raise Unusable("old-excel", name=name)
    if data.startswith(ZIP):
        from pipeline.workbook import NotAWorkbook, TooLarge, read_workbook

        try:
            return read_workbook(data, limits.opened_bytes, limits.columns + 1)
        except TooLarge as error:
            size_mb, limit_mb = _mb(error.size_bytes), _mb(limits.opened_bytes)
            raise Unusable("too-large", name=name, size_mb=size_mb, limit_mb=limit_mb) from error
        except NotAWorkbook as error:
            raise Unusable("unreadable", name=name) from error
    return _separated(data, name, limits)


def _mb(size_bytes: int) -> int:
    return -(-size_bytes // MB)


def _separated(data: bytes, name: str, limits: TableLimits) -> Iterator[tuple[int, Cells]]:
    text = decode(data)
    if text is None:
        raise Unusable("unknown-encoding", name=name)
    text, separator, first = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    try:
        yield from enumerate(reader, start=first)
    except csv.Error as error:  # a cell of more than 131,072 characters: a quote that is never closed
        raise Unusable("unreadable", name=name) from error


def _separator(text: str) -> tuple[str, str, int]:
    """The text, what stands between its cells and its first row's number.

    Excel's line ``sep=;`` says it, and is no row of the table; else it is what the head has most of.
    """
    head, _, rest = text.partition("\n")
    told = head.strip().lower()
    if told.startswith("sep=") and len(told) <= 5:
        return rest, told[4:] or "\t", 2
    lines = (line for line in text.splitlines() if line.strip())
    head = next(lines, "")
    counts = [len(next(csv.reader([head], delimiter=one), [])) for one in SEPARATORS]
    # With one column, a comma is part of what the cell says.
    return text, SEPARATORS[counts.index(max(counts))] if max(counts) > 1 else "\t", 1


def _made(rows: Iterator[tuple[int, Cells]], name: str, limits: TableLimits) -> Table:
    filled = ((number, cells) for number, cells in rows if any(_clean(cell) for cell in cells))
    _, head = next(filled, (0, ()))
    columns = tuple(_clean(cell) for cell in head)
    while columns and not columns[-1]:
        columns = columns[:-1]
    problems = list(_head_problems(columns, name, limits))
    made: list[Row] = []
    for number, cells in filled if columns and not stops(problems) else ():
        if len(made) == limits.rows:
            problems.append(Problem(code="too-many-rows", told={"limit": limits.rows}))
            break
        problems += _cell_problems(number, cells, columns, limits)
        texts = [_clean(cell) for cell in cells]
        whole = [*texts[: len(columns)], *[""] * (len(columns) - len(texts))]
        made.append(Row(number=number, cells=tuple(whole)))
    if not made and not stops(problems):
        problems.append(Problem(code="no-rows", told={"name": name}))
    return Table(name=name, columns=columns, rows=tuple(made), problems=tuple(problems))


def _clean(cell: str | Problem) -> str:
    return "\ufffc" if isinstance(cell, Problem) else " ".join(unicodedata.normalize("NFC", cell).split())


def _head_problems(columns: tuple[str, ...], name: str, limits: TableLimits) -> Iterator[Problem]:
    if not columns:
        yield Problem(code="no-rows", told={"name": name})
    if len(columns) > limits.columns:
        yield Problem(code="too-many-columns", told={"limit": limits.columns})
    seen: set[str] = set()
    for column in columns:
        key = column_key(column)
        if key and key in seen:
            yield Problem(code="repeated-column", column=column)
        seen.add(key)


def _cell_problems(
    number: int, cells: Cells, columns: tuple[str, ...], limits: TableLimits
) -> Iterator[Problem]:
    if any(_clean(cell) for cell in cells[len(columns) :]):
        yield Problem(code="extra-cells", row=number)
    for column, cell in zip(columns, cells, strict=False):
        if isinstance(cell, Problem):
            yield Problem(code=cell.code, row=number, column=column, told=cell.told)
        elif len(cell) > limits.cell_characters:
            told: dict[str, str | int] = {"length": len(cell), "limit": limits.cell_characters}
            yield Problem(code="long-cell", row=number, column=column, told=told)


def check(
    template: Template, table: Table, *, pattern: Template, limits: TableLimits | None = None
) -> list[Problem]:
    """Everything that is wrong with ``table`` as rows for ``template``, warnings too, by row. ``pattern`` names the
    clips."""
    limits = limits or TableLimits()
    problems = list(table.problems)
    if stops(problems) and not table.rows:
        return problems
    wanted = {column_key(name): name for name in (*pattern.placeholders, *template.placeholders)}
    missing = [name for key, name in wanted.items() if not table.has(key)]
    shown = ", ".join(table.columns[:COLUMNS_TOLD])
    problems += [
        Problem(code="missing-column", column=name, told={"columns": shown}) for name in reversed(missing)
    ]
    if not template.placeholders:
        problems.append(Problem(code="no-placeholder"))
    if not missing:
        problems += _row_problems(template, table, limits)
        problems += _name_problems(table, pattern)
    return sorted(problems, key=lambda problem: problem.row or 0)


def _row_problems(template: Template, table: Table, limits: TableLimits) -> Iterator[Problem]:
    said: dict[str, int] = {}
    for row in table.rows:
        values = table.values(row)
        empty = [name for name in template.placeholders if not values[column_key(name)]]
        for name in empty:
            yield Problem(code="empty-cell", row=row.number, column=name)
        text = template.fill(values)
        if len(text) > limits.text_characters:
            told: dict[str, str | int] = {"length": len(text), "limit": limits.text_characters}
            yield Problem(code="long-text", row=row.number, told=told)
        first = said.setdefault(text, row.number)
        if first != row.number and template.placeholders:
            yield Problem(code="repeated-row", row=row.number, told={"first": first})


def _name_problems(table: Table, pattern: Template) -> Iterator[Problem]:
    named: dict[str, int] = {}
    for row, name in zip(table.rows, _wanted_names(table, pattern), strict=True):
        first = named.setdefault(name.casefold(), row.number)
        if first != row.number:
            yield Problem(code="repeated-name", row=row.number, told={"name": name, "first": first})


def clip_names(table: Table, pattern: Template) -> list[str]:
    """Stems of the clips' files, one for each row, no two alike."""
    return unique_names(_wanted_names(table, pattern))


def _wanted_names(table: Table, pattern: Template) -> Iterable[str]:
    return [safe_name(pattern.fill(table.values(row)), f"row {row.number}") for row in table.rows]
