"""A template and a table become orders, one for each row; and what is wrong with them is said before."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from bot.studio.api.batchschema import CheckIn, CheckOut, RowPreview, RowProblem, RowsIn
from bot.studio.api.schema import Look, OrderIn
from bot.studio.desk import OWN, Desk, WrongKind
from bot.studio.store import Batch, Upload
from bot.studio.visitors import Visitor
from common.errors import BadInput, NothingToSay, about
from pipeline.jobs.length import expected_length_s
from pipeline.order import ClipOrder
from pipeline.problems import Problem, stops
from pipeline.rows import RowOrder, orders
from pipeline.sieve import LeftOut, sift
from pipeline.table import Row, Table, check, clip_names, read_table
from pipeline.template import Template

PROBLEMS_TOLD = 200


class TableTrouble(BadInput):
    code = "table-trouble"
    sentence = "The table cannot be used yet ({count} problems). The first: {first}"


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A template with its table, read and checked."""

    template: Template
    pattern: Template
    table: Table
    """With the rows that become clips, once it is ready"""
    problems: Sequence[Problem]
    ready: bool
    total: int
    """Rows of the whole table"""
    good: int
    """Rows that are left when bad ones are left out"""
    left_out: tuple[LeftOut, ...] = ()

    def text(self, at: int) -> str:
        return self.template.fill(self.table.values(self.table.rows[at]))

    @property
    def words(self) -> str:
        """What tells the language: the template's own words, or the first row when it has none."""
        plain = " ".join(self.template.plain)
        return plain if any(c.isalpha() for c in plain) else self.text(0)


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
    problems = check(template, table, pattern=pattern)
    good, left_out = sift(template, table, problems, pattern=pattern)
    return Rows(
        template=template,
        pattern=pattern,
        table=good if asked.skip_bad else table,
        problems=problems,
        ready=bool(good.rows) if asked.skip_bad else not stops(problems),
        total=len(table.rows),
        good=len(good.rows),
        left_out=left_out if asked.skip_bad else (),
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
    spoken: tuple[str | None, str | None] = (None, None)
    if rows.ready:
        base = ClipOrder(
            presenter=None if asked.footage else look,
            voice=asked.voice or None,
            language=asked.language or None,
        )
        spoken = await asyncio.to_thread(_voice, desk, rows, base)
    return CheckOut(
        ready=rows.ready,
        placeholders=list(rows.template.placeholders),
        columns=list(rows.table.columns),
        rows=rows.total,
        clips=len(rows.table.rows) if rows.ready else 0,
        good=rows.good,
        pattern=pattern_text(rows.pattern),
        problems=[_told(problem, visitor) for problem in rows.problems[:PROBLEMS_TOLD]],
        problems_total=len(rows.problems),
        preview=_preview(rows, asked) if rows.ready else [],
        voice=spoken[0],
        language=spoken[1],
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
) -> tuple[Rows, list[tuple[ClipOrder, str]]]:
    """An order for each row that becomes a clip, with its address. Raises TableTrouble, and what ``Desk.read`` raises."""
    rows = await read_rows(desk, asked)
    if not rows.ready:
        first = next(problem for problem in rows.problems if not problem.warning)
        count = sum(not problem.warning for problem in rows.problems)
        with about("table"):
            raise TableTrouble(count=count, first=_told(first, visitor).message)
    seen = {name: getattr(asked, name) for name in ("presenter", "footage", "face")}
    look = {name: getattr(asked, name) for name in Look.model_fields}
    # What all rows have in common is looked up once, with the first one's text.
    base = await desk.read(OrderIn(text=rows.text(0), **seen, **look))
    voice, language = await asyncio.to_thread(_voice, desk, rows, base)
    base = replace(base, voice=voice, language=language)
    made = await asyncio.to_thread(
        orders, rows.template, rows.table, base, pattern=rows.pattern, language=language
    )
    return rows, [(one.order, _address(one, visitor)) for one in made]


def left_out_of(batch: Batch) -> list[LeftOut]:
    """Rows of a batch's table that no clip was made of."""
    return [
        LeftOut(
            row=Row(number=one["row"]["number"], cells=tuple(one["row"]["cells"])),
            problems=tuple(Problem(**problem) for problem in one["problems"]),
        )
        for one in batch.asked.get("left_out", ())
    ]


def why_left_out(one: LeftOut, visitor: Visitor) -> str:
    """All that is wrong with a row, in the visitor's language."""
    return " ".join(_told(problem, visitor).message for problem in one.problems)


def _voice(desk: Desk, rows: Rows, base: ClipOrder) -> tuple[str, str]:
    """One voice and one language for all rows: a name in other letters must not change them, nor a voice added later."""
    gender = desk.presenters.get(base.presenter, OWN).gender if base.presenter else ""
    voice, language = desk.voices.choose(rows.words, language=base.language, gender=gender, voice=base.voice)
    return voice.info.id, language


def _address(one: RowOrder, visitor: Visitor) -> str:
    told = {"who": visitor.who, "label": one.name, "row": one.row.number, "cells": one.row.cells}
    return json.dumps(told, ensure_ascii=False)
