"""``presenters``: who can be seen, from the terminal. It works beside a running server, on the same data folder."""

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Unpack

import click

from bot.cli import as_json, home_of, json_option, table
from bot.fitness_cli import check_presenter, choice_options, trackers_of
from bot.leaving import PresenterGone, remove_presenter
from pipeline.jobs.sqlite import SqliteStore
from pipeline.order import Progress, Stage
from presenters.catalog import Presenters
from presenters.presenter import Choice, Presenter
from presenters.registry import LOCAL, MB, Registry
from presenters.visemes import VisemesStill, check_width


@click.group()
def presenters() -> None:
    """Who can be seen."""


presenters.add_command(check_presenter)


@presenters.command("list")
@json_option
@click.pass_context
def list_presenters(ctx: click.Context, json_: bool) -> None:
    """All presenters."""
    found = Presenters(home=home_of(ctx)).list()
    if json_:
        as_json([asdict(presenter) for presenter in found])
    else:
        heads = ["id", "name", "description", "licence", "owner", "seen by"]
        table(heads, [(p.id, p.name, p.description, p.licence, p.owner, seen_by(p)) for p in found])


def seen_by(presenter: Presenter) -> str:
    return "everybody" if presenter.shared or presenter.builtin else "its owner"


@presenters.command("show")
@click.argument("name")
@json_option
@click.pass_context
def show_presenter(ctx: click.Context, name: str, json_: bool) -> None:
    """One presenter, with the footage."""
    from common.media import probe

    presenter = Presenters(home=home_of(ctx)).get(name)
    info = probe(presenter.footage)
    told = asdict(presenter) | {
        "width": info.width,
        "height": info.height,
        "fps": info.fps,
        "duration_s": info.duration_s,
    }
    if json_:
        as_json(told)
    else:
        table(["", ""], [(name, str(value)) for name, value in told.items()])


@presenters.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="What people call the presenter.")
@click.option("--consent", help="Who agreed to be seen, when and for what. Nobody is added without it.")
@click.option("--shared", is_flag=True, help="Everybody in the chat sees it, not the command line alone.")
@click.option(
    "--gender", type=click.Choice(["female", "male"]), default=None, help="Picks the default voice."
)
@click.option(
    "--visemes",
    type=click.Path(path_type=Path),
    help="A short video of the same person's mouth opening: teeth and tongue are taken from it.",
)
@choice_options
@json_option
@click.pass_context
def add_presenter(
    ctx: click.Context,
    /,
    file: Path,
    name: str,
    consent: str | None,
    shared: bool,
    gender: str | None,
    visemes: Path | None,
    json_: bool,
    **choice: Unpack[Choice],
) -> None:
    """Make a presenter of FILE, a photo or a video of a person who agreed to it."""
    if not (consent or "").strip():
        raise click.UsageError(
            'Say with --consent who agreed to be a presenter, when and for what, such as --consent "Anna Petrova,'
            ' 3 May 2026, for our training videos".'
        )
    from bot.progress import bar
    from presenters.fitness import examine, widest

    registry = Registry(home=home_of(ctx))
    told = {"name": name, "owner": LOCAL, "consent": consent or ""}
    registry.check(file, **told)
    if visemes is not None and registry.check_file(visemes).still:
        raise VisemesStill(name=visemes.name)
    with bar(quiet=json_) as show:
        fitness = examine(
            file,
            home=registry.home,
            name=file.name,
            on_progress=lambda share: show(Progress(stage=Stage.PREPARE, share=share)),
            visemes=visemes,
            trackers=trackers_of(ctx),
            **choice,
        )
    if visemes is not None:
        opened = widest(visemes, file, home=registry.home, trackers=trackers_of(ctx), **choice)
        check_width(opened, visemes.name)
    presenter = registry.add(file, **told, shared=shared, gender=gender or "", visemes=visemes, **choice)
    if json_:
        as_json(asdict(presenter) | {"fitness": fitness.to_json()})
        return
    for remark in fitness.remarks:
        click.echo(f"{remark.sentence} [{remark.code}]", err=True)
    click.echo(
        f"{presenter.name} is here as {presenter.id}, seen by {seen_by(presenter)}. Footage: {fitness.grade}."
    )


@presenters.command("rename")
@click.argument("name")
@click.argument("to")
@click.pass_context
def rename_presenter(ctx: click.Context, name: str, to: str) -> None:
    """Call the presenter NAME (its id, or what it is called) TO from now on."""
    click.echo(f"{name} is called {Registry(home=home_of(ctx)).rename(name, to).name} from now on.")


@presenters.command("share")
@click.argument("name")
@click.pass_context
def share_presenter(ctx: click.Context, name: str) -> None:
    """Let everybody in the chat use the presenter NAME."""
    click.echo(f"{Registry(home=home_of(ctx)).share(name).name} is seen by everybody from now on.")


@presenters.command("unshare")
@click.argument("name")
@click.pass_context
def unshare_presenter(ctx: click.Context, name: str) -> None:
    """Leave the presenter NAME to whoever added it."""
    click.echo(f"{Registry(home=home_of(ctx)).unshare(name).name} is seen by its owner alone from now on.")


@presenters.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def remove(ctx: click.Context, name: str, yes: bool) -> None:
    """Delete the presenter NAME: footage, prepared data, and every clip made with it."""
    home = home_of(ctx)
    registry = Registry(home=home)
    presenter = registry.added(name)
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("Removing cannot be undone: add --yes.")
        click.confirm(f"Delete {presenter.name} with footage and every clip made with it?", abort=True)

    async def work() -> PresenterGone:
        store = await SqliteStore.open(home.line_db)
        try:
            return await remove_presenter(presenter.id, owner=None, registry=registry, store=store, home=home)
        finally:
            await store.close()

    click.echo(told_gone(asyncio.run(work())))


def told_gone(gone: PresenterGone) -> str:
    removed = gone.removed
    parts: list[tuple[int, str]] = [
        (removed.files, f"files ({removed.size_bytes / MB:.1f} MB)"),
        (gone.clips, "clips"),
        (gone.orders, "ended orders"),
        (gone.cancelled, "orders cancelled"),
    ]
    return f"{removed.presenter.name} is gone: {', '.join(f'{count} {what}' for count, what in parts)}."
