"""``tokens``: who may use the API from other machines. It works beside a running server, on the same database."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TypeVar

import click

from bot.cli import as_json, home_of, json_option, table
from bot.studio.store import StudioStore
from bot.studio.tokens import Tokens

T = TypeVar("T")


def with_tokens(ctx: click.Context, work: Callable[[Tokens], Awaitable[T]]) -> T:
    """Open the studio's memory, do the work, close it."""

    async def run() -> T:
        store = await StudioStore.open(home_of(ctx).studio_db)
        try:
            return await work(Tokens(store))
        finally:
            await store.close()

    return asyncio.run(run())


@click.group()
def tokens() -> None:
    """Who may use the API from other machines."""


@tokens.command("add")
@click.argument("name")
@json_option
@click.pass_context
def add_token(ctx: click.Context, name: str, json_: bool) -> None:
    """Make a token for the program NAME. It is printed this once."""
    token, secret = with_tokens(ctx, lambda tokens: tokens.add(name))
    if json_:
        as_json({"id": token.id, "name": token.name, "token": secret})
        return
    click.echo(secret)
    click.echo("Keep it now: it is not shown again. Send it as “Authorization: Bearer TOKEN”.", err=True)


@tokens.command("list")
@json_option
@click.pass_context
def list_tokens(ctx: click.Context, json_: bool) -> None:
    """All tokens, without their secrets."""
    found = with_tokens(ctx, lambda tokens: tokens.list())
    if json_:
        as_json([asdict(token) for token in found])
        return
    rows = [(one.id, one.name, when(one.created_at), when(one.used_at)) for one in found]
    table(["id", "name", "made", "last used"], rows)


@tokens.command("remove")
@click.argument("name")
@click.pass_context
def remove_token(ctx: click.Context, name: str) -> None:
    """Take the right away from NAME, a token's name or id. A running server knows within a second."""
    token = with_tokens(ctx, lambda tokens: tokens.remove(name))
    click.echo(f"Removed {token.name}.")


def when(unix_s: float | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(unix_s)) if unix_s else "never"
