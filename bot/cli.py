"""The command line: one function a command.

Exit codes: 0 done, 2 wrong use, 3 bad input (its stable code is printed), 1 our fault, 130 interrupted.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from bot.fitness_cli import face_option, tracker_option
from bot.settings import Settings
from common.errors import BadInput, FileMissing, MouthpieceError
from common.home import Home
from pipeline.order import ClipOrder, Subtitles

DRAFT_S = 3.0
Command = Callable[..., Any]


class Group(click.Group):
    """Turns our errors into one sentence on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MouthpieceError as error:
            click.echo(f"{error} [{error.code}]", err=True)
            sys.exit(3 if isinstance(error, BadInput) else 1)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            sys.exit(130)


@click.group(cls=Group, invoke_without_command=True)
@click.version_option(package_name=None, version="0.1.0", prog_name="mouthpiece")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """A talking presenter on your own machine. Without a command: serve."""
    ctx.obj = read_settings()
    if ctx.invoked_subcommand is None:
        ctx.invoke(serve)


def read_settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"MOUTHPIECE_{first['loc'][0]}".upper()
        raise click.UsageError(
            f"{name} does not fit: {first['msg']}. docs/settings.md has them all."
        ) from error


def home_of(ctx: click.Context) -> Home:
    settings: Settings = ctx.obj
    return settings.data().make()


def as_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


json_option = click.option("--json", "json_", is_flag=True, help="JSON on stdout, nothing else.")


engine_option = click.option(
    "--engine", help="Lips: warp, wav2lip or wav2lip-gan. Default: as kept for the presenter, else warp."
)


def check_engine(ctx: click.Context, engine: str | None) -> None:
    """Raises UnknownEngine, EngineNeedsTorch, EngineNeedsWeights."""
    from pipeline.lips.engines import Engines

    Engines(home=home_of(ctx)).check(engine)


def settled(ctx: click.Context, order: ClipOrder) -> ClipOrder:
    """The order with its lips chosen. Raises UnknownPresenter."""
    from pipeline.lips.engines import Engines
    from presenters.catalog import Presenters

    settings: Settings = ctx.obj
    home = home_of(ctx)
    engines, presenters = Engines(home=home, usual=settings.engine), Presenters(home=home)
    seen = presenters.get(order.presenter) if order.presenter else presenters.default()
    return engines.settled(order, None if order.footage else seen)


def clip_options(command: Command) -> Command:
    """Options that every command making a clip has."""
    for option in (
        click.option("-o", "--output", type=click.Path(path_type=Path), help="The clip, .mp4."),
        click.option("--receipt", type=click.Path(path_type=Path), help="Write what was made as JSON."),
        engine_option,
        click.option("--device", type=click.Choice(["cpu", "cuda", "mps"]), help="Default: found by itself."),
        tracker_option,
        click.option(
            "--subtitles",
            type=click.Choice([one.value for one in Subtitles]),
            default=Subtitles.OFF.value,
            help="As .srt and .vtt beside the clip, or burnt into the picture too.",
        ),
        click.option("--draft", is_flag=True, help=f"Only the first {DRAFT_S:g} s, to look at."),
        click.option(
            "--size", type=click.IntRange(64, 2160), help="Short side in pixels, at most the footage's."
        ),
        click.option("--square", is_flag=True, help="A square around the face."),
        click.option(
            "--background",
            metavar="COLOUR|PICTURE",
            help="In place of a plain background: #rrggbb or a picture.",
        ),
        json_option,
    ):
        command = option(command)
    return command


@cli.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.pass_context
def serve(ctx: click.Context, host: str | None = None, port: int | None = None) -> None:
    """Run the bot, the chat room and the worker."""
    from bot.app import serve as run

    told = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings: Settings = ctx.obj
    run(settings.model_copy(update=told))


@cli.command()
@click.argument("text", required=False)
@click.option("--presenter", help="Id of a presenter.")
@click.option("--voice", help="Id of a voice.")
@click.option("--language", help="Language of the text, such as en; default: found from the text.")
@click.option("--rate", type=click.FloatRange(0.5, 2.0), default=1.0, help="Pace: 1 is ordinary.")
@clip_options
@click.pass_context
def say(
    ctx: click.Context,
    /,
    text: str | None,
    presenter: str | None,
    voice: str | None,
    language: str | None,
    rate: float,
    **told: Any,
) -> None:
    """Make a clip of a presenter saying TEXT (or what stands on standard input)."""
    if text is None or text == "-":
        text = sys.stdin.read()
    order = ClipOrder(text=text, presenter=presenter, voice=voice, language=language, rate=rate)
    make(ctx, order, label=presenter or "presenter", **told)


@cli.command()
@click.option("--audio", required=True, type=click.Path(path_type=Path), help="Any recording.")
@click.option("--video", type=click.Path(path_type=Path), help="Any video or photo with a face.")
@click.option("--presenter", help="Id of a presenter, in place of --video.")
@click.option("--text", help="What is said in the recording, if known: the lips then fit better.")
@click.option("--language", help="Language of that text.")
@face_option
@clip_options
@click.pass_context
def sync(
    ctx: click.Context,
    /,
    audio: Path,
    video: Path | None,
    presenter: str | None,
    text: str | None,
    language: str | None,
    face: int | None,
    **told: Any,
) -> None:
    """Move the lips of any video or photo to any sound."""
    if (video is None) == (presenter is None):
        raise click.UsageError("Give either --video or --presenter.")
    if presenter and face:
        raise click.UsageError("--face goes with --video; a presenter keeps the face it was added with.")
    order = ClipOrder(
        text=text,
        language=language,
        sound=str(existing(audio)),
        sound_name=audio.name,
        footage=str(existing(video)) if video else None,
        footage_name=video.name if video else None,
        presenter=presenter,
        face=face,
    )
    make(ctx, order, label=video.stem if video else presenter or "", **told)


