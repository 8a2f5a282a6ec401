"""``compare``: two lip engines side by side, and the one that looked better kept for the presenter."""

import json
import socket
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import DRAFT_S, as_json, existing, home_of, json_option, move
from bot.settings import Settings
from common.errors import OutputExists
from common.files import whole, write_text
from pipeline.lips.comparison import blind_pair, lay_side_by_side
from pipeline.lips.engines import WARP, Engines
from pipeline.order import ClipOrder, Progress

if TYPE_CHECKING:
    from presenters.presenter import Presenter
    from presenters.registry import Registry

TEXT = "My baby brother brought five purple flowers, and we both laughed."
"""Lips meet, part, round and spread in the first three seconds"""
STATE = ".comparison.json"
ALIKE = "same"
SIDES = ("A", "B")


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A comparison in its folder, until somebody voted."""

    presenter: str
    a: str
    b: str

    def engine(self, vote: str) -> str:
        return self.a if vote == "A" else self.b


@click.command()
@click.argument("presenter")
@click.option("--text", help="What is said; the first 3 s of it are compared.")
@click.option("--sound", type=click.Path(path_type=Path), help="A recording, in place of --text.")
@click.option("--engines", metavar="ONE,TWO", help="Default: the first two that can work here.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder for the clips."
)
@click.option(
    "--vote",
    type=click.Choice([*SIDES, ALIKE], case_sensitive=False),
    help="Which looks better: on the clips in the folder, else on new ones.",
)
@click.option("--forget", is_flag=True, help="Keep no lips for PRESENTER any more.")
@click.option("--port", type=click.IntRange(1, 65535), help="Say where a running studio's page for it is.")
@json_option
@click.pass_context
def compare(
    ctx: click.Context,
    /,
    presenter: str,
    text: str | None,
    sound: Path | None,
    engines: str | None,
    output: Path | None,
    vote: str | None,
    forget: bool,
    port: int | None,
    json_: bool,
) -> None:
    """See the same 3 seconds of PRESENTER with two lip engines as A and B, say which is better, and keep that one."""
    from presenters.catalog import Presenters
    from presenters.registry import Registry

    if text is not None and sound is not None:
        raise click.UsageError("Give --text or --sound, not both.")
    settings: Settings = ctx.obj
    home = home_of(ctx)
    seen = Presenters(home=home).get(presenter)
    known, registry = Engines(home=home, usual=settings.engine), Registry(home=home)
    if forget:
        registry.keep_engine(seen.id, None)
        _tell({"presenter": seen.id, "kept": None}, f"No lips are kept for {seen.name} any more.", json_)
        return
    if port is not None:
        _tell_page(seen, port, json_)
        return
    folder = output or Path(f"compare-{seen.id}")
    sealed = _sealed(folder, seen) if vote and not (text or sound or engines) else None
    if sealed is None:
        wanted = [name.strip() for name in engines.split(",")] if engines else None
        a, b = blind_pair(known, wanted)
        sealed = Sealed(presenter=seen.id, a=a, b=b)
        order = ClipOrder(
            text=None if sound else text or TEXT,
            sound=str(existing(sound)) if sound else None,
            sound_name=sound.name if sound else None,
            presenter=seen.id,
            only_s=DRAFT_S,
        )
        _make(ctx, order, sealed, folder, quiet=json_)
    paths = {side: str((folder / f"{side}.mp4").resolve()) for side in (*SIDES, "A-B")}
    if not json_:
        for path in paths.values():
            click.echo(path)
    if vote is None and sys.stdin.isatty() and not json_:
        vote = click.prompt("Which looks better?", type=click.Choice([*SIDES, ALIKE], case_sensitive=False))
    if vote is None:
        hint = f"Look at them, then: ./run compare {seen.id} -o {folder} --vote A (or B, or {ALIKE})"
        _tell({"presenter": seen.id, "clips": paths, "vote": None}, hint, json_)
        return
    _settle(sealed, folder, vote if vote == ALIKE else vote.upper(), seen, known, registry, json_=json_)


def _sealed(folder: Path, seen: "Presenter") -> Sealed | None:
    """What was made before in a folder and waits for a vote."""
    try:
        found = Sealed(**json.loads((folder / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.presenter == seen.id else None


def _make(ctx: click.Context, order: ClipOrder, sealed: Sealed, folder: Path, *, quiet: bool) -> None:
    from bot.progress import bar
    from pipeline.render import render
    from pipeline.workshop import Workshop

    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / STATE).exists():
        for name in (*SIDES, "A-B"):
            if (folder / f"{name}.mp4").exists():
                raise OutputExists(name=str(folder / f"{name}.mp4"))
    home = home_of(ctx)
    workshop = Workshop.open(home, tracker=ctx.obj.tracker)
    made = [home.new_clip() for _ in SIDES]
    try:
        with bar(quiet=quiet) as show:
            for number, (clip, engine) in enumerate(zip(made, (sealed.a, sealed.b), strict=True)):

                def told(progress: Progress, number: int = number) -> None:
                    show(Progress(stage=progress.stage, share=(number + progress.share) / len(SIDES)))

                render(replace(order, engine=engine), workshop=workshop, out=clip, report=told)
        # The names first: clips that nobody could tell apart any more would be of no use.
        write_text(folder / STATE, json.dumps(asdict(sealed)) + "\n")
        lay_side_by_side(made[0], made[1], folder / "A-B.mp4")
        for side, clip in zip(SIDES, made, strict=True):
            with whole(folder / f"{side}.mp4") as beside:
                move(clip, beside)
    finally:
        for clip in made:
            for suffix in (".mp4", ".jpg", ".json"):
                clip.with_suffix(suffix).unlink(missing_ok=True)


def _settle(
    sealed: Sealed,
    folder: Path,
    vote: str,
    seen: "Presenter",
    known: Engines,
    registry: "Registry",
    *,
    json_: bool,
) -> None:
    """Say the names and keep the better one. Raises EngineNotAgreed, once the names are told."""
    if not json_:
        click.echo(f"A was {sealed.a}, B was {sealed.b}.")
    kept = None if vote == ALIKE else sealed.engine(vote)
    if kept:
        known.get(kept).check_keepable()
        registry.keep_engine(seen.id, kept)
    (folder / STATE).unlink(missing_ok=True)
    told = {"presenter": seen.id, "A": sealed.a, "B": sealed.b, "vote": vote, "kept": kept}
    now = seen.engine or known.usual or WARP
    words = (
        f"{seen.name} has the lips “{kept}” from now on, where an order names none. --forget undoes that."
        if kept
        else f"Nothing was changed: {seen.name} has the lips “{now}” as before."
    )
    _tell(told, words, json_)


def _tell_page(seen: "Presenter", port: int, json_: bool) -> None:
    with socket.socket() as door:
        if door.connect_ex(("127.0.0.1", port)):
            raise click.UsageError(f"Nothing answers on port {port}. Start ./run first, or leave --port out.")
    url = f"http://127.0.0.1:{port}/studio/compare?presenter={seen.id}"
    _tell({"presenter": seen.id, "url": url}, url, json_)


def _tell(told: Mapping[str, object], words: str, json_: bool) -> None:
    if json_:
        as_json(told)
    else:
        click.echo(words)
