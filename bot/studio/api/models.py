"""Weights: which can be used, which are here, and fetching them."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from bot.studio.api.problems import PROBLEM
from bot.studio.api.schema import Asked, FailureOut
from bot.studio.fetches import Fetches
from bot.studio.visitors import Visitor, Visitors
from common.errors import MouthpieceError
from models.errors import LicenceNotAccepted
from models.store import Pull, Standing, State, Step


class PullIn(Asked):
    accept_licence: bool = Field(
        False, description="The licence of these weights was read and is agreed to; must be true."
    )


class FetchOut(BaseModel):
    """A fetch, running or the last one since the program started."""

    step: Step
    file: str
    done_bytes: int
    total_bytes: int | None = Field(description="None when nobody knows.")
    share: float | None = Field(description="How much is done, 0 to 1.")
    error: FailureOut | None = None


class ModelOut(BaseModel):
    id: str
    kind: Literal["lips", "tracker", "voice"]
    name: str
    what: str = Field(description="What it is for.")
    instead: str = Field(description="What is used while it is not here.")
    needs: str = Field(description="What must be there besides, or empty.")
    languages: list[str]
    maker: str
    page: str
    licence: str
    allows: str = Field(description="The licence in plain words.")
    commercial: bool | None = Field(description="Whether commercial use is allowed; null: not known.")
    fetchable: bool = Field(description="False: it can only be handed over on the machine itself.")
    state: State
    checked: bool
    size_bytes: int | None = Field(description="About; null when nobody knows before.")
    here_bytes: int
    fetch: FetchOut | None = None


def model_router(fetches: Fetches, visitors: Visitors) -> APIRouter:
    router = APIRouter(tags=["models"], responses=PROBLEM)
    store = fetches.store

    @router.get("/models")
    async def models(request: Request) -> list[ModelOut]:
        """All weights that can be used, and how they stand on this machine."""
        visitor = visitors.of(request)
        return [model_out(standing, visitor) for standing in await asyncio.to_thread(store.list)]

    @router.get("/models/{model_id}")
    async def model(model_id: str, request: Request) -> ModelOut:
        """One, with how far its fetch is; ask again while `fetch.step` is fetching or checking."""
        return model_out(await asyncio.to_thread(store.get, model_id), visitors.of(request))

    @router.post("/models/{model_id}/pull", status_code=202)
    async def pull(model_id: str, asked: PullIn, request: Request) -> ModelOut:
        """Fetch weights. It goes on when nobody looks; after a restart, ask again and it goes on where it stopped."""
        known = store.models.get(model_id)
        if not asked.accept_licence:
            raise LicenceNotAccepted(name=known.name, licence=known.licence)
        return model_out(await fetches.begin(model_id), visitors.of(request))

    @router.post("/models/{model_id}/cancel")
    async def cancel(model_id: str, request: Request) -> ModelOut:
        """Stop a fetch soon. What came so far is kept."""
        fetches.cancel(model_id)
        return model_out(await asyncio.to_thread(store.get, model_id), visitors.of(request))

    @router.delete("/models/{model_id}", status_code=204)
    async def remove(model_id: str) -> Response:
        """Delete weights from this machine, and what was fetched of them."""
        await asyncio.to_thread(store.remove, model_id)
        return Response(status_code=204)

    return router


def model_out(standing: Standing, visitor: Visitor) -> ModelOut:
    model = standing.model
    told = {name: getattr(model, name) for name in ModelOut.model_fields if hasattr(model, name)}
    return ModelOut(
        **told | {"languages": list(model.languages)},
        state=standing.state,
        checked=standing.checked,
        size_bytes=model.likely_bytes or None,
        here_bytes=standing.here_bytes,
        fetch=_fetch_out(standing.pull, visitor) if standing.pull else None,
    )


def _fetch_out(pull: Pull, visitor: Visitor) -> FetchOut:
    total = pull.total_bytes or None
    return FetchOut(
        step=pull.step,
        file=pull.file,
        done_bytes=pull.done_bytes,
        total_bytes=total,
        share=min(1.0, pull.done_bytes / total) if total else None,
        error=_failure(pull.error, visitor) if pull.error else None,
    )


def _failure(error: MouthpieceError, visitor: Visitor) -> FailureOut:
    return FailureOut(code=error.code, message=visitor.say.error(error.code, str(error), error.details))
