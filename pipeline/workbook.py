"""The first sheet of an Excel workbook, as the text its cells show. What people send is not trusted: a workbook is a zip
archive that may unpack to far more than it is.
"""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from pipeline.problems import Problem

MOST_FILES = 2000
MOST_ROWS = 20_000
"""Rows of a sheet that are looked at, the empty ones counted"""
MOST_EMPTY = 500
"""After so many empty rows nothing more is expected"""
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class NotAWorkbook(Exception):
    """A zip archive of something else, or a damaged one."""


class TooLarge(Exception):
    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        super().__init__(size_bytes)


def read_workbook(
    data: bytes, limit_bytes: int, most_columns: int
) -> Iterator[tuple[int, list[str | Problem]]]:
    """Rows with their numbers; a Problem stands for a cell that cannot be told. Raises NotAWorkbook, TooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise NotAWorkbook from error
    size_bytes = sum(entry.file_size for entry in entries)
    if size_bytes > limit_bytes or len(entries) > MOST_FILES:
        raise TooLarge(size_bytes)
    if not any(entry.filename.startswith("xl/") for entry in entries):
        raise NotAWorkbook
    try:
        return iter(_read(data, most_columns))
    except Exception as error:  # whatever a damaged archive or odd XML raises, on its way through openpyxl
        raise NotAWorkbook from error


def _read(data: bytes, most_columns: int) -> list[tuple[int, list[str | Problem]]]:
    rows = []
    empty = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shown = _cells(data, most_columns, stored=True)
        formulas = _cells(data, most_columns, stored=False)
        for number, (cells, written) in enumerate(zip(shown, formulas, strict=False), start=1):
            rows.append((number, [_told(cell, *pair) for cell, pair in zip(cells, written, strict=True)]))
            empty = 0 if any(rows[-1][1]) else empty + 1
            if number == MOST_ROWS or empty == MOST_EMPTY:
                break
    return rows


def _cells(data: bytes, most_columns: int, *, stored: bool) -> Iterator[Any]:
    """Rows of cells with ``stored`` results; else of (kind, what is written)."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=stored, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    for row in sheet.iter_rows(max_col=most_columns):
        yield row if stored else [(cell.data_type, cell.value) for cell in row]


def _told(cell: Any, kind: str, written: object) -> str | Problem:
    if cell.value is None:
        return Problem(code="formula") if kind == "f" and written is not None else ""
    if cell.data_type == "e":
        return Problem(code="error-cell", told={"value": str(cell.value)})
    return shown(cell.value, str(cell.number_format or ""))


def shown(value: object, number_format: str = "") -> str:
    """A cell's value as people read it: dates in ISO, numbers without a needless .0."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, int | float):
        return _number(value, QUOTED.sub("", number_format))
    return str(value)


def _number(value: int | float, number_format: str) -> str:
    if number_format.endswith("%"):
        return f"{_plain(value * 100)}%"
    zeros = re.fullmatch(r"0{2,}", number_format)
    if zeros and float(value).is_integer():
        return f"{int(value):0{len(number_format)}d}"
    decimals = re.search(r"[0#]\.(0+)$", number_format)
    return f"{value:.{len(decimals[1])}f}" if decimals else _plain(value)


def _plain(value: int | float) -> str:
    """Excel itself keeps 15 digits."""
    text = f"{value:.15g}"
    return (
        f"{value:.15f}".rstrip("0").rstrip(".") if "e-" in text else f"{value:.0f}" if "e" in text else text
    )
