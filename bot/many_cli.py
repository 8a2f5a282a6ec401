"""Many clips in one go: ``personalize`` makes one for each row of a table, ``batch`` one for each video."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import click

from bot.cli import as_json, check_engine, engine_option, existing, home_of, json_option, settled
from bot.series import Series, Wanted
from common.errors import MouthpieceError
from pipeline.clipnames import safe_name, unique_names
from pipeline.encoding import decode
from pipeline.order import ClipOrder
from pipeline.problems import Problem, stops
from pipeline.rows import orders
from pipeline.sieve import LeftOut, sift
from pipeline.table import Table, check, open_table
from pipeline.template import Template

folder_option = click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the clips.",
)
overwrite_option = click.option(
    "--overwrite", is_flag=True, help="Replace clips that are there and are other ones."
)
size_option = click.option("--size", type=click.IntRange(64, 2160), help="Short side in pixels.")
rate_option = click.option(
    "--rate", type=click.FloatRange(0.5, 2.0), default=1.0, help="Pace: 1 is ordinary."
)


@click.command()
@click.option("--script", help='What is said, such as "Hello {name}, welcome."')
@click.option("--script-file", type=click.Path(path_type=Path), help="The same from a text file.")
@click.option("--table", required=True, type=click.Path(path_type=Path), help="Rows: CSV, TSV or .xlsx.")
@click.option("--presenter", help="Id of a presenter.")
@click.option("--voice", help="Id of a voice.")
@click.option("--language", help="Language of the script; default: found from it.")
@rate_option
@click.option(
    "--pattern", help='Names of the clips, such as "{name} - {course}"; default: the first placeholder.'
)
@size_option
@engine_option
@folder_option
@overwrite_option
@click.option(
    "--skip-bad", is_flag=True, help="Leave out rows with something wrong in them and make the others."
)
@click.option(
    "--check", "only_check", is_flag=True, help="Say what is wrong with the table and make nothing."
)
@json_option
@click.pass_context
def personalize(
    ctx: click.Context,
    /,
    script: str | None,
    script_file: Path | None,
    table: Path,
    presenter: str | None,
    voice: str | None,
    language: str | None,
    rate: float,
    pattern: str | None,
    size: int | None,
    engine: str | None,
    output: Path,
    overwrite: bool,
    skip_bad: bool,
    only_check: bool,
    json_: bool,
) -> None:
    """Make one clip for each row of a table: {name} in the script is what the row has in its column "name"."""
    if (script is None) == (script_file is None):
        raise click.UsageError("Give either --script or --script-file.")
    check_engine(ctx, engine)
    template = Template.parse(script if script is not None else _text(existing(script_file or Path())))
    named_by = Template.parse(pattern if pattern is not None else _usual_pattern(template))
    rows = open_table(table)
    problems = check(template, rows, pattern=named_by)
    left_out: tuple[LeftOut, ...] = ()
    wrong = stops(problems)
    if skip_bad:
        rows, left_out = sift(template, rows, problems, pattern=named_by)
        wrong = not rows.rows
    if only_check or wrong:
        _tell_problems(problems, rows, left_out, ready=not wrong, json_=json_)
        sys.exit(3 if wrong else 0)
    if not json_:
        _tell_sentences(problems)
    base = ClipOrder(presenter=presenter, voice=voice, language=language, rate=rate, size=size, engine=engine)
    wanted = _wanted(ctx, template, rows, named_by, base)
    series = _series(ctx, output, rows.columns, overwrite=overwrite)
    _make(series, wanted, left_out=left_out, json_=json_)


def _text(path: Path) -> str:
    text = decode(path.read_bytes())
    if text is None:
        raise click.UsageError(f"{path.name} is not a text in UTF-8.")
    return text.strip()


def _usual_pattern(template: Template) -> str:
    return f"{{{template.placeholders[0]}}}" if template.placeholders else ""


def _wanted(
    ctx: click.Context, template: Template, table: Table, pattern: Template, base: ClipOrder
) -> list[Wanted]:
    """One voice and one language for all rows: a name in other letters must not change them."""
    from presenters.catalog import Presenters
    from voices.catalog import Voices

    home = home_of(ctx)
    presenters = Presenters(home=home)
    seen = presenters.get(base.presenter) if base.presenter else presenters.default()
    text = " ".join(template.plain)
    if not any(c.isalpha() for c in text):
        text = template.fill(table.values(table.rows[0]))
    voice, language = Voices(home).choose(text, language=base.language, gender=seen.gender, voice=base.voice)
    base = replace(base, presenter=seen.id, voice=voice.info.id, language=language)
    return [
        Wanted(number=one.row.number, cells=one.row.cells, name=one.name, order=one.order)
        for one in orders(template, table, base, pattern=pattern, language=language)
    ]


def _tell_problems(
    problems: Sequence[Problem], table: Table, left_out: Sequence[LeftOut], *, ready: bool, json_: bool
) -> None:
    if json_:
        as_json([asdict(one) | {"sentence": one.sentence, "warning": one.warning} for one in problems])
        return
    _tell_sentences(problems)
    if ready and left_out:
        click.echo(f"{table.name}: {len(table.rows)} rows can be made, {len(left_out)} are left out.")
    elif ready:
        click.echo(f"{table.name}: {len(table.rows)} rows, nothing stands in the way.")
    elif stops(problems):
        click.echo("Mend these rows, or make the others with --skip-bad.", err=True)


def _tell_sentences(problems: Sequence[Problem]) -> None:
    for one in problems:
        click.echo(f"{'Note: ' if one.warning else ''}{one.sentence} [{one.code}]", err=True)


@click.command()
@click.option("--audio", type=click.Path(path_type=Path), help="Any recording.")
@click.option("--text", help="What shall be said, in place of --audio.")
@click.option(
    "--video", "videos", multiple=True, type=click.Path(path_type=Path), help="Videos or photos with a face."
)
@click.argument("more", nargs=-1, metavar="[VIDEO]...", type=click.Path(path_type=Path))
@click.option("--presenter", "presenters", multiple=True, help="Id of a presenter, may be given many times.")
@click.option("--voice", help="Id of a voice, for --text.")
@click.option("--language", help="Language of the text, such as en; default: found from the text.")
@rate_option
@size_option
@engine_option
@folder_option
@overwrite_option
@json_option
@click.pass_context
def batch(
    ctx: click.Context,
    /,
    audio: Path | None,
    text: str | None,
    videos: tuple[Path, ...],
    more: tuple[Path, ...],
    presenters: tuple[str, ...],
    voice: str | None,
    language: str | None,
    rate: float,
    size: int | None,
    engine: str | None,
    output: Path,
    overwrite: bool,
    json_: bool,
) -> None:
    """Make many videos, photos or presenters say the same: --video ONE.mp4 TWO.mp4 THREE.jpg"""
    check_engine(ctx, engine)
    if audio is None and text is None:
        raise click.UsageError("Give --audio, or --text and perhaps --voice.")
    footage = [*videos, *more]
    if not footage and not presenters:
        raise click.UsageError("Give --video or --presenter, as many as you like.")
    base = ClipOrder(
        text=text,
        voice=voice,
        language=language,
        rate=rate,
        size=size,
        engine=engine,
        sound=str(existing(audio)) if audio else None,
        sound_name=audio.name if audio else None,
    )
    seen = [
        *(
            (path.stem, replace(base, footage=str(path.absolute()), footage_name=path.name))
            for path in footage
        ),
        *((one, replace(base, presenter=one)) for one in presenters),
    ]
    names = unique_names(safe_name(stem, "video") for stem, _ in seen)
    shown = [*map(str, footage), *presenters]
    wanted = [
        Wanted(number=number, cells=(cell,), name=name, order=order)
        for number, (cell, name, (_, order)) in enumerate(zip(shown, names, seen, strict=True), start=1)
    ]
    series = _series(ctx, output, ("video",), overwrite=overwrite)
    _make(series, wanted, json_=json_)


def _series(ctx: click.Context, folder: Path, heads: Sequence[str], *, overwrite: bool) -> Series:
    return Series(
        home=home_of(ctx),
        folder=folder,
        heads=tuple(heads),
        overwrite=overwrite,
        settle=partial(settled, ctx),
        tracker=ctx.obj.tracker,
    )


def _make(series: Series, wanted: Sequence[Wanted], *, left_out: Sequence[LeftOut] = (), json_: bool) -> None:
    """Every clip, then what became of them; exit 1 when one failed by our fault, else 3 when one had bad input."""
    from bot.progress import bar

    with bar(quiet=json_) as show:
        made = series.make(wanted, show, left_out=left_out, failed=_tell_failure)
    if json_:
        as_json(made.to_json())
    for remark in dict.fromkeys(remark for one in made.outcomes for remark in one.remarks):
        click.echo(remark, err=True)
    click.echo(made.summary, err=True)
    if made.worst_exit:
        sys.exit(made.worst_exit)


def _tell_failure(wanted: Wanted, error: MouthpieceError) -> None:
    click.echo(f"{wanted.name}: {error} [{error.code}]", err=True)
