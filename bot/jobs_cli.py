"""``jobs``: the line of orders from the terminal. It works beside a running server, on the same database."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

import click

from bot.cli import as_json, home_of, json_option, table
from pipeline.jobs.job import Job
from pipeline.jobs.sqlite import SqliteStore

T = TypeVar("T")


def with_store(ctx: click.Context, work: Callable[[SqliteStore], Awaitable[T]]) -> T:
    """Open the line, do the work, close it."""

    async def run() -> T:
        store = await SqliteStore.open(home_of(ctx).line_db)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


@click.group()
def jobs() -> None:
    """The line of orders."""


@jobs.command("list")
@click.option(
    "--active", is_flag=True, help="Only the running and waiting ones, in the order they will be made."
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@json_option
@click.pass_context
def list_jobs(ctx: click.Context, active: bool, limit: int, json_: bool) -> None:
    """The newest orders."""

    async def work(store: SqliteStore) -> Sequence[Job]:
        return await store.list(active_only=active, limit=limit)

    found = with_store(ctx, work)
    if json_:
        as_json([told(job) for job in found])
        return
    rows = [
        (job.id, job.state, f"{job.share:.0%}", job.owner, when(job.created_at), summary(job))
        for job in found
    ]
    table(["id", "state", "done", "owner", "asked", "what"], rows)


@jobs.command("show")
@click.argument("job_id")
@json_option
@click.pass_context
def show_job(ctx: click.Context, job_id: str, json_: bool) -> None:
    """One order, whole."""

    async def work(store: SqliteStore) -> Job:
        return await store.get(job_id)

    values = told(with_store(ctx, work))
    if json_:
        as_json(values)
    else:
        table(["", ""], [(name, str(value)) for name, value in values.items()])


@jobs.command("cancel")
@click.argument("job_id")
@click.pass_context
def cancel_job(ctx: click.Context, job_id: str) -> None:
    """Take an order out of the line, or stop it."""

    async def work(store: SqliteStore) -> bool:
        await store.get(job_id)
        return await store.cancel(job_id)

    click.echo("Cancelled." if with_store(ctx, work) else "It had ended already.")


@jobs.command("retry")
@click.argument("job_id")
@click.pass_context
def retry_job(ctx: click.Context, job_id: str) -> None:
    """Put a failed or cancelled order back in the line."""

    async def work(store: SqliteStore) -> bool:
        await store.get(job_id)
        return await store.retry(job_id)

    click.echo(
        "Back in the line." if with_store(ctx, work) else "Only a failed or cancelled order can be retried."
    )


def told(job: Job) -> dict[str, Any]:
    return asdict(job)


def summary(job: Job) -> str:
    text = job.order.text or job.order.sound_name or "a recording"
    return text if len(text) <= 60 else text[:59] + "…"


def when(unix_s: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(unix_s))
