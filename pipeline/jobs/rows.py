"""Orders as rows of SQLite, and back."""

import json
import secrets
from pathlib import Path
from typing import Any

import aiosqlite

from common.errors import FileMissing
from pipeline.jobs.job import Failure, Job, State
from pipeline.jobs.length import expected_length_s
from pipeline.order import Clip, ClipOrder, Stage


def written(order: ClipOrder, now: float) -> dict[str, Any]:
    try:
        return {
            "id": f"{int(now * 1000):012x}{secrets.token_hex(4)}",
            "key": order.key(),
            "clip_order": order.to_json(),
            "length_s": expected_length_s(order),
            "now": now,
        }
    except FileNotFoundError as error:
        raise FileMissing(name=order.sound_name or Path(str(error.filename)).name) from error


def holds_all(words: str, *texts: str | None) -> bool:
    """Whether each of ``words`` stands in one of the texts, in any case and script."""
    inside = "\n".join(text for text in texts if text).casefold()
    return all(word in inside for word in words.casefold().split())


def kind_of(job: Job) -> dict[str, Any]:
    look = job.order.presenter or job.order.footage or ""
    return {"look": look, "spoken": job.order.sound is None, "expected_s": job.length_s}


def job_of(row: aiosqlite.Row) -> Job:
    values = {name: row[name] for name in row.keys() if name in Job.__dataclass_fields__}  # noqa: SIM118
    values["order"] = ClipOrder.from_json(row["clip_order"])
    values["state"] = State(row["state"])
    values["stage"] = Stage(row["stage"]) if row["stage"] else None
    values["clip"] = Clip.from_json(row["clip"]) if row["clip"] else None
    values["held"], values["urgent"] = bool(row["held"]), bool(row["urgent"])
    values["failure"] = Failure(**json.loads(row["failure"])) if row["failure"] else None
    return Job(**values)
