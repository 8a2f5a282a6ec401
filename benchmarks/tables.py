"""Markdown: tables of measured rows, and whether what was wanted is reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Column:
    key: str
    """Of the row's value"""
    title: str
    digits: int = 2
    """After the point, when the value is a float"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A bound that a measured value is held against."""

    what: str
    bound: float
    at_most: bool
    digits: int = 2

    def reached(self, found: float) -> bool:
        return found <= self.bound if self.at_most else found >= self.bound

    def verdict(self, found: float) -> str:
        """One line for the report."""
        side = "at most" if self.at_most else "at least"
        word = "reached" if self.reached(found) else "**missed**"
        return f"{self.what}: {found:.{self.digits}f}, wanted {side} {self.bound:.{self.digits}f}: {word}."


def table(columns: Sequence[Column], rows: Sequence[Mapping[str, object]]) -> str:
    """A Markdown table. What a row lacks, or has as None, is shown as a dash."""
    lines = [_line([column.title for column in columns]), "|" + " --- |" * len(columns)]
    lines += [_line([_cell(row.get(column.key), column.digits) for column in columns]) for row in rows]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: object, digits: int) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.{digits}f}"
    return str(value).replace("|", "\\|")  # a file's name may hold one, and would start a new cell
