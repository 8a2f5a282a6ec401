"""The command that says whether footage is fit to become a presenter."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import click

if TYPE_CHECKING:
    from presenters.fitness import Fitness
    from presenters.presenter import Choice
    from presenters.tracker import Trackers

GRADES = {
    "good": "Good: this footage can become a presenter as it is.",
    "fair": "Fair: this footage works, and would look better so:",
    "poor": "Poor: clips of this footage will not look right. Film it again:",
}


LOOPS = ("there-and-back", "cross-fade", "freeze")
TRACKERS = ("mediapipe", "face-alignment")


def face_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """For commands that take footage in which several people may be."""
    words = (
        "Who speaks where several people are seen: the number `presenters check` gives. Default: the largest."
    )
    return click.option("--face", type=click.IntRange(1), metavar="N", help=words)(command)


def tracker_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """For commands that look for faces."""
    words = "What finds face and lips. Default: the presenter's own, else MOUTHPIECE_TRACKER."
    return click.option("--tracker", type=click.Choice(TRACKERS), help=words)(command)


def trackers_of(ctx: click.Context) -> "Trackers":
    """As this machine is set up."""
    from bot.cli import home_of
    from presenters.tracker import Trackers

    return Trackers(home=home_of(ctx), default=ctx.obj.tracker)


def choice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What of footage is used, and how."""
    loop = "How the footage goes on at its end. Default: as is seen least."
    for option in (
        click.option("--to", "end_s", type=click.FloatRange(0), metavar="SECONDS", help="... up to here."),
        click.option(
            "--from",
            "begin_s",
            type=click.FloatRange(0),
            metavar="SECONDS",
            help="Use the footage from here on.",
        ),
        click.option("--loop", type=click.Choice(LOOPS), help=loop),
        tracker_option,
        face_option,
    ):
        command = option(command)
    return command


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="JSON on stdout, nothing else.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Write the footage at a glance as a .jpg.")
@choice_options
@click.pass_context
def check_presenter(
    ctx: click.Context, file: Path, json_: bool, sheet: Path | None, **choice: Unpack["Choice"]
) -> None:
    """Say whether FILE, a video or photo, is fit to become a presenter."""
    from bot.cli import as_json, existing, home_of
    from bot.progress import bar
    from pipeline.order import Progress, Stage
    from presenters.fitness import contact_sheet, examine

    if sheet and sheet.suffix.lower() not in {".jpg", ".jpeg"}:
        raise click.UsageError(f"The sheet is a JPEG: name it {sheet.with_suffix('.jpg').name}.")
    home, footage, trackers = home_of(ctx), existing(file), trackers_of(ctx)
    with bar(quiet=json_) as show:
        fitness = examine(
            footage,
            home=home,
            name=file.name,
            on_progress=lambda share: show(Progress(stage=Stage.PREPARE, share=share)),
            trackers=trackers,
            **choice,
        )
    if sheet:
        contact_sheet(footage, sheet, home=home, name=file.name, trackers=trackers, **choice)
    if json_:
        as_json(fitness.to_json())
    else:
        tell(fitness)


def tell(fitness: "Fitness") -> None:
    """Sentences first, then the facts as a table."""
    from rich.console import Console
    from rich.table import Table

    click.echo(GRADES[fitness.grade])
    for remark in fitness.remarks:
        click.echo(f"- {remark.sentence}")
    drawn = Table(box=None, pad_edge=False, show_header=False)
    for fact in facts(fitness):
        drawn.add_row(*fact)
    click.echo()
    Console(width=None if sys.stdout.isatty() else 160, markup=False).print(drawn)


def facts(fitness: "Fitness") -> list[tuple[str, str]]:
    """What was measured, as people read it."""
    kind = "photo" if fitness.still else f"{fitness.duration_s:.1f} s, {fitness.fps:g} frames a second"
    gaps = ", ".join(f"{start:.1f}-{end:.1f} s" for start, end in fitness.gaps) or "none"
    head = (
        f"{fitness.yaw_deg:.0f} sideways, {fitness.pitch_deg:.0f} up or down, {fitness.roll_deg:.0f} tilted"
    )
    return [
        ("picture", f"{fitness.width}x{fitness.height}, {kind}"),
        ("face", f"{fitness.face_px:.0f} pixels wide, in {fitness.face_frames} of {fitness.frames} frames"),
        ("spans without a face", gaps),
        ("found by", fitness.tracker),
        ("people", people(fitness)),
        ("goes on at its end", fitness.loop or ("as it is" if fitness.still else "its ends meet")),
        ("head, degrees", f"{head}; at most {fitness.most_turned_deg:.0f} sideways"),
        ("light on the face", f"{fitness.luma:.0f} of 16-235, contrast {fitness.contrast:.0f}"),
        ("sharpness", f"{fitness.sharpness:.2f}"),
        ("lips apart", f"{fitness.open_share:.0%} of the frames; they move by {fitness.mouth_moves:.3f}"),
    ]


def people(fitness: "Fitness") -> str:
    """How many, and where each number is."""
    if len(fitness.persons) < 2:
        return str(fitness.people)
    told = [
        f"{person.number} at {person.x:.0%} across, face {person.face_px:.0f} pixels"
        + (" (speaks)" if person.number == fitness.face else "")
        for person in fitness.persons
    ]
    return "; ".join(told)
