"""``models``: weights from the terminal. It works beside a running server, on the same data folder."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot.cli import as_json, home_of, json_option, table
from models.manifest import MB, Model
from models.store import Pull, Standing, Store


@click.group()
def models() -> None:
    """Weights: which can be used, which are here. Nothing is fetched unless you ask."""


@models.command("list")
@json_option
@click.pass_context
def list_models(ctx: click.Context, json_: bool) -> None:
    """All weights that can be used, and what is used while they are not here."""
    found = Store(home_of(ctx)).list()
    if json_:
        as_json([told(standing) for standing in found])
        return
    heads = ["id", "kind", "state", "size", "licence", "what it is for", "meanwhile"]
    table(
        heads,
        [
            (s.model.id, s.model.kind, state(s), size(s), s.model.licence, s.model.what, s.model.instead)
            for s in found
        ],
    )


@models.command("pull")
@click.argument("model_id", metavar="ID")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="Take it from this file, folder or ZIP, and fetch nothing.",
)
@click.option("--yes", is_flag=True, help="You know the licence and agree to it.")
@json_option
@click.pass_context
def pull_model(ctx: click.Context, model_id: str, source: Path | None, yes: bool, json_: bool) -> None:
    """Fetch the weights ID, or take them from a file. Broken off, it goes on where it stopped."""
    store = Store(home_of(ctx))
    model = store.models.get(model_id)
    for line in about(model):
        click.echo(line, err=True)
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("Read what the licence allows, and add --yes if you agree to it.")
        click.confirm("Do you agree to this licence?", abort=True, err=True)
    stop = threading.Event()
    with bar(quiet=json_) as show:
        standing = store.pull(model_id, source=source, on_progress=show, stop=stop)
    if json_:
        as_json(told(standing))
    else:
        click.echo(f"{model.name} is here: {model.place(home_of(ctx))}")
        if model.needs:
            click.echo(f"It needs {model.needs}.")


@models.command("verify")
@click.argument("model_id", metavar="[ID]", required=False)
@json_option
@click.pass_context
def verify_models(ctx: click.Context, model_id: str | None, json_: bool) -> None:
    """Look at what is here byte by byte: checksums, and that nothing but numbers is in it."""
    found = Store(home_of(ctx)).verify(model_id)
    if json_:
        as_json([told(standing) for standing in found])
    elif not found:
        click.echo("No weights are here yet.")
    else:
        table(
            ["id", "state", "what is wrong"],
            [(s.model.id, state(s), str(s.error) if s.error else "") for s in found],
        )
    errors = [standing.error for standing in found if standing.error]
    if errors:
        raise errors[0]


@models.command("remove")
@click.argument("model_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def remove_model(ctx: click.Context, model_id: str, yes: bool) -> None:
    """Delete the weights ID, and what was fetched of them."""
    store = Store(home_of(ctx))
    model = store.models.get(model_id)
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("Removing cannot be undone: add --yes.")
        click.confirm(f"Delete {model.name}?", abort=True)
    click.echo(f"{model.name} is gone: {store.remove(model_id) / MB:.1f} MB are free again.")


def about(model: Model) -> Iterator[str]:
    """What one should know before fetching."""
    yield f"{model.name}: {model.what}."
    yield f"From {model.maker}; {model.page}"
    yield f"Size: {size_of(model)}"
    yield f"Licence: {model.licence}. {model.allows}"
    if model.commercial is False:
        yield "Commercial use is NOT allowed."
    if model.needs:
        yield f"It needs {model.needs}."


def size_of(model: Model) -> str:
    if not model.likely_bytes:
        return "not known before"
    known = all(file.size_bytes for file in model.files)
    return f"{'' if known else 'about '}{model.likely_bytes / MB:.0f} MB"


def size(standing: Standing) -> str:
    here = standing.here_bytes
    return f"{here / MB:.0f} MB" if here else size_of(standing.model)


def state(standing: Standing) -> str:
    unseen = standing.state == "here" and not standing.checked
    return f"{standing.state}, not checked" if unseen else str(standing.state)


def told(standing: Standing) -> dict[str, Any]:
    model = standing.model
    return {
        "id": model.id,
        "kind": model.kind,
        "name": model.name,
        "state": str(standing.state),
        "checked": standing.checked,
        "here_bytes": standing.here_bytes,
        "size_bytes": model.likely_bytes or None,
        "licence": model.licence,
        "allows": model.allows,
        "commercial": model.commercial,
        "what": model.what,
        "instead": model.instead,
        "needs": model.needs,
        "languages": list(model.languages),
        "maker": model.maker,
        "page": model.page,
        "fetchable": model.fetchable,
        "error": standing.error.code if standing.error else None,
    }


@contextmanager
def bar(*, quiet: bool) -> Iterator[Callable[[Pull], None]]:
    """Gives a listener of a fetch; draws on stderr, and only on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda pull: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task("Starting", total=None)

        def show(pull: Pull) -> None:
            what = "Checking" if pull.step == "checking" else "Fetching"
            drawn.update(
                task,
                completed=pull.done_bytes,
                total=pull.total_bytes or None,
                description=f"{what} {pull.file}".strip(),
            )

        yield show
