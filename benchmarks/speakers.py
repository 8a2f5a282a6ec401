"""Part 2: the sound of people who were filmed while they spoke, on every presenter, against the speakers' own lips."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.loudness import loud_lips, mean_opening
from benchmarks.measure import GRID_FPS, Array, best_shift, track
from benchmarks.scene import Scene, videos
from benchmarks.tables import Column, Wanted, table
from common.media import probe
from pipeline.heardmouth import move
from pipeline.mouth import articulate
from pipeline.mouthtrack import MouthTrack
from pipeline.sound import listen
from pipeline.timeline import Timeline, timeline
from voices.voice import Speech

LONGEST_S = 900.0
OURS, PHONES, LOUD = "ours", "phones only", "loudness only"
SYNC = Wanted(what="Mean sync_r of our lips", bound=0.60, at_most=False)
SPREAD = Wanted(what="Widest spread of our offsets, ms", bound=40, at_most=True, digits=0)


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One clip against the lips of the person heard in it."""

    speaker: str
    presenter: str
    lips: str
    sync_r: float
    offset_ms: float
    """Positive: our lips come later than the speaker's"""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One speaker, or all, on all presenters."""

    speaker: str
    lips: str
    sync_r: float
    offset_ms: float
    spread_ms: float
    """Between the presenter with the earliest and the one with the latest lips"""


def follow_speakers(scene: Scene, folder: Path, *, seconds: float | None = None) -> Iterator[Followed]:
    """Every speaker in ``folder`` on every presenter, at most the first ``seconds`` of each."""
    speakers = videos(folder)
    if not speakers:
        raise SystemExit(f"No videos in {folder}.")
    for name, path in speakers.items():
        speech, own = _heard(path, seconds)
        told = timeline(speech, scene.workshop.voices)
        for presenter in scene.people:
            prepared = scene.prepared(presenter)
            for lips, mouth in mouths(told, speech, fps=prepared.fps).items():
                seen = track(scene.draw(prepared, speech, mouth)).aperture_on_grid
                r, shift = best_shift(seen, own)
                yield Followed(
                    speaker=name,
                    presenter=presenter,
                    lips=lips,
                    sync_r=r,
                    offset_ms=shift * 1000 / GRID_FPS,
                )


def _heard(path: Path, seconds: float | None) -> tuple[Speech, Array]:
    """What a speaker says, and how far open their lips are, at GRID_FPS."""
    speech = listen(path, name=path.name, limit_s=LONGEST_S)
    if seconds is None:
        return speech, track(path).aperture_on_grid
    speech = replace(speech, samples=speech.samples[: round(seconds * speech.rate_hz)])
    frames = round(seconds * (probe(path).fps or GRID_FPS))
    return speech, track(path, frames).aperture_on_grid


def mouths(told: Timeline, speech: Speech, *, fps: float) -> dict[str, MouthTrack]:
    """Ours; the same without the network; and the floor, as far open as ours."""
    ours = move(told, speech, fps=fps)
    return {
        OURS: ours,
        PHONES: articulate(told.phones, speech, fps=fps),
        LOUD: loud_lips(speech, fps=fps, opening=mean_opening(ours)),
    }


def summed(clips: Sequence[Followed]) -> list[Summary]:
    """By speaker and kind of lips; then over all speakers, with the widest spread of any."""
    pairs = dict.fromkeys((clip.speaker, clip.lips) for clip in clips)
    kinds = dict.fromkeys(clip.lips for clip in clips)
    by_speaker = [
        _summary(*pair, clips=[clip for clip in clips if (clip.speaker, clip.lips) == pair]) for pair in pairs
    ]
    return by_speaker + [
        replace(
            _summary("all", lips, clips=[clip for clip in clips if clip.lips == lips]),
            spread_ms=max(row.spread_ms for row in by_speaker if row.lips == lips),
        )
        for lips in kinds
    ]


def _summary(speaker: str, lips: str, *, clips: Sequence[Followed]) -> Summary:
    return Summary(
        speaker=speaker,
        lips=lips,
        sync_r=float(np.mean([clip.sync_r for clip in clips])),
        offset_ms=float(np.mean([clip.offset_ms for clip in clips])),
        spread_ms=spread([clip.offset_ms for clip in clips]),
    )


def spread(values: Sequence[float]) -> float:
    """From the least to the greatest."""
    return max(values) - min(values)


def speakers_table(clips: Sequence[Followed]) -> str:
    """The means, what was wanted, and every clip."""
    means = summed(clips)
    ours = next(row for row in means if (row.speaker, row.lips) == ("all", OURS))
    speaker, lips = Column(key="speaker", title="speaker"), Column(key="lips", title="lips")
    sync_r, offset = (
        Column(key="sync_r", title="sync_r"),
        Column(key="offset_ms", title="offset, ms", digits=0),
    )
    wide = Column(key="spread_ms", title="spread of offsets, ms", digits=0)
    presenter = Column(key="presenter", title="presenter")
    return "\n\n".join(
        (
            table((speaker, lips, sync_r, offset, wide), [asdict(row) for row in means]),
            f"{SYNC.verdict(ours.sync_r)} {SPREAD.verdict(ours.spread_ms)}",
            table((speaker, presenter, lips, sync_r, offset), [asdict(clip) for clip in clips]),
        )
    )