def existing(path: Path) -> Path:
    if not path.is_file():
        raise FileMissing(name=str(path))
    return path.resolve()


def make(
    ctx: click.Context,
    order: ClipOrder,
    *,
    label: str,
    output: Path | None,
    receipt: Path | None,
    engine: str | None,
    device: str | None,
    tracker: str | None,
    size: int | None,
    subtitles: str,
    draft: bool,
    square: bool,
    background: str | None,
    json_: bool,
) -> None:
    """Render in this process, with a progress bar, and put the clip where it was asked for."""
    from bot.progress import bar
    from common.files import whole, write_text
    from pipeline.render import render
    from pipeline.workshop import Workshop

    home = home_of(ctx)
    output = output or Path(f"{label}-{time.strftime('%Y%m%d-%H%M%S')}.mp4")
    if output.is_dir():
        output = output / f"{label}.mp4"
    if output.suffix.lower() != ".mp4":
        raise click.UsageError(f"The clip is an MP4: name it {output.with_suffix('.mp4').name}.")
    if background is not None and not background.startswith("#"):
        background = str(Path(background).absolute())
    check_engine(ctx, engine)
    order = replace(
        order,
        engine=engine,
        device=device,
        tracker=tracker,
        size=size,
        square=square,
        background=background,
        subtitles=Subtitles(subtitles),
        only_s=DRAFT_S if draft else None,
    )
    order = settled(ctx, order)
    made = home.new_clip()
    try:
        with bar(quiet=json_) as show:
            clip = render(order, workshop=Workshop.open(home, tracker=ctx.obj.tracker), out=made, report=show)
        told = json.loads(Path(clip.receipt).read_text(encoding="utf-8")) | {"clip": str(output.resolve())}
        # The clip last: whoever waits for it finds its subtitles beside it.
        targets = [output.with_suffix(Path(one).suffix) for one in clip.subtitles]
        for source, target in zip((*clip.subtitles, clip.path), (*targets, output), strict=True):
            with whole(target) as beside:
                move(Path(source), beside)
        told["subtitles"] = [str(target.resolve()) for target in targets]
        if receipt:
            write_text(receipt, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    finally:
        for suffix in (".mp4", ".jpg", ".json", ".srt", ".vtt"):
            made.with_suffix(suffix).unlink(missing_ok=True)
    for remark in told["remarks"].values():
        click.echo(remark, err=True)
    if json_:
        as_json(told)
    else:
        for path in (output, *targets):
            click.echo(path)


def move(source: Path, target: Path) -> None:
    """Like a rename, and over file systems too."""
    import shutil

    shutil.move(source, target)


@cli.group()
def voices() -> None:
    """Who can be heard."""


@voices.command("list")
@click.option("--language", help="Only voices that speak it.")
@json_option
@click.pass_context
def list_voices(ctx: click.Context, language: str | None, json_: bool) -> None:
    """All voices."""
    from voices.catalog import Voices

    found = Voices(home_of(ctx)).list(language=language)
    if json_:
        as_json([asdict(voice) for voice in found])
    else:
        table(
            ["id", "name", "engine", "languages"],
            [(v.id, v.name, v.engine, " ".join(v.languages)) for v in found],
        )


@voices.command("say")
@click.argument("text")
@click.option("--voice", help="Id of a voice.")
@click.option("--language", help="Language of the text.")
@click.option("--rate", type=click.FloatRange(0.5, 2.0), default=1.0)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("voice.wav"), show_default=True)
@click.pass_context
def say_voice(
    ctx: click.Context, text: str, voice: str | None, language: str | None, rate: float, output: Path
) -> None:
    """Hear a voice: TEXT as a sound file (.wav, .ogg, .mp3 or .m4a)."""
    from common.media import write_sound
    from voices.catalog import Voices
    from voices.speaking import speak

    if output.suffix not in {".wav", ".ogg", ".mp3", ".m4a"}:
        raise click.UsageError("The sound is a .wav, .ogg, .mp3 or .m4a file.")
    chosen, spoken = Voices(home_of(ctx)).choose(text, language=language, voice=voice)
    speech = speak(text, voice=chosen, language=spoken, rate=rate)
    write_sound(output, speech.samples, speech.rate_hz)
    click.echo(output)


@cli.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, json_: bool) -> None:
    """What is installed, what is missing, what to do about it."""
    from bot.doctor import examine

    findings = examine(ctx.obj)
    if json_:
        as_json([asdict(finding) for finding in findings])
    else:
        signs = {True: "ok", False: "MISSING", None: "-"}
        table(["", "what", "found", "advice"], [(signs[f.ok], f.what, f.found, f.advice) for f in findings])
    if any(finding.ok is False for finding in findings):
        sys.exit(1)


def table(heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    drawn = Table(box=None, pad_edge=False)
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160, markup=False).print(drawn)


def main() -> None:
    os.environ.setdefault("GLOG_minloglevel", "3")
    from bot.compare_cli import compare
    from bot.jobs_cli import jobs
    from bot.many_cli import batch, personalize
    from bot.models_cli import models
    from bot.presenters_cli import presenters
    from bot.tokens_cli import tokens

    cli.add_command(compare)
    cli.add_command(jobs)
    cli.add_command(models)
    cli.add_command(presenters)
    cli.add_command(personalize)
    cli.add_command(batch)
    cli.add_command(tokens)
    cli(prog_name="mouthpiece")
