"""Two lip engines compared blind: made, looked at, voted on."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from bot.studio.api.orders import clip_file
from bot.studio.api.problems import PROBLEM, file_of
from bot.studio.api.schema import ID, Asked, FailureOut
from bot.studio.comparisons import Comparison, Comparisons, Kept, state_of
from bot.studio.desk import Desk, failure_out
from bot.studio.visitors import Visitor, Visitors
from pipeline.jobs.job import Job, State


class ComparisonIn(Asked):
    """The first three seconds of this, drawn by two engines."""

    presenter: str | None = Field(None, max_length=120, description="Id or name of a presenter.")
    text: str | None = Field(None, description="What is said; with a recording, what is said in it.")
    sound: str | None = Field(None, pattern=ID, description="Id of an upload with sound.")
    voice: str | None = Field(None, max_length=120, description="Id of a voice. Default: chosen by language.")
    engines: list[Annotated[str, Field(max_length=40)]] = Field(
        default_factory=list,
        max_length=2,
        description="Two engines that are ready. Default: the first two that are.",
        examples=[["warp", "wav2lip"]],
    )


class VoteIn(Asked):
    vote: Literal["A", "B", "alike"] = Field(description="Which looks better.")


class SidesOut(BaseModel):
    A: str
    B: str


class ComparisonOut(BaseModel):
    id: str
    presenter: str
    state: State = Field(description="Of both clips together.")
    share: float = Field(description="How much is done, 0 to 1.")
    clips: SidesOut | None = Field(None, description="Addresses of both clips, once they are made.")
    failure: FailureOut | None = None
    vote: Literal["A", "B", "alike"] | None = None
    engines: SidesOut | None = Field(None, description="Which was which; nobody is told before the vote.")


class VotedOut(ComparisonOut):
    kept: str | None = Field(None, description="Lips kept for the presenter; null when nothing was changed.")
    remark: str = Field("", description="Why the better ones were not kept, in the asker's language.")


def comparison_router(desk: Desk, visitors: Visitors) -> APIRouter:
    router = APIRouter(tags=["comparisons"], responses=PROBLEM)
    comparisons = Comparisons(desk=desk)

    @router.post("/comparisons", status_code=202)
    async def begin(asked: ComparisonIn, request: Request) -> ComparisonOut:
        """Make both clips, as A and B in random order."""
        visitor = visitors.of(request)
        made = await comparisons.begin(
            visitor,
            presenter=asked.presenter,
            text=asked.text,
            sound=asked.sound,
            voice=asked.voice,
            engines=tuple(asked.engines),
        )
        return comparison_out(*await comparisons.get(made.id), visitor)

    @router.get("/comparisons/{comparison_id}")
    async def one(comparison_id: str, request: Request) -> ComparisonOut:
        """How far both are; ask again while it is queued or running."""
        return comparison_out(*await comparisons.get(comparison_id), visitors.of(request))

    @router.get(
        "/comparisons/{comparison_id}/clips/{side}",
        response_class=FileResponse,
        responses=file_of("video/mp4"),
    )
    async def clip(comparison_id: str, side: Literal["A", "B"]) -> FileResponse:
        """One of both clips, also in parts (Range)."""
        _, jobs = await comparisons.get(comparison_id)
        return clip_file(jobs["AB".index(side)], ".mp4", "video/mp4")

    @router.post("/comparisons/{comparison_id}/vote")
    async def vote(comparison_id: str, asked: VoteIn, request: Request) -> VotedOut:
        """Say which looks better: it is kept for the presenter, and you are told which was which."""
        visitor = visitors.of(request)
        kept = await comparisons.vote(comparison_id, asked.vote)
        _, jobs = await comparisons.get(comparison_id)
        return _voted_out(kept, jobs, visitor)

    return router


def comparison_out(comparison: Comparison, jobs: tuple[Job, Job], visitor: Visitor) -> ComparisonOut:
    state = state_of(jobs)
    base = f"/api/v1/comparisons/{comparison.id}/clips"
    failed = next((job for job in jobs if job.failure), None)
    engines = SidesOut(A=comparison.a_engine, B=comparison.b_engine) if comparison.vote else None
    return ComparisonOut.model_validate(
        {
            "id": comparison.id,
            "presenter": comparison.presenter,
            "state": state,
            # Of both together: how soon one is done would tell which it is.
            "share": 1.0 if state is State.DONE else sum(job.share for job in jobs) / len(jobs),
            "clips": {"A": f"{base}/A", "B": f"{base}/B"} if state is State.DONE else None,
            "failure": failure_out(failed, visitor) if failed else None,
            "vote": comparison.vote,
            "engines": engines,
        },
        from_attributes=True,
    )


def _voted_out(kept: Kept, jobs: tuple[Job, Job], visitor: Visitor) -> VotedOut:
    error = kept.error
    return VotedOut(
        **comparison_out(kept.comparison, jobs, visitor).model_dump(),
        kept=kept.engine,
        remark=visitor.say.error(error.code, str(error), error.details) if error else "",
    )
