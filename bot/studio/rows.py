"""A template and a table become orders, one for each row; and what is wrong with them is said before."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from bot.studio.api.batchschema import CheckIn, CheckOut, RowPreview, RowProblem, RowsIn
from bot.studio.api.schema import Look, OrderIn
from bot.studio.desk import Desk, WrongKind
from bot.studio.store import Upload
from bot.studio.visitors import Visitor
from common.errors import BadInput, NothingToSay, about
from pipeline.jobs.length import expected_length_s
from pipeline.order import ClipOrder
from pipeline.problems import Problem, stops
from pipeline.table import Table, check, clip_names, read_table
from pipeline.template import Template

PROBLEMS_TOLD = 200
GUESSED_BY = 3
"""So many rows tell the language of a template that has few words of its own"""


class TableTrouble(BadInput):
    code = "table-trouble"
    sentence = "The table cannot be used yet ({count} problems). The first: {first}"


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A template with its table, read and checked."""

    template: Template
    pattern: Template
    table: Table
    problems: Sequence[Problem]

    @property
    def ready(self) -> bool:
        return not stops(list(self.problems))

    def text(self, at: int) -> str:
        return self.template.fill(self.table.values(self.table.rows[at]))

    @property
    def sample(self) -> str:
        """Enough text to tell its language."""
        return "\n".join(self.text(at) for at in range(min(GUESSED_BY, len(self.table.rows))))


async def read_rows(desk: Desk, asked: RowsIn) -> Rows:
    """Raises UnknownUpload, WrongKind, TemplateBroken."""
    if not asked.template.strip():
        with about("template"):
            raise NothingToSay
    with about("table"):
        upload = await desk.uploads.get(asked.table)
        if upload.kind != "table":
            raise WrongKind(name=upload.name, wanted="table")
    return await asyncio.to_thread(_read, asked, upload)


def _read(asked: RowsIn, upload: Upload) -> Rows:
    template = Template.parse(asked.template.strip())
    first = next(iter(template.placeholders), "")
    with about("pattern"):
        pattern = Template.parse(asked.pattern.strip() or (f"{{{first}}}" if first else ""))
    table = _table(upload.path, upload.name)
    return Rows(
        template=template, pattern=pattern, table=table, problems=check(template, table, pattern=pattern)
    )


@lru_cache(maxsize=8)
def _table(path: str, name: str) -> Table:
    """Uploads never change, and while somebody writes a template their table is asked for again and again."""
    return read_table(Path(path).read_bytes(), name=name)


async def check_rows(desk: Desk, asked: CheckIn, visitor: Visitor) -> CheckOut:
    """What would come of it; nothing is put in the line. Raises what ``read_rows`` and ``Desk.read`` raise."""
    rows = await read_rows(desk, asked)
    lengths_s = await asyncio.to_thread(_lengths_s, rows, asked.rate) if rows.ready else []
    look = await _look(desk, asked)
    return CheckOut(
        ready=rows.ready,
        placeholders=list(rows.template.placeholders),
        columns=list(rows.table.columns),
        rows=len(rows.table.rows),
        pattern=pattern_text(rows.pattern),
        problems=[_told(problem, visitor) for problem in rows.problems[:PROBLEMS_TOLD]],
        problems_total=len(rows.problems),
        preview=_preview(rows, asked) if rows.ready else [],
        language=await asyncio.to_thread(_language, desk, rows, asked) if rows.ready else None,
        length_s=sum(lengths_s),
        takes_s=await desk.line.takes_s(look, lengths_s, spoken=True) if rows.ready else None,
    )


async def _look(desk: Desk, asked: RowsIn) -> str:
    if not asked.footage:
        return await desk.presenter(asked.presenter)
    with about("footage"):
        return (await desk.media(asked.footage, "picture")).path


def _lengths_s(rows: Rows, rate: float) -> list[float]:
    return [expected_length_s(ClipOrder(text=rows.text(at), rate=rate)) for at in range(len(rows.table.rows))]


def _preview(rows: Rows, asked: CheckIn) -> list[RowPreview]:
    names = clip_names(rows.table, rows.pattern)
    shown = range(asked.first, min(asked.first + asked.limit, len(names)))
    return [RowPreview(row=rows.table.rows[at].number, label=names[at], text=rows.text(at)) for at in shown]


def pattern_text(pattern: Template) -> str:
    """A template as people write it."""
    plain = [piece.replace("{", "{{").replace("}", "}}") for piece in pattern.plain]
    return plain[0] + "".join(
        f"{{{name}}}{piece}" for name, piece in zip(pattern.names, plain[1:], strict=True)
    )


def _told(problem: Problem, visitor: Visitor) -> RowProblem:
    return RowProblem(
        code=problem.code,
        row=problem.row,
        column=problem.column,
        warning=problem.warning,
        message=visitor.say.problem(problem.code, problem.sentence, problem.details),
    )


async def orders_of_rows(
    desk: Desk, asked: RowsIn, visitor: Visitor
) -> tuple[Table, list[tuple[ClipOrder, str]]]:
    """An order for each row with its address. Raises TableTrouble, and what ``Desk.read`` raises."""
    rows = await read_rows(desk, asked)
    if not rows.ready:
        first = next(problem for problem in rows.problems if not problem.warning)
        count = sum(not problem.warning for problem in rows.problems)
        with about("table"):
            raise TableTrouble(count=count, first=_told(first, visitor).message)
    seen = {name: getattr(asked, name) for name in ("presenter", "footage", "face")}
    look = {name: getattr(asked, name) for name in Look.model_fields}
    # Every row is looked up once, by its first one's text: they differ in their words alone.
    pattern = await desk.read(OrderIn(text=rows.text(0), **seen, **look))
    language = await asyncio.to_thread(_language, desk, rows, asked)
    return rows.table, await asyncio.to_thread(_orders, rows, replace(pattern, language=language), visitor)


def _language(desk: Desk, rows: Rows, asked: RowsIn) -> str:
    """One for all rows: a name must not decide it, and shared sentences shall sound alike."""
    return desk.voices.choose(rows.sample, language=asked.language or None, voice=asked.voice or None)[1]


def _orders(rows: Rows, pattern: ClipOrder, visitor: Visitor) -> list[tuple[ClipOrder, str]]:
    made = []
    for at, name in enumerate(clip_names(rows.table, rows.pattern)):
        row = rows.table.rows[at]
        values = rows.table.values(row)
        parts = rows.template.parts(values, pattern.language or "en")
        order = replace(pattern, text=rows.template.fill(values), parts=parts)
        address = {"who": visitor.who, "label": name, "row": row.number, "cells": row.cells}
        made.append((order, json.dumps(address, ensure_ascii=False)))
    return made
