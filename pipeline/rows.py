"""From a template and a table to orders, one for each row."""

from dataclasses import dataclass, replace

from pipeline.order import ClipOrder
from pipeline.table import Row, Table, clip_names
from pipeline.template import Template


@dataclass(frozen=True, kw_only=True)
class RowOrder:
    row: Row
    name: str
    """Stem of the clip's file, no two alike"""
    order: ClipOrder


def orders(
    template: Template, table: Table, base: ClipOrder, *, pattern: Template, language: str
) -> list[RowOrder]:
    """``base`` for every row, with its text and the parts it shares with the others. ``check`` must have found nothing
    that stops. For the most to be shared, ``base`` names its voice and language."""
    made = []
    for row, name in zip(table.rows, clip_names(table, pattern), strict=True):
        values = table.values(row)
        order = replace(base, text=template.fill(values), parts=template.parts(values, language))
        made.append(RowOrder(row=row, name=name, order=order))
    return made
