"""Numbers for whoever watches over the machine, in the text format of Prometheus (version 0.0.4).

Written by hand: it is a dozen lines, and a client library would bring a registry of its own for them.
"""

import time
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.jobs.job import Job, State

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
RECENT = 200
"""Clips over which the quantiles are taken"""
QUANTILES = (0.5, 0.9, 0.99)


@dataclass(kw_only=True)
class Tally:
    """Counted in memory since the start, at each order's end."""

    began_at: float = field(default_factory=time.time)
    clips: int = 0
    reused: int = 0
    """Answered from a clip made before"""
    clip_s: float = 0.0
    render_s: float = 0.0
    pace_s: float = 0.0
    paced: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))
    """Seconds of work for a second of clip"""

    def ended(self, job: Job) -> None:
        if job.finished_at is None or job.finished_at < self.began_at:
            return  # told only now, of a start before this one
        if job.failure is not None:
            self.failures[job.failure.code] += 1
        if job.clip is None or job.state is not State.DONE:
            return
        if job.started_at is None:
            self.reused += 1
            return
        took_s = max(0.0, job.finished_at - job.started_at)
        self.clips += 1
        self.clip_s += job.clip.duration_s
        self.render_s += took_s
        if job.clip.duration_s > 0:
            pace = took_s / job.clip.duration_s
            self.pace_s += pace
            self.paced += 1
            self.recent.append(pace)

    def quantiles(self) -> Mapping[str, float]:
        recent = sorted(self.recent)
        return (
            {str(q): recent[min(len(recent) - 1, int(q * len(recent)))] for q in QUANTILES} if recent else {}
        )


@dataclass(frozen=True, kw_only=True)
class Metric:
    name: str
    kind: str
    """counter, gauge or summary"""
    help: str
    samples: Iterable[tuple[str, Mapping[str, str], float]]
    """(what follows the name, labels, value)"""

    def lines(self) -> Iterable[str]:
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} {self.kind}"
        for suffix, labels, value in self.samples:
            told = ",".join(f'{name}="{_escaped(word)}"' for name, word in labels.items())
            yield f"{self.name}{suffix}{f'{{{told}}}' if told else ''} {_number(value)}"


def one(name: str, kind: str, help: str, value: float) -> Metric:
    return Metric(name=f"mouthpiece_{name}", kind=kind, help=help, samples=[("", {}, value)])


def by(name: str, kind: str, help: str, label: str, values: Mapping[str, float]) -> Metric:
    samples = [("", {label: key}, value) for key, value in values.items()]
    return Metric(name=f"mouthpiece_{name}", kind=kind, help=help, samples=samples)


def made(tally: Tally) -> list[Metric]:
    """What was counted."""
    pace = [
        *(("", {"quantile": quantile}, value) for quantile, value in tally.quantiles().items()),
        ("_sum", {}, tally.pace_s),
        ("_count", {}, float(tally.paced)),
    ]
    return [
        one("clips_total", "counter", "Clips made since the start.", tally.clips),
        one("clips_reused_total", "counter", "Orders answered from a clip made before.", tally.reused),
        one("clip_seconds_total", "counter", "Seconds of clip made.", tally.clip_s),
        one("render_seconds_total", "counter", "Seconds of work on these clips.", tally.render_s),
        Metric(
            name="mouthpiece_render_seconds_per_clip_second",
            kind="summary",
            help=f"Seconds of work for a second of clip; quantiles over the last {RECENT} clips.",
            samples=pace,
        ),
        by("failures_total", "counter", "Orders that failed, by error code.", "code", dict(tally.failures)),
    ]


def text(metrics: Iterable[Metric]) -> str:
    return "\n".join(line for metric in metrics for line in metric.lines()) + "\n"


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.6g}"
