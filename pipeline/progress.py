"""Shares of the whole that the stages of a clip take."""

from collections.abc import Callable

from pipeline.order import Progress, Report, Stage

SHARE_BEFORE = {
    Stage.SPEAK: 0.0,
    Stage.LISTEN: 0.0,
    Stage.PREPARE: 0.1,
    Stage.RENDER: 0.2,
    Stage.FINISH: 0.97,
}


def within(report: Report, stage: Stage) -> Callable[[float], None]:
    """A listener for one stage's own share (0..1), told to ``report`` as a share of the whole."""
    stages = list(SHARE_BEFORE.values())
    begin = SHARE_BEFORE[stage]
    end = min((share for share in stages if share > begin), default=1.0)
    return lambda share: report(Progress(stage=stage, share=begin + (end - begin) * share))
